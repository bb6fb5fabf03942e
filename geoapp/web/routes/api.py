"""The JSON API (`/api/v1/*`): projects, areas, summaries, plan, sources, editions."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from geoapp.db.repositories import EditionRepository, PlanRepository
from geoapp.domain.places import Level
from geoapp.i18n import N_
from geoapp.services.details import alerts_of, project_detail
from geoapp.services.grouping import labels
from geoapp.services.properties import PROPERTY_NAMES
from geoapp.services.publication import Publication
from geoapp.services.summary import GroupBy, area_row, summarise, summary_row
from geoapp.web.answers.api import (
    alert_json,
    area_json,
    commitment_json,
    detail_json,
    edition_json,
    source_json,
)
from geoapp.web.caching import edition_response, http_date
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, read_filter, tag_of
from geoapp.web.openapi import file_responses, object_schema, openapi_parameters
from geoapp.web.paging import read_cursor, write_cursor
from geoapp.web.parameters import choice, known_names, refuse, whole_number

router = APIRouter(prefix="/api/v1", tags=["api"])

JSON = "application/json"
DEFAULT_LIMIT, MAX_LIMIT = 100, 1_000
LIST = file_responses(JSON, schema=object_schema("items"))
ONE = file_responses(JSON, schema={"type": "object"}, missing=True)


@router.get(
    "/projects",
    summary=N_("Proyectos del filtro, por páginas"),
    openapi_extra=openapi_parameters(
        limit={
            "description": f"Proyectos por página; sin él, {DEFAULT_LIMIT}.",
            "schema": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT},
        },
        cursor=N_("Marca de la página siguiente, tal como la dio la anterior."),
        fields="Propiedades que se quieren, separadas por comas: " + ", ".join(PROPERTY_NAMES) + ".",
    ),
    responses=file_responses(JSON, schema=object_schema("edition", "cut_off", "filter", "total", "items", "next")),
    response_class=Response,
)
def projects(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Pages of projects in a stable order, with the totals of the whole filter."""
    own = ("limit", "cursor", "fields")
    given = parameters(request, *own)
    limit = whole_number(given, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT)
    start = read_cursor(given.get("cursor"), publication)
    wanted = _read_fields(given.get("fields"))
    filter_ = read_filter(request, *own)
    mask = publication.select(filter_)

    def build() -> bytes:
        selected = np.flatnonzero(mask)
        page = selected[selected >= start][: limit + 1].tolist()
        rest = page[limit:]
        properties = [publication.columns.properties(index) for index in page[:limit]]
        answer = {
            "edition": publication.edition.id,
            "cut_off": publication.edition.cut_off,
            "filter": filter_.pairs(),
            "total": summary_row(summarise(publication.portfolio, mask).total, "Total"),
            "items": [{name: item[name] for name in wanted} for item in properties] if wanted else properties,
            "next": write_cursor(publication, rest[0]) if rest else None,
        }
        return orjson.dumps(answer)

    return edition_response(request, cache, tag_of(request, publication), JSON, build, dated(publication))


