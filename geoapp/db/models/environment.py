"""Health facilities and mining liabilities: places that projects answer to."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from geoapp.db.models.base import Base, OptStr, Str, Versioned


class FacilityRow(Versioned, Base):
    """A health facility."""

    __tablename__ = "facility"
    __natural_key__ = ("facility_code",)

    facility_code: Mapped[Str]
    name: Mapped[Str]
    ubigeo: Mapped[OptStr]
    address: Mapped[OptStr]
    category: Mapped[OptStr]
    beds: Mapped[int | None]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    source: Mapped[OptStr]


class MiningLiabilityRow(Versioned, Base):
    """A mining environmental liability."""

    __tablename__ = "mining_liability"
    __natural_key__ = ("liability_id",)

    liability_id: Mapped[Str]
    kind: Mapped[OptStr]
    subkind: Mapped[OptStr]
    former_unit: Mapped[OptStr]
    ubigeo: Mapped[OptStr]
    lon: Mapped[float]
    lat: Mapped[float]
