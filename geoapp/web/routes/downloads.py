"""Files of the filtered view (`/descargas/*`), whole and streamed, all of one edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Request, Response

from geoapp.domain.places import Level
from geoapp.i18n import N_
from geoapp.services.exports import AREA_EXPORTS, EXPORTS, ExportView, file_name
from geoapp.services.exports.areas import DEFAULT_LEVELS
from geoapp.services.publication import Publication
from geoapp.web.caching import (
    STREAM_ENCODINGS,
    accepted_encoding,
    compress_stream,
    edition_response,
    http_date,
    is_known,
)
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, read_filter, tag_of
from geoapp.web.openapi import file_responses, openapi_parameters
from geoapp.web.parameters import choice
from geoapp.web.streaming import PieceResponse, Stop

router = APIRouter(prefix="/descargas", tags=["descargas"])

# An unknown format is refused by the route, in Spanish; these only describe it.
ProjectFormat = Annotated[str, Path(json_schema_extra={"enum": list(EXPORTS)})]
AreaFormat = Annotated[str, Path(json_schema_extra={"enum": list(AREA_EXPORTS)})]

METADATA_PATH = "/descargas/proyectos.metadatos.json"
LEVELS = {"province": (Level.PROVINCE,), "district": (Level.DISTRICT,), "": DEFAULT_LEVELS}
_LEVEL_TEXT = "province o district; sin él, ambos niveles, cada uno con filas que suman el total."


@router.get(
    "/proyectos.metadatos.json",
    summary=N_("Lo que un archivo del filtro dice de sí mismo: edición, corte, filtro, totales, fuentes, licencia"),
    openapi_extra=openapi_parameters(),
    responses=file_responses("application/json"),
    response_class=Response,
)
def metadata(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """What stands beside the files that have no room for it, such as CSV."""
    view = ExportView.of(publication, read_filter(request))
    return edition_response(
        request,
        cache,
        tag_of(request, publication),
        "application/json",
        lambda: orjson.dumps(view.metadata),
        {"Last-Modified": http_date(view.published)},
    )


@router.get(
    "/proyectos.{format_name}",
    summary=N_("Proyectos del filtro como archivo"),
    openapi_extra=openapi_parameters(),
    responses=file_responses(*(export.media_type for export in EXPORTS.values())),
    response_class=Response,
)
def projects(request: Request, format_name: ProjectFormat, publication: PublicationDep) -> Response:
    """The filtered view in a format, every project of it, also those off the map."""
    chosen = EXPORTS[choice({"format": format_name}, "format", EXPORTS, "")]
    view = ExportView.of(publication, read_filter(request))
    name = file_name(publication, view.filter, chosen.suffix)
    return send_file(
        request, view, name, chosen.media_type, lambda stop: chosen.write(view, stop.check), packed=chosen.packed
    )


@router.get(
    "/areas.{format_name}",
    summary=N_("Provincias y distritos con los totales del filtro, como archivo"),
    openapi_extra=openapi_parameters(level=_LEVEL_TEXT),
    responses=file_responses(*(export.media_type for export in AREA_EXPORTS.values())),
    response_class=Response,
)
def areas(request: Request, format_name: AreaFormat, publication: PublicationDep) -> Response:
    """Areas with the totals of the filtered view; the rows of a level add up to the view's total."""
    chosen = AREA_EXPORTS[choice({"format": format_name}, "format", AREA_EXPORTS, "")]
    given = parameters(request, "level")
    levels = LEVELS[choice(given, "level", ("province", "district"), "") if "level" in given else ""]
    view = ExportView.of(publication, read_filter(request, "level"))
    name = file_name(publication, view.filter, chosen.suffix, subject="areas")
    write: Callable[[Stop], Iterator[bytes]] = lambda stop: chosen.write(view, stop.check, levels)  # noqa: E731
    return send_file(request, view, name, chosen.media_type, write, packed=chosen.packed)


def send_file(
    request: Request,
    view: ExportView,
    name: str,
    media_type: str,
    write: Callable[[Stop], Iterator[bytes]],
    *,
    packed: bool,
) -> Response:
    """A file as it is made, in the client's encoding, with the address of its metadata beside it."""
    publication: Publication = view.publication
    tag = tag_of(request, publication)
    query = view.filter.query()
    headers = {
        "ETag": tag,
        "Last-Modified": http_date(view.published),
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Link": f'<{METADATA_PATH}{"?" + query if query else ""}>; rel="describedby"; type="application/json"',
    }
    if is_known(request, tag, headers["Last-Modified"]):
        return Response(status_code=304, headers=headers)
    encoding = "identity" if packed else accepted_encoding(request, STREAM_ENCODINGS)
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    return PieceResponse(lambda stop: compress_stream(write(stop), encoding), media_type, headers)
