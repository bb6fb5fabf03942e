"""Pages of provinces and districts, and the outline that their maps and others' draw."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geoapp.domain.places import Level, is_ubigeo
from geoapp.errors import NotFoundError
from geoapp.services.publication import Publication
from geoapp.web.caching import BodyCache, edition_response
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, read_filter, tag_of
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.area import OWN_PARAMETERS, AreaView, area_page
from geoapp.web.pages.area_projects import area_filter
from geoapp.web.pages.project_places import outlines_geojson
from geoapp.web.parameters import known_names

router = APIRouter(include_in_schema=False)


@router.get("/provincias/{ubigeo}")
def province(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A province."""
    return _page(request, ubigeo, publication, cache, Level.PROVINCE)


@router.get("/distritos/{ubigeo}")
def district(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A district."""
    return _page(request, ubigeo, publication, cache, Level.DISTRICT)


@router.get("/mapas/areas/{ubigeo}/limite.geojson")
def outline(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Light outline of one area, WGS 84."""
    known_names(request.query_params, ())
    area = publication.area(ubigeo)
    return edition_response(
        request,
        cache,
        tag_of(request, publication),
        "application/geo+json",
        lambda: outlines_geojson(publication, [area]),
    )


def _page(request: Request, ubigeo: str, publication: Publication, cache: BodyCache, level: Level) -> Response:
    area = publication.areas.get(ubigeo)
    if area is None or area.level != level.value:
        raise NotFoundError(_not_found(publication, ubigeo, level))
    view = AreaView(
        read_filter(request, *OWN_PARAMETERS, *TRACKING),
        parameters(request, *OWN_PARAMETERS),
    )
    publication.select(area_filter(area, view.filter))  # what cannot be asked is refused before any kept answer
    settings = request.app.state.settings.map
    return answer_page(
        request, cache, publication, "pages/area.html", lambda: area_page(publication, settings, area, view)
    )


def _not_found(publication: Publication, ubigeo: str, level: Level) -> str:
    kind, digits, example = ("provincia", 4, "0608") if level is Level.PROVINCE else ("distrito", 6, "060801")
    shown = ubigeo[:40]
    text = f"No hay una {kind}" if level is Level.PROVINCE else f"No hay un {kind}"
    text += f" de Cajamarca con el ubigeo «{shown}»."
    if not is_ubigeo(ubigeo) or len(ubigeo) != digits:
        return f"{text} El ubigeo de INEI de {kind} tiene {digits} cifras, por ejemplo {example}."
    province = publication.areas.get(ubigeo[:4])
    if level is Level.DISTRICT and province is not None:
        count = len(publication.children(province.ubigeo))
        return f"{text} La provincia de {province.name} ({province.ubigeo}) tiene {count} distritos."
    return f"{text} Los códigos de RENIEC son otros: use los de INEI, por ejemplo {example}."
