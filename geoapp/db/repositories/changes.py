"""What differs between two editions, project by project: only rows opened or closed between them are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, literal_column, select
from sqlalchemy.orm import Session

from geoapp.db import frames
from geoapp.db.models import OPEN, ProjectCurrentRow
from geoapp.db.versions import visible
from geoapp.deferred import deferred

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")

_COLUMNS = (
    "project_id",
    "name",
    "status",
    "status_date",
    "cost_centimos",
    "cost_kind",
    "cost_date",
    "cost_source_id",
    "physical_bp",
    "physical_date",
    "physical_source_id",
    "status_source_id",
    "source_id",
    "province_codes",
    "district_codes",
)


@dataclass(frozen=True)
class EditionDifference:
    """Rows of ``project_current`` that an edition sees otherwise than another.

    Attributes
    ----------
    before, after
        The rows of either edition that the other does not have, by project.
    """

    before: pl.DataFrame
    after: pl.DataFrame


class ChangeRepository:
    """Compares two editions of the database behind a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def difference(self, since: int, until: int) -> EditionDifference:
        """Give the pictures that changed from edition `since` to the later edition `until`."""
        model = ProjectCurrentRow
        # Written out, the second condition lets SQLite use the index of the rows that are closed.
        closed = and_(visible(model, since), model.edition_to < literal_column(str(OPEN)), model.edition_to <= until)
        opened = and_(visible(model, until), model.edition_from > since)
        return EditionDifference(self._rows(closed), self._rows(opened))

    def projects(self, edition: int) -> int:
        """Give the number of projects of an edition."""
        query = select(func.count()).select_from(ProjectCurrentRow).where(visible(ProjectCurrentRow, edition))
        return self.session.scalar(query) or 0

    def identifiers(self, edition: int) -> pl.DataFrame:
        """Give the identifiers of the projects of an edition."""
        return frames.read_frame(self.session, ProjectCurrentRow, edition, ["project_id"]).select("project_id")

    def _rows(self, condition: Any) -> pl.DataFrame:
        schema = frames.schema_of(ProjectCurrentRow, _COLUMNS)
        columns = [frames.as_text(ProjectCurrentRow, name) for name in _COLUMNS]
        rows = self.session.execute(select(*columns).where(condition).order_by(ProjectCurrentRow.project_id)).all()
        return pl.DataFrame(list(map(tuple, rows)), schema=schema, orient="row")
