"""What sources said of the projects' state over time, all projects at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from geoapp.db.models import ObservationRow
from geoapp.db.repositories.base import EditionReader
from geoapp.db.versions import visible
from geoapp.domain.vocabulary import Status


@dataclass(frozen=True, slots=True)
class DatedStatus:
    """A state that a source gives, and its date: the state's own, else that of the source."""

    project_id: str
    status: str
    date: str


class HistoryRepository(EditionReader):
    """Reads the past of the projects."""

    def dated_statuses(self) -> tuple[DatedStatus, ...]:
        """Give every dated state, by project; observations without date or without state are left out."""
        date = func.coalesce(ObservationRow.status_date, ObservationRow.source_date)
        query = (
            select(ObservationRow.project_id, ObservationRow.status, date)
            .where(
                visible(ObservationRow, self.edition),
                ObservationRow.status.is_not(None),
                ObservationRow.status != Status.UNKNOWN.value,
                date.is_not(None),
                date != "",
            )
            .order_by(ObservationRow.project_id, ObservationRow.seq, ObservationRow.observation_id)
        )
        return tuple(DatedStatus(project, str(status), day) for project, status, day in self.session.execute(query))
