"""The tables that the models describe are those that the migrations make, on both kinds of database."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from geoapp.db import Database, migrations
from geoapp.db.models import OPEN, Base, ProjectCurrentRow
from geoapp.db.repositories import EditionRepository
from geoapp.db.search import matches
from geoapp.errors import DatabaseError
from tests.support.backends import Backend, open_database
from tests.support.processes import start

_BY_SQL = ("area_box", "locality_box", "project_text", "locality_text", "gx_")
_NOT_OURS = ("spatial_ref_sys",)

UPGRADE = "import sys; from geoapp.db import Database; Database.open(sys.argv[1], lock_timeout_s=30).upgrade()"


def _ours(_object: object, name: str | None, _kind: str, _reflected: bool, _other: object) -> bool:
    return name is None or not name.startswith((*_BY_SQL, *_NOT_OURS))


# Reflection does not know the expressions of the indexes written as SQL; they are left out of the comparison.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_models_and_migrations_agree(database: Database) -> None:
    with database._writer.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": migrations.VERSION_TABLE,
                "include_object": _ours,
                "compare_type": True,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_known_revisions_are_those_of_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    script = ScriptDirectory.from_config(config)
    revisions = [revision.revision for revision in script.walk_revisions()]
    assert tuple(reversed(revisions)) == migrations.KNOWN
    assert script.get_current_head() == migrations.HEAD


def test_state_goes_from_empty_to_current(empty_url: str) -> None:
    database = open_database(empty_url)
    assert database.schema_state() == "empty"
    database.upgrade()
    assert database.schema_state() == "current"
    database.upgrade()
    assert database.schema_state() == "current"
    database.dispose()


@pytest.mark.parametrize(("version", "state"), [("0001", "old"), ("9999", "newer")])
def test_other_versions_are_told_apart(database: Database, version: str, state: str) -> None:
    with database._writer.begin() as connection:
        connection.execute(text("UPDATE schema_version SET version_num = :v"), {"v": version})
    assert database.schema_state() == state
    if state == "newer":
        with pytest.raises(DatabaseError, match="más nueva de geoapp: actualice geoapp"):
            database.upgrade()
    with pytest.raises(DatabaseError, match="geoapp"), database.writing():
        pass


def test_processes_may_upgrade_at_once(empty_url: str) -> None:
    processes = [start(UPGRADE, empty_url) for _ in range(3)]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    database = open_database(empty_url)
    assert database.schema_state() == "current"
    database.dispose()


def test_tables_of_others_are_not_touched(backend: Backend, empty_url: str) -> None:
    database = open_database(empty_url)
    with database._writer.begin() as connection:
        connection.execute(text("CREATE TABLE project (mine INTEGER)"))
    with pytest.raises(DatabaseError, match="tablas que no son de geoapp"):
        database.upgrade()
    assert database.schema_state() == "empty"
    database.dispose()


def test_what_was_there_before_is_kept_when_tables_are_made_anew(empty_url: str) -> None:
    database = open_database(empty_url)
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER).replace("%", "%%"))
    with database._writer.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
        connection.execute(
            text(
                "INSERT INTO edition VALUES (1, 'published', 'uno', '2026', '1', '2026', '2026',"
                " '{\"project\": 1, \"project_current\": 1}', '{}')"
            )
        )
        given = {column.name: "" for column in ProjectCurrentRow.__table__.columns if not column.nullable}
        given |= {
            "id": 7,
            "project_id": "a",
            "folded": "PUENTE JAEN",
            "counts_in_sums": True,
            "edition_from": 1,
            "edition_to": OPEN,
        }
        listed, marks = ", ".join(given), ", ".join(f":{name}" for name in given)
        connection.execute(text(f"INSERT INTO project_current ({listed}) VALUES ({marks})"), given)  # noqa: S608
    assert database.schema_state() == "old"
    database.upgrade()
    with database.reading() as session:
        assert EditionRepository(session).published().counts == {"project": 1}
        for words, found in (("puen ja", [7]), ("pu", [7]), ("puentes", [])):
            query = select(ProjectCurrentRow.id).where(matches(session, ProjectCurrentRow, words))
            assert list(session.scalars(query)) == found
    database.dispose()
