"""Formats that GDAL writes: GeoPackage, shapefile and FlatGeobuf, fed with Arrow batches through pyogrio.

These formats cannot be streamed: a temporary file is written, sent in pieces and removed, also when the client goes
away. Only a batch of projects is in memory at a time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from geoapp.db.repositories.bulk import MAX_PROJECTS, BulkRepository
from geoapp.deferred import deferred
from geoapp.services.exports.areas import AreaTable, area_table
from geoapp.services.exports.fields import AREA_FIELDS, LOCATION_FIELDS, PROJECT_FIELDS, Field
from geoapp.services.exports.table import (
    doubles,
    index_batches,
    plain_text,
    point_wkb,
    project_table,
)
from geoapp.services.exports.view import ExportView, Progress, statements
from geoapp.services.exports.words import CODES

if TYPE_CHECKING:
    import pyarrow as pa
    import pyogrio
    from pyogrio import raw
else:
    pa = deferred("pyarrow")
    pyogrio = deferred("pyogrio")
    raw = deferred("pyogrio.raw")

PIECE_BYTES = 1 << 18
EPSG_4326 = "EPSG:4326"
_GEOMETRY = "geometry"
_PARTS_PER_POINT = 10_000
GDAL_ROWS = 8_000
"""Projects handed to GDAL at a time."""
_LOCATION_CODES = {"precision": "precision", "method": "placing_method"}
"""Coded columns of locations, with the column of projects whose codes they have."""
MAX_WIDTH = 254
"""Bytes that a cell of a shapefile holds."""


def pieces_of(name: str, write: Callable[[Path], None]) -> Iterator[bytes]:
    """Let something write a temporary file of a name, give it in pieces and remove it whatever happens."""
    with tempfile.TemporaryDirectory(prefix="geoapp-") as folder:
        path = Path(folder) / name
        write(path)
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece


def write_flatgeobuf(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of a FlatGeobuf; with a spatial index unless the view has projects off the map, which it cannot hold."""

    def write(path: Path) -> None:
        raw.write_arrow(
            project_reader(view, progress),
            path,
            layer="proyectos",
            driver="FlatGeobuf",
            geometry_name=_GEOMETRY,
            geometry_type="Point",
            crs=EPSG_4326,
            layer_options={
                "SPATIAL_INDEX": "YES" if view.all_on_map else "NO",
                "TITLE": view.metadata["title"],
                "DESCRIPTION": orjson.dumps(view.metadata).decode(),
                "TEMPORARY_DIR": str(path.parent),
            },
        )

    return pieces_of("proyectos.fgb", write)


