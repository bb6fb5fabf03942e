"""What is new from one edition to another, and the report of one import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from geoapp.db.repositories import Edition, EditionRepository, ImportRepository, ImportRun
from geoapp.domain.money import to_soles
from geoapp.domain.places import DEPARTMENTS
from geoapp.domain.records import RejectedRow, SourceRecord
from geoapp.domain.vocabulary import SUMS
from geoapp.i18n import N_
from geoapp.ingest.findings import ACTIONS
from geoapp.services.changes import CHANGE_KINDS, Change, ChangeKind, Figure
from geoapp.services.news import changes_of
from geoapp.services.publication import Publication
from geoapp.web.pages.common import EditionNote, Link, SourceNote, area_links, edition_note, source_note

MAX_LISTED = 50
"""Changes of one kind that the page lists; the API gives all."""
MAX_FINDINGS = 200
"""Findings on one page of a report."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as the page writes it: the one of `soles`, `percent` and `status` that it is, with date and source."""

    soles: Decimal | None
    percent: float | None
    status: str | None
    kind: str | None
    date: str | None
    source: SourceNote | None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of one project."""

    name: str
    href: str
    places: tuple[Link, ...]
    before: Told | None
    after: Told | None


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes of one kind: how many, and the first of them."""

    code: str
    label: str
    count: int
    lines: tuple[ChangeLine, ...]
    api: str


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition with the imports that made it."""

    edition: Edition
    runs: tuple[ImportRun, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Context of ``pages/changes.html``."""

    edition: EditionNote
    since: Edition
    until: Edition
    groups: tuple[ChangeGroup, ...]
    confirmed: int
    without_news: int
    editions: tuple[EditionLine, ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Context of ``pages/import_report.html``. `counts` hold label and figure, `sums` label, before and after.

    `format_title` is empty where the data came with geoapp, and where a mapping of its own read the file: a mapping is
    a file of who imports. `department` is its name with its code.
    """

    edition: EditionNote
    run: ImportRun
    format_title: str
    department: str
    counts: tuple[tuple[str, int], ...]
    sums: tuple[tuple[str, Decimal | None, Decimal | None], ...]
    notes: tuple[str, ...]
    summary: tuple[tuple[str, str, int], ...]
    findings: tuple[RejectedRow, ...]
    actions: Mapping[str, str]
    action: str | None
    page: int
    total: int
    size: int


_COUNTS = {
    "read": N_("Filas leídas"),
    "outside": N_("De otros departamentos"),
    "accepted": N_("Aceptadas"),
    "repaired": N_("Con algo reparado"),
    "set_aside": N_("Con algún valor dejado de lado"),
    "merged": N_("Unidas a otra del mismo código"),
    "refused": N_("Rechazadas"),
    "projects": N_("Proyectos del archivo"),
    "new": N_("Nuevos"),
    "changed": N_("Cambiados"),
    "unchanged": N_("Sin cambio"),
    "gone": N_("Ya no figuran"),
}


def changes_page(publication: Publication, since: int | None, until: int | None) -> ChangesPage:
    """Changes between two editions, by kind."""
    found = changes_of(publication, since, until)
    with publication.database.reading() as session:
        imports = ImportRepository(session)
        editions = tuple(EditionLine(e, imports.of_edition(e.id)) for e in EditionRepository(session).list())
    query = f"since={found.since.id}&until={found.until.id}"
    groups = tuple(
        ChangeGroup(
            kind.value,
            CHANGE_KINDS[kind],
            found.counts[kind],
            tuple(change_line(publication, change) for change in found.of(kind)[:MAX_LISTED]),
            f"/api/v1/changes?{query}&kind={kind.value}",
        )
        for kind in ChangeKind
    )
    return ChangesPage(
        edition_note(publication),
        found.since,
        found.until,
        groups,
        found.confirmed,
        found.without_news,
        editions,
    )


def change_line(publication: Publication, change: Change) -> ChangeLine:
    """A change as pages list it."""
    there = change.project_id in publication.portfolio.index_of
    return ChangeLine(
        change.name,
        f"/proyectos/{quote(change.project_id, safe='')}" if there else "",
        area_links(publication, change.province_codes),
        _told(publication.sources, change, change.before),
        _told(publication.sources, change, change.after),
    )


def _told(sources: Mapping[str, SourceRecord], change: Change, figure: Figure | None) -> Told | None:
    if figure is None or figure.value is None:
        return None
    number = figure.value if isinstance(figure.value, int) else None
    progress = change.kind is ChangeKind.PROGRESS
    return Told(
        soles=None if number is None or progress else to_soles(number),
        percent=number / 100 if number is not None and progress else None,
        status=figure.value if isinstance(figure.value, str) else None,
        kind=figure.kind,
        date=figure.date,
        source=source_note(sources, figure.source_id),
    )


def import_page(publication: Publication, number: int, action: str | None, page: int) -> ImportPage:
    """Report of an import, its findings by pages.

    Raises
    ------
    NotFoundError
        When there is no such import.
    """
    with publication.database.reading() as session:
        imports = ImportRepository(session)
        run = imports.run(number)
        summary = imports.findings_summary(number)
        findings = imports.findings(number, action=action, limit=MAX_FINDINGS, offset=(page - 1) * MAX_FINDINGS)
    counts = run.counts
    before, after = (_amounts(counts.get(name)) for name in ("before", "after"))
    return ImportPage(
        edition=edition_note(publication),
        run=run,
        format_title=_format_title(run.format),
        department=_department(run.department),
        counts=tuple((label, int(counts[name])) for name, label in _COUNTS.items() if name in counts),
        sums=tuple((label, before.get(k), after.get(k)) for k, label in SUMS.items() if k in before or k in after),
        notes=tuple(str(note) for note in counts.get("notes", ())),
        summary=summary,
        findings=findings,
        actions=ACTIONS,
        action=action,
        page=page,
        total=sum(count for kind, _, count in summary if action in {None, kind}),
        size=MAX_FINDINGS,
    )


def _format_title(name: str) -> str:
    from geoapp.ingest.formats import FORMATS, GEO_FORMATS  # noqa: PLC0415 - loads what reads files, for one page

    if name in FORMATS:
        return FORMATS[name].title
    return GEO_FORMATS[name].title if name in GEO_FORMATS else ""


def _department(code: str | None) -> str:
    return f"{DEPARTMENTS[code]} ({code})" if code in DEPARTMENTS else code or ""


def _amounts(told: Any) -> dict[str, Decimal]:
    return {str(kind): Decimal(str(amount)) for kind, amount in told.items()} if isinstance(told, Mapping) else {}


def change_json(change: Change) -> dict[str, Any]:
    """A change as the API gives it: soles and percentages as numbers."""

    def value(figure: Figure | None) -> dict[str, Any] | None:
        if figure is None:
            return None
        told: Any = figure.value
        if isinstance(told, int):
            told = told / 100 if change.kind is ChangeKind.PROGRESS else float(to_soles(told))
        return {"value": told, "date": figure.date, "source": figure.source_id, "kind": figure.kind}

    return {
        "kind": change.kind.value,
        "project": change.project_id,
        "name": change.name,
        "provinces": [code for code in change.province_codes.split(";") if code],
        "before": value(change.before),
        "after": value(change.after),
    }


def run_json(runs: Iterable[ImportRun]) -> list[dict[str, Any]]:
    """Imports as the API gives them."""
    return [
        {
            "import": run.id,
            "edition": run.edition_id,
            "format": run.format,
            "file": run.file_name,
            "sha256": run.sha256,
            "department": run.department,
            "cut_off": run.cut_off,
            "counts": {name: value for name, value in run.counts.items() if isinstance(value, int)},
        }
        for run in runs
    ]
