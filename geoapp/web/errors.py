"""From errors to answers: one table of status codes, problem details (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geoapp.errors import DatabaseError, GeoAppError, InvalidFilterError, NoEditionError, NotFoundError
from geoapp.i18n import N_
from geoapp.i18n import gettext as _
from geoapp.web.languages import plain_path
from geoapp.web.static import PREFIX
from geoapp.web.templating import render_page

logger = logging.getLogger("geoapp.web")

STATUS_OF: Mapping[type[GeoAppError], HTTPStatus] = {
    InvalidFilterError: HTTPStatus.BAD_REQUEST,
    NotFoundError: HTTPStatus.NOT_FOUND,
    NoEditionError: HTTPStatus.SERVICE_UNAVAILABLE,
    DatabaseError: HTTPStatus.SERVICE_UNAVAILABLE,
    GeoAppError: HTTPStatus.INTERNAL_SERVER_ERROR,
}

TITLES: Mapping[int, str] = {
    400: N_("Petición no válida"),
    404: N_("No encontrado"),
    405: N_("Método no permitido"),
    500: N_("Error interno"),
    503: N_("Servicio no disponible"),
}
GENERIC_DETAIL = N_("Ocurrió un error inesperado; ya quedó registrado. Intente de nuevo en unos minutos.")
UNAVAILABLE_DETAIL = N_(
    "La base de datos no responde o aún no tiene una edición publicada. Intente de nuevo en unos minutos."
)
RETRY_S = "60"
"""Seconds after which programs may ask again when the service is not available."""
_PROGRAM_PREFIXES = (
    "/api/",
    "/descargas/",
    "/mapas/datos/",
    "/health/",
    "/openapi.json",
    "/catalogo.jsonld",
    "/ogc/",
    "/tiles/",
    PREFIX,
)


def status_of(error: GeoAppError) -> HTTPStatus:
    """HTTP status of an error: that of its nearest class in the table."""
    return next(STATUS_OF[class_] for class_ in type(error).__mro__ if class_ in STATUS_OF)


def install_error_handlers(app: FastAPI) -> None:
    """Make the application answer every error in the same two shapes."""

    async def on_geoapp_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, GeoAppError)  # noqa: S101 - the handler is registered for this class
        status = status_of(error)
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return answer(request, status, str(error), _problems(error))
        logger.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
        generic = UNAVAILABLE_DETAIL if status is HTTPStatus.SERVICE_UNAVAILABLE else GENERIC_DETAIL
        return answer(request, status, _(generic))

    async def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - as above
        status = HTTPStatus(error.status_code)
        detail = {
            404: _("No hay nada en la dirección «%(path)s».", path=request.url.path),
            405: _("La dirección «%(path)s» no acepta %(method)s.", path=request.url.path, method=request.method),
        }.get(status, str(error.detail))
        return answer(request, status, detail, headers=error.headers)

    async def on_invalid_request(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
        problems = [
            {
                "parameter": str(problem["loc"][-1]),
                "value": str(problem.get("input"))[:200],
                "reason": str(problem["msg"]),
            }
            for problem in error.errors()
        ]
        detail = " ".join(_("%(parameter)s=%(value)r: no es válido (%(reason)s).", **problem) for problem in problems)
        return answer(request, HTTPStatus.BAD_REQUEST, detail, problems)

    app.add_exception_handler(GeoAppError, on_geoapp_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_middleware(UnexpectedErrors)


class UnexpectedErrors:
    """ASGI middleware that answers what nobody expected; the log has the detail.

    It stands inside the other middleware, so that this answer too gets the headers that keep pages safe (the
    framework's own handler of all exceptions stands outside of them).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer 500 when it fails before its answer began."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if started:
                raise  # half an answer is out: the server has to break the connection
            request = Request(scope, receive)
            logger.exception("%s %s", request.method, request.url.path, exc_info=error)
            await answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, _(GENERIC_DETAIL))(scope, receive, send)


def answer(
    request: Request,
    status: HTTPStatus,
    detail: str,
    problems: list[dict[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Problem details for programs, a page for people."""
    title = _(TITLES.get(status, status.phrase))
    kept = {**(headers or {}), "Cache-Control": "no-store"}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        kept.setdefault("Retry-After", RETRY_S)
    if plain_path(request).startswith(_PROGRAM_PREFIXES):
        body = {"type": "about:blank", "title": title, "status": int(status), "detail": detail}
        if problems:
            body["problems"] = problems
        return Response(orjson.dumps(body), status_code=status, media_type="application/problem+json", headers=kept)
    context = {"status": int(status), "title": title, "detail": detail, "problems": problems or []}
    return render_page(request, "pages/error.html", context, status=status, headers=kept)


def _problems(error: GeoAppError) -> list[dict[str, Any]] | None:
    if not isinstance(error, InvalidFilterError):
        return None
    return [
        {"parameter": p.parameter, "value": p.value, "reason": p.reason, "accepted": list(p.accepted)}
        for p in error.problems
    ]
