"""Geometry of the progress chart, drawn by the server as SVG: dated observations as points, a line per kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from geoapp.domain.dates import ReducedDate
from geoapp.web import formatting

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 16, 34
MIN_POINTS = 2
_MAX_YEAR_TICKS = 9


@dataclass(frozen=True, slots=True)
class Reading:
    """One observed percentage: `kind` is ``physical``, ``financial`` or ``unspecified``."""

    kind: str
    date: ReducedDate
    percent: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A reading in the drawing's units."""

    x: float
    y: float
    reading: Reading


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the time axis, or a percentage on the other."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Series:
    """Readings of one kind in time order; `path` joins them with straight lines, blank for a single one."""

    kind: str
    path: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in a box of `width` by `height` units; the plot lies between `left`, `right`, `top` and `bottom`."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    series: tuple[Series, ...]
    years: tuple[Tick, ...]
    percents: tuple[Tick, ...]


def progress_chart(readings: Sequence[Reading]) -> Chart | None:
    """Arrange readings on a time axis; None for fewer than two, which a table tells better.

    Dates known to the month or the year stand at their first day. Percentages above 100 stand at the top.
    """
    dated = sorted(readings, key=lambda reading: reading.date)
    if len(dated) < MIN_POINTS:
        return None
    start, end = dated[0].date.first.toordinal(), dated[-1].date.last.toordinal()
    span = max(end - start, 1)

    def x(date: ReducedDate) -> float:
        return round(LEFT + 12 + (date.first.toordinal() - start) / span * (WIDTH - LEFT - RIGHT - 24), 1)

    def y(percent: Decimal) -> float:
        share = float(min(max(percent, Decimal(0)), Decimal(100))) / 100
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    series = []
    for kind in ("physical", "unspecified", "financial"):
        marks = tuple(Mark(x(r.date), y(r.percent), r) for r in dated if r.kind == kind)
        if marks:
            path = " ".join(f"{'M' if i == 0 else 'L'}{m.x} {m.y}" for i, m in enumerate(marks))
            series.append(Series(kind, path if len(marks) > 1 else "", marks))
    first, last = dated[0].date.year, dated[-1].date.year
    step = max(1, -(-(last - first + 1) // _MAX_YEAR_TICKS))
    years = [ReducedDate(str(year)) for year in range(first, last + 1, step)]
    return Chart(
        WIDTH,
        HEIGHT,
        LEFT,
        WIDTH - RIGHT,
        TOP,
        HEIGHT - BOTTOM,
        tuple(series),
        # A year that starts before the first reading is written at the axis' own start.
        tuple(Tick(max(x(year), LEFT + 12.0), year.text) for year in years),
        tuple(Tick(y(Decimal(percent)), formatting.percent(percent)) for percent in (0, 25, 50, 75, 100)),
    )
