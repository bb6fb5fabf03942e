"""Places that a reviewer settled by hand; imports keep them."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from geoapp.db.models.base import Base, OptStr, Str, Versioned


class PlacementReviewRow(Versioned, Base):
    """The place of a project as a reviewer decided it, and why."""

    __tablename__ = "placement_review"
    __natural_key__ = ("project_id",)

    project_id: Mapped[Str]
    precision: Mapped[Str]
    ubigeo: Mapped[Str]
    locality_code: Mapped[OptStr]
    place_name: Mapped[OptStr]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    reason: Mapped[Str]
    reviewer: Mapped[Str]
    decided_at: Mapped[Str]
