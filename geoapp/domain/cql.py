"""The subset of CQL2 text that the OGC API takes: parsing into a tree, with limits, and nothing else.

Comparison, AND, OR, NOT, BETWEEN, IN, LIKE, IS NULL and S_INTERSECTS with a polygon, a box or a point. The tree holds
names and values only; who evaluates it binds them to columns. Nothing of the text is ever executed.

Source: OGC 21-065r2, Common Query Language (CQL2), its text encoding.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import NoReturn

import shapely

from geoapp.errors import FilterProblem, InvalidFilterError

MAX_CHARACTERS = 8_000
MAX_DEPTH = 40
MAX_TERMS = 500
MAX_VERTICES = 1_000
GRAMMAR = (
    "propiedad = 'texto'",
    "propiedad >= 100",
    "propiedad BETWEEN 1 AND 9",
    "propiedad IN ('a', 'b')",
    "propiedad LIKE 'a%'",
    "propiedad IS NULL",
    "S_INTERSECTS(geometry, POLYGON((...)))",
    "AND, OR, NOT y paréntesis",
)
"""What a refusal says is accepted."""

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


def parse_cql(text: str) -> Expression:
    """Read a filter in CQL2 text.

    Raises
    ------
    InvalidFilterError
        When the text is too long, too deep or not of the subset; the message says where and what is accepted.
    """
    if len(text) > MAX_CHARACTERS:
        _refuse(text, f"tiene {len(text)} caracteres; se aceptan hasta {MAX_CHARACTERS}.")
    return _Parser(text).parse()


def _refuse(text: str, reason: str) -> NoReturn:
    shown = text if len(text) <= 80 else text[:80] + "…"  # noqa: PLR2004 - enough to recognise the filter by
    raise InvalidFilterError([FilterProblem("filter", shown, reason, GRAMMAR)])


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>'(?:[^']|'')*')
      | (?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<quoted>"[^"]+")
      | (?P<word>[A-Za-z_][A-Za-z0-9_.:]*)
      | (?P<sign><=|>=|<>|[=<>(),])
    )""",
    re.VERBOSE,
)
_KEYWORDS = frozenset({"AND", "OR", "NOT", "BETWEEN", "IN", "LIKE", "IS", "NULL", "TRUE", "FALSE"})
_SHAPES = frozenset({"POINT", "MULTIPOINT", "LINESTRING", "MULTILINESTRING", "POLYGON", "MULTIPOLYGON"})
_OPERATORS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_BOX_NUMBERS = (4, 6)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.text.upper() if self.kind == "word" else ""


