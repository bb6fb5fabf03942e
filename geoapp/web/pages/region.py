"""The home page: the region in figures, the filter, the map and the table that says the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from geoapp.db.repositories import BudgetRepository, ImportRepository
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import to_soles
from geoapp.domain.places import REGION_UBIGEO, Level
from geoapp.domain.records import Area, AreaBudgetRecord
from geoapp.domain.vocabulary import ALERTS
from geoapp.services.commitments import placed_commitments
from geoapp.services.grouping import SPECIAL_LABELS, labels
from geoapp.services.mapdata import area_href
from geoapp.services.measures import DEFAULT_MEASURE, MEASURES
from geoapp.services.portfolio import BoolArray
from geoapp.services.publication import BUDGET_YEAR, Publication
from geoapp.services.summary import GroupBy, SummaryRow, summarise
from geoapp.settings import MapSettings
from geoapp.web.pages.common import EditionNote, edition_note
from geoapp.web.pages.filters import FilterForm, Option, filter_form, options
from geoapp.web.pages.maps import LEVELS, MapView, region_map


@dataclass(frozen=True, slots=True)
class AreaLine:
    """A row of a table of areas; `area` is None in the rows that belong to no single area."""

    label: str
    href: str
    area: Area | None
    row: SummaryRow
    per_inhabitant: Decimal | None
    budget_pim: Decimal | None
    budget_accrued: Decimal | None
    current: bool = False

    @property
    def budget_execution(self) -> Decimal | None:
        """Accrued over PIM of the area's municipalities, in percent."""
        return execution(self.budget_pim, self.budget_accrued)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A row of a table by sector or state; `share` is its part of the projects, 0 to 100."""

    label: str
    href: str
    row: SummaryRow
    share: float

    @property
    def not_summed(self) -> bool:
        """Whether its projects have costs, but none that enters a sum."""
        return self.row.cost is None and self.row.unsummed > 0


@dataclass(frozen=True, slots=True)
class Spending:
    """Budget of one kind of government in a year: another data set than projects, never added to them."""

    government: str
    projects_pim: Decimal
    projects_accrued: Decimal
    all_pim: Decimal
    all_accrued: Decimal

    @property
    def execution(self) -> Decimal | None:
        """Accrued over PIM of investment projects, in percent."""
        return execution(self.projects_pim, self.projects_accrued)


@dataclass(frozen=True, slots=True)
class PlanTotal:
    """Number of commitments of the plan, and the sum of those that have an amount."""

    commitments: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class RegionPage:
    """Context of ``pages/region.html``.

    `others` says that files of other departments were imported, whose projects count in the figures.
    """

    edition: EditionNote
    form: FilterForm
    map: MapView
    total: SummaryRow
    everything: SummaryRow
    area_lines: tuple[AreaLine, ...]
    special_lines: tuple[AreaLine, ...]
    sectors: tuple[GroupLine, ...]
    statuses: tuple[GroupLine, ...]
    spending: tuple[Spending, ...]
    budget_year: int
    measures: tuple[Option, ...]
    levels: tuple[Option, ...]
    population_year: int | None
    plan: PlanTotal
    others: bool
    alerts_query: str


def region_page(
    publication: Publication,
    settings: MapSettings,
    filter_: ProjectFilter,
    *,
    measure: str = DEFAULT_MEASURE,
    level: str = "province",
) -> RegionPage:
    """Figures, map and tables of the projects that a filter selects."""
    mask = publication.select(filter_)
    portfolio = publication.portfolio
    by_province = summarise(portfolio, mask, GroupBy.PROVINCE)
    everything = summarise(portfolio, np.ones(portfolio.size, dtype=bool)).total
    kept = [("measure", measure)] if measure != DEFAULT_MEASURE else []
    kept += [("level", level)] if level != "province" else []
    areas = publication.areas
    lines = [area_line(publication, areas[row.key], row) for row in by_province.rows if row.key in areas]
    special = [
        AreaLine(SPECIAL_LABELS[row.key], "", None, row, None, None, None)
        for row in by_province.rows
        if row.key not in areas
    ]
    years = {line.area.population_year for line in lines if line.area}
    return RegionPage(
        edition=edition_note(publication),
        form=filter_form(publication, filter_, "/", kept),
        map=region_map(publication, settings, measure=measure, level=level, legend_id="leyenda"),
        total=by_province.total,
        everything=everything,
        area_lines=tuple(lines),
        special_lines=tuple(special),
        sectors=groups(publication, filter_, mask, GroupBy.SECTOR),
        statuses=groups(publication, filter_, mask, GroupBy.STATUS),
        spending=spending(publication),
        budget_year=BUDGET_YEAR,
        measures=tuple(Option(name, known.title, name == measure) for name, known in MEASURES.items()),
        levels=options(LEVELS, level),
        population_year=years.pop() if len(years) == 1 else None,
        plan=_plan(publication),
        others=_others(publication),
        # Alerts of a filter are alternatives: where it names some, all it selects have one of them.
        alerts_query=replace(filter_, alert=filter_.alert or tuple(ALERTS)).query(),
    )


def _others(publication: Publication) -> bool:
    cache = publication.portfolio.cache
    held: bool | None = cache.get("other_departments")
    if held is None:
        with publication.database.reading() as session:
            listings = ImportRepository(session).latest_listings(until=publication.edition.id)
        held = cache["other_departments"] = any(run.department != REGION_UBIGEO for run in listings)
    return held


def _plan(publication: Publication) -> PlanTotal:
    placed = placed_commitments(publication)
    known = [one.amount for one in placed if one.amount is not None]
    return PlanTotal(len(placed), sum(known, Decimal(0)) if known else None)


def area_line(publication: Publication, area: Area, row: SummaryRow, *, current: bool = False) -> AreaLine:
    """The row of an area, with its figures per inhabitant and its budget beside it."""
    facts = publication.area_facts[area.ubigeo]
    return AreaLine(
        label=area.name,
        href=area_href(area),
        area=area,
        row=row,
        per_inhabitant=per_inhabitant(row.cost_with_share, area.population),
        budget_pim=facts.budget_pim,
        budget_accrued=facts.budget_accrued,
        current=current,
    )


def per_inhabitant(amount: Decimal | None, population: int | None) -> Decimal | None:
    """Soles per inhabitant to the céntimo; None where either is not known."""
    return None if amount is None or not population else (amount / population).quantize(Decimal("0.01"))


def execution(pim: Decimal | None, accrued: Decimal | None) -> Decimal | None:
    """Accrued over PIM, in percent with one decimal; None where it cannot be told."""
    return None if pim is None or accrued is None or pim <= 0 else (accrued * 100 / pim).quantize(Decimal("0.1"))


def spending(publication: Publication) -> tuple[Spending, ...]:
    """Budget of `BUDGET_YEAR` of all municipalities together and of the regional government."""
    cache = publication.portfolio.cache
    held: tuple[Spending, ...] | None = cache.get("spending")
    if held is None:
        with publication.database.reading() as session:
            budgets = BudgetRepository(session, publication.edition.id)
            # Provinces hold the same money as their districts: one level only.
            local = [line for line in budgets.level_by_function(Level.PROVINCE) if line.government == "local"]
            own = [line for line in budgets.area_by_function(REGION_UBIGEO) if line.government == "regional"]
        held = tuple(_spent(name, lines) for name, lines in (("local", local), ("regional", own)) if lines)
        cache["spending"] = held
    return held


def _spent(government: str, lines: list[AreaBudgetRecord]) -> Spending:
    lines = [line for line in lines if line.year == BUDGET_YEAR]
    projects = [line for line in lines if line.spending == "projects"]
    return Spending(
        government,
        to_soles(sum(line.pim_centimos for line in projects)),
        to_soles(sum(line.devengado_centimos for line in projects)),
        to_soles(sum(line.pim_centimos for line in lines)),
        to_soles(sum(line.devengado_centimos for line in lines)),
    )


def groups(
    publication: Publication, filter_: ProjectFilter, mask: BoolArray, group_by: GroupBy
) -> tuple[GroupLine, ...]:
    """Lines of a selection by sector or state, each with the address of its projects."""
    summary = summarise(publication.portfolio, mask, group_by)
    named = labels(group_by, {})
    most = max((row.projects for row in summary.rows), default=0)
    rows = [row for row in summary.rows if row.projects]
    if group_by is GroupBy.SECTOR:
        rows.sort(key=lambda row: -row.projects)
    return tuple(
        GroupLine(
            named[row.key],
            f"/proyectos?{replace(filter_, **{group_by.value: (row.key,)}).query()}",  # type: ignore[arg-type]
            row,
            100 * row.projects / most,
        )
        for row in rows
    )
