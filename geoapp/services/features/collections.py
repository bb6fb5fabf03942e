"""The collections: provinces, districts and projects, their properties, and their columns in an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely

from geoapp.deferred import deferred
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import Level
from geoapp.errors import NotFoundError
from geoapp.services.exports.areas import AreaTable, area_table, json_value
from geoapp.services.exports.fields import AREA_FIELDS, PROJECT_FIELDS, Field
from geoapp.services.exports.geojson import FeatureWriter, kept_features
from geoapp.services.exports.rows import join, to_bytes
from geoapp.services.exports.table import coordinate_texts, decimals, doubles, project_table
from geoapp.services.exports.view import ExportView
from geoapp.services.features.crs import Crs
from geoapp.services.features.evaluate import ColumnType
from geoapp.services.portfolio import BoolArray, FloatArray, IntArray
from geoapp.services.publication import Publication

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = deferred("pyarrow")

GEOMETRY = "geometry"
_TYPES: Mapping[str, ColumnType] = {
    "code": "text",
    "text": "text",
    "list": "text",
    "date": "date",
    "money": "number",
    "percent": "number",
    "number": "number",
    "integer": "integer",
}


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of features.

    Attributes
    ----------
    level
        Level of the areas; None for projects.
    dated_by
        Property that `datetime` looks at; None where features have no time.
    """

    id: str
    title: str
    description: str
    geometry_type: str
    fields: tuple[Field, ...]
    level: Level | None
    dated_by: str | None

    @property
    def types(self) -> Mapping[str, ColumnType]:
        """Type of each property that filters may name, the geometry first."""
        return {GEOMETRY: "geometry", **{field.name: _TYPES[field.kind] for field in self.fields}}

    def columns(self, publication: Publication) -> ProjectFeatures | AreaFeatures:
        """The features of an edition, kept with it."""
        key = ("features", self.id)
        kept = publication.portfolio.cache.get(key)
        if kept is None:
            kept = (
                ProjectFeatures(self, publication)
                if self.level is None
                else AreaFeatures(self, publication, self.level)
            )
            publication.portfolio.cache[key] = kept
        result: ProjectFeatures | AreaFeatures = kept
        return result


_AREA_PROPERTIES = tuple(field for field in AREA_FIELDS if field.name not in {"key", "level"})
_AREA_TEXT = (
    "Límites referenciales del INEI con los totales de los proyectos que nombran solo esa área;"
    " lo compartido va aparte."
)
COLLECTIONS: Mapping[str, Collection] = {
    collection.id: collection
    for collection in (
        Collection("provincias", "Provincias", _AREA_TEXT, "multipolygon", _AREA_PROPERTIES, Level.PROVINCE, None),
        Collection("distritos", "Distritos", _AREA_TEXT, "multipolygon", _AREA_PROPERTIES, Level.DISTRICT, None),
        Collection(
            "proyectos",
            "Proyectos de inversión pública",
            "Un punto por proyecto; sin geometría los que no se pudieron ubicar. `datetime` mira la fecha de la última"
            " fuente (`source_date`).",
            "point",
            PROJECT_FIELDS,
            None,
            "source_date",
        ),
    )
}


def collection_of(name: str) -> Collection:
    """A collection by its identifier.

    Raises
    ------
    NotFoundError
        When there is none; the message lists those that there are.
    """
    if name not in COLLECTIONS:
        raise NotFoundError(f"No hay una colección «{name[:80]}». Hay: {', '.join(COLLECTIONS)}.")
    return COLLECTIONS[name]


class ProjectFeatures:
    """Projects of an edition as features."""

    def __init__(self, collection: Collection, publication: Publication) -> None:
        self.types = collection.types
        self.size = publication.portfolio.size
        self.ids: Mapping[str, int] = publication.portfolio.index_of
        self._table = project_table(publication)
        self.order = np.argsort(np.isnan(self._table.lon), kind="stable")
        """Positions in the order of pages: first the projects on the map, then those without geometry."""

    def column(self, name: str) -> pa.Array:
        """Values of a property."""
        if name == "edition":
            return pa.array(np.full(self.size, float(self._table.edition)))
        if name == "alerts":
            return pa.DictionaryArray.from_arrays(
                self._table.columns["alerts"], pa.array(self._table.alert_texts(), pa.string())
            ).cast(pa.string())
        column = self._table.columns[name]
        return doubles(column) if pa.types.is_decimal(column.type) else column

    def intersects(self, shape: shapely.Geometry) -> tuple[BoolArray, BoolArray]:
        """Whether each point lies in a shape (its border included), and whether there is a point."""
        shapely.prepare(shape)
        known = ~np.isnan(self._table.lon)
        return shapely.intersects_xy(shape, self._table.lon, self._table.lat) & known, known

    def in_box(self, box: Sequence[float], crs: Crs) -> BoolArray:
        """Whether each point lies in a box of a system: first and second minimum, first and second maximum."""
        first, second = crs.from_wgs84(self._table.lon, self._table.lat)
        return _within(first, box[0], box[2]) & (second >= box[1]) & (second <= box[3])

    def extent(self) -> list[float]:
        """West, south, east, north of the points."""
        known = ~np.isnan(self._table.lon)
        if not known.any():
            return [-180.0, -90.0, 180.0, 90.0]
        lon, lat = self._table.lon[known], self._table.lat[known]
        return [float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())]

    def features(self, indices: IntArray, crs: Crs, fields: Sequence[Field]) -> bytes:
        """Features as GeoJSON, commas between them, in the system's coordinates, with some properties."""
        if not len(indices):
            return b""
        parts = [found for part in self._rising(indices) for found in self._rows(part, crs, fields)]
        return b"".join(to_bytes(join(",", found)) for found in parts)[1:]

    def _rows(self, indices: IntArray, crs: Crs, fields: Sequence[Field]) -> Iterator[pa.Array]:
        if crs.code == "OGC:CRS84" and tuple(fields) == PROJECT_FIELDS:
            yield from (rows for _, rows in kept_features(self._table).pieces(indices))
            return
        lon, lat, placed = self._table.coordinates(indices)
        first, second = crs.from_wgs84(lon, lat)
        written = _coordinates(first, placed, crs), _coordinates(second, placed, crs)
        yield FeatureWriter(self._table, fields).rows(indices, written)

    @staticmethod
    def _rising(indices: IntArray) -> list[IntArray]:
        """Positions split where they fall, as writers need them rising."""
        return np.split(indices, np.flatnonzero(np.diff(indices) < 0) + 1)


