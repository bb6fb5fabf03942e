"""Two to four areas side by side: the same figures, in the same order, each with what it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from geoapp.domain.money import to_soles
from geoapp.domain.places import Level
from geoapp.domain.records import Area
from geoapp.domain.text import fold
from geoapp.domain.vocabulary import SECTORS, STATUSES
from geoapp.services.commitments import AreaPlan, area_plan
from geoapp.services.mapdata import area_href
from geoapp.services.portfolio import UNKNOWN, IntArray, codes_of
from geoapp.services.publication import BUDGET_YEAR, Publication
from geoapp.services.summary import SummaryRow, area_row
from geoapp.web.pages.common import EditionNote, edition_note
from geoapp.web.pages.region import AreaLine, area_line

NAMES = ("a", "b", "c", "d")


@dataclass(frozen=True, slots=True)
class Part:
    """Projects of a group that name an area, and what of their cost falls in it; None where no cost is known.

    `unsummed` counts those whose cost enters no sum.
    """

    projects: int
    amount: Decimal | None
    unsummed: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One area of the comparison; `of` names the province of a district."""

    area: Area
    of: str
    href: str
    row: SummaryRow
    line: AreaLine
    plan: AreaPlan


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One sector or state, with the part of each area in the order of the columns."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the form and the code chosen in it, blank for none."""

    name: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Group:
    """Areas to choose from: a province and its districts, as code and name."""

    name: str
    areas: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Context of ``pages/compare.html``; no columns where fewer than two areas are chosen."""

    edition: EditionNote
    choices: tuple[Choice, ...]
    provinces: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    columns: tuple[Column, ...]
    sectors: tuple[GroupRow, ...]
    statuses: tuple[GroupRow, ...]
    budget_year: int


def compare_page(publication: Publication, chosen: Mapping[str, Area]) -> ComparePage:
    """The form, and the chosen areas where there are two or more."""
    areas = tuple(dict.fromkeys(chosen.values()))
    enough = areas if len(areas) > 1 else ()
    provinces = sorted(
        (a for a in publication.areas.values() if a.level == Level.PROVINCE.value), key=lambda a: fold(a.name)
    )
    return ComparePage(
        edition=edition_note(publication),
        choices=tuple(Choice(name, chosen[name].ubigeo if name in chosen else "") for name in NAMES),
        provinces=tuple((area.ubigeo, area.name) for area in provinces),
        groups=tuple(
            Group(
                province.name,
                tuple((d.ubigeo, d.name) for d in sorted(publication.children(province.ubigeo), key=_by_name)),
            )
            for province in provinces
        ),
        columns=tuple(_column(publication, area) for area in enough),
        sectors=_rows(publication, enough, "sector", SECTORS),
        statuses=_rows(publication, enough, "status", STATUSES),
        budget_year=BUDGET_YEAR,
    )


def area_parts(publication: Publication, ubigeo: str, column: str) -> dict[str, Part]:
    """Projects that name an area and their cost that falls in it, by sector or state; amounts add up to the area's.

    Parameters
    ----------
    column
        ``sector`` or ``status``.
    """
    portfolio = publication.portfolio
    portions = portfolio.provinces if len(ubigeo) == 4 else portfolio.districts  # noqa: PLR2004
    projects, centimos = portfolio.in_area(portions, ubigeo)
    codes: IntArray = {"sector": portfolio.sector, "status": portfolio.status}[column][projects]
    told = codes != UNKNOWN
    priced = told & portfolio.with_cost[projects]
    known = codes_of(column)
    apart = told & portfolio.unsummed[projects]
    counts, with_cost, unsummed = (np.bincount(codes[some], minlength=len(known)) for some in (told, priced, apart))
    amounts = np.zeros(len(known), dtype=np.int64)
    np.add.at(amounts, codes[priced], centimos[priced])  # whole céntimos, which weights of a bincount would not be
    return {
        str(key): Part(
            int(counts[code]), to_soles(int(amounts[code])) if with_cost[code] else None, int(unsummed[code])
        )
        for key, code in known.items()
        if counts[code]
    }


def _by_name(area: Area) -> str:
    return fold(area.name)


def _column(publication: Publication, area: Area) -> Column:
    portfolio = publication.portfolio
    everything = portfolio.cache.get("everything")
    if everything is None:
        everything = np.ones(portfolio.size, dtype=bool)
        everything.flags.writeable = False
        portfolio.cache["everything"] = everything
    row = area_row(portfolio, everything, area.ubigeo)
    is_district = area.level == Level.DISTRICT.value
    return Column(
        area=area,
        of=publication.areas[area.ubigeo[:4]].name if is_district else "",
        href=area_href(area),
        row=row,
        line=area_line(publication, area, row),
        plan=area_plan(publication, area.ubigeo),
    )


def _rows(
    publication: Publication, areas: Sequence[Area], column: str, labels: Mapping[str, str]
) -> tuple[GroupRow, ...]:
    parts = [area_parts(publication, area.ubigeo, column) for area in areas]
    none = Part(0, None)
    return tuple(
        GroupRow(label, tuple(held.get(str(code), none) for held in parts))
        for code, label in labels.items()
        if any(str(code) in held for held in parts)
    )
