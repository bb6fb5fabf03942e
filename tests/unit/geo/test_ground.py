"""Bounds of distances against distances: whoever trusts the bounds gets the same answer."""

from __future__ import annotations

import numpy as np
import pytest

from geoapp.geo.ground import bounds_metres, latitude_band, measured


@pytest.mark.parametrize("lat0", [-89.9, -60.0, -45.0, -7.1, 0.0, 0.4, 30.0, 75.0, 89.5])
@pytest.mark.parametrize("radius_km", [0.1, 10.0, 500.0])
@pytest.mark.parametrize("lon0", [-78.5, 179.99])
def test_bounds_enclose_the_distance(lon0: float, lat0: float, radius_km: float) -> None:
    chance = np.random.default_rng(3)
    band = latitude_band(radius_km)
    lat = np.clip(lat0 + chance.uniform(-band, band, 4000), -90, 90)
    reach = min(band * 1.2 / max(np.cos(np.radians(lat0)), 1e-3), 180)
    lon = (lon0 + chance.uniform(-reach, reach, 4000) + 180) % 360 - 180
    metres = measured(lon, lat, lon0, lat0)
    least, most = bounds_metres(lon, lat, lon0, lat0, radius_km)
    within = metres <= radius_km * 1000
    assert within.any()
    assert (least[within] <= metres[within] + 1e-6).all()
    assert (metres <= most + 1e-6).all()


def test_a_bound_is_close_where_people_ask() -> None:
    """Else all places would be measured."""
    least, most = bounds_metres(np.array([-78.41]), np.array([-7.16]), -78.5, -7.16, 10)
    assert most / least < 1.02


def test_nothing_has_no_distance() -> None:
    assert measured(np.zeros(0), np.zeros(0), -78.5, -7.1).shape == (0,)
