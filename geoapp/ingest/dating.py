"""The cut-off of a file: the date to which its figures refer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from geoapp.errors import SchemaError
from geoapp.ingest.cells import EARLIEST
from geoapp.ingest.intake import Context
from geoapp.ingest.sheets import Sheet


def cut_off_of(sheet: Sheet, columns: Sequence[str], context: Context) -> str:
    """Cut-off that the user gives; else the latest date, not after today, in columns of what has happened.

    Raises
    ------
    SchemaError
        When neither exists.
    """
    if context.cut_off is not None:
        return context.cut_off
    present = [column for column in columns if column in sheet.frame.columns]
    found = [_latest(sheet.frame[column], context.today) for column in present]
    known = [date for date in found if date is not None]
    if known:
        return max(known)
    raise SchemaError(f"{sheet.file}: nada dice a qué fecha corresponde. Indíquela con --cut-off AAAA-MM-DD.")


def _latest(column: pl.Series, today: dt.date) -> str | None:
    distinct = pl.DataFrame({"t": column.str.strip_chars().str.slice(0, 10).unique()})
    dates = distinct.select(
        pl.coalesce(
            pl.col("t").str.to_date("%Y-%m-%d", strict=False), pl.col("t").str.to_date("%d/%m/%Y", strict=False)
        )
    ).to_series()
    inside = dates.filter((dates <= today) & (dates >= dt.date.fromisoformat(EARLIEST)))
    latest = inside.max()
    return latest.isoformat() if isinstance(latest, dt.date) else None
