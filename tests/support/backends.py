"""Fresh databases of either kind for tests: SQLite files, or databases on a PostgreSQL server given by environment."""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from geoapp.db import Database

URL_VARIABLE = "GEOAPP_TEST_POSTGIS_URL"
REQUIRE_VARIABLE = "GEOAPP_TEST_REQUIRE"


def required(what: str) -> bool:
    """Whether the environment demands that tests of this kind run."""
    return what in os.environ.get(REQUIRE_VARIABLE, "").replace(",", " ").split()


class SqliteBackend:
    """Databases as files in a folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_url(self) -> str:
        """Address of a database that does not exist yet."""
        return f"sqlite:///{self._folder / uuid.uuid4().hex}.sqlite3"

    def clone(self, url: str) -> str:
        """Address of a copy; nobody may be connected to the original."""
        copy = self.new_url()
        shutil.copyfile(make_url(url).database or "", make_url(copy).database or "")
        return copy

    def drop_all(self) -> None:
        """Nothing: the folder is temporary."""


class PostgisBackend:
    """Databases on a server, dropped at the end."""

    name = "postgis"

    def __init__(self, server: str) -> None:
        self._server = make_url(server).set(drivername="postgresql")
        self._made: list[str] = []

    def new_url(self, template: str = "template0") -> str:
        """Address of an empty database."""
        name = f"geoapp_test_{uuid.uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._made.append(name)
        return self._server.set(database=name).render_as_string(hide_password=False)

    def clone(self, url: str) -> str:
        """Address of a copy; nobody may be connected to the original."""
        return self.new_url(template=make_url(url).database or "")

    def drop_all(self) -> None:
        """Remove the databases made."""
        for name in self._made:
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._made.clear()

    @property
    def server(self) -> URL:
        """Address of the server."""
        return self._server

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._server.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement)


Backend = SqliteBackend | PostgisBackend


def make_backend(name: str, folder: Path) -> Backend:
    """Backend by name; skips the test, or fails it where the environment demands it, when there is no server."""
    if name == "sqlite":
        return SqliteBackend(folder)
    server = os.environ.get(URL_VARIABLE)
    if server:
        return PostgisBackend(server)
    reason = f"{URL_VARIABLE} does not name a PostgreSQL server with PostGIS"
    if required("postgis"):
        pytest.fail(f"{reason}, and {REQUIRE_VARIABLE} demands it")
    pytest.skip(reason)


def open_database(url: str, *, lock_timeout_s: float = 10.0) -> Database:
    """Open a database with short waits."""
    return Database.open(url, connect_timeout_s=5, lock_timeout_s=lock_timeout_s)
