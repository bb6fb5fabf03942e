"""SQLite by whole columns of Arrow, with ADBC.

The driver of SQLite gives and takes value after value while no other thread of Python runs. ADBC gives and takes whole
columns while others do, but only on a connection of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, literal_column, select, union_all
from sqlalchemy.dialects import sqlite

from geoapp.deferred import deferred

if TYPE_CHECKING:
    import adbc_driver_manager as adbc
    import adbc_driver_sqlite
    import polars as pl
else:
    adbc = deferred("adbc_driver_manager")
    adbc_driver_sqlite = deferred("adbc_driver_sqlite")
    pl = deferred("polars")

_DIALECT = sqlite.dialect(paramstyle="qmark")
_BATCH = "200000"
"""Rows that are made columns at a time: whole tables, mostly, for columns in one piece are joined faster."""
_FIRST = {"Int64": "0", "Boolean": "0", "Float64": "0.0", "String": "''"}


@contextmanager
def connected(file: Path, *pragmas: str, read_only: bool = False) -> Iterator[adbc.AdbcConnection]:
    """Connect to a file of SQLite.

    Raises
    ------
    sqlite3.OperationalError
        When something fails: the error that the driver of SQLite raises for it.
    """
    # Not by its DB-API, which loads pandas and pyarrow: half a second of a small import.
    address = file.absolute().as_uri() + ("?mode=ro" if read_only else "")
    try:
        with adbc_driver_sqlite.connect(address) as database, adbc.AdbcConnection(database) as connection:
            for pragma in pragmas:
                with adbc.AdbcStatement(connection) as statement:
                    statement.set_sql_query(f"PRAGMA {pragma}")
                    statement.execute_update()
            yield connection
    except adbc.Error as error:
        raise sqlite3.OperationalError(str(error)) from error


def write(connection: adbc.AdbcConnection, table: str, frame: pl.DataFrame) -> None:
    """Make a table of rows."""
    with adbc.AdbcStatement(connection) as statement:
        statement.set_options(
            **{adbc.INGEST_OPTION_TARGET_TABLE: table, adbc.INGEST_OPTION_MODE: adbc.INGEST_OPTION_MODE_CREATE}
        )
        statement.bind_stream(frame.__arrow_c_stream__())
        statement.execute_update()


def read(connection: adbc.AdbcConnection, query: Select[Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """Read the rows that a query finds.

    Parameters
    ----------
    schema
        Names and polars types of its columns: whole numbers, truth, decimals and text.
    """
    # ADBC takes the type of a column from its first values, which may all be null: ours come before them.
    first: Any = select(*(literal_column(_FIRST[str(kind)]).label(name) for name, kind in schema.items()))
    asked = union_all(first, query).compile(dialect=_DIALECT)
    values = [asked.params[name] for name in asked.positiontup or ()]
    with adbc.AdbcStatement(connection) as statement:
        statement.set_options(**{adbc_driver_sqlite.StatementOptions.BATCH_ROWS.value: _BATCH})
        statement.set_sql_query(str(asked))
        if values:
            row = pl.DataFrame({str(at): [value] for at, value in enumerate(values)})
            statement.bind_stream(row.__arrow_c_stream__())
        stream, _ = statement.execute_query()
        table = pl.DataFrame(stream).slice(1)
    return pl.DataFrame([table[name].cast(kind) for name, kind in schema.items()])
