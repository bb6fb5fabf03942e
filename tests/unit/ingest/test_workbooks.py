"""Workbooks as tables of text: which sheet is read, from which row, and what is said of the rest."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from geoapp.errors import DataSourceError, SchemaError
from geoapp.ingest.sheets import LINE, Sheet
from geoapp.ingest.workbooks import read_xlsx


@pytest.fixture
def book() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    return made


def _sheet(book: openpyxl.Workbook, title: str, *rows: Sequence[object], hidden: bool = False) -> Worksheet:
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    sheet.sheet_state = "hidden" if hidden else "visible"
    return sheet


def _read(book: openpyxl.Workbook, folder: Path) -> Sheet:
    path = folder / "t.xlsx"
    book.save(path)
    return read_xlsx(path, _known)


def _known(names: Sequence[str]) -> list[str] | None:
    return ["A", "B"] if {"A", "B"} <= set(names) else None


def test_the_first_visible_sheet_with_a_known_header_is_read_and_others_are_named(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    _sheet(book, "Listas", ["a", "b"], ["0", "0"], hidden=True)
    _sheet(book, "Leyenda", ["Notas"])
    _sheet(book, "Obras", ["a", "b"], ["1", "2"])
    _sheet(book, "Más obras", ["a", "b"], ["3", "4"])
    _sheet(book, "Vacía")
    _sheet(book, "Borrador", ["a", "b"], ["5", "6"], hidden=True)
    sheet = _read(book, tmp_path)
    assert sheet.frame.rows() == [("1", "2", 2)]
    assert sheet.notes == (
        "t.xlsx: se leyó la hoja «Obras», y no «Leyenda», «Más obras». Si traen inversiones, júntelas en una hoja.",
    )


def test_one_sheet_is_not_spoken_of(book: openpyxl.Workbook, tmp_path: Path) -> None:
    _sheet(book, "Obras", ["a", "b"], ["1", "2"])
    assert _read(book, tmp_path).notes == ()


def test_a_workbook_without_a_known_header_shows_what_is_seen(book: openpyxl.Workbook, tmp_path: Path) -> None:
    _sheet(book, "Listas", ["oculta"], hidden=True)
    _sheet(book, "Obras", [], ["x", "y"])
    with pytest.raises(SchemaError, match=r"sus columnas \(x, y…\)"):
        _read(book, tmp_path)


@pytest.mark.parametrize("above", [0, 3, 40])
def test_blank_rows_above_the_header_are_counted_and_no_records(
    book: openpyxl.Workbook, tmp_path: Path, above: int
) -> None:
    _sheet(book, "Obras", *([[]] * above), ["Título"], [], [None, "a", "b"], [None, "1", "2"], [], [None, "3", "4"])
    assert _read(book, tmp_path).frame.rows() == [("1", "2", above + 4), ("3", "4", above + 6)]


def test_errors_of_formulas_are_reported(book: openpyxl.Workbook, tmp_path: Path) -> None:
    _sheet(book, "Obras", [], [None, "a", "b", "c"], [None, "#REF!", "1", "#NAME?"], [None, "2", "#DIV/0!", None])
    sheet = _read(book, tmp_path)
    assert sheet.frame.rows() == [(None, "1", 3), ("2", None, 4)]
    assert sheet.findings.frame().select("line", "column", "value", "action").rows() == [
        (3, "A", "#REF!", "set_aside"),
        (4, "B", "#DIV/0!", "set_aside"),
    ]


def test_a_column_twice_is_refused(book: openpyxl.Workbook, tmp_path: Path) -> None:
    _sheet(book, "Obras", ["Título"], ["a", "b", "c", "b"], ["1", "2", "3", "4"])
    with pytest.raises(SchemaError, match=r"t\.xlsx, fila 2: repite la columna B"):
        _read(book, tmp_path)


def test_rows_end_with_the_sheet(book: openpyxl.Workbook, tmp_path: Path) -> None:
    _sheet(book, "Obras", ["a", "b"], *([str(n), "x"] for n in range(50)))
    assert _read(book, tmp_path).frame[LINE].to_list() == list(range(2, 52))


@pytest.mark.parametrize("told", [True, False], ids=["told", "untold"])
def test_a_cell_far_away_is_told_before_the_sheet_is_loaded(
    book: openpyxl.Workbook, tmp_path: Path, told: bool
) -> None:
    _sheet(book, "Obras", ["a", "b"], ["1", "2"])["XFD1048576"] = "x"
    path = _without_dimension(book, tmp_path, told=told)
    with pytest.raises(
        DataSourceError, match=r"sheet1\.xml: tiene celdas escritas hasta la fila 1,048,576 y la columna"
    ):
        read_xlsx(path, _known)


def test_formats_far_away_take_no_room(book: openpyxl.Workbook, tmp_path: Path) -> None:
    _sheet(book, "Obras", ["a", "b"], ["1", "2"])["XFD1048576"].font = Font(bold=True)
    assert _read(book, tmp_path).frame.rows() == [("1", "2", 2)]


def _without_dimension(book: openpyxl.Workbook, folder: Path, *, told: bool) -> Path:
    whole, path = folder / "w.xlsx", folder / "t.xlsx"
    book.save(whole)
    with zipfile.ZipFile(whole) as read, zipfile.ZipFile(path, "w") as write:
        for name in read.namelist():
            text = read.read(name)
            write.writestr(name, text if told else re.sub(rb"<dimension [^>]*>", b"", text))
    return path
