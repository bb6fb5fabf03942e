"""The published exports of Invierte.pe, read whole; their totals are added up here once more, without geoapp."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import polars as pl
import pytest

from geoapp.ingest.intake import Intake
from geoapp.ingest.recognise import read_file
from tests.support.investments import SHARED, context

FOLDER = SHARED / "data" / "investments"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{FOLDER.name}: the published exports are not at hand")

FILES = {
    "Lambayeque_Filtrado": ("14", 10_916, 8_647),
    "Tumbes_Filtrado": ("24", 5_047, 4_469),
    "only_15_rows": ("01", 50, 28),
}


def _cents(value: object) -> int:
    return int((Decimal(str(value)) * 100).to_integral_value(ROUND_HALF_UP))


def _independent(name: str) -> tuple[int, int, int]:
    """Distinct investments and the totals of their costs, first row of each code or, without one, of each name."""
    book = openpyxl.load_workbook(FOLDER / f"{name}.xlsx", read_only=True)
    rows = iter(book.worksheets[0].iter_rows(values_only=True))
    header = list(next(rows))
    code, title, viable, updated = (
        header.index(column)
        for column in ("Código único de inversión", "Nombre de la inversión", "Monto viable", "Costo actualizado")
    )
    first: dict[str, tuple[int, int]] = {}
    for row in rows:
        key = str(row[code]) if row[code] else " ".join(str(row[title]).split())
        first.setdefault(key, (_cents(row[viable]), _cents(row[updated])))
    return len(first), sum(v for v, _ in first.values()), sum(u for _, u in first.values())


def _intake(name: str) -> Intake:
    chosen, intake = read_file(FOLDER / f"{name}.xlsx", context(FILES[name][0]))
    assert chosen.name == "invierte"
    return intake


@pytest.mark.parametrize("name", FILES)
def test_distinct_investments_and_totals_are_those_of_the_file(name: str) -> None:
    _, rows, distinct = FILES[name]
    intake = _intake(name)
    totals = dict(intake.amounts.group_by("kind").agg(pl.col("centimos").sum()).iter_rows())
    assert (intake.read, intake.accepted, len(intake.projects)) == (rows, rows, distinct)
    assert (distinct, totals["costo_viable"], totals["costo_actualizado"]) == _independent(name)
    assert intake.findings.rows("merged") == rows - distinct


def test_the_quirks_of_lambayeque_are_told() -> None:
    told = _intake("Lambayeque_Filtrado").findings.frame()
    counts = {
        key: count for *key_, count in told.group_by("action", "column").len().iter_rows() for key in [tuple(key_)]
    }
    assert counts["repaired", "CODIGO_UNICO_DE_INVERSION"] == 97
    assert counts["repaired", "PROVINCIA"] == 1_754
    assert counts["repaired", "NOMBRE_DE_LA_INVERSION"] == 43
    assert counts["set_aside", "COSTO_ACTUALIZADO"] == 19


def test_the_leading_zero_of_amazonas_comes_back() -> None:
    intake = _intake("only_15_rows")
    assert intake.places["ubigeo"].str.starts_with("01").all()
    assert intake.findings.rows("repaired") == 50


def test_a_whole_department_is_placed_at_its_width() -> None:
    widths = _intake("Lambayeque_Filtrado").places["ubigeo"].str.len_chars().value_counts()
    assert dict(widths.iter_rows()) == {2: 62, 4: 78, 6: 9_064}
