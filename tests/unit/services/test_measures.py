"""Classes of a measure: every value in exactly one, equal values together."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoapp.services.measures import DEFAULT_MEASURE, MAX_CLASSES, MEASURES, AreaFacts, class_of, classify
from geoapp.services.portfolio import Portfolio
from geoapp.services.summary import GroupBy, SummaryRow, summarise
from tests.unit.services.synthetic import portfolios

VALUES = st.lists(
    st.integers(-5, 5).map(Decimal) | st.decimals(-10**9, 10**9, places=2, allow_nan=False), max_size=60
)  # fmt: skip
NOTHING = AreaFacts(population=None, budget_pim=None, budget_accrued=None)


@given(VALUES, st.integers(1, 8))
def test_every_value_is_in_exactly_one_class(values: list[Decimal], count: int) -> None:
    classes = classify(values, count)
    assert len(classes) <= min(count, len(set(values)))
    assert sum(class_.count for class_ in classes) == len(values)
    for value in values:
        holding = [index for index, class_ in enumerate(classes) if class_.low <= value <= class_.high]
        assert holding == [class_of(value, classes)]
    for index, class_ in enumerate(classes):
        assert class_.count == sum(class_of(value, classes) == index for value in values) > 0
        assert {class_.low, class_.high} <= set(values)
    for lower, upper in pairwise(classes):
        assert lower.high < upper.low


@given(VALUES)
def test_the_order_of_the_values_does_not_matter(values: list[Decimal]) -> None:
    assert classify(values) == classify(values[::-1])


@given(st.sets(st.integers(0, 10**6).map(Decimal), min_size=MAX_CLASSES, max_size=60))
def test_distinct_values_fill_all_classes_about_equally(values: set[Decimal]) -> None:
    counts = [class_.count for class_ in classify(sorted(values))]
    assert len(counts) == MAX_CLASSES
    assert max(counts) - min(counts) <= 1


def test_no_values_make_no_classes() -> None:
    assert classify([]) == ()


def test_the_default_measure_exists_and_all_are_told() -> None:
    assert DEFAULT_MEASURE in MEASURES
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert measure.title
        assert measure.note


@settings(max_examples=30)
@given(portfolio=portfolios)
def test_an_area_without_data_has_no_value(portfolio: Portfolio) -> None:
    nobody = summarise(portfolio, np.zeros(portfolio.size, dtype=bool), GroupBy.PROVINCE)
    for row in nobody.rows:
        values = {name: measure.value(row, NOTHING) for name, measure in MEASURES.items()}
        assert values.pop("projects") == 0
        assert set(values.values()) == {None}


def _row(portfolio: Portfolio) -> SummaryRow:
    return summarise(portfolio, np.ones(portfolio.size, dtype=bool)).total


@settings(max_examples=30)
@given(portfolio=portfolios)
def test_figures_of_the_budget_do_not_look_at_projects(portfolio: Portfolio) -> None:
    facts = AreaFacts(population=3, budget_pim=Decimal("200.00"), budget_accrued=Decimal("150.00"))
    values = {name: measure.value(_row(portfolio), facts) for name, measure in MEASURES.items()}
    assert (values["pim_pen"], values["accrued_pen"], values["execution_pct"]) == (200, 150, 75)
    cost = _row(portfolio).cost
    assert values["cost_per_inhabitant"] == (None if cost is None else (cost / 3).quantize(Decimal("0.01")))


@pytest.mark.parametrize("pim", [None, Decimal(0), Decimal(-5)])
def test_execution_of_no_budget_is_no_data(pim: Decimal | None) -> None:
    row = None
    facts = AreaFacts(population=0, budget_pim=pim, budget_accrued=Decimal(1))
    assert MEASURES["execution_pct"].value(row, facts) is None  # type: ignore[arg-type]
