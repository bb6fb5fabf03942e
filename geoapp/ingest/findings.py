"""What was refused, set aside, repaired or merged while a file was read: whole columns of findings at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geoapp.deferred import deferred

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")

REFUSED, SET_ASIDE, REPAIRED, MERGED = "refused", "set_aside", "repaired", "merged"
ACTIONS: dict[str, str] = {
    REFUSED: "fila rechazada",
    SET_ASIDE: "valor dejado de lado",
    REPAIRED: "reparado",
    MERGED: "unida a otra fila",
}
SHOWN = 120
"""Characters of a value that a report shows."""

COLUMNS = ("file", "line", "column", "value", "reason", "action")


class _Part(NamedTuple):
    """Findings of a column for a reason, or with a reason each."""

    lines: pl.Series
    column: str
    values: pl.Series | str
    reason: pl.Series | str
    action: str


class Findings:
    """Findings of one file.

    Parameters
    ----------
    file
        Name of the file, as reports show it.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._parts: list[_Part] = []
        self._frame: pl.DataFrame | None = None

    def add(self, lines: pl.Series, column: str, values: pl.Series | str, reason: pl.Series | str, action: str) -> None:
        """Report a finding for each line.

        Parameters
        ----------
        values, reason
            One for each line, or one for all.
        """
        if len(lines):
            shown = values.cast(pl.String) if isinstance(values, pl.Series) else values
            self._frame = None
            self._parts.append(_Part(lines.cast(pl.Int64), column, shown, reason, action))

    def one(self, line: int, column: str, value: object, reason: str, action: str) -> None:
        """Report a single finding."""
        self.add(pl.Series([line]), column, "" if value is None else str(value), reason, action)

    def frame(self) -> pl.DataFrame:
        """All findings in the order of the file: file, line, column, value, reason, action."""
        if self._frame is None:  # it is written before the report tells it
            self._frame = self._made()
        return self._frame

    def _made(self) -> pl.DataFrame:
        # Parts are put together as they are, and made ready in one query.
        told = {
            name: pl.concat([_spread(part[at], len(part.lines)) for part in self._parts] or [_spread("", 0)])
            for at, name in enumerate(_Part._fields)
        }
        return (
            pl.LazyFrame(told)
            .select(
                pl.lit(self.file).alias("file"),
                pl.col("lines").cast(pl.Int64).alias("line"),
                "column",
                pl.col("values").alias("value").fill_null("").str.slice(0, SHOWN),
                "reason",
                "action",
            )
            .sort("line", maintain_order=True)
            .collect()
        )

    def rows(self, action: str) -> int:
        """Number of lines with a finding of a kind."""
        lines = [part.lines for part in self._parts if part.action == action]
        return pl.concat(lines).n_unique() if lines else 0


def _spread(value: pl.Series | str, rows: int) -> pl.Series:
    if not isinstance(value, pl.Series):
        return pl.Series([value]).new_from_index(0, rows)
    return value.rename("")
