"""Areas and populated places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """A region, province or district, without its outline.

    `lon`, `lat` is a point well inside the full outline; `west` to `north` its box.
    """

    ubigeo: str
    level: str
    name: str
    parent: str | None
    capital: str | None
    capital_lon: float | None
    capital_lat: float | None
    area_km2: float | None
    population: int | None
    population_year: int | None
    lon: float
    lat: float
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class AreaRecord(Area):
    """An area with its outlines as WKB in EPSG:4326: full detail, and light for drawing."""

    geometry: bytes
    geometry_light: bytes


@dataclass(frozen=True, slots=True)
class LocalityRecord:
    """A populated place of the gazetteer.

    `in_district` tells whether the point falls in the declared district, `in_region` whether it falls in the region.
    """

    locality_code: str
    name: str
    ubigeo: str
    kind: str
    lon: float
    lat: float
    in_district: bool
    in_region: bool
