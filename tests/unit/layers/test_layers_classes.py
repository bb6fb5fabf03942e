"""Where values are cut into classes: every value in one, doubles of notebooks as the decimals of pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.classes import MAX_CLASSES, SCHEMES, class_ends, details_apart
from layers.errors import LayerError

values = st.lists(st.integers(-(10**9), 10**9).map(lambda hundredths: hundredths / 100), min_size=1, max_size=40)


@settings(max_examples=40, deadline=None)
@given(values=values, scheme=st.sampled_from(sorted(SCHEMES)))
def test_every_value_has_a_class(values: list[float], scheme: str) -> None:
    ends = class_ends(values, scheme)
    assert ends == sorted(set(ends))
    assert 1 <= len(ends) <= MAX_CLASSES
    assert max(values) <= ends[-1]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_decimals_are_cut_as_doubles_are_and_stay_decimals(scheme: str) -> None:
    known = [1.5, 2.0, 2.0, 3.25, 8.0, 9.5, 9.75, 40.0, 41.0, 120.0, 125.5, 300.0]
    exact = class_ends([Decimal(str(value)) for value in known], scheme)
    assert all(isinstance(end, Decimal) for end in exact)
    assert class_ends(known, scheme) == pytest.approx([float(end) for end in exact])


def test_rounded_cuts_make_no_more_classes_than_there_are_values() -> None:
    assert class_ends([1489.13, 6292.84, 4304.97], "rounded") == [2000, 4000, 8000]


def test_an_unknown_scheme_is_refused_with_those_there_are() -> None:
    assert class_ends([], "jenks") == []
    with pytest.raises(LayerError, match="quantiles, jenks, equal, rounded"):
        class_ends([1.0, 2.0], "otra")


def test_details_grow_only_where_bounds_would_read_alike() -> None:
    assert details_apart([0.5, 1.16, 1.19, 3.0], lambda end, detail: round(end, 1 + detail), 9) == [0, 1, 1, 0]
    assert details_apart([0.5], round, 9) == [0]
    assert details_apart([], round, 9) == []
    # No detail is enough: it ends.
    assert details_apart([1.0, 2.0], lambda end, detail: 0.0 * end * detail, 3) == [3, 3]
