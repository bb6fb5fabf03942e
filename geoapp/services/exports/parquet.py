"""GeoParquet 1.1 of the filtered view: WKB points, a covering `bbox` column, exact decimals, written as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import orjson

from geoapp.deferred import deferred
from geoapp.services.exports.fields import PROJECT_FIELDS, Field
from geoapp.services.exports.sink import Sink
from geoapp.services.exports.table import ProjectTable, index_batches, plain_text, point_wkb, project_table
from geoapp.services.exports.view import ExportView, Progress
from geoapp.services.portfolio import IntArray

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq
else:
    pa = deferred("pyarrow")
    pq = deferred("pyarrow.parquet")

ROW_GROUP = 20_000
_SIDES = ("xmin", "ymin", "xmax", "ymax")


def _bbox() -> pa.DataType:
    return pa.struct([(side, pa.float64()) for side in _SIDES])


def _column(field: Field) -> pa.Field:
    types = {
        "money": pa.decimal128(20, 2),
        "percent": pa.decimal128(12, 2),
        "list": pa.list_(pa.string()),
        "integer": pa.int64(),
    }
    return pa.field(field.name, types.get(field.kind, pa.string()), metadata={"description": field.title})


def schema_of(view: ExportView) -> pa.Schema:
    """Schema with the `geo` metadata of GeoParquet and what the file says of itself under `geoapp`."""
    geometry: dict[str, object] = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "covering": {"bbox": {side: ["bbox", side] for side in _SIDES}},
    }
    if view.bbox is not None:
        geometry["bbox"] = view.bbox
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}
    fields = [_column(field) for field in PROJECT_FIELDS]
    fields += [pa.field("geometry", pa.binary()), pa.field("bbox", _bbox())]
    return pa.schema(fields, metadata={"geo": json.dumps(geo), "geoapp": orjson.dumps(view.metadata)})


def write_parquet(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of the file, a row group at a time."""
    schema = schema_of(view)
    sink = Sink()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd", write_page_index=True) as writer:
        yield sink.taken()
        table = project_table(view.publication)
        sets = pa.array([names or None for names in table.alert_sets], pa.list_(pa.string()))
        for batch in index_batches(view.indices, ROW_GROUP):
            writer.write_table(pa.Table.from_batches([_batch(table, batch, schema, sets)]), row_group_size=ROW_GROUP)
            yield sink.taken()
            progress(len(batch))
    yield sink.taken()


def _batch(table: ProjectTable, indices: IntArray, schema: pa.Schema, sets: pa.Array) -> pa.RecordBatch:
    taken = table.take(indices)
    lon, lat, placed = table.coordinates(indices)
    columns = []
    for field in PROJECT_FIELDS:
        if field.name == "edition":
            columns.append(pa.array(np.full(len(indices), table.edition)))
        elif field.name == "alerts":
            columns.append(sets.take(taken["alerts"]))
        elif field.kind == "percent":
            columns.append(taken[field.name].cast(pa.decimal128(12, 2)))
        else:
            columns.append(plain_text(taken[field.name]))
    columns.append(point_wkb(lon, lat, placed))
    x, y = pa.array(lon, mask=~placed), pa.array(lat, mask=~placed)
    columns.append(pa.StructArray.from_arrays([x, y, x, y], fields=list(_bbox()), mask=pa.array(~placed)))
    return pa.RecordBatch.from_arrays(columns, schema=schema)
