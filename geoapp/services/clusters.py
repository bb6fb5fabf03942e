"""Points of the map for one view: clusters made on a grid of the screen, places with several projects, points.

The answer's size depends on the view, not on the number of projects. Coordinates are WGS 84; the grid is Web Mercator
pixels, as Leaflet draws them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geoapp.services.portfolio import BoolArray, FloatArray, IntArray, Portfolio

CELL_PIXELS = 72
"""Side of a cluster's cell on the screen."""
TILE_PIXELS = 256
POINTS_FROM_ZOOM = 11
"""From this zoom on, single places are drawn as they are and only the very same point is gathered."""
MAX_POINTS = 1_500
MAX_ZOOM = 22
_MAX_LAT = 85.05112878


@dataclass(frozen=True, slots=True)
class Cluster:
    """Several projects of one cell: middle of them, count and bounds (west, south, east, north)."""

    lon: float
    lat: float
    projects: IntArray
    bounds: tuple[float, float, float, float]

    @property
    def same_point(self) -> bool:
        """Whether all stand on the very same point, as projects known only to the district do."""
        west, south, east, north = self.bounds
        return west == east and south == north


@dataclass(frozen=True, slots=True)
class ViewPoints:
    """What a view shows: single projects (indices into the portfolio) and clusters."""

    singles: IntArray
    clusters: tuple[Cluster, ...]


def points_in_view(
    portfolio: Portfolio, mask: BoolArray, bbox: tuple[float, float, float, float], zoom: int
) -> ViewPoints:
    """Gather the selected projects that stand in a view.

    Parameters
    ----------
    portfolio
        Edition to read.
    mask
        Selection, from `Portfolio.select`.
    bbox
        West, south, east, north of the view in degrees, WGS 84.
    zoom
        Web map zoom, 0 to 22; cells are `CELL_PIXELS` wide at it.
    """
    west, south, east, north = bbox
    lon, lat = portfolio.lon, portfolio.lat
    shown = np.flatnonzero(mask & (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    if shown.size == 0:
        return ViewPoints(shown, ())
    keys = _cells(lon[shown], lat[shown], zoom, gather=zoom < POINTS_FROM_ZOOM or shown.size > MAX_POINTS)
    order = np.argsort(keys, kind="stable")
    shown, keys = shown[order], keys[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    ends = np.r_[starts[1:], keys.size]
    singles = shown[starts[ends - starts == 1]]
    clusters = tuple(
        _cluster(lon, lat, shown[start:end]) for start, end in zip(starts, ends, strict=True) if end - start > 1
    )
    return ViewPoints(singles, clusters)


def _cells(lon: FloatArray, lat: FloatArray, zoom: int, *, gather: bool) -> IntArray:
    world = TILE_PIXELS * 2**zoom
    x = (lon + 180) / 360 * world
    clipped = np.radians(np.clip(lat, -_MAX_LAT, _MAX_LAT))
    y = (1 - np.log(np.tan(clipped) + 1 / np.cos(clipped)) / math.pi) / 2 * world
    side = CELL_PIXELS if gather else 1e-3
    columns = np.floor(x / side).astype(np.int64)
    rows = np.floor(y / side).astype(np.int64)
    _, keys = np.unique(np.stack([columns, rows], axis=1), axis=0, return_inverse=True)
    cells: IntArray = keys.astype(np.int64).ravel()
    return cells


def _cluster(lon: FloatArray, lat: FloatArray, projects: IntArray) -> Cluster:
    x, y = lon[projects], lat[projects]
    bounds = (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    return Cluster(round(float(x.mean()), 6), round(float(y.mean()), 6), projects, bounds)
