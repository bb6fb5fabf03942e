"""Checking declared coordinates against the area declared with them, and the two repairs that cannot be mistaken.

The kinds of answer, the 500 m that pass for near (the limits are generalised) and the rule that only an unambiguous
swap or lost sign is mended are the project's rules for places; whatever else is outside keeps its declared area.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from geoapp.errors import MissingCRSError, SchemaError

if TYPE_CHECKING:
    import geopandas as gpd

NEAR_M = 500.0
"""Metres outside its area up to which a point still agrees with it."""

PERU_BOUNDS = (-81.33, -18.36, -68.65, -0.03)
"""West, south, east, north of Peru in degrees (Punta Balcones, Concordia, the Heath, the Putumayo), rounded outward."""

_WGS84 = "EPSG:4326"
_FIRST_ZONE_WEST = -180.0
_ZONE_WIDTH = 6.0

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class CoordinateStatus(StrEnum):
    """How declared coordinates agree with the declared area."""

    INSIDE = "inside"
    NEAR = "near"
    SWAPPED = "swapped"  # longitude and latitude exchanged: repaired
    SIGN_LOST = "sign_lost"  # one sign or both: repaired
    ZERO = "zero"  # a zero in place of a coordinate: Peru touches neither the equator nor Greenwich
    ABROAD = "abroad"  # outside Peru's bounds, metres in place of degrees included
    OUTSIDE = "outside"  # in Peru, outside the declared area
    UNDECLARED = "undeclared"  # in Peru, without an area of the index to check against
    MISSING = "missing"


class Repair(StrEnum):
    """What was done to the declared pair; each repair undoes itself."""

    NONE = "none"
    SWAP = "swap"
    NEGATE_LON = "negate_lon"
    NEGATE_LAT = "negate_lat"
    NEGATE_BOTH = "negate_both"


_REPAIRS = (Repair.SWAP, Repair.NEGATE_LON, Repair.NEGATE_LAT, Repair.NEGATE_BOTH)
_USABLE = frozenset(
    {CoordinateStatus.INSIDE, CoordinateStatus.NEAR, CoordinateStatus.SWAPPED, CoordinateStatus.SIGN_LOST}
)


@dataclass(frozen=True, slots=True)
class CoordinateCheck:
    """One pair of coordinates, checked.

    ``declared_*`` are as given; ``lon`` and ``lat`` what may be drawn (WGS 84 degrees), None where the pair cannot be
    used and the declared area has to stand for it; ``distance_m`` is the distance of the usable, or else the declared,
    point to the declared area: 0 inside, None where it says nothing.
    """

    declared_lon: float
    declared_lat: float
    lon: float | None
    lat: float | None
    status: CoordinateStatus
    repair: Repair
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class CoordinateChecks:
    """Many checks as arrays of one length; unusable ``lon``, ``lat`` and unknown ``distance_m`` are NaN."""

    declared_lon: Floats
    declared_lat: Floats
    lon: Floats
    lat: Floats
    status: npt.NDArray[np.object_]
    repair: npt.NDArray[np.object_]
    distance_m: Floats

    def __len__(self) -> int:
        return len(self.status)

    def __getitem__(self, index: int) -> CoordinateCheck:
        def number(values: Floats) -> float | None:
            return None if np.isnan(values[index]) else float(values[index])

        return CoordinateCheck(
            declared_lon=float(self.declared_lon[index]),
            declared_lat=float(self.declared_lat[index]),
            lon=number(self.lon),
            lat=number(self.lat),
            status=CoordinateStatus(self.status[index]),
            repair=Repair(self.repair[index]),
            distance_m=number(self.distance_m),
        )


class AreaShapes:
    """Polygons by code, prepared for many points; metres are measured in the UTM zone of each polygon's middle.

    Parameters
    ----------
    areas
        Polygons by code, WGS 84.
    """

    def __init__(self, areas: Mapping[str, shapely.Geometry]) -> None:
        self.shapes: npt.NDArray[np.object_] = np.array(list(areas.values()), dtype=object)
        shapely.prepare(self.shapes)
        self._position = {code: at for at, code in enumerate(areas)}

    @classmethod
    def of_frame(cls, areas: gpd.GeoDataFrame, *, code: str = "ubigeo") -> AreaShapes:
        """Make them of a table of polygons.

        Parameters
        ----------
        areas
            Polygons in any CRS, which has to be stated; they are transformed to WGS 84 (EPSG:4326).
        code
            Name of the column of unique codes.

        Returns
        -------
        AreaShapes
            One polygon per row, by its code as text.

        Raises
        ------
        MissingCRSError
            The areas have no CRS.
        SchemaError
            The column is missing or repeats a code.
        """
        if areas.crs is None:
            raise MissingCRSError("Falta el sistema de referencia (CRS) de las áreas: declárelo antes de comprobar.")
        if code not in areas.columns or areas[code].duplicated().any():
            raise SchemaError(f"A las áreas les falta la columna «{code}», o repite códigos.")
        return cls(dict(zip(areas[code].astype(str), areas.geometry.to_crs(_WGS84), strict=True)))

    def positions(self, codes: Sequence[str]) -> npt.NDArray[np.intp]:
        """Find codes.

        Parameters
        ----------
        codes
            Any codes, n of them.

        Returns
        -------
        numpy.ndarray
            Position of each in `shapes`, shape (n,); -1 for codes that are not here.
        """
        return np.fromiter((self._position.get(code, -1) for code in codes), dtype=np.intp, count=len(codes))

    @cached_property
    def _zones(self) -> npt.NDArray[np.intp]:
        west, _, east, _ = shapely.bounds(self.shapes).T
        zones: npt.NDArray[np.intp] = ((west + east) / 2 - _FIRST_ZONE_WEST) // _ZONE_WIDTH + 1
        return zones.astype(np.intp)

    @cached_property
    def _projected(self) -> npt.NDArray[np.object_]:
        projected = np.empty(len(self.shapes), dtype=object)
        for zone in np.unique(self._zones):
            here = self._zones == zone
            projected[here] = shapely.transform(self.shapes[here], _to_utm(int(zone)).transform, interleaved=False)
        shapely.prepare(projected)
        return projected

    def distance_m(self, positions: npt.NDArray[np.intp], lon: Floats, lat: Floats) -> Floats:
        """Measure from each point to its area.

        Parameters
        ----------
        positions
            Position of each point's area, as `positions` gives it: shape (n,), -1 where there is none.
        lon, lat
            The points, degrees WGS 84 (EPSG:4326), shape (n,); NaN where there is none.

        Returns
        -------
        numpy.ndarray
            Metres, shape (n,): 0 inside or on the border; NaN where there is no area or no point, and for points
            outside Peru's bounds, as no UTM zone of Peru measures there.
        """
        distance = np.full(len(lon), np.nan)
        known = np.flatnonzero((positions >= 0) & _in_peru(lon, lat))
        inside = shapely.intersects_xy(self.shapes[positions[known]], lon[known], lat[known])
        distance[known[inside]] = 0.0
        rest = known[~inside]
        zones = self._zones[positions[rest]]
        for zone in np.unique(zones):
            here = rest[zones == zone]
            east, north = _to_utm(int(zone)).transform(lon[here], lat[here])
            distance[here] = shapely.distance(self._projected[positions[here]], shapely.points(east, north))
        return distance


def apply_repair(repair: Repair, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Apply a repair to pairs of coordinates; twice the same repair gives back the pair.

    Parameters
    ----------
    repair
        What to do; `Repair.NONE` does nothing.
    lon, lat
        Declared longitudes and latitudes, arrays of shape (n,).

    Returns
    -------
    lon, lat : numpy.ndarray
        The pairs as repaired, shape (n,) each.
    """
    if repair is Repair.SWAP:
        return lat, lon
    return (
        -lon if repair in {Repair.NEGATE_LON, Repair.NEGATE_BOTH} else lon,
        -lat if repair in {Repair.NEGATE_LAT, Repair.NEGATE_BOTH} else lat,
    )


