"""What changed between two editions: projects new and gone, cost, progress and state; and what nobody told anew.

A project without a change is one of two things: an official file listed it again and told the same («sin cambio»), or
no file of between spoke of it («sin dato nuevo»). They are never mixed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from geoapp.db.engine import Database
from geoapp.db.repositories import ChangeRepository, Edition, EditionRepository, ImportRepository, ImportRun
from geoapp.deferred import deferred
from geoapp.domain.vocabulary import Status
from geoapp.errors import FilterProblem, InvalidFilterError
from geoapp.i18n import N_
from geoapp.i18n import gettext as _

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")


class ChangeKind(StrEnum):
    """Kinds of change, in the order in which they are told."""

    NEW = "new"
    GONE = "gone"
    COST_UP = "cost_up"
    COST_DOWN = "cost_down"
    COST_TOLD = "cost_told"
    PROGRESS = "progress"
    STATUS = "status"


CHANGE_KINDS: Mapping[str, str] = {
    ChangeKind.NEW: N_("Proyectos nuevos"),
    ChangeKind.GONE: N_("Ya no figuran"),
    ChangeKind.COST_UP: N_("Subió el costo"),
    ChangeKind.COST_DOWN: N_("Bajó el costo"),
    ChangeKind.COST_TOLD: N_("Se supo o se dejó de saber el costo"),
    ChangeKind.PROGRESS: N_("Cambió el avance físico"),
    ChangeKind.STATUS: N_("Cambió el estado"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its date and source: céntimos, hundredths of a percent, or a code of state."""

    value: int | str | None
    date: str | None
    source_id: str | None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one project; a project may have several.

    The codes of areas, joined with ``;``, are those of the later edition, or of the earlier one where it is gone.
    """

    kind: ChangeKind
    project_id: str
    name: str
    province_codes: str
    district_codes: str
    before: Figure | None
    after: Figure | None


@dataclass(frozen=True)
class Changes:
    """What changed from one edition to a later one.

    Attributes
    ----------
    counts
        Changes by kind, all kinds named.
    confirmed
        Projects that some file of between told of and of which nothing changed.
    without_news
        Projects of the later edition of which no file of between told anything.
    told
        Identifiers of the projects that files of between told of.
    """

    since: Edition
    until: Edition
    changes: tuple[Change, ...]
    counts: Mapping[ChangeKind, int]
    projects: int
    confirmed: int
    without_news: int
    runs: tuple[ImportRun, ...]
    told: pl.Series

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Changes of a kind."""
        return tuple(change for change in self.changes if change.kind is kind)


@dataclass(frozen=True, slots=True)
class Held:
    """The projects of an edition that is in memory."""

    edition: int
    project_ids: Sequence[str | None]


def changes_between(
    database: Database, since: int | None = None, until: int | None = None, *, held: Held | None = None
) -> Changes:
    """Compare two published editions.

    Parameters
    ----------
    since
        Number of the earlier edition; None for the one before `until`.
    until
        Number of the later edition; None for the published one.
    held
        An edition whose projects the caller has at hand: they are not read again where it is the later one.

    Raises
    ------
    InvalidFilterError
        When one is not a published edition, or they are in the wrong order; the message lists those there are.
    """
    with database.reading() as session:
        editions = [e for e in EditionRepository(session).list() if e.state == "published"]
        EditionRepository(session).published()
        later = _chosen(editions, "until", until, editions[0])
        before = [e for e in editions if e.id < later.id]
        earlier = _chosen(editions, "since", since, before[0] if before else later)
        if earlier.id > later.id:
            reason = _("es posterior a la edición %(n)s.", n=later.id)
            raise InvalidFilterError([FilterProblem("since", str(since), reason, _numbers(before))])
        repository, imports = ChangeRepository(session), ImportRepository(session)
        different = repository.difference(earlier.id, later.id)
        runs = imports.runs(since=earlier.id, until=later.id)
        told = [imports.covered(run.id).select("project_id") for run in runs]
        # Who is there is asked only where a file of between told of somebody: a number is enough else.
        there: pl.DataFrame | None = None
        if held is not None and held.edition == later.id:
            projects = len(held.project_ids)
            there = pl.DataFrame({"project_id": held.project_ids}, schema={"project_id": pl.String}) if told else None
        elif told:
            there = repository.identifiers(later.id)
            projects = len(there)
        else:
            projects = repository.projects(later.id)
    changes = _changes(different.before, different.after)
    covered = pl.concat(told).unique() if told else pl.DataFrame(schema={"project_id": pl.String})
    ids = pl.DataFrame(
        {"project_id": [c.project_id for c in changes if c.kind is not ChangeKind.GONE]},
        schema={"project_id": pl.String},
    )
    changed = ids.unique()
    same = projects - len(changed)
    confirmed = 0
    if there is not None:
        again = covered.join(changed, on="project_id", how="anti")
        confirmed = len(again.join(there, on="project_id", how="semi"))
    counts = Counter(change.kind for change in changes)
    return Changes(
        since=earlier,
        until=later,
        changes=tuple(changes),
        counts={kind: counts[kind] for kind in ChangeKind},
        projects=projects,
        confirmed=confirmed,
        without_news=same - confirmed,
        runs=runs,
        told=covered["project_id"],
    )


