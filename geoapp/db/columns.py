"""All rows of an edition as columns in little memory: what the portfolio of a served edition is made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Boolean, Dialect, Double, Float, Integer, TypeDecorator, func, select, type_coerce
from sqlalchemy.orm import Session

from geoapp.db.bulk import row_chunks
from geoapp.db.versions import visible
from geoapp.domain.columns import MISSING, Coded, Codes, Numeric

_CHUNK = 20_000


def read_columns(
    session: Session, model: Any, edition: int, names: Sequence[str], order: Sequence[Any], *, own: Collection[str]
) -> dict[str, Sequence[Any]]:
    """Read columns of the rows that an edition sees.

    Only a chunk of rows is held as objects. Texts are coded while they are read, and what the type of a column makes of
    a text is made once per distinct text.

    Parameters
    ----------
    own
        Columns of text that is another in nearly every row: they are given as plain lists.

    Returns
    -------
    dict
        By name: `Numeric` for numbers, `Coded` for other values, a list for `own` text.
    """
    dialect = session.get_bind().dialect
    columns = [_reader(model.__table__.c[name], dialect, own=name in own) for name in names]
    query = select(*(column.asked for column in columns)).where(visible(model, edition)).order_by(*order)
    for chunk in row_chunks(session, query, _CHUNK):
        for column, values in zip(columns, zip(*chunk, strict=True), strict=True):
            column.add(values)
    return {name: column.result() for name, column in zip(names, columns, strict=True)}


class _Own:
    def __init__(self, column: Any) -> None:
        self.asked = column
        self._values: list[Any] = []

    def add(self, values: Sequence[Any]) -> None:
        self._values.extend(values)

    def result(self) -> Sequence[Any]:
        return self._values


class _Shared:
    def __init__(self, column: Any, dialect: Dialect) -> None:
        kind = column.type
        self._dialect = dialect
        # As it is stored: what the type makes of it is made of distinct values only.
        self.asked = type_coerce(column, kind.impl_instance) if isinstance(kind, TypeDecorator) else column
        self._type = kind
        self._known = Codes()
        self._codes: list[Any] = []

    def add(self, values: Sequence[Any]) -> None:
        self._codes.append(self._known.of(values))

    def result(self) -> Sequence[Any]:
        codes = np.concatenate(self._codes) if self._codes else np.zeros(0, dtype=np.int32)
        coded: Coded[Any] = Coded(tuple(self._known), codes)
        kind = self._type
        if isinstance(kind, TypeDecorator):
            return coded.map(lambda value: kind.process_result_value(value, self._dialect))
        return coded.map(bool) if isinstance(kind, Boolean) else coded  # SQLite keeps truth as 0 and 1


class _Number:
    def __init__(self, column: Any) -> None:
        self._real = isinstance(column.type, Double | Float)
        self.asked = column if self._real else func.coalesce(type_coerce(column, BigInteger), MISSING)
        self._arrays: list[Any] = []

    def add(self, values: Sequence[Any]) -> None:
        # numpy reads None as NaN
        self._arrays.append(np.array(values, dtype=np.float64 if self._real else np.int64))

    def result(self) -> Sequence[Any]:
        kind = np.float64 if self._real else np.int64
        return Numeric(np.concatenate(self._arrays) if self._arrays else np.zeros(0, dtype=kind))


def _reader(column: Any, dialect: Dialect, *, own: bool) -> _Own | _Shared | _Number:
    if own:
        return _Own(column)
    numeric = isinstance(column.type, Integer | Double | Float) and not isinstance(column.type, Boolean)
    return _Number(column) if numeric else _Shared(column, dialect)
