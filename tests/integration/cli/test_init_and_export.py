"""`geoapp init` and `geoapp export`."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result

from geoapp.cli.common import TABLES
from geoapp.db import Database
from geoapp.domain.money import REFERENCE_SUM
from geoapp.services.publication import read_publication
from tests.integration.cli.conftest import Run, RunProcess


@pytest.fixture
def loaded(sqlite_shipped: Database) -> str:
    """Address of the embedded database with the shipped data."""
    return sqlite_shipped.url.render_as_string(hide_password=False)


def test_init_prints_counts_and_sums_and_a_second_one_refuses(
    run: Run, tmp_path: Path, sqlite_shipped: Database
) -> None:
    first = run("init", "--database", "sqlite:///nueva.sqlite3")
    assert first.exit_code == 0, first.output
    edition = read_publication(sqlite_shipped).edition
    assert f"Edición 1 ({edition.title}), corte {edition.cut_off}" in first.stdout
    assert f"Costo de referencia (uno por proyecto): S/ {edition.sums[REFERENCE_SUM]:,.2f}" in first.stdout
    for table, count in edition.counts.items():
        assert f"{TABLES[table]} {count:,}" in first.stdout
    before = (tmp_path / "nueva.sqlite3").read_bytes()

    second = run("init", "--database", "sqlite:///nueva.sqlite3")
    assert second.exit_code == 1
    assert "ya tiene una edición publicada" in second.stderr
    assert "geoapp init --force" in second.stderr
    assert (tmp_path / "nueva.sqlite3").read_bytes() == before

    forced = run("init", "--force", "--database", "sqlite:///nueva.sqlite3")
    assert forced.exit_code == 0


def test_init_ends_with_3_only_where_rows_were_refused(run: Run, damaged_data: Path) -> None:
    def init() -> Result:
        return run("init", "--force", "--database", "sqlite:///x.sqlite3", GEOAPP_PATH_DATA=str(damaged_data))

    repaired = init()
    assert "  reparado: " in repaired.stdout
    assert "fila rechazada: " not in repaired.stdout
    assert repaired.exit_code == 0

    with (damaged_data / "projects" / "amounts.csv").open("a", encoding="utf-8") as file:
        file.write("nadie-lo-conoce,o001,estimado,1.00,2024-01-01,exact,s067\n")
    refused = init()
    assert "project_id, «nadie-lo-conoce»: no existe un proyecto con ese código" in refused.stdout
    assert refused.exit_code == 3


def test_the_database_of_the_environment_is_used_and_the_option_wins(run: Run, tmp_path: Path, loaded: str) -> None:
    result = run("export", "csv", GEOAPP_DATABASE_URL=loaded)
    assert result.exit_code == 0
    assert run("export", "csv", "--database", loaded, GEOAPP_DATABASE_URL="sqlite:///no/existe.sqlite3").exit_code == 0
    assert list(tmp_path.glob("*.sqlite3")) == []


def test_export_follows_the_filters_of_the_pages(run: Run, loaded: str, sqlite_shipped: Database) -> None:
    publication = read_publication(sqlite_shipped)
    result = run(
        "export", "csv", "--database", loaded, "--province", "0608", "--province", "0609", "--min-amount", "1000000"
    )
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert rows
    for row in rows:
        assert {"0608", "0609"} & set(row["province_ubigeo"].split("; "))
        assert Decimal(row["cost_pen"]) >= 1_000_000
    assert len(rows) < publication.portfolio.size


def test_export_writes_the_file_whole_or_not_at_all(run: Run, tmp_path: Path, loaded: str) -> None:
    result = run("export", "geojson", "-o", "salida.geojson", "--database", loaded, "--sector", "salud")
    assert result.exit_code == 0, result.output
    collection = json.loads((tmp_path / "salida.geojson").read_bytes())
    assert {feature["properties"]["sector"] for feature in collection["features"]} == {"salud"}
    assert [path.name for path in tmp_path.iterdir()] == ["salida.geojson"]
    assert run("export", "geojson", "-o", "otra.geojson", "--database", loaded, "--sector", "x").exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["salida.geojson"]


def test_export_into_a_folder_that_does_not_exist(run_process: RunProcess, tmp_path: Path, loaded: str) -> None:
    result = run_process("export", "csv", "-o", "no/existe/salida.csv", "--database", loaded)
    assert result.returncode in {1, 2}
    assert b"no/existe" in result.stderr
    assert b"Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_export_to_a_reader_that_stops(run_process: RunProcess, tmp_path: Path, loaded: str) -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    command = f'"{sys.executable}" -m geoapp export csv --database {loaded} | head -c 10'
    result = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert len(result.stdout) == 10
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("export", "doc"), "No hay un formato «doc». Hay: "),
        (("export",), "FORMATO"),
        (("export", "csv", "--provincia", "0608"), "--provincia"),
        (("export", "csv", "--province", "060801"), "4 dígitos"),
        (("export", "csv", "--province", "0699"), "no es un ubigeo de la región"),
        (("export", "csv", "--sector", "x"), "saneamiento"),
        (("export", "csv", "--bbox", "1,2,3"), "oeste,sur,este,norte"),
        (("export", "csv", "--year", "2024", "--year", "2025"), "una sola vez"),
        (("nada",), "nada"),
        (("serve", "--port", "0"), "1<=x<=65535"),
        (("serve", "--workers", "x"), "--workers"),
        (("init", "--nada"), "--nada"),
    ],
)
def test_wrong_use_exits_2_and_names_what_is_accepted(
    run: Run, loaded: str, arguments: tuple[str, ...], told: str
) -> None:
    result = run(*arguments, GEOAPP_DATABASE_URL=loaded)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", [("export", "csv"), ("check",)])
def test_reading_a_database_that_does_not_exist_creates_nothing(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    result = run(*command, "--database", "sqlite:///nada.sqlite3")
    assert result.exit_code == 1
    assert "geoapp init" in result.stderr
    assert list(tmp_path.iterdir()) == []


class TestDatabasesThatCannotBeUsed:
    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("mysql://u@h/d", "mysql"),
            ("nada", "GEOAPP_DATABASE_URL"),
            ("", "GEOAPP_DATABASE_URL"),
            ("sqlite:///no/existe/geoapp.sqlite3", "No existe la carpeta"),
            ("sqlite:///carpeta", "es una carpeta"),
            ("postgresql://geoapp:secreta@127.0.0.1:1/geoapp", "compruebe que el servidor está en marcha"),
        ],
    )
    def test_the_address_is_wrong(self, run: Run, tmp_path: Path, url: str, told: str) -> None:
        (tmp_path / "carpeta").mkdir()
        result = run("init", "--database", url)
        assert result.exit_code == 1, result.output
        assert told in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1
        assert "secreta" not in result.output
        assert [path.name for path in tmp_path.iterdir()] == ["carpeta"]

    @pytest.mark.parametrize("command", [("init",), ("export", "csv")])
    def test_the_file_is_no_database(self, run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
        file = tmp_path / "notas.txt"
        file.write_text("mis notas\n" * 200, encoding="utf-8")
        result = run(*command, "--database", f"sqlite:///{file}")
        assert result.exit_code == 1
        assert "notas.txt" in result.stderr
        assert file.read_text(encoding="utf-8") == "mis notas\n" * 200

    @pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder that not even root can write to")
    def test_the_folder_is_not_writable(self, run: Run) -> None:
        result = run("init", "--database", "sqlite:////proc/geoapp.sqlite3")
        assert result.exit_code == 1
        assert "dé permiso de escritura sobre la carpeta /proc" in result.stderr


class TestDamagedData:
    @pytest.mark.parametrize(
        "name",
        [
            "projects/projects.csv",
            "projects/amounts.csv",
            "plan/commitments.csv",
            "budget/area_budget_2024.csv",
            "localities/localities.csv",
            "sources.toml",
        ],
    )
    def test_a_missing_file_is_named_and_nothing_is_loaded(self, run: Run, damaged_data: Path, name: str) -> None:
        (damaged_data / name).unlink()
        result = run("init", "--database", "sqlite:///x.sqlite3", GEOAPP_PATH_DATA=str(damaged_data))
        assert result.exit_code == 1
        assert Path(name).name in result.stderr
        nothing_published(run)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("projects/projects.csv", b""),
            ("projects/projects.csv", b"\x00\xff\xfe\x89PNG"),
            ("projects/amounts.csv", b"project_id,monto\nx,1\n"),
            ("sources.toml", b"[[dataset\n"),
            ("shapefiles/provincias/provincias.shp", b"no es un shapefile"),
        ],
    )
    def test_a_damaged_file_is_named_and_nothing_is_loaded(
        self, run: Run, damaged_data: Path, name: str, content: bytes
    ) -> None:
        assert (damaged_data / name).exists()
        (damaged_data / name).write_bytes(content)
        result = run("init", "--database", "sqlite:///x.sqlite3", GEOAPP_PATH_DATA=str(damaged_data))
        assert result.exit_code == 1
        assert Path(name).stem in result.stderr
        nothing_published(run)

    def test_a_folder_without_data(self, run: Run, tmp_path: Path) -> None:
        result = run("init", "--database", "sqlite:///x.sqlite3", GEOAPP_PATH_DATA=str(tmp_path / "nada"))
        assert result.exit_code == 1
        assert "nada" in result.stderr
        nothing_published(run)


def nothing_published(run: Run) -> None:
    """The database, if there is one, holds no edition."""
    assert run("export", "csv", "--database", "sqlite:///x.sqlite3").exit_code == 1
