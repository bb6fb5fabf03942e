"""The facts of many projects as frames, and comparing frames row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import polars as pl

from geoapp.ingest.cells import where


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
        return self._with(lambda table: table.join(ids, on="project_id", how="semi"))

    def numbered(self) -> Facts:
        """The facts with a ``number`` for each project: by it they are joined and sorted faster than by text."""
        numbers = self.projects.select("project_id").with_row_index("number")

        def number(table: pl.DataFrame) -> pl.DataFrame:
            if table is self.projects:
                return table.with_columns(numbers["number"])
            # The other columns stay where they are: a join of the whole table would copy them.
            keys = table.select("project_id").join(numbers, on="project_id", how="left", maintain_order="left")
            return table.with_columns(keys["number"])

        return self._with(number)

    def between(self, start: int, end: int, without: pl.Series) -> Facts:
        """Numbered facts of the projects from a number up to another, but of some."""
        if start == 0 and end >= len(self.projects) and without.is_empty():
            return self
        wanted = pl.col("number").is_between(start, end, closed="left")
        left_out = without.filter(without.is_between(start, end, closed="left"))
        return self._with(lambda table: table.filter(wanted & ~pl.col("number").is_in(left_out.implode())))

    def _with(self, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Facts:
        frames = {f.name: getattr(self, f.name) for f in fields(self)}
        changed: dict[str, Any] = {n: change(t) for n, t in frames.items() if isinstance(t, pl.DataFrame)}
        return replace(self, **changed)


@dataclass(frozen=True)
class Difference:
    """What to write in a table: rows to add, and identifiers of the rows they replace or that are gone."""

    rows: pl.DataFrame
    closed: tuple[int, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return self.rows.is_empty() and not self.closed


Settled = Callable[[str, Difference], None]
"""Told of the difference of a table, by its name."""


def unheard(_table: str, _change: Difference) -> None:
    """For comparing without writing."""


def difference(
    before: pl.DataFrame,
    after: pl.DataFrame,
    key: Sequence[str],
    *,
    ignoring: Sequence[str] = (),
    gone: pl.DataFrame | None = None,
) -> Difference:
    """Compare rows by key.

    Parameters
    ----------
    before
        Rows of the edition with their ``id``, one of each key.
    after
        Rows that should be there, for the keys they have; keys of `before` that `after` lacks stay as they are.
    ignoring
        Columns that alone do not make a difference.
    gone
        Keys, or parts of keys, whose rows are closed where `after` does not have them.
    """
    known = before.select(*key).with_row_index("at")
    at = after.select(*key).join(known, on=list(key), how="left", maintain_order="left")["at"]
    differs = at.is_null()
    # One column after another: all of them at once take several times their memory.
    for name in after.columns:
        if name not in key and name not in ignoring:
            differs |= after[name].ne_missing(before[name].gather(at))
    rows = after.filter(differs)
    replaced = before.join(rows.select(*key), on=list(key), how="semi")["id"]
    closed = set(replaced)
    if gone is not None and len(gone):
        lost = before.join(gone, on=gone.columns, how="semi").join(after.select(*key), on=list(key), how="anti")
        closed |= set(lost["id"])
    return Difference(rows, tuple(sorted(closed)))


def following(rows: pl.DataFrame, known: str, table: pl.DataFrame) -> pl.Series:
    """``seq`` of rows: the one that is known, else one after the last that their project has in the table.

    Parameters
    ----------
    known
        Column of `rows` with the ``seq`` that some of them have.
    """
    seq = rows[known].cast(pl.Int64)
    fresh = seq.is_null().arg_true()
    last = table.group_by("project_id").agg(last=pl.col("seq").max())
    keys = rows.select("project_id")[fresh]
    before = keys.join(last, on="project_id", how="left", maintain_order="left")["last"].fill_null(0)
    return seq.scatter(fresh, before + occurrence(keys["project_id"])).alias("seq")


def occurrence(keys: pl.Series) -> pl.Series:
    """How many times each key has come, it included, in the order of the keys.

    Few keys come often here: asking again for those that are left is many times faster than a window by key.
    """
    count = pl.Series([1], dtype=pl.Int64).new_from_index(0, len(keys))
    at, times = pl.int_range(len(keys), eager=True), 1
    while True:
        again = ~keys.is_first_distinct()
        keys, at = keys.filter(again), at.filter(again)
        if keys.is_empty():
            return count
        times += 1
        count = count.scatter(at, times)


def apply(before: pl.DataFrame, change: Difference, *columns: str) -> pl.DataFrame:
    """The rows of a table after a change: columns of them, else all but ``id``."""
    kept = before.filter(~pl.col("id").is_in(list(change.closed))) if change.closed else before
    names = columns or [name for name in before.columns if name != "id"]
    return pl.concat([kept.select(*names), change.rows.select(*names)])


def touched(*changes: tuple[pl.DataFrame, Difference]) -> pl.DataFrame:
    """Projects (``project_id``) of which some row is added or closed."""
    parts = [change.rows.select("project_id") for _, change in changes]
    parts += [
        before.filter(pl.col("id").is_in(list(change.closed))).select("project_id")
        for before, change in changes
        if change.closed
    ]
    return pl.concat(parts).unique()


def folded_words(table: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Text for search from columns, as `domain.text.words` folds it: each word once, in order."""
    joined = table.select(pl.concat_str(*columns, separator=" ", ignore_nulls=True)).to_series()
    # Each step is dear and most texts need but one.
    marked = joined.str.len_bytes() != joined.str.len_chars()
    bare = where(
        marked, joined, lambda text: text.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    ).str.to_uppercase()
    odd = bare.str.contains(r"[^0-9A-Z ]|  ")
    words = where(odd, bare, lambda text: text.str.replace_all(r"[^0-9A-Z]+", " ")).str.strip_chars().str.split(" ")
    return words.list.unique(maintain_order=True).list.join(" ")