def check_coordinates(
    lon: npt.ArrayLike, lat: npt.ArrayLike, ubigeos: Sequence[str], areas: AreaShapes
) -> CoordinateChecks:
    """Check many declared pairs against their declared areas.

    Parameters
    ----------
    lon, lat
        Declared longitudes and latitudes, meant as WGS 84 degrees (EPSG:4326), shape (n,); NaN where missing.
    ubigeos
        Code of the area declared with each pair, n of them; any other text where none is declared.
    areas
        The areas.

    Returns
    -------
    CoordinateChecks
        One check per pair, in their order.

    Raises
    ------
    ValueError
        The three do not have the same length.
    """
    declared_lon, declared_lat = np.array(lon, dtype=np.float64, ndmin=1), np.array(lat, dtype=np.float64, ndmin=1)
    if not len(declared_lon) == len(declared_lat) == len(ubigeos):
        raise ValueError("lon, lat y ubigeos deben tener la misma longitud")
    positions = areas.positions(ubigeos)
    distance = areas.distance_m(positions, declared_lon, declared_lat)
    in_peru = _in_peru(declared_lon, declared_lat)

    status = np.full(len(declared_lon), CoordinateStatus.ABROAD, dtype=object)
    status[in_peru] = CoordinateStatus.OUTSIDE
    status[in_peru & (positions < 0)] = CoordinateStatus.UNDECLARED
    status[distance <= NEAR_M] = CoordinateStatus.NEAR
    status[distance == 0] = CoordinateStatus.INSIDE
    status[(declared_lon == 0) | (declared_lat == 0)] = CoordinateStatus.ZERO
    status[~np.isfinite(declared_lon) | ~np.isfinite(declared_lat)] = CoordinateStatus.MISSING

    repair = np.full(len(status), Repair.NONE, dtype=object)
    used_lon, used_lat = declared_lon.copy(), declared_lat.copy()
    broken = np.flatnonzero(np.isin(status, (CoordinateStatus.ABROAD, CoordinateStatus.OUTSIDE)) & (positions >= 0))
    for one, rows, metres in _repairs(areas, positions[broken], declared_lon[broken], declared_lat[broken]):
        mended = broken[rows]
        used_lon[mended], used_lat[mended] = apply_repair(one, declared_lon[mended], declared_lat[mended])
        repair[mended], distance[mended] = one, metres
        status[mended] = CoordinateStatus.SWAPPED if one is Repair.SWAP else CoordinateStatus.SIGN_LOST

    unusable = ~np.isin(status, [*_USABLE, CoordinateStatus.UNDECLARED])
    used_lon[unusable] = used_lat[unusable] = np.nan
    return CoordinateChecks(declared_lon, declared_lat, used_lon, used_lat, status, repair, distance)


