"""Points of a view: every selected located project in view is drawn once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geoapp.services.clusters import MAX_POINTS, MAX_ZOOM, POINTS_FROM_ZOOM, points_in_view
from geoapp.services.portfolio import Portfolio
from tests.unit.services.synthetic import portfolio_of

EMPTY = portfolio_of([], [])
WORLD = (-180.0, -90.0, 180.0, 90.0)


def placed(lon: np.ndarray, lat: np.ndarray) -> Portfolio:
    """A portfolio of points only."""
    return replace(EMPTY, size=len(lon), lon=lon, lat=lat, cache={})


longitudes = st.floats(-180, 180) | st.sampled_from([-78.5, -78.5000001, -78.4, 180.0, -180.0]) | st.just(np.nan)
latitudes = st.floats(-90, 90) | st.sampled_from([-7.0, -7.0000001, -6.9, 90.0, -90.0])


@st.composite
def points(draw: st.DrawFn) -> Portfolio:
    count = draw(st.integers(0, 40))
    lon = draw(arrays(np.float64, count, elements=longitudes))
    lat = draw(arrays(np.float64, count, elements=latitudes))
    return placed(lon, np.where(np.isnan(lon), np.nan, lat))


boxes = st.tuples(st.floats(-400, 400), st.floats(-120, 120), st.floats(0.001, 800), st.floats(0.001, 240)).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
)


@settings(max_examples=150)
@given(points(), st.data(), boxes | st.just(WORLD), st.integers(0, MAX_ZOOM))
def test_each_project_in_view_is_drawn_once(
    portfolio: Portfolio, data: st.DataObject, box: tuple[float, float, float, float], zoom: int
) -> None:
    mask = data.draw(arrays(np.bool_, portfolio.size))
    found = points_in_view(portfolio, mask, box, zoom)
    west, south, east, north = box
    inside = {
        index
        for index in range(portfolio.size)
        if mask[index] and west <= portfolio.lon[index] <= east and south <= portfolio.lat[index] <= north
    }
    drawn = [*found.singles.tolist(), *(int(index) for cluster in found.clusters for index in cluster.projects)]
    assert len(drawn) == len(set(drawn))
    # Cells that the view cuts are given whole, so that clusters do not change when the map is moved.
    assert inside <= set(drawn) <= set(np.flatnonzero(mask & portfolio.on_map).tolist())
    degrees = 72 / 256 * 360 / 2**zoom + 1e-9
    assert all(west - degrees <= portfolio.lon[index] <= east + degrees for index in drawn)
    for cluster in found.clusters:
        assert len(cluster.projects) > 1
        lons, lats = portfolio.lon[cluster.projects], portfolio.lat[cluster.projects]
        assert cluster.bounds == (lons.min(), lats.min(), lons.max(), lats.max())
        assert cluster.same_point == (len(set(zip(lons.tolist(), lats.tolist(), strict=True))) == 1)
        assert cluster.bounds[0] - 1e-6 <= cluster.lon <= cluster.bounds[2] + 1e-6
        assert cluster.bounds[1] - 1e-6 <= cluster.lat <= cluster.bounds[3] + 1e-6


def test_from_a_zoom_on_only_the_very_same_point_is_gathered() -> None:
    portfolio = placed(np.array([-78.5, -78.5, -78.5001]), np.array([-7.0, -7.0, -7.0]))
    everything = np.ones(3, dtype=bool)
    near = points_in_view(portfolio, everything, WORLD, POINTS_FROM_ZOOM)
    assert near.singles.tolist() == [2]
    assert [cluster.same_point for cluster in near.clusters] == [True]
    far = points_in_view(portfolio, everything, WORLD, POINTS_FROM_ZOOM - 1)
    assert len(far.clusters) == 1
    assert len(far.clusters[0].projects) == 3


@pytest.mark.parametrize("zoom", [0, 8, 14])
def test_the_answer_stays_small_whatever_the_number_of_projects(zoom: int) -> None:
    count = 20 * MAX_POINTS
    spread = np.random.default_rng(7)
    portfolio = placed(spread.uniform(-79.4, -77.7, count), spread.uniform(-7.8, -4.6, count))
    screen = 1400 / 256 * 360 / 2**zoom
    view = (-78.5 - screen / 2, -7.0 - screen / 2, -78.5 + screen / 2, -7.0 + screen / 2)
    found = points_in_view(portfolio, np.ones(count, dtype=bool), view, zoom)
    assert len(found.singles) + len(found.clusters) <= MAX_POINTS


def test_points_at_the_poles_are_drawn() -> None:
    portfolio = placed(np.array([0.0, 0.0]), np.array([90.0, -90.0]))
    assert len(points_in_view(portfolio, np.ones(2, dtype=bool), WORLD, MAX_ZOOM).singles) == 2
