"""Classes of values for the map: the rules offered, and how many areas each class holds; `layers` finds the cuts.

Whatever the rule, each known value falls in exactly one class, and classes follow one another without gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from geoapp.deferred import deferred
from geoapp.i18n import N_

if TYPE_CHECKING:
    from layers import classes as cuts
else:
    cuts = deferred("layers.classes")  # loads folium too, which commands that draw nothing do without

MAX_CLASSES = 5
DEFAULT_METHOD = "quantiles"
METHODS = {
    "quantiles": N_("Cuantiles (igual número)"),
    "jenks": N_("Jenks (grupos naturales)"),
    "equal": N_("Intervalos iguales"),
    "rounded": N_("Cortes redondeados"),
}


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Values from `low` to `high`, both included, and how many areas have one; below `low` begins another class."""

    low: Decimal
    high: Decimal
    count: int


def classify(
    values: Sequence[Decimal], count: int = MAX_CLASSES, method: str = DEFAULT_METHOD
) -> tuple[ValueClass, ...]:
    """Cut values into classes.

    Parameters
    ----------
    values
        Known values; areas without data are left out before.
    count
        Most classes to make; fewer where there are fewer distinct values.
    method
        A key of `METHODS`. Quantiles hold about as many areas each; equal values always share a class.

    Raises
    ------
    ValueError
        On an unknown method.
    """
    if method not in METHODS:
        raise ValueError(f"{method!r} is not one of {', '.join(METHODS)}")
    ordered = sorted(values)
    classes = []
    previous: Decimal | None = None
    for upper in cuts.class_ends(ordered, method, count):
        inside = [value for value in ordered if value <= upper and (previous is None or value > previous)]
        low = inside[0] if inside and (method in {"quantiles", "jenks"} or previous is None) else previous
        classes.append(ValueClass(upper if low is None else low, upper, len(inside)))
        previous = upper
    return tuple(classes)


def class_of(value: Decimal, classes: Sequence[ValueClass]) -> int:
    """Index of the class that holds a value."""
    return next(index for index, class_ in enumerate(classes) if value <= class_.high)
