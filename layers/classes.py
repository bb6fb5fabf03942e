"""Where the values of a choropleth are cut, in notebooks and on geoapp's pages.

Quantiles are cut at values of the data, so that equal values always share a class; the other schemes are mapclassify's.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Final, TypeVar

from layers.errors import LayerError

SCHEMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "quantiles": "Quantiles",
        "jenks": "FisherJenks",
        "equal": "EqualInterval",
        "rounded": "PrettyBreaks",
    }
)
"""Name of a scheme, as pages have it in ``classes``, to the class of mapclassify."""
MAX_CLASSES: Final = 5
_DECIMALS: Final = 6

Number = TypeVar("Number", float, Decimal)


def class_ends(values: Sequence[Number], scheme: str = "quantiles", count: int = MAX_CLASSES) -> list[Number]:
    """Cut values into classes.

    Parameters
    ----------
    values : sequence of float or of Decimal
        Known values, in any order. The ends are of their type.
    scheme : str
        A key of ``SCHEMES``. Quantiles hold about as many values each.
    count : int
        Most classes; fewer come out where there are fewer distinct values.

    Returns
    -------
    list of float or of Decimal
        Upper ends of the classes, rising, in the unit of the values; the last class holds the largest value. Empty
        where there are no values.

    Raises
    ------
    LayerError
        On an unknown scheme.
    """
    if scheme not in SCHEMES:
        raise LayerError(f"Forma de cortar {scheme!r} desconocida. Hay: {', '.join(SCHEMES)}.")
    ranked = sorted(values)
    wanted = min(count, len(set(ranked)))
    if wanted <= 1:
        return ranked[-1:]
    if scheme == "quantiles":
        # Not on doubles made of decimals: those could put equal values on both sides of an end.
        return sorted({ranked[-(-len(ranked) * step // wanted) - 1] for step in range(1, wanted + 1)})
    ends = _by_mapclassify(ranked, scheme, wanted)
    # Sums of doubles may fall short of the largest value, and rounded ends may leave it out.
    last = next((end for end in ends if end >= ranked[-1]), ranked[-1]) if scheme == "rounded" else ranked[-1]
    kept = [end for end in ends if ranked[0] <= end < ranked[-1]][: wanted - 1]
    kept.append(last)
    return kept


def details_apart(bounds: Sequence[Number], rounded: Callable[[Number, int], Number], most: int) -> list[int]:
    """Tell how finely each bound of classes has to be written so that neighbours do not read alike.

    Parameters
    ----------
    bounds : sequence of float or of Decimal
        Different bounds, rising.
    rounded : callable
        Rounds a bound to a detail, a whole number from 0: the greater, the finer.
    most : int
        The finest detail.

    Returns
    -------
    list of int
        For each bound a detail, no finer than needed, with which it is written below the next one, and neither
        beyond the other; the finest where none does.
    """
    details = [0] * len(bounds)

    def alike(low: int, high: int) -> bool:
        below, above = rounded(bounds[low], details[low]), rounded(bounds[high], details[high])
        return not (below < above and below < bounds[high] and bounds[low] < above)

    finer = True
    while finer:
        finer = False
        for low, high in pairwise(range(len(bounds))):
            coarse = min(details[low], details[high])
            if coarse < most and alike(low, high):
                # Both alike: beside 1.16 stands 1.19, not 1.2.
                details[low], details[high] = (max(one, coarse + 1) for one in (details[low], details[high]))
                finer = True
    return details


def _by_mapclassify(ranked: Sequence[Number], scheme: str, count: int) -> list[Number]:
    with warnings.catch_warnings():
        # It recommends an optional compiler, and tells when classes are fewer than asked for: both are expected.
        warnings.simplefilter("ignore", UserWarning)
        # Seconds and a hundred megabytes: only where somebody asks for something else than quantiles.
        import mapclassify  # type: ignore[import-untyped]  # noqa: PLC0415

        bins = getattr(mapclassify, SCHEMES[scheme])([float(value) for value in ranked], k=count).bins
    if scheme == "jenks":
        # Its ends are values of the data: give them back exactly.
        return sorted({max(value for value in ranked if float(value) <= float(end)) for end in bins})
    return sorted({_of_type(ranked[0], float(end)) for end in bins})


def _of_type(example: Number, end: float) -> Number:
    return Decimal(str(round(end, _DECIMALS))) if isinstance(example, Decimal) else end
