"""Points of the map for one view: clusters made on a grid of the screen, places with several projects, points.

The answer's size depends on the view, not on the number of projects. Coordinates are WGS 84; the grid is Web Mercator
pixels, as Leaflet draws them, and is the same wherever the view stands: clusters do not jump when the map is moved.
The cells of a zoom are counted once per selection and kept; a view takes those that it touches.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geoapp.services.portfolio import BoolArray, FloatArray, IntArray, Portfolio

CELL_PIXELS = 72
"""Side of a cluster's cell on the screen."""
TILE_PIXELS = 256
POINTS_FROM_ZOOM = 11
"""From this zoom on, single places are drawn as they are and only the very same point is gathered."""
MAX_POINTS = 600
"""More single places than these in a view are gathered whatever the zoom: they could not be told apart."""
MAX_ZOOM = 22
PREPARED_FROM_ZOOM = 5
MAX_KEPT_GRIDS = 24
_MAX_LAT = 85.05112878
_DENSE_CELLS = 1 << 21
_SAMPLE = 4 * MAX_POINTS
_SHORT = 1 << 16
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Several projects of one cell: middle of them, their indices and bounds (west, south, east, north)."""

    lon: float
    lat: float
    projects: npt.NDArray[np.int32]
    bounds: Box

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


@dataclass(frozen=True)
class _Grid:
    """Occupied cells of one zoom, a row per cell; `members[start[cell]:start[cell + 1]]` are a cell's projects."""

    column: IntArray
    row: IntArray
    count: IntArray
    lon: FloatArray
    lat: FloatArray
    west: FloatArray
    south: FloatArray
    east: FloatArray
    north: FloatArray
    members: npt.NDArray[np.int32]
    start: IntArray


