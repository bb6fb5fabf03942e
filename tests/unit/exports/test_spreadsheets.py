"""XLSX and the CSV for Excel: words under headings that people read, real dates, numbers, and nothing computed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from typing import Any

import openpyxl
import pandas as pd
import pytest

from geoapp.domain.vocabulary import ALERTS, SECTORS, STATUSES
from geoapp.i18n import gettext, speaking
from geoapp.services.exports import EXPORTS, ExportView, no_progress
from geoapp.services.exports.fields import LAT, LON, PROJECT_FIELDS
from geoapp.services.exports.sheet import SHEET_FIELDS
from geoapp.services.exports.words import CODES
from geoapp.services.exports.xlsx import cell_text, date_cell
from tests.support.english import is_spanish
from tests.unit.exports.conftest import HOSTILE, MakeView, written

DATES: tuple[Any, ...] = ("2024-05-03", "2024-05", "2024", None, "1900-03-01", "1899-01-01", "2019-12-31")


def in_language(view: ExportView, name: str, language: str) -> bytes:
    with speaking(language):
        return written(view, name)


def book_of(view: ExportView, language: str = "es") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(in_language(view, "xlsx", language)))


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    header, *rows = sheet.iter_rows()
    return [dict(zip([cell.value for cell in header], row, strict=True)) for row in rows]


def values_of(sheet: Any) -> list[dict[str, Any]]:
    return [{name: cell.value for name, cell in row.items()} for row in rows_of(sheet)]


def excel_rows(view: ExportView, language: str = "es") -> list[dict[str, str]]:
    text = in_language(view, "excel.csv", language).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


@pytest.fixture(scope="module")
def dated(make_view: MakeView) -> ExportView:
    return make_view([f"Proyecto {at}" for at in range(len(DATES))], status_date=list(DATES))


def test_the_workbook_has_its_sheets_and_its_first_row_stays_in_sight(hostile: ExportView) -> None:
    book = book_of(hostile)
    assert book.sheetnames == ["proyectos", "totales", "diccionario", "fuentes"]
    sheet = book["proyectos"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{sheet.dimensions.partition(':')[2]}"
    assert sheet.column_dimensions["C"].width >= 50
    names = {field.name for field in SHEET_FIELDS}
    assert names == {field.name for field in (*PROJECT_FIELDS, LON, LAT)}
    headings = [cell.value for cell in sheet[1]]
    assert len(set(headings)) == len(headings) == len(SHEET_FIELDS)
    assert headings[:5] == ["Identificador", "CUI", "Nombre", "Sector", "Estado"]


def test_no_cell_is_a_formula_and_texts_come_back(hostile: ExportView) -> None:
    book = book_of(hostile)
    for row, name in zip(rows_of(book["proyectos"]), HOSTILE, strict=True):
        text = openpyxl.utils.escape.unescape(row["Nombre"].value)
        assert text.replace("\r\n", "\n") == name.replace("\r\n", "\n")
        assert row["CUI"].data_type == "s"
        assert row["Costo de referencia (S/)"].data_type == "n"
        assert row["Costo de referencia (S/)"].number_format == "#,##0.00"
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    with zipfile.ZipFile(io.BytesIO(written(hostile, "xlsx"))) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name), name


def test_excel_computes_nothing_and_keeps_leading_zeros(hostile: ExportView) -> None:
    rows = excel_rows(hostile)
    for name, row in zip(HOSTILE, rows, strict=True):
        assert row["Nombre"].removeprefix("'") == name
        assert not re.match(r"\s*[=+\-@]", row["Nombre"])
    assert rows[1]["CUI"] == "\t0000001"
    assert float(rows[1]["Costo de referencia (S/)"]) > 0


@pytest.mark.parametrize("language", ["es", "en"])
def test_words_stand_for_codes_and_the_codes_follow(hostile: ExportView, language: str) -> None:
    cells = values_of(book_of(hostile, language).worksheets[0])
    texts: list[dict[str, Any]] = list(excel_rows(hostile, language))
    heading = {"es": ("Sector", "Estado", "Alertas", "código"), "en": ("Sector", "Status", "Alerts", "code")}[language]
    sector, status, alerts, code = heading
    for index, *rows in zip(hostile.indices.tolist(), cells, texts, strict=True):
        known = hostile.publication.columns.properties(index)
        for row in rows:
            with speaking(language):
                assert row[sector] == gettext(SECTORS[known["sector"]])
                assert row[status] == gettext(STATUSES[known["status"]])
                assert (row[alerts] or "") == "; ".join(gettext(ALERTS[one]) for one in known["alerts"])
            assert row[f"{sector} ({code})"] == known["sector"]
            assert row[f"{status} ({code})"] == known["status"]
            assert (row[f"{alerts} ({code})"] or "") == "; ".join(known["alerts"])


def test_every_code_has_words_that_say_something() -> None:
    for language in ("es", "en"):
        with speaking(language):
            for name, codes in CODES.items():
                words = [gettext(text) for text in codes.values()]
                assert all(words), name
                assert len(set(words)) == len(words), name


def test_days_are_dates_and_reduced_dates_are_kept(dated: ExportView) -> None:
    cells = [row["Fecha del estado"] for row in rows_of(book_of(dated)["proyectos"])]
    for cell, text in zip(cells, DATES, strict=True):
        if text is not None and len(text) == 10 and text > "1900-03":
            assert cell.is_date
            assert cell.value == dt.datetime.fromisoformat(text)
            assert cell.number_format == "dd/mm/yyyy"
        else:
            assert cell.value == text
            assert cell.data_type == ("n" if text is None else "s")
    frame = pd.read_excel(io.BytesIO(written(dated, "xlsx")))
    assert frame["Fecha del estado"].tolist()[:3] == [dt.datetime.fromisoformat(DATES[0]), *DATES[1:3]]
    assert pd.api.types.is_datetime64_any_dtype(frame["Inicio"])
    english = [row["Date of the status"] for row in rows_of(book_of(dated, "en").worksheets[0])]
    assert [cell.value for cell in english] == [cell.value for cell in cells]
    assert english[0].is_date


def test_excel_makes_no_day_of_a_month_in_the_csv(dated: ExportView) -> None:
    told = [row["Fecha del estado"] for row in excel_rows(dated)]
    assert told == ["2024-05-03", "\t2024-05", "\t2024", "", "1900-03-01", "1899-01-01", "2019-12-31"]


def test_a_date_that_is_none_stays_text() -> None:
    for text in ("2024-13-01", "<2024>", "2024-05-03T10:00"):
        assert "inlineStr" in date_cell(text), text
    assert "&lt;2024&gt;" in date_cell("<2024>")


def test_the_dictionary_explains_every_column_and_code(hostile: ExportView) -> None:
    book = book_of(hostile)
    rows = values_of(book["diccionario"])
    columns = [row for row in rows if row["significado"]]
    assert [row["columna"] for row in columns] == [cell.value for cell in book["proyectos"][1]]
    assert [row["nombre técnico"] for row in columns] == [field.name for field in SHEET_FIELDS]
    assert {row["nombre técnico"]: row["unidad"] for row in columns}["cost_pen"] == "soles"
    for name, codes in CODES.items():
        told = {row["código"]: row["palabras"] for row in rows if row["nombre técnico"] == name and row["código"]}
        assert told == {str(code): words for code, words in codes.items()}


def test_totals_are_numbers_and_equal_to_the_columns(hostile: ExportView) -> None:
    book = book_of(hostile)
    totals = {row["dato"].value: row["valor"] for row in rows_of(book["totales"])}
    assert totals["Proyectos"].value == len(HOSTILE)
    cells = rows_of(book["proyectos"])
    for name, column in (
        ("Costo de referencia", "Costo de referencia (S/)"),
        ("Presupuesto institucional modificado (PIM)", "PIM (S/)"),
        ("Devengado", "Devengado (S/)"),
    ):
        values = [row[column].value for row in cells if row[column].value is not None]
        assert round(100 * totals[name].value) == sum(round(100 * value) for value in values)
        assert totals[name].number_format == "#,##0.00"


def test_no_amount_is_told_as_no_data(make_view: MakeView) -> None:
    nothing: list[None] = [None] * 3
    view = make_view(["a", "b", "c"], cost_centimos=nothing, pim_centimos=nothing, accrued_centimos=nothing)
    totals = {row["dato"].value: row["valor"].value for row in rows_of(book_of(view)["totales"])}
    assert totals["Costo de referencia"] == totals["Devengado"] == "sin dato"


def test_an_english_workbook_is_english(dated: ExportView) -> None:
    book = book_of(dated, "en")
    assert book.sheetnames == ["projects", "totals", "dictionary", "sources"]
    own = [source.title or "" for source in dated.publication.sources.values()]
    texts = [cell.value for cell in book["projects"][1]]
    texts += [cell.value for row in book["totals"].iter_rows() for cell in row]
    texts += [
        row[name] for row in values_of(book["dictionary"]) for name in row if name not in {"code", "technical name"}
    ]
    texts += [cell.value for cell in book["sources"]["A"][:12]]
    assert [text for text in texts if isinstance(text, str) and is_spanish(text, own)] == []


@pytest.mark.parametrize("name", ["xlsx", "excel.csv"])
def test_a_file_is_of_the_language_it_was_asked_in(hostile: ExportView, name: str) -> None:
    with speaking("en"):
        pieces = EXPORTS[name].write(hostile, no_progress)
    assert b"".join(pieces) == in_language(hostile, name, "en") != written(hostile, name)


def test_cells_keep_what_looks_like_an_escape() -> None:
    assert cell_text("_x0041_") == "_x005F_x0041_"
    assert cell_text("a\x01b<c>") == "a_x0001_b&lt;c&gt;"
