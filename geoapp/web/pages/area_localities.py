"""Populated places of an area: how many of each kind in each district, and the list in pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from geoapp.db.repositories import LocalityRepository
from geoapp.domain.places import Level
from geoapp.domain.records import Area, LocalityRecord
from geoapp.i18n import gettext as _
from geoapp.services.publication import Publication
from geoapp.web.pages.common import Link, area_link
from geoapp.web.parameters import refuse, whole_number

PARAMETER = "centros"
PAGE_SIZE = 30
RADIUS_KM = 5
URBAN, RURAL = "urbano", "rural"
MAX_PAGE = 10**4


@dataclass(frozen=True, slots=True)
class LocalityLine:
    """A populated place; `href` leads to its map and what is invested around it.

    `district` is None on the page of the district itself; `elsewhere` tells that its point lies in another district
    than the one that it declares.
    """

    name: str
    urban: bool
    href: str
    district: str | None
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class DistrictLocalities:
    """Number of populated places of a district by kind."""

    district: Link
    urban: int
    rural: int


@dataclass(frozen=True, slots=True)
class AreaLocalities:
    """The populated places of an area; `districts` is empty on the page of a district.

    `lines` is empty until the address asks for a page of the list, at `list_href`: the list would weigh on a page that
    most visitors open for something else.
    """

    urban: int
    rural: int
    districts: tuple[DistrictLocalities, ...]
    lines: tuple[LocalityLine, ...]
    opened: bool
    list_href: str
    page: int
    pages: int
    previous_href: str | None
    next_href: str | None

    @property
    def total(self) -> int:
        """Places of both kinds."""
        return self.urban + self.rural


def area_localities(
    publication: Publication, area: Area, given: Mapping[str, str], address: Callable[[list[tuple[str, str]]], str]
) -> AreaLocalities:
    """Counts and one page of the places that declare the area's districts.

    Parameters
    ----------
    given
        The page's parameters; `centros` is the page of the list.
    address
        Gives the address of the area's page with these parameters beside the others in force.

    Raises
    ------
    InvalidFilterError
        When the page is beyond the last.
    """
    counts = locality_counts(publication)
    is_province = area.level == Level.PROVINCE.value
    codes = [child.ubigeo for child in publication.children(area.ubigeo)] if is_province else [area.ubigeo]
    districts = tuple(
        DistrictLocalities(area_link(publication, code), counts.get((code, URBAN), 0), counts.get((code, RURAL), 0))
        for code in codes
    )
    urban, rural = sum(line.urban for line in districts), sum(line.rural for line in districts)
    pages = max(1, -(-(urban + rural) // PAGE_SIZE))
    page = whole_number(given, PARAMETER, 1, MAX_PAGE, 1)
    if page > pages:
        raise refuse(PARAMETER, str(page), _("la última página de la lista de centros poblados es la %(n)s.", n=pages))
    opened = PARAMETER in given
    found: tuple[LocalityRecord, ...] = ()
    if opened:
        with publication.database.reading() as session:
            reader = LocalityRepository(session, publication.edition.id)
            found = reader.page_of(area.ubigeo, PAGE_SIZE, (page - 1) * PAGE_SIZE)

    def turned(page_: int) -> str:
        return address([(PARAMETER, str(page_))])

    return AreaLocalities(
        urban=urban,
        rural=rural,
        districts=districts if is_province else (),
        lines=tuple(_line(publication, one, named=is_province) for one in found),
        opened=opened,
        list_href=turned(1),
        page=page,
        pages=pages,
        previous_href=turned(page - 1) if page > 1 else None,
        next_href=turned(page + 1) if page < pages else None,
    )


def locality_counts(publication: Publication) -> Mapping[tuple[str, str], int]:
    """Populated places of each district and kind, counted once for an edition."""
    cache = publication.portfolio.cache
    held: Mapping[tuple[str, str], int] | None = cache.get("locality_counts")
    if held is None:
        with publication.database.reading() as session:
            held = LocalityRepository(session, publication.edition.id).counts()
        cache["locality_counts"] = held
    return held


def _line(publication: Publication, one: LocalityRecord, *, named: bool) -> LocalityLine:
    district = publication.areas.get(one.ubigeo)
    return LocalityLine(
        name=one.name,
        urban=one.kind == URBAN,
        href=f"/cerca?lon={one.lon:.5f}&lat={one.lat:.5f}&radio_km={RADIUS_KM}",
        district=district.name if named and district is not None else None,
        elsewhere=not one.in_district,
    )
