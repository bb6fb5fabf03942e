"""Where the values of a choropleth are cut: the schemes of geoapp's pages, under the same names, for notebooks.

Quantiles are cut at values of the data, so that equal values always share a class; the other schemes are mapclassify's.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

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


def class_ends(values: Sequence[float], scheme: str = "quantiles", count: int = MAX_CLASSES) -> list[float]:
    """Return the upper ends of the classes, rising; the last holds the largest value.

    Parameters
    ----------
    values : sequence of float
        Known values, in any order.
    scheme : str
        A key of ``SCHEMES``.
    count : int
        Most classes; fewer come out where there are fewer distinct values.

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
        return sorted({ranked[math.ceil(len(ranked) * step / wanted) - 1] for step in range(1, wanted + 1)})
    with warnings.catch_warnings():
        # It recommends an optional compiler, and tells when classes are fewer than asked for: both are expected.
        warnings.simplefilter("ignore", UserWarning)
        import mapclassify  # type: ignore[import-untyped]  # noqa: PLC0415 - takes seconds to load

        bins = getattr(mapclassify, SCHEMES[scheme])(ranked, k=wanted).bins
    ends = sorted({float(end) for end in bins})
    # Sums of doubles may fall short of the largest value, and rounded ends may leave it out.
    kept = [end for end in ends if ranked[0] <= end < ranked[-1]][: count - 1]
    beyond = [end for end in ends if end >= ranked[-1]]
    return [*kept, beyond[0] if scheme == "rounded" and beyond else ranked[-1]]
