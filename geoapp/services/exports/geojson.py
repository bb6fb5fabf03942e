"""GeoJSON (RFC 7946) and GeoJSON text sequences (RFC 8142) of the filtered view.

WGS 84 longitude and latitude with at most 7 decimals, no `crs`, null geometry off the map. A collection says what it
is in the foreign member `metadata`; a sequence has no room for it, so its metadata stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from geoapp.deferred import deferred
from geoapp.services.exports.fields import PROJECT_FIELDS, Field
from geoapp.services.exports.rows import CellStyle, RowWriter, join, replace_where, to_bytes
from geoapp.services.exports.table import BATCH_ROWS, ProjectTable, coordinate_texts, pick, project_table
from geoapp.services.exports.view import ExportView, Progress
from geoapp.services.portfolio import IntArray

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc
else:
    pa = deferred("pyarrow")
    pc = deferred("pyarrow.compute")

_CONTROLS = re.compile(r"[\x00-\x1f]")
RECORD_SEPARATOR = "\x1e"
MAX_KEPT_BYTES = 48 * 2**20
"""Room for written features of one edition, some 50 thousand projects."""


def _quoted(column: pa.Array) -> pa.Array:
    """Texts as JSON writes them; signs that are common are escaped by Arrow, control characters one by one."""
    for sign in ("\\", '"'):
        if pc.any(pc.match_substring(column, sign)).as_py():
            column = pc.replace_substring(column, sign, "\\" + sign)
    return join('"', replace_where(column, r"[\x00-\x1f]", _without_controls), '"')


def _without_controls(text: str) -> str:
    return _CONTROLS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _key(field: Field) -> str:
    return f'"{field.name}":'


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

    def rows(self, indices: IntArray, coordinates: tuple[pa.Array, pa.Array] | None = None) -> pa.Array:
        """Features as texts, one per project.

        Parameters
        ----------
        coordinates
            Written first and second coordinate, null off the map; WGS 84 longitude and latitude when not given.
        """
        if coordinates is None:
            lon, lat, placed = self._table.coordinates(indices)
            coordinates = coordinate_texts(lon, placed), coordinate_texts(lat, placed)
        point = join('{"type":"Point","coordinates":[', coordinates[0], ",", coordinates[1], "]}").fill_null("null")
        separated: list[pa.Array | str] = []
        for cell in self._rows.cells(indices):
            separated += [",", cell] if separated else [cell]
        return join(
            '{"type":"Feature","id":',
            pick(_quoted_ids(self._table), indices),
            ',"geometry":',
            point,
            ',"properties":{',
            *separated,
            "}}",
        )


class KeptFeatures:
    """Features of an edition, written once: the blocks that whole downloads ask for are kept, up to a bound.

    With `MAX_KEPT_BYTES` the region's projects fit; of larger editions the first blocks are kept and the rest is
    written anew for each file.
    """

    def __init__(self, table: ProjectTable) -> None:
        self._table = table
        self._writer = FeatureWriter(table)
        self._blocks: dict[int, pa.Array] = {}
        self._bytes = 0

    def pieces(self, indices: IntArray) -> Iterator[tuple[int, pa.Array]]:
        """Number of projects and their features, block by block."""
        starts = np.unique(indices // BATCH_ROWS)
        ends = np.searchsorted(indices, (starts + 1) * BATCH_ROWS)
        begin = 0
        for number, end in zip(starts.tolist(), ends.tolist(), strict=True):
            yield end - begin, self._features(number, indices[begin:end])
            begin = end

    def _features(self, number: int, indices: IntArray) -> pa.Array:
        first = number * BATCH_ROWS
        last = min(first + BATCH_ROWS, self._table.size)
        block = self._blocks.get(number)
        if block is None:
            if self._bytes >= MAX_KEPT_BYTES or len(indices) * 2 < last - first:
                return self._writer.rows(indices)
            block = self._writer.rows(np.arange(first, last))
            self._blocks[number] = block
            self._bytes += block.nbytes
        return pick(block, indices - first)


def kept_features(table: ProjectTable) -> KeptFeatures:
    """The features of the edition, as far as they are written."""
    kept = table.rendered.get("features")
    if kept is None:
        kept = table.rendered.setdefault("features", KeptFeatures(table))
    result: KeptFeatures = kept
    return result


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
    cut = 1
    for count, features in kept_features(project_table(view.publication)).pieces(view.indices):
        yield to_bytes(join(",\n", features))[cut:]
        cut = 0
        progress(count)
    yield b"\n]}\n"


def write_sequence(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of a GeoJSON text sequence: a record separator, a feature, a line feed."""
    for count, features in kept_features(project_table(view.publication)).pieces(view.indices):
        yield to_bytes(join(RECORD_SEPARATOR, features, "\n"))
        progress(count)


def dump_features(features: Iterator[Mapping[str, Any]], head: Mapping[str, Any]) -> bytes:
    """A FeatureCollection of a few features given as objects, as of areas."""
    return orjson.dumps({"type": "FeatureCollection", **head, "features": list(features)}) + b"\n"
