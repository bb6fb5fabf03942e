"""Static files with versioned names, kept by browsers for good."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geoapp.errors import NotFoundError
from geoapp.web.caching import edition_response
from geoapp.web.deps import BodyCacheDep
from geoapp.web.static import PREFIX, StaticFiles

router = APIRouter(include_in_schema=False)


@router.get(PREFIX + "{path:path}")
def static(request: Request, path: str, cache: BodyCacheDep) -> Response:
    """A file by its versioned path."""
    files: StaticFiles = request.app.state.static
    file = files.get(path)
    if file is None:
        raise NotFoundError(f"No hay un archivo «{path[:200]}».")
    response = edition_response(request, cache, f'W/"{path}"', file.media_type, lambda: file.content)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
