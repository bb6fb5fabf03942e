"""Parameters that are not filters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.errors import InvalidFilterError
from geoapp.web.parameters import TRACKING, choice, known_names, refuse, view_box, whole_number


@given(st.text(max_size=30))
def test_a_whole_number_is_within_its_bounds_or_refused(text: str) -> None:
    if text in map(str, range(1, 51)):
        assert whole_number({"n": text}, "n", 1, 50, 7) == int(text)
    elif not (text.isascii() and text.isdigit() and 1 <= int(text) <= 50):
        with pytest.raises(InvalidFilterError, match="de 1 a 50"):
            whole_number({"n": text}, "n", 1, 50, 7)


def test_defaults_stand_where_nothing_is_given() -> None:
    assert whole_number({}, "n", 1, 50, 7) == 7
    assert choice({}, "c", ("a", "b"), "b") == "b"


def test_a_choice_is_told() -> None:
    with pytest.raises(InvalidFilterError, match="Se acepta: a, b"):
        choice({"c": "x"}, "c", ("a", "b"), "b")


@given(st.text(max_size=30) | st.lists(st.floats(), min_size=4, max_size=4).map(lambda box: ",".join(map(str, box))))
def test_a_view_is_a_box_or_refused(text: str) -> None:
    try:
        west, south, east, north = view_box({"view": text})
    except InvalidFilterError:
        return
    assert west < east
    assert south < north
    assert max(map(abs, (west, south, east, north))) < float("inf")


def test_a_view_may_reach_beyond_the_globe() -> None:
    assert view_box({"view": "-400,-95,400,95"}) == (-400, -95, 400, 95)


def test_unknown_names_are_all_told() -> None:
    known_names(["a"], ("a", "b"))
    with pytest.raises(InvalidFilterError) as caught:
        known_names(["x", "a", "y"], ("a", "b"))
    assert [problem.parameter for problem in caught.value.problems] == ["x", "y"]


def test_names_that_are_only_skipped_are_not_offered() -> None:
    known_names(["utm_source"], ("a", *TRACKING))
    with pytest.raises(InvalidFilterError) as told:
        known_names(["x"], ("a", *TRACKING))
    assert [problem.accepted for problem in told.value.problems] == [("a",)]


def test_a_long_value_is_shown_in_part() -> None:
    assert len(str(refuse("n", "x" * 5_000, "no vale."))) < 300
