"""Comparing frames of an import: how rows of a project are numbered."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from geoapp.services.importing.frames import following, occurrence

TABLE = {"project_id": pl.String, "seq": pl.Int64}


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
