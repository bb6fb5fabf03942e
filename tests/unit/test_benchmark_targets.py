"""The table of targets of the maps' benchmark: it tells what is over, and compares in the right direction."""

from __future__ import annotations

from tests.benchmarks.maps.server import Times
from tests.benchmarks.maps.targets import Figures, lines, table


def figures(*, view_p95: float, sql: float, peer: float) -> Figures:
    return Figures(
        usable_ms={("region", 300): 400.0, ("region", 25_000): 420.0, ("region", 450_000): 480.0},
        html_kb={("region", 300): 45.0, ("region", 25_000): 45.0, ("region", 450_000): 46.0},
        views={300: Times(3, 9, 2_000, 4.0), 450_000: Times(5, view_p95, 16_000, 6.0)},
        summaries={300: Times(3, 9, 2_000, 4.0), 450_000: Times(10, 40, 16_000, 9.0)},
        sql_ms={300: 1.0, 450_000: sql},
        peers={("folium MarkerCluster", 300): 1_000.0, ("folium MarkerCluster", 25_000): peer},
        start_s=(1.2, 2.4),
    )


def test_all_kept() -> None:
    every = lines(figures(view_p95=29, sql=1_300, peer=42 * 420), (300, 25_000, 450_000))
    assert [line.what for line in every if not line.kept] == []
    assert len({line.what for line in every}) == len(every)


def test_what_is_over_is_told() -> None:
    found = figures(view_p95=31, sql=150, peer=39 * 420)
    over = [line.what for line in lines(found, (300, 25_000, 450_000)) if not line.kept]
    assert over == [
        "data of a view, p95, 450,000",
        "summary, times faster than SQL, 450,000",
        "folium MarkerCluster end to end against the region page, 25,000",
    ]
    assert table(found, (300, 25_000, 450_000)).count("OVER") == 3
