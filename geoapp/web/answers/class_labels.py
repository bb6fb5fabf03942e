"""Classes of a measure in words: limits as short as they can be told apart, and not shorter."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from geoapp.i18n import gettext as _
from geoapp.services.classes import ValueClass
from geoapp.web import formatting
from layers.classes import details_apart

_MILLION = Decimal(1_000_000)
_MILLIONS_DIGITS = 3
"""Decimals of a million that a label may have; what needs more is written in soles."""
_CENTIMOS, _MOST = 2, 12


def class_labels(classes: Sequence[ValueClass], unit: str) -> list[str]:
    """Limits of each class as the legend writes them.

    Amounts are in millions where they are large, to the sol per inhabitant, percentages to a tenth; neighbouring limits
    that would read alike get more digits.
    """
    bounds = sorted({bound for class_ in classes for bound in (class_.low, class_.high)})
    details = details_apart(bounds, lambda bound, detail: _rounded(bound, unit, detail), _MOST)
    detail_of = dict(zip(bounds, details, strict=True))
    return [_label(class_, unit, detail_of) for class_ in classes]


def _label(class_: ValueClass, unit: str, detail_of: dict[Decimal, int]) -> str:
    low, high = class_.low, class_.high
    last = _written(high, unit, detail_of[high])
    if low == high:
        return last
    first = _written(low, unit, detail_of[low])
    alike = {_in_millions(bound, unit, detail_of[bound]) for bound in (low, high)}
    if alike == {True}:
        first = formatting.in_millions(low, detail_of[low] + 1)  # its word stands once
    if len(alike) == 1:
        last = last.removeprefix(formatting.SOLES)  # else «S/ 62,500 a 3.5 millones» could be of millions both
    return _("%(low)s a %(high)s", low=first, high=last)


def _in_millions(value: Decimal, unit: str, detail: int) -> bool:
    return unit == "soles" and value >= _MILLION and detail < _MILLIONS_DIGITS


def _digits(value: Decimal, unit: str, detail: int) -> int:
    """Decimals of a limit in its unit, the sol for amounts, millions too."""
    if _in_millions(value, unit, detail):
        return detail + 1 - 6
    if unit == "percent":
        return detail + 1
    # From whole numbers to hundredths at once: there are céntimos, not tenths of a sol.
    above = detail - _MILLIONS_DIGITS if unit == "soles" and value >= _MILLION else detail
    return above + 1 if above else 0


def _rounded(value: Decimal, unit: str, detail: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-_digits(value, unit, detail)), rounding=ROUND_HALF_EVEN)


def _written(value: Decimal, unit: str, detail: int) -> str:
    if _in_millions(value, unit, detail):
        return formatting.millions(value, detail + 1)
    digits = _digits(value, unit, detail)
    if unit == "percent":
        return formatting.percent(value, digits)
    if unit.startswith("soles") and digits == _CENTIMOS:
        return formatting.soles(value)
    sign = formatting.SOLES if unit.startswith("soles") else ""
    return f"{sign}{formatting.number(value, digits)}"
