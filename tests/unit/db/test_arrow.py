"""Columns of SQLite come as they are stored, whatever comes first in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import column, select, table

from geoapp.db import arrow

SCHEMA = {"id": pl.Int64, "cost": pl.Int64, "lon": pl.Float64, "told": pl.Boolean, "name": pl.String}
T = table("t", *(column(name) for name in SCHEMA))
TEXTS = st.one_of(st.just("1"), st.just("NULL"), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.floats(allow_nan=False) | st.integers(-5, 5).map(float),
        st.none() | st.booleans(),
        st.none() | TEXTS,
    ),
    max_size=12,
)


def _read(file: Path, least: int = 0) -> pl.DataFrame:
    query = select(*T.columns).where(T.c.id >= least)
    with arrow.connected(file, read_only=True) as connection:
        connection.set_autocommit(False)
        return arrow.read(connection, query, SCHEMA)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(0, 13))
def test_values_come_as_they_are_stored(rows: list[tuple[int, float, bool, str]], least: int) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "datos [#1] 50%41?ñ.sqlite3"
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, cost INTEGER, lon REAL, told BOOLEAN, name TEXT)")
            database.executemany("INSERT INTO t (cost, lon, told, name) VALUES (?, ?, ?, ?)", rows)
        found = _read(file, least)
    assert found.schema == pl.Schema(SCHEMA)
    assert found.rows() == [(at, *row) for at, row in enumerate(rows, start=1) if at >= least]


def test_all_tables_are_of_one_moment(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, cost INTEGER, lon REAL, told BOOLEAN, name TEXT)")
        with arrow.connected(file, read_only=True) as connection:
            connection.set_autocommit(False)
            assert arrow.read(connection, select(*T.columns), SCHEMA).is_empty()
            with database:
                database.execute("INSERT INTO t (cost) VALUES (7)")
            assert arrow.read(connection, select(*T.columns), SCHEMA).is_empty()
        assert _read(file)["cost"].to_list() == [7]


def test_what_only_reads_cannot_write(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE t (id INTEGER)")
    with pytest.raises(sqlite3.OperationalError, match="readonly"), arrow.connected(file, read_only=True) as connection:
        arrow.write(connection, "u", pl.DataFrame({"id": [1]}))


def test_failures_are_those_of_the_driver(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="failed to open"):
        _read(tmp_path / "no" / "such.sqlite3")
    (tmp_path / "a.sqlite3").touch()
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        _read(tmp_path / "a.sqlite3")
