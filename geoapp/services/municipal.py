"""Spending of the municipalities of each area: in projects in one year, and as a whole in each year."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from geoapp.db.repositories import BudgetRepository
from geoapp.domain.money import to_soles
from geoapp.domain.places import Level
from geoapp.services.measures import YearBudget

BUDGET_YEAR = 2024
"""Year of the published budget by function and kind of spending."""


def municipal_spending(
    budgets: BudgetRepository,
) -> tuple[dict[str, tuple[int, int]], dict[str, dict[int, YearBudget]]]:
    """Spending of each area's municipalities: PIM and accrued céntimos in projects of `BUDGET_YEAR`, and whole years.

    The yearly table is by district and lacks `BUDGET_YEAR`, whose whole is the sum of its table by function; a
    province is the sum of its districts.
    """
    spent: dict[str, tuple[int, int]] = {}
    whole: dict[tuple[str, int], list[tuple[int | None, int | None]]] = {}
    for level in (Level.PROVINCE, Level.DISTRICT):
        for line in budgets.level_by_function(level):
            if (line.year, line.government) != (BUDGET_YEAR, "local"):
                continue
            if line.spending == "projects":
                pim, accrued = spent.get(line.ubigeo, (0, 0))
                spent[line.ubigeo] = (pim + line.pim_centimos, accrued + line.devengado_centimos)
            whole.setdefault((line.ubigeo, line.year), []).append((line.pim_centimos, line.devengado_centimos))
    for year in budgets.years_of_all("local"):
        if year.year != BUDGET_YEAR and len(year.ubigeo) == 6:  # noqa: PLR2004
            for ubigeo in (year.ubigeo, year.ubigeo[:4]):
                whole.setdefault((ubigeo, year.year), []).append((year.pim_centimos, year.devengado_centimos))
    years: dict[str, dict[int, YearBudget]] = {}
    for (ubigeo, number), amounts in whole.items():
        years.setdefault(ubigeo, {})[number] = YearBudget(*map(_whole, zip(*amounts, strict=True)))
    return spent, years


def _whole(amounts: Iterable[int | None]) -> Decimal | None:
    """The sum in soles; None as soon as one part is unknown, for a sum of the rest would pass for the whole."""
    known = list(amounts)
    return None if None in known else to_soles(sum(amount for amount in known if amount is not None))
