"""Where the projects of a file are, compared with where the edition says that they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from geoapp.domain.places import PlacingMethod, Precision
from geoapp.ingest.intake import Intake
from geoapp.ingest.investments import UNCODED
from geoapp.services.importing.frames import Difference, difference, following
from geoapp.services.importing.placing import Ground, place

OWNED = rf"^(?:[0-9]{{7}}|snip-[0-9]+|{UNCODED}[0-9a-f]{{12}})$"
"""Identifiers that imports give; any other project was entered by hand, and keeps its name, sector and place."""
_SAME = ["project_id", "precision", "ubigeo", "place_name", "lon", "lat"]


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


def ids_gone(table: pl.DataFrame, gone: frozenset[str]) -> pl.Series:
    """``id`` of the rows of a table of projects that are gone."""
    return table.join(ids_of(gone), on="project_id", how="semi")["id"] if gone else table["id"].clear()


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
    stored = table.with_row_index("at").with_columns(own=own, settled=reviewed | (by_hand & ~own))
    places, settled = intake.places, stored.filter("settled")
    if len(settled):
        places = places.join(settled, on="project_id", how="anti", maintain_order="left")
    made = place(places, intake.projects, ground, source_id, intake.findings)
    there = stored.join(made, on="project_id", how="semi")
    mine, others = there.filter("own"), there.filter(~pl.col("own"))
    made, replaced = _against_others(made, others) if len(others) else (made, others)
    at, closing = pl.Series("at", [None], dtype=pl.UInt32).new_from_index(0, len(made)), [mine, replaced]
    made = made.with_columns(seq=pl.lit(None, dtype=pl.Int64))
    if len(mine):
        known = mine.lazy().select(*_SAME, "at", known_seq="seq")
        same = made.lazy().with_row_index("here").join(known, on=_SAME, nulls_equal=True)
        # Of rows of the edition that tell the same place the first one stays.
        pairs = same.select("here", "at", "known_seq").sort("here", "at").unique("here", keep="first").collect()
        at = at.scatter(pairs["here"], pairs["at"])
        made = made.with_columns(made["seq"].scatter(pairs["here"], pairs["known_seq"]))
    made = made.with_columns(following(made, "seq", table))
    if left is not None and len(left.projects):
        closing.append(_left_behind(stored, left))
    rows = made.select(pl.col(name).cast(kind) for name, kind in schema.items())
    change = difference(table, rows, ["project_id", "seq"], at=at)
    told = table["id"].gather(at.drop_nulls())
    lost = np.setdiff1d(np.concatenate([part["id"].to_numpy() for part in closing]), told.to_numpy()).tolist()
    return Difference(change.rows, tuple(sorted({*change.closed, *lost, *ids_gone(table, gone)})))


def _against_others(made: pl.DataFrame, others: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Places but those that others tell as finely, and the rows of others that some of them make needless."""
    rank = pl.col("precision").replace_strict({p.value: p.rank for p in Precision}, return_dtype=pl.Int64)
    finer = made.with_row_index("here").with_columns(rank=rank)
    known = others.select("project_id", "ubigeo", "place_name", other_rank=rank)
    # Of one area the finest place is enough, whichever file tells it.
    told = finer.join(known, on=["project_id", "ubigeo"], suffix="_other", nulls_equal=True)
    same_name = pl.col("place_name").eq_missing(pl.col("place_name_other"))
    repeated = (pl.col("other_rank") <= pl.col("rank")) & ((pl.col("ubigeo") != "") | same_name)
    finer = finer.join(told.filter(repeated), on="here", how="anti", maintain_order="left")
    near = finer.join(known, on="project_id", how="semi").filter(pl.col("ubigeo") != "")
    finest = near.group_by("project_id", "ubigeo").agg(finest=pl.col("rank").min())
    coarser = known.join(finest, on=["project_id", "ubigeo"]).filter(pl.col("finest") < pl.col("other_rank"))
    replaced = others.join(coarser, on=["project_id", "ubigeo"], how="semi")
    return (made[finer["here"]] if len(finer) < len(made) else made), replaced


def _left_behind(table: pl.DataFrame, left: Left) -> pl.DataFrame:
    """Places of this source inside the department, of projects that have left it and are told to be elsewhere too.

    A project without any other place keeps them: the file that still lists it names none that could stand for them.
    """
    there = pl.col("ubigeo").str.starts_with(left.code) | (
        # An area whose limits are not known here is told by name.
        (pl.col("ubigeo") == "")
        & pl.col("place_name").str.to_uppercase().str.starts_with(f"{left.name.upper()} /").fill_null(value=False)
    )
    elsewhere = table.lazy().filter(~there)
    inside = table.lazy().filter(pl.col("own") & there & (pl.col("method") != PlacingMethod.REVIEWED.value))
    gone = inside.join(left.projects.lazy(), on="project_id", how="semi")
    return gone.join(elsewhere, on="project_id", how="semi").collect()
