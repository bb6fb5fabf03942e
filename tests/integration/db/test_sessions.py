"""Readers see one snapshot and cannot write; writers exclude one another; failures undo everything."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from geoapp.db import Database
from geoapp.db.models import EditionRow
from geoapp.db.repositories import EditionRepository
from geoapp.errors import DatabaseError, EditionConflictError, NoEditionError
from tests.support.backends import open_database


def _add_edition(session: Session) -> None:
    EditionRepository(session).begin(title="t", cut_off="2024", digest="d")


def _count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(EditionRow)) or 0


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseError), database.reading() as session:
        session.execute(insert(EditionRow), [{"id": 1}])
    assert _count(database) == 0


def test_a_reader_keeps_its_snapshot(database: Database) -> None:
    with database.reading() as session:
        before = session.scalar(select(func.count()).select_from(EditionRow))
        with database.writing() as writer:
            _add_edition(writer)
        assert session.scalar(select(func.count()).select_from(EditionRow)) == before == 0
    assert _count(database) == 1


def test_an_error_undoes_the_transaction(database: Database) -> None:
    class StopError(Exception):
        pass

    def write_and_stop() -> None:
        with database.writing() as session:
            _add_edition(session)
            raise StopError

    with pytest.raises(StopError):
        write_and_stop()
    assert _count(database) == 0


def test_two_writers_exclude_one_another(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    impatient = open_database(url, lock_timeout_s=0.2)
    with database.writing() as session:
        _add_edition(session)
        with pytest.raises(EditionConflictError, match="Otro proceso está escribiendo"), impatient.writing():
            pass
    with impatient.writing() as session:
        _add_edition(session)
    impatient.dispose()
    assert _count(database) == 2


def test_an_upgrade_of_a_current_database_does_not_wait_for_writers(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    impatient = open_database(url, lock_timeout_s=0.2)
    with database.writing():
        impatient.upgrade()
    impatient.dispose()


def test_without_an_edition_the_mend_is_told(database: Database) -> None:
    with pytest.raises(NoEditionError, match="geoapp init"), database.reading() as session:
        EditionRepository(session).published()


def test_without_tables_the_mend_is_told(empty_url: str) -> None:
    database = open_database(empty_url)
    with pytest.raises(NoEditionError, match="geoapp init"), database.reading() as session:
        EditionRepository(session).published()
    database.dispose()


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(
            text("INSERT INTO import_run (edition_id, format, started_at, counts) VALUES (77, 'x', 'x', '{}')")
        )
