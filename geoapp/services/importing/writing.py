"""Writing tables of a new edition in a thread of its own, while the next ones are compared.

One transaction still, and one connection: from `Writer` to `Writer.finish` nobody but the thread uses the session.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

import polars as pl

from geoapp.db.repositories import FINDINGS, ImportRepository
from geoapp.services.importing.frames import Difference

_LOOK_S = 0.1
_Task = Callable[[], None]
_Found = tuple[Callable[[], Any], tuple[int, ...]]


class _StoppedError(Exception):
    """Ends the thread where nobody wants any more what it writes."""


class Writer:
    """Writes what it is given in order. Use it as a context: on an error nothing more is written.

    Parameters
    ----------
    repository
        Of the session whose transaction makes the edition.
    number
        The edition.
    run
        The import's run, to which its findings belong.
    """

    def __init__(self, repository: ImportRepository, number: int, run: int) -> None:
        self._repository, self._number, self._run = repository, number, run
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._open: SimpleQueue[_Found | None] = SimpleQueue()  # of the table that is being found
        self._done = 0
        self._stopped = False
        self._resources = ExitStack()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="geoapp-writer", daemon=True)

    def __enter__(self) -> Self:
        self._stage = self._resources.enter_context(self._repository.staging())
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopped = self._stopped or kind is not None
        self._open.put(None)
        self._tasks.put(None)
        self._thread.join()
        self._resources.close()

    def table(self, name: str, changes: Iterable[Difference], rows: int) -> None:
        """Write the differences of a table as they are found, when its turn has come.

        Parameters
        ----------
        rows
            About how many rows they add.

        Raises
        ------
        DatabaseError
            When something before it could not be written.
        """
        found: SimpleQueue[_Found | None] = SimpleQueue()
        begun = False
        for change in changes:
            self._check()
            if change.empty:
                continue
            if not begun:
                begun, self._open = True, found
                self._tasks.put(lambda: self._write(name, found, rows))
            found.put((self._stage(name, change.rows), change.closed))
        found.put(None)

    def findings(self, findings: pl.DataFrame) -> None:
        """Write the findings of the run."""
        ready = self._stage(FINDINGS, findings)
        self._tasks.put(lambda: self._repository.write_findings(self._run, ready()))

    def finish(self, progress: Callable[[int], None]) -> None:
        """Wait until everything is written; `progress` is told the rows written so far.

        Raises
        ------
        DatabaseError
            When something could not be written.
        """
        self._tasks.put(None)
        while self._thread.is_alive():
            self._thread.join(_LOOK_S)
            progress(self._done)
        self._check()

    def _check(self) -> None:
        if self._error is not None:
            raise self._error

    def _write(self, name: str, found: SimpleQueue[_Found | None], rows: int) -> None:
        with self._repository.growing(name, self._number, rows) as write:
            while (change := found.get()) is not None and not self._stopped:
                ready, closed = change
                write(ready(), closed, self._tick)

    def _tick(self, rows: int) -> None:
        self._done += rows
        if self._stopped:
            raise _StoppedError

    def _work(self) -> None:
        try:
            while (task := self._tasks.get()) is not None and not self._stopped:
                task()
        except _StoppedError:
            pass
        except BaseException as error:  # noqa: BLE001 - told in the thread that asked for it
            self._error = error
