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

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import split_equally, to_soles
from geoapp.domain.places import Precision
from geoapp.services.portfolio import BoolArray, IntArray, Portfolio, codes_of
from geoapp.services.summary import SummaryRow, summarise

MAX_LISTED = 100


@dataclass(frozen=True, slots=True)
class InsideProject:
    """A project of the shape: its index, the céntimos that fall inside (None if unknown), whether all of it does."""

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
    drawn = np.bincount(portfolio.place_project, minlength=portfolio.size)
    held = np.bincount(portfolio.place_project[places], minlength=portfolio.size)
    whole = mask & (held == drawn)
    partly = mask & (held < drawn)
    parts = _parts(portfolio, np.flatnonzero(partly), places)
    priced = portfolio.with_cost
    whole_row, partly_row = (summarise(portfolio, chosen).total for chosen in (whole, partly))
    known = [part for part in parts.values() if part is not None]
    cost = whole_row.cost
    if known:
        cost = (cost or Decimal(0)) + to_soles(sum(known))
    codes = codes_of("precision")
    coarse = np.isin(portfolio.precision, [codes[Precision.DISTRICT.value], codes[Precision.PROVINCE.value]])
    chosen = np.flatnonzero(mask)
    inner = np.where(priced[chosen], portfolio.cost_centimos[chosen], -1)
    for position in np.flatnonzero(partly[chosen]).tolist():
        part = parts[int(chosen[position])]
        inner[position] = -1 if part is None else part
    order = np.argsort(-inner, kind="stable")[:MAX_LISTED]
    return Inside(
        total=summarise(portfolio, mask).total,
        whole=whole_row,
        partly=partly_row,
        cost_inside=cost,
        approximate=int((mask & coarse).sum()),
        projects=tuple(
            InsideProject(
                int(chosen[position]),
                None if inner[position] < 0 else int(inner[position]),
                bool(whole[chosen[position]]),
            )
            for position in order.tolist()
        ),
    )


def _parts(portfolio: Portfolio, partly: IntArray, places: BoolArray) -> dict[int, int | None]:
    """Céntimos of each partly covered project that fall inside; None where its cost is unknown."""
    wanted = np.zeros(portfolio.size, dtype=bool)
    wanted[partly] = True
    held: dict[tuple[int, int], list[bool]] = {}
    mine = wanted[portfolio.place_project]
    for project, area, within in zip(
        portfolio.place_project[mine].tolist(),
        portfolio.place_area[mine].tolist(),
        places[mine].tolist(),
        strict=True,
    ):
        held.setdefault((project, area), []).append(within)
    known = portfolio.with_cost
    parts: dict[int, int | None] = {int(index): 0 if known[index] else None for index in partly}
    entries = np.flatnonzero(wanted[portfolio.districts.project])
    for entry in entries.tolist():
        project, area = int(portfolio.districts.project[entry]), int(portfolio.districts.area[entry])
        so_far = parts[project]
        among = held.get((project, area))
        if so_far is not None and among is not None:
            # Place by place, so that two shapes never both take the odd céntimo.
            shares = split_equally(int(portfolio.districts.centimos[entry]), len(among))
            parts[project] = so_far + sum(share for share, within in zip(shares, among, strict=True) if within)
    return parts
