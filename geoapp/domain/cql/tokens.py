"""A text cut into words, signs and literals, read one after another; each refusal says at which character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from geoapp.domain.cql.limits import refuse

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


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, its kind (a group of the pattern, or ``end``) and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The word in capitals, as keywords are compared; empty where it is none."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def is_name(self) -> bool:
        """Whether it may name a property."""
        return self.kind == "quoted" or (self.kind == "word" and self.word not in _KEYWORDS)


class Tokens:
    """The tokens of a text and the one that is read next.

    Parameters
    ----------
    text : str
        The whole filter.

    Raises
    ------
    InvalidFilterError
        Where the text holds something that is no token.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens: list[Token] = []
        self._next = 0
        position = 0
        end = len(text.rstrip())
        while position < end:
            found = _TOKEN.match(text, position)
            if found is None or found.lastgroup is None:
                self.fail("no se entiende", position)
            self._tokens.append(
                Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup), found.end())
            )
            position = found.end()
        self._tokens.append(Token("end", "", len(text), len(text)))

    def peek(self) -> Token:
        """Return the next token and stay before it."""
        return self._tokens[self._next]

    def peek_second(self) -> Token:
        """Return the token after the next one, which must not be the end."""
        return self._tokens[self._next + 1]

    def skip(self) -> None:
        """Go past the next token, which must not be the end."""
        self._next += 1

    def take_word(self, word: str) -> bool:
        """Go past the next token if it is a word; return whether it was."""
        if self.peek().word != word:
            return False
        self.skip()
        return True

    def expect_word(self, word: str) -> None:
        """Go past a word, or refuse the text."""
        if not self.take_word(word):
            self.fail(f"se espera {word}")

    def expect(self, sign: str) -> None:
        """Go past a sign, or refuse the text."""
        if self.peek().text != sign or self.peek().kind == "string":
            self.fail(f"se espera «{sign}»")
        self.skip()

    def fail(self, reason: str, position: int | None = None) -> NoReturn:
        """Refuse the text at a position, by default that of the next token."""
        at = self.peek().start if position is None else position
        refuse(self.text, f"{reason}, en el carácter {at + 1} («{self.text[at : at + 20]}»).")
