"""From text to values: what a cell of each kind means, and what is told of one that cannot be taken as it stands.

`ingest.reading` reads columns of these kinds; a value is null where there is none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from geoapp.ingest.findings import REPAIRED, SET_ASIDE
from geoapp.ingest.reading import Quick, Rule, Rules

EARLIEST = "1980-01-01"
FARTHEST = "2070-12-31"
"""A planned date after this is a slip of the key."""
_BROKEN = r"[\r\n\t]|_x000D_| {2}|\x{00A0}"
_FULL = 100.0


@dataclass(frozen=True)
class Text:
    """Text on one line; what goes beyond `limit` characters is cut off, and said.

    Parameters
    ----------
    report_breaks
        Whether line breaks are told.
    various
        Whether most cells differ from each other, as names do.
    """

    limit: int = 2_000
    report_breaks: bool = False
    various: bool = False
    dtype = pl.String()

    def quick(self, cell: pl.Expr) -> Quick | None:
        """Take text that is on one line and not long."""
        if not self.various:
            return None
        return Quick(
            cell.str.strip_chars(),
            lambda bare: bare.str.len_bytes().is_between(1, self.limit) & ~bare.str.contains(_BROKEN),
        )

    def rules(self, cell: pl.Expr) -> Rules:
        """Write it on one line, and cut it."""
        lines = cell.str.contains(r"[\r\n]|_x000D_")
        clean = cell.str.replace_all("_x000D_", " ", literal=True).str.replace_all(r"[\s\x{00A0}]+", " ")
        mended = pl.when(cell.str.contains(_BROKEN)).then(clean.str.strip_chars()).otherwise(cell)
        line = pl.col("line")
        told = [Rule(lines, "tiene saltos de línea; se escribió en una sola", REPAIRED)] if self.report_breaks else []
        long = line.str.len_chars() > self.limit
        told.append(Rule(long, f"pasa de {self.limit} caracteres; se guarda el comienzo", SET_ASIDE))
        return Rules(line.str.slice(0, self.limit), told, ({"line": mended},))


@dataclass(frozen=True)
class AreaName:
    """Name of an area; «- TODOS -» and its like name none; a ``?`` for an Ñ is mended."""

    dtype = pl.String()

    def quick(self, _cell: pl.Expr) -> None:
        """Names of areas are few."""

    def rules(self, cell: pl.Expr) -> Rules:
        """Read it as text first."""
        line, told, steps = Text().rules(cell)
        name = pl.col("area")
        told.append(Rule(name.str.contains("?", literal=True), "el signo ? estaba en lugar de una Ñ", REPAIRED))
        none = name.str.contains(r"^[-\s*]*(TODOS|MUL.*|VARIOS)?[-\s*.]*$")
        steps = (*steps, {"area": line}, {"area": pl.when(~none).then(name)})
        return Rules(name.str.replace_all("?", "Ñ", literal=True), told, steps)


@dataclass(frozen=True)
class Code:
    """Code of investments of a form; a fraction of zeros that a spreadsheet added goes.

    Parameters
    ----------
    form
        Regular expression of codes.
    zeros
        Whether a code of nothing but zeros is a blank one.
    """

    form: str
    reason: str
    zeros: bool = False
    dtype = pl.String()

    def quick(self, cell: pl.Expr) -> Quick:
        """Take a code of the form."""
        plain = cell.str.contains(self.form)
        return Quick(cell, lambda _: plain & ~cell.str.starts_with("0") if self.zeros else plain)

    def rules(self, cell: pl.Expr) -> Rules:
        """Compare with the form."""
        code, good = pl.col("code"), pl.col("good")
        steps: list[dict[str, pl.Expr]] = [{"code": cell.str.replace(r"\.0+$", "")}]
        if self.zeros:
            steps += [{"code": code.str.replace(r"^0+$", "")}, {"code": pl.when(code != "").then(code)}]
        steps.append({"good": code.str.contains(self.form)})
        return Rules(pl.when(good).then(code), [Rule(~good, self.reason, SET_ASIDE)], tuple(steps))


@dataclass(frozen=True)
class Ubigeo:
    """Codes with the leading zero they lost; a code of zeros in its last digits names the wider area."""

    dtype = pl.String()

    def quick(self, _cell: pl.Expr) -> None:
        """Codes of areas are few."""

    def rules(self, cell: pl.Expr) -> Rules:
        """Pad and shorten."""
        code, lost, good = pl.col("code"), pl.col("lost"), pl.col("good")
        steps = (
            {"code": cell.str.replace(r"\.0$", "")},
            {"lost": code.str.contains(r"^(?:[1-9][0-9]{4}|[1-9][0-9]{2}|[1-9])$")},
            {"code": pl.when(lost).then("0" + code).otherwise(code)},
            {"good": code.str.contains(r"^(?:[0-9]{2}|[0-9]{4}|[0-9]{6})$")},
        )
        wide = code.str.replace(r"^([0-9]{2})(?:00)?00$", "$1").str.replace(r"^([0-9]{4})00$", "$1")
        told = [
            Rule(lost, "había perdido el cero inicial", REPAIRED),
            Rule(~good, "no es un ubigeo de 2, 4 o 6 dígitos", SET_ASIDE),
        ]
        return Rules(pl.when(good).then(wide), told, steps)


@dataclass(frozen=True)
class Percentage:
    """Percentage from 0 to 100 as hundredths of a percent (Int64), rounded half up."""

    dtype = pl.Int64()

    def quick(self, cell: pl.Expr) -> Quick:
        """Take a bare number from 0 to 100."""
        value = cell.cast(pl.Float64, strict=False)
        return Quick(_hundredths(pl.when(value.is_between(0.0, _FULL)).then(value)), pl.Expr.is_not_null)

    def rules(self, cell: pl.Expr) -> Rules:
        """Take the sign away, and a space or comma for the decimal point."""
        bare = cell.str.strip_suffix("%").str.strip_chars().str.replace(r"^([0-9]+)[ ,]([0-9]{1,2})$", "$1.$2")
        value = pl.col("number")
        bad = cell.is_not_null() & ~value.is_finite().fill_null(value=False)
        outside = ~bad & ~value.is_between(0.0, _FULL)
        told = [
            Rule(bad, "no es un porcentaje", SET_ASIDE),
            Rule(outside, "no está entre 0 y 100: no es un porcentaje", SET_ASIDE),
        ]
        steps = ({"number": bare.cast(pl.Float64, strict=False)},)
        return Rules(_hundredths(pl.when(~(bad | outside)).then(value)), told, steps)


def _hundredths(value: pl.Expr) -> pl.Expr:
    return (value * 100 + 0.5).floor().cast(pl.Int64, strict=False)


@dataclass(frozen=True)
class Whole:
    """Whole number from 1 (Int64); zero is no data. `largest` is more people than Peru has."""

    largest: int = 40_000_000
    dtype = pl.Int64()

    def quick(self, cell: pl.Expr) -> Quick:
        """Take digits of a number that is possible."""
        return Quick(cell.cast(pl.Int64, strict=False), lambda value: value.is_between(1, self.largest))

    def rules(self, cell: pl.Expr) -> Rules:
        """Take commas and a fraction of zeros away."""
        bare = cell.str.replace(r"\.0+$", "").str.replace_all(",", "", literal=True)
        value = pl.col("number")
        told = [
            Rule(cell.is_not_null() & value.is_null(), "no es un número entero", SET_ASIDE),
            Rule(~value.is_between(0, self.largest), f"no está entre 1 y {self.largest}", SET_ASIDE),
        ]
        steps = ({"number": bare.cast(pl.Int64, strict=False)},)
        return Rules(pl.when(value.is_between(1, self.largest)).then(value), told, steps)


@dataclass(frozen=True)
class Date:
    """Date as ISO text, to the day or to the month: from dd/mm/yyyy, ISO with or without time, or YYYYMM.

    Parameters
    ----------
    latest
        Later dates are set aside: the day of the import for what has happened, `FARTHEST` for what is planned.
    """

    latest: dt.date | str = FARTHEST
    dtype = pl.String()

    def quick(self, _cell: pl.Expr) -> None:
        """Dates are few."""

    def rules(self, cell: pl.Expr) -> Rules:
        """Read the first of the forms that fits."""
        day = cell.str.extract(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:$|[ T])")
        local = cell.str.extract(r"^([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})(?:$| )")
        month = cell.str.extract(r"^((?:19|20)[0-9]{4})$")
        first = pl.coalesce(
            day.str.to_date("%Y-%m-%d", strict=False).cast(pl.String),
            local.str.to_date("%d/%m/%Y", strict=False).cast(pl.String),
            (month + "01").str.to_date("%Y%m%d", strict=False).cast(pl.String).str.slice(0, 7),
        )
        value = pl.col("date")
        limit = self.latest if isinstance(self.latest, str) else self.latest.isoformat()
        early, late = value < EARLIEST, value > limit
        what = "cae en un futuro imposible" if limit == FARTHEST else f"es posterior al {limit}: aún no ha ocurrido"
        told = [
            Rule(cell.is_not_null() & value.is_null(), "no es una fecha", SET_ASIDE),
            Rule(early, "es anterior a 1980", SET_ASIDE),
            Rule(late, what, SET_ASIDE),
        ]
        return Rules(pl.when(~(early | late)).then(value), told, ({"date": first},))


@dataclass(frozen=True)
class Degrees:
    """Coordinate as a number; whether it is right is for `geo.coordinates` to say."""

    dtype = pl.Float64()

    def quick(self, cell: pl.Expr) -> Quick:
        """Take a bare number."""
        return Quick(cell.cast(pl.Float64, strict=False), pl.Expr.is_not_null)

    def rules(self, cell: pl.Expr) -> Rules:
        """Take a comma for the decimal point."""
        value = cell.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        return Rules(value, [Rule(cell.is_not_null() & value.is_null(), "no es una coordenada", SET_ASIDE)])
