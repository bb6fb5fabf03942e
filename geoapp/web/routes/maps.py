"""Data that the maps fetch (`/mapas/datos/*`): limits, values by area, points of a view, cards, search, shapes."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from geoapp.domain.filters import MAX_QUERY_CHARACTERS, MAX_YEAR, MIN_YEAR, ProjectFilter
from geoapp.domain.places import Level
from geoapp.domain.text import words
from geoapp.errors import NotFoundError
from geoapp.i18n import N_
from geoapp.i18n import gettext as _
from geoapp.services.classes import DEFAULT_METHOD, METHODS
from geoapp.services.clusters import MAX_ZOOM
from geoapp.services.history import select_at
from geoapp.services.inside import inside
from geoapp.services.mapdata import NOW, area_href, limits, values_by_area
from geoapp.services.measures import DEFAULT_MEASURE, MEASURES
from geoapp.services.plan import answering_plan
from geoapp.web.answers.inside import inside_answer
from geoapp.web.answers.points import MAX_PLACE_PROJECTS, card_answer, place_answer, points_answer
from geoapp.web.answers.search import search_answer
from geoapp.web.answers.themes import liabilities_answer, localities_answer
from geoapp.web.answers.values import values_answer
from geoapp.web.caching import edition_response
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, read_filter, tag_of
from geoapp.web.languages import here
from geoapp.web.openapi import file_responses
from geoapp.web.parameters import choice, known_names, refuse, view_box, whole_number

router = APIRouter(prefix="/mapas/datos", tags=["mapas"])

LEVELS = (Level.PROVINCE.value, Level.DISTRICT.value)
JSON, GEOJSON = "application/json", "application/geo+json"
MIN_SEARCH_CHARACTERS = 2


@router.get(
    "/limites/{level}.geojson",
    summary=N_("Límites ligeros de un nivel"),
    responses=file_responses("application/geo+json"),
    response_class=Response,
)
def boundaries(request: Request, level: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Light limits of provinces or districts, or of the districts of one province (`parent`), WGS 84."""
    known_names(request.query_params, ("parent",))
    parent = parameters(request, "parent").get("parent")
    wanted = Level(choice({"level": level}, "level", LEVELS, ""))
    if parent is not None and parent not in publication.areas:
        raise refuse("parent", parent, _("no es un ubigeo de la región."))
    return edition_response(
        request,
        cache,
        tag_of(request, publication),
        GEOJSON,
        lambda: limits(publication, wanted, parent, lambda area: here(area_href(area))),
    )


