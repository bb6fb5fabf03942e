"""Many rows at once are the rows that were given, whatever their values."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from geoapp.db import Database, bulk, staging
from geoapp.db.bulk import append_frame
from geoapp.db.frames import insert_frame, insert_staged, read_frame
from geoapp.db.models import LocalityRow, LocationRow, RejectedRowRow
from geoapp.db.repositories import EditionRepository, ImportRepository
from geoapp.db.repositories.imports import TABLES
from geoapp.errors import DatabaseError

_TEXTS = ["llano", "", "O'Donovan «ñ»", "dos\nlíneas", "a;b", "nan", "NULL"]


def _edition(session: object) -> int:
    return EditionRepository(session).begin(title="uno", cut_off="2026", digest="1")  # type: ignore[arg-type]


def _inserted(session: Session, model: Any, edition: int, table: pl.DataFrame, *, staged: bool) -> int:
    if not staged:
        return insert_frame(session, model, edition, table)
    with bulk.staging(session) as made:
        begun = made.put(table) if made else None
        if begun is None:
            pytest.skip("rows are staged for SQLite only")
        return insert_staged(session, model, edition, begun.result())


@pytest.mark.parametrize("staged", [False, True])
@pytest.mark.parametrize("count", [1, 999, 2_503])
def test_rows_come_back_as_they_were(
    database: Database, monkeypatch: pytest.MonkeyPatch, count: int, *, staged: bool
) -> None:
    monkeypatch.setattr(staging, "MANY", 1)
    table = pl.DataFrame(
        {
            "project_id": [f"{n:07}" for n in range(count)],
            "seq": [1] * count,
            "precision": ["site"] * count,
            "ubigeo": ["060101"] * count,
            "locality_code": [None if n % 3 else f"{n:010}" for n in range(count)],
            "place_name": [_TEXTS[n % len(_TEXTS)] for n in range(count)],
            "lon": [None if n % 5 == 1 else n / 7 for n in range(count)],
            "lat": [None] * count,
            "method": ["declared_point"] * count,
            "share_millionths": [None if n % 2 else n * 10**5 for n in range(count)],
        },
        schema_overrides={"lon": pl.Float64, "lat": pl.Float64, "share_millionths": pl.Int64},
    )
    with database.writing() as session:
        edition = _edition(session)
        assert _inserted(session, LocationRow, edition, table, staged=staged) == count
        found = read_frame(session, LocationRow, edition, table.columns)
    assert found.drop("id").sort("project_id").equals(table)


@pytest.mark.parametrize("staged", [False, True])
def test_truth_values_are_kept(database: Database, monkeypatch: pytest.MonkeyPatch, *, staged: bool) -> None:
    monkeypatch.setattr(staging, "MANY", 1)
    count = 1_500
    table = pl.DataFrame(
        {
            "locality_code": [f"{n:010}" for n in range(count)],
            "name": ["Alto"] * count,
            "ubigeo": ["060101"] * count,
            "kind": ["rural"] * count,
            "lon": [-78.5] * count,
            "lat": [-7.1] * count,
            "in_district": [n % 2 == 0 for n in range(count)],
            "in_region": [True] * count,
            "folded": ["ALTO"] * count,
        }
    )
    with database.writing() as session:
        edition = _edition(session)
        _inserted(session, LocalityRow, edition, table, staged=staged)
        found = read_frame(session, LocalityRow, edition, table.columns)
    assert found.drop("id").sort("locality_code").equals(table)


def test_tables_read_apart_are_those_that_the_edition_sees(shipped_copy: Database) -> None:
    with shipped_copy.reading() as session:
        repository = ImportRepository(session)
        apart = repository.published(TABLES, 1)
        assert len(apart["amount"]) > 100
        for name, table in apart.items():
            assert table.equals(repository.visible(name, 1)), name
            assert table.schema == repository.visible(name, 1).schema
        assert all(table.is_empty() for table in repository.published(TABLES, 0).values())


def test_rows_are_staged_in_as_many_files_as_one_connection_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "MANY", 2)
    folder = tmp_path / "datos [#1] 50%41?ñ"
    folder.mkdir()
    left = folder / ".a.sqlite3-import-killed"
    left.mkdir()
    (left / "9.sqlite3").write_bytes(b"of an import that was killed")
    with staging.Staging(folder / "a.sqlite3", 2) as made:
        assert made.put(pl.DataFrame({"n": [1]})) is None
        assert left.is_dir()
        begun = [made.put(pl.DataFrame({"n": [n, n]})) for n in range(3)]
        assert begun[2] is None
        connection = sqlite3.connect(":memory:")
        connection.execute("CREATE TABLE t (n INTEGER, edition INTEGER)")
        for rows in begun[:2]:
            assert rows is not None
            rows.result().copy(connection, "t", {"edition": 7})
        assert connection.execute("SELECT n, edition FROM t").fetchall() == [(0, 7), (0, 7), (1, 7), (1, 7)]
        connection.close()
        (files,) = folder.iterdir()
        assert files != left
    assert list(folder.iterdir()) == []


def test_rows_that_cannot_be_staged_fail_as_the_database_does() -> None:
    with pytest.raises(sqlite3.OperationalError, match="failed to open"):
        staging._write(Path("no") / "such" / "folder.sqlite3", pl.DataFrame({"n": [1]}))


def test_failures_of_the_driver_itself_are_told(database: Database) -> None:
    with pytest.raises(DatabaseError, match="geoapp init"), database.writing() as session:
        append_frame(session, "no_such_table", pl.DataFrame({"n": [1]}))


def test_a_table_without_rows_of_one_column(database: Database) -> None:
    with database.writing() as session:
        run = ImportRepository(session).begin(
            _edition(session),
            format_name="detalle",
            file_name="a.csv",
            sha256="0",
            department=None,
            cut_off="2026",
            listing=True,
            started_at="2026-01-01T00:00:00+00:00",
        )
        schema = {"import_run_id": pl.Int64, "file": pl.String}
        assert append_frame(session, RejectedRowRow.__tablename__, pl.DataFrame(schema=schema)) == 0
        assert session.execute(text("SELECT count(*) FROM rejected_row")).scalar() == 0
        assert run == 1
