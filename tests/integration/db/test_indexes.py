"""Boxes and words are found through the indexes, not by reading whole tables."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from geoapp.db import Database
from geoapp.db.models import AreaRow, LocalityRow, ProjectCurrentRow
from geoapp.db.search import matches
from geoapp.db.spatial import areas_touching_box, localities_in_box

BOX = (-78.9, -5.8, -78.8, -5.7)

CASES: dict[str, tuple[Any, Any]] = {
    "area": (AreaRow, lambda session: areas_touching_box(session, BOX)),
    "locality": (LocalityRow, lambda session: localities_in_box(session, BOX)),
    "project words": (ProjectCurrentRow, lambda session: matches(session, ProjectCurrentRow, "hospital jaen")),
    "locality words": (LocalityRow, lambda session: matches(session, LocalityRow, "jaen")),
}


def _plan(session: Session, query: Any, *, postgres: bool) -> str:
    dialect: Any = postgresql.dialect() if postgres else sqlite.dialect()
    literal = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    command = "EXPLAIN" if postgres else "EXPLAIN QUERY PLAN"
    rows = session.connection().exec_driver_sql(f"{command} {literal}".replace("%%", "%"))
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("case", CASES)
def test_the_index_is_used(shipped: Database, case: str) -> None:
    model, condition = CASES[case]
    postgres = shipped.dialect == "postgresql"
    with shipped.reading() as session:
        if postgres:  # the tables are small: the planner may rightly prefer to read them
            session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = _plan(session, select(model.id).where(condition(session)), postgres=postgres)
    assert ("gx_" if postgres else "VIRTUAL TABLE INDEX") in plan, plan
    if not postgres:
        assert f"SCAN {model.__tablename__}\n" not in plan + "\n", plan