class _Parser:
    """Recursive descent; depth and number of terms are counted, so that no text can exhaust the stack."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[_Token] = []
        self._next = 0
        self._depth = 0
        self._terms = 0
        position = 0
        end = len(text.rstrip())
        while position < end:
            found = _TOKEN.match(text, position)
            if found is None or found.lastgroup is None:
                self._fail("no se entiende", position)
            self._tokens.append(
                _Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup), found.end())
            )
            position = found.end()
        self._tokens.append(_Token("end", "", len(text), len(text)))

    def parse(self) -> Expression:
        expression = self._either()
        if self._peek().kind != "end":
            self._fail("sobra desde aquí")
        return expression

    # -- grammar, from the loosest binding to the tightest

    def _either(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            _refuse(self._text, f"tiene más de {MAX_DEPTH} paréntesis o negaciones unas dentro de otras.")
        parts = [self._both()]
        while self._take_word("OR"):
            parts.append(self._both())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self) -> Expression:
        parts = [self._factor()]
        while self._take_word("AND"):
            parts.append(self._factor())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _factor(self) -> Expression:
        turns = 0
        while self._take_word("NOT"):
            turns += 1
        part = self._primary()
        return Not(part) if turns % 2 else part

    def _primary(self) -> Expression:
        self._terms += 1
        if self._terms > MAX_TERMS:
            _refuse(self._text, f"tiene más de {MAX_TERMS} condiciones.")
        token = self._peek()
        if token.text == "(":
            self._next += 1
            inside = self._either()
            self._expect(")")
            return inside
        if token.word in {"TRUE", "FALSE"}:
            self._next += 1
            return Constant(token.word == "TRUE")
        if token.word == "S_INTERSECTS":
            return self._intersects()
        if self._is_name(token) and not self._starts_literal():
            return self._predicate(self._name())
        value = self._value()
        operator = self._operator()
        return Comparison(self._name(), _TURNED.get(operator, operator), value)

    def _predicate(self, name: str) -> Expression:
        if self._take_word("IS"):
            negated = self._take_word("NOT")
            self._expect_word("NULL")
            return Not(IsNull(name)) if negated else IsNull(name)
        negated = self._take_word("NOT")
        found: Expression
        if self._take_word("BETWEEN"):
            low = self._value()
            self._expect_word("AND")
            found = Between(name, low, self._value())
        elif self._take_word("LIKE"):
            pattern = self._value()
            if not isinstance(pattern, str):
                self._fail("LIKE necesita un texto entre comillas simples")
            found = Like(name, pattern)
        elif self._take_word("IN"):
            found = In(name, self._list())
        elif negated:
            self._fail("se espera BETWEEN, LIKE o IN")
        else:
            return Comparison(name, self._operator(), self._value())
        return Not(found) if negated else found

    def _list(self) -> tuple[Value, ...]:
        self._expect("(")
        values = [self._value()]
        while self._peek().text == "," and len(values) <= MAX_TERMS:
            self._next += 1
            values.append(self._value())
        if len(values) > MAX_TERMS:
            _refuse(self._text, f"una lista tiene más de {MAX_TERMS} valores.")
        self._expect(")")
        return tuple(values)

    def _intersects(self) -> Expression:
        self._next += 1
        self._expect("(")
        name = self._name()
        self._expect(",")
        shape = self._box() if self._peek().word == "BBOX" else self._shape()
        self._expect(")")
        return Intersects(name, shape)

    def _box(self) -> shapely.Geometry:
        self._next += 1
        numbers = self._list()
        if len(numbers) not in _BOX_NUMBERS or not all(isinstance(number, float) for number in numbers):
            self._fail("BBOX necesita cuatro números: oeste, sur, este, norte")
        half = len(numbers) // 2
        west, south, east, north = (float(numbers[at]) for at in (0, 1, half, half + 1))  # type: ignore[arg-type]
        if west > east or south > north:
            self._fail("BBOX no es un rectángulo")
        return shapely.box(west, south, east, north)

    def _shape(self) -> shapely.Geometry:
        token = self._peek()
        if token.word not in _SHAPES:
            self._fail("se espera POLYGON, MULTIPOLYGON, POINT o BBOX")
        begin, depth = token.start, 0
        self._next += 1
        while True:
            token = self._peek()
            if token.kind == "end":
                self._fail("la geometría no se cierra")
            self._next += 1
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if token.text == ")" and depth == 0:
                break
        try:
            shape = shapely.from_wkt(self._text[begin : token.end])
        except shapely.errors.ShapelyError:
            self._fail("la geometría no es WKT", begin)
        if shapely.get_num_coordinates(shape) > MAX_VERTICES:
            self._fail(f"la geometría tiene más de {MAX_VERTICES} vértices", begin)
        if not shape.is_valid or shape.is_empty:
            self._fail(f"la geometría no es válida ({shapely.is_valid_reason(shape)})", begin)
        return shape

    # -- words and values

    def _value(self) -> Value:
        token = self._peek()
        self._next += 1
        if token.kind == "string":
            return token.text[1:-1].replace("''", "'")
        if token.kind == "number":
            return float(token.text)
        if token.word in {"TRUE", "FALSE"}:
            return token.word == "TRUE"
        if token.word in {"DATE", "TIMESTAMP"}:
            self._expect("(")
            text = self._value()
            self._expect(")")
            return self._moment(token.word, text)
        self._next -= 1
        return self._fail("se espera un valor: 'texto', número, TRUE, FALSE, DATE('2024-01-31')")

    def _moment(self, kind: str, text: Value) -> dt.date:
        try:
            if isinstance(text, str):
                return dt.date.fromisoformat(text) if kind == "DATE" else dt.datetime.fromisoformat(text)
        except ValueError:
            pass
        return self._fail(f"{kind} necesita una fecha ISO 8601 entre comillas simples")

    def _operator(self) -> str:
        token = self._peek()
        if token.text not in _OPERATORS:
            self._fail("se espera un operador: = <> < <= > >= BETWEEN IN LIKE IS")
        self._next += 1
        return token.text

    def _name(self) -> str:
        token = self._peek()
        if not self._is_name(token):
            self._fail("se espera el nombre de una propiedad")
        self._next += 1
        return token.text.strip('"')

    @staticmethod
    def _is_name(token: _Token) -> bool:
        return token.kind == "quoted" or (token.kind == "word" and token.word not in _KEYWORDS)

    def _starts_literal(self) -> bool:
        after = self._tokens[self._next + 1]
        return self._peek().word in {"DATE", "TIMESTAMP"} and after.text == "("

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take_word(self, word: str) -> bool:
        if self._peek().word != word:
            return False
        self._next += 1
        return True

    def _expect_word(self, word: str) -> None:
        if not self._take_word(word):
            self._fail(f"se espera {word}")

    def _expect(self, sign: str) -> None:
        if self._peek().text != sign or self._peek().kind == "string":
            self._fail(f"se espera «{sign}»")
        self._next += 1

    def _fail(self, reason: str, position: int | None = None) -> NoReturn:
        at = self._peek().start if position is None else position
        _refuse(self._text, f"{reason}, en el carácter {at + 1} («{self._text[at : at + 20]}»).")
