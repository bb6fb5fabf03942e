"""Which of the dated facts of each project stand, over whole columns: the rules of `domain.projects` and its dates.

Tables are in the order of their projects' ``number`` (`Facts.in_order`), and answers have a row for each number. Of
facts that are equally late the one told first stands.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from geoapp.domain.alerts import COMPLETE, SILENCE_MONTHS, STALL_MONTHS
from geoapp.domain.current import BP_PER_POINT, STUDY_PROGRESS
from geoapp.domain.dates import months_before
from geoapp.domain.money import COST_PRECEDENCE, AmountKind
from geoapp.domain.vocabulary import Status
from geoapp.services.importing.facts import Facts
from geoapp.services.importing.frames import named
from geoapp.services.importing.grouped import alone, first_by, marked, spread

_DAY, _MONTH, _YEAR = 10, 7, 4
_BITS = 64
_LENGTH = 16
"""More than the length of any date."""
_THEN = 1 << 24
"""More than any progress or stage that settles which of two equally late facts stands."""


def first_day(column: str) -> pl.Expr:
    """Earliest day, as ISO text, that a date of reduced precision allows."""
    return (pl.col(column) + "-01-01").str.slice(0, _DAY)


def last_day(column: str) -> pl.Expr:
    """Latest day, as ISO text, that a date of reduced precision allows."""
    date = pl.col(column)
    month = (date + "-01").str.to_date("%Y-%m-%d", strict=False).dt.month_end().cast(pl.String)
    return (
        pl.when(date.str.len_bytes() == _YEAR)
        .then(date + "-12-31")
        .when(date.str.len_bytes() == _MONTH)
        .then(month)
        .otherwise(date)
    )


def before(column: str, day: str) -> pl.Expr:
    """Whether the latest day that a date of reduced precision allows is before a day."""
    return (pl.col(column) < day) & ~pl.col(column).is_in([day[:_YEAR], day[:_MONTH]])


def _first(column: str) -> pl.Expr:
    """The earliest day as a whole number, 0 where there is none."""
    day = first_day(column).str.to_date("%Y-%m-%d", strict=False).to_physical().cast(pl.Int64)
    return (day + dt.date(1970, 1, 1).toordinal()).fill_null(0)


def _length(column: str) -> pl.Expr:
    return pl.col(column).str.len_bytes().cast(pl.Int64).fill_null(0)


def observed(facts: Facts) -> pl.DataFrame:
    """Observations in their order, with the dates that count: ``stated``, ``progressed`` and ``said``.

    The progress of a study is none of the works, unless the project is itself a study.
    """
    seen = facts.observations
    kinds = facts.projects[["kind"]][seen["number"]]
    flagged = pl.concat_str(pl.lit(";"), "flags", pl.lit(";")).str.contains(f";{STUDY_PROGRESS};", literal=True)
    study = flagged & (pl.col("kind_") != "estudio")
    return seen.hstack([kinds["kind"].alias("kind_")]).with_columns(
        physical_bp=pl.when(~study.fill_null(value=False)).then(pl.col("physical_bp")),
        stated=pl.coalesce("status_date", "source_date"),
        progressed=pl.coalesce("progress_date", "source_date"),
        said=pl.coalesce("progress_date", "status_date", "source_date"),
    )


def dated_amounts(facts: Facts, seen: pl.DataFrame) -> pl.DataFrame:
    """Amounts in their order with ``when``: their date, else that of the observation or the source that tells them."""
    amounts, when = facts.amounts, facts.amounts["date"].alias("when")
    blank = when.is_null().arg_true() if when.null_count() else when.clear()
    if len(blank) and len(seen):
        undated = amounts[["number", "observation_id", "source_id"]][blank]
        told = seen[["number", "observation_id", "source_id", "source_date"]]
        told = told.join(undated, on="number", how="semi", maintain_order="left")
        for key in ("observation_id", "source_id"):
            each = told.unique(["number", key], keep="first", maintain_order=True)
            of_key = each.select("number", key, pl.col("source_date").alias(f"of_{key}"))
            undated = undated.join(of_key, on=["number", key], how="left", maintain_order="left")
        when = when.scatter(blank, undated.select(pl.coalesce("^of_.*$").alias("of"))["of"])
    return amounts.hstack([when]).with_columns(day=_first("when"))


def progress(seen: pl.DataFrame, count: int) -> list[pl.DataFrame]:
    """The state, physical and financial progress that stand, the end that is planned, and whether works stall."""
    stages = {status.value: status.stage for status in Status}
    states = seen.filter(pl.col("status").is_not_null() & (pl.col("status") != Status.UNKNOWN.value))
    stage = pl.col("status").replace_strict(stages, default=None, return_dtype=pl.Int64)
    status = named(
        _latest_of(states, "stated", stage),
        number="number",
        status="status",
        status_date="stated",
        status_source_id="source_id",
    )
    works = seen.filter(pl.col("physical_bp").is_not_null())
    physical = named(
        _latest_of(works, "progressed", pl.col("physical_bp")),
        number="number",
        physical_bp="physical_bp",
        progress_kind="progress_kind",
        physical_date="progressed",
        physical_source_id="source_id",
    )
    money = seen.filter(pl.col("financial_bp").is_not_null())
    financial = named(
        _latest_of(money, "progressed", pl.col("financial_bp")),
        number="number",
        financial_bp="financial_bp",
        financial_date="progressed",
    )
    ends = seen.filter(pl.col("end_date").is_not_null())
    planned = named(_latest_of(ends, "said", pl.lit(0)), number="number", planned_end="end_date")
    stalled = marked(_stalled(works), count).alias("stalled_").to_frame()
    return [*(spread(part, count) for part in (status, physical, financial, planned)), stalled]


def _latest_of(rows: pl.DataFrame, date: str, then: pl.Expr) -> pl.DataFrame:
    # A shorter date begins on the same day and says less.
    return first_by(rows, (_first(date) * _LENGTH + _length(date)) * _THEN + then.fill_null(_THEN - 1))


def _stalled(works: pl.DataFrame) -> pl.Series:
    """Numbers whose physical progress is no more than it was months before the last time it was told."""
    dated = works.filter(pl.col("progressed").is_not_null() & ~pl.Series(alone(works)))
    if dated.is_empty():
        return dated["number"]
    dated = dated.select("number", "physical_bp", "progressed", day=_first("progressed"), last=last_day("progressed"))
    last = first_by(dated, pl.col("day") * _THEN + pl.col("physical_bp"))
    limit = first_day("progressed").str.to_date("%Y-%m-%d").dt.offset_by(f"-{STALL_MONTHS}mo").cast(pl.String)
    unfinished = last.filter(pl.col("physical_bp") < int(COMPLETE * BP_PER_POINT))
    pairs = dated.join(unfinished.select("number", last_bp="physical_bp", limit=limit), on="number")
    still = pairs.filter((pl.col("last") < pl.col("limit")) & (pl.col("physical_bp") >= pl.col("last_bp")))
    return still["number"]


def costs(amounts: pl.DataFrame, count: int) -> pl.DataFrame:
    """The amount that stands for what each number costs."""
    ranks = {kind.value: rank for rank, kind in enumerate(COST_PRECEDENCE)}
    rank = pl.col("kind").replace_strict(ranks, default=None, return_dtype=pl.Int64)
    firm = (pl.col("kind") != AmountKind.ESTIMATE.value).cast(pl.Int64)
    order = ((firm * _THEN + pl.col("day")) * _LENGTH + _length("when")) * len(ranks) - rank
    chosen = named(
        first_by(amounts.filter(pl.col("kind").is_in(list(ranks))), order),
        number="number",
        cost_centimos="centimos",
        cost_kind="kind",
        cost_bound="bound",
        cost_date="when",
        cost_source_id="source_id",
    )
    return spread(chosen, count)


def drift(amounts: pl.DataFrame, count: int) -> pl.DataFrame:
    """The last updated cost, and the first viable or else total one, of each number."""

    def of(kind: AmountKind, day: pl.Expr) -> pl.Series:
        rows = first_by(amounts.filter(pl.col("kind") == kind.value), day)
        return spread(rows[["number", "centimos"]], count)["centimos"]

    earliest, last = -pl.col("day"), pl.col("day")
    viable, total = of(AmountKind.VIABLE_COST, earliest), of(AmountKind.TOTAL_COST, earliest)
    start = viable.zip_with(viable.is_not_null(), total)
    return pl.DataFrame({"updated_": of(AmountKind.UPDATED_COST, last), "start_": start})


def latest(seen: pl.DataFrame, amounts: pl.DataFrame, reference: dt.date, count: int) -> pl.DataFrame:
    """The latest dated fact of each number, its source, and whether all were before the months that make silence."""
    # Of those that begin on a day the one that ends last: the shorter date.
    late = (_first("said") * _LENGTH + _LENGTH - 1 - _length("said")).alias("late")
    late = pl.when(pl.col("said").is_not_null()).then(late).otherwise(0)
    told = seen.select("number", "source_id", when="said", late=late)
    by_day = pl.col("day") * _LENGTH + _LENGTH - 1 - _length("when")
    by_day = pl.when(pl.col("when").is_not_null()).then(by_day).otherwise(0)
    dated = amounts.select("number", "source_id", "when", late=by_day)
    silent_before = months_before(reference, SILENCE_MONTHS).isoformat()
    heard = pl.concat([told, dated])
    recent = marked(heard.filter(~before("when", silent_before))["number"], count)
    ever = marked(heard.filter(pl.col("when").is_not_null())["number"], count)
    said, paid = (spread(first_by(rows, pl.col("late")), count) for rows in (told, dated))
    # Observations come before amounts of the same date.
    sum_is_later = paid["late"].fill_null(-1) > said["late"].fill_null(-1)
    when, source = (paid[name].zip_with(sum_is_later, said[name]) for name in ("when", "source_id"))
    return pl.DataFrame({"last_date": when, "source_id": source, "source_date": when, "silent_": ever & ~recent})


def years(seen: pl.DataFrame, amounts: pl.DataFrame, budget: pl.DataFrame, count: int) -> pl.DataFrame:
    """Years in which some source dates a fact of each number, joined with ``;``."""
    names = ("progress_date", "status_date", "source_date")
    parts = [(seen["number"], year) for year in seen.select(_year(name) for name in names).get_columns()]
    parts.append((amounts["number"], amounts.select(_year("when")).to_series()))
    parts.append((budget["number"], budget["year"].cast(pl.Int64)))
    known = [
        (number.filter(year.is_not_null()), year.drop_nulls()) if year.null_count() else (number, year)
        for number, year in parts
    ]
    told = [(number.to_numpy(), year.to_numpy()) for number, year in known if len(year)]
    if not told:
        return pl.DataFrame(schema={"years": pl.String}).clear(count)
    first, last = min(int(year.min()) for _, year in told), max(int(year.max()) for _, year in told)
    # A mark for each year of each number, eight to a byte: few patterns come again and again.
    marks = np.zeros((count, (last - first) // _BITS * _BITS + _BITS), dtype=bool)
    for number, year in told:
        marks[number, year - first] = True
    packed = np.packbits(marks, axis=1).view(np.uint64)
    keys = packed[:, 0] if packed.shape[1] == 1 else packed
    _, at, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    texts = [";".join(str(first + year) for year in np.flatnonzero(marks[row])) or None for row in at]
    return pl.DataFrame({"years": texts}, schema={"years": pl.String})[which.ravel()]


def _year(column: str) -> pl.Expr:
    return pl.col(column).str.slice(0, _YEAR).cast(pl.Int64)


def spent(budget: pl.DataFrame, count: int) -> pl.DataFrame:
    """The last year's budget that says anything, of each number."""
    told = budget.filter(pl.any_horizontal(pl.col("pim_centimos", "devengado_centimos").is_not_null()))
    chosen = named(
        first_by(told, pl.col("year")),
        number="number",
        pim_centimos="pim_centimos",
        accrued_centimos="devengado_centimos",
        budget_year="year",
    )
    return spread(chosen, count)
