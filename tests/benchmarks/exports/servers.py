"""The same rows over HTTP: geoapp, pygeoapi and tipg, each in a process of its own, page after page of 10,000."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import httpx
import orjson
import pandas as pd
from sqlalchemy import make_url

from geoapp.db import Database
from tests.benchmarks.exports.report import best_ms, head, row, say

PAGE = 10_000
START_S = 90
ROOT = Path(__file__).resolve().parents[3]

GEOAPP = """
import sys
import uvicorn
from geoapp.app import create_app
from geoapp.db import Database
from geoapp.settings import Settings
from tests.benchmarks.exports.generate import synthetic_publication
url, count, port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
app = create_app(Settings.load(database={"url": url}))
publication = synthetic_publication(Database.open(url), count)
class Held:
    def current(self):
        return publication
start = app.router.lifespan_context
from contextlib import asynccontextmanager
@asynccontextmanager
async def lifespan(app):
    async with start(app):
        app.state.publications = Held()
        yield
app.router.lifespan_context = lifespan
uvicorn.run(app, port=port, log_level="error")
"""


def compare_servers(database: Database, count: int, repeats: int, frame: gpd.GeoDataFrame, folder: Path) -> None:
    """Whole download and first byte of geoapp, and all pages of each OGC API, without compression."""
    head(["servidor", "todas las filas por HTTP, ms", "frente a geoapp", "primer byte, ms (peor)"])
    url = database.url.render_as_string(hide_password=False)
    with _server([sys.executable, "-c", GEOAPP, url, str(count)], "/health/live") as base:
        first = max(_first_byte(f"{base}/descargas/proyectos.geojson") for _ in range(repeats))
        cold = _once(f"{base}/descargas/proyectos.geojson")
        file = best_ms(lambda: _get(f"{base}/descargas/proyectos.geojson"), repeats)
        pages = best_ms(lambda: _pages(f"{base}/ogc/collections/proyectos/items?limit={PAGE}&f=json"), repeats)
    row(["geoapp, /descargas/proyectos.geojson", f"{file:.0f} ({cold:.0f} la primera vez)", "1", f"{first:.1f}"])
    row([f"geoapp, /ogc por páginas de {PAGE}", f"{pages:.0f}", f"{pages / file:.1f}", ""])
    if "GEOAPP_BENCH_POSTGIS_URL" in os.environ:
        _copy_to_postgis(frame, os.environ["GEOAPP_BENCH_POSTGIS_URL"])
    for name, measure in (("pygeoapi", _pygeoapi), ("tipg", _tipg)):
        python = os.environ.get(f"GEOAPP_BENCH_{name.upper()}")
        if python is None:
            say(f"| {name} | no medido: GEOAPP_BENCH_{name.upper()} no nombra un Python | | |")
            continue
        theirs = measure(python, frame, folder, repeats)
        row([f"{name}, páginas de {PAGE}", f"{theirs:.0f}", f"{theirs / file:.1f} (/ogc: {theirs / pages:.1f})", ""])


def _pygeoapi(python: str, frame: gpd.GeoDataFrame, folder: Path, repeats: int) -> float:
    database = make_url(os.environ["GEOAPP_BENCH_POSTGIS_URL"])
    config = folder / "pygeoapi.yml"
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    said = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": base,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "languages": ["en-US"],
            "limits": {"default_items": PAGE, "max_items": PAGE},
            "map": {"url": "https://tile.invalid/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "bench",
                "description": "bench",
                "keywords": ["bench"],
                "terms_of_service": "https://example.test",
                "url": "https://example.test",
            },
            "license": {"name": "none", "url": "https://example.test"},
            "provider": {"name": "bench", "url": "https://example.test"},
            "contact": {"name": "bench", "email": "bench@example.test"},
        },
        "resources": {
            "rows": {
                "type": "collection",
                "title": "rows",
                "description": "rows",
                "keywords": ["rows"],
                "links": [],
                "extents": {"spatial": {"bbox": [-180, -90, 180, 90]}},
                "providers": [
                    {
                        "type": "feature",
                        "name": "PostgreSQL",
                        "data": {
                            "host": database.host,
                            "port": database.port or 5432,
                            "dbname": database.database,
                            "user": database.username,
                            "password": database.password or "none",
                            "search_path": ["public"],
                        },
                        "id_field": "fid",
                        "table": "rows",
                        "geom_field": "geom",
                        "count": True,
                    }
                ],
            }
        },
    }
    config.write_text(json.dumps(said))
    contract = folder / "openapi.yml"
    env = {**os.environ, "PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(contract)}
    tool = str(Path(python).parent / "pygeoapi")
    subprocess.run([tool, "openapi", "generate", str(config), "--output-file", str(contract)], check=True, env=env)
    command = [str(Path(python).parent / "gunicorn"), "-b", f"127.0.0.1:{port}", "pygeoapi.flask_app:APP"]
    with _server(command, "/conformance?f=json", port=port, env=env):
        return best_ms(lambda: _pages(f"{base}/collections/rows/items?f=json&limit={PAGE}", len(frame)), repeats)


def _tipg(python: str, frame: gpd.GeoDataFrame, folder: Path, repeats: int) -> float:
    url = os.environ["GEOAPP_BENCH_POSTGIS_URL"]
    port = _free_port()
    env = {
        **os.environ,
        "DATABASE_URL": url,
        "TIPG_MAX_FEATURES_PER_QUERY": str(PAGE),
        "TIPG_DEFAULT_FEATURES_LIMIT": str(PAGE),
    }
    command = [python, "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--log-level", "error"]
    with _server(command, "/healthz", port=port, env=env) as base:
        address = f"{base}/collections/public.rows/items?f=geojson&limit={PAGE}"
        return best_ms(lambda: _pages(address, len(frame)), repeats)


def _copy_to_postgis(frame: gpd.GeoDataFrame, url: str) -> None:
    import psycopg  # noqa: PLC0415

    names = [name for name in frame.columns if name != "geometry"]
    kinds = {name: "double precision" if frame[name].dtype.kind in "fi" else "text" for name in names}
    columns = ", ".join(f'"{name}" {kinds[name]}' for name in names)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        connection.execute("DROP TABLE IF EXISTS public.rows")
        connection.execute(f"CREATE TABLE public.rows (fid serial PRIMARY KEY, {columns}, geom geometry(Point, 4326))")
        quoted = ", ".join(f'"{name}"' for name in names)
        with connection.cursor().copy(f"COPY public.rows ({quoted}, geom) FROM STDIN") as copy:
            shapes = frame.geometry.to_wkb(hex=True)
            for values in zip(*(frame[name] for name in names), shapes, strict=True):
                copy.write_row([None if pd.isna(value) else value for value in values])
        connection.execute("CREATE INDEX ON public.rows USING gist (geom)")
        connection.execute("ANALYZE public.rows")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def _server(
    command: list[str], ready: str, *, port: int | None = None, env: dict[str, str] | None = None
) -> Iterator[str]:
    chosen = port or _free_port()
    whole = command if port else [*command, str(chosen)]
    base = f"http://127.0.0.1:{chosen}"
    with subprocess.Popen(whole, cwd=ROOT, env=env, stdout=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + START_S
        while True:
            with contextlib.suppress(httpx.TransportError):
                if _CLIENT.get(base + ready).status_code == 200:
                    break
            if server.poll() is not None or time.monotonic() > deadline:
                server.terminate()
                raise RuntimeError(f"{whole[0]} did not start")
            time.sleep(0.2)
        try:
            yield base
        finally:
            server.terminate()


_CLIENT = httpx.Client(headers={"Accept-Encoding": "identity"}, trust_env=False, timeout=300)


def _get(address: str) -> bytes:
    answer = _CLIENT.get(address)
    answer.raise_for_status()
    return answer.content


def _once(address: str) -> float:
    started = time.perf_counter()
    _get(address)
    return 1000 * (time.perf_counter() - started)


def _first_byte(address: str) -> float:
    started = time.perf_counter()
    with _CLIENT.stream("GET", address) as answer:
        next(answer.iter_raw())
        return 1000 * (time.perf_counter() - started)


def _pages(address: str, expected: int | None = None) -> None:
    """Follow `next` links to the end, or pages by offset where `expected` rows are to come."""
    seen, following = 0, address
    while following:
        page = orjson.loads(_get(following))
        count = len(page["features"])
        seen += count
        if expected is not None:
            following = f"{address}&offset={seen}" if seen < expected and count else ""
        else:
            following = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    if expected is not None and seen != expected:
        raise RuntimeError(f"{seen} rows instead of {expected}")
