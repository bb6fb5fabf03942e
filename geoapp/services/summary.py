"""Counts and sums of a selection, by any grouping, with rows that always add up to the total.

Grouped by province or district, a project that names one area only counts there (exclusive); one that names several
stands once in the row `shared`, one without an area in `region` or `unlocated`. So the rows add up to the total, to
the cent. Beside its exclusive figures each area tells its part of the shared projects; the parts of all areas add up
to the row `shared`. Grouped by district, what projects leave at a province because they name no district of it stands
in the row `province`, exclusive amounts and parts of shared ones alike.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from geoapp.domain.allocation import Scope
from geoapp.domain.money import to_soles
from geoapp.domain.vocabulary import PRECISIONS, SECTORS, STATUSES, Alert
from geoapp.i18n import N_
from geoapp.services.portfolio import AreaPortions, BoolArray, IntArray, Portfolio, codes_of
from geoapp.services.tally import COST_KINDS, Tally, tally

MAX_KEPT_SUMMARIES = 128


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
    SHARED: N_("Compartidos entre varias áreas"),
    REGION: N_("Toda la región"),
    UNLOCATED: N_("Sin ubicar"),
    PROVINCE_ONLY: N_("Ubicados solo en su provincia"),
    UNDATED: N_("Sin año"),
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
    alerts: Mapping[str, int]
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
        Selection, from `Portfolio.select`. The summary of one that cannot change (`select` of a publication) is kept.
    group_by
        Grouping of the rows; None gives the total only.
    """
    if mask.flags.writeable:
        return _summarise(portfolio, mask, group_by)
    kept: OrderedDict[tuple[int, GroupBy | None], tuple[BoolArray, Summary]] = portfolio.cache.setdefault(
        "summaries", OrderedDict()
    )
    held = kept.get((id(mask), group_by))
    # The mask is kept beside its summary: its id cannot become another's meanwhile.
    if held is not None and held[0] is mask:
        return held[1]
    summary = _summarise(portfolio, mask, group_by)
    kept[id(mask), group_by] = (mask, summary)
    while len(kept) > MAX_KEPT_SUMMARIES:
        with suppress(KeyError):  # another thread may have made room first
            kept.popitem(last=False)
    return summary


def area_row(portfolio: Portfolio, mask: BoolArray, ubigeo: str) -> SummaryRow:
    """Figures of one province or district within a selection: exclusive, and its part of what it shares."""
    return summarise(portfolio, mask, GroupBy.PROVINCE if len(ubigeo) == 4 else GroupBy.DISTRICT).row(ubigeo)  # noqa: PLR2004


def _summarise(portfolio: Portfolio, mask: BoolArray, group_by: GroupBy | None) -> Summary:
    if group_by is None:
        return Summary(None, (), _row("total", tally(portfolio, mask, None, 1), 0))
    keys, groups = _groups(portfolio, group_by)
    counted = tally(portfolio, mask, groups, len(keys))
    shared = _shared(portfolio, mask, group_by) if group_by in _AREA_DIGITS else {}
    rows = [_row(key, counted, index, *shared.get(key, (0, None))) for index, key in enumerate(keys)]
    if group_by is GroupBy.YEAR:
        rows = [row for row in rows if row.projects or row.key == UNDATED]
    return Summary(group_by, tuple(rows), _row("total", counted.total(), 0))


_AREA_DIGITS = {GroupBy.PROVINCE: 4, GroupBy.DISTRICT: 6}


def _row(
    key: str, counted: Tally, index: int, shared_projects: int = 0, shared_cost: Decimal | None = None
) -> SummaryRow:
    def amount(column: IntArray, known: IntArray) -> Decimal | None:
        return to_soles(int(column[index])) if known[index] else None

    physical = int(counted.with_physical[index])
    return SummaryRow(
        key=key,
        projects=int(counted.projects[index]),
        packages=int(counted.packages[index]),
        located=int(counted.located[index]),
        with_cost=int(counted.with_cost[index]),
        cost=amount(counted.cost, counted.with_cost),
        cost_by_kind={
            kind: to_soles(int(counted.cost_by_kind[index, code]))
            for code, kind in enumerate(COST_KINDS)
            if counted.with_kind[index, code]
        },
        with_pim=int(counted.with_pim[index]),
        pim=amount(counted.pim, counted.with_pim),
        accrued=amount(counted.accrued, counted.with_accrued),
        with_physical=physical,
        physical_mean_pct=(Decimal(int(counted.physical[index])) / (100 * physical)).quantize(Decimal("0.01"))
        if physical
        else None,
        with_alerts=int(counted.with_alerts[index]),
        alerts={alert.value: int(counted.by_alert[index, bit]) for bit, alert in enumerate(Alert)},
        off_map_cost=amount(counted.off_map_cost, counted.off_map_with_cost),
        shared_projects=shared_projects,
        shared_cost=shared_cost,
    )


