"""GeoParquet, shapefile and temporary files."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.services.exports import ExportView
from geoapp.services.exports.fields import AREA_FIELDS, PROJECT_FIELDS
from geoapp.services.exports.gdal import pieces_of
from geoapp.services.exports.table import coordinate_texts, decimals, doubles
from tests.unit.exports.conftest import HOSTILE, written


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1))
def test_doubles_are_the_nearest_to_what_is_printed(centimos: list[int]) -> None:
    column = decimals(np.array(centimos), 2, np.ones(len(centimos), dtype=bool))
    assert doubles(column).to_pylist() == [float(Decimal(value).scaleb(-2)) for value in centimos]
    assert column.to_pylist() == [Decimal(value).scaleb(-2) for value in centimos]


@given(st.lists(st.floats(-180, 180, allow_nan=False), min_size=1))
def test_coordinates_have_seven_decimals_at_most(degrees: list[float]) -> None:
    known = np.ones(len(degrees), dtype=bool)
    for written_text, value in zip(coordinate_texts(np.array(degrees), known).to_pylist(), degrees, strict=True):
        assert abs(float(written_text) - value) <= 5.1e-8
        assert len(written_text.partition(".")[2]) <= 7
        assert not written_text.endswith((".", " "))
        json.loads(written_text)


def test_parquet_says_where_its_geometry_is(hostile: ExportView) -> None:
    table = pq.read_table(io.BytesIO(written(hostile, "parquet")))
    geo = json.loads(table.schema.metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    column = geo["columns"]["geometry"]
    assert column["encoding"] == "WKB"
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert "crs" not in column
    boxes, shapes = table["bbox"].to_pylist(), table["geometry"].to_pylist()
    assert [box is None for box in boxes] == [shape is None for shape in shapes]
    assert table["name"].to_pylist() == list(HOSTILE)
    assert str(table.schema.field("cost_pen").type) == "decimal128(20, 2)"
    assert table["alerts"].to_pylist()[:2] == [None, ["plazo_vencido", "sin_noticia"]]


def test_the_shapefile_has_a_key_and_the_whole_of_long_texts(hostile: ExportView, tmp_path: Path) -> None:
    path = tmp_path / "p.shp.zip"
    path.write_bytes(written(hostile, "shp.zip"))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert archive.read("proyectos.cpg") == b"UTF-8"
        assert "largo largo" in archive.read("textos_completos.csv").decode()
        key = archive.read("campos.csv").decode()
    assert {"proyectos.shp", "proyectos.prj", "areas.shp", "LEEME.txt"} <= set(names)
    assert all(len(field.short) <= 10 and field.short.isascii() for field in (*PROJECT_FIELDS, *AREA_FIELDS))
    assert all(field.short in key for field in PROJECT_FIELDS)
    frame = pyogrio.read_dataframe(f"/vsizip/{path}/proyectos.shp")
    assert frame["ubigeo_dis"].dropna().str.startswith("06").all()
    assert max(len(text.encode()) for text in frame["nombre"]) <= 254


def test_temporary_files_go_when_the_reader_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pieces = pieces_of("a.bin", lambda path: path.write_bytes(b"x" * 2**20) and None)
    assert next(pieces)
    assert list(tmp_path.iterdir())
    pieces.close()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["gpkg", "shp.zip", "xlsx", "parquet", "fgb"])
def test_the_same_view_gives_the_same_bytes(hostile: ExportView, name: str) -> None:
    assert written(hostile, name) == written(hostile, name)
