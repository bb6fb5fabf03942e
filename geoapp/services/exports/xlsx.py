"""XLSX of the filtered view: typed columns, frozen header, dictionary and source sheets, no formula from data.

XlsxWriter makes the workbook with its styles and small sheets; the rows of projects are written by columns straight
into the sheet's XML, as text and number cells only, so that nothing in the data can become a formula. Dates stay text
because sources give them reduced to the month or the year.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from geoapp.deferred import deferred
from geoapp.domain.vocabulary import ALERTS, AMOUNT_KINDS, BOUNDS, KINDS, PLACING_METHODS, PRECISIONS, SECTORS, STATUSES
from geoapp.errors import FilterProblem, InvalidFilterError
from geoapp.services.exports.archive import ZipStream
from geoapp.services.exports.fields import LAT, LON, PROJECT_FIELDS, Field
from geoapp.services.exports.rows import CellStyle, RowWriter, join, replace_where, to_bytes
from geoapp.services.exports.table import ProjectTable, coordinate_texts, index_batches, project_table
from geoapp.services.exports.view import ExportView, Progress, statements
from geoapp.services.portfolio import IntArray

if TYPE_CHECKING:
    import pyarrow as pa
    import xlsxwriter
else:
    pa = deferred("pyarrow")
    xlsxwriter = deferred("xlsxwriter")

MAX_ROWS = 1_048_575
"""Rows that a sheet holds below its header."""
MAX_CELL = 32_767
_FIELDS = (*PROJECT_FIELDS, LON, LAT)
_SHEET = "xl/worksheets/sheet1.xml"
_FORMATS = {"money": "#,##0.00", "percent": "0.00", "integer": "0", "number": "0.0000000"}
_WIDTHS = {"money": 18, "percent": 10, "integer": 9, "number": 13, "code": 16, "date": 12, "list": 24, "text": 28}
_CODE_LISTS = {
    "sector": SECTORS,
    "status": STATUSES,
    "kind": KINDS,
    "precision": PRECISIONS,
    "placing_method": PLACING_METHODS,
    "cost_kind": AMOUNT_KINDS,
    "cost_bound": BOUNDS,
    "alerts": ALERTS,
}
_UNSAFE = r"[&<>\x00-\x1f]|_x[0-9A-Fa-f]{4}_|^\s|\s$"


def cell_text(text: str) -> str:
    """Text as a cell holds it: markup and what looks like an escape escaped, control characters as ``_x0001_``."""
    kept = re.sub(r"_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1", text[:MAX_CELL])
    kept = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\r]", lambda sign: f"_x{ord(sign[0]):04X}_", kept)
    return escape(kept)


_STYLE = CellStyle(
    name="xlsx",
    text=lambda _, column: replace_where(column, _UNSAFE, cell_text),
    number=lambda _, column: column,
    alerts=lambda _, names: "; ".join(names) or None,
    null=lambda _: "",
)


class _Sheet:
    """Writes rows of projects as XML, with the style numbers that the workbook gave to the columns."""

    def __init__(self, table: ProjectTable, styles: list[str]) -> None:
        self._table = table
        self._rows = RowWriter(table, _STYLE)
        self._styles = styles
        self._letters = [_letters(position) for position in range(len(_FIELDS))]

    def rows(self, indices: IntArray, first: int) -> bytes:
        numbers = pa.array(range(first, first + len(indices))).cast(pa.string())
        lon, lat, placed = self._table.coordinates(indices)
        cells = [
            *self._rows.cells(indices),
            coordinate_texts(lon, placed).fill_null(""),
            coordinate_texts(lat, placed).fill_null(""),
        ]
        parts: list[pa.Array | str] = ['<row r="', numbers, '">']
        for field, cell, letters, style in zip(_FIELDS, cells, self._letters, self._styles, strict=True):
            parts += self._cell(field, cell, letters, style, numbers)
        return to_bytes(join(*parts, "</row>"))

    @staticmethod
    def _cell(field: Field, cell: pa.Array, letters: str, style: str, numbers: pa.Array) -> list[Any]:
        import pyarrow.compute as pc  # noqa: PLC0415

        filled = pc.not_equal(cell, "")
        if field.is_text:
            written = join(
                f'<c r="{letters}',
                numbers,
                f'"{style} t="inlineStr"><is><t xml:space="preserve">',
                cell,
                "</t></is></c>",
            )
        else:
            written = join(f'<c r="{letters}', numbers, f'"{style}><v>', cell, "</v></c>")
        return [pc.if_else(filled, written, "")]


def write_xlsx(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of the workbook.

    Raises
    ------
    InvalidFilterError
        When the view has more projects than a sheet has rows.
    """
    if len(view.indices) > MAX_ROWS:
        raise InvalidFilterError(
            [
                FilterProblem(
                    "format", "xlsx", f"una hoja admite {MAX_ROWS} filas y la vista tiene {len(view.indices)}: use csv."
                )
            ]
        )
    return _write(view, progress)


