"""Columns read together say what each says alone, and what is plainly right is what the rules make of it."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoapp.ingest.findings import Findings
from geoapp.ingest.investments import CUI_FORM, SNIP_FORM
from geoapp.ingest.kinds import AreaName, Code, Date, Degrees, Percentage, Text, Ubigeo, Whole
from geoapp.ingest.money import Money
from geoapp.ingest.reading import Column, Kind, read
from geoapp.ingest.sheets import LINE, Sheet

KINDS: dict[str, Kind] = {
    "money": Money(),
    "cost": Money(zero_is_blank=True),
    "flow": Money(negative=True),
    "percentage": Percentage(),
    "whole": Whole(),
    "degrees": Degrees(),
    "planned": Date(),
    "happened": Date(dt.date(2026, 10, 15)),
    "word": Text(limit=12),
    "name": Text(limit=12, report_breaks=True, various=True),
    "area": AreaName(),
    "cui": Code(CUI_FORM, "cui"),
    "snip": Code(SNIP_FORM, "snip", zeros=True),
    "ubigeo": Ubigeo(),
}
_PIECES = (
    *("0", "1", "12", "060101", "60101", "0600", "2500001", "0000001", "999999999999999", "12345678901234567890"),
    *("-", "+", ".", ",", "%", " ", "  ", "\u00a0", "\t", "\n", "_x000D_", "?", "S/ ", "e5", "inf", "nan", "Ñ", "x"),
    *(".5", ".50", ".505", ".500000004", ".0", ",50", " 50", "1,234", "100", "40000001", "- TODOS -", "VARIOS"),
    *("2024-01-05", "2024-02-31", "31/12/2071", "5/1/1979", "202401", " 00:00:00", "2026-10-16T01:00"),
)
CELLS = st.none() | st.lists(st.sampled_from(_PIECES), max_size=3).map("".join)


def _sheet(columns: dict[str, list[str | None]]) -> Sheet:
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index(LINE, offset=2)
    return Sheet("a", "", 0, "", tuple(columns), frame.with_columns(pl.col(LINE).cast(pl.Int64)), Findings("a"))


@settings(max_examples=20)
@given(st.lists(st.tuples(*(CELLS for _ in KINDS)), max_size=12))
def test_columns_say_together_what_each_says_alone(rows: list[tuple[str | None, ...]]) -> None:
    cells = {name: [row[at] for row in rows] for at, name in enumerate(KINDS)}
    columns = {name: Column(name, kind) for name, kind in KINDS.items()}
    together = _sheet(cells)
    values = read(together, columns).told()
    told = together.findings.frame()
    for name, column in columns.items():
        alone = _sheet({name: cells[name]})
        assert read(alone, {name: column}).told()[name].equals(values[name])
        assert alone.findings.frame().equals(told.filter(pl.col("column") == name))


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.quick(pl.col("")) is not None])
@settings(max_examples=30)
@given(cells=st.lists(CELLS, min_size=20, max_size=20))
def test_what_is_plainly_right_is_what_the_rules_make_of_it(name: str, cells: list[str | None]) -> None:
    kind, cell = KINDS[name], pl.col("cell")
    quick = kind.quick(cell)
    assert quick is not None
    table = pl.DataFrame({"cell": cells}, schema={"cell": pl.String})
    value, told, steps = kind.rules(cell)
    made = table.with_columns(quick=quick.value).filter(quick.plain(pl.col("quick")))
    made = made.with_columns(cell.str.strip_chars())
    for step in steps:
        made = made.with_columns(**step)
    made = made.select("quick", value=value, **{str(at): rule.mask for at, rule in enumerate(told)})
    assert made["quick"].equals(made["value"])
    assert not any(made[str(at)].any() for at in range(len(told)))


def test_what_is_found_is_told_when_it_is_asked_for_and_again_when_it_is_asked_again() -> None:
    sheet = _sheet({"a": ["x", "1"], "b": ["y", "2"]})
    reading = read(sheet, {"a": Column("a", Money()), "b": Column("b", Money()), "c": Column("a", Money())})
    assert reading.values("c")["c"].to_list() == [None, 1_00]
    assert sheet.findings.frame().is_empty()
    reading.tell("b", "a", "c")
    assert sheet.findings.frame().select("line", "column", "value").rows() == [
        (2, "b", "y"),
        (2, "a", "x"),
        (2, "a", "x"),
    ]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_column_that_the_file_lacks_is_blank(kind: Kind) -> None:
    values = read(_sheet({"a": ["1", "2"]}), {"b": Column("b", kind)}).told()["b"]
    assert (values.dtype, values.to_list()) == (kind.dtype, [None, None])
