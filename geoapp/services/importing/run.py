"""The whole import of one file: read it, compare it with the published edition, publish the difference."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from geoapp.db.engine import Database
from geoapp.db.repositories import IMPORTED, EditionRepository, ImportRepository
from geoapp.errors import DatabaseError
from geoapp.geo.locate import Locator, load_gazetteer
from geoapp.ingest.findings import MERGED, REFUSED, REPAIRED, SET_ASIDE
from geoapp.ingest.places import read_codes
from geoapp.ingest.recognise import read_file
from geoapp.services.importing.comparison import COMPARED, Compared, Comparison, Looked, Seen, see
from geoapp.services.importing.frames import Difference
from geoapp.services.importing.report import COUNTS, ImportReport
from geoapp.services.importing.request import WHOLE_COUNTRY, ImportRequest, context_of, source_of
from geoapp.services.importing.writing import Writer

Progress = Callable[[str, int, int], None]
"""Called with a phase, the units done and all of them: bytes while reading, rows while writing; 0 for all where it is
not known how far a phase has come."""

_LAST = "project_current"
"""Table that is compared last."""
_READING, _CHECKING, _COMPARING = "Leyendo", "Revisando", "Comparando"
_WRITING, _PUBLISHING = "Escribiendo", "Publicando"


class _NothingNewError(Exception):
    """Undoes the transaction of an import that would change nothing."""

    def __init__(self, compared: Compared) -> None:
        self.compared = compared


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

    def looked(rows: int, total: int) -> None:
        if progress:
            progress(_CHECKING, rows, total)

    with ThreadPoolExecutor(1) as pool:
        # Reading the edition takes as long as a small file: it goes on meanwhile.
        ahead = pool.submit(_ahead, database)
        chosen, intake = read_file(
            request.path, context, format_name=request.format_name, name=request.name, tick=tick, looked=looked
        )
    source = source_of(chosen, intake, request, context)
    asked = Comparison(chosen, intake, source, context, request, partial(_locator, data))
    del intake  # `asked` lets its facts go as soon as they are compared
    job = _Job(asked, ahead.result(), started_at, progress)
    if progress:
        progress(_COMPARING, 0, asked.intake.read)
    if request.dry_run:
        with database.reading() as session:
            report = job.report(asked.run(job.look(session), job.compared))
    else:
        try:
            with database.writing() as session:
                report = job.write(session)
        except _NothingNewError as nothing:
            report = job.report(nothing.compared)
    return replace(report, seconds=time.perf_counter() - started)


def _ahead(database: Database) -> Seen | None:
    try:
        with database.reading() as session:
            return see(session, EditionRepository(session).published())
    except DatabaseError:
        return None  # told when the file is to be compared


def _locator(data: Path) -> Locator:
    # Only titles of investments declared for a whole department are read; there a hamlet says nothing without its
    # district, and leaving the hamlets out saves most of the time of a small import.
    return Locator(load_gazetteer(data / "gazetteer" / "areas.csv"))


@dataclass(frozen=True)
class _Job:
    """One import: what was read and compared, and how it is written and told."""

    asked: Comparison
    seen: Seen | None
    started_at: dt.datetime
    progress: Progress | None
    tables: list[str] = field(default_factory=list)

    def look(self, session: Any) -> Looked:
        """Read from the published edition what the file is compared with."""
        return self.asked.look(session, EditionRepository(session).published(), self.seen)

    def compared(self, table: str, changes: Iterable[Difference], _rows: int) -> None:
        """Tell how far the comparison has come: each table takes its share of the file's records."""
        for _ in changes:
            pass
        self.tables.append(table)
        if self.progress:
            read = self.asked.intake.read
            self.progress(_COMPARING, read * min(len(self.tables), COMPARED) // COMPARED, read)

    def write(self, session: Any) -> ImportReport:
        """Compare, write the difference as a new edition while it is found, and publish it.

        Raises
        ------
        _NothingNewError
            When there is none.
        """
        asked, progress = self.asked, self.progress
        repository, editions = ImportRepository(session), EditionRepository(session)
        looked = self.look(session)
        number = self._begin(editions, looked)
        run = repository.begin(
            number,
            format_name=asked.chosen.name,
            file_name=asked.request.name or asked.request.path.name,
            sha256=asked.intake.sha256,
            department=asked.context.department,
            cut_off=asked.intake.cut_off,
            listing=asked.intake.listing,
            started_at=self.started_at.isoformat(timespec="seconds"),
        )
        with Writer(repository, number, run) as writer:

            def sink(table: str, changes: Iterable[Difference], rows: int) -> None:
                if table == _LAST:
                    # Pictures find nothing more, and what is told can be written while they are made.
                    writer.findings(asked.intake.findings.frame())
                if table in IMPORTED:
                    writer.table(table, changes, rows)
                self.compared(table, (), rows)

            compared = asked.run(looked, sink)
            if not compared.total and not asked.intake.areas:
                raise _NothingNewError(compared)
            figures = self.report(compared)
            covered = repository.packed(compared.plan.covered)
            total = sum(len(change.rows) for change in compared.changes.values())
            writer.finish(lambda done: progress(_WRITING, done, total) if progress else None)
        if asked.intake.areas:
            compared.areas, compared.areas_replaced = repository.replace_areas(number, asked.intake.areas)
            if not compared.areas and not compared.total:
                raise _NothingNewError(compared)
            figures = self.report(compared)
        if progress:
            progress(_PUBLISHING, total, 0)
        repository.finish(
            run,
            counts={name: getattr(figures, name) for name in COUNTS}
            | {"before": dict(compared.before), "after": dict(compared.after), "notes": list(figures.notes)},
            covered=covered,
        )
        published = editions.publish(number, counts=compared.counts(), sums=compared.after)
        return replace(figures, edition=published, run=run)

    def _begin(self, editions: EditionRepository, looked: Looked) -> int:
        asked, intake = self.asked, self.asked.intake
        place = asked.context.department_name or WHOLE_COUNTRY
        told = f"{looked.edition.digest}\n{intake.sha256}\n{asked.chosen.name}\n{place}"
        return editions.begin(
            title=f"{asked.chosen.title}: {place}, corte {intake.cut_off}",
            cut_off=looked.cut_off,
            digest=hashlib.sha256(told.encode()).hexdigest(),
        )

    def report(self, compared: Compared) -> ImportReport:
        """Tell what was done, or would be; without the time it took, the edition and the run."""
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
            department_name=asked.context.department_name,
            cut_off=intake.cut_off,
            cut_off_declared=intake.cut_off_declared,
            read=intake.read,
            outside=intake.outside,
            accepted=plan.intake.accepted,
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
            edition=None,
            run=None,
            dry_run=asked.request.dry_run,
            notes=(*intake.notes, *plan.notes),
            findings=findings.frame(),
            seconds=0.0,
        )
