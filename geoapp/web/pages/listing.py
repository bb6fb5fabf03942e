"""Rows of projects as lists and areas show them, and their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from geoapp.domain.columns import MISSING
from geoapp.domain.money import to_soles
from geoapp.domain.text import fold
from geoapp.services.portfolio import BoolArray, IntArray, Portfolio
from geoapp.services.publication import Publication
from geoapp.web.pages.common import Link, SourceNote, area_links, source_note
from geoapp.web.texts import place_text

SORTS = ("name", "cost", "date", "progress")
ORDERS = ("asc", "desc")
DEFAULT_ORDER = {"name": "asc", "cost": "desc", "date": "desc", "progress": "desc"}


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project in a table: every figure with its date, None where the sources do not say.

    `part` is what falls in the area of the page by the rules of sharing, None off area pages; `summed` tells whether
    the cost enters sums.
    """

    project_id: str
    name: str
    cui: str | None
    sector: str
    kind: str
    package: bool
    place: str
    precision: str
    provinces: tuple[Link, ...]
    status: str
    status_date: str | None
    cost: Decimal | None
    cost_kind: str | None
    cost_bound: str | None
    cost_date: str | None
    summed: bool
    physical_pct: Decimal | None
    physical_date: str | None
    progress_kind: str | None
    alerts: tuple[str, ...]
    source: SourceNote | None
    shared: bool
    part: Decimal | None


def project_line(
    publication: Publication, index: int, *, shared: bool = False, part: Decimal | None = None
) -> ProjectLine:
    """The row of the project at an index of the portfolio."""
    portfolio, text = publication.portfolio, publication.portfolio.text
    cost, physical = int(portfolio.cost_centimos[index]), int(portfolio.physical_bp[index])
    return ProjectLine(
        project_id=str(text["project_id"][index]),
        name=str(text["name"][index]),
        cui=text["cui"][index] or None,
        sector=str(text["sector"][index]),
        kind=str(text["kind"][index]),
        package=bool(portfolio.package[index]),
        place=place_text(publication, index),
        precision=str(text["precision"][index]),
        provinces=area_links(publication, text["province_codes"][index]),
        status=str(text["status"][index]),
        status_date=text["status_date"][index],
        cost=None if cost == MISSING else to_soles(cost),
        cost_kind=text["cost_kind"][index],
        cost_bound=text["cost_bound"][index],
        cost_date=text["cost_date"][index],
        summed=bool(portfolio.summed[index]),
        physical_pct=None if physical == MISSING else Decimal(physical) / 100,
        physical_date=text["physical_date"][index],
        progress_kind=text["progress_kind"][index],
        alerts=tuple(publication.columns.alerts(index)),
        source=source_note(publication.sources, text["source_id"][index], text["source_date"][index]),
        shared=shared,
        part=part,
    )


def project_lines(publication: Publication, indices: Iterable[int]) -> tuple[ProjectLine, ...]:
    """Rows of several projects."""
    return tuple(project_line(publication, index) for index in indices)


def ordered(portfolio: Portfolio, mask: BoolArray, sort: str, order: str) -> IntArray:
    """Indices of a selection in an order; projects without the datum come last in both directions.

    Parameters
    ----------
    sort
        One of `SORTS`; equal values follow the name.
    order
        ``asc`` or ``desc``.
    """
    chosen = np.flatnonzero(mask)
    names = _name_ranks(portfolio)[chosen]
    if sort == "name":
        return chosen[np.argsort(names if order == "asc" else -names, kind="stable")]
    key = {"cost": portfolio.cost_centimos, "progress": portfolio.physical_bp}.get(sort)
    values = (_days(portfolio) if key is None else key)[chosen]
    unknown = values == MISSING
    signed = np.where(unknown, 0, values if order == "asc" else -values)
    return chosen[np.lexsort((names, signed, unknown))]


def _name_ranks(portfolio: Portfolio) -> IntArray:
    ranks: IntArray | None = portfolio.cache.get("name_ranks")
    if ranks is None:
        names = [fold(str(name)) for name in portfolio.text["name"]]
        ranks = np.empty(portfolio.size, dtype=np.int64)
        ranks[np.asarray(sorted(range(portfolio.size), key=names.__getitem__), dtype=np.int64)] = np.arange(
            portfolio.size
        )
        portfolio.cache["name_ranks"] = ranks
    return ranks


def _days(portfolio: Portfolio) -> IntArray:
    days: IntArray | None = portfolio.cache.get("last_days")
    if days is None:
        days = np.fromiter(_as_numbers(portfolio.text["last_date"]), np.int64, portfolio.size)
        portfolio.cache["last_days"] = days
    return days


def _as_numbers(dates: Sequence[str | None]) -> Iterable[int]:
    """Reduced dates as numbers of eight digits; a date without its day comes before the days of its month."""
    return (int(date.replace("-", "").ljust(8, "0")) if date else MISSING for date in dates)
