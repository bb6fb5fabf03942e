"""The application on the shipped data, and its files reopened by other programs."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import polars as pl
import pyogrio
import pytest

from geoapp.db import Database
from tests.support.serving import Client, serving


@pytest.fixture(scope="session")
def client(sqlite_shipped: Database) -> Iterator[Client]:
    with serving(sqlite_shipped) as made:
        yield made


@dataclass(frozen=True)
class Reopened:
    """What another program found in a file."""

    projects: int
    without_geometry: int
    cost: Decimal
    codes: frozenset[str]
    """Values of the column of district codes."""


def _cents(values: list[float | None]) -> Decimal:
    return sum((Decimal(f"{value:.2f}") for value in values if value is not None and value == value), Decimal(0))  # noqa: PLR0124


def _frame(frame: gpd.GeoDataFrame, cost: str = "cost_pen", district: str = "district_ubigeo") -> Reopened:
    values = [None if value is None else float(value) for value in frame[cost].tolist()]
    codes = frozenset(value for value in frame[district].tolist() if isinstance(value, str) and value)
    return Reopened(len(frame), int(frame.geometry.isna().sum()), _cents(values), codes)


def by_gdal(content: bytes, suffix: str, layer: str | None = None) -> gpd.GeoDataFrame:
    """A file as GDAL reads it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{suffix}"
        path.write_bytes(content)
        return pyogrio.read_dataframe(path, layer=layer)


def _shapefile(content: bytes) -> Reopened:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.shp.zip"
        path.write_bytes(content)
        return _frame(pyogrio.read_dataframe(f"/vsizip/{path}/proyectos.shp"), "costo_pen", "ubigeo_dis")


def _parquet(content: bytes) -> Reopened:
    return _frame(gpd.read_parquet(io.BytesIO(content)))


@dataclass(frozen=True)
class Names:
    """Names of the columns that are added up."""

    cost: str
    district: str
    lon: str


TECHNICAL = Names("cost_pen", "district_ubigeo", "lon")
READ = {
    "es": Names("Costo de referencia (S/)", "Ubigeo de los distritos", "Longitud"),
    "en": Names("Reference cost (S/)", "Ubigeo of the districts", "Longitude"),
}
"""In files for spreadsheets, by language."""


def _csv(content: bytes, names: Names = TECHNICAL) -> Reopened:
    frame = pl.read_csv(io.BytesIO(content), infer_schema_length=0)
    codes = frozenset(code.strip("\t") for code in frame[names.district].to_list() if code)
    cost = sum((Decimal(value) for value in frame[names.cost].to_list() if value), Decimal(0))
    return Reopened(len(frame), sum(not value for value in frame[names.lon].to_list()), cost, codes)


def by_openpyxl(content: bytes) -> openpyxl.Workbook:
    """A workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    """Rows of a sheet by the headings of its first row."""
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _xlsx(content: bytes, names: Names = READ["es"]) -> Reopened:
    table = rows_of(by_openpyxl(content).worksheets[0])
    codes = frozenset(str(row[names.district]) for row in table if row[names.district] is not None)
    without = sum(row[names.lon] is None for row in table)
    return Reopened(len(table), without, _cents([row[names.cost] for row in table]), codes)


def _sequence(content: bytes) -> Reopened:
    features = [json.loads(text) for text in content.decode().split("\x1e")[1:]]
    properties = [feature["properties"] for feature in features]
    return Reopened(
        len(features),
        sum(feature["geometry"] is None for feature in features),
        _cents([row["cost_pen"] for row in properties]),
        frozenset(row["district_ubigeo"] for row in properties if row["district_ubigeo"]),
    )


REOPENED: dict[str, Callable[[bytes], Reopened]] = {
    "geojson": lambda content: _frame(by_gdal(content, "geojson")),
    "geojsonl": _sequence,
    "gpkg": lambda content: _frame(by_gdal(content, "gpkg", "projects")),
    "shp.zip": _shapefile,
    "kml": lambda content: _frame(by_gdal(content, "kml")),
    "fgb": lambda content: _frame(by_gdal(content, "fgb")),
    "parquet": _parquet,
    "csv": _csv,
    "excel.csv": lambda content: _csv(content, READ["es"]),
    "xlsx": _xlsx,
}
"""By format: GDAL, json, geopandas (pyarrow), polars, openpyxl."""
IN_ENGLISH: dict[str, Callable[[bytes], Reopened]] = {
    "excel.csv": lambda content: _csv(content, READ["en"]),
    "xlsx": lambda content: _xlsx(content, READ["en"]),
}
"""The formats that have words, in English."""
