"""Memory that a file takes beyond the edition it is written from, at two sizes, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from geoapp.services.exports import EXPORTS
from tests.benchmarks.exports.report import head, row

ROOT = Path(__file__).resolve().parents[3]


def compare_memory(url: str, sizes: Sequence[int]) -> None:
    """Print megabytes at the peak above those before the file, for each format and size."""
    head(["formato", *(f"{size:,} proyectos, MB sobre la edición (archivo, s)" for size in sizes)])
    measured = {size: _measure(url, size) for size in sizes}
    for name in ("(la edición, columnas y textos)", *EXPORTS):
        row([name, *(measured[size][name] for size in sizes)])


def _measure(url: str, size: int) -> dict[str, str]:
    found = {}
    command = [sys.executable, "-m", "tests.benchmarks.exports.memory", url, str(size)]
    for line in subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.splitlines():
        name, _, value = line.partition("\t")
        found[name] = value
    return found


def _resident_mb(key: str) -> float:
    text = Path("/proc/self/status").read_text()
    return int(text.split(key + ":")[1].split()[0]) / 1024


def _main() -> None:
    import gc  # noqa: PLC0415
    import time  # noqa: PLC0415

    import pyarrow as pa  # noqa: PLC0415

    from geoapp.db import Database  # noqa: PLC0415
    from geoapp.services.exports import no_progress  # noqa: PLC0415
    from geoapp.services.exports.table import project_table  # noqa: PLC0415
    from tests.benchmarks.exports.formats import view_of  # noqa: PLC0415

    view = view_of(Database.open(sys.argv[1]), int(sys.argv[2]))
    project_table(view.publication)
    for name, export in EXPORTS.items():  # what is kept with the edition is made by the first file
        if name in {"geojson", "csv", "kml", "xlsx"}:
            next(export.write(view, no_progress))
    gc.collect()
    sys.stdout.write(f"(la edición, columnas y textos)\t{_resident_mb('VmRSS'):.0f}\n")
    for name, export in EXPORTS.items():
        gc.collect()
        pa.default_memory_pool().release_unused()
        Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
        before = _resident_mb("VmRSS")
        started = time.perf_counter()
        size = sum(map(len, export.write(view, no_progress)))
        seconds = time.perf_counter() - started
        sys.stdout.write(f"{name}\t{_resident_mb('VmHWM') - before:.0f} ({size / 1e6:.0f} MB, {seconds:.1f} s)\n")


if __name__ == "__main__":
    _main()