def _chosen(editions: Sequence[Edition], name: str, number: int | None, default: Edition) -> Edition:
    if number is None:
        return default
    found = next((edition for edition in editions if edition.id == number), None)
    if found is None:
        raise InvalidFilterError(
            [FilterProblem(name, str(number), _("no es el número de una edición publicada."), _numbers(editions))]
        )
    return found


def _numbers(editions: Sequence[Edition]) -> tuple[str, ...]:
    return tuple(str(edition.id) for edition in editions)


def _changes(before: pl.DataFrame, after: pl.DataFrame) -> list[Change]:
    old = {row["project_id"]: row for row in before.iter_rows(named=True)}
    new = {row["project_id"]: row for row in after.iter_rows(named=True)}
    found: list[Change] = []
    for key in sorted(old.keys() | new.keys()):
        found += _of_project(old.get(key), new.get(key))
    order = list(ChangeKind)
    return sorted(found, key=lambda change: (order.index(change.kind), -_weight(change), change.project_id))


def _of_project(old: dict[str, Any] | None, new: dict[str, Any] | None) -> list[Change]:
    row = new or old or {}

    def change(kind: ChangeKind, before: Figure | None, after: Figure | None) -> Change:
        codes = (row["province_codes"] or "", row["district_codes"] or "")
        return Change(kind, row["project_id"], row["name"], *codes, before, after)

    if old is None or new is None:
        kind = ChangeKind.NEW if old is None else ChangeKind.GONE
        return [change(kind, None if old is None else _cost(old), None if new is None else _cost(new))]
    found = []
    if old["cost_centimos"] != new["cost_centimos"]:
        known = old["cost_centimos"] is not None and new["cost_centimos"] is not None
        up = known and new["cost_centimos"] > old["cost_centimos"]
        kind = ChangeKind.COST_TOLD if not known else ChangeKind.COST_UP if up else ChangeKind.COST_DOWN
        found.append(change(kind, _cost(old), _cost(new)))
    if old["physical_bp"] != new["physical_bp"]:
        found.append(change(ChangeKind.PROGRESS, _progress(old), _progress(new)))
    if old["status"] != new["status"]:
        found.append(change(ChangeKind.STATUS, _status(old), _status(new)))
    return found


def _cost(row: Mapping[str, Any]) -> Figure:
    return Figure(row["cost_centimos"], row["cost_date"], row["cost_source_id"], row["cost_kind"])


def _progress(row: Mapping[str, Any]) -> Figure:
    return Figure(row["physical_bp"], row["physical_date"], row["physical_source_id"])


def _status(row: Mapping[str, Any]) -> Figure:
    known = row["status"] != Status.UNKNOWN.value
    return Figure(row["status"] if known else None, row["status_date"], row["status_source_id"])


def _weight(change: Change) -> int:
    """The largest difference, or the largest amount, first."""
    values = [f.value if f and isinstance(f.value, int) else 0 for f in (change.before, change.after)]
    return abs(values[1] - values[0])
