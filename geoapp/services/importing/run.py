"""The whole import of one file: read it, compare it with the published edition, publish the difference."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from geoapp.db.engine import Database
from geoapp.db.repositories import AreaRepository, Edition, EditionRepository, ImportRepository
from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import to_soles
from geoapp.domain.places import Level
from geoapp.errors import DataSourceError
from geoapp.geo.locate import Locator, load_gazetteer
from geoapp.ingest.findings import MERGED, REFUSED, REPAIRED, SET_ASIDE
from geoapp.ingest.intake import Context, Format, GeoFormat, Intake
from geoapp.ingest.places import EVERYWHERE, read_codes
from geoapp.ingest.recognise import read_file
from geoapp.services.editions import REFERENCE_SUM
from geoapp.services.importing.frames import Difference, Facts, apply, difference, touched
from geoapp.services.importing.merge import Listing, Plan, merge
from geoapp.services.importing.pictures import pictures, settle_packages
from geoapp.services.importing.placing import Ground
from geoapp.services.importing.points import locality_rows
from geoapp.services.importing.report import COUNTS, ImportReport
from geoapp.services.importing.request import ImportRequest, context_of, source_of

Progress = Callable[[str, int, int], None]
"""Called with a phase, the units done and all of them: bytes while reading, rows while writing."""

_READING, _WRITING = "Leyendo", "Escribiendo"
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

    chosen, intake = read_file(request.path, context, format_name=request.format_name, name=request.name, tick=tick)
    source = source_of(chosen, intake, request, context)
    locator = partial(_locator, data)
    job = _Job(chosen, intake, source, context, request, locator, started_at)
    if request.dry_run:
        with database.reading() as session:
            return job.report(job.compare(session, EditionRepository(session).published()), started)
    try:
        with database.writing() as session:
            compared = job.compare(session, EditionRepository(session).published())
            job.write(session, compared, progress)
    except _NothingNewError:
        pass
    return job.report(compared, started)


def _locator(data: Path) -> Locator:
    # Only titles of investments declared for a whole department are read; there a hamlet says nothing without its
    # district, and leaving the hamlets out saves most of the time of a small import.
    return Locator(load_gazetteer(data / "gazetteer" / "areas.csv"))


@dataclass
class _Compared:
    """A file compared with an edition, ready to be written."""

    edition: Edition
    plan: Plan
    changes: dict[str, Difference]
    cut_off: str
    touched: set[str]
    before: dict[str, Decimal]
    after: dict[str, Decimal]
    published: Edition | None = None
    run: int | None = None
    areas: int = 0
    areas_replaced: int = 0

    def counts(self) -> dict[str, int]:
        """Rows by table that the new edition sees."""
        counts = dict(self.edition.counts)
        for table, change in self.changes.items():
            counts[table] = counts.get(table, 0) + len(change.rows) - len(change.closed)
        counts["area"] = counts.get("area", 0) + self.areas - self.areas_replaced
        return counts

    @property
    def total(self) -> int:
        return sum(len(change.rows) + len(change.closed) for change in self.changes.values())


@dataclass(frozen=True)
class _Job:
    """One import: what was read, and how it is compared, written and told."""

    chosen: Format | GeoFormat
    intake: Intake
    source: dict[str, object]
    context: Context
    request: ImportRequest
    locator: Callable[[], Locator]
    started_at: dt.datetime

    def compare(self, session: Any, edition: Edition) -> _Compared:
        """Compare with the published edition."""
        repository = ImportRepository(session)
        names = ("source", "project", "project_alias", "location", "unmatched_locality", *_PARTS[2:], "project_current")
        tables = {name: repository.visible(name, edition.id) for name in names}
        areas = {area.ubigeo: area for area in AreaRepository(session, edition.id).all()}
        outlines = (
            {
                code: shape
                for level in Level
                for code, shape in AreaRepository(session, edition.id).geometries(level, light=False).items()
            }
            if self._has_points() or self.intake.localities
            else {}
        )
        ground = Ground(areas, outlines, self.locator)
        before, others = self._listings(repository)
        self._check_size(before)
        plan = merge(self.intake, tables, ground, self.source, before=before, others=others)
        cut_off = _latest(edition.cut_off, self.intake.cut_off, self.context.today)
        changed = {name: plan.changes[name] for name in plan.changes}
        ids = touched(
            *((tables[name], changed[name]) for name in _PARTS), (tables["project_alias"], changed["project_alias"])
        )
        schema = {n: k for n, k in tables["project_current"].schema.items() if n != "id"}
        changed["project_current"] = self._pictures(tables, changed, ids, edition, cut_off, plan, schema)
        if self.intake.localities:
            table = repository.visible("locality", edition.id)
            changed["locality"] = difference(table, locality_rows(self.intake.localities, outlines), ["locality_code"])
        after = apply(tables["amount"], changed["amount"]), apply(tables["project_current"], changed["project_current"])
        return _Compared(
            edition,
            plan,
            changed,
            cut_off,
            ids,
            _sums(tables["amount"], tables["project_current"]),
            _sums(*after),
        )

    def write(self, session: Any, compared: _Compared, progress: Progress | None) -> None:
        """Write the difference as a new edition and publish it.

        Raises
        ------
        _NothingNewError
            When there is none.
        """
        if not compared.total and not self.intake.areas:
            raise _NothingNewError
        repository, editions = ImportRepository(session), EditionRepository(session)
        place = self.context.codes.names.get(self.context.department or "", "todo el país")
        digest = hashlib.sha256(
            f"{compared.edition.digest}\n{self.intake.sha256}\n{self.chosen.name}\n{place}".encode()
        ).hexdigest()
        number = editions.begin(
            title=f"{self.chosen.title}: {place}, corte {self.intake.cut_off}", cut_off=compared.cut_off, digest=digest
        )
        if self.intake.areas:
            compared.areas, compared.areas_replaced = repository.replace_areas(number, self.intake.areas)
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
        findings = self.intake.findings.frame()
        figures = self.report(compared, time.perf_counter())
        compared.run = repository.record(
            number,
            format_name=self.chosen.name,
            file_name=self.request.name or self.request.path.name,
            sha256=self.intake.sha256,
            department=self.context.department,
            cut_off=self.intake.cut_off,
            listing=self.intake.listing,
            started_at=self.started_at.isoformat(timespec="seconds"),
            counts={name: getattr(figures, name) for name in COUNTS}
            | {"before": dict(compared.before), "after": dict(compared.after), "notes": list(figures.notes)},
            covered=compared.plan.covered,
            findings=findings,
        )
        compared.published = editions.publish(number, counts=compared.counts(), sums=compared.after)

    def report(self, compared: _Compared, started: float) -> ImportReport:
        """Tell what was done, or would be."""
        plan, findings = compared.plan, self.intake.findings
        there = set(compared.plan.tables["project"]["project_id"])
        listed = set(plan.covered["project_id"]) if not plan.intake.listing else set(plan.intake.projects["project_id"])
        new, changed = listed - there, (compared.touched & listed) & there
        rows = sum(len(change.rows) for change in compared.changes.values()) + compared.areas
        if self.request.dry_run:
            rows += len(self.intake.areas)
        return ImportReport(
            file=self.request.name or self.request.path.name,
            format=self.chosen.name,
            format_title=self.chosen.title,
            sha256=self.intake.sha256,
            size=self.intake.size,
            department=self.context.department,
            cut_off=self.intake.cut_off,
            cut_off_declared=self.intake.cut_off_declared,
            read=self.intake.read,
            outside=self.intake.outside,
            accepted=self.intake.accepted,
            refused=findings.rows(REFUSED),
            repaired=findings.rows(REPAIRED),
            set_aside=findings.rows(SET_ASIDE),
            merged=findings.rows(MERGED),
            projects=len(listed),
            new=len(new),
            changed=len(changed),
            unchanged=len(listed) - len(new) - len(changed),
            gone=len(plan.gone & there),
            rows_added=rows,
            rows_closed=sum(len(change.closed) for change in compared.changes.values()),
            before=compared.before,
            after=compared.after,
            edition=compared.published,
            run=compared.run,
            dry_run=self.request.dry_run,
            notes=(*self.intake.notes, *plan.notes),
            findings=findings.frame(),
            seconds=time.perf_counter() - started,
        )

    def _has_points(self) -> bool:
        return bool(len(self.intake.places)) and bool(self.intake.places["lon"].is_not_nan().any())

    def _listings(self, repository: ImportRepository) -> tuple[pl.DataFrame, list[Listing]]:
        """What the last file like this one listed, and what the last files of other kinds list."""
        before, others = pl.DataFrame(schema={"project_id": pl.String, "state": pl.String}), []
        for run in repository.latest_listings():
            covered = repository.covered(run.id)
            if (run.format, run.department) == (self.chosen.name, self.context.department):
                before = covered
            else:
                others.append(Listing(f"{run.format} {run.department or EVERYWHERE}, corte {run.cut_off}", covered))
        return before, others

    def _check_size(self, before: pl.DataFrame) -> None:
        now, then = len(self.intake.projects), len(before)
        if self.intake.listing and then >= _FEW and now * _SHRINK < then and not self.request.accept_fewer:
            raise DataSourceError(
                f"{self.request.path.name} trae {now:,} inversiones y el anterior de su tipo traía {then:,}: parece"
                " incompleto, y las que faltan saldrían del mapa. Si es correcto, repita con --accept-fewer."
            )

    def _pictures(
        self,
        tables: Mapping[str, pl.DataFrame],
        changed: Mapping[str, Difference],
        ids: set[str],
        edition: Edition,
        cut_off: str,
        plan: Plan,
        schema: dict[str, Any],
    ) -> Difference:
        """Pictures of the projects touched; of all, when alerts refer to a later day."""
        projects = apply(tables["project"], changed["project"])
        if cut_off != edition.cut_off:
            ids = set(projects["project_id"])
        else:
            ids = (ids | set(projects.filter(pl.col("role") != "investment")["project_id"])) & {*projects["project_id"]}
        facts = Facts(
            projects=projects,
            aliases=apply(tables["project_alias"], changed["project_alias"]),
            locations=apply(tables["location"], changed["location"]),
            unmatched=tables["unmatched_locality"].drop("id"),
            amounts=apply(tables["amount"], changed["amount"]),
            budget=apply(tables["budget_line"], changed["budget_line"]),
            observations=apply(tables["observation"], changed["observation"]),
            picture_schema={name: kind for name, kind in schema.items() if name != "folded"},
        )
        if len(ids) < len(projects):
            facts = facts.only(ids)
        made = pictures(facts, reference=ReducedDate(cut_off).last)
        stored = tables["project_current"]
        gone = pl.DataFrame({"project_id": sorted(plan.gone)}, schema={"project_id": pl.String})
        if made.is_empty():
            return difference(stored, stored.clear().select(*schema), ["project_id"], gone=gone)
        rest = stored.join(made.select("project_id"), on="project_id", how="anti").join(
            gone, on="project_id", how="anti"
        )
        everything = pl.concat([made.select(*schema).cast(pl.Schema(schema)), rest.select(*schema)])
        return difference(stored, settle_packages(everything), ["project_id"], gone=gone)


def _latest(before: str, now: str, today: dt.date) -> str:
    """Cut-off of the edition: the later one; a month or a year not yet over ends today."""
    if ReducedDate(now).last > today:
        now = today.isoformat()
    return max((before, now), key=lambda text: (ReducedDate(text).last, len(text)))


def _sums(amounts: pl.DataFrame, current: pl.DataFrame) -> dict[str, Decimal]:
    by_kind = amounts.group_by("kind").agg(pl.col("centimos").sum()).sort("kind")
    summed = current.filter("counts_in_sums")["cost_centimos"].sum()
    return {kind: to_soles(total) for kind, total in by_kind.iter_rows()} | {REFERENCE_SUM: to_soles(int(summed or 0))}
