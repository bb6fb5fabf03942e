"""What was refused, set aside, repaired or merged while a file was read: whole columns of findings at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from geoapp.deferred import deferred
from geoapp.domain.records import RejectedRow

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


class Findings:
    """Findings of one file.

    Parameters
    ----------
    file
        Name of the file, as reports show it.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._frames: list[pl.DataFrame] = []

    def add(self, lines: pl.Series, column: str, values: pl.Series | str, reason: pl.Series | str, action: str) -> None:
        """Report a finding for each line.

        Parameters
        ----------
        values, reason
            One for each line, or one for all.
        """
        if len(lines) == 0:
            return
        shown, why = (x if isinstance(x, pl.Series) else pl.lit(x) for x in (values, reason))
        self._frames.append(
            pl.DataFrame({"line": lines.cast(pl.Int64)}).with_columns(
                pl.lit(column).alias("column"),
                _as_expr(shown).cast(pl.String).fill_null("").str.slice(0, SHOWN).alias("value"),
                _as_expr(why).alias("reason"),
                pl.lit(action).alias("action"),
            )
        )

    def one(self, line: int, column: str, value: object, reason: str, action: str) -> None:
        """Report a single finding."""
        self.add(pl.Series([line]), column, "" if value is None else str(value), reason, action)

    def frame(self) -> pl.DataFrame:
        """All findings in the order of the file: file, line, column, value, reason, action."""
        schema = {"line": pl.Int64, "column": pl.String, "value": pl.String, "reason": pl.String, "action": pl.String}
        told = pl.concat(self._frames) if self._frames else pl.DataFrame(schema=schema)
        return told.sort("line", maintain_order=True).select(pl.lit(self.file).alias("file"), *schema)

    def rows(self, action: str) -> int:
        """Number of lines with a finding of a kind."""
        lines = [frame["line"].filter(frame["action"] == action) for frame in self._frames]
        return pl.concat(lines).n_unique() if lines else 0


def _as_expr(value: pl.Series | pl.Expr) -> pl.Expr:
    return pl.lit(value) if isinstance(value, pl.Series) else value


def as_records(frame: pl.DataFrame) -> Iterable[RejectedRow]:
    """Findings as records."""
    return (RejectedRow(*row) for row in frame.select(*COLUMNS).iter_rows())
