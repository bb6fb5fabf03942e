"""Shapes: what two shapes that fill the plane hold adds up to the whole, to the céntimo."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geoapp.domain.filters import parse_filter
from geoapp.domain.money import split_by_weights, to_soles
from geoapp.services.inside import inside
from geoapp.services.portfolio import Portfolio, _within_radius
from tests.unit.services.synthetic import portfolios


@given(portfolio=portfolios, border=st.sampled_from([-78.93, -78.55, -78.31]))
def test_two_halves_make_the_whole(portfolio: Portfolio, border: float) -> None:
    found = []
    for box in (f"-180,-90,{border},90", f"{border},-90,180,90"):
        filter_ = parse_filter([("bbox", box)])
        half = inside(portfolio, portfolio.select(filter_), filter_)
        assert half is not None
        assert half.total.projects == half.whole.projects + half.partly.projects
        found.append(half)
    located = [index for index in range(portfolio.size) if portfolio.on_map[index] and portfolio.with_cost[index]]
    whole = sum((to_soles(int(portfolio.cost_centimos[index])) for index in located), Decimal(0))
    assert sum((half.cost_inside or Decimal(0) for half in found), Decimal(0)) == whole


@given(portfolio=portfolios, border=st.sampled_from([-78.93, -78.55, -78.31]))
def test_a_partly_covered_project_is_shared_place_by_place(portfolio: Portfolio, border: float) -> None:
    filter_ = parse_filter([("bbox", f"-180,-90,{border},90")])
    found = inside(portfolio, portfolio.select(filter_), filter_)
    assert found is not None
    districts = portfolio.districts
    falls = {
        (project, area): centimos
        for project, area, centimos in zip(
            districts.project.tolist(), districts.area.tolist(), districts.centimos.tolist(), strict=True
        )
    }
    for one in found.projects:
        mine = np.flatnonzero(portfolio.place_project == one.index).tolist()
        assert one.whole == all(portfolio.place_lon[place] <= border for place in mine)
        assert (one.centimos is None) == (not portfolio.with_cost[one.index])
        if one.whole or one.centimos is None:
            continue
        expected = 0
        for area in {int(portfolio.place_area[place]) for place in mine}:
            here = [place for place in mine if portfolio.place_area[place] == area]
            shares = split_by_weights(falls.get((one.index, area), 0), [1] * len(here))
            expected += sum(
                share for share, place in zip(shares, here, strict=True) if portfolio.place_lon[place] <= border
            )
        assert one.centimos == expected


@given(portfolio=portfolios)
def test_without_a_shape_there_is_no_inside(portfolio: Portfolio) -> None:
    filter_ = parse_filter([])
    assert inside(portfolio, portfolio.select(filter_), filter_) is None


def test_a_circle_holds_exactly_what_the_ellipsoid_says() -> None:
    chance = np.random.default_rng(1)
    geod = Geod(ellps="WGS84")
    for _ in range(60):
        lon0, lat0, radius = chance.uniform(-80, -77), chance.uniform(-60, 60), chance.uniform(0.1, 500)
        reach = radius / 90
        lat = lat0 + chance.uniform(-reach, reach, 3000)
        lon = lon0 + chance.uniform(-reach, reach, 3000) / np.cos(np.radians(lat0))
        metres = np.asarray(geod.inv(np.full(3000, lon0), np.full(3000, lat0), lon, lat)[2])
        assert np.array_equal(_within_radius(lon, lat, lon0, lat0, radius), metres <= radius * 1000)
