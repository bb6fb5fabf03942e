"""The facts of many projects as frames, by the number of their project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from itertools import accumulate
from typing import Any

import numpy as np
import polars as pl

from geoapp.services.importing.frames import position


@dataclass(frozen=True)
class Facts:
    """Content of the tables of projects, as the database has them (lists are text joined with ``;``)."""

    projects: pl.DataFrame
    aliases: pl.DataFrame
    locations: pl.DataFrame
    unmatched: pl.DataFrame
    amounts: pl.DataFrame
    budget: pl.DataFrame
    observations: pl.DataFrame
    picture_schema: dict[str, Any]

    def only(self, ids: pl.DataFrame) -> Facts:
        """Facts of some projects, by ``project_id``."""
        return self._with((name, t.join(ids, on="project_id", how="semi")) for name, t in self._tables().items())

    def numbered(self) -> Facts:
        """The facts with a ``number`` for each project: by it they are joined and sorted faster than by text."""
        tables = self._tables()
        ids = pl.concat([table[["project_id"]] for table in tables.values()])
        numbers = position(ids, self.projects, ["project_id"]).alias("number")
        ends = accumulate((len(table) for table in tables.values()), initial=0)

        def number(table: pl.DataFrame, mine: pl.Series) -> pl.DataFrame:
            placed = table.hstack([mine])
            # Facts of projects that are gone have no number.
            return placed.drop_nulls("number") if mine.null_count() else placed

        starts = zip(tables.items(), ends, strict=False)
        return self._with((name, number(table, numbers.slice(at, len(table)))) for (name, table), at in starts)

    def between(self, start: int, end: int) -> Facts:
        """Numbered facts of the projects from a number up to another."""
        if start == 0 and end >= len(self.projects):
            return self

        def cut(table: pl.DataFrame) -> pl.DataFrame:
            numbers = table["number"].to_numpy()
            if (numbers[1:] >= numbers[:-1]).all():
                first, last = (int(at) for at in np.searchsorted(numbers, [start, end]))
                return table.slice(first, last - first)
            return table[np.flatnonzero((numbers >= start) & (numbers < end))]

        return self._with((name, cut(table)) for name, table in self._tables().items())

    def in_order(self) -> Facts:
        """Numbered facts with numbers from 0 without gaps, rows in their order and in that of ``seq`` or ``year``."""
        known = self.projects["number"].to_numpy()

        def order(table: pl.DataFrame) -> pl.DataFrame:
            numbers = table["number"].to_numpy()
            keys = numbers.astype(np.int64) << 32
            for name in ("seq", "year"):
                if name in table.columns:
                    keys += table[name].to_numpy()
            if not (keys[1:] >= keys[:-1]).all():
                rows = np.argsort(keys, kind="stable")
                table, numbers = table[rows], numbers[rows]
            places = pl.Series("number", np.searchsorted(known, numbers).astype(np.uint32))
            return table.clone().replace_column(table.columns.index("number"), places)

        return self._with((name, order(table)) for name, table in self._tables().items())

    def _with(self, tables: Iterable[tuple[str, pl.DataFrame]]) -> Facts:
        changed: dict[str, Any] = dict(tables)
        return replace(self, **changed)

    def _tables(self) -> dict[str, pl.DataFrame]:
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: table for name, table in values.items() if isinstance(table, pl.DataFrame)}
