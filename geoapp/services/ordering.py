"""Orders of projects, each sorted once for an edition."""

from __future__ import annotations

import numpy as np

from geoapp.domain.columns import MISSING, Coded
from geoapp.domain.text import fold
from geoapp.services.portfolio import BoolArray, IntArray, Portfolio

SORTS = ("name", "cost", "date", "progress")
ORDERS = ("asc", "desc")
DEFAULT_ORDER = {"name": "asc", "cost": "desc", "date": "desc", "progress": "desc"}


def prepare_orders(portfolio: Portfolio) -> None:
    """Sort by name and by cost, as lists are first shown: with many projects the first reader would wait."""
    for sort in ("name", "cost"):
        _order(portfolio, sort, DEFAULT_ORDER[sort])


def ordered(portfolio: Portfolio, mask: BoolArray, sort: str, order: str) -> IntArray:
    """Indices of a selection in an order; projects without the datum come last in both directions.

    Parameters
    ----------
    sort
        One of `SORTS`; equal values follow the name.
    order
        ``asc`` or ``desc``.
    """
    whole = _order(portfolio, sort, order)
    return whole[mask[whole]]


def _order(portfolio: Portfolio, sort: str, order: str) -> IntArray:
    """All projects in an order, sorted once for an edition: a selection is then only picked out of it."""
    key = ("order", sort, order)
    held: IntArray | None = portfolio.cache.get(key)
    if held is None:
        held = portfolio.cache[key] = _sorted(portfolio, sort, order)
    return held


def _sorted(portfolio: Portfolio, sort: str, order: str) -> IntArray:
    names = _name_ranks(portfolio)
    if sort == "name":
        return np.argsort(names if order == "asc" else -names, kind="stable")
    key = {"cost": portfolio.cost_centimos, "progress": portfolio.physical_bp}.get(sort)
    values = _days(portfolio) if key is None else key
    unknown = values == MISSING
    signed = np.where(unknown, 0, values if order == "asc" else -values)
    return np.lexsort((names, signed, unknown))


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
        days = portfolio.cache["last_days"] = Coded.of(portfolio.text["last_date"]).table(_as_number, np.int64)
    return days


def _as_number(date: str | None) -> int:
    """A reduced date as a number of eight digits; one without its day comes before the days of its month."""
    return int(date.replace("-", "").ljust(8, "0")) if date else MISSING
