"""What changed between editions, and the reports of imports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from geoapp.db.repositories import EditionRepository, ImportRepository
from geoapp.errors import NotFoundError
from geoapp.i18n import N_
from geoapp.i18n import gettext as _
from geoapp.ingest.findings import ACTIONS
from geoapp.services.changes import ChangeKind
from geoapp.services.importing.report import HEADER, guarded
from geoapp.services.news import changes_of
from geoapp.services.publication import Publication
from geoapp.web.answers.api import edition_json
from geoapp.web.caching import edition_response
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, tag_of
from geoapp.web.openapi import openapi_parameters
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.changes import change_json, changes_page, import_page, run_json
from geoapp.web.parameters import choice, known_names, whole_number

router = APIRouter()

LAST = 2**31 - 2
DEFAULT_LIMIT, MAX_LIMIT = 1_000, 10_000
_PART = 5_000


@router.get(
    "/api/v1/changes",
    tags=["api"],
    summary=N_("Qué cambió entre dos ediciones"),
    openapi_extra=openapi_parameters(
        since=N_("Edición de partida; sin ella, la anterior a la de llegada."),
        until=N_("Edición de llegada; sin ella, la publicada."),
        kind=f"Una clase de cambio: {', '.join(ChangeKind)}.",
        limit=f"Cambios por página, de 1 a {MAX_LIMIT}.",
        offset=N_("Cambios que se saltan."),
    ),
)
def changes(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Projects new and gone, cost, progress and state; «no change» apart from «no new data»."""
    own = ("since", "until", "kind", "limit", "offset")
    known_names(request.query_params, own)
    given = parameters(request, *own)
    kind = choice(given, "kind", list(ChangeKind), "") if "kind" in given else None
    limit = whole_number(given, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT)
    offset = whole_number(given, "offset", 0, LAST, 0)
    found = changes_of(publication, *_editions(given))

    def build() -> bytes:
        chosen = [change for change in found.changes if kind is None or change.kind == kind]
        part = chosen[offset : offset + limit]
        return orjson.dumps(
            {
                "since": edition_json(found.since),
                "until": edition_json(found.until),
                "counts": {kind.value: count for kind, count in found.counts.items()},
                "unchanged": found.confirmed,
                "without_new_data": found.without_news,
                "imports": run_json(found.runs),
                "total": len(chosen),
                "offset": offset,
                "items": [change_json(change) for change in part],
                "next_offset": offset + limit if offset + limit < len(chosen) else None,
            }
        )

    return edition_response(request, cache, tag_of(request, publication), "application/json", build)


@router.get("/novedades", include_in_schema=False)
def news(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """What is new in the edition."""
    own = ("since", "until")
    known_names(request.query_params, (*own, *TRACKING))
    since, until = _editions(parameters(request, *own))
    with publication.database.reading() as session:
        newest = EditionRepository(session).newest()  # the page also lists what was withdrawn
    return answer_page(
        request,
        cache,
        publication,
        "pages/changes.html",
        lambda: changes_page(publication, since, until),
        version=str(newest),
    )


@router.get("/importaciones/{run}", include_in_schema=False)
def import_report(request: Request, run: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Report of an import: what it read, repaired, left out and changed."""
    own = ("accion", "pagina")
    known_names(request.query_params, (*own, *TRACKING))
    given = parameters(request, *own)
    action = choice(given, "accion", ACTIONS, "") if "accion" in given else None
    page = whole_number(given, "pagina", 1, 1_000_000, 1)
    number = _number(run)
    return answer_page(
        request,
        cache,
        publication,
        "pages/import_report.html",
        lambda: import_page(publication, number, action, page),
    )


@router.get("/importaciones/{run}/informe.csv", include_in_schema=False)
def import_csv(request: Request, run: str, publication: PublicationDep) -> Response:
    """The whole report of an import as CSV."""
    known_names(request.query_params, ())
    number = _number(run)
    with publication.database.reading() as session:
        ImportRepository(session).run(number)
    headers = {"Content-Disposition": f'attachment; filename="importacion-{number}.csv"'}
    return StreamingResponse(_csv(publication, number), media_type="text/csv; charset=utf-8", headers=headers)


def _csv(publication: Publication, number: int) -> Iterator[bytes]:
    text = io.StringIO("\ufeff", newline="")
    text.seek(1)
    writer = csv.writer(text)
    writer.writerow(HEADER)
    offset = 0
    while True:
        with publication.database.reading() as session:
            rows = ImportRepository(session).findings(number, limit=_PART, offset=offset)
        for row in rows:
            told = (row.file, row.line, row.column, guarded(row.value), row.reason, ACTIONS.get(row.action, row.action))
            writer.writerow(told)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
        offset += len(rows)
        if len(rows) < _PART:
            return


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):  # noqa: PLR2004
        raise NotFoundError(_("No hay una importación «%(text)s». Las que hay están en /novedades.", text=text[:20]))
    return int(text)


def _editions(given: dict[str, str]) -> tuple[int | None, int | None]:
    since, until = (whole_number(given, name, 1, LAST, 0) or None for name in ("since", "until"))
    return since, until
