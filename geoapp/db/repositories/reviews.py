"""Places settled by hand: reading them, and writing one into a new edition."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select, update

from geoapp.db.models import OPEN, LocationRow, PlacementReviewRow, ProjectCurrentRow
from geoapp.db.repositories.base import EditionReader
from geoapp.db.search import folded
from geoapp.db.versions import visible
from geoapp.domain.current import CurrentProject
from geoapp.domain.records import PlacementReviewRecord


class PlacementReviewRepository(EditionReader):
    """Reads and writes reviews; the edition is the one that is read, or the one that is being written."""

    def all(self) -> tuple[PlacementReviewRecord, ...]:
        """Give all reviews in force, by project."""
        return self._records(PlacementReviewRow, PlacementReviewRecord, order=(PlacementReviewRow.project_id,))

    def settle(
        self, review: PlacementReviewRecord, picture: CurrentProject, point: tuple[float | None, float | None]
    ) -> None:
        """Give a project the reviewed place in the edition being written.

        Parameters
        ----------
        picture
            The project as it stands with its new place.
        point
            Longitude and latitude where the place is drawn; None twice when it is not.
        """
        words = self.session.scalar(
            select(ProjectCurrentRow.folded).where(
                visible(ProjectCurrentRow, self.edition), ProjectCurrentRow.project_id == review.project_id
            )
        )
        location = asdict(review.as_location()) | {"lon": point[0], "lat": point[1]}
        current: dict[str, Any] = {name: getattr(picture, name) for name in CurrentProject.__slots__}
        current["folded"] = folded(words or "", review.place_name or "")
        for model, row in (
            (PlacementReviewRow, asdict(review)),
            (LocationRow, location),
            (ProjectCurrentRow, current),
        ):
            self._replace(model, review.project_id, row)

    def _replace(self, model: Any, project_id: str, row: dict[str, Any]) -> None:
        self.session.execute(
            update(model)
            .where(visible(model, self.edition), model.project_id == project_id, model.edition_from < self.edition)
            .values(edition_to=self.edition)
        )
        self.session.execute(insert(model.__table__), [row | {"edition_from": self.edition, "edition_to": OPEN}])
