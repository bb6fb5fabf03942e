"""Places that a name can mean, told apart, and the place that stands at a point."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import numpy as np

from geoapp.db.repositories import LocalityRepository
from geoapp.domain.filters import Near
from geoapp.domain.records import Area, LocalityRecord
from geoapp.domain.text import words
from geoapp.geo.ground import measured
from geoapp.i18n import N_
from geoapp.i18n import gettext as _
from geoapp.services.publication import Publication
from geoapp.services.suggestion import mended, place_words
from geoapp.web.pages.common import Link

SHOWN, MOST = 12, 100
"""Places shown at once, and with those folded away."""
MAX_NAME = 80
"""Characters of the name of a place that can be asked for."""
_AT_KM = 0.05
"""A point so close to a place is that place: addresses round to eleven metres."""
_WINDS = (
    N_("al norte"), N_("al noreste"), N_("al este"), N_("al sureste"), N_("al sur"), N_("al suroeste"),
    N_("al oeste"), N_("al noroeste"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place that a name can mean."""

    text: str
    detail: str
    href: str


@dataclass(frozen=True, slots=True)
class Places:
    """Places of a name, the likeliest first; `cut` tells that there are still others."""

    first: tuple[PlaceChoice, ...] = ()
    others: tuple[PlaceChoice, ...] = ()
    cut: bool = False


def find_places(publication: Publication, q: str, radius_km: int) -> Places:
    """Localities and areas that a name can mean, accents and capitals ignored.

    A town that is the capital of a listed area is listed once; places of one name in one district are told apart by
    where they lie from its capital.
    """
    choices = _capitals(publication, q, radius_km)
    with publication.database.reading() as session:
        found = LocalityRepository(session, publication.edition.id).search(q, MOST + 1)
    capitals = {choice.href for choice in choices}
    localities = [one for one in found if _href(one.lon, one.lat, radius_km) not in capitals]
    named = Counter((one.name, one.ubigeo) for one in localities)
    for one in localities:
        detail = _("centro poblado, %(place)s", place=_where(publication, one.ubigeo))
        if named[one.name, one.ubigeo] > 1:
            detail = f"{detail}, {_from_capital(publication, one)}"
        choices.append(PlaceChoice(one.name, detail, _href(one.lon, one.lat, radius_km)))
    return Places(tuple(choices[:SHOWN]), tuple(choices[SHOWN:MOST]), len(found) > MOST or len(choices) > MOST)


def name_at(publication: Publication, point: Near) -> str:
    """Name of the populated place that stands at a point, with its district and province; empty where none does."""
    degrees = _AT_KM / 100
    box = (point.lon - degrees, point.lat - degrees, point.lon + degrees, point.lat + degrees)
    with publication.database.reading() as session:
        found = LocalityRepository(session, publication.edition.id).in_box(box)
    placed = [(_km(one.lon, one.lat, point.lon, point.lat), one.locality_code, one) for one in found if one.in_district]
    close = min((item for item in placed if item[0] <= _AT_KM), default=None)
    if close is None:
        return ""
    return f"{close[2].name}, {_where(publication, close[2].ubigeo)}"


def meant(publication: Publication, q: str, radius_km: int) -> Link | None:
    """The same search with the nearest known words, where these name a place."""

    def finds(name: str) -> bool:
        return len(name) <= MAX_NAME and bool(find_places(publication, name, radius_km).first)

    name = mended(q, place_words(publication), finds)
    return None if name is None else Link(name, f"/cerca?{urlencode({'q': name, 'radio_km': radius_km})}")


def _capitals(publication: Publication, q: str, radius_km: int) -> list[PlaceChoice]:
    """Capitals of the areas of a name, provinces before districts; a town that is both is listed once."""
    wanted = words(q)
    found = []
    for area in publication.areas.values():
        named = words(area.name)
        if len(area.ubigeo) > 2 and wanted and all(any(w.startswith(part) for w in named) for part in wanted):  # noqa: PLR2004
            parent = publication.areas.get(area.parent or "")
            where = f"{area.capital or area.name}" + (f", {parent.name}" if parent else "")
            if len(area.ubigeo) == 4:  # noqa: PLR2004
                detail = _("capital de provincia, %(place)s", place=where)
            else:
                detail = _("capital de distrito, %(place)s", place=where)
            choice = PlaceChoice(area.name, detail, _href(*_capital(area), radius_km))
            found.append((len(named), len(area.ubigeo), choice))
    listed: dict[str, PlaceChoice] = {}
    for *_order, choice in sorted(found, key=lambda item: (item[0], item[1], item[2].text)):
        known = listed.get(choice.href)
        listed[choice.href] = choice if known is None else replace(known, detail=f"{known.detail}; {choice.detail}")
    return list(listed.values())


def _capital(area: Area) -> tuple[float, float]:
    if area.capital_lon is None or area.capital_lat is None:
        return area.lon, area.lat
    return area.capital_lon, area.capital_lat


def _where(publication: Publication, ubigeo: str) -> str:
    areas = (publication.areas.get(ubigeo), publication.areas.get(ubigeo[:4]))
    return ", ".join(area.name for area in areas if area is not None)


def _from_capital(publication: Publication, one: LocalityRecord) -> str:
    """Distance and direction of a place from the capital of its district."""
    district = publication.areas.get(one.ubigeo)
    if district is None:
        return one.locality_code
    lon, lat = _capital(district)
    km = _km(one.lon, one.lat, lon, lat)
    turn = math.atan2((one.lon - lon) * math.cos(math.radians(lat)), one.lat - lat) / (2 * math.pi)
    wind = _(_WINDS[round(turn * len(_WINDS)) % len(_WINDS)])
    return _("%(km)s km %(wind)s de %(place)s", km=f"{km:.1f}", wind=wind, place=district.capital or district.name)


def _km(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    return float(measured(np.array([lon]), np.array([lat]), to_lon, to_lat)[0]) / 1000


def _href(lon: float, lat: float, radius_km: int) -> str:
    return f"/cerca?lon={lon:.5f}&lat={lat:.5f}&radio_km={radius_km}"
