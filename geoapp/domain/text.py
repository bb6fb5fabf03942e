"""Comparing Spanish text: accents, case and spacing do not count."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9A-Z]+")
_LATIN_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
"""All of the block but U+034F, which is none."""


def fold(text: str) -> str:
    """Upper case without accents, spaces collapsed; ``Ñ`` becomes ``N``.

    >>> fold("  San José de  Lourdes ")
    'SAN JOSE DE LOURDES'
    """
    bare = unicodedata.normalize("NFKD", text)
    if not bare.isascii():
        # The marks of Latin letters go by one search, which is much faster than a question per letter.
        bare = _LATIN_MARKS.sub("", bare)
        if not bare.isascii():
            bare = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(bare.split()).upper()


def words(text: str) -> tuple[str, ...]:
    """Folded words of a text, for search.

    >>> words("Hospital II-1 «Tito Villar»")
    ('HOSPITAL', 'II', '1', 'TITO', 'VILLAR')
    """
    return tuple(word for word in _NOT_WORD.split(fold(text)) if word)
