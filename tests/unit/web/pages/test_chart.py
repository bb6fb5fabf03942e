"""Geometry of the progress chart."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.dates import ReducedDate
from geoapp.web.pages.chart import Reading, progress_chart


def reading(date: str, percent: str, kind: str = "physical") -> Reading:
    return Reading(kind, ReducedDate(date), Decimal(percent), "fuente")


def test_one_reading_is_told_by_the_table_alone() -> None:
    assert progress_chart([]) is None
    assert progress_chart([reading("2020-05", "40")]) is None


def test_readings_stand_in_time_order_and_at_their_percentage() -> None:
    chart = progress_chart([reading("2021-06-01", "100"), reading("2019", "0"), reading("2020-01", "50")])
    assert chart is not None
    (series,) = chart.series
    assert [mark.reading.percent for mark in series.marks] == [0, 50, 100]
    xs, ys = [mark.x for mark in series.marks], [mark.y for mark in series.marks]
    assert xs == sorted(xs)
    assert ys[0] == chart.bottom
    assert ys[2] == chart.top
    assert abs(ys[1] - (chart.top + chart.bottom) / 2) < 0.1
    assert series.path.startswith("M")
    assert series.path.count("L") == 2


def test_kinds_are_never_joined() -> None:
    chart = progress_chart([reading("2020", "40"), reading("2021", "60", "financial")])
    assert chart is not None
    assert [series.kind for series in chart.series] == ["physical", "financial"]
    assert all(series.path == "" for series in chart.series)


DATES = st.dates().filter(lambda day: day.year >= 1990).map(lambda day: day.isoformat())
PERCENTS = st.decimals(-50, 250, places=2, allow_nan=False)


@given(st.lists(st.tuples(DATES, PERCENTS), min_size=2, max_size=30))
def test_everything_stays_inside_the_drawing(rows: list[tuple[str, Decimal]]) -> None:
    chart = progress_chart([reading(date, str(percent)) for date, percent in rows])
    assert chart is not None
    assert sum(len(series.marks) for series in chart.series) == len(rows)
    for series in chart.series:
        for mark in series.marks:
            assert chart.left <= mark.x <= chart.right
            assert chart.top <= mark.y <= chart.bottom
    assert all(chart.left <= tick.at <= chart.right for tick in chart.years)
    assert 1 <= len(chart.years) <= 9
