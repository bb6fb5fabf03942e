"""Coordinate reference systems of the OGC API: CRS84 is stored, EPSG:4326 and UTM 17 south are computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geoapp.services.portfolio import FloatArray

if TYPE_CHECKING:
    from pyproj import Transformer

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


@dataclass(frozen=True, slots=True)
class Crs:
    """A reference system as addresses name it.

    Attributes
    ----------
    swapped
        Whether its first axis is the latitude.
    digits
        Decimals that coordinates are written with: 7 of a degree, 3 of a metre.
    """

    uri: str
    code: str
    swapped: bool
    digits: int

    def from_wgs84(self, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Coordinates in the order that the system gives its axes; NaN stays NaN."""
        if self.code == "OGC:CRS84":
            return lon, lat
        x, y = _transformer("OGC:CRS84", self.code).transform(lon, lat)
        first, second = (y, x) if self.swapped else (x, y)
        unknown = np.isnan(lon)
        return np.where(unknown, np.nan, first), np.where(unknown, np.nan, second)

    def shape_from_wgs84(self, shape: shapely.Geometry) -> shapely.Geometry:
        """An outline in this system, its axes in the system's order."""
        if self.code == "OGC:CRS84":
            return shape
        moved = shapely.transform(shape, lambda points: np.column_stack(self.from_wgs84(points[:, 0], points[:, 1])))
        return shapely.set_precision(moved, 10**-self.digits, mode="pointwise")

    def shape_to_wgs84(self, shape: shapely.Geometry) -> shapely.Geometry:
        """A shape whose coordinates are in this system, as longitude and latitude."""
        if self.code == "OGC:CRS84":
            return shape
        back = _transformer(self.code, "OGC:CRS84")

        def move(points: FloatArray) -> FloatArray:
            x, y = (points[:, 1], points[:, 0]) if self.swapped else (points[:, 0], points[:, 1])
            return np.column_stack(back.transform(x, y))

        return shapely.transform(shape, move)


@cache
def _transformer(source: str, target: str) -> Transformer:
    from pyproj import Transformer  # noqa: PLC0415 - slow to load, needed by other systems of coordinates only

    return Transformer.from_crs(source, target, always_xy=True)


CRSS: Mapping[str, Crs] = {
    crs.uri: crs
    for crs in (
        Crs(CRS84, "OGC:CRS84", swapped=False, digits=7),
        Crs("http://www.opengis.net/def/crs/EPSG/0/4326", "EPSG:4326", swapped=True, digits=7),
        Crs("http://www.opengis.net/def/crs/EPSG/0/32717", "EPSG:32717", swapped=False, digits=3),
    )
}
"""By address; CRS84 is the default everywhere."""