def check_coordinate(lon: float, lat: float, ubigeo: str, areas: AreaShapes) -> CoordinateCheck:
    """Check one declared pair; `check_coordinates` checks many at once.

    Parameters
    ----------
    lon, lat
        Declared longitude and latitude, meant as WGS 84 degrees (EPSG:4326); NaN where missing.
    ubigeo
        Code of the declared area.
    areas
        The areas.

    Returns
    -------
    CoordinateCheck
        How the pair agrees with its area, and what may be drawn.
    """
    return check_coordinates([lon], [lat], [ubigeo], areas)[0]


def _repairs(
    areas: AreaShapes, positions: npt.NDArray[np.intp], lon: Floats, lat: Floats
) -> Iterator[tuple[Repair, npt.NDArray[np.intp], Floats]]:
    """Yield for each repair the pairs that it, and no other, brings into or near their area, and their distance."""
    distances = np.stack([areas.distance_m(positions, *apply_repair(one, lon, lat)) for one in _REPAIRS])
    fits = distances <= NEAR_M
    single = fits.sum(axis=0) == 1
    for at, one in enumerate(_REPAIRS):
        rows = np.flatnonzero(fits[at] & single)
        yield one, rows, distances[at, rows]


def _in_peru(lon: Floats, lat: Floats) -> Bools:
    west, south, east, north = PERU_BOUNDS
    inside: Bools = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _to_utm(zone: int) -> Transformer:
    """From degrees to metres of a zone of the southern half."""
    return Transformer.from_crs(_WGS84, f"EPSG:{32700 + zone}", always_xy=True)
