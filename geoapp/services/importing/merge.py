"""What a file changes in the edition: identities, precedence between files, and the difference of every table.

Content only: nothing is written here. Rows that do not change are not in the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from geoapp.domain.money import Bound
from geoapp.ingest.findings import MERGED, REFUSED
from geoapp.ingest.intake import STATES, Intake
from geoapp.services.importing.frames import Difference, Settled, difference, following, unheard
from geoapp.services.importing.locations import OWNED, Left, ids_of, locations, schema_of
from geoapp.services.importing.placing import Ground

_FILLED = ("cui", "snip", "executing_entity", "beneficiaries", "start_date", "end_date")
_SAME_PROGRESS = ("physical_bp", "financial_bp", "status", "start_date", "end_date", "flags")


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
    settled: Settled = unheard,
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
    intake = _identified(intake, tables["project"], tables["project_alias"])
    covered = _covered(intake)
    intake, notes = _precedence(intake, others)
    if not intake.listing:
        intake = _only_known(intake, tables["project"])
        covered = _covered(intake)
    gone = _gone(covered, before, others) if intake.listing else frozenset()
    left = _left(covered, before, others, department) if intake.listing and department else None
    ways: dict[str, Callable[[], Difference]] = {
        "source": lambda: difference(
            tables["source"],
            pl.DataFrame([source], schema=schema_of(tables["source"])),
            ["source_id"],
            ignoring=["retrieved"],
        ),
        "project": lambda: _projects(intake, tables["project"], gone),
        "project_alias": lambda: _aliases(intake, tables["project_alias"], gone),
        "amount": lambda: _amounts(intake, tables["amount"], source_id, gone),
        "budget_line": lambda: _budget(intake, tables["budget_line"], source_id, gone),
        "observation": lambda: _observations(intake, tables["observation"], source_id),
        # Last, for it takes longest and the others can be written meanwhile.
        "location": lambda: locations(intake, tables, ground, source_id, gone=gone, left=left),
    }
    changes: dict[str, Difference] = {}
    for table, compare in ways.items():
        changes[table] = compare()
        settled(table, changes[table])
    return Plan(intake.without_facts(), tables, changes, covered, gone, notes)


def _identified(intake: Intake, projects: pl.DataFrame, aliases: pl.DataFrame) -> Intake:
    """Give the file's projects the identifiers that the edition knows them by: by CUI, alias, or SNIP code."""
    by_cui = projects.drop_nulls("cui").select(file_id="cui", known="project_id")
    by_alias = aliases.select(file_id="alias", known="project_id")
    snips = intake.projects.drop_nulls("snip").select("snip", file_id="project_id")
    # A SNIP code alone joins a project only where one of the two has no CUI: several CUI may come from one SNIP.
    uncoded = projects.filter(pl.col("cui").is_null()).drop_nulls("snip").select("snip", known="project_id")
    by_snip = snips.join(uncoded, on="snip").select("file_id", "known")
    without_cui = (
        intake.projects.filter(pl.col("cui").is_null()).drop_nulls("snip").select("snip", file_id="project_id")
    )
    single = projects.drop_nulls("snip").unique("snip", keep="none").select("snip", known="project_id")
    by_old = without_cui.join(single, on="snip").select("file_id", "known")
    mapping = (
        pl.concat([by_cui, by_alias, by_snip, by_old])
        .filter(pl.col("file_id") != pl.col("known"))
        .join(projects.select(file_id="project_id"), on="file_id", how="anti")
        .unique("file_id", keep="first", maintain_order=True)
    )

    new_id = pl.col("project_id").replace(mapping["file_id"], mapping["known"])

    def renamed(table: pl.DataFrame) -> pl.DataFrame:
        return table.with_columns(project_id=new_id, file_id="project_id")

    first = renamed(intake.projects).unique("project_id", keep="first", maintain_order=True)
    return replace(
        intake,
        projects=first,
        places=renamed(intake.places).drop("file_id"),
        amounts=renamed(intake.amounts)
        .drop("file_id")
        .unique(["project_id", "kind"], keep="first", maintain_order=True),
        budget=renamed(intake.budget).drop("file_id").unique(["project_id", "year"], keep="first", maintain_order=True),
        observations=renamed(intake.observations)
        .drop("file_id")
        .unique("project_id", keep="first", maintain_order=True),
    )


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
        both = intake.projects.join(other.covered.rename({"state": "other"}), on="project_id")
        ranked = both.with_columns(
            here=pl.col("state").replace_strict(rank, return_dtype=pl.Int64),
            there=pl.col("other").replace_strict(rank, default=len(rank), return_dtype=pl.Int64),
        )
        lost, won = ranked.filter(pl.col("there") < pl.col("here")), ranked.filter(pl.col("there") > pl.col("here"))
        for table, words in ((lost, "vale aquella"), (won, "vale esta")):
            for state, part in table.group_by("other", "state"):
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


