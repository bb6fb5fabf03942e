"""Populated places."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from geoapp.db.models.base import Base, Str, Versioned


class LocalityRow(Versioned, Base):
    """A populated place; `folded` is its name for search."""

    __tablename__ = "locality"
    __natural_key__ = ("locality_code",)

    locality_code: Mapped[Str]
    name: Mapped[Str]
    ubigeo: Mapped[Str] = mapped_column(index=True)
    kind: Mapped[Str]
    lon: Mapped[float]
    lat: Mapped[float]
    in_district: Mapped[bool]
    in_region: Mapped[bool]
    folded: Mapped[Str]
