"""Limits that would not draw the department as it is are refused, and each error says how to mend the file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geoapp.errors import DataSourceError, SchemaError
from geoapp.ingest.intake import Intake
from geoapp.ingest.recognise import read_file
from tests.support.investments import CODES, context

TUMBES = sorted(code for code in CODES.names if code.startswith("24") and len(code) == 6)


def _squares(codes: list[str]) -> gpd.GeoDataFrame:
    """A square for each code, side by side in the north."""
    return gpd.GeoDataFrame(
        {"UBIGEO": codes, "DISTRITO": [f"D {code}" for code in codes]},
        geometry=[shapely.box(-80.6 + n * 0.01, -3.9, -80.59 + n * 0.01, -3.8) for n in range(len(codes))],
        crs="EPSG:4326",
    )


def _read(path: Path) -> Intake:
    return read_file(path, context("24", "2025"))[1]


def test_metres_that_no_reference_system_tells_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "limites.geojson"
    _squares(TUMBES).to_file(path, engine="pyogrio")
    assert len(_read(path).areas) == len(TUMBES) + 4
    metres = _squares(TUMBES).to_crs("EPSG:32717").set_crs(None, allow_override=True)
    path.write_text(metres.to_json(), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"no caen en el Perú.*Declare el CRS .*WGS 84"):
        _read(path)


def test_a_part_of_a_department_is_refused_and_says_which_districts_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "limites.geojson"
    _squares(TUMBES[2:]).to_file(path, engine="pyogrio")
    with pytest.raises(SchemaError, match=r"faltan distritos de Tumbes \(24\): 240101, 240102\. Entregue todos"):
        _read(path)
    _squares([*TUMBES, "240199"]).to_file(path, engine="pyogrio")  # created by law since
    assert len(_read(path).areas) == len(TUMBES) + 5


FLAT = shapely.Polygon([(-80.6, -3.9), (-80.5, -3.8), (-80.6, -3.9)])


@pytest.mark.parametrize("shape", [None, shapely.LineString([(-80.6, -3.9), (-80.5, -3.8)]), shapely.Polygon(), FLAT])
def test_a_district_without_an_outline_refuses_the_file(tmp_path: Path, shape: shapely.Geometry | None) -> None:
    frame = _squares(TUMBES)
    frame.loc[2, "geometry"] = shape
    path = tmp_path / "limites.geojson"
    path.write_text(frame.to_json(), encoding="utf-8")
    with pytest.raises(SchemaError, match="la geometría de 240103 falta o no es un polígono"):
        _read(path)


def test_provinces_are_no_districts(tmp_path: Path) -> None:
    path = tmp_path / "limites.geojson"
    _squares(["240100", "240200", "240300"]).to_file(path, engine="pyogrio")
    with pytest.raises(SchemaError, match="240100, 240200, 240300 no son códigos de distrito"):
        _read(path)


def _zipped(path: Path, *, inside: str = "", without: str = "") -> Path:
    folder = path.parent / "parts"
    folder.mkdir()
    _squares(TUMBES).to_file(folder / "x.shp", engine="pyogrio")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/._x.shp", b"")
        for part in sorted(folder.iterdir()):
            if part.suffix != without:
                archive.write(part, f"{inside}{part.name}")
    return path


@pytest.mark.parametrize(("name", "inside"), [("limites.1234", ""), ("limites.zip", "INEI/Límites 2025/")])
def test_a_shapefile_in_any_zip(tmp_path: Path, name: str, inside: str) -> None:
    """Downloads have no suffix, and publishers zip whole folders."""
    assert len(_read(_zipped(tmp_path / name, inside=inside)).areas) == len(TUMBES) + 4


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_shapefile_without_a_part_says_which(tmp_path: Path, part: str) -> None:
    with pytest.raises(DataSourceError, match=rf"x\.shp le falta su \{part}"):
        _read(_zipped(tmp_path / "limites.zip", without=part))


def test_a_zip_of_several_shapefiles_says_which_it_has(tmp_path: Path) -> None:
    path = _zipped(tmp_path / "limites.zip")
    with zipfile.ZipFile(path, "a") as archive:
        for part in (".shp", ".shx", ".dbf", ".prj"):
            archive.write(tmp_path / "parts" / f"x{part}", f"distritos/y{part}")
    with pytest.raises(DataSourceError, match=r"2 capas \(«distritos/y\.shp», «x\.shp»\) y no se sabe cuál se quiere"):
        _read(path)


def test_a_geopackage_of_several_layers_says_which_it_has(tmp_path: Path) -> None:
    path = tmp_path / "limites.gpkg"
    for layer in ("distritos", "provincias"):
        _squares(TUMBES).to_file(path, layer=layer, engine="pyogrio")
    with pytest.raises(DataSourceError, match=r"2 capas \(«distritos», «provincias»\) y no se sabe cuál se quiere"):
        _read(path)


def test_columns_that_differ_in_capitals_alone(tmp_path: Path) -> None:
    path, frame = tmp_path / "limites.geojson", _squares(TUMBES)
    frame["ubigeo"] = frame["UBIGEO"]
    path.write_text(frame.to_json(), encoding="utf-8")
    assert len(_read(path).areas) == len(TUMBES) + 4
    frame["ubigeo"] = "240101"
    path.write_text(frame.to_json(), encoding="utf-8")
    with pytest.raises(SchemaError, match="2 columnas UBIGEO que no dicen lo mismo"):
        _read(path)
