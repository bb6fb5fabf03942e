"""Names, operators and values of a filter, read from its tokens."""

from __future__ import annotations

import datetime as dt

from geoapp.domain.cql.limits import MAX_TERMS, refuse
from geoapp.domain.cql.nodes import Value
from geoapp.domain.cql.tokens import Tokens

_OPERATORS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_MOMENTS = frozenset({"DATE", "TIMESTAMP"})


def name_follows(tokens: Tokens) -> bool:
    """Whether a property comes next, and not a value: ``DATE`` alone is a name, ``DATE(`` begins a value."""
    token = tokens.peek()
    return token.is_name and not (token.word in _MOMENTS and tokens.peek_second().text == "(")


def read_name(tokens: Tokens) -> str:
    """Read the name of a property."""
    token = tokens.peek()
    if not token.is_name:
        tokens.fail("se espera el nombre de una propiedad")
    tokens.skip()
    return token.text.strip('"')


def read_operator(tokens: Tokens) -> str:
    """Read what compares a property with a value."""
    token = tokens.peek()
    if token.text not in _OPERATORS:
        tokens.fail("se espera un operador: = <> < <= > >= BETWEEN IN LIKE IS")
    tokens.skip()
    return token.text


def read_value(tokens: Tokens) -> Value:
    """Read one value."""
    token = tokens.peek()
    if token.kind == "string":
        tokens.skip()
        return token.text[1:-1].replace("''", "'")
    if token.kind == "number":
        tokens.skip()
        return float(token.text)
    if token.word in {"TRUE", "FALSE"}:
        tokens.skip()
        return token.word == "TRUE"
    if token.word in _MOMENTS:
        return _moment(tokens)
    return tokens.fail("se espera un valor: 'texto', número, TRUE, FALSE, DATE('2024-01-31')")


def read_values(tokens: Tokens) -> tuple[Value, ...]:
    """Read a list of values in parentheses."""
    tokens.expect("(")
    values = [read_value(tokens)]
    while tokens.peek().text == "," and len(values) <= MAX_TERMS:
        tokens.skip()
        values.append(read_value(tokens))
    if len(values) > MAX_TERMS:
        refuse(tokens.text, f"una lista tiene más de {MAX_TERMS} valores.")
    tokens.expect(")")
    return tuple(values)


def _moment(tokens: Tokens) -> dt.date:
    kind = tokens.peek().word
    tokens.skip()
    tokens.expect("(")
    # A text and no other value: moments one inside another could exhaust the stack.
    token = tokens.peek()
    try:
        moment = (dt.date if kind == "DATE" else dt.datetime).fromisoformat(token.text[1:-1])
    except ValueError:
        moment = None
    if token.kind != "string" or moment is None:
        return tokens.fail(f"{kind} necesita una fecha ISO 8601 entre comillas simples")
    tokens.skip()
    tokens.expect(")")
    return moment
