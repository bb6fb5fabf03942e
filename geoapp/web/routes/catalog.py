"""Standards that describe everything at once: the OC4IDS package and the DCAT catalogue."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from geoapp.i18n import N_
from geoapp.services.exports import ExportView, file_name
from geoapp.services.exports.dcat import catalogue
from geoapp.services.exports.oc4ids import write_oc4ids
from geoapp.web.caching import edition_response, edition_tag, http_date
from geoapp.web.deps import BodyCacheDep, PublicationDep, read_filter
from geoapp.web.openapi import file_responses, openapi_parameters
from geoapp.web.parameters import known_names
from geoapp.web.routes.downloads import send_file

router = APIRouter(tags=["catálogo"])

JSON_LD = "application/ld+json"


@router.get(
    "/descargas/oc4ids.json",
    summary=N_("Proyectos del filtro como paquete OC4IDS 0.9"),
    openapi_extra=openapi_parameters(),
    responses=file_responses("application/json"),
    response_class=Response,
)
def oc4ids(request: Request, publication: PublicationDep) -> Response:
    """The filtered view in the infrastructure standard of open contracting."""
    view = ExportView.of(publication, read_filter(request))
    public: str | None = request.app.state.settings.server.public_url
    name = file_name(publication, view.filter, "oc4ids.json")
    address = None if public is None else public.rstrip("/")
    return send_file(
        request, view, name, "application/json", lambda stop: write_oc4ids(view, stop.check, address), packed=False
    )


@router.get(
    "/catalogo.jsonld",
    summary=N_("Catálogo DCAT 3 de todas las descargas"),
    responses=file_responses(JSON_LD),
    response_class=Response,
)
def catalog(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Every download and service, for catalogues of open data to harvest."""
    known_names(request.query_params, ())
    public: str | None = request.app.state.settings.server.public_url
    address = (public or str(request.base_url)).rstrip("/")
    edition = publication.edition
    return edition_response(
        request,
        cache,
        edition_tag(request, f"{publication.key}\n{address}"),
        JSON_LD,
        lambda: orjson.dumps(catalogue(publication, address)),
        {"Last-Modified": http_date(edition.published_at or edition.created_at)},
    )
