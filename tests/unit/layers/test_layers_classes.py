"""Classes of notebook choropleths: every value in one, and the same cuts as on geoapp's pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoapp.services.classes import METHODS, classify
from layers.classes import MAX_CLASSES, SCHEMES, class_ends
from layers.errors import LayerError

values = st.lists(st.integers(-(10**9), 10**9).map(lambda hundredths: hundredths / 100), min_size=1, max_size=40)


@settings(max_examples=40, deadline=None)
@given(values=values, scheme=st.sampled_from(sorted(SCHEMES)))
def test_every_value_has_a_class(values: list[float], scheme: str) -> None:
    ends = class_ends(values, scheme)
    assert ends == sorted(set(ends))
    assert 1 <= len(ends) <= MAX_CLASSES
    assert max(values) <= ends[-1]


@pytest.mark.parametrize("scheme", ["quantiles", "jenks", "equal"])
def test_the_cuts_are_those_of_the_pages(scheme: str) -> None:
    known = [1.5, 2.0, 2.0, 3.25, 8.0, 9.5, 9.75, 40.0, 41.0, 120.0, 125.5, 300.0]
    of_page = [float(one.high) for one in classify([Decimal(str(value)) for value in known], method=scheme)]
    assert class_ends(known, scheme) == pytest.approx(of_page)


def test_the_names_are_those_of_the_pages() -> None:
    assert set(SCHEMES) == set(METHODS)
    assert class_ends([], "jenks") == []
    with pytest.raises(LayerError, match="quantiles, jenks, equal, rounded"):
        class_ends([1.0, 2.0], "otra")
