"""``python -m tests.benchmarks maps [SIZE ...]``: pages, views, summaries and peers at several sizes, one run.

``--quick`` asks for less of everything: it shows that the benchmark runs, not how fast the maps are.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.maps import browser, peers, server, start, targets
from tests.benchmarks.maps.generate import generate

SIZES, QUICK_SIZES = (300, 25_000, 450_000), (300, 2_000)
PAGES = {"region": "/", "explorer": "/mapa"}
PEER_SIZES = (300, 25_000)
"""Beyond these the peers' pages are of hundreds of megabytes and do not open."""


def main(arguments: list[str] | None = None) -> None:
    """Measure and print, last the table of targets."""
    parser = argparse.ArgumentParser(description="Speed of the maps.")
    parser.add_argument("sizes", nargs="*", type=int, help=f"numbers of projects; {SIZES} where none is given")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--quick", action="store_true", help="few and small: does it run?")
    parser.add_argument("--folder", type=Path, help="where generated databases are kept and looked for")
    given = parser.parse_args(arguments)
    sizes = given.sizes or list(QUICK_SIZES if given.quick else SIZES)
    with tempfile.TemporaryDirectory(prefix="geoapp-bench-") as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        _measure(sizes, folder, quick=given.quick, with_peers=not given.no_peers)


def _measure(sizes: list[int], folder: Path, *, quick: bool, with_peers: bool) -> None:
    databases = {size: folder / f"bench-{size}.sqlite3" for size in sizes}
    for size, database in databases.items():
        if not database.exists():
            _say(f"generated {size:,} projects in {generate(size, database):.1f} s")
    found = targets.Figures()
    found.start_s = start.second_start(folder, 1 if quick else start.RUNS)
    with browser.chromium() as chromium:
        for size in sizes:
            _one(size, databases[size], chromium, found, runs=1 if quick else browser.RUNS)
        if with_peers:
            _peers({size: databases[size] for size in sizes if size in PEER_SIZES}, chromium, found, folder)
    _say(f"\n== targets (load of the machine {os.getloadavg()[0]:.1f}) ==\n{targets.table(found, sizes)}")


def _one(size: int, database: Path, chromium: Any, found: targets.Figures, *, runs: int) -> None:
    _say(f"\n== {size:,} projects ==")
    with server.serving(database) as running:
        base = f"http://127.0.0.1:{running.port}"
        resting, peak = server.memory_mb(running.pid)
        _say(f"ready after {running.ready_s:.1f} s, {resting:.0f} MB per worker (most while starting {peak:.0f})")
        for name, address in PAGES.items():
            seen = browser.visit(chromium, base + address, runs=runs)
            found.usable_ms[name, size], found.html_kb[name, size] = seen.usable_ms, seen.html_kb
            found.complaints += seen.outside + seen.complaints
            _say(
                f"page {name:9} usable {seen.usable_ms:5.0f} ms ({seen.busy_ms:.0f} ms of the page's processor time),"
                f" HTML {seen.html_kb:4.0f} kB, transferred {seen.transferred_kb:4.0f} kB, heap {seen.heap_mb:4.1f} MB,"
                f" outside requests {seen.outside}, console errors {seen.complaints}"
            )
        found.views[size] = server.views(running)
        found.summaries[size] = server.summaries(running)
        for name, times in (
            ("view data", found.views[size]),
            ("values", server.values(running)),
            ("summary", found.summaries[size]),
        ):
            _say(
                f"{name:10} median {times.median:6.1f} ms, p95 {times.p95:6.1f} ms, processor {times.cpu:6.1f} ms each,"
                f" largest {times.largest / 1000:.1f} kB"
            )
        _say(f"after all that {server.memory_mb(running.pid)[0]:.0f} MB per worker")
    with_lines, bare = server.sql_sum(database), server.sql_sum_of_projects(database)
    found.sql_ms[size] = with_lines
    median, p95 = found.summaries[size].median, found.summaries[size].p95
    _say(
        f"SQL sum    with budget lines {with_lines:.0f} ms ({with_lines / median:.0f} times the summary's"
        f" median, {with_lines / p95:.0f} times its p95), projects alone {bare:.0f} ms ({bare / median:.0f} times)"
    )


def _peers(databases: dict[int, Path], chromium: Any, found: targets.Figures, folder: Path) -> None:
    local = peers.libraries()
    _say("\n== peers, the same projects ==")
    if local is None:
        _say("Leaflet.markercluster (XStatic-Leaflet-MarkerCluster) is not installed: built, not opened")
    for size, database in databases.items():
        rows = peers.rows(database, size)
        for name in peers.PEERS:
            milliseconds, page = peers.build(name, rows)
            opened = ""
            if local is not None:
                (folder / "peer.html").write_text(page, encoding="utf-8")
                with peers.served(folder) as base:
                    seen = browser.visit(
                        chromium, f"{base}/peer.html", drawn=peers.DRAWN, runs=3 if size < 1000 else 2, local=local
                    )
                total = found.peers[name, size] = milliseconds + seen.usable_ms
                opened = (
                    f", opens in {seen.usable_ms:.0f} ms ({seen.busy_ms:.0f} ms of processor time), heap"
                    f" {seen.heap_mb:.0f} MB;"
                    f" end to end {total / found.usable_ms['region', size]:.1f} times the region page"
                )
            _say(f"{size:>7,} {name:25} built in {milliseconds:6.0f} ms, {len(page) / 1e6:5.1f} MB{opened}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
