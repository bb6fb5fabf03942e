"""What a file changes in the edition: precedence between files, and the difference of every table.

Content only: nothing is written here. Rows that do not change are not in the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from geoapp.ingest.findings import MERGED, REFUSED
from geoapp.ingest.followup import FollowUp
from geoapp.ingest.intake import STATES, Intake
from geoapp.services.importing import differences
from geoapp.services.importing.frames import Difference, Settled, difference
from geoapp.services.importing.identities import identified
from geoapp.services.importing.locations import OWNED, Left, locations, schema_of
from geoapp.services.importing.placing import Ground


@dataclass(frozen=True)
class Listing:
    """Projects that the last file of another format or department lists, with their state there.

    `department` is None where the file lists the whole country.
    """

    title: str
    covered: pl.DataFrame
    department: str | None = None


@dataclass(frozen=True)
class Plan:
    """The difference of each table, with the rows before, and what the file covers."""

    intake: Intake
    tables: Mapping[str, pl.DataFrame]
    changes: dict[str, Difference] = field(default_factory=dict)
    covered: pl.DataFrame = field(default_factory=pl.DataFrame)
    gone: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def merge(
    intake: Intake,
    tables: Mapping[str, pl.DataFrame],
    ground: Ground,
    source: Mapping[str, object],
    *,
    before: pl.DataFrame,
    others: list[Listing],
    department: tuple[str, str] | None = None,
    settled: Settled,
) -> Plan:
    """Compare a file with the edition.

    Parameters
    ----------
    tables
        Rows of the edition by table, with their ``id``.
    source
        The row of ``source`` that stands for the file.
    before
        What the last file of the same format and department covered.
    others
        What the last files of other formats and departments list.
    department
        Code and name of the department that was asked of the file; None for the whole of it.
    settled
        Told of the difference of each table as soon as it is known.
    """
    source_id = str(source["source_id"])
    # What came before is looked at under the identifiers of the file; then projects take those of the edition.
    intake = identified(intake, tables["project"], tables["project_alias"])
    covered = _covered(intake)
    intake, notes = _precedence(intake, others)
    if isinstance(intake, FollowUp):
        intake = _only_known(intake, tables["project"])
        covered = _covered(intake)
    lost = before.join(covered, on="project_id", how="anti") if intake.listing and len(before) else before.clear()
    gone = _gone(lost, others) if len(lost) else frozenset()
    left = _left(lost, others, department) if intake.listing and department else None
    ways: dict[str, Callable[[], Difference]] = {
        "source": lambda: difference(
            tables["source"],
            pl.DataFrame([source], schema=schema_of(tables["source"])),
            ["source_id"],
            ignoring=["retrieved"],
        ),
        "project": lambda: differences.projects(intake, tables["project"], gone),
        "project_alias": lambda: differences.aliases(intake, tables["project_alias"], gone),
        "amount": lambda: differences.amounts(intake, tables["amount"], source_id, gone),
        "budget_line": lambda: differences.budget(intake, tables["budget_line"], source_id, gone),
        "observation": lambda: differences.observations(intake, tables["observation"], source_id),
        # Last, for it takes longest and the others can be written meanwhile.
        "location": lambda: locations(intake, tables, ground, source_id, gone=gone, left=left),
    }
    changes: dict[str, Difference] = {}
    for table, compare in ways.items():
        changes[table] = compare()
        settled(table, changes[table])
    return Plan(intake.without_facts(), tables, changes, covered, gone, notes)


def _covered(intake: Intake) -> pl.DataFrame:
    if intake.listing:
        return intake.projects.select("project_id", "state")
    ids = pl.concat([intake.budget.select("project_id"), intake.observations.select("project_id")]).unique()
    return ids.with_columns(state=pl.lit(None, dtype=pl.String))


def _precedence(intake: Intake, others: list[Listing]) -> tuple[Intake, tuple[str, ...]]:
    """Leave out investments that another file lists in a state that wins over theirs here, and say so."""
    notes = []
    rank = {state: at for at, state in enumerate(STATES)}
    for other in others if intake.listing else ():
        told, listed = intake.projects.lazy().select("project_id", "line", "state"), other.covered.lazy()
        both = told.join(listed.rename({"state": "other"}), on="project_id", maintain_order="left").with_columns(
            here=pl.col("state").replace_strict(rank, return_dtype=pl.Int64),
            there=pl.col("other").replace_strict(rank, default=len(rank), return_dtype=pl.Int64),
        )
        ranked = both.filter(pl.col("here") != pl.col("there")).collect()
        if ranked.is_empty():
            continue
        lost, won = ranked.filter(pl.col("there") < pl.col("here")), ranked.filter(pl.col("there") > pl.col("here"))
        for table, words in ((lost, "vale aquella"), (won, "vale esta")):
            for state, part in table.group_by("other", "state", maintain_order=True):
                there, here = (STATES[str(code)] for code in state)
                reason = f"figura como {there} en «{other.title}» y aquí como {here}: {words}"
                intake.findings.add(part["line"], "(fila)", part["project_id"], reason, MERGED)
                notes.append(
                    f"{len(part):,} inversiones figuran como {there} en «{other.title}» y aquí como {here}: {words}"
                )
        if len(lost):
            out = lost.select("project_id")
            intake = replace(
                intake,
                projects=intake.projects.join(out, on="project_id", how="anti"),
                places=intake.places.join(out, on="project_id", how="anti"),
                amounts=intake.amounts.join(out, on="project_id", how="anti"),
                budget=intake.budget.join(out, on="project_id", how="anti"),
                observations=intake.observations.join(out, on="project_id", how="anti"),
            )
    return intake, tuple(notes)


def _only_known(intake: FollowUp, projects: pl.DataFrame) -> FollowUp:
    """Follow-up files tell of investments that listings brought; of others they do not even say the name."""
    known = projects.select("project_id")
    strange = intake.records.join(known, on="project_id", how="anti", maintain_order="left")
    reason = "no está en la base; importe antes el archivo que la lista (DETALLE_INVERSIONES)"
    intake.findings.add(strange["line"], "CUI", strange["project_id"], reason, REFUSED)
    return replace(
        intake,
        accepted=intake.accepted - len(strange),
        budget=intake.budget.join(known, on="project_id", how="semi"),
        observations=intake.observations.join(known, on="project_id", how="semi"),
    )


def _gone(lost: pl.DataFrame, others: list[Listing]) -> frozenset[str]:
    """Projects that this file listed before, and no file lists now."""
    gone = lost.lazy().filter(pl.col("project_id").str.contains(OWNED))
    for other in others:
        gone = gone.join(other.covered.lazy(), on="project_id", how="anti")
    return frozenset(gone.collect()["project_id"])


def _left(lost: pl.DataFrame, others: list[Listing], department: tuple[str, str]) -> Left:
    """Projects that no file of this department lists any more: they have left it, whoever else lists them."""
    for other in others if len(lost) else ():
        if other.department in (None, department[0]):
            lost = lost.join(other.covered, on="project_id", how="anti")
    return Left(lost[["project_id"]], *department)
