"""Which of the dated facts of each project stand, over whole columns: the rules of `domain.projects` and its dates.

Tables are joined by ``number`` (`Facts.numbered`). Of facts that are equally late the one told first stands.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from geoapp.domain.alerts import COMPLETE, STALL_MONTHS
from geoapp.domain.current import BP_PER_POINT, STUDY_PROGRESS
from geoapp.domain.money import COST_PRECEDENCE, AmountKind
from geoapp.domain.vocabulary import Status
from geoapp.services.importing.frames import Facts

_YEARS = 10_000


def first_day(column: str) -> pl.Expr:
    """Earliest day, as ISO text, that a date of reduced precision allows."""
    date = pl.col(column)
    return (
        pl.when(date.str.len_bytes() == 4)  # noqa: PLR2004
        .then(date + "-01-01")
        .when(date.str.len_bytes() == 7)  # noqa: PLR2004
        .then(date + "-01")
        .otherwise(date)
    )


def last_day(column: str) -> pl.Expr:
    """Latest day, as ISO text, that a date of reduced precision allows."""
    date = pl.col(column)
    month = (date + "-01").str.to_date("%Y-%m-%d", strict=False).dt.month_end().cast(pl.String)
    return (
        pl.when(date.str.len_bytes() == 4)  # noqa: PLR2004
        .then(date + "-12-31")
        .when(date.str.len_bytes() == 7)  # noqa: PLR2004
        .then(month)
        .otherwise(date)
    )


def observed(facts: Facts) -> pl.DataFrame:
    """Observations in their order, with the dates that count: ``stated``, ``progressed`` and ``said``.

    The progress of a study is none of the works, unless the project is itself a study.
    """
    kinds = facts.projects.select("number", kind_="kind")
    study = pl.col("flags").str.split(";").list.contains(STUDY_PROGRESS) & (pl.col("kind_") != "estudio")
    return (
        facts.observations.join(kinds, on="number", how="left")
        .sort("number", "seq")
        .with_columns(
            physical_bp=pl.when(~study.fill_null(value=False)).then(pl.col("physical_bp")),
            stated=pl.coalesce("status_date", "source_date"),
            progressed=pl.coalesce("progress_date", "source_date"),
            said=pl.coalesce("progress_date", "status_date", "source_date"),
        )
    )


def dated_amounts(facts: Facts, seen: pl.DataFrame) -> pl.DataFrame:
    """Amounts in their order with ``when``: their date, else that of the observation or the source that tells them."""
    amounts = facts.amounts.with_columns(when="date")
    blank = amounts["date"].is_null()
    if blank.any() and len(seen):
        undated = amounts.filter(blank).drop("when")
        for key, name in (("observation_id", "of_same"), ("source_id", "of_source")):
            first = seen.unique(["number", key], keep="first", maintain_order=True)
            told = first.select("number", key, pl.col("source_date").alias(name))
            undated = undated.join(told, on=["number", key], how="left")
        undated = undated.with_columns(when=pl.coalesce("of_same", "of_source")).select(amounts.columns)
        amounts = pl.concat([amounts.filter(~blank), undated])
    return amounts.with_columns(first=first_day("when"), last=last_day("when")).sort("number", "seq")


def progress(seen: pl.DataFrame) -> pl.DataFrame:
    """The state, physical and financial progress that stand, and the end that is planned, of each number."""
    stages = {status.value: status.stage for status in Status}
    states = seen.filter(pl.col("status").is_not_null() & (pl.col("status") != Status.UNKNOWN.value))
    stage = pl.col("status").replace_strict(stages, default=None, return_dtype=pl.Int64)
    status = _latest_of(states, "stated", stage).select(
        "number", "status", status_date="stated", status_source_id="source_id"
    )
    works = seen.filter(pl.col("physical_bp").is_not_null())
    physical = _latest_of(works, "progressed", pl.col("physical_bp")).select(
        "number", "physical_bp", "progress_kind", physical_date="progressed", physical_source_id="source_id"
    )
    money = seen.filter(pl.col("financial_bp").is_not_null())
    financial = _latest_of(money, "progressed", pl.col("financial_bp")).select(
        "number", "financial_bp", financial_date="progressed"
    )
    ends = seen.filter(pl.col("end_date").is_not_null())
    planned = _latest_of(ends, "said", pl.lit(0)).select("number", planned_end="end_date")
    table = seen.select(pl.col("number").unique())
    for part in (status, physical, financial, planned, _stalled(works)):
        table = table.join(part, on="number", how="left")
    return table


def _latest_of(rows: pl.DataFrame, date: str, then: pl.Expr) -> pl.DataFrame:
    keys = {"day": first_day(date).fill_null(""), "detail": pl.col(date).str.len_bytes().fill_null(0), "then": then}
    return _first_of(rows, {name: (key, True) for name, key in keys.items()})


def _first_of(rows: pl.DataFrame, order: Mapping[str, tuple[pl.Expr, bool]]) -> pl.DataFrame:
    """The first row of each number in an order of keys, each with whether it descends."""
    if not rows["number"].is_duplicated().any():
        return rows
    keyed = rows.with_columns(**{name: key for name, (key, _) in order.items()})
    descending = [False, *(down for _, down in order.values())]
    ordered = keyed.sort(["number", *order], descending=descending, maintain_order=True)
    return ordered.unique("number", keep="first", maintain_order=True)


def _stalled(works: pl.DataFrame) -> pl.DataFrame:
    """Numbers whose physical progress is no more than it was months before the last time it was told."""
    dated = works.filter(pl.col("progressed").is_not_null() & pl.col("number").is_duplicated())
    dated = dated.select("number", "physical_bp", day=first_day("progressed"), last=last_day("progressed"))
    latest = dated.sort("number", "day", "physical_bp").unique("number", keep="last", maintain_order=True)
    limit = pl.col("day").str.to_date("%Y-%m-%d").dt.offset_by(f"-{STALL_MONTHS}mo").cast(pl.String)
    latest = latest.filter(pl.col("physical_bp") < int(COMPLETE * BP_PER_POINT))
    pairs = dated.join(latest.select("number", last_bp="physical_bp", limit=limit), on="number")
    still = pairs.filter((pl.col("last") < pl.col("limit")) & (pl.col("physical_bp") >= pl.col("last_bp")))
    return still.select(pl.col("number").unique(), stalled_=pl.lit(value=True))


def costs(amounts: pl.DataFrame) -> pl.DataFrame:
    """The amount that stands for what each number costs."""
    ranks = {kind.value: rank for rank, kind in enumerate(COST_PRECEDENCE)}
    order = {
        "firm": (pl.col("kind") != AmountKind.ESTIMATE.value, True),
        "day": (pl.col("first").fill_null(""), True),
        "detail": (pl.col("when").str.len_bytes().fill_null(0), True),
        "rank": (pl.col("kind").replace_strict(ranks, default=None, return_dtype=pl.Int64), False),
    }
    return _first_of(amounts.filter(pl.col("kind").is_in(list(ranks))), order).select(
        "number",
        cost_centimos="centimos",
        cost_kind="kind",
        cost_bound="bound",
        cost_date="when",
        cost_source_id="source_id",
    )


def drift(amounts: pl.DataFrame) -> pl.DataFrame:
    """The last updated cost, and the first viable or else total one, of each number."""

    def of(kind: AmountKind, name: str, *, latest: bool) -> pl.DataFrame:
        rows = amounts.filter(pl.col("kind") == kind.value)
        chosen = _first_of(rows, {"day": (pl.col("first").fill_null(""), latest)})
        return chosen.select("number", pl.col("centimos").alias(name))

    viable = of(AmountKind.VIABLE_COST, "viable", latest=False)
    start = viable.join(of(AmountKind.TOTAL_COST, "total", latest=False), on="number", how="full", coalesce=True)
    return of(AmountKind.UPDATED_COST, "updated_", latest=True).join(
        start.select("number", start_=pl.coalesce("viable", "total")), on="number"
    )


def latest(seen: pl.DataFrame, amounts: pl.DataFrame) -> pl.DataFrame:
    """The latest dated fact of each number, its source, and the last day on which something was heard."""
    told = seen.select(
        "number", when="said", first=first_day("said"), last=last_day("said"), source="source_id"
    )  # observations come before amounts of the same date
    every = pl.concat([told, amounts.select("number", "when", "first", "last", source="source_id")])
    order = {
        "known": (pl.col("when").is_not_null(), True),
        "day": (pl.col("first").fill_null(""), True),
        "end": (pl.col("last").fill_null(""), True),
    }
    heard = every.group_by("number").agg(heard_=pl.col("last").max())
    chosen = _first_of(every, order).select("number", last_date="when", source_id="source", source_date="when")
    return chosen.join(heard, on="number")


def years(seen: pl.DataFrame, amounts: pl.DataFrame, budget: pl.DataFrame) -> pl.DataFrame:
    """Years in which some source dates a fact of each number, joined with ``;``."""
    dates = [seen.select("number", when=name) for name in ("progress_date", "status_date", "source_date")]
    dates.append(amounts.select("number", "when"))
    told = [d.select("number", year=pl.col("when").str.slice(0, 4).cast(pl.Int64)).drop_nulls() for d in dates]
    told.append(budget.select("number", "year"))
    # One whole number for both is told apart and sorted many times faster than the two.
    both = pl.col("number").cast(pl.Int64) * _YEARS + pl.col("year")
    every = pl.concat(told).select(both).to_series().unique().sort()
    table = pl.DataFrame({"number": (every // _YEARS).cast(pl.UInt32), "year": (every % _YEARS).cast(pl.String)})
    lists = table.group_by("number", maintain_order=True).agg("year")
    return lists.select("number", years=pl.col("year").list.join(";"))


def spent(budget: pl.DataFrame) -> pl.DataFrame:
    """The last year's budget that says anything, of each number."""
    told = budget.filter(pl.any_horizontal(pl.col("pim_centimos", "devengado_centimos").is_not_null()))
    return _first_of(told, {"year": (pl.col("year"), True)}).select(
        "number", "pim_centimos", accrued_centimos="devengado_centimos", budget_year="year"
    )
