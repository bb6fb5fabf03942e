"""Columns of a sheet read together: a few queries for all of them, in which polars uses every processor.

A cell's value depends on its text alone, so a rule is asked of few texts only: of those that are not plainly right, or,
in columns of few different texts, once of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import polars as pl

from geoapp.ingest.sheets import LINE, Sheet

_TEXT = "_text"
_AS_IS = pl.QueryOptFlags.none()
"""Expressions are written as they are to be computed: planning would take longer than small files do."""


class Rule(NamedTuple):
    """What is told of the cells of a mask."""

    mask: pl.Expr
    reason: str
    action: str


class Rules(NamedTuple):
    """What a cell is worth and what is told of it, in this order.

    Attributes
    ----------
    steps
        Columns to make before, one step after another, by names of their own.
    """

    value: pl.Expr
    told: list[Rule]
    steps: tuple[dict[str, pl.Expr], ...] = ()


class Quick(NamedTuple):
    """Short way to the value of most cells.

    Attributes
    ----------
    value
        Counts for nothing where it is not plainly right.
    plain
        Given the value, tells where it is.
    """

    value: pl.Expr
    plain: Callable[[pl.Expr], pl.Expr]


class Kind(Protocol):
    """What the cells of a column are; equal kinds share their queries."""

    @property
    def dtype(self) -> pl.DataType:
        """Type of the values."""

    def quick(self, cell: pl.Expr) -> Quick | None:
        """Give a short way for cells as they stand in the file; None where each different text is looked at once.

        It must give what `rules` does, for cells of which there is nothing to tell.
        """

    def rules(self, cell: pl.Expr) -> Rules:
        """Say what any cell is worth, once it is without padding; blank ones are null."""


@dataclass(frozen=True)
class Column:
    """A column of the file and what its cells are."""

    name: str
    kind: Kind


class _Told(NamedTuple):
    lines: pl.Series
    values: pl.Series
    reason: str
    action: str


@dataclass
class _Cells:
    """A column while it is read.

    Attributes
    ----------
    odd
        Rows whose texts are asked of; None where each different text is.
    said
        Of each text that is asked of: itself without padding, its value, and which rules hold.
    """

    column: Column
    raw: pl.Series
    value: pl.Series | None = None
    odd: pl.Series | None = None
    texts: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String))
    said: pl.DataFrame = field(default_factory=pl.DataFrame)
    rules: list[tuple[str, Rule]] = field(default_factory=list)
    told: list[_Told] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """Columns as they were read.

    What was found in a column is told when the format says so: the report keeps the order in which it speaks.
    """

    sheet: Sheet
    _columns: Mapping[str, Column]
    _cells: Mapping[Column, _Cells]

    def values(self, *names: str) -> pl.DataFrame:
        """Values by name, all of them if none is named."""
        return pl.DataFrame({name: self._value(self._columns[name]) for name in names or self._columns})

    def tell(self, *names: str) -> None:
        """Put what was found in these columns into the report."""
        for name in names:
            cells = self._cells.get(self._columns[name])
            for lines, texts, reason, action in cells.told if cells else ():
                self.sheet.findings.add(lines, self._columns[name].name, texts, reason, action)

    def told(self) -> pl.DataFrame:
        """All values, told of in their order."""
        self.tell(*self._columns)
        return self.values()

    def _value(self, column: Column) -> pl.Series:
        cells = self._cells.get(column)
        if cells is None or cells.value is None:
            return pl.Series([None], dtype=column.kind.dtype).new_from_index(0, len(self.sheet))
        return cells.value


def read(sheet: Sheet, columns: Mapping[str, Column]) -> Reading:
    """Read columns of a sheet; those that the file lacks are blank.

    Parameters
    ----------
    columns
        By the name that the values are to have.
    """
    present = set(sheet.frame.columns)
    cells = {c: _Cells(c, sheet.frame[c.name]) for c in dict.fromkeys(columns.values()) if c.name in present}
    if cells:
        _look(sheet.frame, cells.values())
    asked = [one for one in cells.values() if len(one.texts)]
    if asked:
        _ask(asked)
        _settle(sheet.frame, asked)
    for column in cells:
        sheet.looking.at(column.name)
    return Reading(sheet, columns, cells)


def _look(frame: pl.DataFrame, cells: Iterable[_Cells]) -> None:
    """Take what is plainly right, and gather the texts that are to be asked of."""
    values, odd, texts = {}, {}, {}
    for at, one in enumerate(cells):
        cell = pl.col(one.column.name)
        quick = one.column.kind.quick(cell)
        if quick is None:
            texts[f"texts{at}"] = cell.drop_nulls().unique(maintain_order=True).implode()
        else:
            values[f"value{at}"] = quick.value
            odd[f"odd{at}"] = cell.is_not_null() & ~quick.plain(pl.col(f"value{at}")).fill_null(value=False)
    table, distinct = pl.collect_all(
        [frame.lazy().select(**values), frame.lazy().select(**texts)], optimizations=_AS_IS
    )
    masks = frame.hstack(table).select(**odd) if odd else table
    for at, one in enumerate(cells):
        if f"texts{at}" in texts:
            one.texts = distinct[f"texts{at}"][0]
        else:
            one.value, one.odd = table[f"value{at}"], masks[f"odd{at}"]
            if one.odd.any():
                one.texts = one.raw.filter(one.odd)


def _ask(asked: Sequence[_Cells]) -> None:
    """Ask the rules of each kind of the texts of all columns of that kind."""
    groups = {one.column.kind: [other for other in asked if other.column.kind == one.column.kind] for one in asked}
    rules, queries = [], []
    for kind, group in groups.items():
        bare = pl.col(_TEXT).str.strip_chars()
        value, told, steps = kind.rules(pl.col(_TEXT))
        rules.append({f"rule{at}": rule for at, rule in enumerate(told)})
        query = pl.LazyFrame({_TEXT: pl.concat([one.texts for one in group])})
        query = query.select(pl.when(bare.str.len_bytes() > 0).then(bare))
        for step in steps:
            query = query.with_columns(**step)
        masks = {name: rule.mask.fill_null(value=False) for name, rule in rules[-1].items()}
        queries.append(query.select(_TEXT, value=value, **masks))
    for group, held, said in zip(groups.values(), rules, pl.collect_all(queries, optimizations=_AS_IS), strict=True):
        start = 0
        for one in group:
            one.said = said.slice(start, len(one.texts))
            one.rules = [(name, rule) for name, rule in held.items() if one.said[name].any()]
            start += len(one.texts)


def _settle(frame: pl.DataFrame, asked: Sequence[_Cells]) -> None:
    """Bring what the rules say of texts to the rows."""
    rows = {}
    for at, one in enumerate(asked):
        if one.odd is not None:
            mended = pl.lit(one.said["value"]).gather((pl.lit(one.odd).cum_sum().cast(pl.Int64) - 1).clip(0))
            rows[f"{at}"] = pl.when(pl.lit(one.odd)).then(mended).otherwise(pl.lit(one.value))
        elif one.rules or not one.said["value"].equals(one.texts):
            number = pl.Series(range(len(one.texts)), dtype=pl.UInt32)
            rows[f"{at}"] = pl.col(one.column.name).replace_strict(one.texts, number, default=None)
    table = frame.select(**rows)
    for at, one in enumerate(asked):
        if one.odd is not None:
            one.value = table[f"{at}"]
            lines, said = frame[LINE].filter(one.odd), one.said
        elif f"{at}" in rows:
            lines, said = frame[LINE], one.said[table[f"{at}"]]
            one.value = said["value"]
        else:
            one.value = one.raw
            continue
        for name, rule in one.rules:
            one.told.append(_Told(lines.filter(said[name]), said[_TEXT].filter(said[name]), rule.reason, rule.action))
