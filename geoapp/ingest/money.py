"""Amounts in soles, with every form of decimal point that official files have."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from geoapp.domain.money import MAX_CENTIMOS
from geoapp.ingest.findings import REPAIRED, SET_ASIDE
from geoapp.ingest.reading import Quick, Rule, Rules

_FRACTION = 9
_NOISE = 10_000
"""Billionths of a sol up to which a third decimal is the trace of a binary number, not a figure."""
_EXACT = r"^[0-9]{1,15}(?:\.[0-9]{1,2})?$"
_SOLES = pl.Decimal(38, 2)
_THOUSANDS = r"^-?[1-9][0-9]{0,2}\.[0-9]{2}0$"
"""Soles with a needless zero, or thousands parted by a point: 12.500."""
_PLAIN = r"^-?[0-9]{1,15}(?:\.[0-9]+)?$"


@dataclass(frozen=True)
class Money:
    """Soles as whole céntimos (Int64).

    A space or a comma before the last one or two digits is their decimal point; commas may part thousands. Figures with
    more than two decimals are rounded half up to the céntimo, which is said unless it is binary noise.

    Parameters
    ----------
    zero_is_blank
        Whether a zero stands for «no data», as where a work cannot cost nothing.
    """

    zero_is_blank: bool = False
    negative: bool = False
    dtype = pl.Int64()

    def quick(self, cell: pl.Expr) -> Quick:
        """Take digits with two decimals at most, where they are an amount that is possible."""
        least = int(self.zero_is_blank)
        return Quick(
            cell.cast(_SOLES, strict=False).to_physical().cast(pl.Int64, strict=False),
            lambda cents: cents.is_between(least, MAX_CENTIMOS) & cell.str.contains(_EXACT),
        )

    def rules(self, cell: pl.Expr) -> Rules:
        """Mend the decimal point, then round."""
        cents, minus, good, huge = pl.col("cents"), pl.col("minus"), pl.col("good"), pl.col("cents") > MAX_CENTIMOS
        told = [
            Rule(pl.col("spaced"), "el punto decimal vino como espacio", REPAIRED),
            Rule(pl.col("comma"), "el punto decimal vino como coma", REPAIRED),
            Rule(~good, "no es un importe en soles", SET_ASIDE),
            Rule(cell.str.contains(_THOUSANDS), "el punto se leyó como decimal; si parte los miles, quítelo", REPAIRED),
            Rule(pl.col("off") > _NOISE, "tiene más de dos decimales; se redondeó al céntimo", REPAIRED),
            Rule(huge, "está fuera de todo importe posible", SET_ASIDE),
        ]
        drop = huge
        if not self.negative:
            below = minus & (cents > 0)
            told.append(Rule(below, "un importe de este tipo no puede ser negativo", SET_ASIDE))
            drop |= below
        if self.zero_is_blank:
            told.append(Rule(cents == 0, "cero no es un costo: queda sin dato", SET_ASIDE))
            drop |= cents == 0
        value = pl.when(~drop).then(pl.when(minus).then(-cents).otherwise(cents))
        return Rules(value, told, _figure(cell))


def _figure(cell: pl.Expr) -> tuple[dict[str, pl.Expr], ...]:
    """Céntimos of a figure in steps, for an expression that holds another several times takes long to plan."""
    odd, bare, mended, figure = (pl.col(name) for name in ("odd", "bare", "mended", "figure"))
    spaced, comma, grouped = (pl.col(name) for name in ("spaced", "comma", "grouped"))
    nano, unit = pl.col("nano"), 10**7
    return (
        {
            "odd": ~cell.str.contains(_PLAIN),
            "bare": cell.str.replace(r"^S/\.?\s*", "").str.replace_all("\u00a0", " ", literal=True),
        },
        {
            "spaced": odd & bare.str.contains(r"^-?[0-9]+ [0-9]{1,2}$"),
            "comma": odd & bare.str.contains(r"^-?[0-9]+,[0-9]{1,2}$"),
            "grouped": odd & bare.str.contains(r"^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$"),
        },
        {
            "mended": pl.when(spaced | comma)
            .then(bare.str.replace("[ ,]", "."))
            .when(grouped)
            .then(bare.str.replace_all(",", "", literal=True))
            .otherwise(bare)
        },
        {"good": mended.str.contains(_PLAIN)},
        {"figure": pl.when("good").then(mended.str.strip_prefix("-")), "minus": mended.str.starts_with("-")},
        {
            "soles": figure.str.extract(r"^([0-9]+)").cast(pl.Int64),
            "nano": figure.str.extract(r"\.([0-9]{1,9})").str.pad_end(_FRACTION, "0").cast(pl.Int64).fill_null(0),
        },
        {"rounded": (nano + unit // 2) // unit},
        {
            "cents": pl.col("soles") * 100 + pl.col("rounded"),
            "off": (pl.col("rounded") * unit - nano).abs(),
        },
    )
