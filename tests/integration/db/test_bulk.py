"""Many rows at once are the rows that were given, whatever their values."""

from __future__ import annotations

import polars as pl
import pytest
from sqlalchemy import text

from geoapp.db import Database
from geoapp.db.bulk import append_frame
from geoapp.db.frames import insert_frame, read_frame
from geoapp.db.models import LocalityRow, LocationRow, RejectedRowRow
from geoapp.db.repositories import EditionRepository, ImportRepository

_TEXTS = ["llano", "", "O'Donovan «ñ»", "dos\nlíneas", "a;b", "nan", "NULL"]


def _edition(session: object) -> int:
    return EditionRepository(session).begin(title="uno", cut_off="2026", digest="1")  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 999, 2_503])
def test_rows_come_back_as_they_were(database: Database, count: int) -> None:
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
        assert insert_frame(session, LocationRow, edition, table) == count
        found = read_frame(session, LocationRow, edition, table.columns)
    assert found.drop("id").sort("project_id").equals(table)


def test_truth_values_are_kept(database: Database) -> None:
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
        insert_frame(session, LocalityRow, edition, table)
        found = read_frame(session, LocalityRow, edition, table.columns)
    assert found.drop("id").sort("locality_code").equals(table)


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
