"""Shapes of a filter, read from its tokens: WKT, or a box by its corners."""

from __future__ import annotations

import shapely

from geoapp.domain.cql.limits import MAX_VERTICES
from geoapp.domain.cql.operands import read_values
from geoapp.domain.cql.tokens import Tokens

_WKT = frozenset({"POINT", "MULTIPOINT", "LINESTRING", "MULTILINESTRING", "POLYGON", "MULTIPOLYGON"})
_BOX_NUMBERS = (4, 6)


def read_geometry(tokens: Tokens) -> shapely.Geometry:
    """Read a shape, in the coordinates that the text gives."""
    return _box(tokens) if tokens.peek().word == "BBOX" else _shape(tokens)


def _box(tokens: Tokens) -> shapely.Geometry:
    tokens.skip()
    numbers = read_values(tokens)
    if len(numbers) not in _BOX_NUMBERS or not all(isinstance(number, float) for number in numbers):
        tokens.fail("BBOX necesita cuatro números: oeste, sur, este, norte")
    half = len(numbers) // 2
    west, south, east, north = (float(numbers[at]) for at in (0, 1, half, half + 1))  # type: ignore[arg-type]
    if west > east or south > north:
        tokens.fail("BBOX no es un rectángulo")
    return shapely.box(west, south, east, north)


def _shape(tokens: Tokens) -> shapely.Geometry:
    token = tokens.peek()
    if token.word not in _WKT:
        tokens.fail("se espera POLYGON, MULTIPOLYGON, POINT o BBOX")
    begin, depth = token.start, 0
    tokens.skip()
    while True:
        token = tokens.peek()
        if token.kind == "end":
            tokens.fail("la geometría no se cierra")
        tokens.skip()
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.text == ")" and depth == 0:
            break
    try:
        shape = shapely.from_wkt(tokens.text[begin : token.end])
    except shapely.errors.ShapelyError:
        tokens.fail("la geometría no es WKT", begin)
    if shapely.get_num_coordinates(shape) > MAX_VERTICES:
        tokens.fail(f"la geometría tiene más de {MAX_VERTICES} vértices", begin)
    if not shape.is_valid or shape.is_empty:
        tokens.fail(f"la geometría no es válida ({shapely.is_valid_reason(shape)})", begin)
    return shape
