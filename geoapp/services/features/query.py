"""Selecting features: filter, box, date and property values, all of which have to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geoapp.deferred import deferred
from geoapp.domain import cql
from geoapp.services.features.collections import Collection
from geoapp.services.features.crs import CRS84, CRSS, Crs
from geoapp.services.features.evaluate import Evaluator, first_days, last_days
from geoapp.services.portfolio import BoolArray
from geoapp.services.publication import Publication

if TYPE_CHECKING:
    import pyarrow.compute as pc
else:
    pc = deferred("pyarrow.compute")

Interval = tuple[str | None, str | None]
"""First and last day, ISO; None is open."""


@dataclass(frozen=True)
class FeatureQuery:
    """What a client asks of a collection.

    Attributes
    ----------
    box
        First and second minimum, first and second maximum, in `box_crs`.
    equal
        Wanted values of properties.
    """

    box: tuple[float, ...] | None = None
    box_crs: Crs = CRSS[CRS84]
    interval: Interval | None = None
    expression: cql.Expression | None = None
    expression_crs: Crs = CRSS[CRS84]
    equal: Mapping[str, cql.Value] = field(default_factory=dict)


def select_features(collection: Collection, publication: Publication, query: FeatureQuery) -> BoolArray:
    """Mask of the features that a query asks for.

    Raises
    ------
    InvalidFilterError
        When the filter names an unknown property or compares it with a value of another type.
    """
    columns = collection.columns(publication)
    mask = np.ones(columns.size, dtype=bool)
    if query.box is not None:
        mask &= columns.in_box(query.box, query.box_crs)
    if query.interval is not None and collection.dated_by is not None:
        dates = columns.column(collection.dated_by)
        low, high = query.interval
        plain = dates.cast("string")
        found = pc.is_valid(plain)
        if low is not None:
            found = pc.and_(found, pc.greater_equal(last_days(plain), low).fill_null(False))
        if high is not None:
            found = pc.and_(found, pc.less_equal(first_days(plain), high).fill_null(False))
        mask &= np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)
    for name, value in query.equal.items():
        mask &= Evaluator(columns, query.expression_crs).select(cql.Comparison(name, "=", value))
    if query.expression is not None:
        mask &= Evaluator(columns, query.expression_crs).select(query.expression)
    return mask
