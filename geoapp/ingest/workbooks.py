"""Workbooks (XLSX) as tables of text.

The first visible sheet with a known header is read; hidden sheets hold lists and drafts, and are passed over.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from geoapp.errors import DataSourceError, SchemaError
from geoapp.ingest.findings import SET_ASIDE, Findings
from geoapp.ingest.inspect import Tick, digest_of
from geoapp.ingest.sheets import LINE, MAX_UNPACKED, Choose, Sheet, canonical, refuse_repeated, unknown_header

if TYPE_CHECKING:
    import fastexcel

HEADER_ROWS = 20
"""The header is looked for in this many rows, from the first that holds something."""
MAX_CELLS = 64 * 2**20
"""Cells of a sheet, blank ones up to its last row and column included: each takes some 30 bytes."""
_PIECE, _LAP = 2**18, 2**10
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^>]*?\bref="(?:[A-Z]+[0-9]+:)?([A-Z]{1,3})([0-9]{1,7})"')
_WRITTEN = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b')
"""A cell that holds something: those that only have a format are told, and not loaded."""
_ERROR = re.compile(r"Error\((\w+)\)")
_ERRORS = {
    "Ref": "#REF!",
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Value": "#VALUE!",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
}


def read_xlsx(path: Path, choose: Choose, *, name: str | None = None, tick: Tick | None = None) -> Sheet:
    """Read a sheet of a workbook as text; its header may stand below titles and blank rows.

    Raises
    ------
    SchemaError
        When no row is a header that `choose` knows.
    DataSourceError
        When it cannot be read.
    """
    import fastexcel  # noqa: PLC0415 - only spreadsheets need it

    shown = name or path.name
    digest = digest_of(path, tick)
    _check_size(path, shown)
    found: tuple[str, tuple[str, ...], pl.DataFrame] | None = None
    others: list[str] = []
    first: Sequence[str] = ()
    findings = Findings(shown)
    try:
        book = fastexcel.read_excel(path)
        for title in book.sheet_names:
            # Rows are counted from the first of the sheet, blank or not.
            rows = None if found is None else 1  # of the others only whether they hold something
            sheet = book.load_sheet(title, header_row=None, skip_rows=0, n_rows=rows, dtypes="string")
            if sheet.visible != "visible" or not sheet.total_height:
                continue
            if found is None:
                cells, errors = _cells(sheet)
                top = _top(cells)
                first = first or next(iter(top.values()), ())
                table = _table(cells, errors, top, choose, findings)
                if table is not None:
                    found = (title, *table)
                    continue
            others.append(title)
    except (fastexcel.FastExcelError, OSError) as error:
        raise DataSourceError(f"{shown}: no es un XLSX que se pueda leer ({error}). Guárdelo de nuevo.") from error
    if found is None:
        raise SchemaError(unknown_header(shown, first))
    taken, names, frame = found
    notes: tuple[str, ...] = ()
    if others:
        told = ", ".join(f"«{title}»" for title in others)
        notes = (f"{shown}: se leyó la hoja «{taken}», y no {told}. Si traen inversiones, júntelas en una hoja.",)
    return Sheet(shown, digest, path.stat().st_size, "xlsx", names, frame, findings, notes=notes)


def _cells(sheet: fastexcel.ExcelSheet) -> tuple[pl.DataFrame, dict[tuple[int, int], str]]:
    """The cells of a sheet, and by row and column, from 0, the errors that formulas left."""
    batch, found = sheet.to_arrow_with_errors()
    errors = {}
    for error in found.errors if found else ():
        if kind := _ERROR.search(error.detail):
            errors[error.position] = _ERRORS.get(kind[1], f"#{kind[1]}")
    return pl.DataFrame(batch), errors


def _top(cells: pl.DataFrame) -> dict[int, tuple[str, ...]]:
    """The rows in which the header may be, by their position."""
    start = cells.select(pl.arg_where(~pl.all_horizontal(pl.all().is_null()))).to_series()
    if not len(start):
        return {}
    rows = cells.slice(start[0], HEADER_ROWS).iter_rows()
    return {at: tuple(cell or "" for cell in row) for at, row in enumerate(rows, start[0])}


def _table(
    cells: pl.DataFrame,
    errors: dict[tuple[int, int], str],
    top: dict[int, tuple[str, ...]],
    choose: Choose,
    findings: Findings,
) -> tuple[tuple[str, ...], pl.DataFrame] | None:
    """Names of all columns and the records of those wanted; None for a sheet without a known header."""
    for at, row in top.items():
        names = tuple(canonical(cell) for cell in row)
        wanted = choose(names)
        if wanted is None:
            continue
        refuse_repeated(f"{findings.file}, fila {at + 1}", names, wanted)
        positions = sorted({names.index(n) for n in wanted})
        for (line, position), error in sorted(errors.items()):
            if line > at and position in positions:
                findings.one(line + 1, names[position], error, "es un error de la hoja de cálculo", SET_ASIDE)
        frame = cells.slice(at + 1).select(pl.nth(p).alias(names[p]) for p in positions)
        frame = frame.with_columns(pl.int_range(at + 2, at + 2 + pl.len(), dtype=pl.Int64).alias(LINE))
        return names, frame.filter(~pl.all_horizontal(pl.exclude(LINE).is_null()))
    return None


def _check_size(path: Path, shown: str) -> None:
    """Refuse what would not fit into memory, before it is loaded."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > MAX_UNPACKED:
                raise DataSourceError(
                    f"{shown}: descomprimido ocuparía {size / 2**30:.1f} GB; se acepta hasta"
                    f" {MAX_UNPACKED / 2**30:.0f} GB."
                )
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    rows, columns = _extent(archive, part)
                    if rows * columns > MAX_CELLS:
                        raise DataSourceError(
                            f"{shown}, {part.rpartition('/')[2]}: tiene celdas escritas hasta la fila {rows:,} y la"
                            f" columna {columns:,}, más de lo que se puede leer. Borre las que sobran, lejos de la"
                            " tabla, y guárdelo de nuevo."
                        )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise DataSourceError(f"{shown}: está dañado o incompleto ({error}). Descárguelo de nuevo.") from error


def _extent(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """Last row and column of a sheet: what it tells, or when that is too much its cells that hold something."""
    with archive.open(part) as file:
        told = _DIMENSION.search(file.read(_PIECE))
    if told:
        rows, columns = int(told[2]), _number(told[1])
        if rows * columns <= MAX_CELLS:
            return rows, columns
    rows, columns, rest = 0, 0, b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            text = rest + piece
            found = _WRITTEN.findall(text)
            rows = max(rows, *(int(row) for _, row in found), 0)
            columns = max(columns, *(_number(letters) for letters in {letters for letters, _ in found}), 0)
            rest = text[-_LAP:]
    return rows, columns


def _number(letters: bytes) -> int:
    """Position of a column, from 1.

    >>> _number(b"AA")
    27
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
