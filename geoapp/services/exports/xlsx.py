"""XLSX of the filtered view: words and typed columns, sheets of totals, dictionary and sources, no formula from data.

XlsxWriter makes the workbook around (`geoapp.services.exports.workbook`); the rows of projects are written by columns
straight into the sheet's XML, as text and number cells only, so that nothing in the data can become a formula. A date
is a day of the spreadsheet where its day is known; one reduced to the month or the year stays text, for as a day it
would be false.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from geoapp.deferred import deferred
from geoapp.errors import FilterProblem, InvalidFilterError
from geoapp.i18n import gettext as _
from geoapp.services.exports.archive import ZipStream
from geoapp.services.exports.fields import Field
from geoapp.services.exports.rows import CellStyle, join, replace_where, to_bytes
from geoapp.services.exports.sheet import SHEET_FIELDS, SheetTexts, SheetWriter
from geoapp.services.exports.table import ProjectTable, index_batches, project_table
from geoapp.services.exports.view import ExportView, Progress
from geoapp.services.exports.workbook import shell
from geoapp.services.portfolio import IntArray

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc
    from xlsxwriter import utility
else:
    pa = deferred("pyarrow")
    pc = deferred("pyarrow.compute")
    utility = deferred("xlsxwriter.utility")

MAX_ROWS = 1_048_575
"""Rows that a sheet holds below its header."""
MAX_CELL = 32_767
_SHEET = "xl/worksheets/sheet1.xml"
_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of a spreadsheet, from March 1900 on: earlier ones are counted in two ways."""
_FIRST_DAY = 61
_TEXT_FROM, _TEXT_TO = ' t="inlineStr"><is><t', "</t></is></c>"
_UNSAFE = r"[&<>\x00-\x1f]|_x[0-9A-Fa-f]{4}_"
_BLANK_ENDS = r"^>\s|\s$"


def cell_text(text: str) -> str:
    """Text as a cell holds it: markup and what looks like an escape escaped, control characters as ``_x0001_``."""
    kept = re.sub(r"_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1", text[:MAX_CELL])
    kept = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\r]", lambda sign: f"_x{ord(sign[0]):04X}_", kept)
    return escape(kept)


def date_cell(text: str) -> str:
    """What stands in the cell of a date behind its style: a number of days, or text where no day is known."""
    with suppress(ValueError):  # only a whole day is read here
        days = (dt.date.fromisoformat(text) - _EPOCH).days
        if days >= _FIRST_DAY:
            return f"><v>{days}</v></c>"
    return f"{_TEXT_FROM}>{cell_text(text)}{_TEXT_TO}"


def _text_cells(field: Field, column: pa.Array) -> pa.Array:
    """What stands in cells behind their style."""
    if field.kind == "date":
        return pa.array([None if text is None else date_cell(text) for text in column.to_pylist()], pa.string())
    marked = join(">", replace_where(column, _UNSAFE, cell_text))
    # Only blanks at an end would be dropped.
    marked = replace_where(marked, _BLANK_ENDS, lambda text: f' xml:space="preserve"{text}')
    return join(_TEXT_FROM, marked, _TEXT_TO)


def _style(texts: SheetTexts) -> CellStyle:
    def listed(field: Field, codes: list[str]) -> str | None:
        text = texts.listed(field, codes)
        return None if text is None else f"{_TEXT_FROM}>{cell_text(text)}{_TEXT_TO}"

    return CellStyle(
        name=f"xlsx {texts.language}",
        text=lambda field, column: _text_cells(field, texts.spoken(field, column)),
        number=lambda _field, column: column,
        alerts=listed,
        null=lambda _field: "",
    )


class _Sheet:
    """Writes rows of projects as XML, with the style numbers that the workbook gave to the columns."""

    def __init__(self, table: ProjectTable, texts: SheetTexts, styles: list[str]) -> None:
        self._writer = SheetWriter(table, _style(texts))
        self._columns = [
            (
                field.is_text,
                f'<c r="{utility.xl_col_to_name(position)}',
                f'"{style}' if field.is_text else f'"{style}><v>',
            )
            for position, (field, style) in enumerate(zip(SHEET_FIELDS, styles, strict=True))
        ]

    def rows(self, indices: IntArray, first: int) -> bytes:
        """Rows of some projects, the first of them in a row of the sheet."""
        numbers = pa.array(range(first, first + len(indices))).cast(pa.string())
        parts: list[pa.Array | str] = ['<row r="', numbers, '">']
        for (is_text, before, style), cell in zip(self._columns, self._writer.cells(indices), strict=True):
            written = join(before, numbers, style, cell, "" if is_text else "</v></c>")
            filled = pc.not_equal(cell, "")
            parts.append(written if pc.all(filled).as_py() else pc.if_else(filled, written, ""))
        return to_bytes(join(*parts, "</row>"))


def write_xlsx(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of the workbook.

    Raises
    ------
    InvalidFilterError
        When the view has more projects than a sheet has rows.
    """
    if len(view.indices) > MAX_ROWS:
        told = _(
            "una hoja admite %(rows)s filas y la vista tiene %(projects)s: use csv.",
            rows=MAX_ROWS,
            projects=len(view.indices),
        )
        raise InvalidFilterError([FilterProblem("format", "xlsx", told)])
    texts = SheetTexts.of_the_moment()
    return _write(view, progress, texts, shell(view, texts))


def _write(view: ExportView, progress: Progress, texts: SheetTexts, made: bytes) -> Iterator[bytes]:
    book = zipfile.ZipFile(io.BytesIO(made))
    archive = ZipStream(view.published)
    for info in book.infolist():
        if info.filename != _SHEET:
            yield from archive.add(info.filename, [book.read(info)])
    before, sample, after = _split(book.read(_SHEET).decode())
    whole = utility.xl_range(0, 0, len(view.indices), len(SHEET_FIELDS) - 1)
    before = re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="{whole}"/>', before)
    styles = [_style_of(sample, utility.xl_col_to_name(position)) for position in range(len(SHEET_FIELDS))]

    def sheet() -> Iterator[bytes]:
        yield before.encode()
        writer = _Sheet(project_table(view.publication), texts, styles)
        row = 2
        for batch in index_batches(view.indices):
            yield writer.rows(batch, row)
            row += len(batch)
            progress(len(batch))
        yield after.encode()

    yield from archive.add(_SHEET, sheet())
    yield archive.close()


def _split(xml: str) -> tuple[str, str, str]:
    """What stands before the sample row, the sample row, and what follows the rows."""
    start, end = xml.index('<row r="2"'), xml.index("</sheetData>")
    return xml[:start], xml[start:end], xml[end:]


def _style_of(sample: str, column: str) -> str:
    found = re.search(rf'<c r="{column}2"( s="\d+")', sample)
    return found[1] if found else ""
