"""Tables as polars frames: reading what an edition sees, and writing many rows as fast as each database takes them.

SQLite takes rows through the driver's own ``executemany``, PostgreSQL through ``COPY``, both inside the session's
transaction. Lists are text joined with ``;``, as `models.base.Words` writes them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Double, Float, Integer, TypeDecorator, select, type_coerce, update
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from geoapp.db.models import OPEN
from geoapp.db.spatial import is_postgres
from geoapp.db.versions import visible
from geoapp.deferred import deferred

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")

_CHUNK = 20_000
_IDS = 5_000
_MANY = 1_000
"""From so many rows on it pays to look for values that they share."""
EDITION = ("edition_from", "edition_to")


def columns_of(model: Any, *, without: Sequence[str] = ()) -> list[str]:
    """Columns of a versioned table that hold its content."""
    own = ("id", *EDITION, *without)
    return [column.name for column in model.__table__.columns if column.name not in own]


def schema_of(model: Any, names: Iterable[str]) -> dict[str, Any]:
    """Polars types of columns."""
    return {name: _type_of(model.__table__.columns[name].type) for name in names}


def read_frame(session: Session, model: Any, edition: int, names: Sequence[str], *conditions: Any) -> pl.DataFrame:
    """Rows that an edition sees, with their ``id``."""
    wanted = ["id", *names]
    columns = [as_text(model, name) for name in wanted]
    query = select(*columns).where(visible(model, edition), *conditions).execution_options(yield_per=_CHUNK)
    schema = schema_of(model, wanted)
    frames = [
        pl.DataFrame(list(map(tuple, chunk)), schema=schema, orient="row")
        for chunk in session.execute(query).partitions()
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)


def insert_frame(session: Session, model: Any, edition: int, frame: pl.DataFrame) -> int:
    """Write rows as rows of an edition; give their number."""
    if frame.is_empty():
        return 0
    names = [name for name in columns_of(model) if name in frame.columns]
    return append_frame(
        session,
        model.__tablename__,
        frame.select(*names).with_columns(
            pl.lit(edition, dtype=pl.Int64).alias(EDITION[0]), pl.lit(OPEN, dtype=pl.Int64).alias(EDITION[1])
        ),
    )


def append_frame(session: Session, table: str, frame: pl.DataFrame) -> int:
    """Write rows into a table as they are."""
    listed = ", ".join(f'"{name}"' for name in frame.columns)
    connection = session.connection()
    if is_postgres(session):
        driver: Any = connection.connection.driver_connection
        command = f'COPY "{table}" ({listed}) FROM STDIN (FORMAT csv)'
        with driver.cursor() as cursor, cursor.copy(command) as copy:
            for chunk in frame.iter_slices(_CHUNK):
                buffer = io.BytesIO()
                chunk.write_csv(buffer, include_header=False, quote_style="non_numeric")
                copy.write(buffer.getvalue())
    else:
        driver = connection.connection.driver_connection
        for chunk in frame.iter_slices(_CHUNK):
            values, told = _told_once(chunk)
            statement = f'INSERT INTO "{table}" ({listed}) VALUES ({", ".join(values)})'  # noqa: S608 - models' names
            driver.executemany(statement, told.rows())
    return len(frame)


def _told_once(frame: pl.DataFrame) -> tuple[list[str], pl.DataFrame]:
    """What stands for each column in SQLite's statement, and the columns that rows have to give.

    A value that all rows share is written into the statement once: binding is most of the work of a row.
    """
    if len(frame) < _MANY:
        return ["?"] * frame.width, frame
    first = frame.row(0)
    same = frame.select((pl.all().eq_missing(pl.all().first())).all()).row(0)
    # A column at least is bound, so that the statement runs for each row.
    written = [
        shared and at > 0 and _writable(value) for at, (shared, value) in enumerate(zip(same, first, strict=True))
    ]
    values = [_literal(value) if once else "?" for value, once in zip(first, written, strict=True)]
    return values, frame.select(name for name, once in zip(frame.columns, written, strict=True) if not once)


def _writable(value: Any) -> bool:
    return value is None or isinstance(value, int) or (isinstance(value, str) and "\0" not in value)


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else str(int(value))


_BULK = 10_000
_BESIDE: dict[str, str] = {
    "project_current": "INSERT INTO project_text(rowid, folded) SELECT id, folded FROM project_current"
    " WHERE edition_from = ?",
}
"""What the triggers that follow a table's new rows do, for all rows of an edition at once."""


@contextmanager
def many_rows(session: Session, model: Any, edition: int, count: int) -> Iterator[None]:
    """Make room for many rows of a new edition: on SQLite indexes are made after the rows, not with each.

    Measured with 150 thousand projects: half the time. It is done only where the rows are more than those there are,
    for the indexes are made over all; all in the transaction of the session.
    """
    table = model.__tablename__
    if is_postgres(session) or count < _BULK:
        yield
        return
    driver: Any = session.connection().connection.driver_connection
    there = driver.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - a model's table
    if there > count:
        yield
        return
    known = (
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE tbl_name = ? AND sql IS NOT NULL AND type IN ('index', 'trigger')"
    )
    parts = [
        (kind, name, made)
        for kind, name, made in driver.execute(known, (table,)).fetchall()
        if kind == "index" or (name.endswith("_in") and table in _BESIDE)
    ]
    for kind, name, _ in parts:
        driver.execute(f'DROP {kind} "{name}"')
    yield
    if any(kind == "trigger" for kind, _, _ in parts):
        driver.execute(_BESIDE[table], (edition,))
    for _, _, made in parts:
        driver.execute(made)


def close_rows(session: Session, model: Any, edition: int, ids: Sequence[int]) -> int:
    """Close rows: the edition no longer sees them, earlier ones still do."""
    for start in range(0, len(ids), _IDS):
        part = ids[start : start + _IDS]
        session.execute(update(model).where(model.id.in_(part)).values(edition_to=edition))
    return len(ids)


def as_text(model: Any, name: str) -> Any:
    """A column as it is stored: lists as text."""
    column = model.__table__.columns[name]
    return type_coerce(column, Text) if isinstance(column.type, TypeDecorator) else column


def _type_of(kind: Any) -> Any:
    if isinstance(kind, Boolean):
        return pl.Boolean
    if isinstance(kind, Integer | BigInteger):
        return pl.Int64
    return pl.Float64 if isinstance(kind, Double | Float) else pl.String
