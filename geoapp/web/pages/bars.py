"""Geometry of the chart of budgets by year, drawn by the server as SVG: three bars a year, gaps without data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from geoapp.web.pages.chart import Tick

WIDTH, HEIGHT = 720, 250
LEFT, RIGHT, TOP, BOTTOM = 64, 8, 22, 30
KINDS = ("pia", "pim", "accrued")
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_MAX_TICKS = 5
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class YearAmounts:
    """Amounts of one year in soles; None where the source does not say."""

    year: int
    pia: Decimal | None
    pim: Decimal | None
    accrued: Decimal | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in the drawing's units, and what it shows."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    year: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars in a box of `width` by `height` units; ticks of the amounts are millions of soles."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    bars: tuple[Bar, ...]
    years: tuple[Tick, ...]
    amounts: tuple[Tick, ...]


def bar_chart(years: Sequence[YearAmounts]) -> BarChart | None:
    """Arrange amounts by year on a common scale from zero; None for fewer than two years, which a table tells better.

    A year between the first and the last without data keeps its place empty, so that a gap is seen as one.
    """
    held = {line.year: line for line in years if any(getattr(line, kind) is not None for kind in KINDS)}
    most = max((getattr(line, kind) or Decimal(0) for line in held.values() for kind in KINDS), default=Decimal(0))
    if len(held) < 2 or most <= 0:  # noqa: PLR2004
        return None
    span = range(min(held), max(held) + 1)
    step = _step(most)
    top = step * (most / step).to_integral_value(ROUND_CEILING)
    slot = (WIDTH - LEFT - RIGHT) / len(span)
    width = round(min(slot * 0.24, 44.0), 1)

    def y(amount: Decimal) -> float:
        return round(HEIGHT - BOTTOM - float(amount / top) * (HEIGHT - TOP - BOTTOM), 1)

    bars = []
    middles = {year: LEFT + slot * (position + 0.5) for position, year in enumerate(span)}
    for year, line in sorted(held.items()):
        for position, kind in enumerate(KINDS):
            amount: Decimal | None = getattr(line, kind)
            if amount is not None:
                x = round(middles[year] + (position - 1.5) * (width + 2), 1)
                bars.append(Bar(kind, x, y(amount), width, round(HEIGHT - BOTTOM - y(amount), 1), year, amount))
    return BarChart(
        WIDTH,
        HEIGHT,
        LEFT,
        WIDTH - RIGHT,
        HEIGHT - BOTTOM,
        tuple(bars),
        tuple(Tick(round(middle, 1), str(year)) for year, middle in middles.items()),
        tuple(Tick(y(step * n), f"{step * n / _MILLION:f}") for n in range(int(top / step) + 1)),
    )


def _step(most: Decimal) -> Decimal:
    """The smallest round distance that divides the scale into at most `_MAX_TICKS` parts."""
    power = Decimal(10) ** max((most / _MAX_TICKS).adjusted(), 0)
    return next(step * power for step in _STEPS if step * power * _MAX_TICKS >= most)
