"""Words of an official title, folded for comparison, each keeping its span in the text as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from geoapp.domain.text import fold

# A word may hold combining accents (decomposed text) and a "?" or the replacement sign inside it: an Ñ, or an
# accented vowel, lost by an export ("FERRE?AFE").
_LETTER = r"[^\W_\u0300-\u036f][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_LETTER})+(?:[?\ufffd](?:{_LETTER})+)*")
_LOST = re.compile(r"[?\ufffd]")
_LOST_LETTERS = "NAEIOU"
_MAX_LOST = 2

_ABBREVIATIONS = {
    "STA": "SANTA",
    "STO": "SANTO",
    "SN": "SAN",
    "GRAL": "GENERAL",
    "CRNEL": "CORONEL",
    "MCAL": "MARISCAL",
    "NVO": "NUEVO",
    "NVA": "NUEVA",
}


class Break(Enum):
    """What stands between a word and the one before it."""

    SPACE = "space"
    DOT = "dot"
    COMMA = "comma"
    HYPHEN = "hyphen"  # inside a compound: no space on either side
    DASH = "dash"
    SLASH = "slash"
    OPEN = "open"  # an opening bracket or quotation mark
    STRONG = "strong"  # semicolon, colon, closing bracket: a list ends here


@dataclass(frozen=True, slots=True)
class Token:
    """One word: ``text[start:end]``, its folded form, other forms where letters were lost, and the break before it."""

    start: int
    end: int
    form: str
    others: tuple[str, ...]
    gap: Break


def tokenise(text: str) -> tuple[Token, ...]:
    """Split a text into words.

    Parameters
    ----------
    text
        Any text; spans count characters of exactly this string.

    Returns
    -------
    tuple of Token
        In reading order; for all of them ``0 <= start < end <= len(text)``.
    """
    tokens: list[Token] = []
    previous = 0
    for match in _WORD.finditer(text):
        forms = _forms(match.group())
        if not forms:
            continue
        gap = _break(text[previous : match.start()])
        tokens.append(Token(match.start(), match.end(), forms[0], forms[1:], gap))
        previous = match.end()
    return tuple(tokens)


@lru_cache(maxsize=8_192)
def name_forms(name: str) -> tuple[str, ...]:
    """Folded words of a place name, as a title would be folded: ``Huac-Huas`` is two words."""
    return tuple(forms[0] for word in _WORD.findall(name) if (forms := _forms(word)))


@lru_cache(maxsize=65_536)
def _forms(word: str) -> tuple[str, ...]:
    folded = fold(word).replace(" ", "")
    if not folded:
        return ()
    lost = len(_LOST.findall(folded))
    if not lost:
        return (_ABBREVIATIONS.get(folded, folded),)
    forms = [folded]
    for _ in range(min(lost, _MAX_LOST)):
        forms = [_LOST.sub(letter, form, count=1) for form in forms for letter in _LOST_LETTERS]
    return tuple(dict.fromkeys(_LOST.sub("", form) for form in forms))


@lru_cache(maxsize=4_096)
def _break(between: str) -> Break:
    marks = set(between)
    for kind, signs in (
        (Break.STRONG, ";:)]»”"),
        (Break.OPEN, "([«“\"'"),
        (Break.COMMA, ","),
        (Break.SLASH, "/|"),
    ):
        if marks & set(signs):
            return kind
    if marks & set("-–—_"):
        return Break.DASH if any(sign.isspace() for sign in between) or "–" in marks else Break.HYPHEN
    return Break.DOT if "." in marks else Break.SPACE