@router.get("/valores", summary=N_("Valor de una medida en cada área"))
def values(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A measure over provinces or districts, with its classes, source and date.

    `classes` says how the classes are cut; `at` shows the end of a year: budget of that year, projects known by then.
    The values of the year `also` (or ``hoy``) shape the classes too, so that two maps can be compared by colour.
    """
    own = ("level", "measure", "parent", "classes", "at", "also")
    given = parameters(request, *own)
    level = Level(choice(given, "level", LEVELS, Level.PROVINCE.value))
    measure = choice(given, "measure", MEASURES, DEFAULT_MEASURE)
    method = choice(given, "classes", METHODS, DEFAULT_METHOD)
    parent = given.get("parent")
    if parent is not None and parent not in publication.areas:
        raise refuse("parent", parent, _("no es un ubigeo de la región."))
    filter_, year = read_filter(request, *own), year_of(given)
    mask = select_at(publication, filter_, year)
    other = None
    if "also" in given:
        then = None if given["also"] == NOW else whole_number(given, "also", MIN_YEAR, MAX_YEAR, MIN_YEAR)
        other = select_at(publication, filter_, then), then

    def build() -> bytes:
        found = values_by_area(publication, mask, measure, level, parent, method=method, year=year, also=other)
        return orjson.dumps(values_answer(publication, found, year))

    return edition_response(request, cache, tag_of(request, publication), JSON, build)


@router.get("/puntos", summary=N_("Proyectos de una vista"))
def points(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Clusters, places and single projects of a view of the map, now or as they stood at the end of a year (`at`)."""
    return _points(request, publication, cache)


@router.get("/plan", summary=N_("Proyectos de una vista que responden al plan"))
def plan_points(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """As `/mapas/datos/puntos`, of the projects that answer a commitment of the regional plan."""
    return _points(request, publication, cache, plan=True)


def _points(request: Request, publication: PublicationDep, cache: BodyCacheDep, *, plan: bool = False) -> Response:
    own = ("view", "zoom", "at")
    given = parameters(request, *own)
    box = view_box(given)
    zoom = whole_number(given, "zoom", 0, MAX_ZOOM, 8)
    filter_, year = read_filter(request, *own), year_of(given)
    mask = select_at(publication, filter_, year)

    def build() -> bytes:
        chosen = mask & answering_plan(publication) if plan else mask
        answer = points_answer(publication, chosen, box, zoom, year, filter_)
        if plan and not answer["total"] and filter_.is_empty:
            answer["on_map_text"] = _("Esta edición no enlaza proyectos con el plan")
        return orjson.dumps(answer)

    return edition_response(request, cache, tag_of(request, publication), JSON, build)


@router.get("/tarjeta/{project_id}", summary=N_("Ficha breve de un proyecto"))
def card(request: Request, project_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """What a popup says of a project: name, amount, progress, state, place, source."""
    known_names(request.query_params, ())
    index = publication.portfolio.index_of.get(project_id)
    if index is None:
        raise NotFoundError(
            _(
                "No hay un proyecto «%(code)s» en la edición %(edition)s.",
                code=project_id[:100],
                edition=publication.edition.id,
            )
        )
    return edition_response(
        request, cache, tag_of(request, publication), JSON, lambda: orjson.dumps(card_answer(publication, index))
    )


@router.get("/lugar", summary=N_("Proyectos de un mismo lugar"))
def place(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Names and addresses of the projects given by `ids`, at most 200."""
    known_names(request.query_params, ("ids",))
    ids = request.query_params.getlist("ids")
    if not 0 < len(ids) <= MAX_PLACE_PROJECTS:
        raise refuse("ids", str(len(ids)), _("debe darse de 1 a %(n)s veces.", n=MAX_PLACE_PROJECTS))
    unknown = [identifier for identifier in ids if identifier not in publication.portfolio.index_of]
    if unknown:
        raise refuse("ids", unknown[0], _("no es un proyecto de la edición publicada."))

    def build() -> bytes:
        return orjson.dumps(place_answer(publication, [publication.portfolio.index_of[one] for one in ids]))

    return edition_response(request, cache, tag_of(request, publication), JSON, build)


@router.get("/dentro", summary=N_("Proyectos y sumas dentro de una forma"))
def shape(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Figures and dearest projects inside the filter's `within`, `near` or `bbox`, shared projects by their part.

    `at` leaves those that some source speaks of up to the end of a year, as on the map.
    """
    filter_, year = read_filter(request, "at"), year_of(parameters(request, "at"))
    if filter_.bbox is None and filter_.near is None and not filter_.within:
        raise refuse("within", "", _("falta la forma: dé within (polígono WKT), near (lon,lat,km) o bbox."))
    mask = select_at(publication, filter_, year)

    def build() -> bytes:
        found = inside(publication.portfolio, mask, filter_)
        assert found is not None  # noqa: S101 - the filter has a shape
        return orjson.dumps(inside_answer(publication, found, filter_, year))

    return edition_response(request, cache, tag_of(request, publication), JSON, build)


@router.get("/buscar", summary=N_("Buscar proyectos, áreas y localidades"))
def search(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Where to fly: areas, projects and localities by the beginnings of words, accents ignored."""
    known_names(request.query_params, ("q",))
    q = parameters(request, "q").get("q", "").strip()
    letters = sum(map(len, words(q)))
    if len(q) > MAX_QUERY_CHARACTERS or letters < MIN_SEARCH_CHARACTERS:
        raise refuse(
            "q",
            q,
            _(
                "debe tener de %(low)s a %(high)s letras o cifras.",
                low=MIN_SEARCH_CHARACTERS,
                high=MAX_QUERY_CHARACTERS,
            ),
        )
    return edition_response(
        request, cache, tag_of(request, publication), JSON, lambda: orjson.dumps(search_answer(publication, q))
    )


@router.get("/localidades", summary=N_("Centros poblados de una vista"))
def localities(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Localities of a view as GeoJSON, narrowed by `province` and `district`; other filters are about projects."""
    given = parameters(request, "view", "zoom", "at")
    filter_ = read_filter(request, "view", "zoom", "at")
    publication.select(ProjectFilter(province=filter_.province, district=filter_.district))  # refuses unknown areas
    box = view_box(given)
    whole_number(given, "zoom", 0, MAX_ZOOM, 8)
    return edition_response(
        request,
        cache,
        tag_of(request, publication),
        GEOJSON,
        lambda: orjson.dumps(localities_answer(publication, box, filter_)),
    )


@router.get(
    "/pasivos.geojson",
    summary=N_("Pasivos ambientales mineros (muestra)"),
    responses=file_responses("application/geo+json"),
    response_class=Response,
)
def liabilities(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Mining liabilities as GeoJSON: a published sample, not the inventory.

    Of the filters, `province` and `district` narrow them; the others are about projects, and the answer says so.
    """
    filter_ = read_filter(request, "at")
    publication.select(ProjectFilter(province=filter_.province, district=filter_.district))  # refuses unknown areas
    return edition_response(
        request,
        cache,
        tag_of(request, publication),
        GEOJSON,
        lambda: orjson.dumps(liabilities_answer(publication, filter_)),
    )


def year_of(given: dict[str, str]) -> int | None:
    """The year that `at` asks for, or None."""
    return whole_number(given, "at", MIN_YEAR, MAX_YEAR, MIN_YEAR) if "at" in given else None
