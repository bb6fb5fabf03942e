"""Each format beside pyogrio writing the same frame; GeoJSON beside geopandas."""

from __future__ import annotations

import io
import shutil
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geoapp.db import Database
from geoapp.domain.filters import ProjectFilter
from geoapp.services.exports import EXPORTS, ExportView, no_progress
from geoapp.services.exports.gdal import pieces_of, write_project_layer
from geoapp.services.exports.table import project_table
from tests.benchmarks.exports.generate import synthetic_publication
from tests.benchmarks.exports.report import best_ms, head, row

DRIVERS = {
    "geojsonl": ("GeoJSONSeq", "geojsonl"),
    "gpkg": ("GPKG", "gpkg"),
    "shp.zip": ("ESRI Shapefile", "shp.zip"),
    "kml": ("LIBKML", "kml"),
    "fgb": ("FlatGeobuf", "fgb"),
    "csv": ("CSV", "csv"),
    "excel.csv": ("CSV", "csv"),
    "xlsx": ("XLSX", "xlsx"),
}


def view_of(database: Database, count: int) -> ExportView:
    """A new synthetic edition: nothing of it is written yet."""
    return ExportView.of(synthetic_publication(database, count), ProjectFilter())


def frame_of(view: ExportView) -> gpd.GeoDataFrame:
    """The same rows and columns as a frame, numbers as floats and lists as text, as pyogrio takes them."""
    content = b"".join(EXPORTS["parquet"].write(view, no_progress))
    frame = gpd.read_parquet(io.BytesIO(content))
    frame = frame.drop(columns="bbox", errors="ignore")
    for name in frame.columns.drop("geometry"):
        if name.endswith(("_pen", "_pct")):
            frame[name] = pd.to_numeric(frame[name])
        elif name == "alerts":
            frame[name] = [None if value is None else "; ".join(value) for value in frame[name]]
    return frame


def drain(pieces: Iterator[bytes]) -> int:
    """Bytes of all pieces."""
    return sum(map(len, pieces))


def compare_geojson(database: Database, count: int, repeats: int) -> gpd.GeoDataFrame:
    """GeoJSON: the first file of an edition, the following ones, geopandas and pyogrio; gives the frame."""
    write = EXPORTS["geojson"].write
    cold, first = [], []
    for _ in range(3):
        view = view_of(database, count)
        started = time.perf_counter()
        pieces = write(view, no_progress)
        next(pieces)
        first.append(1000 * (time.perf_counter() - started))
        drain(pieces)
        cold.append(1000 * (time.perf_counter() - started))
    frame = frame_of(view)
    warm = best_ms(lambda: drain(write(view, no_progress)), repeats)
    whole = best_ms(frame.to_json, max(2, repeats // 2))
    driver = best_ms(lambda: _by_pyogrio(frame, "GeoJSON", Path("/vsimem/bench.geojson"), arrow=True), repeats)
    head(["GeoJSON", "ms", "frente a geopandas.to_json"])
    row(["geopandas.to_json", f"{whole:.0f}", "1"])
    row(["pyogrio (Arrow)", f"{driver:.0f}", f"{whole / driver:.1f} veces"])
    row(["geoapp, primer archivo de la edición", f"{min(cold):.0f}", f"{whole / min(cold):.1f} veces"])
    row(["geoapp, los siguientes", f"{warm:.1f}", f"{whole / warm:.0f} veces"])
    row(["geoapp, primer byte (peor de 3)", f"{max(first):.1f}", ""])
    return frame


def compare_formats(database: Database, count: int, repeats: int, frame: gpd.GeoDataFrame, folder: Path) -> None:
    """The other formats beside pyogrio; each of ours is a whole file with its metadata."""
    view = view_of(database, count)
    project_table(view.publication)
    head(["formato", "geoapp, ms", "pyogrio, ms", "geoapp / pyogrio"])
    for name, (driver, suffix) in DRIVERS.items():
        ours = best_ms(lambda name=name: drain(EXPORTS[name].write(view, no_progress)), repeats)
        theirs = _fastest_of_pyogrio(frame, driver, folder / "pyogrio" / f"file.{suffix}", repeats)
        row([name, f"{ours:.0f}", f"{theirs:.0f}", f"{ours / theirs:.2f}"])
        if name == "gpkg":
            alone = best_ms(
                lambda: drain(pieces_of("a.gpkg", lambda path: write_project_layer(view, no_progress, path))), repeats
            )
            row(["gpkg, solo la capa projects", f"{alone:.0f}", f"{theirs:.0f}", f"{alone / theirs:.2f}"])
    ours = best_ms(lambda: drain(EXPORTS["parquet"].write(view, no_progress)), repeats)
    theirs = best_ms(lambda: frame.to_parquet(io.BytesIO(), write_covering_bbox=True, compression="zstd"), repeats)
    row(["parquet (frente a geopandas)", f"{ours:.0f}", f"{theirs:.0f}", f"{ours / theirs:.2f}"])


def _fastest_of_pyogrio(frame: gpd.GeoDataFrame, driver: str, path: Path, repeats: int) -> float:
    """The faster of its two ways, by Arrow and by rows."""
    return min(best_ms(lambda way=way: _by_pyogrio(frame, driver, path, arrow=way), repeats) for way in (False, True))


def _by_pyogrio(frame: gpd.GeoDataFrame, driver: str, path: Path, *, arrow: bool) -> None:
    options = {"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" else {}
    target: Path | str = path
    if not str(path).startswith("/vsimem"):
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir()
    else:
        pyogrio.vsi_unlink(path) if str(path) in pyogrio.vsi_listtree("/vsimem/") else None
    if driver in {"XLSX", "CSV"}:  # without geometry, as columns of coordinates
        plain = pd.DataFrame(frame.drop(columns="geometry")).assign(lon=frame.geometry.x, lat=frame.geometry.y)
        pyogrio.write_dataframe(plain, target, driver=driver, use_arrow=arrow)
        return
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # names are cut to ten letters
        pyogrio.write_dataframe(frame, target, driver=driver, use_arrow=arrow, **options)
