"""The cut-off of a file: the date to which its figures refer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from geoapp.errors import SchemaError
from geoapp.ingest.intake import Context
from geoapp.ingest.kinds import EARLIEST
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
    latest = _latest(sheet.frame, present, context.today) if present else None
    if latest is not None:
        return latest
    raise SchemaError(f"{sheet.file}: nada dice a qué fecha corresponde. Indíquela con --cut-off AAAA-MM-DD.")


def _latest(frame: pl.DataFrame, columns: Sequence[str], today: dt.date) -> str | None:
    distinct = frame.select(pl.col(column).unique().implode() for column in columns)
    told = pl.concat([distinct[column][0].rename("text") for column in columns])
    day = pl.col("text").str.strip_chars().str.slice(0, 10)
    date = pl.coalesce(day.str.to_date("%Y-%m-%d", strict=False), day.str.to_date("%d/%m/%Y", strict=False))
    inside = date.filter((date <= today) & (date >= dt.date.fromisoformat(EARLIEST)))
    latest = pl.DataFrame({"text": told}).select(inside.max()).item()
    return latest.isoformat() if isinstance(latest, dt.date) else None
