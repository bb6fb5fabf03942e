"""Rows that name others: what names something unknown, or repeats a key, is left out and reported."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from geoapp.domain.records import RejectedRow
from geoapp.ingest.findings import REFUSED, REPAIRED, SET_ASIDE
from geoapp.ingest.tables import Row

T = TypeVar("T")


class Refusals:
    """Collects the rows refused while files are read."""

    def __init__(self) -> None:
        self.rows: list[RejectedRow] = []

    def refuse(self, file: str, line: int, column: str, value: object, reason: str) -> None:
        """Leave a row out."""
        self.rows.append(RejectedRow(file, line, column, _shown(value), reason, REFUSED))

    def set_aside(self, file: str, line: int, column: str, value: object, reason: str) -> None:
        """Leave a value out and keep its row."""
        self.rows.append(RejectedRow(file, line, column, _shown(value), reason, SET_ASIDE))

    def repaired(self, file: str, line: int, column: str, value: object, reason: str) -> None:
        """Report a value that was replaced."""
        self.rows.append(RejectedRow(file, line, column, _shown(value), reason, REPAIRED))

    def unique(self, file: str, rows: Iterable[Row], *key: str) -> list[Row]:
        """Keep the first row of each key."""
        seen: dict[tuple[object, ...], int] = {}
        kept = []
        for row in rows:
            values = tuple(row[name] for name in key)
            if values in seen:
                shown = " + ".join(_shown(value) for value in values)
                reason = f"repite la clave de la línea {seen[values]}; vale la primera"
                self.refuse(file, row.line, ", ".join(key), shown, reason)
            else:
                seen[values] = row.line
                kept.append(row)
        return kept

    def known(self, file: str, rows: Iterable[Row], column: str, accepted: Collection[str], what: str) -> list[Row]:
        """Keep the rows whose column is blank or names something known."""
        kept = []
        for row in rows:
            if row[column] is None or row[column] in accepted:
                kept.append(row)
            else:
                self.refuse(file, row.line, column, row[column], f"no existe {what} con ese código")
        return kept


def records(rows: Iterable[Row], make: Callable[..., T], **renamed: str) -> tuple[T, ...]:
    """Make a record of each row; `renamed` gives, by field, the column when its name differs."""
    by_column = {column: field for field, column in renamed.items()}
    return tuple(make(**{by_column.get(name, name): value for name, value in row.values.items()}) for row in rows)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
