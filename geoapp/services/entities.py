"""Who executes the projects of a selection, as the sources name them.

Sources write one entity in several ways. Names that differ only in accents, case, signs, articles or words that link
others are one entity, told as it is written most often; any other difference keeps them apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from geoapp.domain.columns import Coded
from geoapp.domain.money import to_soles
from geoapp.domain.text import words
from geoapp.geo.locate.spelling import ARTICLES, LINKS
from geoapp.services.portfolio import UNKNOWN, BoolArray, IntArray, Portfolio


@dataclass(frozen=True, slots=True)
class Executed:
    """Projects and whole cost of one entity, of several, or of those whose entity no source names.

    `cost` is None where none of them has a cost that enters sums; `unsummed` counts those that have another.
    """

    name: str
    projects: int
    cost: Decimal | None
    unsummed: int


@dataclass(frozen=True, slots=True)
class Executors:
    """The entities with most projects, the rest of them together, and projects without one.

    All rows together are the selection, to the céntimo; `others` and `unnamed` are None where there are none.
    """

    rows: tuple[Executed, ...]
    entities: int
    others: Executed | None
    unnamed: Executed | None


def executors(portfolio: Portfolio, mask: BoolArray, shown: int) -> Executors:
    """Count the selected projects by entity, and add their whole costs.

    Parameters
    ----------
    shown
        Entities that get a row of their own: those with most projects, then with the highest cost.
    """
    names, entity = _entities(portfolio)
    chosen = np.flatnonzero(mask)
    groups, position = np.unique(entity[chosen], return_inverse=True)
    size = len(groups)
    priced, apart = portfolio.with_cost[chosen], portfolio.unsummed[chosen]
    projects = np.bincount(position, minlength=size)
    with_cost, unsummed = (np.bincount(position[some], minlength=size) for some in (priced, apart))
    costs = np.zeros(size, dtype=np.int64)
    np.add.at(costs, position[priced], portfolio.cost_centimos[chosen][priced])  # whole céntimos

    def told(name: str, rows: IntArray) -> Executed:
        cost = to_soles(int(costs[rows].sum())) if with_cost[rows].any() else None
        return Executed(name, int(projects[rows].sum()), cost, int(unsummed[rows].sum()))

    named = np.flatnonzero(groups != UNKNOWN)
    order = named[np.lexsort((groups[named], -costs[named], -projects[named]))]
    rest, without = order[shown:], np.flatnonzero(groups == UNKNOWN)
    return Executors(
        rows=tuple(told(names[int(groups[row])], np.array([row])) for row in order[:shown]),
        entities=len(order),
        others=told("", rest) if len(rest) else None,
        unnamed=told("", without) if len(without) else None,
    )


def _entities(portfolio: Portfolio) -> tuple[tuple[str, ...], IntArray]:
    """Name of each entity, and the entity of each project; `UNKNOWN` where no source names one."""
    held: tuple[tuple[str, ...], IntArray] | None = portfolio.cache.get("entities")
    if held is None:
        told = Coded.of(portfolio.text["executing_entity"])
        uses = np.bincount(told.codes, minlength=len(told.values))
        spellings: dict[tuple[str, ...], Counter[str]] = {}
        for name, count in zip(told.values, uses.tolist(), strict=True):
            if key := _key(name):
                spellings.setdefault(key, Counter())[str(name)] += count
        number = {key: index for index, key in enumerate(spellings)}
        # Of spellings as frequent as each other the first in the alphabet: the same whatever the order of the rows.
        names = tuple(min(found, key=lambda name: (-found[name], name)) for found in spellings.values())
        held = names, told.table(lambda name: number.get(_key(name), UNKNOWN), np.int64)
        portfolio.cache["entities"] = held
    return held


def _key(name: str | None) -> tuple[str, ...]:
    return tuple(word for word in words(name or "") if word not in ARTICLES | LINKS)
