"""The subset of CQL2 text that the OGC API takes: parsing into a tree, with limits, and nothing else.

Comparison, AND, OR, NOT, BETWEEN, IN, LIKE, IS NULL and S_INTERSECTS with a polygon, a box or a point. The tree
(`nodes`) holds names and values only; who evaluates it binds them to columns. Nothing of the text is ever executed.

`tokens` cuts the text into words and signs, `operands` reads names and values from them, `geometries` shapes, `parser`
what joins and compares them; `limits` says what is accepted and how much of it.

Source: OGC 21-065r2, Common Query Language (CQL2), its text encoding.
"""

from geoapp.domain.cql.limits import GRAMMAR, MAX_CHARACTERS
from geoapp.domain.cql.nodes import (
    Between,
    Both,
    Comparison,
    Constant,
    Either,
    Expression,
    In,
    Intersects,
    IsNull,
    Like,
    Not,
    Value,
)
from geoapp.domain.cql.parser import parse_cql

__all__ = [
    "GRAMMAR",
    "MAX_CHARACTERS",
    "Between",
    "Both",
    "Comparison",
    "Constant",
    "Either",
    "Expression",
    "In",
    "Intersects",
    "IsNull",
    "Like",
    "Not",
    "Value",
    "parse_cql",
]
