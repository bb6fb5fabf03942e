"""What starting geoapp loads: libraries that only imports of files, downloads and pictures need stay out of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from geoapp.db import Database
from tests.benchmarks.imports.generator import write_detalle

ROOT = Path(__file__).resolve().parents[2]
LATER = (
    "pandas", "geopandas", "polars", "pyarrow", "pyogrio", "pyproj", "matplotlib", "mapclassify", "xlsxwriter",
)  # fmt: skip
LOADED = f"import sys; print(*[name for name in {LATER!r} if name in sys.modules])"


def run(code: str, *arguments: str) -> str:
    """What a program of its own process prints."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["geoapp.cli", "geoapp.app", "layers"])
def test_no_library_of_files_is_loaded_at_the_start(module: str) -> None:
    assert run(f"import {module}; {LOADED}") == ""


def test_a_file_of_projects_is_imported_without_the_libraries_of_layers_and_addresses(
    sqlite_shipped: Database, tmp_path: Path
) -> None:
    needless = ("pandas", "geopandas", "pyarrow", "pyogrio", "httpx", "matplotlib", "folium")
    code = f"""
import sys
from pathlib import Path
from geoapp.db import Database, bulk, staging
import geoapp.services.importing.download
from geoapp.services.importing.request import ImportRequest
from geoapp.services.importing.run import import_file
bulk.MANY = staging.MANY = 10
database = Database.open(sys.argv[1])
assert import_file(database, Path("data"), ImportRequest(Path(sys.argv[2]))).new > 50
print(*[name for name in {needless!r} if name in sys.modules])
"""
    file = write_detalle(tmp_path / "d.csv", 60, region_share=1.0)
    assert sqlite_shipped.path is not None
    sqlite_shipped.dispose()
    copy = tmp_path / "a.sqlite3"
    copy.write_bytes(sqlite_shipped.path.read_bytes())
    assert run(code, f"sqlite:///{copy}", str(file)) == ""


def test_the_first_page_needs_none_of_them(sqlite_shipped: Database) -> None:
    code = f"""
import sys
from starlette.testclient import TestClient
from geoapp.app import create_app
from geoapp.settings import Settings

with TestClient(create_app(Settings.load(database={{"url": sys.argv[1]}}))) as client:
    page = client.get("/")
    assert page.status_code == 200, page.text
    for address in ("/mapas/datos/puntos?view=-80,-8,-77,-4&zoom=8", "/mapas/datos/valores?level=province"):
        assert client.get(address).status_code == 200
{LOADED}
"""
    assert run(code, sqlite_shipped.url.render_as_string(hide_password=False)) == ""


def test_folium_still_takes_tables_of_pandas() -> None:
    code = """
import sys
import layers
assert "pandas" not in sys.modules
import pandas, folium
line = folium.PolyLine(pandas.DataFrame([[-7.1, -78.5], [-7.2, -78.6]]))
print(line.locations)
"""
    assert run(code) == "[[-7.1, -78.5], [-7.2, -78.6]]"


def test_a_deferred_module_is_the_module() -> None:
    from geoapp.deferred import deferred  # noqa: PLC0415

    later = deferred("fractions")
    assert repr(later) == "<fractions, loaded at its first use>"
    assert later.Fraction(1, 2) + later.Fraction(1, 2) == 1
    with pytest.raises(AttributeError):
        later.nothing_of_this_name  # noqa: B018
    with pytest.raises(ModuleNotFoundError):
        deferred("no_such_module").anything  # noqa: B018
