"""``python -m tests.benchmarks portal [SIZE ...]``: pages of the shipped data and of made-up editions, and weights.

The size 0 stands for the shipped data. A page is over its target when its processor time is: on a machine of its own
that is the time that passes, which is printed beside it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from geoapp.db.engine import Database
from geoapp.services.editions import load_shipped
from tests.benchmarks.maps import browser, server
from tests.benchmarks.maps.generate import DATA, generate
from tests.benchmarks.portal import pages, weight

SIZES = (0, 450_000)
TARGET_MS = {0: 50.0}
LARGE_TARGET_MS = 100.0
FIRST_KB, LATER_KB = 400.0, 60.0


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Speed and weight of the portal's pages.")
    parser.add_argument("sizes", nargs="*", type=int, help=f"numbers of projects; {SIZES} where none is given")
    parser.add_argument("--folder", type=Path, help="where generated databases are kept and looked for")
    given = parser.parse_args(arguments)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="geoapp-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    for size in given.sizes or SIZES:
        database = folder / (f"bench-{size}.sqlite3" if size else "shipped.sqlite3")
        if not database.exists():
            _make(size, database)
        _one(size, database)


def _make(size: int, path: Path) -> None:
    if size:
        _say(f"generated {size:,} projects in {generate(size, path):.1f} s")
        return
    made = Database.open(f"sqlite:///{path}", connect_timeout_s=5, lock_timeout_s=30)
    try:
        load_shipped(made, DATA)
    finally:
        made.dispose()


def _one(size: int, database: Path) -> None:
    target = TARGET_MS.get(size, LARGE_TARGET_MS)
    _say(f"\n== {f'{size:,} projects' if size else 'shipped data'}: every page under {target:.0f} ms (p95) ==")
    with server.serving(database) as running:
        _say(f"{'page':20} {'first':>8} {'p95':>8} {'cpu':>7} {'p95':>7} {'kept':>7} {'p95':>7} {'sent':>8}")
        over = []
        for name, paths in pages.addresses(database).items():
            told = pages.measure(running, paths)
            if told.cpu_p95 >= target:
                over.append(name)
            mark = "  over the target" if told.cpu_p95 >= target else ""
            _say(
                f"{name:20} {told.first_median:6.1f}ms {told.first_p95:6.1f}ms"
                f" {told.cpu_median:5.1f}ms {told.cpu_p95:5.1f}ms"
                f" {told.kept_median:5.1f}ms {told.kept_p95:5.1f}ms {told.sent / 1000:6.1f}kB{mark}"
            )
        _say(f"over the target: {', '.join(over) or 'none'}")
        if not size:
            _weights(f"http://127.0.0.1:{running.port}")


def _weights(base: str) -> None:
    with browser.chromium() as chromium:
        first, later = weight.first_visits(chromium, base), weight.later_pages(chromium, base)
    for title, found, limit in (("first visit", first, FIRST_KB), ("later page", later, LATER_KB)):
        for path, length in found.items():
            mark = "  over the target" if length / 1000 >= limit else ""
            _say(f"{title} {path:28} {length / 1000:6.1f} kB of {limit:.0f}{mark}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
