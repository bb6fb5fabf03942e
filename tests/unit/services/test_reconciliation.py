"""For any portfolio and any filter, every way of counting gives the same, to the céntimo."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoapp.domain.columns import MISSING
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import to_soles
from geoapp.domain.vocabulary import Alert
from geoapp.services.clusters import points_in_view
from geoapp.services.grouping import PROVINCE_ONLY, REGION, SHARED, UNLOCATED
from geoapp.services.portfolio import BoolArray, Portfolio
from geoapp.services.summary import GroupBy, Summary, area_row, summarise
from tests.unit.services.synthetic import AREAS, DISTRICTS, PROVINCES, filters, portfolio_of, portfolios

WORLD = (-180.0, -90.0, 180.0, 90.0)


def added(amounts: list[Decimal | None]) -> Decimal | None:
    """Sum of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def by_hand(portfolio: Portfolio, mask: BoolArray) -> Decimal | None:
    """The total, project by project."""
    return added(
        [
            to_soles(int(portfolio.cost_centimos[index]))
            for index in range(portfolio.size)
            if mask[index] and portfolio.summed[index] and portfolio.cost_centimos[index] != MISSING
        ]
    )


def selected(portfolio: Portfolio, filter_: ProjectFilter) -> BoolArray:
    return portfolio.select(filter_)


@given(portfolio=portfolios, filter_=filters())
def test_rows_add_up_to_the_total(portfolio: Portfolio, filter_: ProjectFilter) -> None:
    mask = selected(portfolio, filter_)
    for group_by in GroupBy:
        check_rows(portfolio, mask, summarise(portfolio, mask, group_by))


def check_rows(portfolio: Portfolio, mask: BoolArray, summary: Summary) -> None:
    total = summary.total
    for name in (
        "projects",
        "packages",
        "located",
        "with_cost",
        "unsummed",
        "with_pim",
        "with_physical",
        "with_alerts",
    ):
        assert sum(getattr(row, name) for row in summary.rows) == getattr(total, name), name
    for name in ("cost", "pim", "accrued", "off_map_cost"):
        assert added([getattr(row, name) for row in summary.rows]) == getattr(total, name), name
    for bit, alert in enumerate(Alert):
        having = int((mask & (portfolio.alerts & (1 << bit) != 0)).sum())
        assert sum(row.alerts[alert] for row in summary.rows) == total.alerts[alert] == having
    for row in (*summary.rows, total):
        assert added(list(row.cost_by_kind.values())) == row.cost
    assert total.cost == by_hand(portfolio, mask)
    assert total.projects == int(mask.sum())
    assert len({row.key for row in summary.rows}) == len(summary.rows)


@given(portfolio=portfolios, filter_=filters())
def test_parts_of_shared_projects_add_up_to_the_row_shared(portfolio: Portfolio, filter_: ProjectFilter) -> None:
    mask = selected(portfolio, filter_)
    for group_by, digits in ((GroupBy.PROVINCE, 4), (GroupBy.DISTRICT, 6)):
        summary = summarise(portfolio, mask, group_by)
        areas = [row for row in summary.rows if len(row.key) == digits or row.key == PROVINCE_ONLY]
        areas = [row for row in areas if row.key not in {SHARED, REGION, UNLOCATED}]
        shared = summary.row(SHARED)
        assert added([row.shared_cost for row in areas]) == shared.cost
        # So what stands in areas, alone and in parts, with region and unlocated, is the total as well.
        rest = [summary.row(REGION).cost, summary.row(UNLOCATED).cost]
        assert added([row.cost_with_share for row in areas] + rest) == summary.total.cost
        # A project of two provinces that names no district stands once among those that name none.
        least = shared.projects if group_by is GroupBy.DISTRICT else 2 * shared.projects
        assert sum(row.shared_projects for row in areas) >= least


@settings(max_examples=50)
@given(portfolio=portfolios, filter_=filters())
def test_a_province_holds_its_districts(portfolio: Portfolio, filter_: ProjectFilter) -> None:
    mask = selected(portfolio, filter_)
    amounts = np.zeros(len(AREAS), dtype=np.int64)
    np.add.at(
        amounts, portfolio.districts.area, np.where(mask[portfolio.districts.project], portfolio.districts.centimos, 0)
    )
    by_district = dict(zip(portfolio.areas, amounts.tolist(), strict=True))
    for row in summarise(portfolio, mask, GroupBy.PROVINCE).rows:
        if row.key in PROVINCES:
            inside = sum(amount for area, amount in by_district.items() if area.startswith(row.key))
            assert (row.cost_with_share or 0) == to_soles(inside)


