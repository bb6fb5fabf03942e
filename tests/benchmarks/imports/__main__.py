"""How long importing a file of MEF's size takes against polars reading it as text, and how much memory.

Every figure is of a process of its own, the least of the rounds; the import's memory is its peak resident size. Times
are given twice: by the clock, and by the processor, which other work on the machine disturbs less. The import itself
is timed without the start of its process and the loading of libraries, which a rehearsal sees to: fifty rows imported
into a database of its own. A whole `geoapp import`, start and end included, and the file of the month after, in which
each project is told of again, are timed too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.imports.generator import ROOT, write_detalle

READ = """
import sys, time
import polars as pl
clock, work = time.perf_counter(), time.process_time()
pl.read_csv(sys.argv[1], infer_schema=False)
print(time.perf_counter() - clock, time.process_time() - work)
"""
IMPORT = """
import resource, sys, time
from pathlib import Path
import geopandas
from geoapp.db import Database
from geoapp.services.editions import ensure_edition
from geoapp.services.importing.request import ImportRequest
from geoapp.services.importing.run import import_file
file, rehearsed, apart, url = sys.argv[1:]
data = Path("data")
rehearsal, database = Database.open(apart), Database.open(url)
for opened in (rehearsal, database):
    ensure_edition(opened, data)
import_file(rehearsal, data, ImportRequest(Path(rehearsed)))
clock, work = time.perf_counter(), time.process_time()
report = import_file(database, data, ImportRequest(Path(file)))
print(time.perf_counter() - clock, time.process_time() - work)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, report.projects)
"""
INIT = """
import sys
from pathlib import Path
from geoapp.db import Database
from geoapp.services.editions import ensure_edition
ensure_edition(Database.open(sys.argv[1]), Path("data"))
"""


def _run(code: str, *arguments: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [float(part) for part in done.stdout.split()]


def _imported(file: Path, rehearsed: str, folder: Path, name: str) -> list[float]:
    """Seconds by the clock and by the processor, peak memory in MB and projects of an import."""
    with TemporaryDirectory(dir=folder) as apart:
        return _run(IMPORT, str(file), rehearsed, f"sqlite:///{apart}/a.sqlite3", f"sqlite:///{folder}/{name}.sqlite3")


def _command(file: Path, url: str) -> float:
    """Seconds of a whole `geoapp import`."""
    _run(INIT, url)
    clock = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "geoapp", "import", str(file)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={**os.environ, "GEOAPP_DATABASE_URL": url},
    )
    return time.perf_counter() - clock


def main() -> None:
    """Measure and print one line per file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=150_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        rehearsed = str(write_detalle(folder / "rehearsed.csv", 50, region_share=1.0))
        for share, label in ((0.075, "the country, 06 wanted"), (1.0, "all rows in 06")):
            sizes = (options.rows, options.rows // 10)
            files = [write_detalle(folder / f"{rows}-{share}.csv", rows, region_share=share) for rows in sizes]
            later = [
                write_detalle(folder / f"{rows}-{share}-later.csv", rows, region_share=share, months_later=1)
                for rows in sizes
            ]
            rounds: list[list[_Round]] = [[], []]
            for number in range(options.rounds):
                # In turns: the pace of a shared machine changes within minutes.
                for file, after, measured in zip(files, later, rounds, strict=True):
                    measured.append(_round(file, after, rehearsed, folder, f"{file.stem}-{number}"))
            taken = [_told(label, file, measured) for file, measured in zip(files, rounds, strict=True)]
            clock, work = (many / few for many, few in zip(*taken, strict=True))
            sys.stdout.write(
                f"{label}: ten times fewer rows take {clock:.1f} times less by the clock, {work:.1f} by the processor\n"
            )
            for file in files:
                whole = _command(file, f"sqlite:///{folder}/{file.stem}-whole.sqlite3")
                sys.stdout.write(f"{label}: the whole command with {file.stem} takes {whole:.2f} s\n")
            sys.stdout.flush()


@dataclass(frozen=True)
class _Round:
    """Seconds of polars; seconds, peak memory and projects of a file and of the next month's."""

    read: list[float]
    first: list[float]
    later: list[float]


def _round(file: Path, later: Path, rehearsed: str, folder: Path, name: str) -> _Round:
    first = _imported(file, rehearsed, folder, name)
    return _Round(_run(READ, str(file)), first, _imported(later, rehearsed, folder, name))


def _told(label: str, file: Path, rounds: list[_Round]) -> tuple[float, float]:
    """Print the least of the rounds; give the import's by the clock and by the processor."""
    read, read_work = (min(part) for part in zip(*(one.read for one in rounds), strict=True))
    clock, work, _, _ = (min(part) for part in zip(*(one.first for one in rounds), strict=True))
    later, later_work, _, _ = (min(part) for part in zip(*(one.later for one in rounds), strict=True))
    sys.stdout.write(
        f"{label}: {file.stem}, {file.stat().st_size / 2**20:.0f} MB, {int(rounds[0].first[3]):,} projects."
        f" polars {read:.2f} s ({read_work:.2f} s of processor); import {clock:.2f} s, {clock / read:.1f}"
        f" times ({work:.2f} s, {work / read_work:.1f} times); peak {max(one.first[2] for one in rounds):.0f} MB;"
        f" the next month's file {later:.2f} s ({later_work:.2f} s), peak"
        f" {max(one.later[2] for one in rounds):.0f} MB\n"
    )
    sys.stdout.flush()
    return clock, work


if __name__ == "__main__":
    main()
