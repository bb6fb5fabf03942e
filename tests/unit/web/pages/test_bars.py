"""The chart of budgets by year: true heights, gaps kept, nothing beyond the frame."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from geoapp.web.pages.bars import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, YearAmounts, bar_chart

amounts = st.none() | st.integers(0, 10**13).map(lambda c: Decimal(c).scaleb(-2))
years = st.lists(
    st.builds(YearAmounts, st.integers(2010, 2030), amounts, amounts, amounts), unique_by=lambda y: y.year, max_size=8
)


@given(years)
def test_bars_stand_inside_and_in_proportion(lines: list[YearAmounts]) -> None:
    chart = bar_chart(lines)
    if chart is None:
        return
    for bar in chart.bars:
        assert bar.x >= LEFT - 1
        assert bar.x + bar.width <= WIDTH - RIGHT + 1
        assert bar.y >= TOP - 0.2
        assert abs(bar.y + bar.height - (HEIGHT - BOTTOM)) < 0.2
    tallest = max(chart.bars, key=lambda bar: bar.amount)
    for bar in chart.bars:
        assert abs(bar.height - tallest.height * float(bar.amount / tallest.amount)) < 0.3
    assert 2 <= len(chart.amounts) <= 6


def test_a_missing_year_keeps_its_place_and_missing_amounts_draw_nothing() -> None:
    one = Decimal(1_000_000)
    chart = bar_chart([YearAmounts(2023, one, None, one), YearAmounts(2025, None, one, one)])
    assert chart is not None
    assert [tick.label for tick in chart.years] == ["2023", "2024", "2025"]
    assert [(bar.year, bar.kind) for bar in chart.bars] == [
        (2023, "pia"), (2023, "accrued"), (2025, "pim"), (2025, "accrued"),
    ]  # fmt: skip


def test_one_year_is_no_chart() -> None:
    assert bar_chart([YearAmounts(2023, Decimal(5), Decimal(5), Decimal(5))]) is None
    assert bar_chart([]) is None
