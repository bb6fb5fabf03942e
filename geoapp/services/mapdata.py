"""Data that maps fetch: light limits as GeoJSON, values of a measure by area, points of a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import orjson
import shapely

from geoapp.db.repositories import AreaRepository
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import Level
from geoapp.domain.records import Area
from geoapp.services.classes import DEFAULT_METHOD, ValueClass, class_of, classify
from geoapp.services.measures import MEASURES, AreaFacts, Measure
from geoapp.services.portfolio import BoolArray
from geoapp.services.publication import BUDGET_YEAR, Publication
from geoapp.services.summary import GroupBy, Summary, SummaryRow, summarise

NOW = "hoy"
"""Stands for the present where a year could."""
DIGITS = 5
"""Decimals of drawn limits: about a metre, finer than the screen at any zoom of a region."""


def area_href(area: Area) -> str:
    """Address of an area's page."""
    return {Level.PROVINCE: f"/provincias/{area.ubigeo}", Level.DISTRICT: f"/distritos/{area.ubigeo}"}.get(
        Level(area.level), "/"
    )


def limits(
    publication: Publication,
    level: Level,
    parent: str | None = None,
    address: Callable[[Area], str] = area_href,
) -> bytes:
    """Light limits of a level as a GeoJSON FeatureCollection, WGS 84.

    Parameters
    ----------
    parent
        Ubigeo of the area whose parts are wanted; None for all of the region.
    address
        Gives the page of an area.
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
                    "href": address(area),
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
    """A measure over all areas of a level; `year` is set where the measure is of one year."""

    measure: Measure
    level: Level
    classes: tuple[ValueClass, ...]
    areas: tuple[AreaValue, ...]
    total: SummaryRow
    year: int | None = None

    @property
    def no_data_count(self) -> int:
        """Areas for which the measure has no value."""
        return sum(area.value is None for area in self.areas)


def budget_years(publication: Publication) -> tuple[int, ...]:
    """Years with a municipal budget, in order."""
    held: tuple[int, ...] | None = publication.portfolio.cache.get("budget_years")
    if held is None:
        held = tuple(sorted({year for facts in publication.area_facts.values() for year in facts.years}))
        publication.portfolio.cache["budget_years"] = held
    return held


def values_by_area(
    publication: Publication,
    mask: BoolArray,
    measure_name: str,
    level: Level,
    parent: str | None = None,
    *,
    method: str = DEFAULT_METHOD,
    year: int | None = None,
    also: tuple[BoolArray, int | None] | None = None,
) -> AreaValues:
    """Compute a measure for every area of a level, from the same summary that pages and the API show.

    Parameters
    ----------
    parent
        Only the areas directly inside this one; classes are then cut from their values alone.
    method
        How classes are cut; see `geoapp.services.classes.METHODS`.
    year
        Year of a budget measure; the latest published where not given. Measures of projects take it through `mask`.
    also
        Selection and year whose values shape the classes too, so that the maps of both can be compared by colour.
    """
    measure = MEASURES[measure_name]
    year = _year_of(publication, measure, year)
    summary, found = _found(publication, mask, measure, level, parent, year)
    known = [value for _, _, value in found if value is not None]
    shared = known
    if also is not None:
        _, others = _found(publication, also[0], measure, level, parent, _year_of(publication, measure, also[1]))
        shared = [*known, *(value for _, _, value in others if value is not None)]
    classes = classify(shared, method=method)
    if also is not None:
        # The counts are of this map alone.
        ranks = [class_of(value, classes) for value in known]
        classes = tuple(replace(class_, count=ranks.count(rank)) for rank, class_ in enumerate(classes))
    return AreaValues(
        measure=measure,
        level=level,
        classes=classes,
        areas=tuple(
            AreaValue(area, row, value, None if value is None else class_of(value, classes))
            for area, row, value in found
        ),
        total=summary.total,
        year=None if measure.origin == "projects" else year,
    )


def _year_of(publication: Publication, measure: Measure, year: int | None) -> int | None:
    if measure.origin == "budget":
        return year or BUDGET_YEAR
    if measure.origin == "municipal":
        return year or max(budget_years(publication), default=None)
    return year


def _found(
    publication: Publication, mask: BoolArray, measure: Measure, level: Level, parent: str | None, year: int | None
) -> tuple[Summary, list[tuple[Area, SummaryRow, Decimal | None]]]:
    if measure.origin != "projects":
        mask = publication.select(ProjectFilter())
    summary = summarise(publication.portfolio, mask, GroupBy(level.value))
    found: list[tuple[Area, SummaryRow, Decimal | None]] = []
    for row in summary.rows:
        area = publication.areas.get(row.key)
        if area is None or area.level != level.value or (parent is not None and area.parent != parent):
            continue
        found.append((area, row, _value(measure, row, publication.area_facts[area.ubigeo], year)))
    return summary, found


def _value(measure: Measure, row: SummaryRow, facts: AreaFacts, year: int | None) -> Decimal | None:
    if measure.yearly is not None:
        budget = facts.years.get(year) if year is not None else None
        return None if budget is None else measure.yearly(budget, facts.population)
    if measure.origin == "budget" and year != BUDGET_YEAR:
        return None
    return measure.value(row, facts)


SIZE_STEPS = (1_000_000_00, 10_000_000_00, 50_000_000_00, 200_000_000_00)
"""Céntimos at which a point grows: S/ 1, 10, 50 and 200 million."""


def size_class(centimos: int | None) -> int:
    """0 for an unknown or small cost up to 4 for the largest."""
    return 0 if centimos is None else sum(centimos >= step for step in SIZE_STEPS)
