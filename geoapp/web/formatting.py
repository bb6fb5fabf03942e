"""Figures as people in Peru read them (es-PE), and dates and words in the language of the page.

Every figure can say «sin dato». English keeps the signs of Peru, which are its own: ``S/ 1,234.50``. What belongs to a
figure, its sign or its unit, is joined to it by a space at which no line ends.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

from geoapp.domain.dates import ReducedDate, months_before
from geoapp.domain.money import to_soles
from geoapp.i18n import N_, language
from geoapp.i18n import gettext as _

LOCALE = "es_PE"
NO_DATA = N_("sin dato")
OLD_AFTER_MONTHS = 12
NO_BREAK = "\N{NO-BREAK SPACE}"
_MILLION = Decimal(1_000_000)


# A page shows hundreds of figures: Python writes the digits, ten times faster, with the locale's signs from Babel.
SOLES = get_currency_symbol("PEN", locale=LOCALE) + NO_BREAK
_SIGNS = str.maketrans({",": get_group_symbol(LOCALE), ".": get_decimal_symbol(LOCALE)})
_CENTIMO = Decimal("0.01")


def _digits(value: Decimal, step: Decimal) -> str:
    return f"{value.quantize(step, rounding=ROUND_HALF_EVEN):,f}".translate(_SIGNS)


def soles(amount: Decimal | float | None) -> str:
    """Amount in soles to the céntimo, for instance ``S/ 1,234,567.89``."""
    if amount is None:
        return no_data()
    text = _digits(Decimal(str(amount)), _CENTIMO)
    return f"-{SOLES}{text[1:]}" if text.startswith("-") else f"{SOLES}{text}"


def centimos(amount: int | None) -> str:
    """Whole céntimos as soles."""
    return no_data() if amount is None else soles(to_soles(amount))


def millions(amount: Decimal | None, digits: int = 1) -> str:
    """Short amount for headlines, the exact one stands beside it: ``S/ 6,180.4 millones``."""
    if amount is None:
        return no_data()
    if abs(amount) < _MILLION:
        return soles(amount)
    return _("%(amount)s millones", amount=in_millions(amount, digits)).replace(" ", NO_BREAK)


def in_millions(amount: Decimal, digits: int = 1) -> str:
    """The figure of `millions` without its word: ``S/ 6,180.4``."""
    return f"{SOLES}{_digits(amount / _MILLION, Decimal(1).scaleb(-digits))}"


def number(value: Decimal | float | None, digits: int = 0) -> str:
    """Number with at most some decimals."""
    if value is None:
        return no_data()
    text = _digits(Decimal(str(value)), Decimal(1).scaleb(-digits))
    decimal = _SIGNS[ord(".")]
    return text.rstrip("0").removesuffix(decimal) if digits and decimal in text else text


def percent(value: Decimal | float | None, digits: int = 2) -> str:
    """Percentage given in points: ``55 %``, in English ``55%``."""
    if value is None:
        return no_data()
    return f"{number(value, digits)}%" if language() == "en" else f"{number(value, digits)}{NO_BREAK}%"


def date(text: str | ReducedDate | dt.date | None) -> str:
    """Date as far as it is known: ``10/03/2026``, ``marzo de 2026``, ``2026``, ``sin fecha``.

    In English ``10 March 2026``, for a date in figures is read in two ways there.
    """
    if text is None or text == "":
        return _("sin fecha")
    if isinstance(text, dt.date):
        return _reduced(text.isoformat(), language())
    return _reduced(text.text if isinstance(text, ReducedDate) else text, language())


_DAY = {"es": ("dd/MM/y", LOCALE), "en": ("d MMMM y", "en_GB")}
_MONTH = {"es": ("MMMM 'de' y", LOCALE), "en": ("MMMM y", "en_GB")}


@lru_cache(maxsize=8192)
def _reduced(text: str, code: str) -> str:
    known = ReducedDate(text)
    parts = known.text.count("-")
    if parts == 0:
        return known.text
    pattern, locale = (_MONTH if parts == 1 else _DAY)[code]
    return str(format_date(known.first, pattern, locale=locale))


def no_data() -> str:
    """«sin dato», as every figure says it that no source gives."""
    return _(NO_DATA)


def is_old(text: str | None, today: dt.date) -> bool:
    """Whether a datum is older than twelve months (or undated), to be marked as such."""
    known = ReducedDate.parse(text)
    return known is None or known.last < months_before(today, OLD_AFTER_MONTHS)
