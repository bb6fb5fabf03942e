"""What the maps promise, beside what one run measured: one line each, so that nobody has to search the figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.benchmarks.maps.server import Times

USABLE_MS, USABLE_GROWTH, HTML_KB = 500.0, 1.3, 60.0
VIEW_MS, VIEW_KB, SUMMARY_MS, FASTER_THAN_SQL, PEER_FASTER = 30.0, 100.0, 50.0, 20.0, 40.0
VIEW_GROWTH_PER_TENFOLD = 1.2
START_S = 3.0
PEER = "folium MarkerCluster"


@dataclass(frozen=True)
class Line:
    """One promise: `measured` has to stay below `target`, or above it where `at_least`."""

    what: str
    target: float
    measured: float
    unit: str
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.measured >= self.target if self.at_least else self.measured <= self.target

    def text(self) -> str:
        """The line of the table."""
        sign = "at least" if self.at_least else "at most"
        told = f"{sign} {self.target:g} {self.unit}"
        return f"{self.what:58} {told:>18} {self.measured:10.2f} {self.unit:6} {'ok' if self.kept else 'OVER'}"


@dataclass
class Figures:
    """What a run measured, by size and, for pages, by name."""

    usable_ms: dict[tuple[str, int], float] = field(default_factory=dict)
    html_kb: dict[tuple[str, int], float] = field(default_factory=dict)
    complaints: int = 0
    views: dict[int, Times] = field(default_factory=dict)
    summaries: dict[int, Times] = field(default_factory=dict)
    sql_ms: dict[int, float] = field(default_factory=dict)
    peers: dict[tuple[str, int], float] = field(default_factory=dict)
    """Milliseconds from nothing to a page that can be used, built and opened."""
    start_s: tuple[float, float] | None = None
    """Seconds until the address is printed and until the first page is answered, of the shipped data."""


def lines(found: Figures, sizes: Sequence[int]) -> list[Line]:
    """Every promise that the run can tell about."""
    table = []
    small, large = min(sizes), max(sizes)
    if found.start_s is not None:
        address, page = found.start_s
        table += [
            Line("second start, until the address", START_S, address, "s"),
            Line("second start, until the first page", START_S, page, "s"),
        ]
    for page in dict.fromkeys(name for name, _ in found.usable_ms):
        table += [
            Line(f"{page} usable in Chromium, {size:,}", USABLE_MS, found.usable_ms[page, size], "ms") for size in sizes
        ]
        if large > small:
            ratio = found.usable_ms[page, large] / found.usable_ms[page, small]
            table.append(Line(f"{page} usable, {large:,} against {small:,}", USABLE_GROWTH, ratio, "times"))
        table.append(Line(f"{page} HTML, largest", HTML_KB, max(found.html_kb[page, size] for size in sizes), "kB"))
    table.append(Line("console errors and outside requests", 0, found.complaints, ""))
    view, summary = found.views[large], found.summaries[large]
    table += [
        Line(f"data of a view, p95, {large:,}", VIEW_MS, view.p95, "ms"),
        Line(f"data of a view, largest, {large:,}", VIEW_KB, view.largest / 1000, "kB"),
        Line(f"summary by any group, p95, {large:,}", SUMMARY_MS, summary.p95, "ms"),
        Line(
            f"summary, times faster than SQL, {large:,}",
            FASTER_THAN_SQL,
            found.sql_ms[large] / summary.median,
            "times",
            at_least=True,
        ),
    ]
    if large > small:
        tenfold = math.log10(large / small)
        growth = (found.views[large].cpu / max(found.views[small].cpu, 0.1)) ** (1 / tenfold)
        table.append(Line("a view's processor time, per tenfold of projects", VIEW_GROWTH_PER_TENFOLD, growth, "times"))
    table += [
        Line(f"{PEER} end to end against the region page, {size:,}", PEER_FASTER, total / own, "times", at_least=True)
        for (name, size), total in found.peers.items()
        if name == PEER and size != small and (own := found.usable_ms.get(("region", size)))
    ]
    return table


def table(found: Figures, sizes: Sequence[int]) -> str:
    """The promises as text, and how many are not kept."""
    every = lines(found, sizes)
    over = sum(not line.kept for line in every)
    head = f"{'what':58} {'target':>18} {'measured':>10}"
    return "\n".join([head, *(line.text() for line in every), f"{len(every) - over} of {len(every)} targets kept"])
