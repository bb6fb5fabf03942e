"""Projects of an area on its own page: filter, order and pages live in the address; the totals are the filter's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import numpy as np

from geoapp.domain import vocabulary
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import to_soles
from geoapp.domain.places import Level
from geoapp.domain.records import Area
from geoapp.domain.vocabulary import ALERTS
from geoapp.i18n import gettext as _
from geoapp.services.grouping import areas_per_project
from geoapp.services.mapdata import area_href
from geoapp.services.portfolio import AreaPortions, BoolArray, IntArray, codes_of
from geoapp.services.publication import Publication
from geoapp.web.pages.filters import Chip, Option, filter_chips, without
from geoapp.web.pages.listing import ProjectLine, project_line
from geoapp.web.pages.paged import LIST_PARAMETERS, ProjectList, project_list
from geoapp.web.parameters import refuse

PAGE_SIZE = 8
"""Projects on a page: an area's page holds much besides."""
ANCHOR = "#proyectos"
_FIELDS = ("q", "sector", "status", "alert")
"""Fields of the form, each with one value; filters beyond it are kept and shown, and can be taken away."""


@dataclass(frozen=True, slots=True)
class AreaForm:
    """The filter of an area's projects as it stands; `carried` are names and values that have no field of their own."""

    action: str
    q: str
    sectors: tuple[Option, ...]
    statuses: tuple[Option, ...]
    alerts: tuple[Option, ...]
    districts: tuple[Option, ...]
    carried: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class AreaProjects:
    """The table of an area's projects.

    Attributes
    ----------
    part
        What of the costs of all projects of the filter falls in the area; None where no cost is known.
    unfiltered
        Projects of the area without a filter.
    query
        The filter with the area, for links to the same selection elsewhere.
    """

    list: ProjectList
    form: AreaForm
    part: Decimal | None
    unfiltered: int
    filtered: bool
    query: str
    href: str


def area_filter(area: Area, asked: ProjectFilter) -> ProjectFilter:
    """The filter of an area's page: what the address asks, within the area.

    Raises
    ------
    InvalidFilterError
        When the address asks for other provinces, or for districts on the page of a district.
    """
    for name in ("province", "district"):
        held = getattr(asked, name)
        if held and (name == "province" or area.level == Level.DISTRICT.value):
            raise refuse(name, held[0], _("esta página ya es de un área: use /proyectos para filtrar por otras."))
        for ubigeo in held:
            if not ubigeo.startswith(area.ubigeo):
                told = {"name": area.name, "code": area.ubigeo}
                raise refuse(name, ubigeo, _("no es un distrito de la provincia de %(name)s (%(code)s).", **told))
    within: dict[str, Any] = {area.level: (area.ubigeo,)}
    return replace(asked, **within)


def area_projects(
    publication: Publication, area: Area, filter_: ProjectFilter, given: Mapping[str, str]
) -> AreaProjects:
    """One page of an area's projects.

    Parameters
    ----------
    filter_
        From `area_filter`.
    given
        The page's own parameters: `sort`, `order`, `page`; others are kept in the addresses.

    Raises
    ------
    InvalidFilterError
        When one of them is not accepted, or the page is beyond the last.
    """
    portfolio = publication.portfolio
    portions = portfolio.provinces if area.level == Level.PROVINCE.value else portfolio.districts
    projects, parts = portfolio.in_area(portions, area.ubigeo)
    mask = publication.select(filter_)
    chosen = mask[projects] & portfolio.with_cost[projects]
    own = without(filter_, area.level)
    here = area_href(area)
    kept = [(name, value) for name, value in given.items() if name not in LIST_PARAMETERS]

    def address(pairs: list[tuple[str, str]]) -> str:
        query = urlencode([*own.pairs(), *pairs, *kept])
        return f"{here}{f'?{query}' if query else ''}{ANCHOR}"

    def lines(publication: Publication, indices: Sequence[int]) -> tuple[ProjectLine, ...]:
        return _lines(publication, indices, portions, projects, parts)

    order = [(name, given[name]) for name in ("sort", "order") if name in given]
    unfiltered = publication.select(ProjectFilter(**{area.level: (area.ubigeo,)}))  # type: ignore[arg-type]
    return AreaProjects(
        list=project_list(publication, mask, given, address, size=PAGE_SIZE, lines=lines),
        form=_form(publication, area, own, unfiltered, [*order, *kept]),
        part=to_soles(int(parts[chosen].sum())) if chosen.any() else None,
        unfiltered=int(unfiltered.sum()),
        filtered=not own.is_empty,
        query=filter_.query(),
        href=f"/proyectos?{filter_.query()}",
    )


def _lines(
    publication: Publication, indices: Sequence[int], portions: AreaPortions, projects: IntArray, parts: IntArray
) -> tuple[ProjectLine, ...]:
    portfolio = publication.portfolio
    part = dict.fromkeys(indices, 0)
    for entry in np.flatnonzero(np.isin(projects, indices)).tolist():
        part[int(projects[entry])] += int(parts[entry])
    named = areas_per_project(portfolio, portions)
    return tuple(
        project_line(
            publication,
            index,
            shared=bool(named[index] > 1),
            part=to_soles(part[index]) if portfolio.with_cost[index] else None,
        )
        for index in indices
    )


def _form(
    publication: Publication, area: Area, own: ProjectFilter, mask: BoolArray, kept: list[tuple[str, str]]
) -> AreaForm:
    """Only what the area has is offered, and what is chosen although the area has none of it."""
    portfolio = publication.portfolio
    raised = int(np.bitwise_or.reduce(portfolio.alerts[mask], initial=0))
    present = {
        "sector": _present("sector", portfolio.sector[mask]),
        "status": _present("status", portfolio.status[mask]),
        "alert": {code for bit, code in enumerate(ALERTS) if raised & (1 << bit)},
        "district": set[str](),
    }
    labels: dict[str, Mapping[str, str]] = {
        "sector": vocabulary.SECTORS,
        "status": vocabulary.STATUSES,
        "alert": vocabulary.ALERTS,
        "district": {},
    }
    if area.level == Level.PROVINCE.value:
        labels["district"] = {child.ubigeo: child.name for child in publication.children(area.ubigeo)}
        present["district"] = set(labels["district"])

    def options(name: str) -> tuple[Option, ...]:
        first = next(iter(getattr(own, name)), "")
        return tuple(
            Option(str(code), label, code == first)
            for code, label in labels[name].items()
            if code in present[name] or code == first
        )

    fields = {*_FIELDS, *(("district",) if labels["district"] else ())}
    seen: set[str] = set()
    carried = []
    for name, value in own.pairs():
        if name not in fields or name in seen:
            carried.append((name, value))
        seen.add(name)
    return AreaForm(
        action=area_href(area),
        q=own.q,
        sectors=options("sector"),
        statuses=options("status"),
        alerts=options("alert"),
        districts=options("district"),
        carried=(*carried, *kept),
        chips=filter_chips(publication, own, area_href(area), kept, ANCHOR),
    )


def _present(name: str, codes: IntArray) -> set[str]:
    counts = np.bincount(codes)
    return {str(value) for value, code in codes_of(name).items() if code < len(counts) and counts[code]}
