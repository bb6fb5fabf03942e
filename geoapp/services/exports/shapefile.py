"""Zipped shapefiles: points of projects and polygons of areas apart, UTF-8, with the key of the short column names.

A dBASE cell holds at most 254 bytes: longer texts are cut between letters, and stand whole in
``textos_completos.csv`` inside the same archive.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geoapp.deferred import deferred
from geoapp.services.exports.archive import ZipStream
from geoapp.services.exports.areas import AreaTable, area_table
from geoapp.services.exports.fields import AREA_FIELDS, PROJECT_FIELDS, Field
from geoapp.services.exports.gdal import EPSG_4326, MAX_WIDTH, PIECE_BYTES, project_reader, write_area_layer
from geoapp.services.exports.table import index_batches, plain_text, project_table
from geoapp.services.exports.view import ExportView, Progress, statements

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyogrio import raw
else:
    pa = deferred("pyarrow")
    pc = deferred("pyarrow.compute")
    raw = deferred("pyogrio.raw")

_DRIVER = "ESRI Shapefile"


def write_shapefile(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of the archive: ``proyectos`` (points, null shapes off the map), ``areas`` (polygons), key, read-me."""
    with tempfile.TemporaryDirectory(prefix="geoapp-") as name:
        folder = Path(name)
        raw.write_arrow(
            project_reader(view, progress, lambda _, column: _cut(column), short=True),
            folder / "proyectos.shp",
            layer="proyectos",
            driver=_DRIVER,
            geometry_name="geometry",
            geometry_type="Point",
            crs=EPSG_4326,
            layer_options=_options(view),
        )
        write_area_layer(
            area_table(view), folder / "areas.shp", driver=_DRIVER, layer="areas", short=True, **_options(view)
        )
        yield from _archive(view, folder, (("proyectos", PROJECT_FIELDS), ("areas", AREA_FIELDS)), _long_texts(view))


def write_area_shapefile(view: ExportView, progress: Progress, table: AreaTable) -> Iterator[bytes]:
    """Pieces of an archive of areas only."""
    with tempfile.TemporaryDirectory(prefix="geoapp-") as name:
        folder = Path(name)
        write_area_layer(table, folder / "areas.shp", driver=_DRIVER, layer="areas", short=True, **_options(view))
        progress(len(view.indices))
        yield from _archive(view, folder, (("areas", AREA_FIELDS),), b"")


def _options(view: ExportView) -> dict[str, str]:
    return {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": view.published.date().isoformat()}


def _archive(
    view: ExportView, folder: Path, keys: Sequence[tuple[str, Sequence[Field]]], long_texts: bytes
) -> Iterator[bytes]:
    archive = ZipStream(view.published)
    for path in sorted(folder.iterdir()):
        yield from archive.add(path.name, _file_pieces(path))
    key = [("capa", "columna", "nombre", "clase", "significado")]
    key += [(layer, field.short, field.name, field.kind, field.title) for layer, fields in keys for field in fields]
    yield from archive.add("campos.csv", [_csv(key)])
    yield from archive.add("LEEME.txt", ["".join(f"{name}: {text}\r\n" for name, text in statements(view)).encode()])
    if long_texts:
        yield from archive.add("textos_completos.csv", [long_texts])
    yield archive.close()


def _file_pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _too_long(column: pa.Array) -> pa.Array:
    return pc.greater(pc.binary_length(column), MAX_WIDTH).fill_null(False)


def _cut(column: pa.Array) -> pa.Array:
    long = _too_long(column)
    if not pc.any(long).as_py():
        return column
    cut = [text.encode()[:MAX_WIDTH].decode(errors="ignore") for text in column.filter(long).to_pylist()]
    return pc.replace_with_mask(column, long, pa.array(cut, pa.string()))


def _long_texts(view: ExportView) -> bytes:
    """Whole texts of the cells that were cut, as CSV; nothing where none was."""
    table = project_table(view.publication)
    rows: list[tuple[str, str, str]] = []
    fields = [field for field in PROJECT_FIELDS if field.is_text and field.kind != "list"]
    for indices in index_batches(view.indices):
        taken = table.take(indices)
        ids = plain_text(taken["id"])
        for field in fields:
            column = plain_text(taken[field.name])
            long = _too_long(column)
            if pc.any(long).as_py():
                pairs = zip(ids.filter(long).to_pylist(), column.filter(long).to_pylist(), strict=True)
                rows += [(identifier, field.short, text) for identifier, text in pairs]
    return _csv([("id", "columna", "texto"), *rows]) if rows else b""
