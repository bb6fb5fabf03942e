"""The tree of a filter: what is compared with what, and how conditions are joined."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import shapely

Value = str | float | bool | dt.date | dt.datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """A property compared with a value by ``= <> < <= > >=``."""

    name: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Between:
    """A property within two values, both included."""

    name: str
    low: Value
    high: Value


@dataclass(frozen=True, slots=True)
class In:
    """A property equal to one of some values."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """A text that follows a pattern: ``%`` any text, ``_`` one sign, a backslash takes their meaning away."""

    name: str
    pattern: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """A property without data."""

    name: str


@dataclass(frozen=True, slots=True)
class Intersects:
    """A geometry that touches a shape, in the coordinates that the text gives."""

    name: str
    shape: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Constant:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; what is unknown stays unknown."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Both:
    """All parts hold (AND)."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Some part holds (OR)."""

    parts: tuple[Expression, ...]


Expression = Comparison | Between | In | Like | IsNull | Intersects | Constant | Not | Both | Either
