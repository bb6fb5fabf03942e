"""Comparing Spanish text: accents, case and spacing do not count."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^0-9A-Z]+")


def fold(text: str) -> str:
    """Upper case without accents, spaces collapsed; ``Ñ`` becomes ``N``.

    >>> fold("  San José de  Lourdes ")
    'SAN JOSE DE LOURDES'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SPACES.sub(" ", bare).strip().upper()


def words(text: str) -> tuple[str, ...]:
    """Folded words of a text, for search.

    >>> words("Hospital II-1 «Tito Villar»")
    ('HOSPITAL', 'II', '1', 'TITO', 'VILLAR')
    """
    return tuple(word for word in _NOT_WORD.split(fold(text)) if word)
