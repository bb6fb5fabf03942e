"""What is invested near a point: projects by distance, sums, and the part of shared projects that falls there."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from geoapp.db.repositories import AreaRepository
from geoapp.domain.filters import Near, ProjectFilter
from geoapp.services.inside import Inside, inside
from geoapp.services.neighbours import circle, distances
from geoapp.services.publication import Publication
from geoapp.settings import MapSettings
from geoapp.web.pages.common import EditionNote, Link, area_link, edition_note
from geoapp.web.pages.listing import ProjectLine, project_line
from geoapp.web.pages.maps import MapView, near_map
from geoapp.web.pages.near_places import Places, find_places, meant, name_at

DEFAULT_KM, MAX_KM = 10, 50
RADII_KM = (2, 5, 10, 20, 50)
MAX_LINES = 25


@dataclass(frozen=True, slots=True)
class NearLine:
    """A project and the distance of its nearest place, in kilometres."""

    project: ProjectLine
    km: float


@dataclass(frozen=True, slots=True)
class NearPage:
    """Context of ``pages/near.html``; without a point only the form, and `places` where a name was given.

    `meant` leads to the places of the mended name where the given one names none; `name` is the place that stands at
    the point; `elsewhere` tells that the point lies outside the region.
    """

    edition: EditionNote
    q: str
    lon: str
    lat: str
    radius_km: int
    radii: tuple[int, ...]
    places: Places
    meant: Link | None
    point: Near | None
    name: str
    areas: tuple[Link, ...]
    elsewhere: bool
    map: MapView | None
    found: Inside | None
    lines: tuple[NearLine, ...]
    filter_query: str


def near_page(
    publication: Publication, settings: MapSettings, point: Near | None, *, q: str, radius_km: int
) -> NearPage:
    """The form, the places of a name, or what is near a point."""
    if point is None:
        places = find_places(publication, q, radius_km) if q else Places()
        mended = meant(publication, q, radius_km) if q and not places.first else None
        note = edition_note(publication)
        return NearPage(note, q, "", "", radius_km, RADII_KM, places, mended, None, "", (), False, None, None, (), "")
    filter_ = ProjectFilter(near=point)
    mask = publication.select(filter_)
    portfolio = publication.portfolio
    with publication.database.reading() as session:
        district = AreaRepository(session, publication.edition.id).at_point(point.lon, point.lat)
    return NearPage(
        edition=edition_note(publication),
        q=q,
        lon=f"{point.lon:g}",
        lat=f"{point.lat:g}",
        radius_km=radius_km,
        radii=RADII_KM,
        places=Places(),
        meant=None,
        point=point,
        name=name_at(publication, point),
        areas=(area_link(publication, district), area_link(publication, district[:4])) if district else (),
        elsewhere=district is None,
        map=near_map(settings, point),
        found=inside(portfolio, mask, filter_),
        lines=tuple(
            NearLine(project_line(publication, near.index), near.km)
            for near in distances(portfolio, mask, point, MAX_LINES)
        ),
        filter_query=filter_.query(),
    )


def circle_geojson(point: Near) -> bytes:
    """The circle around a point (GeoJSON, WGS 84)."""
    ring = circle(point.lon, point.lat, point.radius_km)
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"name": "", "lon": point.lon, "lat": point.lat},
    }
    return orjson.dumps({"type": "FeatureCollection", "features": [feature]})
