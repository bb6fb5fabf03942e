"""Classes of values for the map: how a measure's range is cut, by quantiles or by mapclassify's other rules.

Whatever the rule, each known value falls in exactly one class, and classes follow one another without gap.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import ModuleType

from geoapp.i18n import N_

MAX_CLASSES = 5
DEFAULT_METHOD = "quantiles"
METHODS = {
    "quantiles": N_("Cuantiles (igual número de áreas)"),
    "jenks": N_("Fisher-Jenks (grupos naturales)"),
    "equal": N_("Intervalos iguales"),
    "rounded": N_("Cortes redondeados"),
}
_DIGITS = 6


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
    if not ordered:
        return ()
    wanted = min(count, len(set(ordered)))
    if method == "quantiles" or wanted == 1:
        # In decimals: doubles could put equal values on both sides of a cut.
        ranks = (max(0, -(-len(ordered) * (step + 1) // wanted) - 1) for step in range(wanted))
        uppers = sorted({ordered[rank] for rank in ranks})
    else:
        uppers = _uppers(ordered, wanted, method)
    classes = []
    previous: Decimal | None = None
    for upper in uppers:
        inside = [value for value in ordered if value <= upper and (previous is None or value > previous)]
        low = inside[0] if inside and (method in {"quantiles", "jenks"} or previous is None) else previous
        classes.append(ValueClass(upper if low is None else low, upper, len(inside)))
        previous = upper
    return tuple(classes)


def class_of(value: Decimal, classes: Sequence[ValueClass]) -> int:
    """Index of the class that holds a value."""
    return next(index for index, class_ in enumerate(classes) if value <= class_.high)


def _library() -> ModuleType:
    # A second and a hundred megabytes: only where a reader asks for something else than quantiles.
    with warnings.catch_warnings():
        # It recommends an optional compiler; a handful of areas need none.
        warnings.simplefilter("ignore", UserWarning)
        import mapclassify  # type: ignore[import-untyped]  # noqa: PLC0415 - takes seconds to load

    module: ModuleType = mapclassify
    return module


def _uppers(ordered: Sequence[Decimal], count: int, method: str) -> list[Decimal]:
    library = _library()
    floats = [float(value) for value in ordered]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        if method == "jenks":
            cuts = library.FisherJenks(floats, k=count).bins
        elif method == "equal":
            cuts = library.EqualInterval(floats, k=count).bins
        else:
            cuts = library.PrettyBreaks(floats, k=count).bins
    if method == "jenks":
        # Cuts are values of the data: give them back exactly.
        uppers = {max(value for value in ordered if float(value) <= float(cut)) for cut in cuts}
    else:
        uppers = {Decimal(str(round(float(cut), _DIGITS))) for cut in cuts}
    # Doubles may fall short of the largest value, and rounded cuts leave it out: the last class always holds it.
    beyond = [upper for upper in uppers if upper >= ordered[-1]]
    last = min(beyond) if method == "rounded" and beyond else ordered[-1]
    inner = sorted(upper for upper in uppers if ordered[0] <= upper < ordered[-1])[: count - 1]
    return [*inner, last]
