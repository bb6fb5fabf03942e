"""What codes of the files mean in words: those that pages show, in the language of the moment."""

from __future__ import annotations

from collections.abc import Mapping

from geoapp.domain.vocabulary import (
    ALERTS,
    AMOUNT_KINDS,
    BOUNDS,
    KINDS,
    PLACING_METHODS,
    PRECISIONS,
    ROLES,
    SECTORS,
    SHARING_RULES,
    STATUSES,
)
from geoapp.i18n import N_
from geoapp.i18n import gettext as _

CODES: Mapping[str, Mapping[str, str]] = {
    "sector": SECTORS,
    "status": STATUSES,
    "precision": PRECISIONS,
    "cost_kind": AMOUNT_KINDS,
    "alerts": ALERTS,
    "kind": KINDS,
    "role": ROLES,
    "placing_method": PLACING_METHODS,
    "sharing": SHARING_RULES,
    # Pages say nothing of an exact amount; an empty cell would say that nothing is known.
    "cost_bound": {**BOUNDS, "exact": N_("exacto")},
}
"""Spanish words of each code, by the column of projects that holds it."""


def words_of_codes() -> dict[str, dict[str, str]]:
    """`CODES` in the language of the moment."""
    return {name: {str(code): _(words) for code, words in codes.items()} for name, codes in CODES.items()}