def _groups(portfolio: Portfolio, group_by: GroupBy) -> tuple[tuple[str, ...], IntArray]:
    """Keys of a grouping in their order, and for each project the index of its key."""
    held = portfolio.cache.get(("groups", group_by))
    if held is None:
        if group_by in _AREA_DIGITS:
            held = _area_groups(portfolio, group_by)
        elif group_by is GroupBy.YEAR:
            held = _year_groups(portfolio)
        else:
            codes = codes_of(group_by.value)
            columns = {
                GroupBy.SECTOR: portfolio.sector,
                GroupBy.STATUS: portfolio.status,
                GroupBy.PRECISION: portfolio.precision,
            }
            held = tuple(map(str, codes)), columns[group_by]
        portfolio.cache["groups", group_by] = held
    keys, groups = held
    return keys, groups


def _area_groups(portfolio: Portfolio, group_by: GroupBy) -> tuple[tuple[str, ...], IntArray]:
    portions = _portions(portfolio, group_by)
    keys = tuple(_area_keys(portfolio, group_by))
    index = {key: position for position, key in enumerate(keys)}
    # Where a district grouping meets a province, the project names no district of it.
    of_area = np.array([index.get(ubigeo, index.get(PROVINCE_ONLY, -1)) for ubigeo in portfolio.areas], dtype=np.int64)
    counts = areas_per_project(portfolio, portions)
    groups = np.full(portfolio.size, index[UNLOCATED], dtype=np.int64)
    groups[portfolio.scope == codes_of("scope")[Scope.REGION]] = index[REGION]
    groups[portions.project] = of_area[portions.area]
    groups[counts > 1] = index[SHARED]
    return keys, groups


def _area_keys(portfolio: Portfolio, group_by: GroupBy) -> Iterator[str]:
    yield from (ubigeo for ubigeo in portfolio.areas if len(ubigeo) == _AREA_DIGITS[group_by])
    if group_by is GroupBy.DISTRICT:
        yield PROVINCE_ONLY
    yield from (SHARED, REGION, UNLOCATED)


def _year_groups(portfolio: Portfolio) -> tuple[tuple[str, ...], IntArray]:
    """Year of the latest dated fact, so that each project stands in one row."""
    latest = portfolio.years.map(lambda told: max(told, default=-1))
    years = sorted(set(latest.values) - {-1})
    index = {year: position for position, year in enumerate([*years, -1])}
    return (*map(str, years), UNDATED), latest.table(index.__getitem__, np.int64)


def _portions(portfolio: Portfolio, group_by: GroupBy) -> AreaPortions:
    return portfolio.provinces if group_by is GroupBy.PROVINCE else portfolio.districts


def areas_per_project(portfolio: Portfolio, portions: AreaPortions) -> IntArray:
    """Number of provinces or districts that share each project, counted once."""
    key = ("areas_per_project", id(portions))
    counts = portfolio.cache.get(key)
    if counts is None:
        counts = np.bincount(portions.project, minlength=portfolio.size).astype(np.int64)
        portfolio.cache[key] = counts
    result: IntArray = counts
    return result


@dataclass(frozen=True)
class _Shares:
    """Parts of the projects that several areas share: an entry per part, by project, group and céntimos.

    `counted` is set once per project and group: a project may leave parts at several provinces and is still one.
    """

    project: IntArray
    group: IntArray
    centimos: IntArray
    known: BoolArray
    counted: BoolArray


def _shares(portfolio: Portfolio, group_by: GroupBy) -> _Shares:
    held: _Shares | None = portfolio.cache.get(("shares", group_by))
    if held is None:
        portions = _portions(portfolio, group_by)
        entries = np.flatnonzero((areas_per_project(portfolio, portions) > 1)[portions.project])
        project, area = portions.project[entries], portions.area[entries]
        keys, _ = _groups(portfolio, group_by)
        index = {key: position for position, key in enumerate(keys)}
        of_area = np.array([index.get(ubigeo, index.get(PROVINCE_ONLY, -1)) for ubigeo in portfolio.areas], np.int64)
        group = of_area[area]
        counted = np.zeros(len(entries), dtype=bool)
        counted[np.unique(group * portfolio.size + project, return_index=True)[1]] = True
        held = _Shares(project, group, portions.centimos[entries], portfolio.with_cost[project], counted)
        portfolio.cache["shares", group_by] = held
    return held


def _shared(portfolio: Portfolio, mask: BoolArray, group_by: GroupBy) -> dict[str, tuple[int, Decimal | None]]:
    """Projects that each area shares with others, and the part of their cost that falls there; None if unknown."""
    shares = _shares(portfolio, group_by)
    keys, _ = _groups(portfolio, group_by)
    selected = mask[shares.project]
    projects = np.bincount(shares.group[selected & shares.counted], minlength=len(keys))
    known = selected & shares.known
    priced = np.bincount(shares.group[known], minlength=len(keys))
    parts = np.zeros(len(keys), dtype=np.int64)
    np.add.at(parts, shares.group[known], shares.centimos[known])
    return {
        key: (int(projects[position]), to_soles(int(parts[position])) if priced[position] else None)
        for position, key in enumerate(keys)
        if projects[position]
    }


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
