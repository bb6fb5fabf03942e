"""Reduced dates: what texts they take, their first and last day, their order."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.dates import ReducedDate, months_before

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))


@st.composite
def reduced_dates(draw: st.DrawFn) -> ReducedDate:
    return ReducedDate(draw(DAYS).isoformat()[: draw(st.sampled_from([4, 7, 10]))])


@given(DAYS)
def test_first_and_last_bracket_every_day_that_the_text_allows(day: dt.date) -> None:
    text = day.isoformat()
    full, month, year = ReducedDate(text), ReducedDate(text[:7]), ReducedDate(text[:4])
    assert full.first == full.last == day
    assert month.first == day.replace(day=1)
    assert month.last == day.replace(day=calendar.monthrange(day.year, day.month)[1])
    assert (year.first, year.last) == (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))
    assert {full.year, month.year, year.year} == {day.year}


@pytest.mark.parametrize(
    "text",
    ["", "20", "2020-1", "2020-13", "2020-00", "2020-00-10", "2020-02-30", "2020-01-00", "0000", "2020-01-01T00",
     "2020/01",
     "2020-01-1", " 2020", "٢٠٢٠", "2020\n", "-2020", "1e3"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - geoapp's message or that of datetime
        ReducedDate(text)


@given(st.text(max_size=12))
def test_a_text_that_is_accepted_has_both_ends(text: str) -> None:
    try:
        date = ReducedDate(text)
    except ValueError:
        return
    assert date.first <= date.last
    assert str(date) == text


@pytest.mark.parametrize("text", [None, "", "   "])
def test_blank_is_no_date(text: str | None) -> None:
    assert ReducedDate.parse(text) is None


def test_parse_ignores_the_spaces_around() -> None:
    assert ReducedDate.parse(" 2024-05 ") == ReducedDate("2024-05")


@given(reduced_dates(), reduced_dates(), reduced_dates())
def test_order_is_total_and_agrees_with_equality(a: ReducedDate, b: ReducedDate, c: ReducedDate) -> None:
    assert (a < b) + (b < a) + (a == b) == 1
    assert not (a <= b <= c) or a <= c
    assert (a == b) == (a.text == b.text)


@given(reduced_dates(), reduced_dates())
def test_a_date_that_surely_comes_later_is_greater(a: ReducedDate, b: ReducedDate) -> None:
    if a.last < b.first:
        assert a < b


@given(DAYS, st.integers(0, 600))
def test_months_before_goes_back_by_whole_months(day: dt.date, months: int) -> None:
    earlier = months_before(day, months)
    assert (day.year * 12 + day.month) - (earlier.year * 12 + earlier.month) == months
    assert earlier.day == min(day.day, calendar.monthrange(earlier.year, earlier.month)[1])


def test_months_before_stays_in_short_months() -> None:
    assert months_before(dt.date(2024, 3, 31), 1) == dt.date(2024, 2, 29)
    assert months_before(dt.date(2024, 1, 31), 12) == dt.date(2023, 1, 31)
