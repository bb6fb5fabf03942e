"""How long importing a file of MEF's size takes against polars reading it as text, and how much memory.

Every figure is of a process of its own; the import's memory is its peak resident size.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.imports.generator import ROOT, write_detalle

READ = """
import sys, time
import polars as pl
began = time.perf_counter()
pl.read_csv(sys.argv[1], infer_schema=False)
print(time.perf_counter() - began)
"""
IMPORT = """
import resource, sys, time
from pathlib import Path
from geoapp.db import Database
from geoapp.services.editions import ensure_edition
from geoapp.services.importing.request import ImportRequest
from geoapp.services.importing.run import import_file
file, url = sys.argv[1:]
data = Path("data")
database = Database.open(url)
ensure_edition(database, data)
began = time.perf_counter()
report = import_file(database, data, ImportRequest(Path(file)))
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, report.projects)
"""


def _run(code: str, *arguments: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [float(part) for part in done.stdout.split()]


def main() -> None:
    """Measure and print one line per file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=150_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for share, label in ((0.075, "the country, 06 wanted"), (1.0, "all rows in 06")):
            seconds = []
            for rows in (options.rows, options.rows // 10):
                file = write_detalle(folder / f"{rows}-{share}.csv", rows, region_share=share)
                read = min(_run(READ, str(file))[0] for _ in range(options.rounds))
                runs = [
                    _run(IMPORT, str(file), f"sqlite:///{folder}/{rows}-{share}-{n}.sqlite3")
                    for n in range(options.rounds)
                ]
                best, memory, projects = min(run[0] for run in runs), max(run[1] for run in runs), int(runs[0][2])
                seconds.append(best)
                sys.stdout.write(
                    f"{label}: {rows:,} rows, {file.stat().st_size / 2**20:.0f} MB, {projects:,} projects:"
                    f" polars {read:.2f} s, import {best:.2f} s, {best / read:.1f} times; peak {memory:.0f} MB\n"
                )
                sys.stdout.flush()
            sys.stdout.write(f"{label}: ten times fewer rows take {seconds[0] / seconds[1]:.1f} times less\n")


if __name__ == "__main__":
    main()
