"""The current picture of many projects at once.

The rules are those of `domain.current.summarise`. Nearly all projects are computed together by whole columns; packages,
their parts and projects whose places have shares one by one by `summarise` itself. A test holds both to the same
answers.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
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
from geoapp.services.importing.facts import Facts
from geoapp.services.importing.frames import shaped

R = TypeVar("R")

_LISTS = ("province_codes", "district_codes", "locality_names", "alerts", "years")
_AT_ONCE = 50_000
"""Projects computed together: more would take memory and save no time."""


def pictures(facts: Facts, *, reference: dt.date, kin: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Compute the rows of ``project_current`` of all projects of `facts`, some at a time.

    ``counts_in_sums`` is true in all of them: see `settle_packages`.

    Parameters
    ----------
    reference
        Day to which alerts refer: the edition's cut-off.
    kin
        Projects (``project_id``) of which all that `facts` has are in the first part: those of `families`.
    """
    schema = pl.Schema({name: facts.picture_schema[name] for name in (*COLUMNS, "folded")})
    shared = facts.locations.filter(pl.col("share_millionths").is_not_null())
    packages = facts.projects.filter(pl.col("role") != "investment")
    hard = pl.concat([table.select("project_id") for table in (shared, packages)]).unique()
    numbered, whole = facts.numbered(), len(facts.projects) <= _AT_ONCE
    kin = kin.join(facts.projects, on="project_id", how="semi").join(hard, on="project_id", how="anti")
    first = hard if whole else pl.concat([hard, kin])
    left_out = numbered.projects.join(first, on="project_id", how="semi")["number"]
    parts = [_one_by_one(facts.only(hard), reference, schema)] if len(hard) else []
    if len(first) > len(hard):
        parts.append(_of_all(facts.only(kin).numbered(), reference, schema))
    slices = (numbered.between(start, start + _AT_ONCE) for start in range(0, len(facts.projects), _AT_ONCE))
    simple = (_but(left_out, some, _of_all(some, reference, schema)) for some in slices)
    if whole:
        parts += simple
    if parts:
        yield pl.concat(parts)
    if not whole:
        yield from simple


def _of_all(facts: Facts, reference: dt.date, schema: pl.Schema) -> pl.DataFrame:
    table = by_columns(facts, reference) if len(facts.projects) else pl.DataFrame(schema=schema)
    return shaped(table, schema)


def _but(left_out: pl.Series, facts: Facts, table: pl.DataFrame) -> pl.DataFrame:
    """The rows of a part but those of some numbers: what columns tell of these is wrong, and counts for nothing.

    Leaving them out of all facts before takes longer than computing them.
    """
    out = facts.projects["number"].is_in(left_out.implode())
    return table.filter(~out) if out.any() else table


def families(projects: pl.DataFrame) -> pl.DataFrame:
    """Packages, and the projects that stand in one or are named as one; of projects or of their pictures."""
    named = projects["package_id"].drop_nulls().unique()
    return projects.filter(
        (pl.col("role") != "investment")
        | pl.col("package_id").is_not_null()
        | pl.col("project_id").is_in(named.implode())
    )


def settle_packages(table: pl.DataFrame) -> pl.DataFrame:
    """Settle which packages enter sums: of pictures, all those of `families` of the edition among them."""
    family = families(table)
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


def _one_by_one(facts: Facts, reference: dt.date, schema: pl.Schema) -> pl.DataFrame:
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
    table = pl.DataFrame(rows, schema={name: facts.picture_schema[name] for name in COLUMNS}).with_row_index("number")
    return shaped(with_words(table, facts), schema)


def _records(table: pl.DataFrame, record: type[R]) -> defaultdict[str, list[R]]:
    names = list(record.__dataclass_fields__)  # type: ignore[attr-defined]
    groups: defaultdict[str, list[R]] = defaultdict(list)
    order = "year" if record is BudgetLineRecord else "seq"
    for row in table.sort("project_id", order)[names].iter_rows(named=True):
        if "flags" in row:
            row["flags"] = tuple(row["flags"].split(";")) if row["flags"] else ()
        groups[row["project_id"]].append(record(**row))
    return groups
