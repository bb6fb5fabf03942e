"""The facts of many projects as frames, and comparing frames row by row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import polars as pl


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

    def only(self, ids: Collection[str]) -> Facts:
        """Facts of some projects."""
        wanted = pl.DataFrame({"project_id": sorted(ids)}, schema={"project_id": pl.String})
        return self._each("semi", wanted)

    def without(self, ids: Collection[str]) -> Facts:
        """Facts of all other projects."""
        if not ids:
            return self
        unwanted = pl.DataFrame({"project_id": sorted(ids)}, schema={"project_id": pl.String})
        return self._each("anti", unwanted)

    def _each(self, how: Any, ids: pl.DataFrame) -> Facts:
        frames = {f.name: getattr(self, f.name) for f in fields(self)}
        joined: dict[str, Any] = {
            n: t.join(ids, on="project_id", how=how) for n, t in frames.items() if isinstance(t, pl.DataFrame)
        }
        return replace(self, **joined)


@dataclass(frozen=True)
class Difference:
    """What to write in a table: rows to add, and identifiers of the rows they replace or that are gone."""

    rows: pl.DataFrame
    closed: tuple[int, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return self.rows.is_empty() and not self.closed


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
        Rows of the edition with their ``id``.
    after
        Rows that should be there, for the keys they have; keys of `before` that `after` lacks stay as they are.
    ignoring
        Columns that alone do not make a difference.
    gone
        Keys, or parts of keys, whose rows are closed where `after` does not have them.
    """
    compared = [name for name in after.columns if name not in ignoring]
    rows = after.join(before.select(*compared), on=compared, how="anti", nulls_equal=True)
    replaced = before.join(rows.select(*key), on=list(key), how="semi")["id"]
    closed = set(replaced)
    if gone is not None and len(gone):
        lost = before.join(gone, on=gone.columns, how="semi").join(after.select(*key), on=list(key), how="anti")
        closed |= set(lost["id"])
    return Difference(rows, tuple(sorted(closed)))


def apply(before: pl.DataFrame, change: Difference) -> pl.DataFrame:
    """The rows of a table after a change, without ``id``."""
    kept = before.filter(~pl.col("id").is_in(list(change.closed))) if change.closed else before
    names = [name for name in before.columns if name != "id"]
    return pl.concat([kept.select(*names), change.rows.select(*names)])


def touched(*changes: tuple[pl.DataFrame, Difference]) -> set[str]:
    """Projects of which some row is added or closed."""
    ids: set[str] = set()
    for before, change in changes:
        ids |= set(change.rows["project_id"])
        if change.closed:
            ids |= set(before.filter(pl.col("id").is_in(list(change.closed)))["project_id"])
    return ids


def folded_words(columns: Sequence[str]) -> pl.Expr:
    """Text for search from columns, as `domain.text.words` folds it: each word once, in order."""
    joined = pl.concat_str(*(pl.col(name) for name in columns), separator=" ", ignore_nulls=True)
    bare = joined.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
    words = bare.str.replace_all(r"[^0-9A-Z]+", " ").str.strip_chars().str.split(" ")
    return words.list.unique(maintain_order=True).list.join(" ")
