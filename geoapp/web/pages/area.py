"""The page of a province or a district: figures, map, parts, projects, budget, plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from geoapp.db.repositories import BudgetRepository, LocalityRepository
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import to_soles
from geoapp.domain.places import REGION_UBIGEO, Level
from geoapp.domain.records import Area, AreaBudgetRecord, AreaBudgetTotalRecord
from geoapp.domain.vocabulary import ALERTS
from geoapp.services.commitments import AreaPlan, area_plan
from geoapp.services.measures import DEFAULT_MEASURE, MEASURES
from geoapp.services.portfolio import AreaPortions, BoolArray
from geoapp.services.publication import BUDGET_YEAR, Publication
from geoapp.services.summary import PROVINCE_ONLY, SPECIAL_LABELS, GroupBy, SummaryRow, area_row, summarise
from geoapp.settings import MapSettings
from geoapp.web.pages.bars import BarChart, YearAmounts, bar_chart
from geoapp.web.pages.common import EditionNote, Link, area_link, edition_note
from geoapp.web.pages.filters import Option
from geoapp.web.pages.listing import ProjectLine, ordered, project_line
from geoapp.web.pages.maps import MapView, area_map
from geoapp.web.pages.region import AreaLine, GroupLine, area_line, execution, groups, per_inhabitant

MAX_PROJECTS = 8
"""Projects listed on the page of an area; the rest stands on the list of projects, one link away."""
LOCAL = "local"
"""Level of government of the chart by year: the municipalities of the area."""


@dataclass(frozen=True, slots=True)
class YearSpending:
    """Budget of one year in an area, by the government that spends; None where the source does not say."""

    year: int
    government: str
    pia: Decimal | None
    pim: Decimal | None
    accrued: Decimal | None

    @property
    def execution(self) -> Decimal | None:
        """Accrued over PIM, in percent."""
        return execution(self.pim, self.accrued)


@dataclass(frozen=True, slots=True)
class FunctionSpending:
    """Budget of one function: investment projects apart from activities, None where there is no line."""

    label: str
    projects_pim: Decimal | None
    projects_accrued: Decimal | None
    activities_pim: Decimal | None
    activities_accrued: Decimal | None

    @property
    def execution(self) -> Decimal | None:
        """Accrued over PIM of projects, in percent."""
        return execution(self.projects_pim, self.projects_accrued)


@dataclass(frozen=True, slots=True)
class WithoutDistrict:
    """What a province's projects leave at province level because they name no district of it."""

    label: str
    projects: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class AreaPage:
    """Context of ``pages/area.html``."""

    edition: EditionNote
    area: Area
    province: Link | None
    map: MapView
    row: SummaryRow
    cost_per_inhabitant: Decimal | None
    region_per_inhabitant: Decimal | None
    line: AreaLine
    parts: tuple[AreaLine, ...]
    without_district: WithoutDistrict | None
    projects: tuple[ProjectLine, ...]
    projects_total: int
    projects_href: str
    filter_query: str
    alerts: tuple[tuple[str, int, str], ...]
    sectors: tuple[GroupLine, ...]
    statuses: tuple[GroupLine, ...]
    years: tuple[YearSpending, ...]
    budget_chart: BarChart | None
    functions: tuple[FunctionSpending, ...]
    functions_total: FunctionSpending | None
    labels: Mapping[str, Mapping[str, str]]
    budget_year: int
    measures: tuple[Option, ...]
    plan: AreaPlan
    localities: int


def area_page(publication: Publication, settings: MapSettings, area: Area) -> AreaPage:
    """Everything that the edition tells of a province or a district."""
    portfolio = publication.portfolio
    is_province = area.level == Level.PROVINCE.value
    portions = portfolio.provinces if is_province else portfolio.districts
    everything = np.ones(portfolio.size, dtype=bool)
    filter_ = ProjectFilter(**{area.level: (area.ubigeo,)})  # type: ignore[arg-type]
    mask = publication.select(filter_)
    row = area_row(portfolio, everything, area.ubigeo)
    region = publication.areas[REGION_UBIGEO]
    total = summarise(portfolio, everything).total
    with publication.database.reading() as session:
        budgets = BudgetRepository(session, publication.edition.id)
        localities = LocalityRepository(session, publication.edition.id)
        districts = [a.ubigeo for a in publication.children(area.ubigeo)] if is_province else [area.ubigeo]
        functions, functions_total = _functions(budgets.area_by_function(area.ubigeo), budgets.functions())
        years = _years(record for ubigeo in districts for record in budgets.area_years(ubigeo))
        labels = budgets.labels()
        count = sum(len(localities.in_district(ubigeo)) for ubigeo in districts)
    return AreaPage(
        edition=edition_note(publication),
        area=area,
        province=None if is_province else area_link(publication, area.ubigeo[:4]),
        map=area_map(settings, area, legend_id="leyenda"),
        row=row,
        cost_per_inhabitant=per_inhabitant(row.cost_with_share, area.population),
        region_per_inhabitant=per_inhabitant(total.cost, region.population or _population(publication)),
        line=area_line(publication, area, row),
        parts=_parts(publication, area, everything),
        without_district=_without_district(publication, area) if is_province else None,
        projects=_projects(publication, mask, portions, area.ubigeo),
        projects_total=int(mask.sum()),
        projects_href=f"/proyectos?{filter_.query()}",
        filter_query=filter_.query(),
        alerts=_alerts(publication, mask, filter_),
        sectors=groups(publication, filter_, mask, GroupBy.SECTOR),
        statuses=groups(publication, filter_, mask, GroupBy.STATUS),
        years=years,
        budget_chart=bar_chart([YearAmounts(y.year, y.pia, y.pim, y.accrued) for y in years if y.government == LOCAL]),
        functions=functions,
        functions_total=functions_total,
        labels={name.rsplit("/", 1)[-1]: texts for name, texts in labels.items()},
        budget_year=BUDGET_YEAR,
        measures=tuple(Option(name, known.title, name == DEFAULT_MEASURE) for name, known in MEASURES.items()),
        plan=area_plan(publication, area.ubigeo),
        localities=count,
    )