def _only_known(intake: Intake, projects: pl.DataFrame) -> Intake:
    """Follow-up files tell of investments that listings brought; of others they do not even say the name."""
    known = projects.select("project_id")
    ids = pl.concat([intake.budget.select("project_id"), intake.observations.select("project_id")]).unique()
    strange = ids.join(known, on="project_id", how="anti").sort("project_id")["project_id"]
    reason = "no está en la base; importe antes el archivo que la lista (DETALLE_INVERSIONES)"
    intake.findings.add(pl.repeat(0, len(strange), dtype=pl.Int64, eager=True), "CUI", strange, reason, REFUSED)
    return replace(
        intake,
        budget=intake.budget.join(known, on="project_id", how="semi"),
        observations=intake.observations.join(known, on="project_id", how="semi"),
    )


def _gone(covered: pl.DataFrame, before: pl.DataFrame, others: list[Listing]) -> frozenset[str]:
    """Projects that this file listed before, and no file lists now."""
    lost = before.join(covered, on="project_id", how="anti").filter(pl.col("project_id").str.contains(OWNED))
    for other in others:
        lost = lost.join(other.covered, on="project_id", how="anti")
    return frozenset(lost["project_id"])


def _left(covered: pl.DataFrame, before: pl.DataFrame, others: list[Listing], department: tuple[str, str]) -> Left:
    """Projects that no file of this department lists any more: they have left it, whoever else lists them."""
    lost = before.join(covered, on="project_id", how="anti")
    for other in others:
        if other.department in (None, department[0]):
            lost = lost.join(other.covered, on="project_id", how="anti")
    return Left(lost.select("project_id"), *department)


def _same_format(source_id: str) -> pl.Expr:
    """Facts of the same format: an investment of two departments is told by the files of both, and counts once."""
    return pl.col("source_id").str.starts_with(source_id.rpartition("-")[0] + "-")


def _projects(intake: Intake, table: pl.DataFrame, gone: frozenset[str]) -> Difference:
    schema = schema_of(table)
    told = intake.projects.drop("state", "line", "file_id")
    joined = told.join(table.drop("id"), on="project_id", how="left", suffix="_before", maintain_order="left")
    by_hand = ~pl.col("project_id").str.contains(OWNED) & pl.col("name_before").is_not_null()
    kept = {name: pl.when(by_hand).then(f"{name}_before").otherwise(name) for name in ("name", "sector", "kind")}
    # What the file leaves blank does not blank what is known; what was entered by hand is only filled.
    filled = {
        name: pl.when(by_hand).then(pl.coalesce(f"{name}_before", name)).otherwise(pl.coalesce(name, f"{name}_before"))
        for name in _FILLED
    }
    unit = pl.when(pl.col("beneficiaries").is_not_null()).then(pl.lit("personas"))
    rows = joined.with_columns(**kept, **filled).with_columns(
        role=pl.coalesce("role", pl.lit("investment")), beneficiary_unit=pl.coalesce("beneficiary_unit", unit)
    )
    return difference(table, rows.select(*schema).cast(pl.Schema(schema)), ["project_id"], gone=ids_of(gone))


def _aliases(intake: Intake, table: pl.DataFrame, gone: frozenset[str]) -> Difference:
    renamed = intake.projects.filter(pl.col("file_id") != pl.col("project_id"))
    cui = renamed.drop_nulls("cui").select(
        alias="cui", project_id="project_id", reason=pl.lit("código único de inversión")
    )
    snip = intake.projects.filter(pl.col("project_id").str.starts_with("snip-") & pl.col("cui").is_not_null())
    more = snip.select(alias="cui", project_id="project_id", reason=pl.lit("código único de inversión"))
    rows = pl.concat([cui, more]).unique("alias", keep="first", maintain_order=True)
    fresh = rows.join(table.select("alias"), on="alias", how="anti")
    return difference(table, fresh.select(*schema_of(table)), ["alias"], gone=ids_of(gone))


