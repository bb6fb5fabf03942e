"""Pages of provinces and districts, and the outline that their maps and others' draw."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geoapp.domain.places import Level, is_ubigeo
from geoapp.errors import NotFoundError
from geoapp.i18n import gettext as _
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
    is_province = level is Level.PROVINCE
    digits, example = (4, "0608") if is_province else (6, "060801")
    text = (
        _("No hay una provincia de Cajamarca con el ubigeo «%(code)s».", code=ubigeo[:40])
        if is_province
        else _("No hay un distrito de Cajamarca con el ubigeo «%(code)s».", code=ubigeo[:40])
    )
    if not is_ubigeo(ubigeo) or len(ubigeo) != digits:
        hint = (
            _("El ubigeo de INEI de provincia tiene %(n)s cifras, por ejemplo %(example)s.", n=digits, example=example)
            if is_province
            else _(
                "El ubigeo de INEI de distrito tiene %(n)s cifras, por ejemplo %(example)s.", n=digits, example=example
            )
        )
        return f"{text} {hint}"
    province = publication.areas.get(ubigeo[:4])
    if level is Level.DISTRICT and province is not None:
        count = len(publication.children(province.ubigeo))
        told = {"name": province.name, "code": province.ubigeo, "n": count}
        return " ".join((text, _("La provincia de %(name)s (%(code)s) tiene %(n)s distritos.", **told)))
    hint = _("Los códigos de RENIEC son otros: use los de INEI, por ejemplo %(example)s.", example=example)
    return f"{text} {hint}"
