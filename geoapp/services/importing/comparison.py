"""A file compared with an edition: which rows of which table the import would add and close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import Any

import polars as pl

from geoapp.db.repositories import AreaRepository, Edition, ImportRepository, ImportRun, counted
from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import REFERENCE_SUM, to_soles
from geoapp.domain.places import Level
from geoapp.domain.records import ProjectRecord
from geoapp.errors import DataSourceError
from geoapp.geo.locate import Locator
from geoapp.ingest.intake import Context, Format, GeoFormat, Intake
from geoapp.ingest.places import EVERYWHERE
from geoapp.services.importing.differences import NEWER, NEWER_STANDS
from geoapp.services.importing.facts import Facts
from geoapp.services.importing.frames import Difference, apply, difference, touched
from geoapp.services.importing.locations import ids_of
from geoapp.services.importing.merge import Listing, Plan, merge
from geoapp.services.importing.order import day_of, is_older, newest_before, older_words, with_newer
from geoapp.services.importing.pictures import families, pictures, settle_packages
from geoapp.services.importing.placing import Ground
from geoapp.services.importing.points import locality_rows
from geoapp.services.importing.request import ImportRequest

_PARTS = ("location", "amount", "budget_line", "observation")
_TOLD = tuple(ProjectRecord.__dataclass_fields__)
Sink = Callable[[str, Iterable[Difference], int], None]
"""Takes all differences of a table, by its name, as they are found, and about how many rows they add."""
COMPARED = 8
"""Tables of which `Comparison.run` tells; limits and populated places bring one more."""
_SHRINK, _FEW = 2, 20


@dataclass
class Compared:
    """A file compared with an edition, ready to be written."""

    edition: Edition
    plan: Plan
    changes: dict[str, Difference]
    cut_off: str
    touched: pl.DataFrame
    before: dict[str, Decimal]
    after: dict[str, Decimal]
    areas: int = 0
    areas_replaced: int = 0

    def counts(self) -> dict[str, int]:
        """Rows by table that the new edition sees, as `counted` names tables."""
        counts = dict(self.edition.counts)
        for table, change in self.changes.items():
            name = counted(table)
            counts[name] = counts.get(name, 0) + len(change.rows) - len(change.closed)
        counts["area"] = counts.get("area", 0) + self.areas - self.areas_replaced
        return counts

    @property
    def total(self) -> int:
        """Rows to add and to close."""
        return sum(len(change.rows) + len(change.closed) for change in self.changes.values())


@dataclass(frozen=True)
class Looked:
    """What the edition says, as far as a file is compared with it.

    Attributes
    ----------
    cut_off
        That the new edition will have.
    before, others
        What the last file like this one listed, and what the last files of other kinds list.
    budget
        Its budget lines, marked where they are newer than the file (`order.with_newer`).
    """

    edition: Edition
    cut_off: str
    tables: Mapping[str, pl.DataFrame]
    ground: Ground
    before: pl.DataFrame
    others: list[Listing]
    budget: pl.DataFrame


@dataclass(frozen=True)
class Seen:
    """What projects are in an edition, by table. A published edition does not change."""

    edition: Edition
    tables: Mapping[str, pl.DataFrame]


def see(session: Any, edition: Edition) -> Seen:
    """Read the tables of an edition that any file of projects is compared with."""
    names = ("source", "project_alias", "unmatched_locality", *_PARTS, "project_current")
    tables = ImportRepository(session).published(names, edition.id)
    # What sources say of a project stands in the row of its picture.
    tables["project"] = tables["project_current"].select("id", *_TOLD)
    return Seen(edition, tables)


@dataclass
class Comparison:
    """What was read, and how it is compared with an edition, once."""

    chosen: Format | GeoFormat
    intake: Intake
    source: dict[str, object]
    context: Context
    request: ImportRequest
    locator: Callable[[], Locator]

    def look(self, session: Any, edition: Edition, seen: Seen | None = None) -> Looked:
        """Read from the edition all that the file is compared with, but what was seen of this very edition."""
        repository = ImportRepository(session)
        runs = repository.runs()
        self._check_order(runs)
        tables = (seen if seen and seen.edition == edition else see(session, edition)).tables
        if self.intake.localities:
            tables = {**tables, "locality": repository.visible("locality", edition.id)}
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
        before, others = self._listings(repository)
        self._check_size(before)
        cut_off = _latest(edition.cut_off, self.intake.cut_off, self.context.today)
        budget = tables["budget_line"]
        if len(self.intake.budget) and not self.request.accept_older:
            day = day_of(self.intake.cut_off, self.context.today)
            budget = with_newer(budget, tables["source"], runs, str(self.source["source_id"]), day)
        return Looked(edition, cut_off, tables, Ground(areas, outlines, self.locator), before, others, budget)

    def run(self, looked: Looked, sink: Sink) -> Compared:
        """Compare with what was read of the edition; nothing is asked of the database any more.

        Parameters
        ----------
        sink
            Takes the differences of each table as they are found.
        """
        code, tables = self.context.department, looked.tables
        intake, self.intake = self.intake, self.intake.without_facts()
        plan = merge(
            intake,
            {**tables, "budget_line": looked.budget},
            looked.ground,
            self.source,
            before=looked.before,
            others=looked.others,
            department=(code, self.context.department_name) if code else None,
            settled=lambda table, change: sink(table, [change], len(change.rows)),
        )
        del intake
        if NEWER in looked.budget.columns:
            plan = replace(plan, notes=(*plan.notes, *self._budgets_kept()))
        changed = dict(plan.changes)
        told = changed.pop("project")  # written with the pictures
        if self.intake.localities:
            rows = locality_rows(self.intake.localities, looked.ground.outlines)
            changed["locality"] = difference(tables["locality"], rows, ["locality_code"])
            sink("locality", [changed["locality"]], len(changed["locality"].rows))
        ids = touched(
            (tables["project"], told), *((tables[name], changed[name]) for name in (*_PARTS, "project_alias"))
        )
        parts: list[Difference] = []
        sink("project_current", self._pictures(looked, changed, told, ids, plan.gone, parts), len(ids))
        current = Difference(pl.concat([p.rows for p in parts]), tuple(sorted({n for p in parts for n in p.closed})))
        changed["project_current"] = current
        after = (
            apply(tables["amount"], changed["amount"], "kind", "centimos"),
            apply(tables["project_current"], current, "cost_centimos", "counts_in_sums"),
        )
        return Compared(
            looked.edition,
            plan,
            changed,
            looked.cut_off,
            ids,
            _sums(tables["amount"], tables["project_current"]),
            _sums(*after),
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
                title = f"{run.format} {run.department or EVERYWHERE}, corte {run.cut_off}"
                others.append(Listing(title, covered, run.department))
        return before, others

    def _check_order(self, runs: Sequence[ImportRun]) -> None:
        """Refuse a file older than the last one, whose figures it would replace."""
        intake = self.intake
        last = newest_before(runs, self.chosen.name, self.context.department, intake)
        if last is None or self.request.accept_older or not is_older(intake, last, self.context.today):
            return
        if last.sha256 == intake.sha256 and not intake.cut_off_declared:
            # The very same file: it was told then of which day it is.
            self.intake = replace(intake, cut_off=str(last.cut_off), cut_off_declared=True)
            self.source |= {"date": last.cut_off, "caveat": None}
            return
        raise DataSourceError(older_words(self.request.name or self.request.path.name, intake, last))

    def _budgets_kept(self) -> Iterator[str]:
        count = self.intake.findings.frame().filter(pl.col("reason") == NEWER_STANDS).height
        if count:
            yield f"{count:,} presupuestos anuales quedan como estaban: {NEWER_STANDS}"

    def _check_size(self, before: pl.DataFrame) -> None:
        now, then = len(self.intake.projects), len(before)
        if self.intake.listing and then >= _FEW and now * _SHRINK < then and not self.request.accept_fewer:
            raise DataSourceError(
                f"{self.request.path.name} trae {now:,} inversiones y el anterior de su tipo traía {then:,}: parece"
                " incompleto, y las que faltan saldrían del mapa. Si es correcto, repita con --accept-fewer."
            )

    def _pictures(
        self,
        looked: Looked,
        changed: Mapping[str, Difference],
        told: Difference,
        ids: pl.DataFrame,
        gone: frozenset[str],
        kept: list[Difference],
    ) -> Iterator[Difference]:
        """Pictures of the projects touched; of all, when alerts refer to a later day. They are also added to `kept`."""
        tables, stored = looked.tables, looked.tables["project_current"]
        same_day = looked.cut_off == looked.edition.cut_off
        schema = {n: k for n, k in stored.schema.items() if n != "id"}
        projects = apply(tables["project"], told)
        kin = families(projects).select("project_id")
        if same_day:
            # Which packages enter sums depends on their parts.
            packages = projects.filter(pl.col("role") != "investment").select("project_id")
            ids = pl.concat([ids, packages]).unique().join(projects, on="project_id", how="semi")
        facts = Facts(
            projects=projects,
            aliases=apply(tables["project_alias"], changed["project_alias"]),
            locations=apply(tables["location"], changed["location"]),
            unmatched=tables["unmatched_locality"].drop("id"),
            amounts=apply(tables["amount"], changed["amount"]),
            budget=apply(tables["budget_line"], changed["budget_line"]),
            observations=apply(tables["observation"], changed["observation"]),
            picture_schema=schema,
        )
        if same_day and len(ids) < len(projects):
            facts = facts.only(ids)
        del projects
        parts = pictures(facts, reference=ReducedDate(looked.cut_off).last, kin=kin)
        # The first part has all those of families that change: with the others they settle each other.
        made = next(parts, stored.clear().select(*schema))
        others = stored.join(kin, on="project_id", how="semi").join(made, on="project_id", how="anti")
        lost: pl.DataFrame | None = ids_of(gone)
        for part in chain([settle_packages(pl.concat([made, others.select(*schema)]))], parts):
            change, lost = difference(stored, part, ["project_id"], gone=lost), None
            kept.append(change)
            yield change


def _latest(before: str, now: str, today: dt.date) -> str:
    """Cut-off of the edition: the later one; a month or a year not yet over ends today."""
    if ReducedDate(now).last > today:
        now = today.isoformat()
    return max((before, now), key=lambda text: (ReducedDate(text).last, len(text)))


def _sums(amounts: pl.DataFrame, current: pl.DataFrame) -> dict[str, Decimal]:
    by_kind = amounts.group_by("kind").agg(pl.col("centimos").sum()).sort("kind")
    summed = current.filter("counts_in_sums")["cost_centimos"].sum()
    return {kind: to_soles(total) for kind, total in by_kind.iter_rows()} | {REFERENCE_SUM: to_soles(int(summed or 0))}
