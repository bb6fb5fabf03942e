"""What is invested near a point: projects by distance, sums, and the part of shared projects that falls there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import orjson

from geoapp.db.repositories import AreaRepository, LocalityRepository
from geoapp.domain.filters import Near, ProjectFilter
from geoapp.domain.text import words
from geoapp.i18n import gettext as _
from geoapp.services.inside import Inside, inside
from geoapp.services.neighbours import circle, distances
from geoapp.services.publication import Publication
from geoapp.services.suggestion import mended, place_words
from geoapp.settings import MapSettings
from geoapp.web.pages.common import EditionNote, Link, area_link, edition_note
from geoapp.web.pages.listing import ProjectLine, project_line
from geoapp.web.pages.maps import MapView, near_map

DEFAULT_KM, MAX_KM = 10, 50
RADII_KM = (2, 5, 10, 20, 50)
MAX_PLACES = 12
MAX_NAME = 80
"""Characters of the name of a place that can be asked for."""
MAX_LINES = 25


@dataclass(frozen=True, slots=True)
class NearLine:
    """A project and the distance of its nearest place, in kilometres."""

    project: ProjectLine
    km: float


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place that a name can mean."""

    text: str
    detail: str
    href: str


@dataclass(frozen=True, slots=True)
class NearPage:
    """Context of ``pages/near.html``; without a point only the form, and `places` where a name was given.

    `meant` leads to the places of the mended name where the given one names none; `elsewhere` tells that the point
    lies outside the region.
    """

    edition: EditionNote
    q: str
    lon: str
    lat: str
    radius_km: int
    radii: tuple[int, ...]
    places: tuple[PlaceChoice, ...]
    meant: Link | None
    point: Near | None
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
        places = find_places(publication, q, radius_km) if q else ()
        meant = _meant(publication, q, radius_km) if q and not places else None
        note = edition_note(publication)
        return NearPage(note, q, "", "", radius_km, RADII_KM, places, meant, None, (), False, None, None, (), "")
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
        places=(),
        meant=None,
        point=point,
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


def find_places(publication: Publication, q: str, radius_km: int) -> tuple[PlaceChoice, ...]:
    """Localities and areas that a name can mean, accents and capitals ignored."""
    wanted = words(q)
    found = []
    for area in publication.areas.values():
        named = words(area.name)
        if len(area.ubigeo) > 2 and wanted and all(any(w.startswith(part) for w in named) for part in wanted):  # noqa: PLR2004
            lon = area.lon if area.capital_lon is None else area.capital_lon
            lat = area.lat if area.capital_lat is None else area.capital_lat
            parent = publication.areas.get(area.parent or "")
            where = f"{area.capital or area.name}" + (f", {parent.name}" if parent else "")
            if len(area.ubigeo) == 4:  # noqa: PLR2004
                detail = _("capital de provincia, %(place)s", place=where)
            else:
                detail = _("capital de distrito, %(place)s", place=where)
            found.append((len(named), len(area.ubigeo), PlaceChoice(area.name, detail, _href(lon, lat, radius_km))))
    choices = [choice for *_, choice in sorted(found, key=lambda item: (item[0], item[1], item[2].text))]
    with publication.database.reading() as session:
        localities = LocalityRepository(session, publication.edition.id).search(q, MAX_PLACES)
    for one in localities:
        district = publication.areas.get(one.ubigeo)
        province = publication.areas.get(one.ubigeo[:4])
        where = ", ".join(area.name for area in (district, province) if area is not None)
        choices.append(
            PlaceChoice(one.name, _("centro poblado, %(place)s", place=where), _href(one.lon, one.lat, radius_km))
        )
    return tuple(choices[:MAX_PLACES])


def _meant(publication: Publication, q: str, radius_km: int) -> Link | None:
    def finds(name: str) -> bool:
        return len(name) <= MAX_NAME and bool(find_places(publication, name, radius_km))

    name = mended(q, place_words(publication), finds)
    return None if name is None else Link(name, f"/cerca?{urlencode({'q': name, 'radio_km': radius_km})}")


def circle_geojson(point: Near) -> bytes:
    """The circle around a point (GeoJSON, WGS 84)."""
    ring = circle(point.lon, point.lat, point.radius_km)
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"name": "", "lon": point.lon, "lat": point.lat},
    }
    return orjson.dumps({"type": "FeatureCollection", "features": [feature]})


def _href(lon: float, lat: float, radius_km: int) -> str:
    return f"/cerca?lon={lon:.5f}&lat={lat:.5f}&radio_km={radius_km}"
