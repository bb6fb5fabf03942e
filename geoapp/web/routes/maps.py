"""Data that the maps fetch (`/mapas/datos/*`): limits, values by area, points of a view, cards of projects."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from geoapp.domain.places import Level
from geoapp.domain.vocabulary import PLACING_METHODS, PRECISIONS, STATUSES
from geoapp.errors import NotFoundError
from geoapp.services.clusters import MAX_ZOOM, Cluster, points_in_view
from geoapp.services.mapdata import AreaValue, AreaValues, limits, size_class, values_by_area
from geoapp.services.measures import DEFAULT_MEASURE, MEASURES
from geoapp.services.portfolio import MISSING
from geoapp.services.publication import Publication
from geoapp.services.summary import SummaryRow, summarise
from geoapp.web import formatting
from geoapp.web.caching import edition_response
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, read_filter, tag_of
from geoapp.web.parameters import choice, known_names, refuse, view_box, whole_number
from geoapp.web.texts import amount_text, place_text, progress_text, source_title

router = APIRouter(prefix="/mapas/datos", tags=["mapas"])

LEVELS = (Level.PROVINCE.value, Level.DISTRICT.value)
MAX_PLACE_PROJECTS = 200
JSON = "application/json"


@router.get("/limites/{level}.geojson", summary="Límites ligeros de un nivel")
def boundaries(
    request: Request, level: str, publication: PublicationDep, cache: BodyCacheDep, parent: str | None = None
) -> Response:
    """Light limits of provinces or districts, or of the districts of one province, WGS 84."""
    known_names(request.query_params, ("parent",))
    wanted = Level(choice({"level": level}, "level", LEVELS, ""))
    if parent is not None and parent not in publication.areas:
        raise refuse("parent", parent, "no es un ubigeo de la región.")
    return edition_response(
        request,
        cache,
        tag_of(request, publication),
        "application/geo+json",
        lambda: limits(publication, wanted, parent),
    )


@router.get("/valores", summary="Valor de una medida en cada área")
def values(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A measure over provinces or districts, with its classes, source and date."""
    own = ("level", "measure", "parent")
    given = parameters(request, *own)
    level = Level(choice(given, "level", LEVELS, Level.PROVINCE.value))
    measure = choice(given, "measure", MEASURES, DEFAULT_MEASURE)
    parent = given.get("parent")
    if parent is not None and parent not in publication.areas:
        raise refuse("parent", parent, "no es un ubigeo de la región.")
    filter_ = read_filter(request, *own)

    def build() -> bytes:
        mask = publication.select(filter_)
        return orjson.dumps(_values(publication, values_by_area(publication, mask, measure, level, parent)))

    publication.select(filter_)
    return edition_response(request, cache, tag_of(request, publication), JSON, build)