def points_in_view(portfolio: Portfolio, mask: BoolArray, bbox: Box, zoom: int) -> ViewPoints:
    """Gather the selected projects that stand in a view.

    Parameters
    ----------
    portfolio
        Edition to read.
    mask
        Selection, from `Portfolio.select`.
    bbox
        West, south, east, north of the view in degrees, WGS 84. Clusters of cells that the view cuts are given whole.
    zoom
        Web map zoom, 0 to 22; cells are `CELL_PIXELS` wide at it.
    """
    side = CELL_PIXELS / (TILE_PIXELS * 2**zoom)
    if zoom < POINTS_FROM_ZOOM:
        return _of_grid(_kept_grid(portfolio, mask, zoom), bbox, side)
    lon, lat = portfolio.lon, portfolio.lat
    shown = _inside(portfolio, mask, bbox)
    if len(shown) > MAX_POINTS:
        some = shown[:: max(1, len(shown) // _SAMPLE)]
        if len(np.unique(lon[some] + 1j * lat[some])) > MAX_POINTS:
            return _of_grid(_grid(portfolio, shown, side), bbox, side)  # a part of them is too many already
        gathered = _same_points(lon, lat, shown)
        if len(gathered.column) > MAX_POINTS:
            return _of_grid(_grid(portfolio, shown, side), bbox, side)
        return _of_grid(gathered, None, side)
    return _of_grid(_same_points(lon, lat, shown), None, side)


def _inside(portfolio: Portfolio, mask: BoolArray, bbox: Box) -> IntArray:
    """Selected projects whose point lies in a box, by number: those of the box's longitudes, then its latitudes."""
    held = portfolio.cache.get("by_longitude")
    if held is None:
        order = np.argsort(portfolio.lon, kind="stable")[: int(portfolio.on_map.sum())]
        held = order, portfolio.lon[order], portfolio.lat[order]
        portfolio.cache["by_longitude"] = held
    order, lon, lat = held
    west, south, east, north = bbox
    start, end = np.searchsorted(lon, west, side="left"), np.searchsorted(lon, east, side="right")
    level = lat[start:end]
    found = order[start:end][(level >= south) & (level <= north)]
    inside: IntArray = np.sort(found[mask[found]])
    return inside


def prepare_grids(portfolio: Portfolio, mask: BoolArray) -> None:
    """Count the cells of the zooms of a region, and order the points, before the first reader asks."""
    for zoom in range(PREPARED_FROM_ZOOM, POINTS_FROM_ZOOM):
        _kept_grid(portfolio, mask, zoom)
    _inside(portfolio, mask, (0.0, 0.0, 0.0, 0.0))


def _kept_grid(portfolio: Portfolio, mask: BoolArray, zoom: int) -> _Grid:
    if mask.flags.writeable:
        return _grid(portfolio, np.flatnonzero(mask & portfolio.on_map), CELL_PIXELS / (TILE_PIXELS * 2**zoom))
    kept: OrderedDict[tuple[int, int], tuple[BoolArray, _Grid]] = portfolio.cache.setdefault("grids", OrderedDict())
    held = kept.get((id(mask), zoom))
    if held is not None and held[0] is mask:
        return held[1]
    grid = _grid(portfolio, np.flatnonzero(mask & portfolio.on_map), CELL_PIXELS / (TILE_PIXELS * 2**zoom))
    kept[id(mask), zoom] = (mask, grid)
    while len(kept) > MAX_KEPT_GRIDS:
        with suppress(KeyError):  # another thread may have made room first
            kept.popitem(last=False)
    return grid


def _mercator(portfolio: Portfolio) -> tuple[FloatArray, FloatArray]:
    """Web Mercator of all projects as parts of the world's width, 0 to 1 from its north-west corner."""
    held = portfolio.cache.get("mercator")
    if held is None:
        held = _project(portfolio.lon, portfolio.lat)
        portfolio.cache["mercator"] = held
    x, y = held
    return x, y


def _project(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    clipped = np.radians(np.clip(lat, -_MAX_LAT, _MAX_LAT))
    return (lon + 180) / 360, (1 - np.log(np.tan(clipped) + 1 / np.cos(clipped)) / math.pi) / 2


def _grid(portfolio: Portfolio, shown: IntArray, side: float) -> _Grid:
    x, y = _mercator(portfolio)
    columns = np.floor(x[shown] / side).astype(np.int64)
    rows = np.floor(y[shown] / side).astype(np.int64)
    if not len(shown):
        return _gather(portfolio.lon, portfolio.lat, shown, columns, columns, rows, 0)
    west, north = int(columns.min()), int(rows.min())
    wide = int(columns.max()) - west + 1
    keys = (rows - north) * wide + (columns - west)
    cells = wide * (int(rows.max()) - north + 1)
    if cells > _DENSE_CELLS:
        _, keys = np.unique(keys, return_inverse=True)
        cells = int(keys.max()) + 1
    return _gather(portfolio.lon, portfolio.lat, shown, keys, columns, rows, cells)


def _same_points(lon: FloatArray, lat: FloatArray, shown: IntArray) -> _Grid:
    """Gather only what stands on the very same point."""
    _, keys = np.unique(lon[shown] + 1j * lat[shown], return_inverse=True)
    keys = keys.astype(np.int64).ravel()
    return _gather(lon, lat, shown, keys, keys, keys, int(keys.max()) + 1 if len(keys) else 0)


def _gather(
    lon: FloatArray, lat: FloatArray, shown: IntArray, keys: IntArray, columns: IntArray, rows: IntArray, cells: int
) -> _Grid:
    x, y = lon[shown], lat[shown]
    every = np.bincount(keys, minlength=cells)
    used = np.flatnonzero(every)
    # Sixteen bits are sorted by digits, many times faster than by comparison.
    dense = np.zeros(cells, dtype=np.uint16 if len(used) < _SHORT else np.int64)
    dense[used] = np.arange(len(used))
    cell = dense[keys]
    order = np.argsort(cell, kind="stable")
    count = every[used]
    start = np.concatenate(([0], np.cumsum(count)))
    x, y, starts = x[order], y[order], start[:-1]
    first = order[starts]
    return _Grid(
        column=columns[first],
        row=rows[first],
        count=count,
        lon=np.add.reduceat(x, starts) / count if len(used) else x,
        lat=np.add.reduceat(y, starts) / count if len(used) else y,
        west=np.minimum.reduceat(x, starts) if len(used) else x,
        south=np.minimum.reduceat(y, starts) if len(used) else y,
        east=np.maximum.reduceat(x, starts) if len(used) else x,
        north=np.maximum.reduceat(y, starts) if len(used) else y,
        members=shown[order].astype(np.int32),
        start=start,
    )


def _of_grid(grid: _Grid, bbox: Box | None, side: float) -> ViewPoints:
    if bbox is None:
        inside = np.arange(len(grid.count))
    else:
        corners_x, corners_y = _project(np.array([bbox[0], bbox[2]]), np.array([bbox[3], bbox[1]]))
        left, right = np.floor(corners_x / side)
        top, bottom = np.floor(corners_y / side)
        inside = np.flatnonzero(
            (grid.column >= left) & (grid.column <= right) & (grid.row >= top) & (grid.row <= bottom)
        )
    singles = grid.members[grid.start[inside[grid.count[inside] == 1]]].astype(np.int64)
    clusters = tuple(_cluster(grid, int(cell)) for cell in inside[grid.count[inside] > 1])
    return ViewPoints(singles, clusters)


def _cluster(grid: _Grid, cell: int) -> Cluster:
    return Cluster(
        lon=round(float(grid.lon[cell]), 6),
        lat=round(float(grid.lat[cell]), 6),
        projects=grid.members[grid.start[cell] : grid.start[cell + 1]],
        bounds=(float(grid.west[cell]), float(grid.south[cell]), float(grid.east[cell]), float(grid.north[cell])),
    )
