"""What lies inside a drawn shape: projects wholly or partly in it, and the part of their cost that falls there.

A project is in the shape when one of its drawn places is, by exact comparison of point and shape. Its cost is shared
among its areas by the rules of `geoapp.domain.allocation`; what falls to an area is shared equally among the places
that the project has in that area, to the céntimo. So two shapes that touch without overlapping never count a céntimo
twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from geoapp.domain.columns import MISSING
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import to_soles
from geoapp.domain.places import Precision
from geoapp.services.portfolio import BoolArray, IntArray, Portfolio, codes_of
from geoapp.services.summary import SummaryRow, summarise

MAX_LISTED = 100


@dataclass(frozen=True, slots=True)
class InsideProject:
    """A project of the shape: its index, the céntimos that fall inside, whether all of it does.

    The céntimos are None where its cost is unknown or does not enter sums.
    """

    index: int
    centimos: int | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """Figures of a shape.

    Attributes
    ----------
    whole, partly
        Projects with all their drawn places inside, and with only some; amounts are of the whole projects.
    cost_inside
        Cost of the former plus the part of the latter that falls inside; None where no cost is known.
    approximate
        Projects placed at the middle of a district or province: they may really stand elsewhere in it.
    projects
        The dearest inside, at most `MAX_LISTED`.
    """

    total: SummaryRow
    whole: SummaryRow
    partly: SummaryRow
    cost_inside: Decimal | None
    approximate: int
    projects: tuple[InsideProject, ...]


def inside(portfolio: Portfolio, mask: BoolArray, filter_: ProjectFilter) -> Inside | None:
    """Figures of the selected projects in the filter's box, circle and polygon; None where it has none of them.

    Parameters
    ----------
    mask
        Selection of the same filter.
    """
    places = portfolio.places_inside(filter_)
    if places is None:
        return None
    chosen = np.flatnonzero(mask)
    held = np.bincount(portfolio.place_project[places], minlength=portfolio.size)
    all_inside = held[chosen] == _drawn(portfolio)[chosen]
    whole, partly = (_marked(portfolio, chosen[some]) for some in (all_inside, ~all_inside))
    parts = _parts(portfolio, chosen[~all_inside], places)
    whole_row, partly_row = (summarise(portfolio, some).total for some in (whole, partly))
    known = parts[parts != MISSING].tolist()
    cost = whole_row.cost
    if known:
        cost = (cost or Decimal(0)) + to_soles(sum(known))
    codes = codes_of("precision")
    coarse = np.isin(
        portfolio.precision[chosen], [codes[one.value] for one in (Precision.DISTRICT, Precision.PROVINCE)]
    )
    inner = np.where(portfolio.with_cost[chosen], portfolio.cost_centimos[chosen], -1)
    inner[~all_inside] = np.where(parts == MISSING, -1, parts)
    order = np.argsort(-inner, kind="stable")[:MAX_LISTED]
    return Inside(
        total=summarise(portfolio, mask).total,
        whole=whole_row,
        partly=partly_row,
        cost_inside=cost,
        approximate=int(coarse.sum()),
        projects=tuple(
            InsideProject(
                int(chosen[position]),
                None if inner[position] < 0 else int(inner[position]),
                bool(all_inside[position]),
            )
            for position in order.tolist()
        ),
    )


def _marked(portfolio: Portfolio, projects: IntArray) -> BoolArray:
    marks = np.zeros(portfolio.size, dtype=bool)
    marks[projects] = True
    return marks


def _drawn(portfolio: Portfolio) -> IntArray:
    """Number of drawn places of each project."""
    held: IntArray | None = portfolio.cache.get("drawn_places")
    if held is None:
        held = portfolio.cache["drawn_places"] = np.bincount(portfolio.place_project, minlength=portfolio.size)
    return held


def _parts(portfolio: Portfolio, partly: IntArray, places: BoolArray) -> IntArray:
    """Céntimos of partly covered projects that fall inside; `MISSING` where a cost is unknown.

    Parameters
    ----------
    partly
        Indices of the projects, ascending.
    """
    wanted = _marked(portfolio, partly)
    # Places by project and area, in their own order where both are the same; an area may be unknown (-1).
    width = len(portfolio.areas) + 1
    mine = np.flatnonzero(wanted[portfolio.place_project])
    keys = portfolio.place_project[mine] * width + portfolio.place_area[mine]
    order = np.argsort(keys, kind="stable")
    mine, keys = mine[order], keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-2))
    count = np.diff(starts, append=len(keys))
    # What falls to each project and area, which is split among its places.
    entries = np.flatnonzero(wanted[portfolio.districts.project])
    asked = portfolio.districts.project[entries] * width + portfolio.districts.area[entries]
    at = np.searchsorted(keys[starts], asked)
    named = np.isin(asked, keys[starts])
    amounts = np.zeros(len(starts), dtype=np.int64)
    amounts[at[named]] = portfolio.districts.centimos[entries[named]]
    # As `split_by_weights` does with equal weights: place by place, so that two shapes never both take the odd céntimo.
    size = np.abs(amounts)
    first = np.arange(len(keys)) - np.repeat(starts, count) < np.repeat(size % count, count)
    shares = np.repeat(np.sign(amounts), count) * (np.repeat(size // count, count) + first)
    inner = np.flatnonzero(places[mine])
    parts = np.zeros(len(partly), dtype=np.int64)
    np.add.at(parts, np.searchsorted(partly, portfolio.place_project[mine[inner]]), shares[inner])
    parts[~portfolio.with_cost[partly]] = MISSING
    return parts
