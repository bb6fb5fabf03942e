"""What a file that is told under the identifiers of the edition changes in each table.

Content only: nothing is written here. Rows that do not change are not in the answers.
"""

from __future__ import annotations

import polars as pl

from geoapp.domain.money import Bound
from geoapp.ingest.findings import SET_ASIDE
from geoapp.ingest.intake import Intake
from geoapp.services.importing.frames import (
    Difference,
    difference,
    following,
    gathered,
    named,
    partnerless,
    partners,
    position,
    shaped,
)
from geoapp.services.importing.locations import OWNED, ids_gone, ids_of, schema_of

NEWER = "newer"
"""Column that may mark budget lines which another source told at a later day than the file."""
NEWER_STANDS = "otra fuente, de corte posterior, ya dice el presupuesto de ese año: vale aquella"
_FILLED = ("cui", "snip", "executing_entity", "beneficiaries", "start_date", "end_date")
_SAME_PROGRESS = ("physical_bp", "financial_bp", "status", "start_date", "end_date", "flags")


def _same_format(source_id: str) -> pl.Expr:
    """Facts of the same format: an investment of two departments is told by the files of both, and counts once."""
    own = source_id.rpartition("-")[0] + "-"
    # What follows is the department; a longer name, as «mapeo-obras-jaen» beside «mapeo-obras», has more dashes.
    told = pl.col("source_id")
    return told.str.starts_with(own) & ~told.str.slice(len(own)).str.contains("-", literal=True)


def projects(intake: Intake, table: pl.DataFrame, gone: frozenset[str]) -> Difference:
    """Compare what is told of projects."""
    told = intake.projects.drop("state", "line", "file_id")
    at = position(told, table, ["project_id"])
    known = at.is_not_null()
    if known.all():
        rows = _refilled(told, table[at], table)
    elif not known.any():
        rows = _as_told(told, table)
    else:
        new, old = told.filter(~known), told.filter(known)
        parts = pl.concat([_as_told(new, table), _refilled(old, table[at.drop_nulls()], table)])
        rows = parts[pl.concat([(~known).arg_true(), known.arg_true()]).arg_sort()]
    return difference(table, rows, ["project_id"], gone=ids_of(gone), at=at)


