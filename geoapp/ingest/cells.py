"""From text to values, a whole column at a time; whatever cannot be taken as it stands is reported with its reason.

Each function takes the sheet, a column and answers with a series of the sheet's length, null where there is no value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from geoapp.domain.money import MAX_CENTIMOS
from geoapp.ingest.findings import REFUSED, REPAIRED, SET_ASIDE
from geoapp.ingest.sheets import LINE, Sheet

EARLIEST = "1980-01-01"
FARTHEST = "2070-12-31"
"""A planned date after this is a slip of the key."""
_FRACTION = 9
_NOISE = 10_000
"""Billionths of a sol up to which a third decimal is the trace of a binary number, not a figure."""
_EXACT = r"^[0-9]{1,15}(?:\.[0-9]{1,2})?$"
_SOLES = pl.Decimal(38, 2)
_BROKEN = r"[\r\n\t]|_x000D_| {2}|\x{00A0}"
_PLAIN = r"^-?[0-9]{1,15}(?:\.[0-9]+)?$"
NONE_OF: dict[pl.DataType, pl.Series] = {
    kind(): pl.Series([None], dtype=kind) for kind in (pl.String, pl.Int64, pl.Float64)
}


def has(sheet: Sheet, column: str) -> bool:
    """Whether the column was read."""
    return column in sheet.frame.columns


def raw(sheet: Sheet, column: str) -> pl.Series:
    """Cells without padding; blank ones, and all of a column that the file lacks, are null."""
    if not has(sheet, column):
        return NONE_OF[pl.String()].new_from_index(0, len(sheet)).rename(column)
    sheet.looking.at(column)
    bare = sheet.frame[column].str.strip_chars()
    blank = bare.str.len_bytes() == 0
    return blanked(bare, blank) if blank.any() else bare


def told(sheet: Sheet, mask: pl.Series, column: str, reason: str, action: str, values: pl.Series | None = None) -> None:
    """Report the rows of a mask."""
    mask = mask.fill_null(value=False)
    if mask.any():
        shown = (raw(sheet, column) if values is None else values).filter(mask)
        sheet.findings.add(sheet.frame[LINE].filter(mask), column, shown, reason, action)


def text(sheet: Sheet, column: str, *, report_breaks: bool = False, limit: int = 2_000) -> pl.Series:
    """Text on one line; what goes beyond `limit` characters is cut off, and said."""
    found = raw(sheet, column)
    few = found.unique()
    if not few.str.contains(_BROKEN).any() and not (few.str.len_bytes() > limit).any():
        return found
    broken = found.str.contains(_BROKEN)
    if broken.any():
        if report_breaks:
            lines = found.str.contains(r"[\r\n]|_x000D_")
            told(sheet, lines, column, "tiene saltos de línea; se escribió en una sola", REPAIRED)
        found = where(broken, found, _on_one_line)
    long = found.str.len_bytes() > limit
    if long.any():
        long = found.str.len_chars() > limit
        told(sheet, long, column, f"pasa de {limit} caracteres; se guarda el comienzo", SET_ASIDE)
        found = found.str.slice(0, limit)
    return found


def _on_one_line(found: pl.Series) -> pl.Series:
    clean = found.str.replace_all("_x000D_", " ", literal=True).str.replace_all(r"[\s\x{00A0}]+", " ")
    return clean.str.strip_chars()


def money(sheet: Sheet, column: str, *, zero_is_blank: bool = False, negative: bool = False) -> pl.Series:
    """Soles as whole céntimos (Int64).

    A space or a comma before the last one or two digits is their decimal point; commas may part thousands. Figures with
    more than two decimals are rounded half up to the céntimo, which is said unless it is binary noise.

    Parameters
    ----------
    zero_is_blank
        Whether a zero stands for «no data», as where a work cannot cost nothing.
    """
    found = raw(sheet, column)
    exact = found.str.contains(_EXACT)
    if exact.all():
        cents, minus = (found.cast(_SOLES) * 100).cast(pl.Int64), None
    else:
        cents, minus = _rounded(sheet, column, found)
    huge = cents > MAX_CENTIMOS
    told(sheet, huge, column, "está fuera de todo importe posible", SET_ASIDE)
    drop = huge.fill_null(value=False)
    if minus is not None and not negative:
        below = (minus & (cents > 0)).fill_null(value=False)
        told(sheet, below, column, "un importe de este tipo no puede ser negativo", SET_ASIDE)
        drop |= below
    if zero_is_blank:
        zero = (cents == 0).fill_null(value=False)
        told(sheet, zero, column, "cero no es un costo: queda sin dato", SET_ASIDE)
        drop |= zero
    signed = cents if minus is None else cents.zip_with(~_true(minus), -cents)
    return (blanked(signed, drop) if drop.any() else signed).rename(column)


def _rounded(sheet: Sheet, column: str, found: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Céntimos without their sign, and where it is minus, of figures that are not all soles with two decimals."""
    plain = found.str.contains(_PLAIN)
    if not plain.all():
        odd = found.is_not_null() & ~plain
        bare = found.str.replace(r"^S/\.?\s*", "").str.replace_all("\u00a0", " ", literal=True)
        spaced, comma = bare.str.contains(r"^-?[0-9]+ [0-9]{1,2}$"), bare.str.contains(r"^-?[0-9]+,[0-9]{1,2}$")
        grouped = bare.str.contains(r"^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$")
        mended = bare.zip_with(~_true(odd & spaced), bare.str.replace(" ", ".", literal=True))
        mended = mended.zip_with(~_true(odd & comma), mended.str.replace(",", ".", literal=True))
        mended = mended.zip_with(~_true(odd & grouped), mended.str.replace_all(",", "", literal=True))
        told(sheet, odd & spaced, column, "el punto decimal vino como espacio", REPAIRED)
        told(sheet, odd & comma & ~grouped, column, "el punto decimal vino como coma", REPAIRED)
        good = mended.str.contains(_PLAIN)
        told(sheet, mended.is_not_null() & ~good, column, "no es un importe en soles", SET_ASIDE)
        found = blanked(mended, ~good)
    parts = pl.DataFrame({"t": found.str.strip_prefix("-")}).select(
        whole=pl.col("t").str.extract(r"^([0-9]+)").cast(pl.Int64),
        nano=pl.col("t").str.extract(r"\.([0-9]{1,9})").str.pad_end(_FRACTION, "0").cast(pl.Int64).fill_null(0),
    )
    minus = found.str.starts_with("-")
    unit = 10**7
    cents = parts["whole"] * 100 + (parts["nano"] + unit // 2) // unit
    off = ((parts["nano"] + unit // 2) // unit * unit - parts["nano"]).abs() > _NOISE
    told(sheet, off, column, "tiene más de dos decimales; se redondeó al céntimo", REPAIRED)
    return cents, minus


def percentage(sheet: Sheet, column: str) -> pl.Series:
    """Percentage from 0 to 100 as hundredths of a percent (Int64), rounded half up."""
    found = raw(sheet, column).str.strip_suffix("%").str.strip_chars()
    found = found.str.replace(r"^([0-9]+)[ ,]([0-9]{1,2})$", "$1.$2")
    value = found.cast(pl.Float64, strict=False)
    bad = found.is_not_null() & (value.is_null() | ~value.is_finite())
    told(sheet, bad, column, "no es un porcentaje", SET_ASIDE)
    outside = ((value < 0) | (value > 100)) & ~bad  # noqa: PLR2004
    told(sheet, outside, column, "no está entre 0 y 100: no es un porcentaje", SET_ASIDE)
    good = ~(bad | outside).fill_null(value=True)
    return (blanked(value, ~good) * 100 + 0.5).floor().cast(pl.Int64).rename(column)


def whole(sheet: Sheet, column: str, *, largest: int = 40_000_000) -> pl.Series:
    """Whole number from 1 (Int64); zero is no data. `largest` is more people than Peru has."""
    found = raw(sheet, column).str.replace(r"\.0+$", "").str.replace_all(",", "", literal=True)
    value = found.cast(pl.Int64, strict=False)
    told(sheet, found.is_not_null() & value.is_null(), column, "no es un número entero", SET_ASIDE)
    out = (value < 0) | (value > largest)
    told(sheet, out, column, f"no está entre 1 y {largest}", SET_ASIDE)
    good = ((value > 0) & (value <= largest)).fill_null(value=False)
    return blanked(value, ~good).rename(column)


def date(sheet: Sheet, column: str, *, latest: dt.date | str = FARTHEST) -> pl.Series:
    """Date as ISO text, to the day or to the month: from dd/mm/yyyy, ISO with or without time, or YYYYMM.

    Parameters
    ----------
    latest
        Later dates are set aside: the day of the import for what has happened, `FARTHEST` for what is planned.
    """
    found = raw(sheet, column)
    if found.null_count() == len(found):
        return found
    few = pl.DataFrame({"t": found.unique()})
    day = pl.col("t").str.extract(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:$|[ T])")
    local = pl.col("t").str.extract(r"^([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})(?:$| )")
    month = pl.col("t").str.extract(r"^((?:19|20)[0-9]{4})$")
    told_once = few.with_columns(
        value=pl.coalesce(
            day.str.to_date("%Y-%m-%d", strict=False).cast(pl.String),
            local.str.to_date("%d/%m/%Y", strict=False).cast(pl.String),
            (month + "01").str.to_date("%Y%m%d", strict=False).cast(pl.String).str.slice(0, 7),
        )
    )
    each = pl.DataFrame({"t": found})
    value = each.join(told_once, on="t", how="left", maintain_order="left", nulls_equal=True)["value"]
    told(sheet, found.is_not_null() & value.is_null(), column, "no es una fecha", SET_ASIDE)
    limit = latest if isinstance(latest, str) else latest.isoformat()
    early, late = value < EARLIEST, value > limit
    told(sheet, early, column, "es anterior a 1980", SET_ASIDE)
    what = "cae en un futuro imposible" if limit == FARTHEST else f"es posterior al {limit}: aún no ha ocurrido"
    told(sheet, late, column, what, SET_ASIDE)
    good = ~(early | late).fill_null(value=True)
    return blanked(value, ~good).rename(column)


def ordered_dates(sheet: Sheet, starts: pl.Series, ends: pl.Series, column: str) -> tuple[pl.Series, pl.Series]:
    """Starts and ends; where the end comes before the start neither can be trusted, and both are set aside."""
    wrong = (ends < starts).fill_null(value=False)
    shown = starts.cast(pl.String) + " > " + ends.cast(pl.String)
    told(sheet, wrong, column, "el fin es anterior al inicio: ninguno de los dos se usa", SET_ASIDE, shown)
    return blanked(starts, wrong), blanked(ends, wrong)


def degrees(sheet: Sheet, column: str) -> pl.Series:
    """Coordinate as a number (Float64, NaN where missing); whether it is right is for `geo.coordinates` to say."""
    found = raw(sheet, column).str.replace(",", ".", literal=True)
    value = found.cast(pl.Float64, strict=False)
    told(sheet, found.is_not_null() & value.is_null(), column, "no es una coordenada", SET_ASIDE)
    return value.fill_null(float("nan"))


def refuse(sheet: Sheet, mask: pl.Series, column: str, reason: str) -> Sheet:
    """Leave the rows of a mask out, and say why."""
    mask = mask.fill_null(value=False)
    told(sheet, mask, column, reason, REFUSED)
    return only(sheet, ~mask)


def only(sheet: Sheet, mask: pl.Series) -> Sheet:
    """The rows of a mask, without a word: for rows that are not the file's subject here."""
    return sheet if mask.all() else replace(sheet, frame=sheet.frame.filter(mask))


def blanked(values: pl.Series, mask: pl.Series) -> pl.Series:
    """The values, null in the rows of a mask."""
    return values.zip_with(~_true(mask), NONE_OF[values.dtype].new_from_index(0, len(values)))


def _true(mask: pl.Series) -> pl.Series:
    return mask.fill_null(value=False)


def where(mask: pl.Series, values: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """The values, changed in the rows of a mask; the others cost nothing."""
    mask = _true(mask)
    if not mask.any():
        return values
    at = (mask.cum_sum().cast(pl.Int64) - 1).clip(0)
    return change(values.filter(mask)).gather(at).zip_with(mask, values)
