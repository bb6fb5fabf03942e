"""The current picture of many projects at once.

The rules are those of `domain.current.summarise`. Nearly all projects are computed together by whole columns; packages,
their parts and projects whose places have shares one by one by `summarise` itself. A test holds both to the same
answers.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, TypeVar

import polars as pl

from geoapp.domain.current import summarise
from geoapp.domain.projects import PackagePart, summed_projects
from geoapp.domain.records import (
    AmountRecord,
    BudgetLineRecord,
    LocationRecord,
    ObservationRecord,
    ProjectRecord,
)
from geoapp.services.importing.columns import COLUMNS, by_columns, with_words
from geoapp.services.importing.frames import Facts

R = TypeVar("R")

_LISTS = ("province_codes", "district_codes", "locality_names", "alerts", "years")
_AT_ONCE = 50_000
"""Projects computed together: more would take memory and save no time."""


def pictures(facts: Facts, *, reference: dt.date) -> pl.DataFrame:
    """Compute the rows of ``project_current`` of all projects of `facts`, without ``counts_in_sums`` of packages.

    Parameters
    ----------
    reference
        Day to which alerts refer: the edition's cut-off.
    """
    many = _not_simple(facts)
    numbered = facts.numbered()
    left_out = numbered.projects.join(many, on="project_id", how="semi")["number"]
    slices = (numbered.between(start, start + _AT_ONCE, left_out) for start in range(0, len(facts.projects), _AT_ONCE))
    parts = [by_columns(simple, reference) for simple in slices if len(simple.projects)]
    if len(many):
        parts.append(_one_by_one(facts.only(many), reference, parts[0].schema if parts else None))
    return pl.concat(parts) if parts else pl.DataFrame()


def settle_packages(table: pl.DataFrame) -> pl.DataFrame:
    """Settle which packages enter sums, with all projects of the edition in view."""
    named = table["package_id"].drop_nulls().unique()
    family = table.filter(
        (pl.col("role") != "investment")
        | pl.col("package_id").is_not_null()
        | pl.col("project_id").is_in(named.implode())
    )
    parts = [
        PackagePart(
            row["project_id"],
            row["role"] == "package",
            row["package_id"],
            row["cost_centimos"] is not None,
            is_component=row["role"] == "component",
        )
        for row in family.iter_rows(named=True)
    ]
    summed = summed_projects(parts)
    left_out = [part.project_id for part in parts if part.project_id not in summed]
    return table.with_columns(counts_in_sums=~pl.col("project_id").is_in(left_out))


def _not_simple(facts: Facts) -> pl.DataFrame:
    shares = facts.locations.filter(pl.col("share_millionths").is_not_null())
    packages = facts.projects.filter(pl.col("role") != "investment")
    return pl.concat([table.select("project_id") for table in (shares, packages)]).unique()


def _one_by_one(facts: Facts, reference: dt.date, schema: Any) -> pl.DataFrame:
    locations, amounts = _records(facts.locations, LocationRecord), _records(facts.amounts, AmountRecord)
    observations, budget = _records(facts.observations, ObservationRecord), _records(facts.budget, BudgetLineRecord)
    rows: list[dict[str, Any]] = []
    for row in facts.projects.iter_rows(named=True):
        key = row["project_id"]
        project = ProjectRecord(**{name: row[name] for name in ProjectRecord.__dataclass_fields__})
        # Locations carry the point at which they are drawn, so no centres are needed.
        picture = summarise(
            project, locations[key], amounts[key], observations[key], budget[key], reference=reference, centres={}
        )
        values = {name: getattr(picture, name) for name in COLUMNS}
        for name in _LISTS:
            values[name] = ";".join(str(word).replace(";", ",") for word in values[name])
        rows.append(values)
    facts = facts.numbered()
    table = pl.DataFrame(rows, schema=facts.picture_schema).with_row_index("number")
    done = with_words(table, facts)
    return done.select(schema.names()).cast(dict(schema)) if schema else done


def _records(table: pl.DataFrame, record: type[R]) -> defaultdict[str, list[R]]:
    names = list(record.__dataclass_fields__)  # type: ignore[attr-defined]
    groups: defaultdict[str, list[R]] = defaultdict(list)
    order = "year" if record is BudgetLineRecord else "seq"
    for row in table.sort("project_id", order).select(*names).iter_rows(named=True):
        if "flags" in row:
            row["flags"] = tuple(row["flags"].split(";")) if row["flags"] else ()
        groups[row["project_id"]].append(record(**row))
    return groups
