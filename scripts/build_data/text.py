"""Pure helpers for names, reduced dates, money and counts. No input or output."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from scripts.build_data.errors import BuildError

_REDUCED_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_LOWER_WORDS: Final = frozenset({"a", "al", "con", "de", "del", "e", "el", "en", "la", "las", "los", "por", "y"})


def fold(name: str) -> str:
    """Return a name without accents, case, punctuation or repeated spaces.

    The n with tilde is folded to ``n``: sources lose it as often as they lose accents.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", plain.casefold()).split())


def spanish_title(name: str) -> str:
    """Write a name given in capitals as Spanish names are written.

    Articles and prepositions stay in lower case except at the beginning or right after a
    mark such as a parenthesis or a slash. Accents are never invented.
    """
    words = " ".join(name.split()).lower().split(" ")
    titled: list[str] = []
    for position, word in enumerate(words):
        if position and word in _LOWER_WORDS:
            titled.append(word)
        else:
            titled.append(_capitalise(word))
    return " ".join(titled)


def _capitalise(word: str) -> str:
    """Raise every letter that begins a run of letters (after a hyphen, a slash or a mark)."""
    raised: list[str] = []
    inside = False
    for char in word:
        raised.append(char if inside else char.upper())
        inside = char.isalnum() or char in "'’´`"
    return "".join(raised)


def parse_reduced_date(text: str) -> str:
    """Check an ISO 8601 date that may be reduced to a month or a year, and return it.

    Raises
    ------
    BuildError
        When the text is not ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or names a month or a
        day that no calendar has.
    """
    match = _REDUCED_DATE.fullmatch(text)
    if match is None:
        raise BuildError(f"La fecha {text!r} no es AAAA, AAAA-MM ni AAAA-MM-DD.")
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date(year, month, day)
    except ValueError as error:
        raise BuildError(f"La fecha {text!r} no existe en el calendario.") from error
    return text


def money(text: str) -> str:
    """Return an amount in soles as a plain decimal with two decimals, blank for blank.

    Raises
    ------
    BuildError
        When the text is not a finite number, or carries thousandths of a sol.
    """
    if not text.strip():
        return ""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation as error:
        raise BuildError(f"El monto {text!r} no es un número.") from error
    if not amount.is_finite():
        raise BuildError(f"El monto {text!r} no es un número finito.")
    rounded = amount.quantize(Decimal("0.01"))
    if rounded != amount:
        raise BuildError(f"El monto {text!r} tiene más de dos decimales.")
    return f"{rounded:f}"


def coordinate(value: float) -> str:
    """Return a longitude or latitude with seven decimals (about one centimetre)."""
    return f"{value:.7f}"


def split_list(text: str) -> list[str]:
    """Split a cell that lists names with semicolons, dropping blanks."""
    return [part.strip() for part in text.split(";") if part.strip()]
