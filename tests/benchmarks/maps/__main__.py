"""``python -m tests.benchmarks maps [SIZE ...]``: pages, views, summaries and peers at several sizes, one run."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.maps import browser, peers, server
from tests.benchmarks.maps.generate import generate

SIZES = (300, 25_000, 450_000)
PAGES = {"region": "/", "explorer": "/mapa"}
PEER_SIZES = (300, 25_000)
"""Beyond these the peers' pages are of hundreds of megabytes and do not open."""


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Speed of the maps.")
    parser.add_argument("sizes", nargs="*", type=int, help=f"numbers of projects; {SIZES} where none is given")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--folder", type=Path, help="where generated databases are kept and looked for")
    given = parser.parse_args(arguments)
    sizes = given.sizes or list(SIZES)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="geoapp-bench-"))
    databases = {}
    for size in sizes:
        databases[size] = folder / f"bench-{size}.sqlite3"
        if not databases[size].exists():
            _say(f"generated {size:,} projects in {generate(size, databases[size]):.1f} s")
    usable: dict[tuple[str, int], float] = {}
    with browser.chromium() as chromium:
        for size in sizes:
            _one(size, databases[size], chromium, usable)
        for page in PAGES:
            times = [usable[page, size] for size in sizes]
            _say(f"\n{page}: {sizes[-1]:,} takes {times[-1] / times[0]:.2f} times as long as {sizes[0]:,} (target 1.3)")
        if not given.no_peers:
            _peers(databases, chromium, usable, folder)


def _one(size: int, database: Path, chromium: Any, usable: dict[tuple[str, int], float]) -> None:
    _say(f"\n== {size:,} projects ==")
    with server.serving(database) as running:
        base = f"http://127.0.0.1:{running.port}"
        resting, peak = server.memory_mb(running.pid)
        _say(f"ready after {running.ready_s:.1f} s, {resting:.0f} MB per worker (most while starting {peak:.0f})")
        for name, address in PAGES.items():
            seen = browser.visit(chromium, base + address)
            usable[name, size] = seen.usable_ms
            _say(
                f"page {name:9} usable {seen.usable_ms:5.0f} ms, HTML {seen.html_kb:4.0f} kB, transferred"
                f" {seen.transferred_kb:4.0f} kB, heap {seen.heap_mb:4.1f} MB, outside requests {seen.outside},"
                f" console errors {seen.complaints}"
            )
        for name, times in (
            ("view data", server.views(running.port)),
            ("values", server.values(running.port)),
            ("summary", server.summaries(running.port)),
        ):
            _say(
                f"{name:10} median {times.median:6.1f} ms, p95 {times.p95:6.1f} ms,"
                f" largest {times.largest / 1000:.1f} kB"
            )
            if name == "summary":
                summary = times
        _say(f"after all that {server.memory_mb(running.pid)[0]:.0f} MB per worker")
    with_lines, bare = server.sql_sum(database), server.sql_sum_of_projects(database)
    _say(
        f"SQL sum    with budget lines {with_lines:.0f} ms ({with_lines / summary.median:.0f} times the summary's"
        f" median, {with_lines / summary.p95:.0f} times its p95), projects alone {bare:.0f} ms"
        f" ({bare / summary.median:.0f} times)"
    )


def _peers(databases: dict[int, Path], chromium: Any, usable: dict[tuple[str, int], float], folder: Path) -> None:
    local = peers.libraries()
    _say("\n== peers, the same projects ==")
    if local is None:
        _say("Leaflet.markercluster (XStatic-Leaflet-MarkerCluster) is not installed: built, not opened")
    for size in (size for size in PEER_SIZES if size in databases):
        found = peers.rows(databases[size], size)
        for name in peers.PEERS:
            milliseconds, page = peers.build(name, found)
            opened = ""
            if local is not None:
                (folder / "peer.html").write_text(page, encoding="utf-8")
                with peers.served(folder) as base:
                    seen = browser.visit(
                        chromium, f"{base}/peer.html", drawn=peers.DRAWN, runs=3 if size < 1000 else 2, local=local
                    )
                total = milliseconds + seen.usable_ms
                opened = (
                    f", opens in {seen.usable_ms:.0f} ms, heap {seen.heap_mb:.0f} MB;"
                    f" end to end {total / usable['region', size]:.1f} times the region page"
                )
            _say(f"{size:>7,} {name:25} built in {milliseconds:6.0f} ms, {len(page) / 1e6:5.1f} MB{opened}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
