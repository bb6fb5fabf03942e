"""Files of the filtered view (`/descargas/*`), whole and streamed, all of one edition."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from geoapp.services.exports import EXPORTS, export_metadata, file_name
from geoapp.web.caching import accepted_encoding, is_known
from geoapp.web.deps import PublicationDep, read_filter, tag_of
from geoapp.web.parameters import choice
from geoapp.web.schemas import openapi_parameters

router = APIRouter(prefix="/descargas", tags=["descargas"])


@router.get("/proyectos.{format_name}", summary="Proyectos del filtro como archivo", openapi_extra=openapi_parameters())
def projects(request: Request, format_name: str, publication: PublicationDep) -> Response:
    """The filtered view in a format, every project of it, also those off the map."""
    chosen = EXPORTS[choice({"format": format_name}, "format", EXPORTS, "")]
    filter_ = read_filter(request)
    mask = publication.select(filter_)
    tag = tag_of(request, publication)
    headers: dict[str, Any] = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "Content-Disposition": f'attachment; filename="{file_name(publication, filter_, chosen)}"',
    }
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    body = chosen.write(publication, mask, export_metadata(publication, filter_, mask))
    if accepted_encoding(request) in {"br", "gzip"} and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = _gzipped(body)
    return StreamingResponse(body, media_type=chosen.media_type, headers=headers)


def _gzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:

    packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for piece in pieces:
        packed = packer.compress(piece)
        if packed:
            yield packed
    yield packer.flush()