def _population(publication: Publication) -> int | None:
    known = [a.population for a in publication.areas.values() if a.level == Level.PROVINCE.value]
    return sum(p for p in known if p is not None) if known and None not in known else None


def _parts(publication: Publication, area: Area, everything: BoolArray) -> tuple[AreaLine, ...]:
    """Districts of the province, or of the district's province, with the district itself marked."""
    rows = {row.key: row for row in district_summary(publication, everything)}
    province = area.ubigeo[:4]
    return tuple(
        area_line(publication, part, rows[part.ubigeo], current=part.ubigeo == area.ubigeo)
        for part in publication.children(province)
    )


def district_summary(publication: Publication, everything: BoolArray) -> tuple[SummaryRow, ...]:
    """Rows of all districts over all projects, computed once for an edition."""
    cache = publication.portfolio.cache
    rows: tuple[SummaryRow, ...] | None = cache.get("district_summary")
    if rows is None:
        rows = summarise(publication.portfolio, everything, GroupBy.DISTRICT).rows
        cache["district_summary"] = rows
    return rows


def _without_district(publication: Publication, area: Area) -> WithoutDistrict | None:
    portfolio = publication.portfolio
    portions = portfolio.districts
    entries = portions.area == portfolio.area_index[area.ubigeo]
    if not entries.any():
        return None
    known = entries & portfolio.with_cost[portions.project]
    cost = to_soles(int(portions.centimos[known].sum())) if known.any() else None
    return WithoutDistrict(SPECIAL_LABELS[PROVINCE_ONLY], int(entries.sum()), cost)


def _projects(
    publication: Publication, mask: BoolArray, portions: AreaPortions, ubigeo: str
) -> tuple[ProjectLine, ...]:
    portfolio = publication.portfolio
    entries = np.flatnonzero(portions.area == portfolio.area_index[ubigeo])
    part = {int(portions.project[entry]): int(portions.centimos[entry]) for entry in entries}
    areas = np.bincount(portions.project, minlength=portfolio.size)
    lines = []
    for index in ordered(portfolio, mask, "cost", "desc")[:MAX_PROJECTS].tolist():
        costed = bool(portfolio.with_cost[index])
        lines.append(
            project_line(
                publication,
                index,
                shared=bool(areas[index] > 1),
                part=to_soles(part.get(index, 0)) if costed else None,
            )
        )
    return tuple(lines)


def _alerts(publication: Publication, mask: BoolArray, filter_: ProjectFilter) -> tuple[tuple[str, int, str], ...]:
    """Code, number of projects and address of the list, for each alert that some project of the area raises."""
    bits = publication.portfolio.alerts[mask]
    counts = [(str(code), int((bits & (1 << position) != 0).sum())) for position, code in enumerate(ALERTS)]
    return tuple((code, count, f"/proyectos?{filter_.query()}&alert={code}") for code, count in counts if count)


def _years(records: Iterable[AreaBudgetTotalRecord]) -> tuple[YearSpending, ...]:
    groups: dict[tuple[int, str], list[AreaBudgetTotalRecord]] = {}
    for record in records:
        groups.setdefault((record.year, record.government), []).append(record)
    return tuple(
        YearSpending(
            year,
            government,
            _added([r.pia_centimos for r in held]),
            _added([r.pim_centimos for r in held]),
            _added([r.devengado_centimos for r in held]),
        )
        for (year, government), held in sorted(groups.items(), key=lambda item: (-item[0][0], item[0][1]))
    )


def _added(amounts: Sequence[int | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return to_soles(sum(known)) if known else None


def _functions(
    records: Sequence[AreaBudgetRecord], names: Mapping[str, str]
) -> tuple[tuple[FunctionSpending, ...], FunctionSpending | None]:
    own = [record for record in records if record.year == BUDGET_YEAR]
    codes = sorted({record.function_code for record in own})
    lines = tuple(_function(names.get(code, code), [r for r in own if r.function_code == code]) for code in codes)
    ordered_lines = sorted(lines, key=lambda line: -(line.projects_pim or Decimal(0)))
    return tuple(ordered_lines), _function("", own) if own else None


def _function(label: str, records: Sequence[AreaBudgetRecord]) -> FunctionSpending:
    projects = [r for r in records if r.spending == "projects"]
    activities = [r for r in records if r.spending == "activities"]
    return FunctionSpending(
        label,
        _added([r.pim_centimos for r in projects]),
        _added([r.devengado_centimos for r in projects]),
        _added([r.pim_centimos for r in activities]),
        _added([r.devengado_centimos for r in activities]),
    )
