"""Opening a database and working in it: one class for SQLite and PostgreSQL.

Readers see one consistent snapshot and cannot write; a writer holds the edition lock of the whole database for the
length of its one transaction, so that two imports never mix.
"""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from geoapp.db import migrations
from geoapp.db.failures import translated
from geoapp.errors import DatabaseError, NoEditionError

SchemaState = Literal["empty", "current", "old", "newer"]

_LOCK_KEY = 0x67656F61  # «geoa»: any constant that other users of the server are unlikely to take
_POSTGRES_NAMES = {"postgresql", "postgres", "postgresql+psycopg"}
_SECRETS = {"password", "passfile", "sslpassword"}


class Database:
    """A database that holds geoapp's editions. Make one with `Database.open`; safe to share between threads."""

    def __init__(self, url: URL, *, connect_timeout_s: int, lock_timeout_s: float) -> None:
        self.url = url
        self.dialect: Literal["sqlite", "postgresql"] = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql"
        self._lock_timeout_s = lock_timeout_s
        if self.dialect == "sqlite":
            self._reader = _sqlite_engine(url, busy_s=max(connect_timeout_s, lock_timeout_s), read_only=True)
            self._writer = _sqlite_engine(url, busy_s=lock_timeout_s, read_only=False)
        else:
            self._reader = _postgres_engine(url, connect_timeout_s=connect_timeout_s, read_only=True)
            self._writer = _postgres_engine(url, connect_timeout_s=connect_timeout_s, read_only=False)

    @classmethod
    def open(cls, url: str, *, connect_timeout_s: int = 5, lock_timeout_s: float = 10.0) -> Database:
        """Prepare a database for use; nothing is connected or created yet.

        Parameters
        ----------
        url
            ``sqlite:///file`` or ``postgresql://user:password@host:port/name`` (``postgres://`` as well).
        connect_timeout_s
            Seconds to wait for a PostgreSQL server.
        lock_timeout_s
            Seconds that a writer waits for another one to end.

        Raises
        ------
        DatabaseError
            When the address cannot be read or names another kind of database.
        """
        return cls(_parse(url), connect_timeout_s=connect_timeout_s, lock_timeout_s=lock_timeout_s)

    @property
    def safe_url(self) -> str:
        """The address without its password, for messages and logs."""
        return _safe(self.url)

    @property
    def path(self) -> Path | None:
        """File of a SQLite database; None for PostgreSQL."""
        return Path(self.url.database or "") if self.dialect == "sqlite" else None

    def schema_state(self) -> SchemaState:
        """Compare the tables found with those this version needs.

        Raises
        ------
        DatabaseError
            When the database cannot be read.
        """
        path = self.path
        if path is not None and not path.exists():
            return "empty"
        with self._translated(), self._reader.connect() as connection:
            return _state(connection)

    def upgrade(self) -> None:
        """Create the tables or bring them up to date; safe when several processes do it at once.

        Raises
        ------
        DatabaseError
            When the database cannot be written or belongs to a newer version of geoapp.
        EditionConflictError
            When another process holds the lock for longer than `lock_timeout_s`.
        """
        if self.schema_state() == "current":
            return  # without waiting for a writer
        with self._translated(), self._writer.begin() as connection:
            self._lock(connection)
            state = _state(connection)
            if state == "newer":
                raise DatabaseError(_newer(self.safe_url))
            if state != "current":
                migrations.upgrade(connection)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads, on one snapshot of the database.

        Raises
        ------
        DatabaseError
            When the database cannot be used or its schema is newer.
        NoEditionError
            When the database has not been created.
        """
        path = self.path
        if path is not None and not path.exists():
            raise NoEditionError(
                f"No existe la base de datos {path}. Créela con «geoapp init» o revise GEOAPP_DATABASE_URL."
            )
        with self._translated(), Session(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session in one transaction that holds the edition lock; committed at the end, undone on error.

        Raises
        ------
        EditionConflictError
            When another writer holds the lock for longer than `lock_timeout_s`.
        DatabaseError
            When the database cannot be written or its schema is not current.
        """
        with self._translated(), Session(self._writer, autoflush=False) as session, session.begin():
            connection = session.connection()
            self._lock(connection)
            state = _state(connection)
            if state == "newer":
                raise DatabaseError(_newer(self.safe_url))
            if state != "current":
                raise DatabaseError(
                    f"La base de datos {self.safe_url} no tiene las tablas de esta versión: ejecute «geoapp init»."
                )
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self._reader.dispose()
        self._writer.dispose()

    def _translated(self) -> Any:
        driver = self._writer.dialect.loaded_dbapi.Error
        return translated(self.safe_url, self.path, lock_timeout_s=self._lock_timeout_s, driver=driver)

    def _lock(self, connection: Connection) -> None:
        # SQLite took the lock with BEGIN IMMEDIATE; PostgreSQL frees this one when the transaction ends.
        if self.dialect == "postgresql":
            milliseconds = max(1, math.ceil(self._lock_timeout_s * 1000))
            connection.execute(text(f"SET LOCAL lock_timeout = '{milliseconds}ms'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
            connection.execute(text("SET LOCAL lock_timeout = 0"))


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The text itself is not repeated: it may hold a password.
        raise DatabaseError(
            "GEOAPP_DATABASE_URL no se entiende: se espera sqlite:///archivo.sqlite3 o"
            " postgresql://usuario:clave@servidor:5432/base"
        ) from None
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        if not parsed.database or parsed.database == ":memory:":
            raise DatabaseError(
                "GEOAPP_DATABASE_URL: geoapp guarda sus ediciones en un archivo, no en memoria;"
                " se espera sqlite:///archivo.sqlite3"
            )
        return parsed.set(drivername="sqlite+pysqlite")
    if parsed.drivername in _POSTGRES_NAMES:
        return parsed.set(drivername="postgresql+psycopg")
    raise DatabaseError(
        f"GEOAPP_DATABASE_URL: «{parsed.drivername}» no es una base de datos que geoapp use;"
        " se acepta sqlite y postgresql."
    )


def _safe(url: URL) -> str:
    query = {name: "***" if name in _SECRETS else value for name, value in url.query.items()}
    shown = url.set(query=query, drivername=url.get_backend_name())
    return shown.render_as_string(hide_password=True)


def _newer(safe_url: str) -> str:
    return (
        f"La base de datos {safe_url} fue escrita por una versión más nueva de geoapp: actualice geoapp o indique"
        " otra base en GEOAPP_DATABASE_URL."
    )


def _state(connection: Connection) -> SchemaState:
    if not inspect(connection).has_table(migrations.VERSION_TABLE):
        return "empty"
    found = connection.execute(text(f"SELECT version_num FROM {migrations.VERSION_TABLE}")).scalars().all()  # noqa: S608
    if not found:
        return "empty"
    if set(found) == {migrations.HEAD}:
        return "current"
    return "old" if set(found) <= set(migrations.KNOWN) else "newer"


def _sqlite_engine(url: URL, *, busy_s: float, read_only: bool) -> Engine:
    # As many readers as a server has threads: connections to a file cost little.
    pool: dict[str, Any] = {"pool_size": 8, "max_overflow": 40} if read_only else {"poolclass": NullPool}
    engine = create_engine(url, connect_args={"timeout": busy_s, "check_same_thread": False}, **pool)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun here, not guessed by the driver
        for pragma in (
            "foreign_keys=ON",
            "synchronous=NORMAL",
            # A writer sorts and fills whole tables; a reader finds what it needs in the system's cache.
            f"cache_size={'-16384' if read_only else '-65536'}",
            "temp_store=MEMORY",
            *(["query_only=ON"] if read_only else []),
        ):
            connection.execute(f"PRAGMA {pragma}")
        if not read_only:
            _use_wal(connection, busy_s)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _use_wal(connection: sqlite3.Connection, busy_s: float) -> None:
    # Readers go on while a writer writes. Two processes that create the same file may collide in this very change,
    # and SQLite does not wait for it by itself.
    deadline = time.monotonic() + busy_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _postgres_engine(url: URL, *, connect_timeout_s: int, read_only: bool) -> Engine:
    options: dict[str, Any] = (
        {
            "isolation_level": "REPEATABLE READ",
            "execution_options": {"postgresql_readonly": True},
            "pool_pre_ping": True,
        }
        if read_only
        else {"poolclass": NullPool}
    )
    engine = create_engine(
        url, connect_args={"connect_timeout": connect_timeout_s, "application_name": "geoapp"}, **options
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        before = connection.autocommit
        connection.autocommit = True
        # Measured: parallel workers make point-in-polygon and tile queries of this size several times slower.
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.execute("SET TIME ZONE 'UTC'")
        connection.autocommit = before

    return engine
