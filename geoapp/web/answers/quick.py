"""The es-PE figures of `geoapp.web.formatting`, written without Babel where hundreds are needed in one answer.

A test holds both to the same text.
"""

from __future__ import annotations

from functools import lru_cache

from geoapp.domain.columns import MISSING
from geoapp.i18n import gettext as _
from geoapp.i18n import language
from geoapp.services.publication import Publication
from geoapp.web import formatting
from geoapp.web.texts import kind_text, progress_words


def centimos(amount: int) -> str:
    """Whole céntimos as soles."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{sign}{formatting.SOLES}{whole:,}.{rest:02d}"


def date(text: str | None) -> str:
    """Date as far as it is known."""
    return _date(text, language())


def points(hundredths: int) -> str:
    """Percentage from hundredths of a point."""
    return _points(hundredths, language())


# What is kept is kept by language: the language of the moment is part of the key.
@lru_cache(maxsize=16_384)
def _date(text: str | None, _code: str) -> str:
    return formatting.date(text)


@lru_cache(maxsize=16_384)
def _points(hundredths: int, _code: str) -> str:
    return formatting.percent(hundredths / 100)


@lru_cache(maxsize=512)
def _kind(kind: str, bound: str, _code: str) -> str:
    return kind_text(kind, bound)


def amount_text(publication: Publication, index: int) -> str:
    """As `geoapp.web.texts.amount_text`."""
    portfolio = publication.portfolio
    cost = int(portfolio.cost_centimos[index])
    if cost == MISSING:
        return _("costo sin dato")
    text = portfolio.text
    kind = _kind(str(text["cost_kind"][index]), str(text["cost_bound"][index]), language())
    return f"{centimos(cost)} ({kind}, {date(text['cost_date'][index])})"


def progress_text(publication: Publication, index: int) -> str:
    """As `geoapp.web.texts.progress_text`."""
    portfolio = publication.portfolio
    value = int(portfolio.physical_bp[index])
    if value == MISSING:
        return _("avance sin dato")
    unspecified = portfolio.text["progress_kind"][index] == "unspecified"
    told = {"percent": points(value), "date": date(portfolio.text["physical_date"][index])}
    return progress_words(told, unspecified=unspecified)
