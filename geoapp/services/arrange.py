"""The columns of the database arranged as a `Portfolio`: codes, shares between areas, places; by columns throughout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from geoapp.db.repositories import Edition
from geoapp.domain.allocation import Allocation, Place, allocate
from geoapp.domain.columns import MISSING, Coded, floats, integers
from geoapp.domain.places import Level, Precision
from geoapp.services.portfolio import UNKNOWN, AreaPortions, IntArray, Portfolio, alert_bits, codes_of

PORTFOLIO_PLACES = ("project_id", "precision", "ubigeo", "share_millionths", "lon", "lat")
"""Columns of places that a portfolio is made of."""
_OWN_TEXT = ("project_id", "cui", "snip", "name")
_SHARED_TEXT = (
    "sector",
    "kind",
    "role",
    "package_id",
    "executing_entity",
    "beneficiary_unit",
    "start_date",
    "end_date",
    "status",
    "status_date",
    "precision",
    "scope",
    "sharing_rule",
    "method",
    "cost_kind",
    "cost_bound",
    "cost_date",
    "cost_source_id",
    "physical_date",
    "physical_source_id",
    "progress_kind",
    "financial_date",
    "last_date",
    "source_id",
    "source_date",
)
_LISTS = ("province_codes", "district_codes", "locality_names")
_NUMBERS = (
    "cost_centimos",
    "pim_centimos",
    "accrued_centimos",
    "physical_bp",
    "financial_bp",
    "beneficiaries",
    "lon",
    "lat",
)
PORTFOLIO_COLUMNS = (
    *_OWN_TEXT,
    *_SHARED_TEXT,
    *_LISTS,
    *_NUMBERS,
    "counts_in_sums",
    "alerts",
    "years",
)
"""Columns of projects that a portfolio is made of."""


def build_portfolio(
    edition: Edition,
    columns: Mapping[str, Sequence[Any]],
    places: Mapping[str, Sequence[Any]],
    areas: Sequence[str],
) -> Portfolio:
    """Arrange the columns of the database as a `Portfolio`.

    Parameters
    ----------
    columns
        `PORTFOLIO_COLUMNS`, as the repository gives them or as plain lists.
    places
        `PORTFOLIO_PLACES` of all projects; those of one project follow one another.
    areas
        Ubigeo of every area of the edition.
    """
    ids = list(columns["project_id"])
    index_of = {identifier: index for index, identifier in enumerate(ids)}
    area_index = {ubigeo: index for index, ubigeo in enumerate(areas)}
    text: dict[str, Sequence[str | None]] = {name: list(columns[name]) for name in _OWN_TEXT}
    text |= {name: Coded.of(columns[name]) for name in _SHARED_TEXT}
    text |= {name: Coded.of(columns[name]).map(";".join) for name in _LISTS}
    cost = integers(columns["cost_centimos"])
    summed = Coded.of(columns["counts_in_sums"]).table(bool, np.bool_)
    place_project = np.fromiter(map(index_of.__getitem__, places["project_id"]), np.int64, len(places["project_id"]))
    allocations = _allocations(places, place_project, len(ids))
    amounts = np.where((cost != MISSING) & summed, cost, 0)
    lon, lat = floats(places["lon"]), floats(places["lat"])
    drawn = ~(np.isnan(lon) | np.isnan(lat))
    named = Coded.of(places["ubigeo"]).table(lambda ubigeo: area_index.get(ubigeo or "", UNKNOWN), np.int64)
    return Portfolio(
        edition=edition.id,
        cut_off=edition.cut_off,
        size=len(ids),
        text=text,
        index_of=index_of,
        sector=_encoded(columns, "sector"),
        status=_encoded(columns, "status"),
        precision=_encoded(columns, "precision"),
        scope=_encoded(columns, "scope"),
        alerts=Coded.of(columns["alerts"]).table(alert_bits, np.int64),
        cost_centimos=cost,
        summed=summed,
        package=Coded.of(columns["role"]).table(lambda role: role == "package", np.bool_),
        pim_centimos=integers(columns["pim_centimos"]),
        accrued_centimos=integers(columns["accrued_centimos"]),
        physical_bp=integers(columns["physical_bp"]),
        financial_bp=integers(columns["financial_bp"]),
        beneficiaries=integers(columns["beneficiaries"]),
        lon=floats(columns["lon"]),
        lat=floats(columns["lat"]),
        areas=areas,
        area_index=area_index,
        provinces=_portions(allocations, amounts, area_index, Level.PROVINCE),
        districts=_portions(allocations, amounts, area_index, Level.DISTRICT),
        place_project=place_project[drawn],
        place_lon=lon[drawn],
        place_lat=lat[drawn],
        place_area=named[drawn],
        years=Coded.of(columns["years"]).map(frozenset),
    )


def _encoded(columns: Mapping[str, Sequence[Any]], name: str) -> IntArray:
    codes: Callable[[Any], int] = codes_of(name).__getitem__
    return Coded.of(columns[name]).table(lambda value: UNKNOWN if value is None else codes(value), np.int64)


def _allocations(places: Mapping[str, Sequence[Any]], project: IntArray, size: int) -> Coded[Allocation]:
    """How each project is shared. Few sets of places are distinct: an allocation is decided once for each."""
    precision, ubigeo = Coded.of(places["precision"]), Coded.of(places["ubigeo"])
    share = integers(places["share_millionths"])
    shares, share_codes = np.unique(share, return_inverse=True)
    width = len(ubigeo.values) * len(shares)
    keys = precision.codes.astype(np.int64) * width + ubigeo.codes.astype(np.int64) * len(shares) + share_codes.ravel()
    distinct, kinds = np.unique(keys, return_inverse=True)
    kinds = kinds.ravel()
    known = [
        Place(
            Precision(str(precision.values[key // width])),
            str(ubigeo.values[key % width // len(shares)] or ""),
            None if (stated := int(shares[key % len(shares)])) == MISSING else stated,
        )
        for key in distinct.tolist()
    ]
    decided = [allocate([]), *(allocate([place]) for place in known)]
    codes = np.zeros(size, dtype=np.int64)
    codes[project] = kinds + 1  # right where a project names one place
    order = np.argsort(project, kind="stable")
    project, kinds = project[order], kinds[order]
    starts = np.flatnonzero(np.diff(project, prepend=-1))
    counts = np.diff(starts, append=len(project))
    sets: dict[tuple[int, ...], int] = {}
    for start, count in zip(starts[counts > 1].tolist(), counts[counts > 1].tolist(), strict=True):
        named = tuple(kinds[start : start + count].tolist())
        code = sets.get(named)
        if code is None:
            code = sets[named] = len(decided)
            decided.append(allocate([known[kind] for kind in named]))
        codes[project[start]] = code
    return Coded(decided, codes)


def _portions(
    allocations: Coded[Allocation], amounts: IntArray, area_index: Mapping[str, int], level: Level
) -> AreaPortions:
    only = allocations.table(lambda one: _only_area(one, area_index, level), np.int64)
    whole = np.flatnonzero(only >= 0)
    projects: list[int] = []
    areas: list[int] = []
    parts: list[int] = []
    for project in np.flatnonzero(only == _SEVERAL).tolist():
        shares = _shares(allocations[project], int(amounts[project]), level)
        projects.extend([project] * len(shares))
        areas.extend(area_index[ubigeo] for ubigeo in shares)
        parts.extend(shares.values())
    shared = (np.array(column, dtype=np.int64) for column in (projects, areas, parts))
    together = [np.concatenate(pair) for pair in zip((whole, only[whole], amounts[whole]), shared, strict=True)]
    order = np.argsort(together[0], kind="stable")
    return AreaPortions(*(column[order] for column in together))


_SEVERAL, _NOWHERE = -2, -1


def _only_area(allocation: Allocation, area_index: Mapping[str, int], level: Level) -> int:
    """The one area that takes the whole amount, as of most projects; else why there is none."""
    named = list(_areas(allocation, level))
    return _NOWHERE if not named else area_index[named[0]] if len(named) == 1 else _SEVERAL


def _areas(allocation: Allocation, level: Level) -> Iterator[str]:
    if level is Level.PROVINCE:
        yield from (portion.ubigeo for portion in allocation.provinces)
    else:
        yield from (portion.ubigeo for _, portions in allocation.districts for portion in portions)


def _shares(allocation: Allocation, amount: int, level: Level) -> Mapping[str, int]:
    return allocation.province_amounts(amount) if level is Level.PROVINCE else allocation.district_amounts(amount)
