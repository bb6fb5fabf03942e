"""The districts of a province, or those around a district, with what stands in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import to_soles
from geoapp.domain.records import Area
from geoapp.services.grouping import PROVINCE_ONLY, SPECIAL_LABELS
from geoapp.services.publication import Publication
from geoapp.services.summary import GroupBy, summarise
from geoapp.web.pages.region import AreaLine, area_line


@dataclass(frozen=True, slots=True)
class WithoutDistrict:
    """What a province's projects leave at province level because they name no district of it."""

    label: str
    projects: int
    cost: Decimal | None


def district_lines(publication: Publication, area: Area) -> tuple[AreaLine, ...]:
    """Districts of the province, or of the district's province, with the district itself marked."""
    everything = publication.select(ProjectFilter())
    rows = {row.key: row for row in summarise(publication.portfolio, everything, GroupBy.DISTRICT).rows}
    return tuple(
        area_line(publication, part, rows[part.ubigeo], current=part.ubigeo == area.ubigeo)
        for part in publication.children(area.ubigeo[:4])
    )


def without_district(publication: Publication, area: Area) -> WithoutDistrict | None:
    """What stands at a province because it names no district; None where nothing does."""
    portfolio = publication.portfolio
    portions = portfolio.districts
    entries = portions.area == portfolio.area_index[area.ubigeo]
    if not entries.any():
        return None
    known = entries & portfolio.with_cost[portions.project]
    cost = to_soles(int(portions.centimos[known].sum())) if known.any() else None
    return WithoutDistrict(SPECIAL_LABELS[PROVINCE_ONLY], int(entries.sum()), cost)
