"""A CQL2 tree as a selection over typed columns: names become columns, values become bound operands.

Three values of truth, as the standard asks: a comparison with no data is unknown, NOT leaves it unknown, and only what
is true is selected. Repeated texts are compared once each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import shapely

from geoapp.deferred import deferred
from geoapp.domain import cql
from geoapp.errors import FilterProblem, InvalidFilterError
from geoapp.services.features.crs import Crs
from geoapp.services.portfolio import BoolArray

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc
else:
    pa = deferred("pyarrow")
    pc = deferred("pyarrow.compute")

ColumnType = Literal["text", "date", "number", "integer", "geometry"]
_COMPARE = {"=": "equal", "<>": "not_equal", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}
_WORDS = {
    "text": "texto entre comillas simples",
    "date": "texto o DATE('2024-01-31')",
    "number": "un número",
    "integer": "un número",
    "geometry": "S_INTERSECTS",
}


class Columns(Protocol):
    """What the evaluation needs of a collection."""

    @property
    def types(self) -> Mapping[str, ColumnType]:
        """Type of each property that filters may name."""

    @property
    def size(self) -> int:
        """Number of features."""

    def column(self, name: str) -> pa.Array:
        """Values of a property: text (also by dictionary) or doubles."""

    def intersects(self, shape: shapely.Geometry) -> tuple[BoolArray, BoolArray]:
        """Whether each geometry touches a shape (WGS 84), and whether there is a geometry."""


@dataclass(frozen=True)
class Evaluator:
    """Evaluates trees over the columns of one collection.

    Attributes
    ----------
    crs
        System of the coordinates inside the filter.
    """

    columns: Columns
    crs: Crs

    def select(self, expression: cql.Expression) -> BoolArray:
        """Mask of the features for which the expression is true.

        Raises
        ------
        InvalidFilterError
            When it names an unknown property or compares it with a value of another type.
        """
        truth = self._truth(expression).fill_null(False)
        mask: BoolArray = np.asarray(truth.to_numpy(zero_copy_only=False), dtype=bool)
        return mask

    def _truth(self, expression: cql.Expression) -> pa.Array:
        match expression:
            case cql.Both(parts):
                return reduce(pc.and_kleene, [self._truth(part) for part in parts])
            case cql.Either(parts):
                return reduce(pc.or_kleene, [self._truth(part) for part in parts])
            case cql.Not(part):
                return pc.invert(self._truth(part))
            case cql.Constant(value):
                return pa.array(np.full(self.columns.size, value))
            case _:
                return self._predicate(expression)

    def _predicate(
        self, expression: cql.Comparison | cql.Between | cql.In | cql.Like | cql.IsNull | cql.Intersects
    ) -> pa.Array:
        match expression:
            case cql.Intersects(name, shape):
                self._expect(name, ("geometry",), "una geometría")
                touches, known = self.columns.intersects(self.crs.shape_to_wgs84(shape))
                return pa.array(touches, mask=~known)
            case cql.IsNull(name):
                return self._missing(name)
            case cql.Like(name, pattern):
                self._expect(name, ("text", "date"), "LIKE")
                return self._on_values(name, lambda values: pc.match_like(values, pattern))
            case cql.In(name, values):
                return reduce(pc.or_kleene, [self._compare(name, "=", value) for value in values])
            case cql.Between(name, low, high):
                return pc.and_kleene(self._compare(name, ">=", low), self._compare(name, "<=", high))
            case cql.Comparison(name, operator, value):
                return self._compare(name, operator, value)

    def _missing(self, name: str) -> pa.Array:
        if self._type(name) != "geometry":
            return self.columns.column(name).is_null()
        _, known = self.columns.intersects(shapely.Point(0, 0))
        return pa.array(~known)

    def _compare(self, name: str, operator: str, value: cql.Value) -> pa.Array:
        kind = self._type(name)
        compare = getattr(pc, _COMPARE[operator])
        if kind in {"number", "integer"} and isinstance(value, float) and not isinstance(value, bool):
            return self._on_values(name, lambda values: compare(values, pa.scalar(value, pa.float64())))
        if kind in {"text", "date"} and isinstance(value, str):
            return self._on_values(name, lambda values: compare(values, pa.scalar(value)))
        if kind == "date" and isinstance(value, dt.date):
            day = (value.date() if isinstance(value, dt.datetime) else value).isoformat()
            return self._on_values(name, lambda values: compare(first_days(values), pa.scalar(day)))
        raise _refusal(name, f"{name} se compara con {_WORDS[kind]}, no con {_shown(value)}.")

    def _on_values(self, name: str, test: Callable[[pa.Array], pa.Array]) -> pa.Array:
        column = self.columns.column(name)
        if pa.types.is_dictionary(column.type):
            return test(column.dictionary).take(column.indices)
        return test(column)

    def _type(self, name: str) -> ColumnType:
        kind = self.columns.types.get(name)
        if kind is None:
            raise _refusal(name, "no es una propiedad de la colección.", tuple(self.columns.types))
        return kind

    def _expect(self, name: str, kinds: Sequence[str], what: str) -> None:
        kind = self._type(name)
        if kind not in kinds:
            raise _refusal(name, f"{what} no vale para {name}, que se compara con {_WORDS[kind]}.")


def first_days(dates: pa.Array) -> pa.Array:
    """ISO dates that may be reduced to the month or the year, as their first day."""
    whole = pc.binary_join_element_wise(dates, pa.scalar("-01-01"), "")
    return pc.utf8_slice_codeunits(
        pc.if_else(pc.equal(pc.utf8_length(dates), 7), pc.binary_join_element_wise(dates, pa.scalar("-01"), ""), whole),
        0,
        10,
    )


def last_days(dates: pa.Array) -> pa.Array:
    """ISO dates that may be reduced, as a text not before their last day, for comparing only."""
    whole = pc.binary_join_element_wise(dates, pa.scalar("-12-31"), "")
    return pc.utf8_slice_codeunits(
        pc.if_else(pc.equal(pc.utf8_length(dates), 7), pc.binary_join_element_wise(dates, pa.scalar("-31"), ""), whole),
        0,
        10,
    )


def _refusal(name: str, reason: str, accepted: tuple[str, ...] = ()) -> InvalidFilterError:
    return InvalidFilterError([FilterProblem("filter", name[:80], reason, accepted)])


def _shown(value: cql.Value) -> str:
    """A literal as a filter writes it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return f"'{value}'"
    return f"{value:.15g}" if isinstance(value, float) else value.isoformat()
