"""The shipped data, damaged in every way: each damage is named; rows that name unknown things are told, not lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from geoapp.errors import DataSourceError, MissingCRSError, SchemaError
from geoapp.ingest.shipped import read_shipped


@pytest.fixture
def folder(data_folder: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(data_folder, copy)
    return copy


def _edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")


def _append(path: Path, line: str) -> int:
    _edit(path, lambda text: text + line + "\n")
    return len(path.read_text(encoding="utf-8").splitlines())


def test_the_digest_names_the_content(folder: Path) -> None:
    before = read_shipped(folder)
    assert read_shipped(folder).digest == before.digest
    _edit(folder / "projects/projects.csv", lambda text: text.replace("Hospital", "hospital", 1))
    assert read_shipped(folder).digest != before.digest


def test_missing_folder_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(DataSourceError, match="GEOAPP_PATH_DATA"):
        read_shipped(tmp_path / "no")


@pytest.mark.parametrize(
    "name",
    [
        "sources.toml",
        "projects/projects.csv",
        "projects/sources.csv",
        "projects/amounts.csv",
        "plan/links.csv",
        "budget/labels.toml",
        "budget/area_budget_2024.csv",
        "localities/localities.csv",
        "shapefiles/distritos/distritos.shp",
        "shapefiles/provincias/provincias.dbf",
    ],
)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DataSourceError, match=re.escape(name)) as caught:
        read_shipped(folder)
    assert "Falta el archivo" in str(caught.value)


def test_limits_without_a_reference_system_are_refused(folder: Path) -> None:
    (folder / "shapefiles/distritos/distritos.prj").unlink()
    with pytest.raises(MissingCRSError, match=r"distritos\.prj"):
        read_shipped(folder)


def test_limits_in_another_reference_system_are_refused(folder: Path) -> None:
    from pyproj import CRS  # noqa: PLC0415

    prj = folder / "shapefiles/distritos/distritos.prj"
    prj.write_text(CRS.from_epsg(32717).to_wkt("WKT1_ESRI"))
    with pytest.raises(SchemaError, match="se espera EPSG:4326"):
        read_shipped(folder)


@pytest.mark.parametrize("suffix", ["shp", "dbf", "shx"])
def test_damaged_limits_are_named(folder: Path, suffix: str) -> None:
    path = folder / f"shapefiles/distritos/distritos.{suffix}"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(DataSourceError, match="distritos"):
        read_shipped(folder)


@pytest.mark.parametrize(
    ("name", "pattern", "replacement", "said"),
    [
        ("projects/amounts.csv", r",(\d+)\.\d\d,", ",mucho,", "columna amount_pen, valor «mucho»"),
        ("projects/projects.csv", r",salud,", ",sanidad,", "columna sector, valor «sanidad»"),
        ("projects/observations.csv", r",ejecucion,", ",en marcha,", "columna status, valor «en marcha»"),
        ("projects/locations.csv", r",district,", ",distrito,", "columna precision"),
        ("localities/localities.csv", r",urbano,-78", ",urbano,-578", "columna lon"),
        ("plan/commitments.csv", r",social,", ",sociales,", "columna dimension"),
        ("budget/area_budget_2024.csv", r"^level,", "nivel,", "falta la columna level"),
        ("sources.toml", r"\[\[source\]\]", "[[source", "no es TOML válido"),
    ],
)
def test_a_wrong_cell_is_named(folder: Path, name: str, pattern: str, replacement: str, said: str) -> None:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    _edit(path, lambda text: re.sub(pattern, replacement, text, count=1))
    assert path.read_text(encoding="utf-8") != before
    with pytest.raises(SchemaError) as caught:
        read_shipped(folder)
    assert said in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("name", "line", "column", "value"),
    [
        ("projects/amounts.csv", "nadie,,costo_total,1.00,2024,exact,s001", "project_id", "nadie"),
        ("projects/amounts.csv", "hospital-jaen,,costo_total,1.00,2024,exact,s999", "source_id", "s999"),
        ("projects/amounts.csv", "hospital-jaen,o999,costo_total,1.00,2024,exact,s001", "observation_id", "o999"),
        ("projects/locations.csv", "hospital-jaen,77,district,060899,,,,,declared_area,,s001", "ubigeo", "060899"),
        ("projects/locations.csv", "hospital-jaen,77,district,0608,,,,,declared_area,,s001", "ubigeo", "0608"),
        ("projects/locations.csv", "hospital-jaen,77,site,060801,,,,,declared_area,,s001", "lon, lat", ""),
        ("projects/aliases.csv", "viejo,nadie,motivo", "project_id", "nadie"),
        ("plan/commitment_areas.csv", "nada,06,región", "commitment_id", "nada"),
        ("plan/links.csv", "nada,hospital-jaen,answers,motivo", "commitment_id", "nada"),
        ("budget/area_budget_2024.csv", "district,060101,2024,local,projects,99,1.00,1.00,1.00", "function_code", "99"),
        ("localities/localities.csv", "0601010001,Otra,060101,rural,-78,-7,1,1", "locality_code", "0601010001"),
    ],
)
def test_a_row_that_names_the_unknown_is_refused_and_told(
    folder: Path, name: str, line: str, column: str, value: str
) -> None:
    before = read_shipped(folder)
    number = _append(folder / name, line)
    after = read_shipped(folder)
    told = [row for row in after.rejected if row not in before.rejected]
    assert [(r.file, r.line, r.column, r.value, r.action) for r in told] == [(name, number, column, value, "refused")]
    assert after.counts() | {"rejected": 0} == before.counts() | {"rejected": 0}


def test_an_unknown_package_is_set_aside_and_its_project_kept(folder: Path) -> None:
    before = read_shipped(folder)
    row = "proyecto-nuevo,Nuevo,salud,obra,investment,paquete-nadie,,,,,,,,"
    _append(folder / "projects/projects.csv", row)
    after = read_shipped(folder)
    told = [row for row in after.rejected if row not in before.rejected]
    assert [(r.column, r.value, r.action) for r in told] == [("package_id", "paquete-nadie", "set_aside")]
    assert next(p for p in after.projects if p.project_id == "proyecto-nuevo").package_id is None
