"""The rules of `domain.current.summarise` as expressions over whole columns.

For projects that are no packages and whose places have no shares. Each part has a row for each ``number``, in order
(`Facts.in_order`). A test holds both ways to the same answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import polars as pl

from geoapp.domain.alerts import AHEAD_POINTS, DRIFT_RATIO
from geoapp.domain.allocation import Scope, SharingRule
from geoapp.domain.current import BP_PER_POINT, CurrentProject
from geoapp.domain.places import Precision
from geoapp.domain.vocabulary import Alert, Status
from geoapp.services.importing.facts import Facts
from geoapp.services.importing.grouped import alone, first_by, spread
from geoapp.services.importing.standing import (
    before,
    costs,
    dated_amounts,
    drift,
    latest,
    observed,
    progress,
    spent,
    years,
)
from geoapp.services.importing.words import folded_words

COLUMNS = [field.name for field in fields(CurrentProject)]
_RANKS = {precision.value: precision.rank for precision in Precision}
_PROVINCE, _DISTRICT = 4, 6
"""Digits of the code of an area."""
_NO_PLACE = (Precision.REGION.value, Precision.UNLOCATED.value)


def by_columns(facts: Facts, reference: dt.date) -> pl.DataFrame:
    """Rows of ``project_current`` of the projects of numbered facts; see the module for which."""
    facts = facts.in_order()
    seen, count = observed(facts), len(facts.projects)
    amounts = dated_amounts(facts, seen)
    parts = (
        *progress(seen, count),
        costs(amounts, count),
        drift(amounts, count),
        latest(seen, amounts, reference, count),
        years(seen, amounts, facts.budget, count),
        spent(facts.budget, count),
        _placed(facts.locations, count),
    )
    table = facts.projects.hstack([column for part in parts for column in part.get_columns()])
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
        alerts=_alerts(reference),
    )
    return with_words(table, facts)


def _placed(locations: pl.DataFrame, count: int) -> pl.DataFrame:
    rank = pl.col("precision").replace_strict(_RANKS, return_dtype=pl.Int64)
    finest = first_by(locations, -rank)
    finest = finest.select(
        "number",
        "precision",
        "method",
        **{name: pl.when(~pl.col("precision").is_in(_NO_PLACE)).then(pl.col(name)) for name in ("lon", "lat")},
    )
    width = pl.col("ubigeo").str.len_bytes()
    placed = (pl.col("precision") != Precision.UNLOCATED.value) & (width >= _PROVINCE)
    named = pl.col("place_name").is_not_null() & pl.col("precision").is_in(
        [Precision.SITE.value, Precision.LOCALITY.value]
    )
    region = pl.col("precision") == Precision.REGION.value
    province, district = pl.col("ubigeo").str.slice(0, _PROVINCE), pl.col("ubigeo")
    name = pl.col("place_name").str.replace_all(";", ",", literal=True)
    # Nearly all have one place; asking each group for its different areas takes many times longer.
    single = alone(locations)
    groups = (locations if single.all() else locations.filter(pl.Series(single))).select(
        "number",
        province_codes=pl.when(width >= _PROVINCE).then(province).otherwise(pl.lit("")),
        district_codes=pl.when(width == _DISTRICT).then(district).otherwise(pl.lit("")),
        locality_names=pl.when(named).then(name).otherwise(pl.lit("")),
        region_=region,
        provinces_=placed.cast(pl.UInt32),
        districts_=pl.lit(0, dtype=pl.UInt32),
        with_district_=pl.lit(0, dtype=pl.UInt32),
    )
    if not single.all():
        several = (
            locations.filter(pl.Series(~single))
            .group_by("number", maintain_order=True)
            .agg(
                province_codes=province.filter(width >= _PROVINCE).unique().sort().str.join(";"),
                district_codes=district.filter(width == _DISTRICT).unique().sort().str.join(";"),
                locality_names=name.filter(named).unique(maintain_order=True).str.join(";"),
                region_=region.any(),
                provinces_=province.filter(placed).n_unique(),
                # Several districts of one province, counted as those beyond one district per province that names any.
                districts_=district.filter(placed & (width == _DISTRICT)).n_unique(),
                with_district_=province.filter(placed & (width == _DISTRICT)).n_unique(),
            )
        )
        groups = pl.concat([groups, several]).sort("number")
    apart = (pl.col("provinces_") > 1) | (pl.col("districts_") > pl.col("with_district_"))
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
        pl.when(~pl.col("region_") & apart)
        .then(pl.lit(SharingRule.EQUAL.value))
        .otherwise(pl.lit(SharingRule.WHOLE.value))
    )
    # Both have one row of each number that has a place, in order.
    areas = groups.select("province_codes", "district_codes", "locality_names", scope=scope, sharing_rule=rule)
    return spread(finest.hstack(areas.get_columns()), count)


def _alerts(reference: dt.date) -> pl.Expr:
    # An expression sees columns as they are before it: the state of what nobody tells is still null.
    status = pl.col("status").fill_null(Status.UNKNOWN.value)
    finished = status.is_in([s.value for s in Status if s.finished])
    ahead = int(AHEAD_POINTS * BP_PER_POINT)
    numerator, denominator = DRIFT_RATIO.as_integer_ratio()
    raised = {
        Alert.DECLARED_STALLED: status == Status.STALLED.value,
        Alert.STALLED: ~finished & pl.col("stalled_"),
        Alert.MONEY_AHEAD: pl.col("financial_bp") - pl.col("physical_bp") > ahead,
        Alert.COST_DRIFT: (pl.col("start_") > 0) & (pl.col("updated_") * denominator > pl.col("start_") * numerator),
        Alert.OVERDUE: ~finished
        & before("planned_end", reference.isoformat())
        & ~(pl.col("physical_bp") >= 100 * BP_PER_POINT).fill_null(value=False),
        Alert.SILENT: ~finished & pl.col("silent_"),
    }
    return pl.concat_str(
        [pl.when(rule.fill_null(value=False)).then(pl.lit(alert.value)) for alert, rule in raised.items()],
        separator=";",
        ignore_nulls=True,
    )


def with_words(table: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The pictures of numbered facts, in the order of their numbers, with the text that is searched, ``folded``."""
    names = (
        (facts.locations.sort("seq") if len(facts.locations) else facts.locations, "place_name"),
        (facts.unmatched, "place_name"),
        (facts.aliases, "alias"),
    )
    words = (pl.DataFrame([part["number"], part[name].alias("extra_")]) for part, name in names)
    told = pl.concat([part.drop_nulls() if part["extra_"].null_count() else part for part in words])
    each = told.sort("number", maintain_order=True).group_by("number", maintain_order=True)
    extra = each.agg(pl.col("extra_").str.join(" "))
    table = table.hstack(spread(extra, len(table)))
    searched = ("project_id", "cui", "snip", "name", "executing_entity", "extra_")
    return table[COLUMNS].hstack([folded_words(table, searched).alias("folded")])
