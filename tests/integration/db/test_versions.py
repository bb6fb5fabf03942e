"""Rows belong to ranges of editions: each edition sees its own, the last one can be undone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from geoapp.db import Database
from geoapp.db.models import OPEN, Base, LocalityRow, Versioned
from geoapp.db.models.base import Words
from geoapp.db.repositories import EditionRepository, LocalityRepository
from geoapp.db.versions import CONTENT
from tests.support.backends import open_database


def _locality(code: str, name: str, edition: int) -> dict[str, object]:
    return {
        "locality_code": code,
        "name": name,
        "ubigeo": "060101",
        "kind": "rural",
        "lon": -78.5,
        "lat": -7.1,
        "in_district": True,
        "in_region": True,
        "folded": name.upper(),
        "edition_from": edition,
        "edition_to": OPEN,
    }


def _names(database: Database, edition: int) -> list[str]:
    with database.reading() as session:
        return [row.name for row in LocalityRepository(session, edition).in_district("060101")]


def _two_editions(database: Database) -> None:
    with database.writing() as session:
        editions = EditionRepository(session)
        assert editions.begin(title="uno", cut_off="2024", digest="1") == 1
        session.execute(insert(LocalityRow.__table__), [_locality("1", "Queda", 1), _locality("2", "Antes", 1)])
        editions.publish(1, counts={"locality": 2}, sums={})
    with database.writing() as session:
        editions = EditionRepository(session)
        assert editions.begin(title="dos", cut_off="2025", digest="2") == 2
        session.execute(update(LocalityRow).where(LocalityRow.locality_code == "2").values(edition_to=2))
        session.execute(insert(LocalityRow.__table__), [_locality("2", "Después", 2), _locality("3", "Nueva", 2)])
        editions.publish(2, counts={"locality": 3}, sums={})


def test_each_edition_sees_its_rows_and_what_did_not_change_is_not_copied(database: Database) -> None:
    _two_editions(database)
    assert _names(database, 1) == ["Queda", "Antes"]
    assert _names(database, 2) == ["Queda", "Después", "Nueva"]
    with database.reading() as session:
        assert len(session.execute(select(LocalityRow.id)).all()) == 4
        assert EditionRepository(session).published().id == 2


def test_withdrawing_the_last_edition_gives_back_the_one_before(database: Database) -> None:
    _two_editions(database)
    with database.writing() as session:
        assert EditionRepository(session).withdraw_last().id == 1
    assert _names(database, 1) == ["Queda", "Antes"]
    with database.reading() as session:
        editions = EditionRepository(session)
        assert editions.published().id == 1
        assert [(e.id, e.state) for e in editions.list()] == [(2, "withdrawn"), (1, "published")]
        assert len(session.execute(select(LocalityRow.id)).all()) == 2
        assert [r.name for r in LocalityRepository(session, 1).search("desp")] == []
        assert [r.name for r in LocalityRepository(session, 1).search("ant")] == ["Antes"]
    with database.writing() as session:
        assert EditionRepository(session).begin(title="tres", cut_off="2025", digest="3") == 3


def test_every_content_table_is_versioned() -> None:
    named = {model.__tablename__ for model in CONTENT}
    others = {"edition", "error_report", "import_run", "rejected_row"}
    assert named | others == {table.name for table in Base.metadata.sorted_tables}
    assert all(issubclass(model, Versioned) and model.__natural_key__ for model in CONTENT)


@given(st.lists(st.text(alphabet="abcñáé -_", min_size=1).map(str.strip).filter(bool), max_size=5))
def test_words_survive_their_column(words: list[str]) -> None:
    column = Words()
    dialect = None
    stored = column.process_bind_param(tuple(words), dialect)  # type: ignore[arg-type]
    assert column.process_result_value(stored, dialect) == tuple(words)  # type: ignore[arg-type]


def test_opening_again_finds_the_same(database: Database) -> None:
    _two_editions(database)
    again = open_database(database.url.render_as_string(hide_password=False))
    assert _names(again, 2) == _names(database, 2)
    again.dispose()
