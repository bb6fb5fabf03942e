"""Comparing frames of an import: what differs, and how rows of a project are numbered."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geoapp.services.importing import frames
from geoapp.services.importing.frames import (
    apply,
    difference,
    following,
    gathered,
    occurrence,
    once,
    partners,
    position,
    touched,
)

TABLE = {"project_id": pl.String, "seq": pl.Int64}
KEY = ["project_id", "seq"]
ROWS = {**TABLE, "name": pl.String, "cost": pl.Float64, "seen": pl.String}
KEYS = st.tuples(st.sampled_from("abc"), st.integers(1, 3))
VALUES = st.tuples(
    st.sampled_from([None, "x", "y"]), st.sampled_from([None, 1.5, float("nan")]), st.sampled_from([None, "now"])
)
SOME = st.dictionaries(KEYS, VALUES)


@given(st.lists(st.sampled_from("abcd")))
def test_each_key_is_counted_as_it_comes(keys: list[str]) -> None:
    told = occurrence(pl.Series(keys, dtype=pl.String)).to_list()
    assert told == [keys[: at + 1].count(key) for at, key in enumerate(keys)]


def test_rows_follow_the_last_of_their_project_and_keep_the_number_they_have() -> None:
    table = pl.DataFrame({"project_id": ["a", "a", "b"], "seq": [1, 4, 2]}, schema=TABLE)
    rows = pl.DataFrame({"project_id": ["a", "b", "a", "c", "c"], "seq": [None, 2, None, None, None]}, schema=TABLE)
    assert following(rows, "seq", table).to_list() == [5, 2, 6, 1, 2]
    assert rows["seq"].to_list() == [None, 2, None, None, None]
    assert following(rows.clear(), "seq", table).to_list() == []


def _rows(content: dict[Any, Any], *, numbered: bool = False) -> pl.DataFrame:
    table = pl.DataFrame([(*key, *values) for key, values in content.items()], schema=ROWS, orient="row")
    return table.with_row_index("id", offset=10).cast({"id": pl.Int64}) if numbered else table


def _plainly(value: float | str | None) -> object:
    return "nan" if value != value else value  # noqa: PLR0124 - NaN alone is not itself


@given(SOME, SOME, st.sets(KEYS), st.sampled_from([1, 2, 50]))
@example({}, {("a", 1): ("x", None, None)}, {("a", 1)}, 50)
@example({("a", 1): ("x", None, None), ("b", 1): (None, None, "now")}, {("a", 1): (None, None, None)}, set(), 50)
def test_rows_that_differ_in_what_counts_replace_those_of_their_key(
    before: dict[Any, Any], after: dict[Any, Any], gone: set[Any], at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frames, "_AT_ONCE", at_once)
        stored, told = _rows(before, numbered=True), _rows(after)
        lost = pl.DataFrame(sorted(gone), schema=TABLE, orient="row")
        change = difference(stored, told, KEY, ignoring=["seen"], gone=lost)
        known = difference(stored, told, KEY, ignoring=["seen"], gone=lost, at=position(told, stored, KEY))

    def counts(values: tuple[Any, ...]) -> list[object]:
        return [_plainly(value) for value in values[:2]]

    news = [key for key, row in after.items() if key not in before or counts(before[key]) != counts(row)]
    numbers = {key: 10 + at for at, key in enumerate(before)}
    closed = {numbers[key] for key in before if key in news or (key in gone and key not in after)}
    assert change.rows.select(KEY).rows() == news
    assert change.closed == tuple(sorted(closed))
    assert (known.rows.equals(change.rows), known.closed) == (True, change.closed)
    kept = apply(stored, change, *KEY).rows()
    assert kept == [key for key in before if numbers[key] not in closed] + news
    assert set(touched((stored, change))["project_id"]) == {
        *(key[0] for key in news),
        *(key[0] for key in before if numbers[key] in closed),
    }


def test_rows_find_all_that_have_their_key() -> None:
    rows = pl.DataFrame({"project_id": ["c", "a", "b", "a"], "seq": [1, 1, 1, 1]})
    table = pl.DataFrame({"project_id": ["a", "d", "a", "c"], "seq": [1, 1, 1, 1]})
    told, at = partners(rows, table, KEY)
    assert told["project_id"].to_list() == ["c", "a", "a", "b", "a", "a"]
    assert at.to_list() == [3, 0, 2, None, 0, 2]
    assert gathered(table, at)["project_id"].to_list() == ["c", "a", "a", None, "a", "a"]
    assert position(rows, table.clear(), KEY).to_list() == [None] * 4
    assert gathered(table.clear(), position(rows, table.clear(), KEY)).null_count().row(0) == (4, 4)


def test_each_key_stays_once_by_its_first_row() -> None:
    rows = pl.DataFrame({"project_id": ["a", "b", "a", None, "b"], "seq": [1, 2, 1, None, 3], "x": [1, 2, 3, 4, 5]})
    assert once(rows, KEY)["x"].to_list() == [1, 2, 4, 5]
    assert once(rows, ["x"]) is rows


def test_rows_that_are_but_their_key_do_not_differ() -> None:
    table = pl.DataFrame({"id": [1], "project_id": ["a"]})
    assert difference(table, table[["project_id"]], ["project_id"]).empty


def test_a_part_of_the_key_tells_what_is_gone() -> None:
    stored = _rows({("a", 1): ("x", 1.0, None), ("a", 2): ("x", 1.0, None), ("b", 1): ("x", 1.0, None)}, numbered=True)
    told = _rows({("a", 2): ("x", 1.0, None)})
    assert difference(stored, told, KEY, gone=pl.DataFrame({"project_id": ["a"]})).closed == (10,)