@settings(max_examples=50)
@given(portfolio=portfolios, filter_=filters())
def test_the_page_of_an_area_says_what_the_table_says(portfolio: Portfolio, filter_: ProjectFilter) -> None:
    mask = selected(portfolio, filter_)
    for group_by, areas in ((GroupBy.PROVINCE, PROVINCES), (GroupBy.DISTRICT, DISTRICTS)):
        summary = summarise(portfolio, mask, group_by)
        for ubigeo in areas:
            assert area_row(portfolio, mask, ubigeo) == summary.row(ubigeo)


@settings(max_examples=50)
@given(portfolio=portfolios, filter_=filters())
def test_a_package_never_adds_to_its_parts(portfolio: Portfolio, filter_: ProjectFilter) -> None:
    total = summarise(portfolio, selected(portfolio, filter_)).total
    if total.cost is not None:
        counted = [
            index
            for index in np.flatnonzero(selected(portfolio, filter_) & portfolio.with_cost)
            if portfolio.text["role"][index] == "package"
        ]
        for index in counted:
            key = portfolio.text["project_id"][index]
            parts = [i for i in range(portfolio.size) if portfolio.text["package_id"][i] == key]
            assert not any(portfolio.with_cost[i] for i in parts)


@settings(max_examples=50)
@given(portfolio=portfolios)
def test_no_data_is_not_zero(portfolio: Portfolio) -> None:
    everything = np.ones(portfolio.size, dtype=bool)
    for group_by in GroupBy:
        for row in summarise(portfolio, everything, group_by).rows:
            assert (row.cost is None) == (row.with_cost == 0)
            assert (row.pim is None) == (row.with_pim == 0)
            assert (row.physical_mean_pct is None) == (row.with_physical == 0)
            if row.projects == 0:
                assert row.cost is row.pim is row.accrued is row.off_map_cost is None
    nobody = summarise(portfolio, ~everything, GroupBy.SECTOR)
    assert nobody.total.cost is None
    assert nobody.total.projects == 0


@settings(max_examples=50)
@given(portfolio=portfolios, filter_=filters(), zoom=st.integers(0, 22))
def test_the_map_shows_the_located_projects_of_the_total(
    portfolio: Portfolio, filter_: ProjectFilter, zoom: int
) -> None:
    mask = selected(portfolio, filter_)
    shown = points_in_view(portfolio, mask, WORLD, zoom)
    total = summarise(portfolio, mask).total
    assert len(shown.singles) + sum(len(cluster.projects) for cluster in shown.clusters) == total.located
    off = by_hand(portfolio, mask & ~portfolio.on_map)
    assert total.off_map_cost == off


@settings(max_examples=50)
@given(portfolio=portfolios, filter_=filters())
def test_a_filter_selects_by_what_it_says(portfolio: Portfolio, filter_: ProjectFilter) -> None:
    """Checked against a reading of the filter one project at a time."""
    mask = selected(portfolio, filter_)
    for index in range(portfolio.size):
        text = {name: values[index] for name, values in portfolio.text.items()}
        cost = int(portfolio.cost_centimos[index]) if portfolio.with_cost[index] else None
        codes = {name: set(str(text[f"{name}_codes"] or "").split(";")) for name in ("province", "district")}
        expected = (
            all(not getattr(filter_, n) or text[n] in getattr(filter_, n) for n in ("sector", "status", "precision"))
            and all(not getattr(filter_, n) or codes[n] & set(getattr(filter_, n)) for n in ("province", "district"))
            and (filter_.min_amount is None or (cost is not None and cost >= filter_.min_amount))
            and (filter_.max_amount is None or (cost is not None and cost <= filter_.max_amount))
            and (filter_.year is None or filter_.year in portfolio.years[index])
        )
        if filter_.bbox:
            west, south, east, north = filter_.bbox
            here = portfolio.place_project == index
            lon, lat = portfolio.place_lon[here], portfolio.place_lat[here]
            expected = expected and bool(((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)).any())
        if not (filter_.near or filter_.within or filter_.alert):
            assert bool(mask[index]) == bool(expected)
        else:
            assert expected or not mask[index]


def test_words_need_the_search_index() -> None:
    with pytest.raises(ValueError, match="search index"):
        portfolio_of([], []).select(ProjectFilter(q="agua"))


def test_an_empty_portfolio_is_summed_to_no_data() -> None:
    empty = portfolio_of([], [])
    for group_by in GroupBy:
        summary = summarise(empty, empty.select(ProjectFilter()), group_by)
        assert summary.total.projects == 0
        assert summary.total.cost is None
