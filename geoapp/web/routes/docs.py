"""The API's contract for people (`/docs`), without any asset from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from geoapp.i18n import N_
from geoapp.i18n import gettext as _
from geoapp.web.templating import render_page

TAGS = (N_("api"), N_("mapas"), N_("descargas"), N_("catálogo"), N_("salud"))
"""Groups of addresses, as messages."""

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def documentation(request: Request) -> Response:
    """Every address of the API with its parameters, read from the OpenAPI document."""
    schema: dict[str, Any] = request.app.openapi()
    operations = [
        {
            "path": path,
            "summary": operation.get("summary", ""),
            "tag": (operation.get("tags") or [N_("otros")])[0],
            "parameters": [
                {"name": parameter["name"], "description": parameter.get("description", "")}
                for parameter in operation.get("parameters", [])
            ],
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method == "get"
    ]
    return render_page(request, "pages/api.html", {"operations": operations, "title": _("API de geoapp")})