def _as_told(told: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Rows of projects that the edition does not have."""
    blank = {name: pl.lit(None, dtype=kind) for name, kind in schema_of(table).items() if name not in told.columns}
    unit = pl.when(pl.col("beneficiaries").is_not_null()).then(pl.lit("personas"))
    rows = told.with_columns(**(blank | {"role": pl.lit("investment"), "beneficiary_unit": unit}))
    return _as_stored(rows, table)


def _refilled(told: pl.DataFrame, known: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Rows of projects that the edition has, which are `known`."""
    before = [known[n].alias(f"{n}_before" if n in told.columns else n) for n in known.columns if n != "project_id"]
    joined = told.hstack(before)
    by_hand = ~told["project_id"].str.contains(OWNED)
    # What the file leaves blank does not blank what is known; what was entered by hand is only filled.
    kept, filled = {}, {name: pl.coalesce(name, f"{name}_before") for name in _FILLED}
    if by_hand.any():
        mine = pl.lit(by_hand)
        kept = {name: pl.when(mine).then(f"{name}_before").otherwise(name) for name in ("name", "sector", "kind")}
        filled = {
            name: pl.when(mine).then(pl.coalesce(f"{name}_before", name)).otherwise(value)
            for name, value in filled.items()
        }
    unit = pl.when(pl.col("beneficiaries").is_not_null()).then(pl.lit("personas"))
    rows = joined.with_columns(**kept, **filled).with_columns(
        role=pl.coalesce("role", pl.lit("investment")), beneficiary_unit=pl.coalesce("beneficiary_unit", unit)
    )
    return _as_stored(rows, table)


def _as_stored(rows: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    return shaped(rows, schema_of(table))


def aliases(intake: Intake, table: pl.DataFrame, gone: frozenset[str]) -> Difference:
    """Compare the other names of projects: each CUI that is not the identifier."""
    told = intake.projects[["project_id", "file_id", "cui"]].filter(pl.col("cui").is_not_null())
    other = pl.col("file_id") != pl.col("project_id")
    parts = [told.filter(why) for why in (other, pl.col("project_id").str.starts_with("snip-"))]
    rows = pl.concat(parts).select(alias="cui", project_id="project_id", reason=pl.lit("código único de inversión"))
    once = rows.unique("alias", keep="first", maintain_order=True)
    fresh = once.join(table, on="alias", how="anti", maintain_order="left")
    return difference(table, fresh[list(schema_of(table))], ["alias"], gone=ids_of(gone))


def amounts(intake: Intake, table: pl.DataFrame, source_id: str, gone: frozenset[str]) -> Difference:
    """Compare amounts: a figure of each kind that the files of a format tell."""
    mine = table.select(_same_format(source_id)).to_series().arg_true().cast(pl.UInt32)
    told, at = partners(intake.amounts, table[["project_id", "kind"]][mine], ["project_id", "kind"])
    at = gathered(mine.to_frame("at"), at)["at"]
    known = gathered(named(table, seq="seq", known="centimos", known_date="date", known_source="source_id"), at)
    stands = pl.col("centimos") == pl.col("known")
    rows = told.hstack(known).with_columns(
        # The date of a figure that stands is that of the first file that told it; its source tells the last one.
        date=pl.when(stands).then("known_date").otherwise("date"),
        observation_id=pl.lit(None, dtype=pl.String),
        bound=pl.lit(Bound.EXACT.value),
        source_id=pl.when(stands).then("known_source").otherwise(pl.lit(source_id)),
    )
    made = _as_stored(rows, table)
    made = made.with_columns(following(made, "seq", table))
    change = difference(table, made, ["project_id", "seq"], at=at)
    closed = {*change.closed, *ids_gone(table, gone)}
    lost = partnerless(table, at).filter(pl.col("source_id") == source_id)
    if len(lost) and intake.listing:
        closed |= set(lost.join(intake.projects, on="project_id", how="semi")["id"])
    return Difference(change.rows, tuple(sorted(closed)))


def budget(intake: Intake, table: pl.DataFrame, source_id: str, gone: frozenset[str]) -> Difference:
    """Compare budgets: what a file leaves blank stays; of a line that is `NEWER` it only fills blanks."""
    key = ["project_id", "year"]
    stages = [name for name in table.columns if name.endswith("_centimos")]
    at = position(intake.budget, table, key)
    newer = pl.lit(value=False)
    if NEWER in table.columns:
        newer = pl.lit(gathered(table[[NEWER]], at)[NEWER].fill_null(value=False))
        table = table.drop(NEWER)
    known = gathered(table[stages], at).rename({name: f"{name}_before" for name in stages})
    source = gathered(table[["source_id"]], at)
    told = intake.budget.hstack(known).hstack(source)
    contradicts = pl.any_horizontal((pl.col(n) != pl.col(f"{n}_before")).fill_null(value=False) for n in stages)
    withheld = told.filter(newer & contradicts).select(pl.format("{} ({})", *key)).to_series()
    if len(withheld):
        intake.findings.add(_no_line(len(withheld)), "(presupuesto)", withheld, NEWER_STANDS, SET_ASIDE)
    merged = told.with_columns(
        **{
            name: pl.when(newer)
            .then(pl.coalesce(f"{name}_before", name))
            .otherwise(pl.coalesce(name, f"{name}_before"))
            for name in stages
        }
    )
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in stages)
    rows = merged.with_columns(source_id=pl.when(same | newer).then("source_id").otherwise(pl.lit(source_id)))
    return difference(table, _as_stored(rows, table), key, gone=ids_of(gone), at=at)


def _no_line(count: int) -> pl.Series:
    return pl.repeat(0, count, dtype=pl.Int64, eager=True)


def observations(intake: Intake, table: pl.DataFrame, source_id: str) -> Difference:
    """Compare observations, which accumulate: one more for what is told anew, none where the file only repeats itself.

    A percentage told again at a later date is news (that is how a stall is seen); a state told again is not. A file of
    the same date that tells otherwise corrects what it told.
    """
    own = table[["project_id", "seq", "source_id"]].with_row_index("at").filter(_same_format(source_id)).sort("seq")
    latest = own[["project_id", "at"]].unique("project_id", keep="last")
    last = gathered(latest[["at"]], position(intake.observations, latest, ["project_id"]))["at"]
    names = [*_SAME_PROGRESS, "progress_date"]
    known = gathered(table[names], last).rename({name: f"{name}_before" for name in names})
    joined = intake.observations.hstack(known)
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
    made = _as_stored(rows.with_columns(seq=pl.lit(None)), table)
    at = position(made, table, ["observation_id"])
    # The number of a row of another format is not taken over.
    numbers = table.select(pl.when(_same_format(source_id)).then("seq")).to_series().gather(at)
    made = made.with_columns(following(made.with_columns(seq=numbers), "seq", table))
    return difference(table, made, ["observation_id"], at=at)
