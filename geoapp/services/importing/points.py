"""Populated places of a file as rows, with whether each falls where it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
import polars as pl
import shapely

from geoapp.domain.records import LocalityRecord
from geoapp.services.importing.words import folded_words


def locality_rows(localities: Sequence[LocalityRecord], outlines: Mapping[str, shapely.Geometry]) -> pl.DataFrame:
    """Rows of ``locality``; where the edition has no outline of a district, its places are taken at their word."""
    table = pl.DataFrame([asdict(record) for record in localities])
    points = shapely.points(table["lon"].to_numpy(), table["lat"].to_numpy())
    in_district, in_region = (_inside(points, table["ubigeo"], outlines, width) for width in (6, 2))
    folded = folded_words(table, ("name", "locality_code"))
    return table.with_columns(in_district=pl.Series(in_district), in_region=pl.Series(in_region), folded=folded)


def _inside(points: np.ndarray, codes: pl.Series, outlines: Mapping[str, shapely.Geometry], width: int) -> np.ndarray:
    inside = np.ones(len(points), dtype=bool)
    areas = codes.str.slice(0, width)
    for code in areas.unique():
        outline = outlines.get(code)
        if outline is not None:
            shapely.prepare(outline)
            here = (areas == code).to_numpy()
            inside[here] = shapely.covers(outline, points[here])
    return inside
