"""The rules of `domain.current.summarise` as expressions over whole columns.

For projects of which there is at most one observation and one amount of each kind. Tables are joined by ``number``
(`Facts.numbered`). A test holds both ways to the same answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import polars as pl

from geoapp.domain.alerts import AHEAD_POINTS, DRIFT_RATIO, SILENCE_MONTHS
from geoapp.domain.allocation import Scope, SharingRule
from geoapp.domain.current import BP_PER_POINT, STUDY_PROGRESS, CurrentProject
from geoapp.domain.dates import months_before
from geoapp.domain.money import COST_PRECEDENCE, AmountKind
from geoapp.domain.places import Precision
from geoapp.domain.vocabulary import Alert, Status
from geoapp.services.importing.frames import Facts, folded_words

COLUMNS = [field.name for field in fields(CurrentProject)]
_RANKS = {precision.value: precision.rank for precision in Precision}
_YEARS = 10_000
_NO_PLACE = (Precision.REGION.value, Precision.UNLOCATED.value)


def _first_day(column: str) -> pl.Expr:
    date = pl.col(column)
    return (
        pl.when(date.str.len_bytes() == 4)  # noqa: PLR2004
        .then(date + "-01-01")
        .when(date.str.len_bytes() == 7)  # noqa: PLR2004
        .then(date + "-01")
        .otherwise(date)
    )


def _last_day(column: str) -> pl.Expr:
    date = pl.col(column)
    month = (date + "-01").str.to_date("%Y-%m-%d", strict=False).dt.month_end().cast(pl.String)
    return (
        pl.when(date.str.len_bytes() == 4)  # noqa: PLR2004
        .then(date + "-12-31")
        .when(date.str.len_bytes() == 7)  # noqa: PLR2004
        .then(month)
        .otherwise(date)
    )


def by_columns(facts: Facts, reference: dt.date) -> pl.DataFrame:
    """Rows of ``project_current`` of the projects of numbered facts, each with few facts; see the module."""
    told = facts.projects.select("number", kind_="kind").join(
        facts.observations.rename(
            {
                "source_id": "o_source",
                "source_date": "o_source_date",
                "start_date": "o_start",
                "end_date": "planned_end",
            }
        ).drop("seq", "title", "project_id"),
        on="number",
        how="left",
    )
    amounts = _dated_amounts(facts)
    table = facts.projects.join(_observed(told), on="number", how="left")
    for part in (
        _costs(amounts),
        _drift(amounts),
        _latest(told, amounts),
        _years(told, amounts, facts.budget),
        _budget(facts.budget),
        _placed(facts.locations),
    ):
        table = table.join(part, on="number", how="left")
    table = table.with_columns(
        status=pl.col("status").fill_null(Status.UNKNOWN.value),
        precision=pl.col("precision").fill_null(Precision.UNLOCATED.value),
        method=pl.col("method").fill_null("none"),
        scope=pl.col("scope").fill_null(Scope.UNLOCATED.value),
        sharing_rule=pl.col("sharing_rule").fill_null(SharingRule.WHOLE.value),
        counts_in_sums=pl.lit(value=True),
        **{
            name: pl.col(name).fill_null("") for name in ("province_codes", "district_codes", "locality_names", "years")
        },
    )
    table = table.with_columns(alerts=_alerts(reference))
    return with_words(table, facts)


def _dated_amounts(facts: Facts) -> pl.DataFrame:
    told = facts.observations.select("number", o_id="observation_id", o_source="source_id", o_date="source_date")
    same = (pl.col("observation_id") == pl.col("o_id")).fill_null(value=False) | (
        pl.col("source_id") == pl.col("o_source")
    ).fill_null(value=False)
    return (
        facts.amounts.join(told, on="number", how="left")
        .with_columns(when=pl.coalesce("date", pl.when(same).then("o_date")))
        .with_columns(first=_first_day("when"), last=_last_day("when"))
        .sort("number", "seq")
    )


def _observed(told: pl.DataFrame) -> pl.DataFrame:
    known = pl.col("status").is_not_null() & (pl.col("status") != Status.UNKNOWN.value)
    study = pl.col("flags").str.split(";").list.contains(STUDY_PROGRESS) & (pl.col("kind_") != "estudio")
    physical = pl.when(~study.fill_null(value=False)).then(pl.col("physical_bp"))
    has_physical, has_financial = physical.is_not_null(), pl.col("financial_bp").is_not_null()
    progressed = pl.coalesce("progress_date", "o_source_date")
    return told.select(
        "number",
        "planned_end",
        status=pl.when(known).then("status"),
        status_date=pl.when(known).then(pl.coalesce("status_date", "o_source_date")),
        status_source_id=pl.when(known).then("o_source"),
        physical_bp=physical,
        physical_date=pl.when(has_physical).then(progressed),
        physical_source_id=pl.when(has_physical).then("o_source"),
        progress_kind=pl.when(has_physical).then("progress_kind"),
        financial_bp="financial_bp",
        financial_date=pl.when(has_financial).then(progressed),
    )


def _costs(amounts: pl.DataFrame) -> pl.DataFrame:
    ranks = {kind.value: rank for rank, kind in enumerate(COST_PRECEDENCE)}
    costs = amounts.filter(pl.col("kind").is_in(list(ranks))).with_columns(
        firm=pl.col("kind") != AmountKind.ESTIMATE.value,
        rank=pl.col("kind").replace_strict(ranks, default=None, return_dtype=pl.Int64),
        day=pl.col("first").fill_null(""),
        detail=pl.col("when").str.len_bytes().fill_null(0),
    )
    order = ["number", "firm", "day", "detail", "rank"]
    return (
        costs.sort(order, descending=[False, True, True, True, False], maintain_order=True)
        .unique("number", keep="first", maintain_order=True)
        .select(
            "number",
            cost_centimos="centimos",
            cost_kind="kind",
            cost_bound="bound",
            cost_date="when",
            cost_source_id="source_id",
        )
    )


def _drift(amounts: pl.DataFrame) -> pl.DataFrame:
    """One amount of each kind: the updated cost, and the viable or else the total one."""

    def of(kind: AmountKind) -> pl.Expr:
        return pl.col("centimos").filter(pl.col("kind") == kind.value).first()

    start = pl.coalesce(of(AmountKind.VIABLE_COST), of(AmountKind.TOTAL_COST))
    return amounts.group_by("number").agg(updated_=of(AmountKind.UPDATED_COST), start_=start)


def _told_dates(told: pl.DataFrame, amounts: pl.DataFrame) -> pl.DataFrame:
    """Every dated fact: observations first, as sources come in the rules."""
    seen = (
        told.filter(pl.col("observation_id").is_not_null())
        .select("number", when=pl.coalesce("progress_date", "status_date", "o_source_date"), source="o_source")
        .with_columns(first=_first_day("when"), last=_last_day("when"))
    )
    return pl.concat([seen, amounts.select("number", "when", "first", "last", source="source_id").select(seen.columns)])


def _latest(told: pl.DataFrame, amounts: pl.DataFrame) -> pl.DataFrame:
    facts = _told_dates(told, amounts).with_columns(known=pl.col("when").is_not_null())
    latest = facts.sort(
        ["number", "known", "first", "last"],
        descending=[False, True, True, True],
        maintain_order=True,
        nulls_last=True,
    ).unique("number", keep="first", maintain_order=True)
    heard = facts.group_by("number").agg(heard_=pl.col("last").max())
    return latest.select("number", last_date="when", source_id="source", source_date="when").join(heard, on="number")


def _years(told: pl.DataFrame, amounts: pl.DataFrame, budget: pl.DataFrame) -> pl.DataFrame:
    dates = [told.select("number", when=name) for name in ("progress_date", "status_date", "o_source_date")]
    dates.append(amounts.select("number", "when"))
    years = [d.select("number", year=pl.col("when").str.slice(0, 4).cast(pl.Int64)).drop_nulls() for d in dates]
    years.append(budget.select("number", "year"))
    # One whole number for both is told apart and sorted many times faster than the two.
    both = pl.col("number").cast(pl.Int64) * _YEARS + pl.col("year")
    every = pl.concat(years).select(both).to_series().unique().sort()
    table = pl.DataFrame({"number": (every // _YEARS).cast(pl.UInt32), "year": (every % _YEARS).cast(pl.String)})
    lists = table.group_by("number", maintain_order=True).agg("year")
    return lists.select("number", years=pl.col("year").list.join(";"))


def _budget(budget: pl.DataFrame) -> pl.DataFrame:
    told = budget.filter(pl.any_horizontal(pl.col("pim_centimos", "devengado_centimos").is_not_null()))
    return (
        told.sort("year", descending=True, maintain_order=True)
        .unique("number", keep="first", maintain_order=True)
        .select("number", "pim_centimos", accrued_centimos="devengado_centimos", budget_year="year")
    )


def _placed(locations: pl.DataFrame) -> pl.DataFrame:
    ranked = locations.with_columns(
        rank=pl.col("precision").replace_strict(_RANKS, return_dtype=pl.Int64), width=pl.col("ubigeo").str.len_bytes()
    ).sort("number", "rank", "seq")
    finest = ranked.unique("number", keep="first", maintain_order=True)
    province = pl.col("ubigeo").str.slice(0, 4).filter(pl.col("width") >= 4)  # noqa: PLR2004
    district = pl.col("ubigeo").filter(pl.col("width") == 6)  # noqa: PLR2004
    placed = (pl.col("precision") != Precision.UNLOCATED.value) & (pl.col("width") >= 4)  # noqa: PLR2004
    named = pl.col("place_name").is_not_null() & pl.col("precision").is_in(
        [Precision.SITE.value, Precision.LOCALITY.value]
    )
    region = pl.col("precision") == Precision.REGION.value
    name = pl.col("place_name").str.replace_all(";", ",", literal=True)
    # Nearly all have one place; asking each group for its different areas takes many times longer.
    alone = ranked.select(pl.len().over("number") == 1).to_series()
    single = ranked.filter(alone).select(
        "number",
        province_codes=pl.when(pl.col("width") >= 4).then(pl.col("ubigeo").str.slice(0, 4)).otherwise(pl.lit("")),  # noqa: PLR2004
        district_codes=pl.when(pl.col("width") == 6).then("ubigeo").otherwise(pl.lit("")),  # noqa: PLR2004
        locality_names=pl.when(named).then(name).otherwise(pl.lit("")),
        region_=region,
        provinces_=placed.cast(pl.UInt32),
        districts_=pl.lit(0, dtype=pl.UInt32),
        with_district_=pl.lit(0, dtype=pl.UInt32),
    )
    groups = (
        ranked.filter(~alone)
        .sort("number", "seq")
        .group_by("number")
        .agg(
            province_codes=province.unique().sort().str.join(";"),
            district_codes=district.unique().sort().str.join(";"),
            locality_names=name.filter(named).unique(maintain_order=True).str.join(";"),
            region_=region.any(),
            provinces_=pl.col("ubigeo").filter(placed).str.slice(0, 4).n_unique(),
            # Several districts of one province, counted as those beyond one district per province that names any.
            districts_=pl.col("ubigeo").filter(placed & (pl.col("width") == 6)).n_unique(),  # noqa: PLR2004
            with_district_=pl.col("ubigeo").filter(placed & (pl.col("width") == 6)).str.slice(0, 4).n_unique(),  # noqa: PLR2004
        )
    )
    groups = pl.concat([single, groups])
    several = (pl.col("provinces_") > 1) | (pl.col("districts_") > pl.col("with_district_"))
    scope = (
        pl.when("region_")
        .then(pl.lit(Scope.REGION.value))
        .when(pl.col("provinces_") == 0)
        .then(pl.lit(Scope.UNLOCATED.value))
        .when(pl.col("provinces_") > 1)
        .then(pl.lit(Scope.SHARED.value))
        .otherwise(pl.lit(Scope.EXCLUSIVE.value))
    )
    rule = (
        pl.when(~pl.col("region_") & several)
        .then(pl.lit(SharingRule.EQUAL.value))
        .otherwise(pl.lit(SharingRule.WHOLE.value))
    )
    return finest.select(
        "number",
        "precision",
        "method",
        **{name: pl.when(~pl.col("precision").is_in(_NO_PLACE)).then(pl.col(name)) for name in ("lon", "lat")},
    ).join(groups.with_columns(scope=scope, sharing_rule=rule), on="number")


def _alerts(reference: dt.date) -> pl.Expr:
    finished = pl.col("status").is_in([s.value for s in Status if s.finished])
    silent_before = months_before(reference, SILENCE_MONTHS).isoformat()
    ahead = int(AHEAD_POINTS * BP_PER_POINT)
    numerator, denominator = DRIFT_RATIO.as_integer_ratio()
    raised = {
        Alert.DECLARED_STALLED: pl.col("status") == Status.STALLED.value,
        Alert.MONEY_AHEAD: pl.col("financial_bp") - pl.col("physical_bp") > ahead,
        Alert.COST_DRIFT: (pl.col("start_") > 0) & (pl.col("updated_") * denominator > pl.col("start_") * numerator),
        Alert.OVERDUE: ~finished
        & (_last_day("planned_end") < reference.isoformat())
        & ~(pl.col("physical_bp") >= 100 * BP_PER_POINT).fill_null(value=False),
        Alert.SILENT: ~finished & (pl.col("heard_") < silent_before),
    }
    return pl.concat_str(
        [pl.when(rule.fill_null(value=False)).then(pl.lit(alert.value)) for alert, rule in raised.items()],
        separator=";",
        ignore_nulls=True,
    )


def with_words(table: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The pictures of numbered facts with the text that is searched, ``folded``."""
    places = facts.locations.sort("number", "seq").select("number", word="place_name")
    names = [
        places,
        facts.unmatched.select("number", word="place_name"),
        facts.aliases.select("number", word="alias"),
    ]
    extra = (
        pl.concat(names).drop_nulls().group_by("number", maintain_order=True).agg(extra_=pl.col("word").str.join(" "))
    )
    words = ("project_id", "cui", "snip", "name", "executing_entity", "extra_")
    table = table.join(extra, on="number", how="left", maintain_order="left")
    return table.with_columns(folded=folded_words(table, words)).select(*COLUMNS, "folded")
