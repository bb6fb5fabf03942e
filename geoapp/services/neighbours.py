"""Distances between projects and points, on the ellipsoid (WGS 84).

Only places known to the site or the locality have distances: what is drawn at the middle of a district may really
stand anywhere in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoapp.domain.places import Precision
from geoapp.services.portfolio import BoolArray, FloatArray, IntArray, Portfolio, codes_of

CANDIDATES = 64
"""Places measured exactly after a rough comparison; far more than are shown."""
MAX_ORIGINS = 12
"""Places of one project that are measured from; projects with more are spread anyway."""
KM_PER_DEGREE = 111.2
EXACT = (Precision.SITE, Precision.LOCALITY)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A project (its index) and the distance of its nearest place, in kilometres."""

    index: int
    km: float


def circle(lon: float, lat: float, radius_km: float, points: int = 96) -> list[tuple[float, float]]:
    """Closed ring of points at a distance on the ellipsoid; longitude and latitude in degrees."""
    from pyproj import Geod  # noqa: PLC0415 - a heavy library, needed by few pages

    azimuths = np.linspace(0, -360, points + 1)
    same = np.ones(points + 1)
    lons, lats, _ = Geod(ellps="WGS84").fwd(lon * same, lat * same, azimuths, radius_km * 1000 * same)
    return [(round(float(x), 6), round(float(y), 6)) for x, y in zip(lons, lats, strict=True)]


def distances(portfolio: Portfolio, mask: BoolArray, lon: float, lat: float) -> list[Neighbour]:
    """The selected projects with the distance of their nearest drawn place to a point, the nearest first."""
    places = np.flatnonzero(mask[portfolio.place_project])
    return _nearest(portfolio.place_project[places], _metres(portfolio, places, lon, lat))


def neighbours(portfolio: Portfolio, index: int, count: int) -> list[Neighbour]:
    """The projects nearest to a project; none where its place or theirs is not known to the locality."""
    exact = _exact(portfolio)
    own = np.flatnonzero((portfolio.place_project == index) & exact)[:MAX_ORIGINS]
    others = np.flatnonzero((portfolio.place_project != index) & exact)
    if not len(own) or not len(others):
        return []
    projects: list[IntArray] = []
    metres: list[FloatArray] = []
    for origin in own.tolist():
        lon, lat = float(portfolio.place_lon[origin]), float(portfolio.place_lat[origin])
        close = others[_roughly_closest(portfolio, others, lon, lat)]
        projects.append(portfolio.place_project[close])
        metres.append(_metres(portfolio, close, lon, lat))
    return _nearest(np.concatenate(projects), np.concatenate(metres))[:count]


def exactly_placed(portfolio: Portfolio) -> BoolArray:
    """Whether each project's place is known to the site or the locality."""
    codes = codes_of("precision")
    known: BoolArray = np.isin(portfolio.precision, [codes[precision.value] for precision in EXACT])
    return known


def _exact(portfolio: Portfolio) -> BoolArray:
    held: BoolArray | None = portfolio.cache.get("exact_places")
    if held is None:
        held = portfolio.cache["exact_places"] = exactly_placed(portfolio)[portfolio.place_project]
    return held


def _roughly_closest(portfolio: Portfolio, places: IntArray, lon: float, lat: float) -> IntArray:
    east = (portfolio.place_lon[places] - lon) * np.cos(np.radians(lat))
    rough = east**2 + (portfolio.place_lat[places] - lat) ** 2
    if len(places) <= CANDIDATES:
        return np.arange(len(places))
    return np.argpartition(rough, CANDIDATES)[:CANDIDATES].astype(np.int64)


def _metres(portfolio: Portfolio, places: IntArray, lon: float, lat: float) -> FloatArray:
    from pyproj import Geod  # noqa: PLC0415 - a heavy library, needed by few pages

    many = np.ones(len(places))
    _, _, metres = Geod(ellps="WGS84").inv(
        lon * many, lat * many, portfolio.place_lon[places], portfolio.place_lat[places]
    )
    return np.asarray(metres, dtype=np.float64)


def _nearest(projects: IntArray, metres: FloatArray) -> list[Neighbour]:
    """Each project once, by its nearest place; equal distances in the order of the projects."""
    order = np.lexsort((projects, metres))
    seen: dict[int, float] = {}
    for position in order.tolist():
        seen.setdefault(int(projects[position]), float(metres[position]) / 1000)
    return [Neighbour(index, km) for index, km in seen.items()]
