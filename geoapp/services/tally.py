"""Counts and exact sums of a selection by group, all groups in one pass over the columns.

A group is a whole number for each project. Every figure is one `numpy.bincount`, so that a grouping into 140 areas
costs as much as a total: the time follows the number of projects, never the number of groups.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geoapp.domain.columns import MISSING, Coded
from geoapp.domain.money import COST_PRECEDENCE
from geoapp.domain.vocabulary import Alert
from geoapp.services.portfolio import BoolArray, FloatArray, IntArray, Portfolio

EXACT = 2**53
"""Doubles hold every whole number up to this one: sums that stay below it are exact to the céntimo."""
MAX_KEPT_WHOLES = 12
COST_KINDS = tuple(kind.value for kind in COST_PRECEDENCE)
_PACKAGE, _LOCATED, _COST, _UNSUMMED, _PIM, _ACCRUED, _PHYSICAL, _ALERT = (1 << bit for bit in range(8))
_FLAG_VALUES = 1 << 8
_ALERT_SETS = 1 << len(Alert)


@dataclass(frozen=True)
class _Columns:
    """Figures of a portfolio ready to be added: zero where there is none, and flags that say where there is one."""

    flags: IntArray
    kind: IntArray
    cost: FloatArray | IntArray
    off_map: FloatArray | IntArray
    pim: FloatArray | IntArray
    accrued: FloatArray | IntArray
    physical: FloatArray | IntArray


@dataclass(frozen=True)
class Tally:
    """Figures by group; each array has one entry per group, sums in céntimos or hundredths of a percent.

    `unsummed` counts projects whose cost enters no sum. `with_kind` and `cost_by_kind` have one row per group and one
    column per entry of `COST_KINDS`, `by_alert` one column per alert of the vocabulary.
    """

    projects: IntArray
    packages: IntArray
    located: IntArray
    with_cost: IntArray
    unsummed: IntArray
    with_pim: IntArray
    with_accrued: IntArray
    with_physical: IntArray
    with_alerts: IntArray
    off_map_with_cost: IntArray
    cost: IntArray
    off_map_cost: IntArray
    pim: IntArray
    accrued: IntArray
    physical: IntArray
    with_kind: IntArray
    cost_by_kind: IntArray
    by_alert: IntArray

    def total(self) -> Tally:
        """All groups together, as a tally of one group."""
        return Tally(**{name: column.sum(axis=0, keepdims=True) for name, column in vars(self).items()})

    def without(self, other: Tally) -> Tally:
        """What is left when the projects of another tally of the same groups are taken away."""
        return Tally(**{name: column - getattr(other, name) for name, column in vars(self).items()})


def tally(portfolio: Portfolio, mask: BoolArray, groups: IntArray | None, size: int) -> Tally:
    """Count and add the selected projects by group.

    Parameters
    ----------
    groups
        Group of each project, from 0 to `size` - 1; None puts all in group 0.
    size
        Number of groups.
    """
    selected = int(np.count_nonzero(mask))
    if selected == portfolio.size:
        return _whole(portfolio, groups, size)
    if selected > portfolio.size // 2:
        # Whole numbers: taking away what is not selected is exact, and less work than adding what is.
        return _whole(portfolio, groups, size).without(_count(portfolio, np.flatnonzero(~mask), groups, size))
    return _count(portfolio, np.flatnonzero(mask), groups, size)


def _whole(portfolio: Portfolio, groups: IntArray | None, size: int) -> Tally:
    """The tally of all projects, kept by grouping."""
    kept: OrderedDict[tuple[int, int], tuple[IntArray | None, Tally]] = portfolio.cache.setdefault(
        "wholes", OrderedDict()
    )
    held = kept.get((id(groups), size))
    # The groups are kept beside their tally: their id cannot become another's meanwhile.
    if held is not None and held[0] is groups:
        return held[1]
    whole = _count(portfolio, None, groups, size)
    kept[id(groups), size] = groups, whole
    while len(kept) > MAX_KEPT_WHOLES:
        with suppress(KeyError):  # another thread may have made room first
            kept.popitem(last=False)
    return whole


def _count(portfolio: Portfolio, chosen: IntArray | None, groups: IntArray | None, size: int) -> Tally:
    columns = _columns(portfolio)

    def taken(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return column if chosen is None else column[chosen]

    count = portfolio.size if chosen is None else len(chosen)
    group = np.zeros(count, dtype=np.int64) if groups is None else taken(groups).astype(np.int64, copy=False)
    flags = np.bincount(group * _FLAG_VALUES + taken(columns.flags), minlength=size * _FLAG_VALUES)
    by_flag = flags.reshape(size, _FLAG_VALUES)
    values = np.arange(_FLAG_VALUES)

    def having(bit: int, without: int = 0) -> IntArray:
        counts: IntArray = by_flag[:, ((values & bit) != 0) & ((values & without) == 0)].sum(axis=1)
        return counts

    kinds = len(COST_KINDS) + 1
    by_kind = group * kinds + taken(columns.kind)
    with_kind = np.bincount(by_kind, minlength=size * kinds).reshape(size, kinds)
    cost_by_kind = _sums(by_kind, taken(columns.cost), size * kinds).reshape(size, kinds)
    alerts = np.bincount(group * _ALERT_SETS + taken(portfolio.alerts), minlength=size * _ALERT_SETS)
    by_set = alerts.reshape(size, _ALERT_SETS)
    sets = np.arange(_ALERT_SETS)
    return Tally(
        projects=by_flag.sum(axis=1),
        packages=having(_PACKAGE),
        located=having(_LOCATED),
        with_cost=having(_COST),
        unsummed=having(_UNSUMMED),
        with_pim=having(_PIM),
        with_accrued=having(_ACCRUED),
        with_physical=having(_PHYSICAL),
        with_alerts=having(_ALERT),
        off_map_with_cost=having(_COST, _LOCATED),
        cost=cost_by_kind.sum(axis=1),
        off_map_cost=_sums(group, taken(columns.off_map), size),
        pim=_sums(group, taken(columns.pim), size),
        accrued=_sums(group, taken(columns.accrued), size),
        physical=_sums(group, taken(columns.physical), size),
        with_kind=with_kind[:, 1:],
        cost_by_kind=cost_by_kind[:, 1:],
        by_alert=np.stack([by_set[:, (sets >> bit) & 1 == 1].sum(axis=1) for bit in range(len(Alert))], axis=1),
    )


def _sums(groups: IntArray, column: npt.NDArray[Any], size: int) -> IntArray:
    if column.dtype == np.float64:
        added: IntArray = np.bincount(groups, weights=column, minlength=size).astype(np.int64)
        return added
    whole = np.zeros(size, dtype=np.int64)
    np.add.at(whole, groups, column)
    return whole


def _columns(portfolio: Portfolio) -> _Columns:
    held = portfolio.cache.get("tally_columns")
    if held is None:
        with_cost, located = portfolio.with_cost, portfolio.on_map
        flags = np.zeros(portfolio.size, dtype=np.int64)
        for bit, column in (
            (_PACKAGE, portfolio.package),
            (_LOCATED, located),
            (_COST, with_cost),
            (_UNSUMMED, portfolio.unsummed),
            (_PIM, portfolio.pim_centimos != MISSING),
            (_ACCRUED, portfolio.accrued_centimos != MISSING),
            (_PHYSICAL, portfolio.physical_bp != MISSING),
            (_ALERT, portfolio.alerts != 0),
        ):
            flags[column] |= bit
        held = _Columns(
            flags=flags,
            # 0 is no kind: either no cost that enters sums, or one without a kind.
            kind=np.where(with_cost, 1 + _kind_codes(portfolio.text["cost_kind"]), 0),
            cost=_addable(np.where(with_cost, portfolio.cost_centimos, 0)),
            off_map=_addable(np.where(with_cost & ~located, portfolio.cost_centimos, 0)),
            pim=_addable(_known(portfolio.pim_centimos)),
            accrued=_addable(_known(portfolio.accrued_centimos)),
            physical=_addable(_known(portfolio.physical_bp)),
        )
        portfolio.cache["tally_columns"] = held
    result: _Columns = held
    return result


def _kind_codes(kinds: Sequence[str | None]) -> IntArray:
    codes: Mapping[str | None, int] = {kind: code for code, kind in enumerate(COST_KINDS)}
    return Coded.of(kinds).table(lambda kind: codes.get(kind, -1), np.int64)


def _known(column: IntArray) -> IntArray:
    return np.where(column == MISSING, 0, column)


def _addable(column: IntArray) -> FloatArray | IntArray:
    """The column as doubles where no sum of it can lose a céntimo, else as it is."""
    whole = float(np.abs(column).sum(dtype=np.float64))
    return column.astype(np.float64) if whole < EXACT / 2 else column
