"""Groups of a summary: in which one each project stands, and the parts of projects that areas share.

Keys of areas are ubigeos; what belongs to no single area has keys of its own (`SPECIAL_LABELS`). Figures of groups are
`geoapp.services.summary`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from geoapp.domain.allocation import Scope
from geoapp.domain.money import to_soles
from geoapp.domain.vocabulary import PRECISIONS, SECTORS, STATUSES
from geoapp.i18n import N_
from geoapp.services.portfolio import AreaPortions, BoolArray, IntArray, Portfolio, codes_of


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

_AREA_DIGITS = {GroupBy.PROVINCE: 4, GroupBy.DISTRICT: 6}


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


def groups_of(portfolio: Portfolio, group_by: GroupBy) -> tuple[tuple[str, ...], IntArray]:
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


def standing_only_in(portfolio: Portfolio, ubigeo: str) -> BoolArray:
    """Mask of the projects that stand in one province or district alone: those that its row of a summary counts."""
    keys, groups = groups_of(portfolio, GroupBy.PROVINCE if len(ubigeo) == 4 else GroupBy.DISTRICT)  # noqa: PLR2004
    only: BoolArray = groups == keys.index(ubigeo)
    return only


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
        keys, _ = groups_of(portfolio, group_by)
        index = {key: position for position, key in enumerate(keys)}
        of_area = np.array([index.get(ubigeo, index.get(PROVINCE_ONLY, -1)) for ubigeo in portfolio.areas], np.int64)
        group = of_area[area]
        counted = np.zeros(len(entries), dtype=bool)
        counted[np.unique(group * portfolio.size + project, return_index=True)[1]] = True
        held = _Shares(project, group, portions.centimos[entries], portfolio.with_cost[project], counted)
        portfolio.cache["shares", group_by] = held
    return held


def shared_of(portfolio: Portfolio, mask: BoolArray, group_by: GroupBy) -> dict[str, tuple[int, Decimal | None, int]]:
    """Projects that each area shares with others, the part of their cost that falls there, those of an unsummed cost.

    The part is None if unknown.

    Empty where the groups are no areas.
    """
    if group_by not in _AREA_DIGITS:
        return {}
    shares = _shares(portfolio, group_by)
    keys, _ = groups_of(portfolio, group_by)
    selected = mask[shares.project]
    projects = np.bincount(shares.group[selected & shares.counted], minlength=len(keys))
    unsummed = np.bincount(
        shares.group[selected & shares.counted & portfolio.unsummed[shares.project]], minlength=len(keys)
    )
    known = selected & shares.known
    priced = np.bincount(shares.group[known], minlength=len(keys))
    parts = np.zeros(len(keys), dtype=np.int64)
    np.add.at(parts, shares.group[known], shares.centimos[known])
    return {
        key: (
            int(projects[position]),
            to_soles(int(parts[position])) if priced[position] else None,
            int(unsummed[position]),
        )
        for position, key in enumerate(keys)
        if projects[position]
    }
