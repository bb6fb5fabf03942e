"""Names that are alike: the same pairs as comparing each with each, whatever is written and however it is divided."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from geoapp.domain.columns import Coded
from geoapp.domain.text import words
from geoapp.services import duplicates
from geoapp.services.arrange import PORTFOLIO_COLUMNS, PORTFOLIO_PLACES, build_portfolio
from geoapp.services.duplicates import LEAST_LETTERS, SIMILAR_NAMES, find_alike
from geoapp.services.portfolio import Portfolio
from tests.unit.services.synthetic import AREAS, EDITION

_ODD = (
    "", "de la", "5", "05", "5ª", "5A", "5_6", "6 5", "N° 5", "nº 5", "½", "1⁄2", "²", "año", "ano", "AÑO", "an\u0303o",
    "ﬁn", "fin", "straße", "strasse", "ı5", "אָב", "x\u034fyz", "«agua»", "agua", "１２", "12", "á\u0323rea",
)  # fmt: skip


def _portfolio(names: list[str], sectors: list[str], places: list[str], package: list[bool]) -> Portfolio:
    empty = build_portfolio(
        EDITION, {name: [] for name in PORTFOLIO_COLUMNS}, {name: [] for name in PORTFOLIO_PLACES}, AREAS
    )
    text = {
        "project_id": [f"p{number}" for number in range(len(names))],
        "name": names,
        "sector": Coded.of(sectors),
        "province_codes": Coded.of(places),
    }
    return replace(empty, size=len(names), text=text, package=np.array(package, dtype=bool))


def _found(portfolio: Portfolio) -> list[tuple[str, str]]:
    pairs = (column.tolist() for column in find_alike(portfolio).pairs())
    return [(f"p{one}", f"p{other}") for one, other in zip(*pairs, strict=True)]


def _each_with_each(portfolio: Portfolio) -> list[tuple[str, str]]:
    text = portfolio.text
    bags = [frozenset(w for w in words(str(name)) if len(w) >= LEAST_LETTERS or w.isdigit()) for name in text["name"]]
    found = [
        (i, j)
        for i, j in combinations(np.flatnonzero(~portfolio.package).tolist(), 2)
        if (text["sector"][i], text["province_codes"][i]) == (text["sector"][j], text["province_codes"][j])
        and {w for w in bags[i] if w.isdigit()} == {w for w in bags[j] if w.isdigit()}
        and bags[i]
        and bags[j]
        and len(bags[i] & bags[j]) >= SIMILAR_NAMES * len(bags[i] | bags[j])
    ]
    return [(f"p{i}", f"p{j}") for i, j in sorted(found, key=lambda pair: (pair[1], pair[0]))]


@pytest.mark.parametrize(("part", "pairs"), [(40_000, 500_000), (7, 5), (1, 1)])
@pytest.mark.parametrize("seed", range(6))
def test_the_pairs_are_those_of_comparing_each_with_each(
    monkeypatch: pytest.MonkeyPatch, part: int, pairs: int, seed: int
) -> None:
    monkeypatch.setattr(duplicates, "_PART", part)
    monkeypatch.setattr(duplicates, "_PAIRS", pairs)
    chance = random.Random(seed)  # noqa: S311 - made-up names
    common = ("mejoramiento", "del", "servicio", "de", "riego", "canal", "norte", "sur", "Jaén", "tramo")
    names = [
        " ".join([*chance.choices(common, k=chance.randint(0, 9)), *chance.choices(_ODD, k=chance.randint(0, 2))])
        for _ in range(300)
    ]
    portfolio = _portfolio(
        names,
        chance.choices(["riego", "agua"], k=300),
        chance.choices(["0601", "0601;0602", ""], k=300),
        [chance.random() < 0.05 for _ in range(300)],
    )
    expected = _each_with_each(portfolio)
    assert expected
    assert _found(portfolio) == expected
    mask = find_alike(portfolio).projects(portfolio.size)
    assert {f"p{row}" for row in np.flatnonzero(mask)} == {name for pair in expected for name in pair}


def test_odd_letters_are_read_as_everywhere_else() -> None:
    names = [f"{odd} obra" for odd in _ODD]
    portfolio = _portfolio(names, ["riego"] * len(names), ["0601"] * len(names), [False] * len(names))
    assert _found(portfolio) == _each_with_each(portfolio)


def test_without_projects_nothing_is_alike() -> None:
    found = find_alike(_portfolio([], [], [], []))
    assert found.projects(0).tolist() == []
    assert [column.tolist() for column in found.pairs()] == [[], []]
