"""Distances between projects and points, on the ellipsoid (WGS 84).

Only places known to the site or the locality have distances: what is drawn at the middle of a district may really
stand anywhere in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoapp.domain.filters import Near
from geoapp.domain.places import Precision
from geoapp.geo.ground import bounds_metres, measured
from geoapp.services.portfolio import BoolArray, FloatArray, IntArray, Portfolio, codes_of

CANDIDATES = 64
"""Places measured exactly after a rough comparison; far more than are shown."""
PLACES_EACH = 16
"""Places of a circle looked at closely for each project that is wanted; few projects have as many."""
MAX_ORIGINS = 12
"""Places of one project that are measured from; projects with more are spread anyway."""
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


def distances(portfolio: Portfolio, mask: BoolArray, point: Near, count: int) -> list[Neighbour]:
    """The selected projects nearest to a point, the nearest first, each by its nearest drawn place in the circle.

    Projects without a place in the circle are left out.
    """
    places = np.flatnonzero(portfolio.places_near(point))
    places = places[mask[portfolio.place_project[places]]]
    lon, lat = portfolio.place_lon[places], portfolio.place_lat[places]
    least, most = bounds_metres(lon, lat, point.lon, point.lat, point.radius_km)
    few = PLACES_EACH * count
    if len(places) > few:
        # Enough projects are surely no further away than this; what surely is need not be measured.
        reach = np.partition(most, few)[few]
        if np.unique(portfolio.place_project[places[most <= reach]]).size >= count:
            close = least <= reach
            places, lon, lat = places[close], lon[close], lat[close]
    return _nearest(portfolio.place_project[places], measured(lon, lat, point.lon, point.lat))[:count]


def neighbours(portfolio: Portfolio, index: int, count: int) -> list[Neighbour]:
    """The projects nearest to a project; none where its place or theirs is not known to the locality."""
    exact = exact_places(portfolio)
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
        metres.append(measured(portfolio.place_lon[close], portfolio.place_lat[close], lon, lat))
    return _nearest(np.concatenate(projects), np.concatenate(metres))[:count]


def exactly_placed(portfolio: Portfolio) -> BoolArray:
    """Whether each project's place is known to the site or the locality."""
    codes = codes_of("precision")
    known: BoolArray = np.isin(portfolio.precision, [codes[precision.value] for precision in EXACT])
    return known


def exact_places(portfolio: Portfolio) -> BoolArray:
    """Whether each drawn place is of a project that is known to the site or the locality."""
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


def _nearest(projects: IntArray, metres: FloatArray) -> list[Neighbour]:
    """Each project once, by its nearest place; equal distances in the order of the projects."""
    order = np.lexsort((projects, metres))
    seen: dict[int, float] = {}
    for position in order.tolist():
        seen.setdefault(int(projects[position]), float(metres[position]) / 1000)
    return [Neighbour(index, km) for index, km in seen.items()]
