"""Many rows at once, as fast as each database gives and takes them, inside the session's transaction.

They are read as the driver's own rows, and written by COPY on PostgreSQL; on SQLite by the driver's statements, or from
files that `staging` made of them.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from geoapp.db.literals import shared_values
from geoapp.db.spatial import is_postgres
from geoapp.db.staging import Staged, Staging
from geoapp.deferred import deferred

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")

_CHUNK = 20_000
_SEVERAL = 1_000
"""From so many rows on it pays to look for values that they share, and to write several rows per statement."""
_AT_ONCE = 1_000
"""Rows held as Python's objects: a few fit the processor's cache."""
_BOUND = 200
"""Values of a statement: several rows share the cost of one, and of giving the interpreter to other threads."""
_NULL = float("nan")
"""SQLite stores it as NULL. For None the driver looks for an adapter, which takes as long as several values."""


def row_chunks(session: Session, query: Any, size: int) -> Iterator[Sequence[Any]]:
    """Rows that a query finds, up to `size` at a time, without what the types of columns make of their values."""
    # The connection, not the session: no object of a model is made of a row.
    if is_postgres(session):
        # A cursor of the server's, so that its whole answer is never held.
        yield from session.connection().execute(query.execution_options(yield_per=size)).partitions()
        return
    # The driver's own rows: making others of them takes as long as reading them.
    cursor: Any = session.connection().execute(query).cursor
    while chunk := cursor.fetchmany(size):
        yield chunk


def append_frame(session: Session, table: str, frame: pl.DataFrame) -> int:
    """Write rows into a table as they are; give their number."""
    driver: Any = session.connection().connection.driver_connection
    if is_postgres(session):
        listed = ", ".join(f'"{name}"' for name in frame.columns)
        command = f'COPY "{table}" ({listed}) FROM STDIN (FORMAT csv)'
        with driver.cursor() as cursor, cursor.copy(command) as copy:
            for chunk in frame.iter_slices(_CHUNK):
                buffer = io.BytesIO()
                chunk.write_csv(buffer, include_header=False, quote_style="non_numeric")
                copy.write(buffer.getvalue())
    else:
        for chunk in frame.iter_slices(_CHUNK):
            _insert(driver, table, chunk)
    return len(frame)


def _insert(driver: Any, table: str, frame: pl.DataFrame) -> None:
    shared = shared_values(frame) if len(frame) >= _SEVERAL else {}
    values = [shared.get(name, "?") for name in frame.columns]
    # The driver knows no truth values: it would look for an adapter of each.
    told = frame.drop(shared).with_columns(pl.col(pl.Boolean).cast(pl.Int64))
    listed = ", ".join(f'"{name}"' for name in frame.columns)
    row = f"({', '.join(values)})"
    start = f'INSERT INTO "{table}" ({listed}) VALUES '  # noqa: S608 - models' names
    together = max(1, _BOUND // told.width) if len(frame) >= _SEVERAL else 1
    several = start + ", ".join([row] * together)
    for part in told.iter_slices(_AT_ONCE):
        columns = [_cells(column) for column in part.get_columns()]
        whole = len(part) // together * together
        driver.executemany(
            several, zip(*(cells[at:whole:together] for at in range(together) for cells in columns), strict=True)
        )
        if whole < len(part):
            driver.executemany(start + row, zip(*(cells[whole:] for cells in columns), strict=True))


def _cells(column: pl.Series) -> list[Any]:
    cells = column.to_list()
    return [_NULL if cell is None else cell for cell in cells] if column.null_count() else cells


def file_of(session: Session) -> Path:
    """File of a session's SQLite database."""
    return Path(session.connection().engine.url.database or "")


@contextmanager
def staging(session: Session) -> Iterator[Staging | None]:
    """Give what rows can be written into beside the database, before `append_staged`; None where nothing is won."""
    if is_postgres(session):
        yield None
        return
    driver: Any = session.connection().connection.driver_connection
    with Staging(file_of(session), driver.getlimit(sqlite3.SQLITE_LIMIT_ATTACHED)) as made:
        yield made


def append_staged(session: Session, table: str, rows: Staged, more: Mapping[str, int]) -> int:
    """Write rows that were staged into a table, with columns of which all have one value; give their number."""
    driver: Any = session.connection().connection.driver_connection
    rows.copy(driver, table, more)
    return rows.count


MANY = 10_000
"""From so many rows on it pays to make indexes after them."""
_BESIDE: dict[str, str] = {
    "project_current": "INSERT INTO project_text(rowid, folded) SELECT id, folded FROM project_current WHERE id > ?",
}
"""What the triggers that follow a table's new rows do, for all rows after a number at once."""


@contextmanager
def many_rows(session: Session, model: Any, count: int) -> Iterator[Callable[[], None]]:
    """Make room for many new rows: on SQLite indexes are made after the rows, not with each.

    It is done only where the rows are more than those there are, for the indexes are made over all; all in the
    transaction of the session. What it gives is to be called when rows have been added: it does for them what triggers
    would.
    """
    table = model.__tablename__
    if is_postgres(session) or count < MANY:
        yield lambda: None
        return
    driver: Any = session.connection().connection.driver_connection
    there, last = driver.execute(f'SELECT count(*), max(id) FROM "{table}"').fetchone()  # noqa: S608 - a model's table
    if there > count:
        yield lambda: None
        return
    known = (
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE tbl_name = ? AND sql IS NOT NULL AND type IN ('index', 'trigger') AND sql NOT LIKE '% WHERE %'"
    )
    # Indexes of some rows stay: few of the new ones are in them, and making them anew reads all.
    parts = [
        (kind, name, made)
        for kind, name, made in driver.execute(known, (table,)).fetchall()
        if kind == "index" or (name.endswith("_in") and table in _BESIDE)
    ]
    for kind, name, _ in parts:
        driver.execute(f'DROP {kind} "{name}"')

    def settle() -> None:
        nonlocal last
        if any(kind == "trigger" for kind, _, _ in parts):
            driver.execute(_BESIDE[table], (last or 0,))
            (last,) = driver.execute(f'SELECT max(id) FROM "{table}"').fetchone()  # noqa: S608

    yield settle
    for _, _, made in parts:
        driver.execute(made)
