"""CSV of the filtered view, one row per project: exact for programs, or for Excel.

The exact variant follows RFC 4180 in UTF-8; null is an empty cell, lists are joined with `; `, the point stands in
the columns `lon` and `lat`. The Excel variant begins with a byte order mark, has words in place of codes under
headings that people read, puts an apostrophe before text that a spreadsheet would take for a formula, and a tab
before codes and before dates without a day, which keeps them as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from geoapp.deferred import deferred
from geoapp.services.exports.fields import LAT, LON, PROJECT_FIELDS, Field
from geoapp.services.exports.rows import CellStyle, RowWriter, join, replace_where, to_bytes
from geoapp.services.exports.sheet import SheetTexts, SheetWriter
from geoapp.services.exports.table import ProjectTable, coordinate_texts, index_batches, project_table
from geoapp.services.exports.view import ExportView, Progress
from geoapp.services.portfolio import IntArray

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = deferred("pyarrow")

Cells = Callable[[IntArray], "list[pa.Array]"]
"""Gives the written cells of some projects, one array per column."""
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


def _kept_text(text: str) -> str:
    return "\t" + text


def _excel_text(field: Field, column: pa.Array) -> pa.Array:
    safe = defused(column)
    if field.kind == "code":
        # A tab keeps «0608» from becoming the number 608; only digits need it.
        safe = replace_where(safe, "^[0-9]+$", _kept_text)
    if field.kind == "date":
        # A month alone would become its first day.
        safe = replace_where(safe, "^[0-9]{4}(-[0-9]{2})?$", _kept_text)
    return quoted(safe)


_EXACT = CellStyle(
    name="csv",
    text=lambda _, column: quoted(column),
    number=lambda _, column: column,
    alerts=lambda _, names: "; ".join(names),
    null=lambda _: "",
)


def write_csv(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of the exact file, header first."""

    def cells_of(table: ProjectTable) -> Cells:
        writer = RowWriter(table, _EXACT)

        def cells(indices: IntArray) -> list[pa.Array]:
            lon, lat, placed = table.coordinates(indices)
            points = (coordinate_texts(degrees, placed).fill_null("") for degrees in (lon, lat))
            return [*writer.cells(indices), *points]

        return cells

    return _write(view, progress, HEADER, cells_of)


def write_excel_csv(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of the file for Excel, in the language of the moment."""
    texts = SheetTexts.of_the_moment()
    style = CellStyle(
        name=f"csv for excel {texts.language}",
        text=lambda field, column: _excel_text(field, texts.spoken(field, column)),
        number=lambda _, column: column,
        alerts=lambda field, names: quoted(pa.array([texts.listed(field, names)], pa.string()))[0].as_py(),
        null=lambda _: "",
    )
    header = quoted(pa.array(texts.headings, pa.string())).to_pylist()
    header[0] = BYTE_ORDER_MARK + header[0]
    return _write(view, progress, header, lambda table: SheetWriter(table, style).cells)


def _write(
    view: ExportView, progress: Progress, header: Sequence[str], cells_of: Callable[[ProjectTable], Cells]
) -> Iterator[bytes]:
    yield (",".join(header) + "\r\n").encode()
    cells = cells_of(project_table(view.publication))
    for batch in index_batches(view.indices):
        parts: list[pa.Array | str] = []
        for cell in cells(batch):
            parts += [cell, ","]
        parts[-1] = "\r\n"
        yield to_bytes(join(*parts))
        progress(len(batch))
