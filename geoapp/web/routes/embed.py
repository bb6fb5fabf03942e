"""Bare maps that other sites may place in a frame."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geoapp.domain.places import Level
from geoapp.errors import NotFoundError
from geoapp.i18n import gettext as _
from geoapp.services.details import project_detail
from geoapp.services.measures import DEFAULT_MEASURE, MEASURES
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, read_filter
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.common import Link, area_link, edition_note
from geoapp.web.pages.embed import EmbedPage
from geoapp.web.pages.maps import LEVELS, area_map, project_map, region_map
from geoapp.web.pages.project_places import areas_named
from geoapp.web.parameters import choice, known_names
from geoapp.web.security import EMBEDDABLE_KEY

router = APIRouter(prefix="/mapas", include_in_schema=False)

TEMPLATE = "pages/embed.html"


@router.get("/region")
def region(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Map of the region, with the filters of the address."""
    setattr(request.state, EMBEDDABLE_KEY, True)
    given = parameters(request, "measure", "level")
    measure = choice(given, "measure", MEASURES, DEFAULT_MEASURE)
    level = choice(given, "level", LEVELS, "province")
    filter_ = read_filter(request, "measure", "level", *TRACKING)
    publication.select(filter_)  # unknown areas are refused before any kept answer
    settings = request.app.state.settings.map

    def build() -> EmbedPage:
        query = filter_.query()
        map_ = region_map(publication, settings, measure=measure, level=level)
        return EmbedPage(edition_note(publication), map_, "", query, Link("", f"/?{query}" if query else "/"))

    return answer_page(request, cache, publication, TEMPLATE, build)


@router.get("/areas/{ubigeo}")
def area(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Map of a province or a district."""
    setattr(request.state, EMBEDDABLE_KEY, True)
    known_names(request.query_params, TRACKING)
    found = publication.area(ubigeo)
    if found.level == Level.REGION.value:
        raise NotFoundError(_("El mapa de toda la región está en /mapas/region."))
    settings = request.app.state.settings.map
    return answer_page(
        request,
        cache,
        publication,
        TEMPLATE,
        lambda: EmbedPage(
            edition_note(publication),
            area_map(settings, found),
            found.name,
            "",
            area_link(publication, ubigeo),
        ),
    )


@router.get("/proyectos/{project_id}")
def project(request: Request, project_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Map of the places of one project."""
    setattr(request.state, EMBEDDABLE_KEY, True)
    known_names(request.query_params, TRACKING)
    detail = project_detail(publication, project_id[:200])
    current = detail.current
    map_ = project_map(
        request.app.state.settings.map,
        current.project_id,
        areas_named(publication, detail.locations),
        with_points=any(location.lon is not None for location in detail.locations),
    )
    if map_ is None:
        raise NotFoundError(
            _("«%(name)s» no tiene un lugar que dibujar: su fuente no dice dónde está.", name=current.name)
        )
    return answer_page(
        request,
        cache,
        publication,
        TEMPLATE,
        lambda: EmbedPage(
            edition_note(publication), map_, current.name, "", Link(current.name, f"/proyectos/{current.project_id}")
        ),
    )
