"""The map to work with, and two maps side by side."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from geoapp.domain.filters import MAX_YEAR, MIN_YEAR
from geoapp.domain.vocabulary import SECTORS
from geoapp.i18n import gettext as _
from geoapp.services.classes import DEFAULT_METHOD, METHODS
from geoapp.services.measures import DEFAULT_MEASURE, MEASURES
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, read_filter
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.explore import explore_page, known_layers
from geoapp.web.pages.explore_choice import ADDRESS, COLORS, COMPARE_ADDRESS, DEFAULT_COLORS, ExploreChoice
from geoapp.web.pages.maps import LEVELS
from geoapp.web.pages.side_by_side import SideChoice, side_by_side_page
from geoapp.web.parameters import choice, refuse, whole_number
from layers import Catalog

router = APIRouter(include_in_schema=False)

OWN = ("measure", "level", "classes", "colors", "at", "layer")
SIDES = ("measure", "at", "sector1", "measure2", "at2", "sector2", "level")
YEARS_BEFORE = 4
"""How far apart the two maps begin where the address does not say."""


@router.get(ADDRESS)
def explore(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The map with measures, years, classes, layers, shapes and search, and the table that says the same."""
    catalog: Catalog = request.app.state.catalog
    given = parameters(request, *OWN)
    asked = request.query_params.getlist("layer")
    unknown = [name for name in asked if name not in known_layers(catalog)]
    if unknown:
        raise refuse("layer", unknown[0], _("no es una capa del catálogo."), known_layers(catalog))
    chosen = ExploreChoice(
        measure=choice(given, "measure", MEASURES, DEFAULT_MEASURE),
        level=choice(given, "level", LEVELS, "province"),
        classes=choice(given, "classes", METHODS, DEFAULT_METHOD),
        colors=choice(given, "colors", COLORS, DEFAULT_COLORS),
        at=_year(given, "at"),
        layers=tuple(dict.fromkeys(asked)) or None,
    )
    filter_ = read_filter(request, *OWN, *TRACKING)
    publication.select(filter_)  # unknown areas are refused before any kept answer
    settings = request.app.state.settings.map
    return answer_page(
        request,
        cache,
        publication,
        "pages/explore.html",
        lambda: explore_page(publication, settings, catalog, filter_, chosen),
    )


@router.get(COMPARE_ADDRESS)
def side_by_side(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Two maps that move together, each with its own measure, year or sector.

    `sector1` and `sector2` are of one map each, in place of the filter's; the rest of the filter is of both.
    """
    other = tuple(name for name in OWN if name not in SIDES)
    given = parameters(request, *SIDES)
    level = choice(given, "level", LEVELS, "province")
    first = choice(given, "measure", MEASURES, "municipal_execution_pct")
    second = choice(given, "measure2", MEASURES, first)
    latest = max((year for facts in publication.area_facts.values() for year in facts.years), default=None)
    usual = latest - YEARS_BEFORE if latest is not None and not {"at", "at2", "measure"} & given.keys() else None
    sides = (
        SideChoice(first, _year(given, "at") or usual, choice(given, "sector1", ("", *SECTORS), "")),
        SideChoice(
            second,
            _year(given, "at2") or (latest if usual is not None else None),
            choice(given, "sector2", ("", *SECTORS), ""),
        ),
    )
    filter_ = read_filter(request, *SIDES, *other, *TRACKING)
    publication.select(filter_)  # as above
    settings = request.app.state.settings.map
    return answer_page(
        request,
        cache,
        publication,
        "pages/side_by_side.html",
        lambda: side_by_side_page(publication, settings, filter_, level, sides),
    )


def _year(given: Mapping[str, str], name: str) -> int | None:
    return whole_number(given, name, MIN_YEAR, MAX_YEAR, MIN_YEAR) if name in given else None
