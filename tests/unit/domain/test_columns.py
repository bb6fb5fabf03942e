"""Columns read like plain lists, whatever they hold."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.columns import MISSING, Coded, Numeric, floats, integers

texts = st.lists(st.none() | st.sampled_from(["a", "b", "", "ñ"]) | st.text(max_size=3))
wholes = st.lists(st.none() | st.integers(-(2**63) + 1, 2**63 - 1))
reals = st.lists(st.none() | st.floats(allow_nan=False))


@given(texts)
def test_a_coded_column_reads_like_the_list_it_was_made_of(values: list[str | None]) -> None:
    column = Coded.of(values)
    assert list(column) == values
    assert [column[index] for index in range(len(column))] == values
    assert list(column[1:3]) == values[1:3]
    assert len(set(column.values)) == len(column.values)
    assert Coded.of(column) is column


@given(texts)
def test_what_depends_on_a_value_is_made_once_for_it(values: list[str | None]) -> None:
    asked: list[str | None] = []

    def length(value: str | None) -> int:
        asked.append(value)
        return len(value or "")

    assert Coded.of(values).table(length, np.int64).tolist() == [len(value or "") for value in values]
    assert list(Coded.of(values).map(length)) == [len(value or "") for value in values]
    assert len(asked) == 2 * len(set(values))


@given(wholes, reals)
def test_numbers_read_as_none_where_there_is_no_datum(whole: list[int | None], real: list[float | None]) -> None:
    for values, column in ((whole, Numeric(integers(whole))), (real, Numeric(floats(real)))):
        assert list(column) == values
        assert [column[index] for index in range(len(column))] == values
        assert list(column[1:]) == values[1:]
    assert integers(whole).dtype == np.int64
    assert (integers(whole) == MISSING).tolist() == [value is None for value in whole]
    assert integers(Numeric(integers(whole))).tolist() == integers(whole).tolist()


def test_many_values_need_wider_codes() -> None:
    column = Coded.of([str(number) for number in range(40_000)])
    assert column[39_999] == "39999"
    assert Coded.of(["x"] * 3).codes.dtype == np.int16
    assert column.codes.dtype == np.int32
