"""Counts and sums of a selection, by any grouping, with rows that always add up to the total.

Grouped by province or district, a project that names one area only counts there (exclusive); one that names several
stands once in the row `shared`, one without an area in `region` or `unlocated`. So the rows add up to the total, to
the cent. Beside its exclusive figures each area tells its part of the shared projects; the parts of all areas add up
to the row `shared`. Grouped by district, what projects leave at a province because they name no district of it stands
in the row `province`, exclusive amounts and parts of shared ones alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from geoapp.domain.allocation import Scope
from geoapp.domain.money import COST_PRECEDENCE, to_soles
from geoapp.domain.vocabulary import PRECISIONS, SECTORS, STATUSES
from geoapp.services.portfolio import MISSING, AreaPortions, BoolArray, IntArray, Portfolio, codes_of


class GroupBy(StrEnum):
    """What a summary can be grouped by."""

    PROVINCE = "province"
    DISTRICT = "district"
    SECTOR = "sector"
    STATUS = "status"
    YEAR = "year"
    PRECISION = "precision"


SHARED, REGION, UNLOCATED, PROVINCE_ONLY, UNDATED = "shared", "region", "unlocated", "province", "undated"

SPECIAL_LABELS: dict[str, str] = {
    SHARED: "Compartidos entre varias áreas",
    REGION: "Toda la región",
    UNLOCATED: "Sin ubicar",
    PROVINCE_ONLY: "Ubicados solo en su provincia",
    UNDATED: "Sin año",
}


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """Figures of one group.

    Sums are None, not zero, where no project of the group has the datum; `with_*` counts say how many have it.
    `shared_projects` and `shared_cost` are filled for areas only: projects shared with other areas, and the part of
    their cost that falls here by the rules of `geoapp.domain.allocation`.
    """

    key: str
    projects: int
    packages: int
    located: int
    with_cost: int
    cost: Decimal | None
    cost_by_kind: Mapping[str, Decimal]
    with_pim: int
    pim: Decimal | None
    accrued: Decimal | None
    with_physical: int
    physical_mean_pct: Decimal | None
    with_alerts: int
    off_map_cost: Decimal | None
    shared_projects: int = 0
    shared_cost: Decimal | None = None

    @property
    def execution_pct(self) -> Decimal | None:
        """Accrued over PIM, in percent; None where either is not known."""
        if self.pim is None or self.accrued is None or self.pim <= 0:
            return None
        return (self.accrued * 100 / self.pim).quantize(Decimal("0.1"))

    @property
    def cost_with_share(self) -> Decimal | None:
        """Exclusive cost plus the part of shared projects; None when neither is known."""
        if self.cost is None:
            return self.shared_cost
        return self.cost + (self.shared_cost or Decimal(0))


@dataclass(frozen=True, slots=True)
class Summary:
    """Rows of a grouping and their total."""

    group_by: GroupBy | None
    rows: tuple[SummaryRow, ...]
    total: SummaryRow

    def row(self, key: str) -> SummaryRow:
        """The row of a key.

        Raises
        ------
        KeyError
            When the grouping has no such row.
        """
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)


def summarise(portfolio: Portfolio, mask: BoolArray, group_by: GroupBy | None = None) -> Summary:
    """Count and add the selected projects.

    Parameters
    ----------
    portfolio
        Edition to read.
    mask
        Selection, from `Portfolio.select`.
    group_by
        Grouping of the rows; None gives the total only.
    """
    total = _row(portfolio, "total", mask)
    if group_by is None:
        rows: tuple[SummaryRow, ...] = ()
    elif group_by is GroupBy.PROVINCE:
        rows = tuple(_area_rows(portfolio, mask, portfolio.provinces, digits=4))
    elif group_by is GroupBy.DISTRICT:
        rows = tuple(_area_rows(portfolio, mask, portfolio.districts, digits=6))
    elif group_by is GroupBy.YEAR:
        rows = tuple(_year_rows(portfolio, mask))
    else:
        rows = tuple(_code_rows(portfolio, mask, group_by))
    return Summary(group_by, rows, total)


def area_row(portfolio: Portfolio, mask: BoolArray, ubigeo: str) -> SummaryRow:
    """Figures of one province or district within a selection: exclusive, and its part of what it shares."""
    portions = portfolio.provinces if len(ubigeo) == 4 else portfolio.districts  # noqa: PLR2004
    here = np.zeros(portfolio.size, dtype=bool)
    entries = portions.area == portfolio.area_index[ubigeo]
    here[portions.project[entries]] = True
    counts = _areas_per_project(portfolio, portions)
    alone = mask & here & (counts == 1)
    shared = mask & here & (counts > 1)
    return _row(portfolio, ubigeo, alone, shared=shared, portions=portions)


def _row(
    portfolio: Portfolio,
    key: str,
    mask: BoolArray,
    *,
    shared: BoolArray | None = None,
    portions: AreaPortions | None = None,
) -> SummaryRow:
    priced = mask & portfolio.with_cost
    physical = mask & (portfolio.physical_bp != MISSING)
    budgeted = mask & (portfolio.pim_centimos != MISSING)
    shared_cost: Decimal | None = None
    if shared is not None and portions is not None and bool(shared.any()):
        known = _inside(portfolio, portions, key) & (shared & portfolio.with_cost)[portions.project]
        shared_cost = _sum(portions.centimos, known)
    return SummaryRow(
        key=key,
        projects=int(mask.sum()),
        packages=int((mask & portfolio.package).sum()),
        located=int((mask & portfolio.on_map).sum()),
        with_cost=int(priced.sum()),
        cost=_sum(portfolio.cost_centimos, priced),
        cost_by_kind=_cost_by_kind(portfolio, priced),
        with_pim=int(budgeted.sum()),
        pim=_sum(portfolio.pim_centimos, budgeted),
        accrued=_sum(portfolio.accrued_centimos, mask & (portfolio.accrued_centimos != MISSING)),
        with_physical=int(physical.sum()),
        physical_mean_pct=_mean_pct(portfolio.physical_bp, physical),
        with_alerts=int((mask & (portfolio.alerts != 0)).sum()),
        off_map_cost=_sum(portfolio.cost_centimos, priced & ~portfolio.on_map),
        shared_projects=0 if shared is None else int(shared.sum()),
        shared_cost=shared_cost,
    )


def _inside(portfolio: Portfolio, portions: AreaPortions, key: str) -> BoolArray:
    """Entries of an area, or those that districts leave at their provinces."""
    if key != PROVINCE_ONLY:
        return np.asarray(portions.area == portfolio.area_index[key])
    wide = np.fromiter((len(ubigeo) == 4 for ubigeo in portfolio.areas), bool, len(portfolio.areas))  # noqa: PLR2004
    return wide[portions.area]


def _sum(column: IntArray, mask: BoolArray) -> Decimal | None:
    return to_soles(int(column[mask].sum())) if mask.any() else None


def _mean_pct(column: IntArray, mask: BoolArray) -> Decimal | None:
    if not mask.any():
        return None
    return (Decimal(int(column[mask].sum())) / (100 * int(mask.sum()))).quantize(Decimal("0.01"))


def _cost_by_kind(portfolio: Portfolio, priced: BoolArray) -> dict[str, Decimal]:
    kinds = portfolio.cache.get("cost_kind_codes")
    order = [kind.value for kind in COST_PRECEDENCE]
    if kinds is None:
        kinds = np.fromiter(
            (order.index(kind) if kind else -1 for kind in portfolio.text["cost_kind"]), np.int64, portfolio.size
        )
        portfolio.cache["cost_kind_codes"] = kinds
    sums: dict[str, Decimal] = {}
    for code, kind in enumerate(order):
        amount = _sum(portfolio.cost_centimos, priced & (kinds == code))
        if amount is not None:
            sums[kind] = amount
    return sums


def _areas_per_project(portfolio: Portfolio, portions: AreaPortions) -> IntArray:
    key = ("areas_per_project", id(portions))
    counts = portfolio.cache.get(key)
    if counts is None:
        counts = np.bincount(portions.project, minlength=portfolio.size).astype(np.int64)
        portfolio.cache[key] = counts
    result: IntArray = counts
    return result


def _area_rows(portfolio: Portfolio, mask: BoolArray, portions: AreaPortions, *, digits: int) -> Iterator[SummaryRow]:
    counts = _areas_per_project(portfolio, portions)
    alone, several = mask & (counts == 1), mask & (counts > 1)
    selected = mask[portions.project]
    for area, ubigeo in enumerate(portfolio.areas):
        if len(ubigeo) != digits:
            continue
        here = np.zeros(portfolio.size, dtype=bool)
        here[portions.project[selected & (portions.area == area)]] = True
        yield _row(portfolio, ubigeo, alone & here, shared=several & here, portions=portions)
    if digits == 6:  # noqa: PLR2004 - a district summary also has projects that name no district
        province_only = np.zeros(portfolio.size, dtype=bool)
        province_only[portions.project[_inside(portfolio, portions, PROVINCE_ONLY)]] = True
        yield _row(portfolio, PROVINCE_ONLY, alone & province_only, shared=several & province_only, portions=portions)
    yield _row(portfolio, SHARED, several)
    scope = codes_of("scope")
    yield _row(portfolio, REGION, mask & (portfolio.scope == scope[Scope.REGION]))
    yield _row(portfolio, UNLOCATED, mask & (portfolio.scope == scope[Scope.UNLOCATED]))


def _code_rows(portfolio: Portfolio, mask: BoolArray, group_by: GroupBy) -> Iterator[SummaryRow]:
    column = {
        GroupBy.SECTOR: portfolio.sector,
        GroupBy.STATUS: portfolio.status,
        GroupBy.PRECISION: portfolio.precision,
    }[group_by]
    for code, index in codes_of(group_by.value).items():
        yield _row(portfolio, str(code), mask & (column == index))


def _year_rows(portfolio: Portfolio, mask: BoolArray) -> Iterator[SummaryRow]:
    """Year of the latest dated fact, so that each project stands in one row."""
    latest = np.fromiter((max(years, default=-1) for years in portfolio.years), np.int64, portfolio.size)
    for year in sorted({int(year) for year in latest[mask]} - {-1}):
        yield _row(portfolio, str(year), mask & (latest == year))
    yield _row(portfolio, UNDATED, mask & (latest == -1))


def labels(group_by: GroupBy, area_names: Mapping[str, str]) -> Mapping[str, str]:
    """Spanish label of each key of a grouping."""
    if group_by is GroupBy.PRECISION:
        return PRECISIONS
    own: Mapping[str, str] = {
        GroupBy.SECTOR: SECTORS,
        GroupBy.STATUS: STATUSES,
        GroupBy.PROVINCE: area_names,
        GroupBy.DISTRICT: area_names,
    }.get(group_by, {})
    return {**own, **SPECIAL_LABELS}
