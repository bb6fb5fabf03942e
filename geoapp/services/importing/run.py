"""The whole import of one file: read it, compare it with the published edition, publish the difference."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from geoapp.db.engine import Database
from geoapp.db.repositories import EditionRepository, ImportRepository
from geoapp.geo.locate import Locator, load_gazetteer
from geoapp.ingest.findings import MERGED, REFUSED, REPAIRED, SET_ASIDE
from geoapp.ingest.places import read_codes
from geoapp.ingest.recognise import read_file
from geoapp.services.importing.comparison import Compared, Comparison
from geoapp.services.importing.report import COUNTS, ImportReport
from geoapp.services.importing.request import ImportRequest, context_of, source_of

Progress = Callable[[str, int, int], None]
"""Called with a phase, the units done and all of them: bytes while reading, rows while writing; 0 for all where it is
not known how far a phase has come."""

_READING, _CHECKING, _COMPARING = "Leyendo", "Revisando", "Comparando"
_WRITING, _PUBLISHING = "Escribiendo", "Publicando"
_PARTS = ("project", "location", "amount", "budget_line", "observation")
_SHRINK, _FEW = 2, 20


class _NothingNewError(Exception):
    """Undoes the transaction of an import that would change nothing."""


def import_file(
    database: Database, data: Path, request: ImportRequest, *, progress: Progress | None = None
) -> ImportReport:
    """Import a file as a new edition, in one transaction.

    Whatever interrupts it, the published edition stays and is served. A file that tells nothing new makes no edition.

    Parameters
    ----------
    data
        Folder of the shipped data: codes and names of the country's areas.

    Raises
    ------
    DataSourceError
        When the file cannot be read or is of no known format.
    EditionConflictError
        When another import is being written and does not end in time.
    DatabaseError
        When the database cannot be used, or has no edition yet.
    """
    started, started_at = time.perf_counter(), dt.datetime.now(dt.UTC)
    codes = read_codes(data / "gazetteer" / "areas.csv")
    context = context_of(request, codes, started_at.date())
    size, done = (request.path.stat().st_size if request.path.is_file() else 0), 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress(_READING, done, size)
            if done >= size:
                progress(_CHECKING, 0, 0)

    chosen, intake = read_file(request.path, context, format_name=request.format_name, name=request.name, tick=tick)
    if progress:
        progress(_COMPARING, intake.read, 0)
    source = source_of(chosen, intake, request, context)
    locator = partial(_locator, data)
    asked = Comparison(chosen, intake, source, context, request, locator)
    job = _Job(asked, started_at)
    if request.dry_run:
        with database.reading() as session:
            return job.report(asked.run(session, EditionRepository(session).published()), started)
    try:
        with database.writing() as session:
            compared = asked.run(session, EditionRepository(session).published())
            job.write(session, compared, progress)
    except _NothingNewError:
        pass
    return job.report(compared, started)


def _locator(data: Path) -> Locator:
    # Only titles of investments declared for a whole department are read; there a hamlet says nothing without its
    # district, and leaving the hamlets out saves most of the time of a small import.
    return Locator(load_gazetteer(data / "gazetteer" / "areas.csv"))


@dataclass(frozen=True)
class _Job:
    """One import: what was read and compared, and how it is written and told."""

    asked: Comparison
    started_at: dt.datetime

    def write(self, session: Any, compared: Compared, progress: Progress | None) -> None:
        """Write the difference as a new edition and publish it.

        Raises
        ------
        _NothingNewError
            When there is none.
        """
        asked, intake = self.asked, self.asked.intake
        if not compared.total and not intake.areas:
            raise _NothingNewError
        repository, editions = ImportRepository(session), EditionRepository(session)
        place = asked.context.codes.names.get(asked.context.department or "", "todo el país")
        digest = hashlib.sha256(
            f"{compared.edition.digest}\n{intake.sha256}\n{asked.chosen.name}\n{place}".encode()
        ).hexdigest()
        number = editions.begin(
            title=f"{asked.chosen.title}: {place}, corte {intake.cut_off}",
            cut_off=compared.cut_off,
            digest=digest,
        )
        if intake.areas:
            compared.areas, compared.areas_replaced = repository.replace_areas(number, intake.areas)
            if not compared.areas and not compared.total:
                raise _NothingNewError
        total, done = sum(len(change.rows) for change in compared.changes.values()), 0

        def tick(rows: int) -> None:
            nonlocal done
            done += rows
            if progress:
                progress(_WRITING, done, total)

        for table, change in compared.changes.items():
            # In the order of the keys, in which indexes are made fastest.
            repository.write(table, number, change.rows.sort(change.rows.columns[0]), change.closed, tick)
        if progress:
            progress(_PUBLISHING, total, 0)
        figures = self.report(compared, time.perf_counter())
        compared.run = repository.record(
            number,
            format_name=asked.chosen.name,
            file_name=asked.request.name or asked.request.path.name,
            sha256=intake.sha256,
            department=asked.context.department,
            cut_off=intake.cut_off,
            listing=intake.listing,
            started_at=self.started_at.isoformat(timespec="seconds"),
            counts={name: getattr(figures, name) for name in COUNTS}
            | {"before": dict(compared.before), "after": dict(compared.after), "notes": list(figures.notes)},
            covered=compared.plan.covered,
            findings=figures.findings,
        )
        compared.published = editions.publish(number, counts=compared.counts(), sums=compared.after)

    def report(self, compared: Compared, started: float) -> ImportReport:
        """Tell what was done, or would be."""
        asked, intake, plan = self.asked, self.asked.intake, compared.plan
        findings = intake.findings
        listed = (plan.intake.projects if plan.intake.listing else plan.covered).select("project_id").unique()
        there = plan.tables["project"].select("project_id")
        known = listed.join(there, on="project_id", how="semi")
        changed = len(known.join(compared.touched, on="project_id", how="semi"))
        new = len(listed) - len(known)
        rows = sum(len(change.rows) for change in compared.changes.values()) + compared.areas
        if asked.request.dry_run:
            rows += len(intake.areas)
        return ImportReport(
            file=asked.request.name or asked.request.path.name,
            format=asked.chosen.name,
            format_title=asked.chosen.title,
            sha256=intake.sha256,
            size=intake.size,
            department=asked.context.department,
            cut_off=intake.cut_off,
            cut_off_declared=intake.cut_off_declared,
            read=intake.read,
            outside=intake.outside,
            accepted=intake.accepted,
            refused=findings.rows(REFUSED),
            repaired=findings.rows(REPAIRED),
            set_aside=findings.rows(SET_ASIDE),
            merged=findings.rows(MERGED),
            projects=len(listed),
            new=new,
            changed=changed,
            unchanged=len(known) - changed,
            gone=there.filter(pl.col("project_id").is_in(list(plan.gone))).height,
            rows_added=rows,
            rows_closed=sum(len(change.closed) for change in compared.changes.values()),
            before=compared.before,
            after=compared.after,
            edition=compared.published,
            run=compared.run,
            dry_run=asked.request.dry_run,
            notes=(*intake.notes, *plan.notes),
            findings=findings.frame(),
            seconds=time.perf_counter() - started,
        )
