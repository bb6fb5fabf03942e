"""GeoJSON (RFC 7946) and GeoJSON text sequences (RFC 8142) of the filtered view.

WGS 84 longitude and latitude with at most 7 decimals, no `crs`, null geometry off the map. A collection says what it
is in the foreign member `metadata`; a sequence has no room for it, so its metadata stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from geoapp.services.exports.fields import PROJECT_FIELDS, Field
from geoapp.services.exports.rows import CellStyle, RowWriter, join, replace_where, to_bytes
from geoapp.services.exports.table import ProjectTable, coordinate_texts, index_batches, project_table
from geoapp.services.exports.view import ExportView, Progress
from geoapp.services.portfolio import IntArray

_ESCAPED = r'[\x00-\x1f"\\]'
RECORD_SEPARATOR = "\x1e"


def _quoted(column: pa.Array) -> pa.Array:
    return join('"', replace_where(column, _ESCAPED, lambda text: orjson.dumps(text).decode()[1:-1]), '"')


def _key(field: Field) -> str:
    return f',"{field.name}":'


_STYLE = CellStyle(
    name="geojson",
    text=lambda field, column: join(_key(field), _quoted(column)),
    number=lambda field, column: join(_key(field), column),
    alerts=lambda field, names: _key(field) + orjson.dumps(names).decode(),
    null=lambda field: _key(field) + "null",
)


class FeatureWriter:
    """Writes projects as GeoJSON features, a batch at a time.

    Parameters
    ----------
    table
        Columns of the edition.
    fields
        Properties to write; all when not given.
    """

    def __init__(self, table: ProjectTable, fields: Sequence[Field] = PROJECT_FIELDS) -> None:
        self._table = table
        self._rows = RowWriter(table, _STYLE, fields)

    def features(
        self, indices: IntArray, *, before: str, after: str, coordinates: tuple[pa.Array, pa.Array] | None = None
    ) -> bytes:
        """Features one after another, each between two constants.

        Parameters
        ----------
        coordinates
            Written first and second coordinate, null off the map; WGS 84 longitude and latitude when not given.
        """
        if coordinates is None:
            lon, lat, placed = self._table.coordinates(indices)
            coordinates = coordinate_texts(lon, placed), coordinate_texts(lat, placed)
        point = join('{"type":"Point","coordinates":[', coordinates[0], ",", coordinates[1], "]}").fill_null("null")
        wanted = pa.array(indices)
        cells = self._rows.cells(indices)
        identifier = join(_quoted_ids(self._table).take(wanted))
        # Every cell begins with a comma: the first one of the properties is cut off.
        cells = [pc.binary_slice(cells[0].cast(pa.binary()), 1).cast(pa.string()), *cells[1:]] if cells else []
        rows = join(
            before + '{"type":"Feature","id":',
            identifier,
            ',"geometry":',
            point,
            ',"properties":{',
            *cells,
            "}}" + after,
        )
        return to_bytes(rows)


def _quoted_ids(table: ProjectTable) -> pa.Array:
    kept = table.rendered.get("json ids")
    if kept is None:
        column = table.columns["id"]
        kept = _quoted(column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column)
        table.rendered["json ids"] = kept
    return kept


def write_geojson(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of a FeatureCollection; projects off the map are there too, with null geometry."""
    head: dict[str, Any] = {"type": "FeatureCollection"}
    bbox = view.bbox
    if bbox is not None:
        head["bbox"] = bbox
    head["metadata"] = view.metadata
    yield orjson.dumps(head)[:-1] + b',"features":['
    writer = FeatureWriter(project_table(view.publication))
    cut = 1
    for batch in index_batches(view.indices):
        yield writer.features(batch, before=",\n", after="")[cut:]
        cut = 0
        progress(len(batch))
    yield b"\n]}\n"


def write_sequence(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of a GeoJSON text sequence: a record separator, a feature, a line feed."""
    writer = FeatureWriter(project_table(view.publication))
    for batch in index_batches(view.indices):
        yield writer.features(batch, before=RECORD_SEPARATOR, after="\n")
        progress(len(batch))


def dump_features(features: Iterator[Mapping[str, Any]], head: Mapping[str, Any]) -> bytes:
    """A FeatureCollection of a few features given as objects, as of areas."""
    return orjson.dumps({"type": "FeatureCollection", **head, "features": list(features)}) + b"\n"
