"""Where the projects of a file are, compared with where the edition says that they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from geoapp.domain.places import PlacingMethod, Precision
from geoapp.ingest.intake import Intake
from geoapp.ingest.investments import UNCODED
from geoapp.services.importing.frames import Difference, difference, following
from geoapp.services.importing.placing import Ground, place

OWNED = rf"^(?:[0-9]{{7}}|snip-[0-9]+|{UNCODED}[0-9a-f]{{12}})$"
"""Identifiers that imports give; any other project was entered by hand, and keeps its name, sector and place."""


@dataclass(frozen=True)
class Left:
    """Projects (``project_id``) that have left a department, by its INEI code and its name."""

    projects: pl.DataFrame
    code: str
    name: str


def schema_of(table: pl.DataFrame) -> dict[str, Any]:
    """Columns of a table without its ``id``."""
    return {name: kind for name, kind in table.schema.items() if name != "id"}


def ids_of(gone: frozenset[str]) -> pl.DataFrame:
    """Identifiers as a table."""
    return pl.DataFrame({"project_id": sorted(gone)}, schema={"project_id": pl.String})


def locations(
    intake: Intake,
    tables: Mapping[str, pl.DataFrame],
    ground: Ground,
    source_id: str,
    *,
    gone: frozenset[str],
    left: Left | None = None,
) -> Difference:
    """Compare where a file says that its projects are with the edition.

    Parameters
    ----------
    source_id
        The file's source: it may replace what it told before, and what others tell less exactly.
    gone
        Projects that no file lists.
    left
        Projects that no file of its department lists.
    """
    table = tables["location"]
    schema = schema_of(table)
    if not intake.listing or intake.places.is_empty():
        return difference(table, table.clear().select(*schema), ["project_id", "seq"], gone=ids_of(gone))
    # A place settled by hand stays, and so does one that another source gives more exactly than by area.
    reviewed = pl.col("method") == PlacingMethod.REVIEWED.value
    by_hand = ~pl.col("project_id").str.contains(OWNED) & (pl.col("precision") != Precision.UNLOCATED.value)
    own = (pl.col("source_id") == source_id).fill_null(value=False)
    settled = table.filter(reviewed | (by_hand & ~own)).select("project_id").unique()
    places = intake.places.join(settled, on="project_id", how="anti")
    made = place(places, intake.projects, ground, source_id, intake.findings)
    mine = table.filter(own).join(made.select("project_id").unique(), on="project_id", how="semi")
    others = table.filter(~own).join(made.select("project_id").unique(), on="project_id", how="semi")
    rank = pl.col("precision").replace_strict({p.value: p.rank for p in Precision}, return_dtype=pl.Int64)
    made, others = made.with_columns(rank=rank), others.with_columns(rank=rank)
    known = others.select("project_id", "ubigeo", "place_name", other_rank="rank")
    # Of one area the finest place is enough, whichever file tells it.
    told = made.join(known, on=["project_id", "ubigeo"], suffix="_other", nulls_equal=True)
    same_name = pl.col("place_name").eq_missing(pl.col("place_name_other"))
    repeated = (pl.col("other_rank") <= pl.col("rank")) & ((pl.col("ubigeo") != "") | same_name)
    repeated_rows = told.filter(repeated.fill_null(value=False)).select(made.columns).unique()
    if len(repeated_rows):
        made = made.join(repeated_rows, on=made.columns, how="anti", nulls_equal=True, maintain_order="left")
    near = made.join(known.select("project_id").unique(), on="project_id", how="semi").filter(pl.col("ubigeo") != "")
    coarser = known.join(
        near.group_by("project_id", "ubigeo").agg(finest=pl.col("rank").min()), on=["project_id", "ubigeo"]
    ).filter(pl.col("finest") < pl.col("other_rank"))
    replaced = others.join(coarser, on=["project_id", "ubigeo"], how="semi")
    keys = ["project_id", "precision", "ubigeo", "place_name", "lon", "lat"]
    if len(mine):
        before = mine.select(*keys, "seq")
        made = made.join(before, on=keys, how="left", nulls_equal=True, maintain_order="left")
        made = made.unique(keys, keep="first", maintain_order=True)
    else:
        made = made.with_columns(seq=pl.lit(None, dtype=pl.Int64))
    rows = made.with_columns(seq=following(made, "seq", table))
    parts = [mine, replaced] if left is None else [mine, replaced, _left_behind(table.filter(own), table, left)]
    closing = pl.concat([part.select("project_id", "seq") for part in parts])
    change = difference(table, rows.select(*schema).cast(pl.Schema(schema)), ["project_id", "seq"], gone=closing)
    lost = table.join(ids_of(gone), on="project_id", how="semi")["id"]
    return Difference(change.rows, tuple(sorted({*change.closed, *lost})))


def _left_behind(own: pl.DataFrame, table: pl.DataFrame, left: Left) -> pl.DataFrame:
    """Places of this source inside the department, of projects that have left it and are told to be elsewhere too.

    A project without any other place keeps them: the file that still lists it names none that could stand for them.
    """
    there = pl.col("ubigeo").str.starts_with(left.code) | (
        # An area whose limits are not known here is told by name.
        (pl.col("ubigeo") == "")
        & pl.col("place_name").str.to_uppercase().str.starts_with(f"{left.name.upper()} /").fill_null(value=False)
    )
    elsewhere = table.filter(~there).select("project_id").unique()
    inside = own.filter(there & (pl.col("method") != PlacingMethod.REVIEWED.value))
    return inside.join(left.projects, on="project_id", how="semi").join(elsewhere, on="project_id", how="semi")