def write_geopackage(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of a GeoPackage: layers projects, locations and areas, tables metadata, fields and codes."""

    def write(path: Path) -> None:
        _date_of_writing(view)
        write_project_layer(view, progress, path)
        _write_locations(view, path)
        write_area_layer(area_table(view), path, driver="GPKG", layer="areas")
        _write_table(
            path, "metadata", {"name": [n for n, _ in statements(view)], "value": [v for _, v in statements(view)]}
        )
        _write_table(path, "fields", field_key())
        _write_table(path, "codes", code_key())

    return pieces_of("inversiones.gpkg", write)


def write_area_geopackage(view: ExportView, progress: Progress, table: AreaTable) -> Iterator[bytes]:
    """Pieces of a GeoPackage of areas only."""

    def write(path: Path) -> None:
        _date_of_writing(view)
        write_area_layer(table, path, driver="GPKG", layer="areas")
        _write_table(
            path, "metadata", {"name": [n for n, _ in statements(view)], "value": [v for _, v in statements(view)]}
        )
        progress(len(view.indices))

    return pieces_of("areas.gpkg", write)


def write_project_layer(view: ExportView, progress: Progress, path: Path) -> None:
    """Write the points of a view as the layer ``projects`` of a GeoPackage."""
    raw.write_arrow(
        project_reader(view, progress),
        path,
        layer="projects",
        driver="GPKG",
        geometry_name=_GEOMETRY,
        geometry_type="Point",
        crs=EPSG_4326,
    )


def project_reader(
    view: ExportView,
    progress: Progress,
    change: Callable[[Field, pa.Array], pa.Array] | None = None,
    *,
    short: bool = False,
) -> pa.RecordBatchReader:
    """Projects of a view as Arrow batches that GDAL takes: text, doubles, WKB.

    Parameters
    ----------
    change
        Applied to each text column.
    short
        Name columns as shapefiles need, and make them as wide as their longest text.
    """
    table = project_table(view.publication)
    fields = [
        _arrow_field(field, short=short, width=table.text_bytes(field.name) if short and field.is_text else None)
        for field in PROJECT_FIELDS
    ]
    schema = pa.schema([*fields, pa.field(_GEOMETRY, pa.binary())])
    alerts = pa.array(table.alert_texts(), pa.string())

    def batches() -> Iterator[pa.RecordBatch]:
        for indices in index_batches(view.indices, GDAL_ROWS):
            taken = table.take(indices)
            columns = []
            for field in PROJECT_FIELDS:
                if field.name == "edition":
                    column = pa.array(np.full(len(indices), table.edition, dtype=np.int32))
                elif field.name == "alerts":
                    column = alerts.take(taken["alerts"])
                elif field.is_text:
                    column = plain_text(taken[field.name])
                else:
                    column = doubles(taken[field.name])
                columns.append(change(field, column) if change is not None and field.is_text else column)
            columns.append(point_wkb(*table.coordinates(indices)))
            yield pa.RecordBatch.from_arrays(columns, schema=schema)
            progress(len(indices))

    return pa.RecordBatchReader.from_batches(schema, batches())


def write_area_layer(
    table: AreaTable, path: Path, *, driver: str, layer: str, short: bool = False, **options: str
) -> None:
    """Write rows of areas as a layer of multipolygons."""
    fields = [_arrow_field(field, short=short) for field in AREA_FIELDS]
    columns = table.columns()
    arrays = [
        pa.array([None if v is None else float(v) for v in columns[field.name]], pa.float64())
        if not field.is_text and field.kind != "integer"
        else pa.array(columns[field.name], _type(field))
        for field in AREA_FIELDS
    ]
    data = pa.Table.from_arrays([*arrays, table.wkb], schema=pa.schema([*fields, pa.field(_GEOMETRY, pa.binary())]))
    raw.write_arrow(
        data,
        path,
        layer=layer,
        driver=driver,
        geometry_name=_GEOMETRY,
        geometry_type="MultiPolygon",
        crs=EPSG_4326,
        layer_options=options,
    )


def field_key() -> dict[str, list[str]]:
    """What each column of each layer is, as columns."""
    layers = (("projects", PROJECT_FIELDS), ("locations", LOCATION_FIELDS), ("areas", AREA_FIELDS))
    rows = [(layer, field) for layer, fields in layers for field in fields]
    return {
        "layer": [layer for layer, _ in rows],
        "name": [field.name for _, field in rows],
        "short": [field.short for _, field in rows],
        "kind": [field.kind for _, field in rows],
        "heading": [field.heading for _, field in rows],
        "title": [field.title for _, field in rows],
    }


def code_key() -> dict[str, list[str]]:
    """What each code means, by layer and column, as columns to join with."""
    rows = [
        (layer, name, str(code), words)
        for layer, columns in (("projects", {name: name for name in CODES}), ("locations", _LOCATION_CODES))
        for name, codes in columns.items()
        for code, words in CODES[codes].items()
    ]
    return {name: [row[at] for row in rows] for at, name in enumerate(("layer", "name", "code", "words"))}


def _write_locations(view: ExportView, path: Path) -> None:
    schema = pa.schema([*(_arrow_field(field) for field in LOCATION_FIELDS), pa.field(_GEOMETRY, pa.binary())])
    publication = view.publication
    ids = publication.portfolio.text["project_id"]

    def batches() -> Iterator[pa.RecordBatch]:
        with publication.database.reading() as session:
            reader = BulkRepository(session, publication.edition.id)
            for indices in index_batches(view.indices, MAX_PROJECTS):
                records = reader.locations([str(ids[index]) for index in indices.tolist()])
                lon = np.array([np.nan if r.lon is None else r.lon for r in records], dtype=np.float64)
                lat = np.array([np.nan if r.lat is None else r.lat for r in records], dtype=np.float64)
                columns = [
                    pa.array([_location_value(r, field) for r in records], schema.field(field.name).type)
                    for field in LOCATION_FIELDS
                ]
                points = point_wkb(np.round(lon, 7), np.round(lat, 7), ~np.isnan(lon))
                yield pa.RecordBatch.from_arrays([*columns, points], schema=schema)

    raw.write_arrow(
        pa.RecordBatchReader.from_batches(schema, batches()),
        path,
        layer="locations",
        driver="GPKG",
        geometry_name=_GEOMETRY,
        geometry_type="Point",
        crs=EPSG_4326,
    )


def _location_value(record: Any, field: Field) -> Any:
    if field.name == "share_pct":
        return None if record.share_millionths is None else record.share_millionths / _PARTS_PER_POINT
    return getattr(record, field.name) if field.kind == "integer" else getattr(record, field.name) or None


def _write_table(path: Path, layer: str, columns: dict[str, list[Any]]) -> None:
    raw.write_arrow(pa.table(columns), path, layer=layer, driver="GPKG")


def _arrow_field(field: Field, *, short: bool = False, width: int | None = None) -> pa.Field:
    # QGIS shows the alternative name as alias; programs go by the name.
    metadata = {"GDAL:OGR:comment": field.title, "GDAL:OGR:alternative_name": field.heading}
    if width is not None:
        metadata["GDAL:OGR:width"] = str(min(width, MAX_WIDTH))
    return pa.field(field.short if short else field.name, _type(field), metadata=metadata)


def _date_of_writing(view: ExportView) -> None:
    """Date the file by its edition, so that the same view gives the same bytes."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": view.published.strftime("%Y-%m-%dT%H:%M:%S.000Z")})


def _type(field: Field) -> pa.DataType:
    if field.kind in {"money", "percent", "number"}:
        return pa.float64()
    return pa.int32() if field.kind == "integer" else pa.string()
