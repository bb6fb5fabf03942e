"""A second start: seconds until `geoapp serve` prints its address, and until it answers its first page."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

RUNS = 5


def second_start(folder: Path, runs: int = RUNS) -> tuple[float, float]:
    """Start a server on the shipped data several times, the first uncounted, and give the medians."""
    database = folder / "start.sqlite3"
    _start(database)
    seen = [_start(database) for _ in range(runs)]
    return statistics.median(one[0] for one in seen), statistics.median(one[1] for one in seen)


def _start(database: Path) -> tuple[float, float]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "geoapp", "serve", "--port", str(port), "--database", f"sqlite:///{database}"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        if not any("http://" in line for line in process.stdout):
            raise RuntimeError("the server does not start")
        address = time.perf_counter() - begun
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60).read()
            except OSError:
                if process.poll() is not None or time.perf_counter() - begun > 120:
                    raise
                time.sleep(0.01)
            else:
                return address, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(20)
