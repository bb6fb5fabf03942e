"""Where a project is: its places and parts as a page lists them, and as the maps fetch them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import orjson
import shapely

from geoapp.db.repositories import AreaRepository, ProjectDetail
from geoapp.domain.current import CurrentProject
from geoapp.domain.money import to_soles
from geoapp.domain.places import Precision
from geoapp.domain.records import Area, LocationRecord
from geoapp.domain.vocabulary import PLACING_METHODS, PRECISIONS
from geoapp.i18n import gettext as _
from geoapp.services.mapdata import DIGITS, area_href
from geoapp.services.publication import Publication
from geoapp.web.languages import here
from geoapp.web.pages.common import Link, SourceNote, area_link, area_links, source_note

_POINTS = frozenset({Precision.SITE.value, Precision.LOCALITY.value})


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A named place: its areas from the widest, how exactly it is known and how it was placed."""

    name: str
    areas: tuple[Link, ...]
    precision: str
    method: str
    source: SourceNote | None


@dataclass(frozen=True, slots=True)
class PartLine:
    """What of the reference cost falls in a province or district; None where the cost is not known or not summed."""

    area: Link
    amount: Decimal | None


def areas_named(publication: Publication, locations: Iterable[LocationRecord]) -> list[Area]:
    """Areas in which the places of a project lie, each once; a region-wide project names the region."""
    codes = dict.fromkeys(location.ubigeo for location in locations if location.ubigeo in publication.areas)
    return [publication.areas[code] for code in codes]


def places_geojson(publication: Publication, detail: ProjectDetail) -> bytes:
    """Places of a project as points (GeoJSON, WGS 84); region-wide and unlocated ones have none and are left out."""
    current = detail.current
    features: list[dict[str, Any]] = []
    for location in detail.locations:
        if location.lon is None or location.lat is None:
            continue
        name = location.place_name or publication.names.get(location.ubigeo, current.name)
        rows = [
            [_("Precisión"), _(PRECISIONS[location.precision])],
            [_("Cómo se ubicó"), _(PLACING_METHODS.get(location.method, location.method))],
            [_("Distrito o provincia"), publication.names.get(location.ubigeo, "")],
        ]
        features.append(
            {
                "type": "Feature",
                "id": f"{current.project_id}-{location.seq}",
                "geometry": {"type": "Point", "coordinates": [round(location.lon, 6), round(location.lat, 6)]},
                "properties": {
                    "name": name,
                    "label": f"{name} · {_(PRECISIONS[location.precision])}",
                    "sector": current.sector,
                    "precision": location.precision,
                    "rows": rows,
                },
            }
        )
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def outlines_geojson(publication: Publication, areas: Iterable[Area]) -> bytes:
    """Light outlines of areas (GeoJSON, WGS 84)."""
    with publication.database.reading() as session:
        reader = AreaRepository(session, publication.edition.id)
        shapes = [(area, reader.geometry(area.ubigeo, light=True)) for area in areas]
    features = [
        {
            "type": "Feature",
            "id": area.ubigeo,
            "geometry": orjson.Fragment(
                shapely.to_geojson(shapely.set_precision(shape, 10**-DIGITS, mode="pointwise"))
            ),
            "properties": {
                "ubigeo": area.ubigeo,
                "name": area.name,
                "lon": round(area.lon, DIGITS),
                "lat": round(area.lat, DIGITS),
                "href": here(area_href(area)),
            },
        }
        for area, shape in shapes
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def place_line(publication: Publication, detail: ProjectDetail, location: LocationRecord) -> PlaceLine:
    """A named place as the page lists it."""
    code = location.ubigeo
    ladder = [code[:length] for length in (4, 6) if len(code) >= length]
    name = location.place_name if location.precision in _POINTS else publication.names.get(code)
    return PlaceLine(
        name=name or _(PRECISIONS[location.precision]),
        areas=tuple(area_link(publication, step) for step in ladder if step in publication.areas),
        precision=location.precision,
        method=location.method,
        source=source_note(detail.sources, location.source_id),
    )


def parts_of(publication: Publication, current: CurrentProject) -> tuple[PartLine, ...]:
    """Parts by district (or province where no district is named) when the project names more than one area."""
    portfolio = publication.portfolio
    index = portfolio.index_of[current.project_id]
    portions = portfolio.districts
    entries = np.flatnonzero(portions.project == index)
    if len(entries) < 2:  # noqa: PLR2004 - one area has it all
        return ()
    costed = bool(portfolio.with_cost[index])
    return tuple(
        PartLine(
            area_links(publication, portfolio.areas[int(portions.area[entry])])[0],
            to_soles(int(portions.centimos[entry])) if costed else None,
        )
        for entry in entries
    )
