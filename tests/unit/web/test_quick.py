"""The quick figures say what Babel says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geoapp.web import formatting
from geoapp.web.answers import quick


@given(st.integers(-(10**15), 10**15))
def test_amounts(centimos: int) -> None:
    assert quick.centimos(centimos) == formatting.centimos(centimos)


@given(st.integers(0, 20_000))
def test_percentages(hundredths: int) -> None:
    assert quick.points(hundredths) == formatting.percent(hundredths / 100)
