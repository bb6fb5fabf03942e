"""Counts and sums of a selection, by any grouping, with rows that always add up to the total.

Grouped by province or district, a project that names one area only counts there (exclusive); one that names several
stands once in the row `shared`, one without an area in `region` or `unlocated`. So the rows add up to the total, to
the cent. Beside its exclusive figures each area tells its part of the shared projects; the parts of all areas add up
to the row `shared`. Grouped by district, what projects leave at a province because they name no district of it stands
in the row `province`, exclusive amounts and parts of shared ones alike.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from geoapp.domain.money import to_soles
from geoapp.domain.vocabulary import Alert
from geoapp.services.grouping import UNDATED, GroupBy, groups_of, shared_of
from geoapp.services.portfolio import BoolArray, IntArray, Portfolio
from geoapp.services.tally import COST_KINDS, Tally, tally

__all__ = ["GroupBy", "Summary", "SummaryRow", "area_row", "number", "summarise", "summary_row"]

MAX_KEPT_SUMMARIES = 128


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """Figures of one group.

    Sums are None, not zero, where no project of the group has the datum; `with_*` counts say how many have it.
    `unsummed` counts those that have a cost, but one that enters no sum.
    `shared_projects`, `shared_cost` and `shared_unsummed` are filled for areas only: projects shared with other areas,
    the part of their cost that falls here by the rules of `geoapp.domain.allocation`, and how many of them have a cost
    that enters no sum.
    """

    key: str
    projects: int
    packages: int
    located: int
    with_cost: int
    unsummed: int
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
    shared_unsummed: int = 0

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
    keys, groups = groups_of(portfolio, group_by)
    counted = tally(portfolio, mask, groups, len(keys))
    shared = shared_of(portfolio, mask, group_by)
    rows = [_row(key, counted, index, *shared.get(key, (0, None, 0))) for index, key in enumerate(keys)]
    if group_by is GroupBy.YEAR:
        rows = [row for row in rows if row.projects or row.key == UNDATED]
    return Summary(group_by, tuple(rows), _row("total", counted.total(), 0))


def _row(
    key: str,
    counted: Tally,
    index: int,
    shared_projects: int = 0,
    shared_cost: Decimal | None = None,
    shared_unsummed: int = 0,
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
        unsummed=int(counted.unsummed[index]),
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
        shared_unsummed=shared_unsummed,
    )


def number(amount: Decimal | None) -> float | None:
    """A decimal as a JSON number."""
    return None if amount is None else float(amount)


def summary_row(row: SummaryRow, label: str) -> dict[str, Any]:
    """One group of a summary as programs get it."""
    return {
        "key": row.key,
        "label": label,
        "projects": row.projects,
        "packages": row.packages,
        "located": row.located,
        "with_cost": row.with_cost,
        "cost_pen": number(row.cost),
        "cost_by_kind": {kind: number(amount) for kind, amount in row.cost_by_kind.items()},
        "shared_projects": row.shared_projects,
        "shared_cost_pen": number(row.shared_cost),
        "off_map_cost_pen": number(row.off_map_cost),
        "with_pim": row.with_pim,
        "pim_pen": number(row.pim),
        "accrued_pen": number(row.accrued),
        "execution_pct": number(row.execution_pct),
        "with_physical": row.with_physical,
        "physical_mean_pct": number(row.physical_mean_pct),
        "with_alerts": row.with_alerts,
        "alerts": dict(row.alerts),
    }