class AreaFeatures:
    """Areas of one level as features, with the totals of all projects."""

    def __init__(self, collection: Collection, publication: Publication, level: Level) -> None:
        self.types = collection.types
        everything = np.ones(publication.portfolio.size, dtype=bool)
        whole = area_table(ExportView(publication, ProjectFilter(), everything), (level,))
        kept = [position for position, shape in enumerate(whole.shapes) if shape is not None]
        self._table = AreaTable([whole.rows[at] for at in kept], [whole.shapes[at] for at in kept])
        self._shapes = np.array(self._table.shapes)
        self.size = len(kept)
        self.ids: Mapping[str, int] = {row["ubigeo"]: at for at, row in enumerate(self._table.rows)}
        self.order = np.arange(self.size)
        """Positions in the order of pages: by code."""
        self._outlines: dict[str, Any] = {}

    def column(self, name: str) -> pa.Array:
        """Values of a property."""
        values = [json_value(row[name]) for row in self._table.rows]
        return pa.array(values, pa.string()) if self.types[name] in {"text", "date"} else pa.array(values, pa.float64())

    def intersects(self, shape: shapely.Geometry) -> tuple[BoolArray, BoolArray]:
        """Whether each outline touches a shape; there is always an outline."""
        shapely.prepare(shape)
        return shapely.intersects(shape, self._shapes), np.ones(self.size, dtype=bool)

    def in_box(self, box: Sequence[float], crs: Crs) -> BoolArray:
        """Whether each outline touches a box of a system."""
        outlines = self._in(crs)
        if box[0] <= box[2]:
            return np.asarray(shapely.intersects(shapely.box(*box), outlines))
        east = shapely.intersects(shapely.box(box[0], box[1], 180.0, box[3]), outlines)
        return np.asarray(east | shapely.intersects(shapely.box(-180.0, box[1], box[2], box[3]), outlines))

    def extent(self) -> list[float]:
        """West, south, east, north of the outlines."""
        west, south, east, north = shapely.total_bounds(self._shapes).tolist()
        return [west, south, east, north]

    def features(self, indices: IntArray, crs: Crs, fields: Sequence[Field]) -> bytes:
        """Features as GeoJSON, commas between them, in the system's coordinates, with some properties."""
        outlines = self._in(crs)
        return b",".join(self._feature(self._table.rows[at], outlines[at], fields) for at in indices.tolist())

    def _in(self, crs: Crs) -> Any:
        kept = self._outlines.get(crs.uri)
        if kept is None:
            kept = np.array([crs.shape_from_wgs84(shape) for shape in self._shapes])
            self._outlines[crs.uri] = kept
        return kept

    @staticmethod
    def _feature(row: Mapping[str, Any], shape: shapely.Geometry, fields: Sequence[Field]) -> bytes:
        return orjson.dumps(
            {
                "type": "Feature",
                "id": row["ubigeo"],
                "geometry": orjson.Fragment(shapely.to_geojson(shape)),
                "properties": {field.name: json_value(row[field.name]) for field in fields},
            }
        )


def _within(values: FloatArray, low: float, high: float) -> BoolArray:
    """Between two bounds; a box that crosses the antimeridian has its west beyond its east."""
    if low <= high:
        return (values >= low) & (values <= high)
    return (values >= low) | (values <= high)


def _coordinates(values: FloatArray, placed: BoolArray, crs: Crs) -> pa.Array:
    if crs.digits == 7:  # noqa: PLR2004 - degrees
        return coordinate_texts(np.round(values, crs.digits), placed)
    scaled = np.rint(np.where(placed, values, 0.0) * 10**crs.digits).astype(np.int64)
    return decimals(scaled, crs.digits, placed).cast(pa.string())