@router.get("/puntos", summary="Proyectos de una vista")
def points(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Clusters, places and single projects of a view of the map."""
    own = ("view", "zoom")
    given = parameters(request, *own)
    box = view_box(given)
    zoom = whole_number(given, "zoom", 0, MAX_ZOOM, 8)
    filter_ = read_filter(request, *own)
    mask = publication.select(filter_)

    def build() -> bytes:
        found = points_in_view(publication.portfolio, mask, box, zoom)
        total = summarise(publication.portfolio, mask).total
        answer = {
            "edition": publication.edition.id,
            "total": total.projects,
            "located": total.located,
            "on_map_text": located_text(total),
            "clusters": [_cluster(c) for c in found.clusters if not c.same_point],
            "points": [_point(publication, int(index)) for index in found.singles],
            "places": [_place(publication, c) for c in found.clusters if c.same_point],
        }
        return orjson.dumps(answer)

    return edition_response(request, cache, tag_of(request, publication), JSON, build)


@router.get("/tarjeta/{project_id}", summary="Ficha breve de un proyecto")
def card(request: Request, project_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """What a popup says of a project: name, amount, progress, state, place, source."""
    known_names(request.query_params, ())
    index = publication.portfolio.index_of.get(project_id)
    if index is None:
        raise NotFoundError(f"No hay un proyecto «{project_id[:100]}» en la edición {publication.edition.id}.")
    return edition_response(
        request, cache, tag_of(request, publication), JSON, lambda: orjson.dumps(_card(publication, index))
    )


@router.get("/lugar", summary="Proyectos de un mismo lugar")
def place(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Names and addresses of the projects given by `ids`, at most 200."""
    known_names(request.query_params, ("ids",))
    ids = request.query_params.getlist("ids")
    if not 0 < len(ids) <= MAX_PLACE_PROJECTS:
        raise refuse("ids", str(len(ids)), f"debe darse de 1 a {MAX_PLACE_PROJECTS} veces.")
    unknown = [identifier for identifier in ids if identifier not in publication.portfolio.index_of]
    if unknown:
        raise refuse("ids", unknown[0], "no es un proyecto de la edición publicada.")

    def build() -> bytes:
        indices = [publication.portfolio.index_of[identifier] for identifier in ids]
        return orjson.dumps(
            {
                "title": f"{len(ids)} proyectos en este lugar",
                "projects": [_listed(publication, index) for index in indices],
            }
        )

    return edition_response(request, cache, tag_of(request, publication), JSON, build)


def located_text(total: SummaryRow) -> str:
    """«X de Y proyectos ubicados» with what stays off the map."""
    text = f"{formatting.number(total.located)} de {formatting.number(total.projects)} proyectos ubicados"
    if total.located == total.projects:
        return text
    return f"{text}; fuera del mapa: {formatting.soles(total.off_map_cost)}"


def format_value(value: Decimal | None, unit: str) -> str:
    """A measure's value with its unit."""
    if value is None:
        return formatting.NO_DATA
    if unit == "projects":
        return formatting.number(value)
    if unit == "percent":
        return formatting.percent(value, 1)
    return formatting.soles(value)


UNIT_TEXTS = {"projects": "proyectos", "soles": "S/", "soles_per_inhabitant": "S/ por habitante", "percent": "%"}


def _values(publication: Publication, values: AreaValues) -> dict[str, Any]:
    measure = values.measure
    budget = measure.origin == "budget"
    date = None if budget else publication.edition.cut_off
    return {
        "edition": publication.edition.id,
        "level": values.level.value,
        "measure": measure.name,
        "title": measure.title,
        "unit": UNIT_TEXTS[measure.unit],
        "note": measure.note,
        "source": _measure_source(publication, budget=budget),
        "source_date": date,
        "source_date_text": "año 2024, corte no indicado por la fuente" if budget else formatting.date(date),
        "classes": [
            {
                "index": index,
                "low": float(class_.low),
                "high": float(class_.high),
                "label": _class_label(class_.low, class_.high, measure.unit),
                "count": class_.count,
            }
            for index, class_ in enumerate(values.classes)
        ],
        "no_data_count": values.no_data_count,
        "areas": {
            area.area.ubigeo: {
                "name": area.area.name,
                "value": None if area.value is None else float(area.value),
                "value_text": format_value(area.value, measure.unit),
                "class": area.class_index,
                "detail": [list(line) for line in _area_detail(publication, area)],
                "href": f"/{'provincias' if values.level is Level.PROVINCE else 'distritos'}/{area.area.ubigeo}",
            }
            for area in values.areas
        },
    }


def _measure_source(publication: Publication, *, budget: bool) -> str:
    if budget:
        return "MEF, gasto 2024 de las municipalidades en proyectos"
    documents = sum(source.kind == "document" for source in publication.sources.values())
    return f"{documents} documentos públicos, edición {publication.edition.id}"


def _class_label(low: Decimal, high: Decimal, unit: str) -> str:
    if low == high:
        return format_value(low, unit)
    if unit == "soles":
        return f"{formatting.millions(low)} a {formatting.millions(high)}"
    return f"{format_value(low, unit)} a {format_value(high, unit)}"


def _area_detail(publication: Publication, area: AreaValue) -> Iterator[tuple[str, str]]:
    row, facts = area.row, publication.area_facts[area.area.ubigeo]
    yield "Proyectos solo aquí", formatting.number(row.projects)
    yield "Compartidos con otras áreas", formatting.number(row.shared_projects)
    yield "Costo, solo aquí", formatting.soles(row.cost)
    if row.shared_projects:
        yield "Su parte de los compartidos", formatting.soles(row.shared_cost)
    if facts.population:
        year = area.area.population_year
        yield f"Población {year}" if year else "Población", formatting.number(facts.population)


def _cluster(cluster: Cluster) -> dict[str, Any]:
    count = len(cluster.projects)
    return {
        "lon": cluster.lon,
        "lat": cluster.lat,
        "count": count,
        "bounds": [round(bound, 6) for bound in cluster.bounds],
        "text": f"{formatting.number(count)} proyectos",
    }


def _point(publication: Publication, index: int) -> dict[str, Any]:
    portfolio, text = publication.portfolio, publication.portfolio.text
    cost = int(portfolio.cost_centimos[index])
    label = " · ".join((str(text["name"][index]), amount_text(publication, index), progress_text(publication, index)))
    return {
        "id": text["project_id"][index],
        "lon": round(float(portfolio.lon[index]), 6),
        "lat": round(float(portfolio.lat[index]), 6),
        "name": text["name"][index],
        "sector": text["sector"][index],
        "status": text["status"][index],
        "precision": text["precision"][index],
        "size": size_class(None if cost == MISSING else cost),
        "label": label,
    }


def _place(publication: Publication, cluster: Cluster) -> dict[str, Any]:
    text = publication.portfolio.text
    first = int(cluster.projects[0])
    precision = str(text["precision"][first])
    name = place_text(publication, first)
    count = len(cluster.projects)
    return {
        "lon": round(cluster.bounds[0], 6),
        "lat": round(cluster.bounds[1], 6),
        "count": count,
        "precision": precision,
        "name": name,
        "ids": [text["project_id"][int(index)] for index in cluster.projects[:MAX_PLACE_PROJECTS]],
        "text": f"{formatting.number(count)} proyectos: {name} ({PRECISIONS[precision].lower()})",
    }


def _card(publication: Publication, index: int) -> dict[str, Any]:
    text = publication.portfolio.text
    source = publication.sources.get(str(text["source_id"][index]))
    method = str(text["method"][index])
    status = STATUSES[str(text["status"][index])]
    return {
        "id": text["project_id"][index],
        "name": text["name"][index],
        "href": f"/proyectos/{text['project_id'][index]}",
        "rows": [
            ["Monto", amount_text(publication, index)],
            ["Avance", progress_text(publication, index)],
            ["Estado", f"{status} ({formatting.date(text['status_date'][index])})"],
            ["Lugar", f"{place_text(publication, index)} — {PLACING_METHODS.get(method, method)}"],
        ],
        "source": None
        if source is None
        else {
            "text": source_title(source),
            "url": source.url,
            "date_text": formatting.date(text["source_date"][index]),
        },
    }


def _listed(publication: Publication, index: int) -> dict[str, Any]:
    text = publication.portfolio.text
    return {
        "id": text["project_id"][index],
        "name": text["name"][index],
        "href": f"/proyectos/{text['project_id'][index]}",
        "text": f"{STATUSES[str(text['status'][index])]} · {amount_text(publication, index)}",
    }
