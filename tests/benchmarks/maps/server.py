"""The served map at one size: data of views, values, summaries, memory, against the sums in SQL."""

from __future__ import annotations

import http.client
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

VIEWS = 120
_SECTORS = ("salud", "educacion", "transporte", "riego")


@dataclass(frozen=True)
class Times:
    """Milliseconds of many requests, and the largest body in bytes as sent (brotli).

    `cpu` is the server's processor time per request in milliseconds: other work of the machine does not stretch it.
    """

    median: float
    p95: float
    largest: int
    cpu: float


@dataclass(frozen=True)
class Running:
    """A server of its own process."""

    port: int
    pid: int
    ready_s: float


@contextmanager
def serving(database: Path) -> Iterator[Running]:
    """Serve a database on a free port until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "geoapp", "serve", "--port", str(port), "--database", f"sqlite:///{database}"],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.perf_counter() - begun > 300:
                raise RuntimeError(f"the server of {database} does not start")
            time.sleep(0.05)
        yield Running(port, process.pid, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(20)


def _is_ready(port: int) -> bool:
    try:
        return _get(http.client.HTTPConnection("127.0.0.1", port, timeout=60), "/health/ready")[1] == 200
    except OSError:
        return False


def _get(connection: http.client.HTTPConnection, address: str) -> tuple[float, int, int]:
    begun = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Encoding": "br"})
    answer = connection.getresponse()
    body = answer.read()
    return (time.perf_counter() - begun) * 1000, answer.status, len(body)


def processor_ms(pid: int) -> float:
    """Processor time that a process has used, in milliseconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _times(running: Running, addresses: list[str]) -> Times:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=120)
    before = processor_ms(running.pid)
    taken, largest = [], 0
    for address in addresses:
        milliseconds, status, size = _get(connection, address)
        if status != 200:
            raise RuntimeError(f"{address}: {status}")
        taken.append(milliseconds)
        largest = max(largest, size)
    connection.close()
    used = (processor_ms(running.pid) - before) / len(addresses)
    return Times(statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)], largest, used)


def views(running: Running, seed: int = 5) -> Times:
    """Views of a reader who moves about: zooms 7 to 15, every fourth with a filter; no view twice."""
    chance = random.Random(seed)  # noqa: S311 - views, not secrets
    addresses = []
    for number in range(VIEWS):
        zoom = 7 + number % 9
        lon, lat = chance.uniform(-79.3, -77.9), chance.uniform(-7.5, -4.8)
        half_x, half_y = 0.6 * 1280 / 256 * 360 / 2**zoom, 0.6 * 800 / 256 * 180 / 2**zoom
        view = f"{lon - half_x:.5f},{max(-89, lat - half_y):.5f},{lon + half_x:.5f},{min(89, lat + half_y):.5f}"
        filter_ = f"&sector={_SECTORS[number // 4 % 4]}" if number % 4 == 0 else ""
        addresses.append(f"/mapas/datos/puntos?view={view}&zoom={zoom}{filter_}")
    return _times(running, addresses)


def values(running: Running) -> Times:
    """Every measure of projects at both levels, each with a filter of its own."""
    measures = ("cost_pen", "projects", "cost_per_inhabitant", "physical_pct", "alerts")
    return _times(
        running,
        [
            f"/mapas/datos/valores?level={level}&measure={measure}&min_amount={amount}"
            for amount in (1, 20_000, 300_000)
            for level in ("province", "district")
            for measure in measures
        ],
    )


def summaries(running: Running) -> Times:
    """Every grouping, with and without filters; none asked for twice."""
    groups = ("province", "district", "sector", "status", "year", "precision")
    filters = ("", "&sector=salud", "&min_amount=500000", "&province=0608", "&precision=site", "&year=2024")
    return _times(running, [f"/api/v1/summary?group_by={group}{filter_}" for filter_ in filters for group in groups])


def sql_sum(database: Path) -> float:
    """Milliseconds of the same sums by province asked of SQLite: costs and budget lines of visible rows."""
    connection = sqlite3.connect(database)
    query = """
        SELECT substr(p.province_codes, 1, 4), p.sector, count(*), sum(p.cost_centimos), sum(b.pim), sum(b.accrued)
        FROM project_current p
        LEFT JOIN (SELECT project_id, sum(pim_centimos) AS pim, sum(devengado_centimos) AS accrued
                   FROM budget_line WHERE edition_from <= 1 AND edition_to > 1 GROUP BY project_id) b
          ON b.project_id = p.project_id
        WHERE p.edition_from <= 1 AND p.edition_to > 1
        GROUP BY 1, 2
    """
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        connection.execute(query).fetchall()
        taken.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return statistics.median(taken)


def sql_sum_of_projects(database: Path) -> float:
    """Milliseconds of the sums by province without budget lines: the least that SQL can be asked for."""
    connection = sqlite3.connect(database)
    query = """
        SELECT substr(province_codes, 1, 4), count(*), sum(cost_centimos), sum(pim_centimos), sum(accrued_centimos),
               avg(physical_bp), sum(alerts <> '')
        FROM project_current WHERE edition_from <= 1 AND edition_to > 1 GROUP BY 1
    """
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        connection.execute(query).fetchall()
        taken.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return statistics.median(taken)


def memory_mb(pid: int) -> tuple[float, float]:
    """Resident memory of a process now, and its most, in MB (as Linux counts them)."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("Vm")}
    return found["VmRSS"], found["VmHWM"]
