"""CQL2 text: what is read, what is refused, and that nothing else can happen."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain import cql
from geoapp.domain.cql import parse_cql
from geoapp.errors import InvalidFilterError


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("cost_pen > 10.5", cql.Comparison("cost_pen", ">", 10.5)),
        ("10 <= cost_pen", cql.Comparison("cost_pen", ">=", 10.0)),
        ("name = 'O''Higgins'", cql.Comparison("name", "=", "O'Higgins")),
        ("\"name\" <> 'a'", cql.Comparison("name", "<>", "a")),
        ("a IS NULL", cql.IsNull("a")),
        ("a is not null", cql.Not(cql.IsNull("a"))),
        ("a NOT LIKE 'x%'", cql.Not(cql.Like("a", "x%"))),
        ("a BETWEEN -1 AND 2e3", cql.Between("a", -1.0, 2000.0)),
        ("a IN ('x', 'y')", cql.In("a", ("x", "y"))),
        ("d >= DATE('2024-02-29')", cql.Comparison("d", ">=", dt.date(2024, 2, 29))),
        ("NOT NOT TRUE", cql.Constant(value=True)),
        (
            "a = 1 OR b = 2 AND NOT c = 3",
            cql.Either(
                (
                    cql.Comparison("a", "=", 1.0),
                    cql.Both((cql.Comparison("b", "=", 2.0), cql.Not(cql.Comparison("c", "=", 3.0)))),
                )
            ),
        ),
        (
            "(a = 1 OR b = 2) AND c = 3",
            cql.Both(
                (
                    cql.Either((cql.Comparison("a", "=", 1.0), cql.Comparison("b", "=", 2.0))),
                    cql.Comparison("c", "=", 3.0),
                )
            ),
        ),
    ],
)
def test_trees(text: str, tree: cql.Expression) -> None:
    assert parse_cql(text) == tree


def test_a_polygon_keeps_its_coordinates() -> None:
    found = parse_cql("S_INTERSECTS(geometry, POLYGON((-79 -8, -78 -8, -78 -7, -79 -8)))")
    assert isinstance(found, cql.Intersects)
    assert found.shape.bounds == (-79.0, -8.0, -78.0, -7.0)
    box = parse_cql("S_INTERSECTS(geometry,BBOX(-79,-8,-78,-7))")
    assert isinstance(box, cql.Intersects)
    assert box.shape.area == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "se espera"),
        ("a", "operador"),
        ("a =", "valor"),
        ("a = 1 AND", "se espera"),
        ("a = 1 b", "sobra"),
        ("a ; DROP TABLE project", "no se entiende"),
        ("a = 'sin fin", "no se entiende"),
        ("a LIKE 3", "LIKE"),
        ("a NOT = 3", "BETWEEN"),
        ("d > DATE('ayer')", "fecha"),
        ("d > DATE(20240101)", "fecha"),
        ("d > " + "DATE(" * 1_500, "fecha"),
        ("S_INTERSECTS(g, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))", "válida"),
        ("S_INTERSECTS(g, POLYGON((0 0, 1 1", "cierra"),
        ("S_INTERSECTS(g, CIRCLE(0 0 1))", "POLYGON"),
        ("S_INTERSECTS(g, BBOX(3,2,1,0))", "rectángulo"),
        ("f(a) = 1", "operador"),
        ("(" * 2_000 + "a=1" + ")" * 2_000, "paréntesis"),
        ("a = '" + "x" * 100_000 + "'", "caracteres"),
        ("a=1 OR " * 700 + "a=1", "condiciones"),
        ("a IN (" + ",".join("1" * 1 for _ in range(600)) + ")", "valores"),
    ],
)
def test_refusals_say_where_and_what_is_accepted(text: str, reason: str) -> None:
    with pytest.raises(InvalidFilterError) as refused:
        parse_cql(text)
    (problem,) = refused.value.problems
    assert reason in problem.reason
    assert problem.accepted == cql.GRAMMAR
    assert len(problem.value) <= 81


@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "a",
                "=",
                "'x'",
                "1",
                "(",
                ")",
                "AND",
                "OR",
                "NOT",
                "IN",
                ",",
                "LIKE",
                "BETWEEN",
                "IS",
                "NULL",
                "S_INTERSECTS",
                "POLYGON",
                "DATE",
            ]
        ),
        max_size=60,
    ).map(" ".join)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidFilterError):
        parse_cql(text)


def test_many_negations_do_not_exhaust_the_stack() -> None:
    assert parse_cql("NOT " * 1_000 + "a = 1") == cql.Comparison("a", "=", 1.0)
