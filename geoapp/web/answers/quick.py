"""The es-PE figures of `geoapp.web.formatting`, written without Babel where hundreds are needed in one answer.

A test holds both to the same text.
"""

from __future__ import annotations

from functools import lru_cache

from geoapp.domain.vocabulary import AMOUNT_KINDS, BOUNDS
from geoapp.services.portfolio import MISSING
from geoapp.services.publication import Publication
from geoapp.web import formatting


def centimos(amount: int) -> str:
    """Whole céntimos as soles."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{sign}S/ {whole:,}.{rest:02d}"


@lru_cache(maxsize=8_192)
def date(text: str | None) -> str:
    """Date as far as it is known."""
    return formatting.date(text)


@lru_cache(maxsize=16_384)
def points(hundredths: int) -> str:
    """Percentage from hundredths of a point."""
    return formatting.percent(hundredths / 100)


@lru_cache(maxsize=512)
def _kind(kind: str, bound: str) -> str:
    words = [AMOUNT_KINDS[kind].lower()]
    if BOUNDS.get(bound):
        words.insert(0, BOUNDS[bound])
    return ", ".join(words)


def amount_text(publication: Publication, index: int) -> str:
    """As `geoapp.web.texts.amount_text`."""
    portfolio = publication.portfolio
    cost = int(portfolio.cost_centimos[index])
    if cost == MISSING:
        return "costo sin dato"
    text = portfolio.text
    kind = _kind(str(text["cost_kind"][index]), str(text["cost_bound"][index]))
    return f"{centimos(cost)} ({kind}, {date(text['cost_date'][index])})"


def progress_text(publication: Publication, index: int) -> str:
    """As `geoapp.web.texts.progress_text`."""
    portfolio = publication.portfolio
    value = int(portfolio.physical_bp[index])
    if value == MISSING:
        return "avance sin dato"
    kind = "avance" if portfolio.text["progress_kind"][index] == "unspecified" else "avance físico"
    return f"{kind} {points(value)} ({date(portfolio.text['physical_date'][index])})"
