"""Projects of an edition as Arrow columns, built once and shared by all files of the edition.

Repeated texts (sectors, states, areas, dates, sources) are kept once and referred to by code, so that the columns of
450 thousand projects stay small and each format writes the text of a repeated value only once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from geoapp.deferred import deferred
from geoapp.domain.columns import MISSING
from geoapp.domain.vocabulary import Alert
from geoapp.services.portfolio import BoolArray, FloatArray, IntArray
from geoapp.services.publication import Publication

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc
else:
    pa = deferred("pyarrow")
    pc = deferred("pyarrow.compute")

BATCH_ROWS = 4_000
"""Projects written at a time: some four megabytes, whatever the size of the file."""
_REPEATED = 4
"""A text column is kept by code when values occur this often on average."""
COORDINATE_SCALE = 7

_TEXT = {
    "id": "project_id",
    "cui": "cui",
    "name": "name",
    "sector": "sector",
    "status": "status",
    "precision": "precision",
    "cost_kind": "cost_kind",
    "cost_date": "cost_date",
    "source_date": "source_date",
    "snip": "snip",
    "kind": "kind",
    "role": "role",
    "placing_method": "method",
    "sharing": "sharing_rule",
    "cost_bound": "cost_bound",
    "status_date": "status_date",
    "executing_entity": "executing_entity",
    "start_date": "start_date",
    "end_date": "end_date",
}
"""Properties that are a text of the portfolio as it stands; blank is no data."""


class ProjectTable:
    """Typed columns of all projects of an edition, in its stable order.

    Text is ``string`` or ``dictionary<string>``, money ``decimal128(20, 2)``, percentages ``decimal128(12, 2)``,
    `alerts` codes into `alert_sets`. Take it from `project_table`.
    """

    def __init__(self, publication: Publication) -> None:
        portfolio, text = publication.portfolio, publication.portfolio.text
        self.size = portfolio.size
        self.lon, self.lat = portfolio.lon, portfolio.lat
        self.edition = portfolio.edition
        names = publication.names
        columns: dict[str, pa.Array] = {name: _texts(text[column]) for name, column in _TEXT.items()}
        for level in ("province", "district"):
            codes = text[f"{level}_codes"]
            columns[level] = _mapped(codes, lambda joined: "; ".join(names[code] for code in joined.split(";")))
            columns[f"{level}_ubigeo"] = _mapped(codes, lambda joined: joined.replace(";", "; "))
        columns["locality"] = _mapped(text["locality_names"], lambda joined: joined.replace(";", "; "))
        columns["source"] = _mapped(
            text["source_id"],
            lambda key: (publication.sources[key].url or None) if key in publication.sources else None,
        )
        columns["progress_date"] = _texts(
            [
                physical or financial
                for physical, financial in zip(text["physical_date"], text["financial_date"], strict=True)
            ]
        )
        known = portfolio.cost_centimos != MISSING
        columns["cost_pen"] = decimals(portfolio.cost_centimos, 2, known & portfolio.summed)
        columns["package_pen"] = decimals(portfolio.cost_centimos, 2, known & ~portfolio.summed)
        for name, amounts in (("pim_pen", portfolio.pim_centimos), ("accrued_pen", portfolio.accrued_centimos)):
            columns[name] = decimals(amounts, 2, amounts != MISSING)
        for name, points in (("physical_pct", portfolio.physical_bp), ("financial_pct", portfolio.financial_bp)):
            columns[name] = decimals(points, 2, points != MISSING)
        bits, sets = np.unique(portfolio.alerts, return_inverse=True)
        self.alert_sets = [_alerts(int(value)) for value in bits]
        columns["alerts"] = pa.array(sets.astype(np.int32))
        self.columns = columns
        self.codes = {name: _codes(column) for name, column in columns.items() if pa.types.is_dictionary(column.type)}
        """Codes of repeated texts; null has the code after the last."""
        self.rendered: dict[Any, Any] = {}
        """What formats keep of the edition: the written form of repeated values."""

    def alert_texts(self) -> list[str | None]:
        """Each distinct set of alerts as one text, None for the empty set."""
        return ["; ".join(names) or None for names in self.alert_sets]

    def text_bytes(self, name: str) -> int:
        """Bytes (UTF-8) of the longest value of a text column in the edition, 1 at least."""
        key = ("bytes", name)
        longest = self.rendered.get(key)
        if longest is None:
            column = self.columns[name]
            values = pa.array(self.alert_texts(), pa.string()) if name == "alerts" else column
            values = values.dictionary if pa.types.is_dictionary(values.type) else values
            longest = max(1, pc.max(pc.binary_length(values)).as_py() or 0)
            self.rendered[key] = longest
        result: int = longest
        return result

    def take(self, indices: IntArray) -> dict[str, pa.Array]:
        """Typed columns of some projects, by name, without `edition`."""
        return {name: pick(column, indices) for name, column in self.columns.items()}

    def coordinates(self, indices: IntArray) -> tuple[FloatArray, FloatArray, BoolArray]:
        """Longitude and latitude rounded to 7 decimals, and whether the project is on the map."""
        lon, lat = np.round(self.lon[indices], COORDINATE_SCALE), np.round(self.lat[indices], COORDINATE_SCALE)
        placed: BoolArray = ~np.isnan(lon)
        return lon, lat, placed


def pick(column: pa.Array, indices: IntArray) -> pa.Array:
    """Entries of a column at rising positions; without copying where they follow one another."""
    count = len(indices)
    if count and int(indices[-1]) - int(indices[0]) + 1 == count:
        return column.slice(int(indices[0]), count)
    return column.take(pa.array(indices))


def project_table(publication: Publication) -> ProjectTable:
    """The columns of the edition, built at the first call."""
    cache = publication.portfolio.cache
    table = cache.get("project_table")
    if table is None:
        table = ProjectTable(publication)
        cache["project_table"] = table
    result: ProjectTable = table
    return result


def index_batches(indices: IntArray, size: int = BATCH_ROWS) -> Iterator[IntArray]:
    """Indices in pieces, so that files are written as a stream."""
    for start in range(0, len(indices), size):
        yield indices[start : start + size]


def decimals(values: IntArray, scale: int, known: BoolArray) -> pa.Array:
    """Whole hundredths (or another power of ten) as ``decimal128``, null where not known."""
    wide = np.empty((len(values), 2), dtype=np.int64)
    wide[:, 0] = np.where(known, values, 0)
    wide[:, 1] = wide[:, 0] >> 63
    validity = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(pa.decimal128(20, scale), len(values), [validity, pa.py_buffer(wide)])


def coordinate_texts(degrees: FloatArray, known: BoolArray) -> pa.Array:
    """Degrees as text with at most 7 decimals, no trailing zeros."""
    scaled = np.rint(np.where(known, degrees, 0.0) * 10**COORDINATE_SCALE).astype(np.int64)
    text = decimals(scaled, COORDINATE_SCALE, known).cast(pa.string())
    return pc.ascii_rtrim(pc.ascii_rtrim(text, characters="0"), characters=".")


def point_wkb(lon: FloatArray, lat: FloatArray, placed: BoolArray) -> pa.Array:
    """Points as little-endian WKB, null where the project is not on the map."""
    count = len(lon)
    packed = np.zeros(count, dtype=[("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
    packed["order"], packed["type"], packed["x"], packed["y"] = 1, 1, lon, lat
    kept = packed[placed]
    offsets = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.where(placed, packed.dtype.itemsize, 0), out=offsets[1:])
    validity = pa.py_buffer(np.packbits(placed, bitorder="little"))
    return pa.Array.from_buffers(
        pa.binary(), count, [validity, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(kept).tobytes())]
    )


def plain_text(column: pa.Array) -> pa.Array:
    """A text column without its dictionary."""
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def doubles(column: pa.Array) -> pa.Array:
    """A decimal column as the doubles nearest to what is printed; Arrow's own cast can miss by a last digit."""
    words = np.frombuffer(column.buffers()[1], dtype=np.int64).reshape(-1, 2)
    values = words[column.offset : column.offset + len(column), 0] / 10**column.type.scale
    return pa.array(values, mask=np.asarray(column.is_null()))


def _strings(values: Sequence[str | None]) -> pa.Array:
    """A text column, blank as null."""
    column = pa.array(values, pa.string())
    blank = pc.equal(column, "")
    return pc.if_else(blank, pa.scalar(None, pa.string()), column) if pc.any(blank).as_py() else column


def _texts(values: Sequence[str | None]) -> pa.Array:
    column = _strings(values)
    coded = column.dictionary_encode()
    return coded if len(coded.dictionary) * _REPEATED <= len(column) or len(column) < BATCH_ROWS else column


def _mapped(values: Sequence[str | None], change: Callable[[str], str | None]) -> pa.Array:
    """Values changed one by one, each distinct value once; blank and None stay null."""
    coded = _strings(values).dictionary_encode()
    changed = [change(value) for value in coded.dictionary.to_pylist()]
    if None in changed:
        return pa.array(changed, pa.string()).take(coded.indices).dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(changed, pa.string()))


def _codes(column: pa.Array) -> pa.Array:
    return column.indices.fill_null(len(column.dictionary)).cast(pa.int32())


def _alerts(bits: int) -> list[str]:
    return [alert.value for position, alert in enumerate(Alert) if bits & (1 << position)]
