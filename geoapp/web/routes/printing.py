"""The sheet of one page of an area, to print and as PDF."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geoapp.domain.places import Level
from geoapp.services.pdf.draw import draw_sheet
from geoapp.services.publication import Publication
from geoapp.web.caching import BodyCache, edition_response
from geoapp.web.deps import BodyCacheDep, PublicationDep, tag_of
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.sheet import area_sheet
from geoapp.web.pages.sheet_page import sheet_page
from geoapp.web.parameters import known_names

router = APIRouter(include_in_schema=False)

PDF = "application/pdf"


@router.get("/provincias/{ubigeo}/ficha.pdf")
def province(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A province on one page."""
    return _sheet(request, publication, cache, ubigeo, Level.PROVINCE)


@router.get("/distritos/{ubigeo}/ficha.pdf")
def district(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A district on one page."""
    return _sheet(request, publication, cache, ubigeo, Level.DISTRICT)


@router.get("/provincias/{ubigeo}/ficha")
def province_page(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The sheet of a province as a page to print."""
    return _page(request, publication, cache, ubigeo, Level.PROVINCE)


@router.get("/distritos/{ubigeo}/ficha")
def district_page(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The sheet of a district as a page to print."""
    return _page(request, publication, cache, ubigeo, Level.DISTRICT)


def _page(request: Request, publication: Publication, cache: BodyCache, ubigeo: str, level: Level) -> Response:
    known_names(request.query_params, TRACKING)
    area = publication.area(ubigeo[:20], level)
    settings = request.app.state.settings.map
    return answer_page(request, cache, publication, "pages/sheet.html", lambda: sheet_page(publication, settings, area))


def _sheet(request: Request, publication: Publication, cache: BodyCache, ubigeo: str, level: Level) -> Response:
    known_names(request.query_params, ())
    area = publication.area(ubigeo[:20], level)
    settings = request.app.state.settings.map
    name = f"ficha-{area.ubigeo}-edicion-{publication.edition.id}.pdf"
    return edition_response(
        request,
        cache,
        tag_of(request, publication),
        PDF,
        lambda: draw_sheet(area_sheet(publication, settings, area)),
        {"Content-Disposition": f'inline; filename="{name}"'},
    )
