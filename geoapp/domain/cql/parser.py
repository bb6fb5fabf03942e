"""The grammar of a filter, from the loosest binding to the tightest: OR, AND, NOT, one condition."""

from __future__ import annotations

from geoapp.domain.cql.geometries import read_geometry
from geoapp.domain.cql.limits import MAX_CHARACTERS, MAX_DEPTH, MAX_TERMS, refuse
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
)
from geoapp.domain.cql.operands import name_follows, read_name, read_operator, read_value, read_values
from geoapp.domain.cql.tokens import Tokens

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def parse_cql(text: str) -> Expression:
    """Read a filter in CQL2 text.

    Raises
    ------
    InvalidFilterError
        When the text is too long, too deep or not of the subset; the message says where and what is accepted.
    """
    if len(text) > MAX_CHARACTERS:
        refuse(text, f"tiene {len(text)} caracteres; se aceptan hasta {MAX_CHARACTERS}.")
    return _Parser(text).parse()


class _Parser:
    """Recursive descent; depth and number of terms are counted, so that no text can exhaust the stack."""

    def __init__(self, text: str) -> None:
        self._tokens = Tokens(text)
        self._depth = 0
        self._terms = 0

    def parse(self) -> Expression:
        expression = self._either()
        if self._tokens.peek().kind != "end":
            self._tokens.fail("sobra desde aquí")
        return expression

    def _either(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            refuse(self._tokens.text, f"tiene más de {MAX_DEPTH} paréntesis o negaciones unas dentro de otras.")
        parts = [self._both()]
        while self._tokens.take_word("OR"):
            parts.append(self._both())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self) -> Expression:
        parts = [self._factor()]
        while self._tokens.take_word("AND"):
            parts.append(self._factor())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _factor(self) -> Expression:
        turns = 0
        while self._tokens.take_word("NOT"):
            turns += 1
        part = self._primary()
        return Not(part) if turns % 2 else part

    def _primary(self) -> Expression:
        self._terms += 1
        if self._terms > MAX_TERMS:
            refuse(self._tokens.text, f"tiene más de {MAX_TERMS} condiciones.")
        token = self._tokens.peek()
        if token.text == "(":
            self._tokens.skip()
            inside = self._either()
            self._tokens.expect(")")
            return inside
        if token.word in {"TRUE", "FALSE"}:
            self._tokens.skip()
            return Constant(token.word == "TRUE")
        if token.word == "S_INTERSECTS":
            return self._intersects()
        if name_follows(self._tokens):
            return self._predicate(read_name(self._tokens))
        value = read_value(self._tokens)
        operator = read_operator(self._tokens)
        return Comparison(read_name(self._tokens), _TURNED.get(operator, operator), value)

    def _predicate(self, name: str) -> Expression:
        tokens = self._tokens
        if tokens.take_word("IS"):
            negated = tokens.take_word("NOT")
            tokens.expect_word("NULL")
            return Not(IsNull(name)) if negated else IsNull(name)
        negated = tokens.take_word("NOT")
        found: Expression
        if tokens.take_word("BETWEEN"):
            low = read_value(tokens)
            tokens.expect_word("AND")
            found = Between(name, low, read_value(tokens))
        elif tokens.take_word("LIKE"):
            pattern = read_value(tokens)
            if not isinstance(pattern, str):
                tokens.fail("LIKE necesita un texto entre comillas simples")
            found = Like(name, pattern)
        elif tokens.take_word("IN"):
            found = In(name, read_values(tokens))
        elif negated:
            tokens.fail("se espera BETWEEN, LIKE o IN")
        else:
            return Comparison(name, read_operator(tokens), read_value(tokens))
        return Not(found) if negated else found

    def _intersects(self) -> Expression:
        tokens = self._tokens
        tokens.skip()
        tokens.expect("(")
        name = read_name(tokens)
        tokens.expect(",")
        shape = read_geometry(tokens)
        tokens.expect(")")
        return Intersects(name, shape)
