"""One map in one file, with assets, limits, values, points and cards inside: to send by mail, to open offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import orjson

from geoapp.domain.filters import ProjectFilter, parse_filter
from geoapp.domain.places import REGION_UBIGEO, Level
from geoapp.domain.records import Area
from geoapp.errors import GeoAppError
from geoapp.services.clusters import POINTS_FROM_ZOOM
from geoapp.services.history import select_at
from geoapp.services.mapdata import limits, values_by_area
from geoapp.services.measures import MEASURES
from geoapp.services.plan import answering_plan
from geoapp.services.portfolio import BoolArray
from geoapp.services.publication import Publication
from geoapp.web import formatting
from geoapp.web.answers.points import card_answer, place_answer, points_answer
from geoapp.web.answers.themes import liabilities_answer, localities_answer
from geoapp.web.answers.values import values_answer
from geoapp.web.pages.explore import EVERY_PROJECT
from geoapp.web.pages.maps import LEVEL_OF
from layers import (
    BaseMap,
    Boundaries,
    Catalog,
    CatalogLayer,
    Choropleth,
    Clusters,
    EmbeddedData,
    Layer,
    Legend,
    Points,
    render_parts,
)

WORLD = (-180.0, -90.0, 180.0, 90.0)
MAX_CARDS = 2_000
"""Projects whose cards stand in the file; with more, it shows clusters and areas, and says so."""


@dataclass(frozen=True, slots=True)
class OfflineChoice:
    """What the file shows: the whole region or one area, measure, level, layers of the catalogue by name."""

    filter: ProjectFilter = field(default_factory=ProjectFilter)
    area: str = REGION_UBIGEO
    measure: str = "cost_pen"
    level: str = "province"
    at: int | None = None
    layers: tuple[str, ...] = (EVERY_PROJECT,)
    colors: str = "YlGnBu"


def checked(choice: OfflineChoice, catalog: Catalog) -> OfflineChoice:
    """The choice with its layers known; a layer of coloured areas gives the map its measure, level and colours.

    Raises
    ------
    GeoAppError
        On an unknown layer or measure, or two layers of coloured areas.
    """
    unknown = [name for name in choice.layers if name != EVERY_PROJECT and name not in catalog]
    if unknown:
        raise GeoAppError(f"No hay una capa «{unknown[0]}». Hay: {', '.join((EVERY_PROJECT, *catalog))}.")
    coloured = [name for name in choice.layers if name != EVERY_PROJECT and catalog[name].kind == "choropleth"]
    if not coloured:
        return choice
    if len(coloured) > 1:
        raise GeoAppError(f"Un mapa colorea las áreas una sola vez: elija «{coloured[0]}» o «{coloured[1]}».")
    layer = catalog[coloured[0]]
    measure = layer.measure or choice.measure
    if measure not in MEASURES:
        raise GeoAppError(f"La capa «{layer.name}»: no hay una medida «{measure}». Hay: {', '.join(MEASURES)}.")
    return replace(
        choice,
        measure=measure,
        level=LEVEL_OF.get(layer.dataset, choice.level),
        layers=tuple(name for name in choice.layers if name not in coloured),
        colors=str(layer.style.get("colors", choice.colors)),
    )


def offline_document(publication: Publication, catalog: Catalog, choice: OfflineChoice) -> str:
    """Write the map as one HTML document.

    Raises
    ------
    NotFoundError
        When the edition has no such area.
    GeoAppError
        On an unknown layer.
    """
    choice = checked(choice, catalog)
    area = publication.area(choice.area)
    cut = formatting.date(publication.edition.cut_off)
    title = f"Inversión pública en {area.name}"
    note = f"{title}. Edición {publication.edition.id}, datos hasta el {cut}"
    base = BaseMap(
        "archivo", label=note, bounds=(area.west, area.south, area.east, area.north), max_zoom=18,
        controls=("home", "fullscreen", "scale", "coordinates"), pad_right=300,
    )  # fmt: skip
    base.add_child(_areas(publication, area, choice))
    for name in choice.layers:
        if name == EVERY_PROJECT:
            base.add_child(_projects(publication, area, choice, ProjectFilter(), EVERY_PROJECT))
        else:
            base.add_child(_theme(publication, area, choice, catalog[name]))
    base.add_child(Legend(f"Leyenda · datos hasta el {cut}", position="topright", switch=True))
    return render_parts(base, inline=True).to_document(title=note)


def in_area(filter_: ProjectFilter, area: Area) -> ProjectFilter:
    """The filter narrowed to the projects that name an area."""
    if area.level == Level.REGION.value:
        return filter_
    return parse_filter([*((n, v) for n, v in filter_.pairs() if n != area.level), (area.level, area.ubigeo)])


def _areas(publication: Publication, area: Area, choice: OfflineChoice) -> Choropleth:
    levels = [Level.PROVINCE, Level.DISTRICT] if area.level == Level.REGION.value else [Level.DISTRICT]
    parent = None if area.level == Level.REGION.value else area.ubigeo[:4]
    level = Level(choice.level) if Level(choice.level) in levels else levels[0]
    mask = select_at(publication, choice.filter, choice.at)
    boundaries = {
        one.value: EmbeddedData(f"limites_{one.value}", orjson.loads(limits(publication, one, parent)))
        for one in levels
    }
    values = {
        f"{one.value}/{name}": values_answer(
            publication, values_by_area(publication, mask, name, one, parent, year=choice.at), choice.at
        )
        for one in levels
        for name in MEASURES
    }
    titles = {name: measure.title for name, measure in MEASURES.items()}
    return Choropleth(
        boundaries,
        EmbeddedData("valores", values),
        titles,
        measure=choice.measure,
        level=level.value,
        parent=parent,
        colors=choice.colors,
    )


def _projects(
    publication: Publication,
    area: Area,
    choice: OfflineChoice,
    own: ProjectFilter,
    name: str,
    extra: BoolArray | None = None,
    title: str | None = None,
) -> Clusters:
    mask = select_at(publication, in_area(choice.filter, area), choice.at)
    if not own.is_empty:
        mask = mask & publication.select(own)
    if extra is not None:
        mask = mask & extra
    mask = mask.copy()
    mask.flags.writeable = False
    drawn = np.flatnonzero(mask & publication.portfolio.on_map)
    light = len(drawn) > MAX_CARDS
    zooms = range(6, POINTS_FROM_ZOOM + (0 if light else 1))
    answers = {str(zoom): points_answer(publication, mask, WORLD, zoom, choice.at) for zoom in zooms}
    if light:
        for answer in answers.values():
            answer["points"] = []
            answer["places"] = [{**place, "ids": [], "more": None} for place in answer["places"]]
            answer["on_map_text"] += f"; con más de {MAX_CARDS:,} el archivo muestra grupos, no fichas"
    ids = publication.portfolio.text["project_id"]
    cards = {} if light else {str(ids[index]): card_answer(publication, index) for index in drawn.tolist()}
    return Clusters(
        EmbeddedData(f"puntos_{name}", answers),
        EmbeddedData(f"fichas_{name}", cards),
        EmbeddedData(f"lugares_{name}", _places(publication, answers)),
        name=name,
        zooms=(zooms[0], zooms[-1]),
        title=title,
    )


def _places(publication: Publication, answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    index_of = publication.portfolio.index_of
    lists: dict[str, Any] = {}
    for answer in answers.values():
        for place in answer["places"]:
            ids: Sequence[str] = place["ids"]
            if ids:
                lists[ids[0]] = place_answer(publication, [index_of[one] for one in ids])
    return lists


def _theme(publication: Publication, area: Area, choice: OfflineChoice, layer: CatalogLayer) -> Layer:
    if layer.kind == "clusters":
        own = parse_filter(
            (name, str(value))
            for name, values in layer.filters.items()
            for value in (values if isinstance(values, list) else [values])
        )
        extra = answering_plan(publication) if layer.dataset == "plan" else None
        return _projects(publication, area, choice, own, layer.name, extra, layer.title)
    if layer.kind == "points":
        narrowed = in_area(choice.filter, area)
        if layer.dataset == "localities":
            box = (area.west, area.south, area.east, area.north)
            collection = localities_answer(publication, box, narrowed, limit=None)
        else:
            collection = liabilities_answer(publication, narrowed)
        data = EmbeddedData(f"capa_{layer.name}", collection)
        return Points(data, name=layer.name, symbol=layer.symbol(), min_zoom=layer.min_zoom, max_zoom=layer.max_zoom)
    data = EmbeddedData(f"capa_{layer.name}", orjson.loads(limits(publication, Level(LEVEL_OF[layer.dataset]))))
    return Boundaries(data, name=layer.name, weight=layer.style.get("weight", 1.5))
