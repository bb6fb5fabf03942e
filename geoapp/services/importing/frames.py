"""Comparing frames row by row, and rows by position."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

_AT_ONCE = 50_000
"""Rows compared at once: all columns of more would take several times their memory."""


@dataclass(frozen=True)
class Difference:
    """What to write in a table: rows to add, and identifiers of the rows they replace or that are gone."""

    rows: pl.DataFrame
    closed: tuple[int, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return self.rows.is_empty() and not self.closed


Settled = Callable[[str, Difference], None]
"""Told of the difference of a table, by its name."""


def difference(
    before: pl.DataFrame,
    after: pl.DataFrame,
    key: Sequence[str],
    *,
    ignoring: Sequence[str] = (),
    gone: pl.DataFrame | None = None,
    at: pl.Series | None = None,
) -> Difference:
    """Compare rows by key.

    Parameters
    ----------
    before
        Rows of the edition with their ``id``, one of each key.
    after
        Rows that should be there, for the keys they have; keys of `before` that `after` lacks stay as they are.
    ignoring
        Columns that alone do not make a difference.
    gone
        Keys, or parts of keys, whose rows are closed where `after` does not have them.
    at
        `position` of the rows of `after` in `before`, where it is known already.
    """
    if at is None:
        at = position(after, before, key)
    rows, closed = after, set()
    if at.null_count() < len(at):
        here, there = at.is_not_null().arg_true(), at.drop_nulls()
        names = [name for name in after.columns if name not in key and name not in ignoring]
        differs = _differs(before, after, names, there, here)
        closed = set(before["id"].gather(there.filter(differs)))
        same = here.filter(~differs)
        if len(same):
            rows = after.filter(_all_but(len(after), same))
    if gone is not None and len(gone) and len(before):
        alone = partnerless(before[["id", *gone.columns]], at)
        closed |= set(alone.join(gone, on=gone.columns, how="semi")["id"])
    return Difference(rows, tuple(sorted(closed)))


def position(rows: pl.DataFrame, table: pl.DataFrame, key: Sequence[str]) -> pl.Series:
    """Which row of a table, one of each key, has the key of each of the rows; null where none has."""
    return partners(rows, table, key)[1]


def partners(rows: pl.DataFrame, table: pl.DataFrame, key: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
    """Rows with which rows of a table have their key, null where none has; a row comes again for each further one."""
    none = pl.Series("at", [None], dtype=pl.UInt32)
    if rows.is_empty() or table.is_empty():
        return rows, none.new_from_index(0, len(rows))
    left = rows[list(key)].hstack([_places("here", len(rows))])
    # Without an order asked for, what is looked up is the smaller of the two.
    pairs = left.join(table[list(key)].hstack([_places("there", len(table))]), on=list(key))
    here, there = (pairs[name].to_numpy() for name in ("here", "there"))
    times = np.bincount(here, minlength=len(rows))
    if times.max(initial=0) > 1:
        here, there = (values[np.lexsort((there, here))] for values in (here, there))
        rows = rows[np.repeat(np.arange(len(rows)), np.maximum(times, 1))]
        here = np.flatnonzero(np.repeat(times > 0, np.maximum(times, 1)))
    return rows, none.new_from_index(0, len(rows)).scatter(here, there)


def gathered(table: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """Rows of a table by position, blank where it is null."""
    if len(table):
        return table[at]
    blank = (pl.Series(name, [None], dtype=kind) for name, kind in table.schema.items())
    return pl.DataFrame([values.new_from_index(0, len(at)) for values in blank])


def _places(name: str, count: int) -> pl.Series:
    return pl.Series(name, np.arange(count, dtype=np.uint32))


def shaped(table: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    """Columns of a table in an order and of kinds."""
    columns = ((table[name], kind) for name, kind in schema.items())
    return pl.DataFrame([column if column.dtype == kind else column.cast(kind) for column, kind in columns])


def named(table: pl.DataFrame, **names: str) -> pl.DataFrame:
    """Columns of a table under other names; unlike `select` it asks nothing of polars, which takes its time."""
    return pl.DataFrame([table[column].alias(name) for name, column in names.items()])


def partnerless(table: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """Rows of a table that have none of the positions in it."""
    return table.filter(_all_but(len(table), at.drop_nulls())) if at.null_count() < len(at) else table


def once(table: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """The first row of each key."""
    # Where all sums of hashes differ, so do the keys: found out many times faster.
    hashes = pl.sum_horizontal(pl.col(name).hash(at) for at, name in enumerate(key))
    if table.select(hashes.n_unique()).item() == len(table):
        return table
    return table.unique(key, keep="first", maintain_order=True)


def _differs(
    before: pl.DataFrame, after: pl.DataFrame, names: list[str], there: pl.Series, here: pl.Series
) -> pl.Series:
    """Whether rows of `after` differ from their partners in any of some columns."""
    if not names:
        return pl.Series([False]).new_from_index(0, len(here))
    parts = []
    for start in range(0, len(here), _AT_ONCE):
        now, then = after[names][here.slice(start, _AT_ONCE)], before[names][there.slice(start, _AT_ONCE)]
        both = now.hstack([column.alias(f"{column.name}_before") for column in then.get_columns()])
        changed = (pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in names)
        parts.append(both.select(differs=pl.any_horizontal(*changed))["differs"])
    return pl.concat(parts)


def _all_but(count: int, rows: pl.Series) -> pl.Series:
    mask = np.ones(count, dtype=bool)
    mask[rows.to_numpy()] = False
    return pl.Series(mask)


def following(rows: pl.DataFrame, known: str, table: pl.DataFrame) -> pl.Series:
    """``seq`` of rows: the one that is known, else one after the last that their project has in the table.

    Parameters
    ----------
    known
        Column of `rows` with the ``seq`` that some of them have.
    """
    seq = rows[known].alias("seq")
    if not seq.null_count():
        return seq
    fresh = np.flatnonzero(seq.is_null().to_numpy())
    keys = rows[["project_id"]][fresh]
    count = occurrence(keys["project_id"])
    if len(table):
        last = table[["project_id", "seq"]]
        if len(keys) < len(table) // 4:
            last = last.join(keys, on="project_id", how="semi")
        last = last.group_by("project_id").agg(pl.col("seq").max())
        count += gathered(last[["seq"]], position(keys, last, ["project_id"]))["seq"].fill_null(0)
    return seq.scatter(fresh, count)


def occurrence(keys: pl.Series) -> pl.Series:
    """How many times each key has come, it included, in the order of the keys.

    Few keys come often here: asking again for those that are left is many times faster than a window by key.
    """
    count = pl.Series([1], dtype=pl.Int64).new_from_index(0, len(keys))
    at, times = pl.int_range(len(keys), eager=True), 1
    while True:
        again = ~keys.is_first_distinct()
        keys, at = keys.filter(again), at.filter(again)
        if keys.is_empty():
            return count
        times += 1
        count = count.scatter(at, times)


def apply(before: pl.DataFrame, change: Difference, *columns: str) -> pl.DataFrame:
    """The rows of a table after a change: columns of them, else all but ``id``."""
    names = list(columns) or [name for name in before.columns if name != "id"]
    kept = before
    if change.closed:
        kept = before.filter(~_among(before["id"], change.closed))
    return pl.concat([kept[names], change.rows[names]])


def _among(numbers: pl.Series, some: Sequence[int]) -> pl.Series:
    return pl.Series(np.isin(numbers.to_numpy(), np.array(some)))


def touched(*changes: tuple[pl.DataFrame, Difference]) -> pl.DataFrame:
    """Projects (``project_id``) of which some row is added or closed."""
    parts: list[pl.Series] = []
    for _, change in changes:
        ids = change.rows["project_id"]
        # Most tables have one row of each project of the file, in its order.
        if not any(ids.equals(other) for other in parts):
            parts.append(ids)
    for before, change in changes:
        if change.closed:
            parts.append(before["project_id"].filter(_among(before["id"], change.closed)))
    ids = pl.concat(parts)
    return ids.filter(ids.is_first_distinct()).to_frame("project_id")
