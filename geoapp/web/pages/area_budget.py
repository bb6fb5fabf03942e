"""Public spending in an area, by year and by function: another data set than projects, never added to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from geoapp.db.repositories import BudgetRepository
from geoapp.domain.money import to_soles
from geoapp.domain.records import AreaBudgetRecord, AreaBudgetTotalRecord
from geoapp.services.publication import BUDGET_YEAR, Publication
from geoapp.web.pages.bars import BarChart, YearAmounts, bar_chart
from geoapp.web.pages.region import execution

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
class AreaBudget:
    """Spending of an area by year and by function of `BUDGET_YEAR`, with what each file of figures is and is not."""

    years: tuple[YearSpending, ...]
    chart: BarChart | None
    functions: tuple[FunctionSpending, ...]
    total: FunctionSpending | None
    labels: Mapping[str, Mapping[str, str]]


def area_budget(publication: Publication, ubigeo: str) -> AreaBudget:
    """What the edition tells of spending in a province or a district."""
    with publication.database.reading() as session:
        budgets = BudgetRepository(session, publication.edition.id)
        functions, total = _functions(budgets.area_by_function(ubigeo), budgets.functions())
        years = _years(budgets.years_within(ubigeo))
        labels = budgets.labels()
    return AreaBudget(
        years=years,
        chart=bar_chart([YearAmounts(y.year, y.pia, y.pim, y.accrued) for y in years if y.government == LOCAL]),
        functions=functions,
        total=total,
        labels={name.rsplit("/", 1)[-1]: texts for name, texts in labels.items()},
    )


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
