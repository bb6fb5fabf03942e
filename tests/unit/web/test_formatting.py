"""Figures as people in Peru read them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import MAX_CENTIMOS, to_soles
from geoapp.web import formatting


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("1234567.89"), "S/ 1,234,567.89"),
        (Decimal(0), "S/ 0.00"),
        (Decimal("0.1"), "S/ 0.10"),
        (None, "sin dato"),
    ],
)
def test_soles(amount: Decimal | None, text: str) -> None:
    assert formatting.soles(amount) == text


@given(st.integers(0, MAX_CENTIMOS))
def test_soles_are_told_to_the_centimo(centimos: int) -> None:
    text = formatting.centimos(centimos)
    assert Decimal(text.removeprefix("S/ ").replace(",", "")) == to_soles(centimos)
    assert formatting.soles(to_soles(centimos)) == text


def test_no_data_is_never_zero() -> None:
    for tell in (formatting.soles, formatting.centimos, formatting.millions, formatting.number, formatting.percent):
        assert tell(None) == "sin dato"
    assert formatting.percent(0) == "0 %"
    assert formatting.number(0) == "0"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("999999.99"), "S/ 999,999.99"),
        (Decimal(1_000_000), "S/ 1.0 millones"),
        (Decimal(6180400000), "S/ 6,180.4 millones"),
    ],
)
def test_millions(amount: Decimal, text: str) -> None:
    assert formatting.millions(amount) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(55, 2, "55 %"), (Decimal("55.50"), 2, "55.5 %"), (99.99, 2, "99.99 %"), (1234.5, 1, "1,234.5 %")],
)
def test_percentages(value: float, digits: int, text: str) -> None:
    assert formatting.percent(value, digits) == text


@given(st.integers(0, 9_999))
def test_works_that_lack_a_hundredth_are_not_told_complete(hundredths: int) -> None:
    assert formatting.percent(hundredths / 100) != "100 %"


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("2026-03-10", "10/03/2026"),
        ("2026-03", "marzo de 2026"),
        ("2026", "2026"),
        (None, "sin fecha"),
        ("", "sin fecha"),
        (ReducedDate("2019-11"), "noviembre de 2019"),
        (dt.date(2024, 2, 29), "29/02/2024"),
    ],
)
def test_dates_are_told_as_far_as_they_are_known(date: str | ReducedDate | dt.date | None, text: str) -> None:
    assert formatting.date(date) == text


@pytest.mark.parametrize(
    ("text", "old"),
    [("2025-03-15", False), ("2025-03-14", True), ("2025-03", False), ("2025", False), ("2024", True), (None, True)],
)
def test_data_of_more_than_twelve_months_are_old(text: str | None, old: bool) -> None:
    assert formatting.is_old(text, dt.date(2026, 3, 15)) is old
