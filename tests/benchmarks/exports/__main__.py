"""``python -m tests.benchmarks.exports``: print the tables of docs/exports.md.

Same rows, same run. Other servers are measured where the environment names their Pythons, each of its own environment:
``GEOAPP_BENCH_PYGEOAPI`` (pygeoapi, gunicorn, psycopg2-binary, geoalchemy2) and ``GEOAPP_BENCH_TIPG`` (tipg and
uvicorn); both read the rows from the empty PostGIS database that ``GEOAPP_BENCH_POSTGIS_URL`` names.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from geoapp.db import Database
from geoapp.services.editions import load_shipped
from tests.benchmarks.exports.formats import compare_formats, compare_geojson
from tests.benchmarks.exports.memory import compare_memory
from tests.benchmarks.exports.report import say
from tests.benchmarks.exports.servers import compare_servers

DATA = Path(__file__).resolve().parents[3] / "data"


def main() -> None:
    """Measure the formats, the servers, and memory at two sizes."""
    parser = argparse.ArgumentParser(description="Files of synthetic projects in Cajamarca's box.")
    parser.add_argument("--projects", type=int, default=25_000)
    parser.add_argument("--large", type=int, default=450_000, help="0 leaves the memory table out")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        database = Database.open(url)
        load_shipped(database, DATA)
        say(f"{arguments.projects} proyectos, todas las propiedades; mejor de {arguments.repeats}")
        frame = compare_geojson(database, arguments.projects, arguments.repeats)
        compare_formats(database, arguments.projects, arguments.repeats, frame, Path(folder))
        compare_servers(database, arguments.projects, arguments.repeats, frame, Path(folder))
        if arguments.large:
            compare_memory(url, (arguments.projects, arguments.large))
        database.dispose()


if __name__ == "__main__":
    main()
