"""The page of a province or a district: figures, map, parts, projects, budget, plan, places, news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import REGION_UBIGEO, Level
from geoapp.domain.records import Area
from geoapp.domain.vocabulary import ALERTS
from geoapp.services.commitments import AreaPlan, area_plan
from geoapp.services.entities import Executors, executors
from geoapp.services.grouping import standing_only_in
from geoapp.services.mapdata import area_href
from geoapp.services.measures import DEFAULT_MEASURE, MEASURES
from geoapp.services.portfolio import BoolArray
from geoapp.services.progress import ProgressDates, progress_dates
from geoapp.services.publication import BUDGET_YEAR, Publication
from geoapp.services.summary import GroupBy, SummaryRow, area_row, summarise
from geoapp.settings import MapSettings
from geoapp.web.pages.area_budget import AreaBudget, area_budget
from geoapp.web.pages.area_localities import PARAMETER as LOCALITIES_PARAMETER
from geoapp.web.pages.area_localities import AreaLocalities, area_localities
from geoapp.web.pages.area_news import NewsBlock, news_block
from geoapp.web.pages.area_parts import WithoutDistrict, district_lines, without_district
from geoapp.web.pages.area_projects import AreaProjects, area_filter, area_projects
from geoapp.web.pages.area_totals import area_totals, totals_sentence
from geoapp.web.pages.common import EditionNote, Link, area_link, edition_note
from geoapp.web.pages.filters import Option
from geoapp.web.pages.maps import MapView, area_map
from geoapp.web.pages.paged import LIST_PARAMETERS
from geoapp.web.pages.region import AreaLine, GroupLine, area_line, groups, per_inhabitant

OWN_PARAMETERS = (*LIST_PARAMETERS, LOCALITIES_PARAMETER)
MAX_EXECUTORS = 5
"""Executing entities with a row of their own."""


@dataclass(frozen=True, slots=True)
class AreaView:
    """What an address asks of an area's page beside the area: a filter of its projects, and pages of its lists."""

    filter: ProjectFilter = field(default_factory=ProjectFilter)
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AreaPage:
    """Context of ``pages/area.html``; `totals` is the sentence that joins the sums of `row` and of `projects`."""

    edition: EditionNote
    area: Area
    province: Link | None
    map: MapView
    row: SummaryRow
    totals: str
    progress: ProgressDates
    cost_per_inhabitant: Decimal | None
    region_per_inhabitant: Decimal | None
    line: AreaLine
    parts: tuple[AreaLine, ...]
    without_district: WithoutDistrict | None
    projects: AreaProjects
    alerts: tuple[tuple[str, int, str], ...]
    sectors: tuple[GroupLine, ...]
    statuses: tuple[GroupLine, ...]
    executors: Executors
    budget: AreaBudget
    budget_year: int
    measures: tuple[Option, ...]
    plan: AreaPlan
    localities: AreaLocalities
    news: NewsBlock


def area_page(publication: Publication, settings: MapSettings, area: Area, view: AreaView | None = None) -> AreaPage:
    """Everything that the edition tells of a province or a district.

    Raises
    ------
    InvalidFilterError
        When the view asks for what the page cannot give.
    """
    asked = view or AreaView()
    portfolio = publication.portfolio
    is_province = area.level == Level.PROVINCE.value
    everything = publication.select(ProjectFilter())
    own = ProjectFilter(**{area.level: (area.ubigeo,)})  # type: ignore[arg-type]
    mask = publication.select(own)
    row = area_row(portfolio, everything, area.ubigeo)
    region = publication.areas[REGION_UBIGEO]
    total = summarise(portfolio, everything).total

    def localities_address(pairs: list[tuple[str, str]]) -> str:
        kept = [(name, value) for name, value in asked.given.items() if name != LOCALITIES_PARAMETER]
        query = urlencode([*asked.filter.pairs(), *kept, *pairs])
        return f"{area_href(area)}{f'?{query}' if query else ''}#localidades"

    return AreaPage(
        edition=edition_note(publication),
        area=area,
        province=None if is_province else area_link(publication, area.ubigeo[:4]),
        map=area_map(settings, area, legend_id="leyenda"),
        row=row,
        totals=totals_sentence(area_totals(area, row, summarise(portfolio, mask).total)),
        progress=progress_dates(portfolio, standing_only_in(portfolio, area.ubigeo)),
        cost_per_inhabitant=per_inhabitant(row.cost_with_share, area.population),
        region_per_inhabitant=per_inhabitant(total.cost, region.population or _population(publication)),
        line=area_line(publication, area, row),
        parts=district_lines(publication, area),
        without_district=without_district(publication, area) if is_province else None,
        projects=area_projects(publication, area, area_filter(area, asked.filter), asked.given),
        alerts=_alerts(publication, mask, own),
        sectors=groups(publication, own, mask, GroupBy.SECTOR),
        statuses=groups(publication, own, mask, GroupBy.STATUS),
        executors=executors(portfolio, mask, MAX_EXECUTORS),
        budget=area_budget(publication, area.ubigeo),
        budget_year=BUDGET_YEAR,
        measures=tuple(Option(name, known.title, name == DEFAULT_MEASURE) for name, known in MEASURES.items()),
        plan=area_plan(publication, area.ubigeo),
        localities=area_localities(publication, area, asked.given, localities_address),
        news=news_block(publication, area.ubigeo, mask),
    )


def _population(publication: Publication) -> int | None:
    known = [a.population for a in publication.areas.values() if a.level == Level.PROVINCE.value]
    return sum(p for p in known if p is not None) if known and None not in known else None


def _alerts(publication: Publication, mask: BoolArray, filter_: ProjectFilter) -> tuple[tuple[str, int, str], ...]:
    """Code, number of projects and address of the list, for each alert that some project of the area raises."""
    bits = publication.portfolio.alerts[mask]
    counts = [(str(code), int((bits & (1 << position) != 0).sum())) for position, code in enumerate(ALERTS)]
    return tuple((code, count, f"/proyectos?{filter_.query()}&alert={code}") for code, count in counts if count)
