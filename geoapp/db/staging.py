"""Many rows for SQLite: written as columns into files beside the database, and copied into it in its transaction.

`arrow` says why. What it writes it writes on a connection, and so into a file, of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import TracebackType
from typing import TYPE_CHECKING, Self

from geoapp.db import arrow
from geoapp.db.literals import shared_values
from geoapp.deferred import deferred

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")

MANY = 5_000
"""From so many rows on a file of their own pays."""
_UNSAFE = ("journal_mode=OFF", "synchronous=OFF")
"""Nobody needs the file once the transaction has ended, however it ends."""


@dataclass(frozen=True)
class Staged:
    """Rows in a file of their own.

    Attributes
    ----------
    values
        What stands for each column in a query of the rows: its name, or the value that all rows share.
    """

    file: Path
    values: Mapping[str, str]
    count: int

    def copy(self, connection: sqlite3.Connection, table: str, more: Mapping[str, int]) -> None:
        """Copy the rows into a table, with columns of which all have one value."""
        name = f"staged_{self.file.stem}"
        connection.execute(f'ATTACH DATABASE ? AS "{name}"', (str(self.file),))
        listed = ", ".join(f'"{column}"' for column in (*self.values, *more))
        told = ", ".join([*self.values.values(), *map(str, more.values())])
        connection.execute(f'INSERT INTO main."{table}" ({listed}) SELECT {told} FROM "{name}".staged')  # noqa: S608


class Staging:
    """Makes files of rows while a transaction of a SQLite database lasts. Use it as a context around the transaction.

    Parameters
    ----------
    database
        File of the database: the files stand in a folder beside it, where there has to be room for the rows anyway.
    most
        Files that may be made: those that SQLite attaches to one connection.
    """

    def __init__(self, database: Path, most: int) -> None:
        self._database, self._left = database, most
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="geoapp-staging")
        self._folder: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        if self._folder is not None:
            rmtree(self._folder, ignore_errors=True)

    def put(self, frame: pl.DataFrame, *, in_order: bool = False) -> Future[Staged] | None:
        """Begin to write rows, by their first column unless they are in order; None for few rows or too many files."""
        if len(frame) < MANY or not self._left:
            return None
        self._left -= 1
        if self._folder is None:
            self._folder = self._made()
        return self._pool.submit(_write, self._folder / f"{self._left}.sqlite3", frame, in_order=in_order)

    def _made(self) -> Path:
        prefix = f".{self._database.name}-import-"
        # Of an import that was killed; another one cannot be under way, for this one holds the lock.
        for left in self._database.parent.iterdir():
            if left.name.startswith(prefix):
                rmtree(left, ignore_errors=True)
        return Path(mkdtemp(prefix=prefix, dir=self._database.parent))


def _write(file: Path, frame: pl.DataFrame, *, in_order: bool = False) -> Staged:
    shared = shared_values(frame)
    values = {name: shared.get(name, f'"{name}"') for name in frame.columns}
    told = frame.drop(shared)
    if not in_order:  # of the keys indexes are made fastest in their order
        told = told[frame.to_series(0).arg_sort()]
    told = told.with_columns(pl.col(pl.Boolean).cast(pl.Int64))  # the driver knows no truth values
    with arrow.connected(file, *_UNSAFE) as connection:
        arrow.write(connection, "staged", told)
    return Staged(file, values, len(frame))
