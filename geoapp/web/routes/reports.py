"""Reporting an error of a figure or a place: a form without account, without personal data, that works without scripts.

Only this site's own form is taken (same origin), a field that people do not see catches programs that fill all of
them, and both one address and a whole day have their limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from geoapp.errors import FilterProblem, InvalidFilterError
from geoapp.i18n import gettext as _
from geoapp.services.publication import Publication
from geoapp.services.reports import (
    KINDS,
    MAX_MESSAGE,
    MAX_PAGE,
    Throttle,
    TooManyReportsError,
    check_report,
    store_report,
)
from geoapp.web.deps import PublicationDep, parameters
from geoapp.web.languages import here
from geoapp.web.pages.answer import TRACKING
from geoapp.web.pages.common import edition_note
from geoapp.web.pages.reports import ReportPage
from geoapp.web.parameters import known_names
from geoapp.web.templating import render_page

router = APIRouter(include_in_schema=False)

MAX_BODY_BYTES = 16_384
TRAP = "sitio_web"
"""A field that no person sees: whoever fills it is a program, and is thanked like anybody."""
OWN_PARAMETERS = ("pagina", "edicion", "enviado")
_FRESH = {"Cache-Control": "no-store"}


@router.get("/reportar")
def form(request: Request, publication: PublicationDep) -> Response:
    """The form, with the page that the reader comes from."""
    known_names(request.query_params, (*OWN_PARAMETERS, *TRACKING))
    given = parameters(request, *OWN_PARAMETERS)
    page = given.get("pagina", "/")
    told = {"pagina": page if page.startswith("/") and page.isprintable() else "/", "edicion": given.get("edicion", "")}
    return _answer(request, publication, told, sent="enviado" in given)


@router.post("/reportar")
async def send(request: Request, publication: PublicationDep) -> Response:
    """Store a report and thank the reader."""
    told = await _read(request)
    if told is None:
        detail = _("El aviso es demasiado largo, o no viene del formulario.")
        return await run_in_threadpool(_answer, request, publication, {}, HTTPStatus.BAD_REQUEST, refused=detail)
    return await run_in_threadpool(_store, request, publication, told)


def _store(request: Request, publication: Publication, told: Mapping[str, str]) -> Response:
    if not _same_origin(request):
        detail = _("El aviso tiene que enviarse desde el formulario de este sitio.")
        return _answer(request, publication, told, HTTPStatus.FORBIDDEN, refused=detail)
    if told.get(TRAP):
        return RedirectResponse(here("/reportar?enviado=1"), status_code=HTTPStatus.SEE_OTHER)
    try:
        report = check_report(
            edition=_edition(publication, told),
            page=told.get("pagina", ""),
            kind=told.get("tema", ""),
            message=told.get("mensaje", ""),
        )
    except InvalidFilterError as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _answer(request, publication, told, status, problems=error.problems)
    throttle = _throttle(request)
    if not throttle.allows(request.client.host if request.client else ""):
        detail = _("Desde su conexión llegaron %(n)s avisos en una hora. Intente más tarde.", n=throttle.limit)
        return _answer(request, publication, told, HTTPStatus.TOO_MANY_REQUESTS, refused=detail)
    try:
        store_report(publication.database, report)
    except TooManyReportsError as error:
        return _answer(request, publication, told, HTTPStatus.TOO_MANY_REQUESTS, refused=str(error))
    return RedirectResponse(here("/reportar?enviado=1"), status_code=HTTPStatus.SEE_OTHER)


def _throttle(request: Request) -> Throttle:
    state = request.app.state
    if not hasattr(state, "report_throttle"):
        state.report_throttle = Throttle()
    throttle: Throttle = state.report_throttle
    return throttle


def _same_origin(request: Request) -> bool:
    """Whether the form was one of this site's pages, as the browser says it."""
    origin = request.headers.get("origin")
    if origin is None or origin == "null":
        return request.headers.get("sec-fetch-site") == "same-origin"
    public: str | None = request.app.state.settings.server.public_url
    own = {request.headers.get("host", ""), urlsplit(public).netloc if public else ""}
    try:
        return urlsplit(origin).netloc in own - {""}
    except ValueError:  # not an address
        return False


async def _read(request: Request) -> dict[str, str] | None:
    """Fields of the form; None when they are too long or not a form's."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return None
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=10))
    except ValueError:
        return None


def _edition(publication: Publication, told: Mapping[str, str]) -> int:
    """The edition that the reader saw, the published one where the form does not tell it."""
    text = told.get("edicion", "")
    known = text.isascii() and text.isdigit() and len(text) < 9  # noqa: PLR2004
    return min(int(text), publication.edition.id) if known else publication.edition.id


def _answer(
    request: Request,
    publication: Publication,
    told: Mapping[str, str],
    status: int = HTTPStatus.OK,
    *,
    problems: tuple[FilterProblem, ...] = (),
    refused: str = "",
    sent: bool = False,
) -> Response:
    page = ReportPage(
        edition=edition_note(publication),
        page=told.get("pagina", "/")[:MAX_PAGE],
        about=_edition(publication, told),
        kind=told.get("tema", "cifra"),
        message=told.get("mensaje", "")[: 2 * MAX_MESSAGE],
        kinds=KINDS,
        problems=problems,
        refused=refused,
        sent=sent,
        longest=MAX_MESSAGE,
    )
    return render_page(request, "pages/report.html", page, status=status, headers=_FRESH)
