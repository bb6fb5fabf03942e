"""Points to the areas they lie in, in bulk: each point gets one area or none."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoapp.errors import MissingCRSError, SchemaError


def assign_areas(
    points: gpd.GeoDataFrame | gpd.GeoSeries, areas: gpd.GeoDataFrame, *, code: str = "ubigeo"
) -> pd.Series:
    """Give every point the code of the area it lies in.

    A point on a border, or where generalised limits overlap, belongs to the area of smallest code: the answer does not
    depend on the order of the rows.

    Parameters
    ----------
    points
        Points in any CRS; missing and empty geometries get no area. They are transformed to the CRS of the areas.
    areas
        Polygons with a column of unique codes.
    code
        Name of that column.

    Returns
    -------
    pandas.Series
        Codes (missing for points in no area), with the index and in the order of ``points``.

    Raises
    ------
    MissingCRSError
        Points or areas have no CRS.
    SchemaError
        The column of codes is missing or repeats a code, or a geometry of ``points`` is not a point.
    """
    geometry = points.geometry
    for layer, what in ((geometry, "los puntos"), (areas.geometry, "las áreas")):
        if layer.crs is None:
            raise MissingCRSError(f"Falta el sistema de referencia (CRS) de {what}: declárelo antes de asignar áreas.")
    if code not in areas.columns:
        raise SchemaError(f"A las áreas les falta la columna «{code}».")
    if areas[code].duplicated().any():
        raise SchemaError(f"La columna «{code}» de las áreas repite códigos.")
    if geometry.crs != areas.crs:
        geometry = geometry.to_crs(areas.crs)
    shapes = geometry.to_numpy()
    kinds = shapely.get_type_id(shapes)
    if not np.isin(kinds, (-1, shapely.GeometryType.POINT)).all():
        raise SchemaError("Solo se asignan áreas a puntos: hay geometrías de otro tipo.")

    ordered = areas.sort_values(code, kind="stable")
    at_point, at_area = ordered.sindex.query(shapes, predicate="intersects")
    # Areas are in order of code, so the smallest position is the smallest code.
    chosen = np.full(len(shapes), len(ordered), dtype=np.intp)
    np.minimum.at(chosen, at_point, at_area)
    codes = np.array([*ordered[code], None], dtype=object)
    return pd.Series(codes[chosen], index=points.index, name=code, dtype=object)