def _write(view: ExportView, progress: Progress) -> Iterator[bytes]:
    shell = zipfile.ZipFile(io.BytesIO(_shell(view)))
    archive = ZipStream(view.published)
    for info in shell.infolist():
        if info.filename != _SHEET:
            yield from archive.add(info.filename, [shell.read(info)])
    before, sample, after = _split(shell.read(_SHEET).decode())
    last = f"{_letters(len(_FIELDS) - 1)}{len(view.indices) + 1}"
    before = re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last}"/>', before)
    styles = [_style_of(sample, _letters(position)) for position in range(len(_FIELDS))]

    def sheet() -> Iterator[bytes]:
        yield before.encode()
        writer = _Sheet(project_table(view.publication), styles)
        row = 2
        for batch in index_batches(view.indices):
            yield writer.rows(batch, row)
            row += len(batch)
            progress(len(batch))
        yield after.encode()

    yield from archive.add(_SHEET, sheet())
    yield archive.close()


def _shell(view: ExportView) -> bytes:
    """The workbook with one sample row of projects, from which the style numbers are read."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "Inversión pública en Cajamarca", "created": view.published.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "bottom": 1})
    projects = book.add_worksheet("proyectos")
    projects.write_row(0, 0, [field.name for field in _FIELDS], bold)
    projects.freeze_panes(1, 1)
    for position, field in enumerate(_FIELDS):
        style = book.add_format({"num_format": _FORMATS.get(field.kind, "@")})
        projects.set_column(position, position, 60 if field.name == "name" else _WIDTHS[field.kind], style)
        projects.write_blank(1, position, None, style)
    projects.autofilter(0, 0, len(view.indices), len(_FIELDS) - 1)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    dictionary = book.add_worksheet("diccionario")
    dictionary.write_row(0, 0, ["columna", "clase", "significado", "código", "valor"], bold)
    for row, values in enumerate(_dictionary_rows(), start=1):
        for column, value in enumerate(values):
            dictionary.write_string(row, column, value, wrap)
    dictionary.set_column(0, 1, 18)
    dictionary.set_column(2, 2, 60)
    dictionary.set_column(3, 4, 28)
    dictionary.freeze_panes(1, 0)
    sources = book.add_worksheet("fuentes")
    sources.write_row(0, 0, ["dato", "valor"], bold)
    for row, (name, value) in enumerate(statements(view), start=1):
        sources.write_string(row, 0, name, wrap)
        sources.write_string(row, 1, value, wrap)
    start = len(statements(view)) + 2
    sources.write_row(start, 0, ["documento", "dirección", "publicó", "fecha"], bold)
    for row, source in enumerate(view.documents, start=start + 1):
        for column, cell in enumerate((source.source_id, source.url, source.publisher, source.date)):
            sources.write_string(row, column, cell or "", wrap)
    sources.set_column(0, 0, 28)
    sources.set_column(1, 1, 100)
    sources.set_column(2, 3, 28)
    book.close()
    return data.getvalue()


def _dictionary_rows() -> Iterator[tuple[str, ...]]:
    for field in _FIELDS:
        yield field.name, field.kind, field.title, "", ""
        for code, label in _CODE_LISTS.get(field.name, {}).items():
            yield field.name, "", "", str(code), label


def _split(xml: str) -> tuple[str, str, str]:
    """What stands before the sample row, the sample row, and what follows the rows."""
    start, end = xml.index('<row r="2"'), xml.index("</sheetData>")
    return xml[:start], xml[start:end], xml[end:]


def _style_of(sample: str, letters: str) -> str:
    found = re.search(rf'<c r="{letters}2"( s="\d+")', sample)
    return found[1] if found else ""


def _letters(position: int) -> str:
    """Letters of a column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
