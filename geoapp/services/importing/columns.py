"""The rules of `domain.current.summarise` as expressions over whole columns.

For projects that are no packages and whose places have no shares. Tables are joined by ``number`` (`Facts.numbered`).
A test holds both ways to the same answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import polars as pl

from geoapp.domain.alerts import AHEAD_POINTS, DRIFT_RATIO, SILENCE_MONTHS
from geoapp.domain.allocation import Scope, SharingRule
from geoapp.domain.current import BP_PER_POINT, CurrentProject
from geoapp.domain.dates import months_before
from geoapp.domain.places import Precision
from geoapp.domain.vocabulary import Alert, Status
from geoapp.services.importing.frames import Facts, folded_words
from geoapp.services.importing.standing import (
    costs,
    dated_amounts,
    drift,
    last_day,
    latest,
    observed,
    progress,
    spent,
    years,
)

COLUMNS = [field.name for field in fields(CurrentProject)]
_RANKS = {precision.value: precision.rank for precision in Precision}
_NO_PLACE = (Precision.REGION.value, Precision.UNLOCATED.value)


def by_columns(facts: Facts, reference: dt.date) -> pl.DataFrame:
    """Rows of ``project_current`` of the projects of numbered facts; see the module for which."""
    seen = observed(facts)
    amounts = dated_amounts(facts, seen)
    table = facts.projects
    for part in (
        progress(seen),
        costs(amounts),
        drift(amounts),
        latest(seen, amounts),
        years(seen, amounts, facts.budget),
        spent(facts.budget),
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
        Alert.STALLED: ~finished & pl.col("stalled_"),
        Alert.MONEY_AHEAD: pl.col("financial_bp") - pl.col("physical_bp") > ahead,
        Alert.COST_DRIFT: (pl.col("start_") > 0) & (pl.col("updated_") * denominator > pl.col("start_") * numerator),
        Alert.OVERDUE: ~finished
        & (last_day("planned_end") < reference.isoformat())
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
