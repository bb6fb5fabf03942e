"""Data that maps fetch: light limits as GeoJSON, values of a measure by area, points of a view."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import orjson
import shapely

from geoapp.db.repositories import AreaRepository
from geoapp.domain.places import Level
from geoapp.domain.records import Area
from geoapp.services.measures import MEASURES, Measure, ValueClass, class_of, classify
from geoapp.services.portfolio import BoolArray
from geoapp.services.publication import Publication
from geoapp.services.summary import GroupBy, SummaryRow, summarise

DIGITS = 5
"""Decimals of drawn limits: about a metre, finer than the screen at any zoom of a region."""


def area_href(area: Area) -> str:
    """Address of an area's page."""
    return {Level.PROVINCE: f"/provincias/{area.ubigeo}", Level.DISTRICT: f"/distritos/{area.ubigeo}"}.get(
        Level(area.level), "/"
    )


def limits(publication: Publication, level: Level, parent: str | None = None) -> bytes:
    """Light limits of a level as a GeoJSON FeatureCollection, WGS 84.

    Parameters
    ----------
    parent
        Ubigeo of the area whose parts are wanted; None for all of the region.
    """
    with publication.database.reading() as session:
        shapes = AreaRepository(session, publication.edition.id).geometries(level, light=True, parent=parent)
    features: list[dict[str, Any]] = []
    for ubigeo, shape in sorted(shapes.items()):
        area = publication.area(ubigeo)
        features.append(
            {
                "type": "Feature",
                "id": ubigeo,
                "geometry": orjson.Fragment(
                    shapely.to_geojson(shapely.set_precision(shape, 10**-DIGITS, mode="pointwise"))
                ),
                "properties": {
                    "ubigeo": ubigeo,
                    "name": area.name,
                    "lon": round(area.lon, DIGITS),
                    "lat": round(area.lat, DIGITS),
                    "href": area_href(area),
                },
            }
        )
    return orjson.dumps({"type": "FeatureCollection", "features": features})


@dataclass(frozen=True, slots=True)
class AreaValue:
    """Value of a measure in one area, with the row it was computed from; None is «no data», never zero."""

    area: Area
    row: SummaryRow
    value: Decimal | None
    class_index: int | None


@dataclass(frozen=True, slots=True)
class AreaValues:
    """A measure over all areas of a level."""

    measure: Measure
    level: Level
    classes: tuple[ValueClass, ...]
    areas: tuple[AreaValue, ...]
    total: SummaryRow

    @property
    def no_data_count(self) -> int:
        """Areas for which the measure has no value."""
        return sum(area.value is None for area in self.areas)


def values_by_area(
    publication: Publication, mask: BoolArray, measure_name: str, level: Level, parent: str | None = None
) -> AreaValues:
    """Compute a measure for every area of a level, from the same summary that pages and the API show."""
    measure = MEASURES[measure_name]
    if measure.origin == "budget":
        mask = np.ones_like(mask)
    summary = summarise(publication.portfolio, mask, GroupBy(level.value))
    found: list[tuple[Area, SummaryRow, Decimal | None]] = []
    for row in summary.rows:
        area = publication.areas.get(row.key)
        if area is None or area.level != level.value or (parent is not None and area.parent != parent):
            continue
        found.append((area, row, measure.value(row, publication.area_facts[area.ubigeo])))
    classes = classify([value for _, _, value in found if value is not None])
    return AreaValues(
        measure=measure,
        level=level,
        classes=classes,
        areas=tuple(
            AreaValue(area, row, value, None if value is None else class_of(value, classes))
            for area, row, value in found
        ),
        total=summary.total,
    )


SIZE_STEPS = (1_000_000_00, 10_000_000_00, 50_000_000_00, 200_000_000_00)
"""Céntimos at which a point grows: S/ 1, 10, 50 and 200 million."""


def size_class(centimos: int | None) -> int:
    """0 for an unknown or small cost up to 4 for the largest."""
    return 0 if centimos is None else sum(centimos >= step for step in SIZE_STEPS)
