"""Tables as polars frames: reading what an edition sees, writing what a new one adds and closes.

Lists are text joined with ``;``, as `models.base.Words` writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Double, Float, Integer, Select, TypeDecorator, select, type_coerce, update
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from geoapp.db import arrow
from geoapp.db.bulk import append_frame, append_staged, file_of, row_chunks
from geoapp.db.models import OPEN
from geoapp.db.spatial import is_postgres
from geoapp.db.staging import Staged
from geoapp.db.versions import visible
from geoapp.deferred import deferred

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")

_CHUNK = 2_000
"""Rows held as Python's objects: a few fit the processor's cache."""
_IDS = 5_000
_WAIT = "busy_timeout=5000"
"""Milliseconds; readers wait only where the database is being closed or mended by another process."""
EDITION = ("edition_from", "edition_to")


def columns_of(model: Any) -> list[str]:
    """Columns of a versioned table that hold its content."""
    return [column.name for column in model.__table__.columns if column.name not in ("id", *EDITION)]


def schema_of(model: Any, names: Iterable[str]) -> dict[str, Any]:
    """Polars types of columns."""
    return {name: _type_of(model.__table__.columns[name].type) for name in names}


def read_frame(session: Session, model: Any, edition: int, names: Sequence[str]) -> pl.DataFrame:
    """Rows that an edition sees, with their ``id``."""
    query, schema = _asked(model, edition, names)
    frames = [
        pl.DataFrame(
            [_series(*column) for column in zip(schema, schema.values(), zip(*chunk, strict=True), strict=True)]
        )
        for chunk in row_chunks(session, query, _CHUNK)
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)


def read_apart(session: Session, models: Mapping[str, Any], edition: int) -> dict[str, pl.DataFrame]:
    """Rows of whole tables that a published edition sees, by name, with their ``id``: all of one moment.

    On SQLite they are read on a connection of their own, which sees nothing that the session has written.
    """
    if is_postgres(session):
        return {name: read_frame(session, model, edition, columns_of(model)) for name, model in models.items()}
    with arrow.connected(file_of(session), _WAIT, read_only=True) as connection:
        connection.set_autocommit(False)
        return {
            name: arrow.read(connection, *_asked(model, edition, columns_of(model))) for name, model in models.items()
        }


def _asked(model: Any, edition: int, names: Sequence[str]) -> tuple[Select[Any], dict[str, Any]]:
    wanted = ["id", *names]
    return select(*(as_text(model, name) for name in wanted)).where(visible(model, edition)), schema_of(model, wanted)


def _series(name: str, kind: Any, values: Sequence[Any]) -> pl.Series:
    # SQLite keeps truth as 0 and 1.
    return pl.Series(name, values, dtype=None if kind == pl.Boolean else kind).cast(kind)


def stored(model: Any, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of a frame that a table keeps."""
    return frame.select(name for name in columns_of(model) if name in frame.columns)


def insert_frame(session: Session, model: Any, edition: int, frame: pl.DataFrame) -> int:
    """Write rows as rows of an edition; give their number."""
    if frame.is_empty():
        return 0
    return append_frame(
        session,
        model.__tablename__,
        stored(model, frame).with_columns(
            pl.lit(edition, dtype=pl.Int64).alias(EDITION[0]), pl.lit(OPEN, dtype=pl.Int64).alias(EDITION[1])
        ),
    )


def insert_staged(session: Session, model: Any, edition: int, rows: Staged) -> int:
    """Write rows that were staged as rows of an edition; give their number."""
    return append_staged(session, model.__tablename__, rows, dict(zip(EDITION, (edition, OPEN), strict=True)))


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
