"""Figures as people in Peru read them: what Babel says, only faster."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from geoapp.web.formatting import LOCALE, NO_BREAK, SOLES, centimos, date, is_old, millions, number, percent, soles

AMOUNTS = st.decimals(-(10**15), 10**15, places=2)


@given(AMOUNTS)
def test_soles_are_written_as_babel_does(amount: Decimal) -> None:
    if amount == 0:
        amount = abs(amount)
    assert soles(amount) == format_currency(amount, "PEN", locale=LOCALE)


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 3))
def test_numbers_are_written_as_babel_does(value: Decimal, digits: int) -> None:
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    assert number(value, digits).removeprefix("-0") == format_decimal(
        value, format=pattern, locale=LOCALE
    ).removeprefix("-0")


@given(st.integers(-(10**17), 10**17))
def test_no_centimo_is_lost(amount: int) -> None:
    told = centimos(amount).replace(SOLES, "").replace(",", "")
    assert Decimal(told) * 100 == amount


@pytest.mark.parametrize("write", [soles, millions, number, percent, centimos])
def test_what_is_not_known_is_said(write: object) -> None:
    assert callable(write)
    assert write(None) == "sin dato"


def test_short_forms() -> None:
    assert soles(Decimal("1234567.89")) == "S/_1,234,567.89".replace("_", NO_BREAK)
    assert millions(Decimal("6440956727.31")) == "S/_6,441.0_millones".replace("_", NO_BREAK)
    assert millions(Decimal(950000)) == "S/_950,000.00".replace("_", NO_BREAK)
    assert percent(Decimal("55.00")) == "55_%".replace("_", NO_BREAK)
    assert percent(53.1, 1) == "53.1_%".replace("_", NO_BREAK)
    assert number(1000, 2) == "1,000"
    assert number(100) == "100"


def test_a_date_says_no_more_than_is_known() -> None:
    assert date("2026-03-10") == "10/03/2026"
    assert date("2019-11") == "noviembre de 2019"
    assert date("2019") == "2019"
    assert date(None) == date("") == "sin fecha"


def test_old_is_more_than_twelve_months_by_the_latest_day_that_the_date_allows() -> None:
    today = dt.date(2026, 11, 22)
    assert is_old("2025-11-21", today)
    assert not is_old("2025-11-22", today)
    assert not is_old("2025", today)
    assert is_old("2024", today)
