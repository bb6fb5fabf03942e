"""CSV of the filtered view, one row per project: exact for programs, or for Excel.

The exact variant follows RFC 4180 in UTF-8; null is an empty cell, lists are joined with `; `, the point stands in
the columns `lon` and `lat`. The Excel variant begins with a byte order mark, puts an apostrophe before text that a
spreadsheet would take for a formula, and a tab before codes so that they keep their leading zeros.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geoapp.deferred import deferred
from geoapp.services.exports.fields import LAT, LON, PROJECT_FIELDS, Field
from geoapp.services.exports.rows import CellStyle, RowWriter, join, replace_where, to_bytes
from geoapp.services.exports.table import coordinate_texts, index_batches, project_table
from geoapp.services.exports.view import ExportView, Progress

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = deferred("pyarrow")

HEADER = tuple(field.name for field in (*PROJECT_FIELDS, LON, LAT))
BYTE_ORDER_MARK = "\ufeff"
_NEEDS_QUOTES = '[",\r\n]|^\\s|\\s$'
_FORMULA = "^[=+\\-@\t\r\n\u00a0\uff1d\uff0b\uff0d\uff20]|^ +[=+\\-@]"
"""What a spreadsheet may take for a formula: its signs, also full-width, after blanks, or after control characters."""


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def quoted(column: pa.Array) -> pa.Array:
    """Texts with quotes where RFC 4180 asks for them."""
    return replace_where(column, _NEEDS_QUOTES, _quote)


def defused(column: pa.Array) -> pa.Array:
    """Texts with an apostrophe before what a spreadsheet would compute."""
    return replace_where(column, _FORMULA, lambda text: "'" + text)


def _excel_text(field: Field, column: pa.Array) -> pa.Array:
    safe = defused(column)
    if field.kind == "code":
        # A tab keeps «0608» from becoming the number 608; only digits need it.
        safe = replace_where(safe, "^[0-9]+$", lambda text: "\t" + text)
    return quoted(safe)


_EXACT = CellStyle(
    name="csv",
    text=lambda _, column: quoted(column),
    number=lambda _, column: column,
    alerts=lambda _, names: "; ".join(names),
    null=lambda _: "",
)
_EXCEL = CellStyle(
    name="csv for excel",
    text=_excel_text,
    number=lambda _, column: column,
    alerts=lambda _, names: "; ".join(names),
    null=lambda _: "",
)


def write_csv(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of the exact file, header first."""
    return _write(view, progress, _EXACT, "")


def write_excel_csv(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of the file for Excel."""
    return _write(view, progress, _EXCEL, BYTE_ORDER_MARK)


def _write(view: ExportView, progress: Progress, style: CellStyle, mark: str) -> Iterator[bytes]:
    yield (mark + ",".join(HEADER) + "\r\n").encode()
    table = project_table(view.publication)
    writer = RowWriter(table, style)
    for batch in index_batches(view.indices):
        lon, lat, placed = table.coordinates(batch)
        cells = [
            *writer.cells(batch),
            coordinate_texts(lon, placed).fill_null(""),
            coordinate_texts(lat, placed).fill_null(""),
        ]
        parts: list[pa.Array | str] = []
        for cell in cells:
            parts += [cell, ","]
        parts[-1] = "\r\n"
        yield to_bytes(join(*parts))
        progress(len(batch))