@router.get(
    "/projects/{project_id}", summary=N_("Todo lo que se sabe de un proyecto"), responses=ONE, response_class=Response
)
def project(request: Request, project_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """One project with its locations, amounts, budget, observations, sources, alerts and plan commitments."""
    known_names(request.query_params, ())
    detail = project_detail(publication, project_id)
    key = detail.current.project_id
    if key != project_id:
        return RedirectResponse(f"/api/v1/projects/{key}", status_code=308)

    def build() -> bytes:
        index = publication.portfolio.index_of[key]
        raised = alerts_of(publication, detail)
        answer = {
            **publication.columns.properties(index),
            "lon_lat": publication.columns.point(index),
            **detail_json(detail),
            "alert_details": [alert_json(alert, detail.sources) for alert in raised],
        }
        return orjson.dumps(answer)

    return edition_response(request, cache, tag_of(request, publication), JSON, build, dated(publication))


@router.get(
    "/areas",
    summary=N_("Región, provincias y distritos, con sus totales"),
    openapi_extra=openapi_parameters(
        filters=False,
        level={
            "description": N_("Solo las de un nivel."),
            "schema": {"type": "string", "enum": [*(level.value for level in Level), ""]},
        },
        parent=N_("Solo las que están dentro de esta área (ubigeo)."),
    ),
    responses=LIST,
    response_class=Response,
)
def areas(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """All areas, or those of one `level` or inside one `parent`."""
    own = ("level", "parent")
    known_names(request.query_params, own)
    given = parameters(request, *own)
    level = choice(given, "level", [level.value for level in Level], "") if "level" in given else None
    parent = given.get("parent")
    if parent is not None and parent not in publication.areas:
        raise refuse("parent", parent, "no es un ubigeo de la región.")

    def build() -> bytes:
        chosen = [
            area
            for area in publication.areas.values()
            if (level is None or area.level == level) and (parent is None or area.parent == parent)
        ]
        items = [_area(publication, area.ubigeo) for area in sorted(chosen, key=lambda area: area.ubigeo)]
        return orjson.dumps({"edition": publication.edition.id, "items": items})

    return edition_response(request, cache, tag_of(request, publication), JSON, build, dated(publication))


@router.get("/areas/{ubigeo}", summary=N_("Un área con sus totales"), responses=ONE, response_class=Response)
def area(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """One area with its totals."""
    known_names(request.query_params, ())
    publication.area(ubigeo)
    return edition_response(
        request,
        cache,
        tag_of(request, publication),
        JSON,
        lambda: orjson.dumps({"edition": publication.edition.id, **_area(publication, ubigeo)}),
        dated(publication),
    )


@router.get(
    "/summary",
    summary=N_("Cuentas y sumas del filtro por grupos"),
    openapi_extra=openapi_parameters(
        group_by={
            "description": N_("Por qué se agrupa; sin él, por provincia."),
            "schema": {"type": "string", "enum": [*(group.value for group in GroupBy), ""]},
        }
    ),
    responses=file_responses(JSON, schema=object_schema("edition", "cut_off", "filter", "group_by", "rows", "total")),
    response_class=Response,
)
def summary(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Counts and sums per group; by area with the rows `shared`, `region` and `unlocated`; always with `total`."""
    own = ("group_by",)
    given = parameters(request, *own)
    group_by = GroupBy(choice(given, "group_by", [group.value for group in GroupBy], GroupBy.PROVINCE.value))
    filter_ = read_filter(request, *own)
    mask = publication.select(filter_)

    def build() -> bytes:
        result = summarise(publication.portfolio, mask, group_by)
        names = labels(group_by, publication.names)
        answer = {
            "edition": publication.edition.id,
            "cut_off": publication.edition.cut_off,
            "filter": filter_.pairs(),
            "group_by": group_by.value,
            "rows": [summary_row(row, names.get(row.key, row.key)) for row in result.rows],
            "total": summary_row(result.total, "Total"),
        }
        return orjson.dumps(answer)

    return edition_response(request, cache, tag_of(request, publication), JSON, build, dated(publication))


@router.get(
    "/plan",
    summary=N_("Compromisos del plan de gobierno y los proyectos que les responden"),
    responses=LIST,
    response_class=Response,
)
def plan(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """All commitments with their areas, targets and linked projects."""
    known_names(request.query_params, ())

    def build() -> bytes:
        with publication.database.reading() as session:
            commitments = PlanRepository(session, publication.edition.id).commitments()
        return orjson.dumps(
            {"edition": publication.edition.id, "items": [commitment_json(planned) for planned in commitments]}
        )

    return edition_response(request, cache, tag_of(request, publication), JSON, build, dated(publication))


@router.get(
    "/sources",
    summary=N_("Conjuntos de datos y documentos de los que salen las cifras"),
    responses=LIST,
    response_class=Response,
)
def sources(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Every source with its publisher, address, date and licence."""
    known_names(request.query_params, ())
    return edition_response(
        request,
        cache,
        tag_of(request, publication),
        JSON,
        lambda: orjson.dumps(
            {
                "edition": publication.edition.id,
                "items": [source_json(source) for source in publication.sources.values()],
            }
        ),
        dated(publication),
    )


@router.get("/editions", summary=N_("Ediciones"), responses=LIST, response_class=Response)
def editions(request: Request, publication: PublicationDep) -> Response:
    """All editions, the last first."""
    known_names(request.query_params, ())
    with publication.database.reading() as session:
        listed = EditionRepository(session).list()
    return Response(
        orjson.dumps({"published": publication.edition.id, "items": [edition_json(edition) for edition in listed]}),
        media_type=JSON,
        headers={"Cache-Control": "no-cache"},
    )


def dated(publication: Publication) -> dict[str, str]:
    """Headers that say when the edition was published."""
    edition = publication.edition
    return {"Last-Modified": http_date(edition.published_at or edition.created_at)}


def _area(publication: Publication, ubigeo: str) -> dict[str, Any]:
    everything = np.ones(publication.portfolio.size, dtype=bool)
    area = publication.areas[ubigeo]
    if area.level == Level.REGION.value:
        row = summarise(publication.portfolio, everything).total
    else:
        row = area_row(publication.portfolio, everything, ubigeo)
    return {**area_json(publication, area), "totals": summary_row(row, area.name)}


def _read_fields(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in PROPERTY_NAMES]
    if unknown:
        raise refuse("fields", unknown[0], "no es una propiedad.", PROPERTY_NAMES)
    return names
