"""A database that cannot be used says in Spanish what is wrong, where, and how to mend it; never the password."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest

from geoapp.db import Database
from geoapp.db.repositories import EditionRepository
from geoapp.errors import DatabaseError, NoEditionError
from tests.support.backends import Backend, PostgisBackend, open_database

_HIDDEN = "secreta"


def _message(url: str) -> str:
    database = Database.open(url, connect_timeout_s=2, lock_timeout_s=1)
    with pytest.raises(DatabaseError) as caught:
        database.upgrade()
    database.dispose()
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u:secreta@h/x", "se acepta sqlite y postgresql"),
        ("no es una dirección: secreta", "se espera sqlite:///archivo"),
        ("sqlite://", "no en memoria"),
        ("sqlite:///:memory:", "no en memoria"),
        ("postgresql://u:secreta@h:puerto/x", "se espera sqlite:///archivo"),
    ],
)
def test_impossible_addresses_are_refused_without_repeating_secrets(url: str, said: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        Database.open(url)
    assert said in str(caught.value)
    assert _HIDDEN not in str(caught.value)


def test_missing_folder(tmp_path: Path) -> None:
    said = _message(f"sqlite:///{tmp_path / 'no' / 'x.sqlite3'}")
    assert said.startswith("No existe la carpeta")
    assert "GEOAPP_DATABASE_URL" in said


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    assert "es una carpeta" in _message(f"sqlite:///{tmp_path}")


def test_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    path.write_text("CUI,nombre\n" * 1000)
    assert "no es una base de datos SQLite" in _message(f"sqlite:///{path}")
    assert path.read_text().startswith("CUI")


def test_truncated_file(tmp_path: Path, sqlite_shipped: Database) -> None:
    path = tmp_path / "x.sqlite3"
    shutil.copyfile(sqlite_shipped.path or "", path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 400_000)
    database = open_database(f"sqlite:///{path}")
    with pytest.raises(DatabaseError, match="está dañada"), database.reading() as session:
        EditionRepository(session).published()
    database.dispose()


def test_missing_file_is_not_created_by_reading(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    database = open_database(f"sqlite:///{path}")
    with pytest.raises(NoEditionError, match="No existe la base de datos"), database.reading():
        pass
    assert database.schema_state() == "empty"
    assert not path.exists()


def test_server_that_does_not_answer() -> None:
    said = _message("postgresql://geo:secreta@127.0.0.1:9/geoapp")
    assert "No se pudo conectar con PostgreSQL en postgresql://geo:***@127.0.0.1:9/geoapp" in said
    assert _HIDDEN not in said


def test_password_in_the_query_is_hidden() -> None:
    database = Database.open("postgres://geo@127.0.0.1:9/geoapp?password=secreta")
    assert _HIDDEN not in database.safe_url
    database.dispose()


@pytest.fixture
def server(backend: Backend) -> PostgisBackend:
    if not isinstance(backend, PostgisBackend):
        pytest.skip("about PostgreSQL")
    return backend


def test_database_that_does_not_exist(server: PostgisBackend) -> None:
    url = server.server.set(database="no_such_geoapp").render_as_string(hide_password=False)
    assert "créela con «createdb»" in _message(url)


def test_role_that_does_not_exist(server: PostgisBackend, empty_url: str) -> None:
    name = empty_url.rsplit("/", 1)[1]
    url = server.server.set(database=name, username="no_such_role", password=_HIDDEN)
    said = _message(url.render_as_string(hide_password=False))
    assert "rechazó el usuario o la clave" in said
    assert _HIDDEN not in said


def test_extension_that_cannot_be_created(server: PostgisBackend, empty_url: str) -> None:
    name = empty_url.rsplit("/", 1)[1]
    role = f"plain_{name[-8:]}"
    with psycopg.connect(
        server.server.set(database=name).render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{_HIDDEN}'")
        connection.execute(f"GRANT ALL ON SCHEMA public TO {role}")
    try:
        url = server.server.set(database=name, username=role, password=_HIDDEN)
        said = _message(url.render_as_string(hide_password=False))
        assert "CREATE EXTENSION postgis" in said
        assert _HIDDEN not in said
    finally:
        with psycopg.connect(
            server.server.set(database=name).render_as_string(hide_password=False), autocommit=True
        ) as connection:
            connection.execute(f"DROP OWNED BY {role}")
            connection.execute(f"DROP ROLE {role}")
