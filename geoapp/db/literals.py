"""Values written into statements of SQLite: binding one for each row is most of the work of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geoapp.deferred import deferred

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")


def shared_values(frame: pl.DataFrame) -> dict[str, str]:
    """Columns of which all rows have one value, as it is written into a statement; never the first column."""
    same = frame.select((pl.all().eq_missing(pl.all().first())).all()).row(0)
    cells = zip(frame.columns[1:], same[1:], frame.row(0)[1:], strict=True)
    return {name: _literal(value) for name, shared, value in cells if shared and _writable(value)}


def _writable(value: Any) -> bool:
    return value is None or isinstance(value, int) or (isinstance(value, str) and "\0" not in value)


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else str(int(value))
