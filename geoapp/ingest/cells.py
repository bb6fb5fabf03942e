"""Rows and cells of a sheet as they stand in the file: told of, refused, left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from geoapp.ingest.findings import REFUSED
from geoapp.ingest.sheets import LINE, Sheet


def has(sheet: Sheet, column: str) -> bool:
    """Whether the column was read."""
    return column in sheet.frame.columns


def raw(sheet: Sheet, column: str) -> pl.Series:
    """Cells without padding; blank ones, and all of a column that the file lacks, are null."""
    if not has(sheet, column):
        return nothing(len(sheet)).rename(column)
    sheet.looking.at(column)
    bare = pl.col(column).str.strip_chars()
    return sheet.frame.select(pl.when(bare.str.len_bytes() > 0).then(bare)).to_series()


def nothing(rows: int) -> pl.Series:
    """Text that is null in every row."""
    return pl.Series([None], dtype=pl.String).new_from_index(0, rows)


def told(sheet: Sheet, mask: pl.Series, column: str, reason: str, action: str, values: pl.Series | None = None) -> None:
    """Report the rows of a mask."""
    if mask.any():
        shown = (raw(sheet, column) if values is None else values).filter(mask)
        sheet.findings.add(sheet.frame[LINE].filter(mask), column, shown, reason, action)


def refuse(sheet: Sheet, mask: pl.Series, column: str, reason: str) -> Sheet:
    """Leave the rows of a mask out, and say why."""
    mask = mask.fill_null(value=False)
    told(sheet, mask, column, reason, REFUSED)
    return only(sheet, ~mask)


def only(sheet: Sheet, mask: pl.Series) -> Sheet:
    """The rows of a mask, without a word: for rows that are not the file's subject here."""
    return sheet if mask.all(ignore_nulls=False) else replace(sheet, frame=sheet.frame.filter(mask))


def where(mask: pl.Series, values: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """The values, changed in the rows of a mask; the others cost nothing."""
    if not mask.any():
        return values
    changed, rows = pl.lit(change(values.filter(mask))), pl.lit(mask).fill_null(value=False)
    at = (rows.cum_sum().cast(pl.Int64) - 1).clip(0)
    return pl.select(pl.when(rows).then(changed.gather(at)).otherwise(pl.lit(values))).to_series().rename(values.name)
