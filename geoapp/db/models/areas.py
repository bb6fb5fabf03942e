"""Areas of the political division with their outlines."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from geoapp.db.models.base import Base, OptStr, Str, Versioned, Wkb


class AreaRow(Versioned, Base):
    """The region, a province or a district; columns as in `domain.records.AreaRecord`."""

    __tablename__ = "area"
    __natural_key__ = ("ubigeo",)

    ubigeo: Mapped[Str]
    level: Mapped[Str]
    name: Mapped[Str]
    parent: Mapped[OptStr]
    capital: Mapped[OptStr]
    capital_lon: Mapped[float | None]
    capital_lat: Mapped[float | None]
    area_km2: Mapped[float | None]
    population: Mapped[int | None]
    population_year: Mapped[int | None]
    lon: Mapped[float]
    lat: Mapped[float]
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    geometry: Mapped[Wkb]
    geometry_light: Mapped[Wkb]
