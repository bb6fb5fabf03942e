"""What a filter may hold and how much of it, and the refusal that says so."""

from __future__ import annotations

from typing import NoReturn

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


def refuse(text: str, reason: str) -> NoReturn:
    """Refuse a filter, with its text, the reason and what is accepted.

    Raises
    ------
    InvalidFilterError
        Always.
    """
    shown = text if len(text) <= 80 else text[:80] + "…"  # noqa: PLR2004 - enough to recognise the filter by
    raise InvalidFilterError([FilterProblem("filter", shown, reason, GRAMMAR)])
