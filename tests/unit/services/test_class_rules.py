"""Classes: whatever the rule, each value falls in exactly one, and none is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.services.classes import MAX_CLASSES, METHODS, class_of, classify
from layers import classes as cuts

amounts = st.lists(st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False), min_size=1, max_size=40)


@pytest.mark.parametrize("method", METHODS)
@given(values=amounts)
def test_each_value_has_one_class(method: str, values: list[Decimal]) -> None:
    classes = classify(values, method=method)
    assert 1 <= len(classes) <= MAX_CLASSES
    assert sum(class_.count for class_ in classes) == len(values)
    highs = [class_.high for class_ in classes]
    assert highs == sorted(set(highs))
    assert highs[-1] >= max(values)
    for value in values:
        index = class_of(value, classes)
        assert value <= classes[index].high
        assert index == 0 or value > classes[index - 1].high


def test_fisher_jenks_finds_the_gap_that_quantiles_cut_through() -> None:
    values = [Decimal(number) for number in (1, 2, 3, 4, 100, 101)]
    assert [class_.high for class_ in classify(values, 2, "jenks")] == [4, 101]
    assert [class_.high for class_ in classify(values, 2, "quantiles")] == [3, 101]


def test_equal_intervals_are_equally_wide_and_may_be_empty() -> None:
    classes = classify([Decimal(0), Decimal(1), Decimal(100)], 4, "equal")
    assert [class_.count for class_ in classes] == [2, 0, 1]
    widths = {round(class_.high - class_.low, 3) for class_ in classes}
    assert len(widths) == 1


def test_rounded_cuts_are_round() -> None:
    classes = classify([Decimal(number) for number in (1234, 5678, 9876, 14321, 18765)], 5, "rounded")
    assert all(class_.high % 1000 == 0 for class_ in classes)


def test_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="quantiles"):
        classify([Decimal(1)], method="otra")


def test_the_rules_offered_are_those_of_the_maps() -> None:
    assert list(METHODS) == list(cuts.SCHEMES)
    assert MAX_CLASSES == cuts.MAX_CLASSES
