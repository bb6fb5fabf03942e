"""Distances on the ellipsoid (WGS 84) between a point and many: exact ones, and bounds that cost far less.

Whether a place is within a circle, or which are the nearest, is settled for nearly all places by the bounds; only the
others are measured.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_SHORTEST_M, _LONGEST_M = 110_500.0, 111_700.0
"""A degree of latitude is nowhere shorter or longer than these. A degree of longitude is, times the cosine of the
latitude, nowhere shorter than `_EQUATOR_M` or longer than `_LONGEST_M`."""
_EQUATOR_M = 111_300.0


def measured(lon: Floats, lat: Floats, lon0: float, lat0: float) -> Floats:
    """Length of the geodesics from a point to many.

    Parameters
    ----------
    lon, lat
        The many: longitudes and latitudes, degrees WGS 84 (EPSG:4326), arrays of shape (n,).
    lon0, lat0
        The one, degrees WGS 84.

    Returns
    -------
    numpy.ndarray
        Metres on the ellipsoid, shape (n,).
    """
    if not len(lon):
        return np.zeros(0)
    from pyproj import Geod  # noqa: PLC0415 - a heavy library, needed for few requests

    _, _, metres = Geod(ellps="WGS84").inv(np.full(len(lon), lon0), np.full(len(lat), lat0), lon, lat)
    return np.asarray(metres, dtype=np.float64)


def latitude_band(radius_km: float) -> float:
    """Degrees of latitude that no place within a distance is further away by.

    Parameters
    ----------
    radius_km
        The distance in kilometres.

    Returns
    -------
    float
        Degrees, rounded to the safe side: as if every degree were the shortest.
    """
    return radius_km * 1000 / _SHORTEST_M


def bounds_metres(lon: Floats, lat: Floats, lon0: float, lat0: float, radius_km: float) -> tuple[Floats, Floats]:
    """Bounds of the distances from a point to many.

    The least is right for places that are within the radius: for others it may be too large, but not so that they
    would seem to be within it. The most is right for places in the `latitude_band` of the radius.

    On a way that stays in the band every degree has at least, and every one of a straight way on the chart at most,
    the length it has at one of the band's edges.

    Parameters
    ----------
    lon, lat
        The many: longitudes and latitudes, degrees WGS 84 (EPSG:4326), arrays of shape (n,).
    lon0, lat0
        The one, degrees WGS 84.
    radius_km
        The radius in kilometres.

    Returns
    -------
    least, most : numpy.ndarray
        Metres, shape (n,) each.
    """
    band = latitude_band(radius_km)
    south, north = lat0 - band, lat0 + band
    furthest = min(max(abs(south), abs(north)), 90.0)
    nearest = 0.0 if south <= 0 <= north else min(abs(south), abs(north))
    east, up = np.abs(lon - lon0), np.abs(lat - lat0)
    east = np.minimum(east, 360 - east)
    least = np.hypot(east * (_EQUATOR_M * math.cos(math.radians(furthest))), up * _SHORTEST_M)
    most = np.hypot(east * (_LONGEST_M * math.cos(math.radians(nearest))), up * _LONGEST_M)
    return least, most
