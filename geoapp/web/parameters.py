"""Checks of parameters that are not filters: one way to refuse, naming what is accepted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from geoapp.errors import FilterProblem, InvalidFilterError
from geoapp.i18n import gettext as _

TRACKING = ("fbclid", "gclid", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
"""Names that social networks append to shared addresses; pages skip them instead of refusing the visit."""


def refuse(name: str, value: str, reason: str, accepted: Iterable[str] = ()) -> InvalidFilterError:
    """The error of one parameter."""
    return InvalidFilterError([FilterProblem(name, value[:200], reason, tuple(accepted))])


def choice(given: Mapping[str, str], name: str, accepted: Iterable[str], default: str) -> str:
    """One of a closed list of values.

    Raises
    ------
    InvalidFilterError
        When the value is not in the list.
    """
    options = tuple(accepted)
    value = given.get(name, default)
    if value not in options:
        raise refuse(name, value, _("no es un valor conocido."), options)
    return value


def whole_number(given: Mapping[str, str], name: str, low: int, high: int, default: int) -> int:
    """A whole number within bounds.

    Raises
    ------
    InvalidFilterError
        When the text is not such a number.
    """
    text = given.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and low <= int(text) <= high):  # noqa: PLR2004
        raise refuse(name, text, _("debe ser un número entero de %(low)s a %(high)s.", low=low, high=high))
    return int(text)


def view_box(given: Mapping[str, str]) -> tuple[float, float, float, float]:
    """View of a map, west, south, east and north in degrees; it may reach beyond the globe.

    Raises
    ------
    InvalidFilterError
        When it is absent or not a box.
    """
    text = given.get("view", "")
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):  # noqa: PLR2004
        raise refuse("view", text, _("debe tener la forma oeste,sur,este,norte, en grados decimales WGS 84."))
    west, south, east, north = numbers
    if west >= east or south >= north:
        raise refuse("view", text, _("no es un rectángulo: se espera oeste < este y sur < norte."))
    return west, south, east, north


def known_names(given: Iterable[str], accepted: Iterable[str]) -> None:
    """Refuse parameters that the address does not know.

    Raises
    ------
    InvalidFilterError
        With every unknown name.
    """
    options = tuple(accepted)
    told = tuple(option for option in options if option not in TRACKING)
    problems = [
        FilterProblem(name, "", _("no es un parámetro de esta dirección."), told)
        for name in given
        if name not in options
    ]
    if problems:
        raise InvalidFilterError(problems)
