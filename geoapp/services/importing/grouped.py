"""Rows in the order of the number of their project: which stands for it, and values for every number.

Where rows of a group stand together, comparing neighbours does what sorting and hashing do, in far less time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from geoapp.services.importing.frames import gathered

Bools = npt.NDArray[np.bool_]


def starts(rows: pl.DataFrame) -> Bools:
    """Whether each row is the first of its number."""
    return _starts(rows["number"].to_numpy())


def alone(rows: pl.DataFrame) -> Bools:
    """Whether each row is the only one of its number."""
    first = starts(rows)
    one: Bools = first & np.append(first[1:], True)
    return one


def first_by(rows: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    """The row of each number that has the greatest key (a whole number, never null), the first one of equals."""
    first = np.flatnonzero(starts(rows))
    if len(first) == len(rows):
        return rows
    keys = rows.select(key).to_series().to_numpy()
    top = np.repeat(np.maximum.reduceat(keys, first), np.diff(first, append=len(keys)))
    best = np.flatnonzero(keys == top)
    return rows[best[_starts(rows["number"].to_numpy()[best])]]


def spread(part: pl.DataFrame, count: int) -> pl.DataFrame:
    """The columns of a table that has one row at most of each number, for all numbers; null where it has none."""
    values = part[[name for name in part.columns if name != "number"]]
    if len(part) == count:
        return values
    row = pl.Series([None], dtype=pl.UInt32).new_from_index(0, count)
    return gathered(values, row.scatter(part["number"], pl.Series(np.arange(len(part), dtype=np.uint32))))


def marked(numbers: pl.Series, count: int) -> pl.Series:
    """Whether each number is among some."""
    mask = np.zeros(count, dtype=bool)
    mask[numbers.to_numpy()] = True
    return pl.Series(mask)


def _starts(numbers: npt.NDArray[np.uint32]) -> Bools:
    return np.append(True, numbers[1:] != numbers[:-1]) if len(numbers) else np.zeros(0, dtype=bool)
