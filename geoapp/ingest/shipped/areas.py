"""``shapefiles/``: the limits of districts and provinces, and the region that they make up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geoapp.domain.places import REGION_UBIGEO, Level
from geoapp.domain.records import AreaRecord
from geoapp.errors import DataSourceError, MissingCRSError, SchemaError
from geoapp.ingest.tables import RESTORE

METRIC_CRS = "EPSG:32717"
"""UTM 17 south, in which the region lies: tolerances are metres."""
LIGHT_TOLERANCE_M = 500.0
"""Corners smaller than a triangle of this side squared go; the 127 districts are then about 115 kB of GeoJSON."""
LIGHT_DECIMALS = 5
"""Decimals of light coordinates: about one metre."""
_CENTRE_TOLERANCE_M = 100.0

_FIELDS = ("UBIGEO", "NOMBRE", "CAPITAL", "CAP_LON", "CAP_LAT", "AREA_KM2", "POB", "POB_ANIO")


@dataclass(frozen=True)
class _Layer:
    path: Path
    fields: dict[str, list[Any]]
    shapes: Any  # array of polygons, EPSG:4326


def read_areas(folder: Path) -> tuple[AreaRecord, ...]:
    """Read the areas, with light outlines simplified as one coverage and a point well inside each.

    Limits of provinces and of the region are unions of light districts, so that all levels share the same lines.

    Returns
    -------
    tuple of AreaRecord
        The region, the provinces, the districts. Outlines are WKB in EPSG:4326; the full ones as the files give them.

    Raises
    ------
    DataSourceError
        When a file is missing or damaged, or its limits are not a valid coverage.
    MissingCRSError
        When a shapefile has no ``.prj``.
    SchemaError
        When a field is missing, a code is repeated, or a district names a province that does not exist.
    """
    districts = _read(folder / "shapefiles/distritos/distritos.shp", (*_FIELDS, "PROVINCIA"), digits=6)
    provinces = _read(folder / "shapefiles/provincias/provincias.shp", _FIELDS, digits=4)
    parents = np.array(districts.fields["PROVINCIA"], dtype=object)
    codes = provinces.fields["UBIGEO"]
    for code, parent in zip(districts.fields["UBIGEO"], parents, strict=True):
        if parent not in codes or not code.startswith(parent):
            raise SchemaError(
                f"{districts.path}, campo PROVINCIA, distrito {code}, valor «{parent}»: no es su provincia. {RESTORE}"
            )
    if not shapely.coverage_is_valid(districts.shapes):
        raise DataSourceError(f"{districts.path}: los distritos tienen huecos o se pisan entre sí. {RESTORE}")
    light = _light(districts.shapes)
    light_provinces = [shapely.coverage_union_all(light[parents == code]) for code in codes]
    if any(shapely.is_empty(shape) for shape in light_provinces):
        raise SchemaError(f"{provinces.path}: hay una provincia sin distritos. {RESTORE}")
    return (
        _region(provinces, shapely.coverage_union_all(light)),
        *_areas(provinces, Level.PROVINCE, light_provinces, [REGION_UBIGEO] * len(codes)),
        *_areas(districts, Level.DISTRICT, light, list(parents)),
    )


def _read(path: Path, wanted: Sequence[str], *, digits: int) -> _Layer:
    meta, wkb, columns = _open(path)
    if not meta["crs"]:
        raise MissingCRSError(
            f"{path}: no tiene sistema de coordenadas (falta o está dañado {path.stem}.prj). {RESTORE}"
        )
    if meta["crs"] != "EPSG:4326":
        raise SchemaError(f"{path}: está en {meta['crs']} y se espera EPSG:4326. {RESTORE}")
    missing = [name for name in wanted if name not in meta["fields"]]
    if missing:
        raise SchemaError(f"{path}: falta el campo {', '.join(missing)}. {RESTORE}")
    layer = _Layer(
        path,
        {name: list(columns[list(meta["fields"]).index(name)]) for name in wanted},
        shapely.from_wkb(wkb, on_invalid="ignore"),
    )
    _check(layer, digits)
    return layer


def _open(path: Path) -> tuple[dict[str, Any], Any, Any]:
    # GDAL is loaded only when files are read: it would slow every start.
    from pyogrio import errors, raw  # noqa: PLC0415

    for suffix in (".shp", ".shx", ".dbf"):
        if not path.with_suffix(suffix).is_file():
            raise DataSourceError(f"Falta el archivo {path.with_suffix(suffix)}. {RESTORE}")
    try:
        meta, _, wkb, columns = raw.read(path)
    except (errors.DataSourceError, errors.DataLayerError, UnicodeDecodeError) as error:
        raise DataSourceError(f"{path}: no se puede leer como shapefile ({error}). {RESTORE}") from error
    return meta, wkb, columns


def _check(layer: _Layer, digits: int) -> None:
    codes = layer.fields["UBIGEO"]
    if not codes:
        raise DataSourceError(f"{layer.path}: no tiene ningún polígono. {RESTORE}")
    for code, shape in zip(codes, layer.shapes, strict=True):
        if not (isinstance(code, str) and len(code) == digits and code.isdigit()) or codes.count(code) > 1:
            raise SchemaError(
                f"{layer.path}, campo UBIGEO, valor «{code}»: no es un código único de {digits} dígitos. {RESTORE}"
            )
        if shape is None or shape.is_empty or not shape.is_valid:
            raise DataSourceError(f"{layer.path}, UBIGEO {code}: el polígono falta o no es válido. {RESTORE}")


def _transform(shapes: Any, source: str, target: str) -> Any:
    from pyproj import Transformer  # noqa: PLC0415

    transformer = Transformer.from_crs(source, target, always_xy=True)
    return shapely.transform(shapes, lambda points: np.column_stack(transformer.transform(points[:, 0], points[:, 1])))


def _light(shapes: Any) -> Any:
    metric = _transform(shapes, "EPSG:4326", METRIC_CRS)
    simplified = shapely.coverage_simplify(metric, LIGHT_TOLERANCE_M)
    degrees = _transform(simplified, METRIC_CRS, "EPSG:4326")
    rounded = shapely.transform(degrees, lambda points: np.round(points, LIGHT_DECIMALS))
    # Shared corners round alike; should rounding ever fold a sliver over, the unrounded limits are drawn.
    return rounded if shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded) else degrees


def _centres(full: Any, light: Any) -> list[tuple[float, float]]:
    # The middle of the widest circle that fits reads better on a map than a centroid, which may fall outside.
    metric = _transform(np.asarray(light), "EPSG:4326", METRIC_CRS)
    circles = [shapely.maximum_inscribed_circle(shape, tolerance=_CENTRE_TOLERANCE_M) for shape in metric]
    points = _transform(shapely.points([shapely.get_coordinates(c)[0] for c in circles]), METRIC_CRS, "EPSG:4326")
    rounded = shapely.transform(points, lambda xy: np.round(xy, 6))
    return [
        (point.x, point.y)
        if shape.contains(point)
        else (shapely.point_on_surface(shape).x, shapely.point_on_surface(shape).y)
        for point, shape in zip(rounded, full, strict=True)
    ]


def _areas(layer: _Layer, level: Level, light: Any, parents: Sequence[str]) -> list[AreaRecord]:
    fields = layer.fields
    centres = _centres(layer.shapes, light)
    boxes = shapely.bounds(layer.shapes)
    order = np.argsort(np.array(fields["UBIGEO"]))
    return [
        AreaRecord(
            ubigeo=fields["UBIGEO"][i],
            level=level.value,
            name=fields["NOMBRE"][i],
            parent=parents[i],
            capital=fields["CAPITAL"][i] or None,
            capital_lon=_float(fields["CAP_LON"][i]),
            capital_lat=_float(fields["CAP_LAT"][i]),
            area_km2=_float(fields["AREA_KM2"][i]),
            population=_count(fields["POB"][i]),
            population_year=_count(fields["POB_ANIO"][i]),
            lon=centres[i][0],
            lat=centres[i][1],
            west=float(boxes[i][0]),
            south=float(boxes[i][1]),
            east=float(boxes[i][2]),
            north=float(boxes[i][3]),
            geometry=shapely.to_wkb(layer.shapes[i]),
            geometry_light=shapely.to_wkb(light[i]),
        )
        for i in order
    ]


def _region(provinces: _Layer, light: Any) -> AreaRecord:
    fields = provinces.fields
    full = shapely.coverage_union_all(provinces.shapes)
    capital = fields["UBIGEO"].index(f"{REGION_UBIGEO}01") if f"{REGION_UBIGEO}01" in fields["UBIGEO"] else None
    years = set(map(_count, fields["POB_ANIO"]))
    people = [_count(value) for value in fields["POB"]]
    known = len(years) == 1 and None not in people
    west, south, east, north = map(float, full.bounds)
    lon, lat = _centres([full], [light])[0]
    return AreaRecord(
        ubigeo=REGION_UBIGEO,
        level=Level.REGION.value,
        name="Cajamarca",
        parent=None,
        capital=None if capital is None else fields["CAPITAL"][capital],
        capital_lon=None if capital is None else _float(fields["CAP_LON"][capital]),
        capital_lat=None if capital is None else _float(fields["CAP_LAT"][capital]),
        area_km2=round(sum(map(float, fields["AREA_KM2"])), 2),
        population=sum(value or 0 for value in people) if known else None,
        population_year=years.pop() if known else None,
        lon=lon,
        lat=lat,
        west=west,
        south=south,
        east=east,
        north=north,
        geometry=shapely.to_wkb(full),
        geometry_light=shapely.to_wkb(light),
    )


def _float(value: Any) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _count(value: Any) -> int | None:
    # A shapefile has no blank whole numbers: it writes zero, and no area is without people or year.
    return None if value is None or np.isnan(value) or value == 0 else int(value)
