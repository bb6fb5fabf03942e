"""Rows of text written a column at a time: how GeoJSON, CSV, KML and XLSX come fast.

A format says how a cell of each kind is written (`CellStyle`). The written form of a repeated value is made once per
edition; the cells of a batch of projects are then joined by Arrow, row by row, without a Python object per cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoapp.deferred import deferred
from geoapp.services.exports.fields import PROJECT_FIELDS, Field
from geoapp.services.exports.table import ProjectTable, pick
from geoapp.services.portfolio import IntArray

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc
else:
    pa = deferred("pyarrow")
    pc = deferred("pyarrow.compute")


@dataclass(frozen=True)
class CellStyle:
    """How a format writes cells.

    Attributes
    ----------
    name
        Names the style among those kept with an edition.
    text, number
        Written form of a column of texts or of numbers as text, with the field it belongs to; null stays null.
    alerts
        Written form of one set of alerts; None for null.
    null
        What stands for null, by field.
    """

    name: str
    text: Callable[[Field, pa.Array], pa.Array]
    number: Callable[[Field, pa.Array], pa.Array]
    alerts: Callable[[Field, list[str]], str | None]
    null: Callable[[Field], str]


class RowWriter:
    """Writes the cells of projects in one style, field by field."""

    def __init__(self, table: ProjectTable, style: CellStyle, fields: Sequence[Field] = PROJECT_FIELDS) -> None:
        self._table = table
        self._style = style
        self._fields = fields

    def cells(self, indices: IntArray) -> list[pa.Array]:
        """Written cells of some projects, one array per field, no nulls left."""
        return [self._cell(field, indices) for field in self._fields]

    def _cell(self, field: Field, indices: IntArray) -> pa.Array:
        style, table = self._style, self._table
        if field.name == "edition":
            one = style.number(field, pa.array([str(table.edition)]))
            return pa.repeat(one[0], len(indices))
        if field.name == "alerts":
            sets = self._kept(field, lambda: pa.array(self._alert_forms(field), pa.string()))
            return sets.take(pick(table.columns["alerts"], indices))
        if field.name in table.codes:
            forms = self._kept(field, lambda: self._forms(field, table.columns[field.name].dictionary))
            return forms.take(pick(table.codes[field.name], indices))
        column = pick(table.columns[field.name], indices)
        written = style.text(field, column) if field.is_text else style.number(field, column.cast(pa.string()))
        return written if written.null_count == 0 else written.fill_null(style.null(field))

    def _forms(self, field: Field, dictionary: pa.Array) -> pa.Array:
        written = self._style.text(field, dictionary)
        return pa.concat_arrays([written, pa.array([self._style.null(field)])])

    def _alert_forms(self, field: Field) -> list[str]:
        forms = (self._style.alerts(field, names) for names in self._table.alert_sets)
        return [self._style.null(field) if form is None else form for form in forms]

    def _kept(self, field: Field, make: Callable[[], pa.Array]) -> pa.Array:
        key = (self._style.name, field.kind, field.name)
        forms = self._table.rendered.get(key)
        if forms is None:
            forms = make()
            self._table.rendered[key] = forms
        return forms


def join(*parts: pa.Array | str) -> pa.Array:
    """Arrays and constants side by side, row by row; a row with a null part is null."""
    return pc.binary_join_element_wise(*parts, "")


def to_bytes(rows: pa.Array) -> bytes:
    """All rows one after another: the very buffer that the array holds."""
    if not len(rows):
        return b""
    end = int.from_bytes(rows.buffers()[1][len(rows) * 4 : len(rows) * 4 + 4], "little")
    piece: bytes = rows.buffers()[2].slice(0, end).to_pybytes()
    return piece


def replace_where(column: pa.Array, pattern: str, change: Callable[[str], str]) -> pa.Array:
    """Change the texts that match a pattern one by one; where none does, the column is given as it is."""
    hits = pc.match_substring_regex(column, pattern)
    if not pc.any(hits).as_py():
        return column
    changed = [change(text) for text in column.filter(hits).to_pylist()]
    return pc.replace_with_mask(column, hits.fill_null(False), pa.array(changed, pa.string()))
