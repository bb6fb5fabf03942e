"""Money in Peruvian soles: Decimal at the borders, whole céntimos wherever sums are made.

Whole céntimos in 64-bit integers make every sum exact whatever its order, so that map, table, API and files agree
to the cent by construction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from geoapp.i18n import gettext as _

REFERENCE_SUM = "costo_de_referencia"
"""Name, among an edition's sums, of the total of current costs of the projects that enter sums."""

CENTIMOS_PER_SOL = 100
MAX_CENTIMOS = 10**16
"""Bound of one amount (S/ 100 million million): sums of millions of such amounts still fit in 64 bits."""

_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_MAX_TEXT = 64
"""Longer texts are no amount: every digit that could matter fits in far fewer."""


class AmountKind(StrEnum):
    """What an amount is. Amounts of different kinds are never added for one project."""

    TOTAL_COST = "costo_total"
    UPDATED_COST = "costo_actualizado"
    VIABLE_COST = "costo_viable"
    TECHNICAL_FILE = "expediente"
    CONTRACT = "contrato"
    ESTIMATE = "estimado"
    TRANSFER = "transferencia"
    STUDY = "estudio"
    YEARLY_BUDGET = "presupuesto_anual"


COST_PRECEDENCE = (
    AmountKind.UPDATED_COST,
    AmountKind.TOTAL_COST,
    AmountKind.VIABLE_COST,
    AmountKind.TECHNICAL_FILE,
    AmountKind.CONTRACT,
    AmountKind.ESTIMATE,
)
"""Kinds that say what a work costs, the firmest first. A transfer, a study's price or one year's budget does not."""


class Bound(StrEnum):
    """How a source limits an amount: «más de», «cerca de», «hasta»."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    ABOUT = "about"
    AT_MOST = "at_most"


def to_centimos(amount: Decimal | str) -> int:
    """Whole céntimos of an amount in soles.

    Raises
    ------
    ValueError
        When the text is no number, has more than two decimals that are not zero, or is out of bounds.
    """
    try:
        value = Decimal(amount) if isinstance(amount, Decimal) or _is_plain(amount) else None
    except InvalidOperation:
        value = None
    shown = str(amount)[:_MAX_TEXT]
    if value is None or not value.is_finite():
        raise ValueError(_("«%(text)s» no es un importe en soles", text=shown))
    if abs(value) > MAX_CENTIMOS // CENTIMOS_PER_SOL:
        raise ValueError(_("«%(text)s» está fuera de todo importe posible", text=shown))
    # Arithmetic rounds to the context's digits; shifting the exponent of the digits themselves does not.
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - the value is finite
    centimos = Decimal((sign, digits, exponent + 2)) if any(digits) else Decimal(0)
    if centimos != int(centimos):
        raise ValueError(_("«%(text)s» tiene más de dos decimales", text=shown))
    return int(centimos)


def _is_plain(text: str) -> bool:
    return len(text) <= _MAX_TEXT and _PLAIN.fullmatch(text) is not None


def to_soles(centimos: int) -> Decimal:
    """Amount in soles with two decimals.

    >>> to_soles(123456789)
    Decimal('1234567.89')
    """
    return Decimal(int(centimos)).scaleb(-2)


def split_by_weights(centimos: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by whole weights so that the parts add up to it (largest remainder; ties to the first).

    Parameters
    ----------
    centimos
        Amount, of either sign.
    weights
        At least one, none negative, not all zero.

    Raises
    ------
    ValueError
        When the weights are empty, negative or all zero.
    """
    total = sum(weights)
    if not weights or total <= 0 or min(weights) < 0:
        raise ValueError("Los pesos del reparto deben ser enteros no negativos y no todos cero")
    sign = -1 if centimos < 0 else 1
    amount = abs(centimos)
    parts = [amount * weight // total for weight in weights]
    rest = amount - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for index in by_remainder[:rest]:
        parts[index] += 1
    return [sign * part for part in parts]