def _amounts(intake: Intake, table: pl.DataFrame, source_id: str, gone: frozenset[str]) -> Difference:
    schema = schema_of(table)
    own = table.filter(_same_format(source_id))
    known = own.select(
        "project_id", "kind", known_seq="seq", known="centimos", known_date="date", known_source="source_id"
    )
    stands = pl.col("centimos") == pl.col("known")
    rows = intake.amounts.join(known, on=["project_id", "kind"], how="left", maintain_order="left").with_columns(
        # The date of a figure that stands is that of the first file that told it; its source tells the last one.
        date=pl.when(stands).then("known_date").otherwise("date"),
        observation_id=pl.lit(None, dtype=pl.String),
        bound=pl.lit(Bound.EXACT.value),
        source_id=pl.when(stands).then("known_source").otherwise(pl.lit(source_id)),
    )
    rows = rows.with_columns(seq=following(rows, "known_seq", table))
    listed = intake.projects.select("project_id") if intake.listing else ids_of(frozenset())
    mine = own.filter(pl.col("source_id") == source_id)
    lost = mine.join(listed, on="project_id", how="semi").select("project_id", "seq")
    whole = difference(table, rows.select(*schema).cast(pl.Schema(schema)), ["project_id", "seq"], gone=lost)
    closed = table.join(ids_of(gone), on="project_id", how="semi")["id"]
    return Difference(whole.rows, tuple(sorted({*whole.closed, *closed})))


def _budget(intake: Intake, table: pl.DataFrame, source_id: str, gone: frozenset[str]) -> Difference:
    schema = schema_of(table)
    stages = [name for name in schema if name.endswith("_centimos")]
    joined = intake.budget.join(
        table.drop("id"), on=["project_id", "year"], how="left", suffix="_before", maintain_order="left"
    )
    merged = joined.with_columns(**{name: pl.coalesce(name, f"{name}_before") for name in stages})
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in stages)
    rows = merged.with_columns(source_id=pl.when(same).then("source_id").otherwise(pl.lit(source_id)))
    return difference(table, rows.select(*schema).cast(pl.Schema(schema)), ["project_id", "year"], gone=ids_of(gone))


def _observations(intake: Intake, table: pl.DataFrame, source_id: str) -> Difference:
    """Observations accumulate: one more where something is told anew, none where the file only repeats itself.

    A percentage told again at a later date is news (that is how a stall is seen); a state told again is not. A file of
    the same date that tells otherwise corrects what it told.
    """
    schema = schema_of(table)
    own = table.filter(_same_format(source_id))
    latest = own.sort("project_id", "seq").unique("project_id", keep="last", maintain_order=True)
    joined = intake.observations.join(
        latest.select("project_id", *(pl.col(n).alias(f"{n}_before") for n in (*_SAME_PROGRESS, "progress_date"))),
        on="project_id",
        how="left",
        maintain_order="left",
    )
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in _SAME_PROGRESS)
    again = pl.col("physical_bp").is_null() | pl.col("progress_date").eq_missing(pl.col("progress_date_before"))
    news = joined.filter(~(same & again & pl.col("flags_before").is_not_null()))
    date = pl.coalesce("progress_date", pl.lit(intake.cut_off, dtype=pl.String))
    rows = news.with_columns(
        observation_id=pl.concat_str(pl.lit(intake.format), "project_id", date, separator=":"),
        progress_kind=pl.when(pl.col("physical_bp").is_not_null())
        .then(pl.lit("physical"))
        .when(pl.col("financial_bp").is_not_null())
        .then(pl.lit("financial")),
        status_date=pl.when(pl.col("status").is_not_null()).then(pl.lit(intake.cut_off)),
        source_id=pl.lit(source_id),
        source_date=pl.lit(intake.cut_off),
    )
    known = own.select("observation_id", known_seq="seq")
    rows = rows.join(known, on="observation_id", how="left", maintain_order="left")
    rows = rows.with_columns(seq=following(rows, "known_seq", table))
    return difference(table, rows.select(*schema).cast(pl.Schema(schema)), ["observation_id"])
