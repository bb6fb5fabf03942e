"""Server time of every type of page: first build and kept answer, wall and processor time."""

from __future__ import annotations

import http.client
import itertools
import math
import sqlite3
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks.maps.server import Running

SAMPLES = 24
SEARCHES = (
    "agua", "carretera", "riego", "hospital", "jaén", "puesto de salud", "canal de riego san", "pist ver", "2000123",
    "mejoramiento del servicio de agua potable", "creación de pistas y veredas de cutervo", "servicios educativos",
    "ampliación de la carretera vecinal", "electrificación", "puente carrozable tramo 1", "carroz", "nueva", "canales",
)  # fmt: skip
"""Words of many projects and of few, beginnings of words, whole names."""


@dataclass(frozen=True)
class Times:
    """Milliseconds of building pages of one type and of giving kept ones; bytes as sent, the largest.

    `cpu` is the processor time of the server for one build: other work of the machine hardly lengthens it.
    """

    first_median: float
    first_p95: float
    cpu_median: float
    cpu_p95: float
    kept_median: float
    kept_p95: float
    sent: int
    status: int


def addresses(database: Path) -> Mapping[str, Sequence[str]]:
    """Addresses by type of page, those of projects from the database itself."""
    with closing(sqlite3.connect(database)) as connection:
        places = [code for (code,) in connection.execute("SELECT ubigeo FROM area ORDER BY ubigeo")]
        ids = connection.execute("SELECT project_id FROM project_current WHERE edition_to > 1 ORDER BY id").fetchall()
    provinces, districts = ([c for c in places if len(c) == size] for size in (4, 6))
    projects = [ids[at][0] for at in range(0, len(ids), max(1, len(ids) // SAMPLES))]
    sectors = ("salud", "educacion", "transporte", "riego", "saneamiento", "energia")
    return {
        "home": ["/"],
        "home, filtered": [f"/?sector={sector}&min_amount=1000" for sector in sectors],
        "area, province": [f"/provincias/{code}" for code in provinces],
        "area, district": [f"/distritos/{code}" for code in districts],
        "area, filtered": [f"/provincias/{code}?sector=salud&sort=progress" for code in provinces],
        "sheet": [f"/provincias/{code}/ficha" for code in provinces],
        "project": [f"/proyectos/{identifier}" for identifier in projects],
        "projects": ["/proyectos", "/proyectos?sort=name", "/proyectos?sort=date&page=3"],
        "projects, filtered": [f"/proyectos?sector={sector}&sort=progress" for sector in sectors],
        "projects, searched": [f"/proyectos?q={quote(words)}" for words in SEARCHES],
        "plan": ["/plan"],
        "compare": [f"/comparar?a={a}&b={b}" for a, b in itertools.pairwise(provinces)],
        "near": [f"/cerca?lon={-78.8 + 0.02 * n:.2f}&lat={-5.7 - 0.05 * n:.2f}&radio_km=10" for n in range(SAMPLES)],
        "near, by name": ["/cerca?q=jaen", "/cerca?q=celendin", "/cerca?q=san"],
        "news": ["/novedades"],
        "quality": ["/calidad"],
        "data": ["/datos"],
        "method": ["/metodologia"],
        "report an error": ["/reportar?pagina=/plan"],
        "explorer": ["/mapa"],
        "two maps": ["/mapa/comparar"],
        "not found": ["/nada"],
    }


def measure(running: Running, paths: Sequence[str], samples: int = SAMPLES) -> Times:
    """Ask for pages of one type: each sample is an address not asked for before, then the same again."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=120)
    get(connection, paths[0])  # what is computed once for an edition is not part of a page
    wanted = [_distinct(paths[number % len(paths)], number) for number in range(max(samples, 1))]
    first, cpu, sent, status = [], [], 0, 200
    for path in wanted:
        before = cpu_ms(running.pid)
        taken, status, length = get(connection, path)
        cpu.append(cpu_ms(running.pid) - before)
        first.append(taken)
        sent = max(sent, length)
    kept = [get(connection, path)[0] for path in wanted]
    connection.close()
    return Times(
        statistics.median(first),
        p95(first),
        statistics.median(cpu),
        p95(cpu),
        statistics.median(kept),
        p95(kept),
        sent,
        status,
    )


def _distinct(path: str, number: int) -> str:
    """The same page under an address of its own: pages skip this name, which social networks append."""
    return f"{path}{'&' if '?' in path else '?'}utm_content={number}"


def get(connection: http.client.HTTPConnection, path: str) -> tuple[float, int, int]:
    """Milliseconds until the whole answer is there, its status and the bytes of its body as sent."""
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "br"})
    response = connection.getresponse()
    body = response.read()
    return (time.perf_counter() - begun) * 1000, response.status, len(body)


def cpu_ms(pid: int) -> float:
    """Processor time that the threads of a process have used, in milliseconds, as finely as Linux counts it."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def p95(values: Sequence[float]) -> float:
    """The least value that 95 of 100 do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]
