"""Areas with the totals of a view: rows of each level add up to the view's total, to the cent.

Beside provinces and districts stand the rows that are no single area (`shared`, `province`, `region`, `unlocated`),
with null geometry, so that the column `cost_pen` of one level adds up to the total that pages show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely

from geoapp.db.repositories import AreaRepository
from geoapp.deferred import deferred
from geoapp.domain.places import Level
from geoapp.services.exports.fields import AREA_FIELDS
from geoapp.services.exports.view import ExportView
from geoapp.services.grouping import SPECIAL_LABELS
from geoapp.services.summary import GroupBy, SummaryRow, summarise

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = deferred("pyarrow")

DEFAULT_LEVELS = (Level.PROVINCE, Level.DISTRICT)
DIGITS = 7


@dataclass(frozen=True)
class AreaTable:
    """Rows of areas and their full outlines (WGS 84, right-hand rings); None where the row is no area."""

    rows: list[dict[str, Any]]
    shapes: list[Any]

    @property
    def wkb(self) -> pa.Array:
        """Outlines as WKB."""
        return pa.array([None if shape is None else shapely.to_wkb(shape) for shape in self.shapes], pa.binary())

    def columns(self) -> dict[str, list[Any]]:
        """Rows as columns, in the order of `AREA_FIELDS`."""
        return {field.name: [row[field.name] for row in self.rows] for field in AREA_FIELDS}


def area_table(view: ExportView, levels: Sequence[Level] = DEFAULT_LEVELS) -> AreaTable:
    """Areas of the levels with the totals of the view."""
    publication = view.publication
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    with publication.database.reading() as session:
        reader = AreaRepository(session, publication.edition.id)
        for level in levels:
            outlines = reader.geometries(level, light=False)
            summary = summarise(publication.portfolio, view.mask, GroupBy(level.value))
            for row in sorted(summary.rows, key=lambda row: (row.key in SPECIAL_LABELS, row.key)):
                rows.append(area_row(view, row, level))
                outline = outlines.get(row.key)
                shapes.append(None if outline is None else tidy_outline(outline))
    return AreaTable(rows, shapes)


def tidy_outline(outline: shapely.Geometry) -> shapely.Geometry:
    """Right-hand rings and 7 decimals, always a multipolygon."""
    rounded = shapely.set_precision(outline, 10**-DIGITS, mode="pointwise")
    parts = [part for part in shapely.get_parts(rounded) if part.geom_type == "Polygon"]
    return shapely.orient_polygons(shapely.multipolygons(parts), exterior_cw=False)


def area_row(view: ExportView, row: SummaryRow, level: Level) -> dict[str, Any]:
    """One row of a summary by area, with the area's facts; sums are None where no project has the datum."""
    area = view.publication.areas.get(row.key)
    return {
        "key": row.key,
        "level": level.value,
        "ubigeo": None if area is None else area.ubigeo,
        "name": SPECIAL_LABELS[row.key] if area is None else area.name,
        "parent": None if area is None else area.parent,
        "capital": None if area is None else area.capital,
        "area_km2": None if area is None else area.area_km2,
        "population": None if area is None else area.population,
        "population_year": None if area is None else area.population_year,
        "projects": row.projects,
        "with_cost": row.with_cost,
        "cost_pen": row.cost,
        "shared_projects": row.shared_projects,
        "shared_cost_pen": row.shared_cost,
        "pim_pen": row.pim,
        "accrued_pen": row.accrued,
        "physical_mean_pct": row.physical_mean_pct,
        "with_alerts": row.with_alerts,
        "edition": view.publication.edition.id,
    }


def json_value(value: Any) -> Any:
    """A value of a row as JSON: decimals as numbers."""
    return float(value) if hasattr(value, "as_tuple") else value


def area_features(table: AreaTable) -> Iterator[dict[str, Any]]:
    """GeoJSON features of the rows."""
    for row, shape in zip(table.rows, table.shapes, strict=True):
        yield {
            "type": "Feature",
            "id": f"{row['level']}-{row['key']}" if row["ubigeo"] is None else row["ubigeo"],
            "geometry": None if shape is None else orjson.Fragment(shapely.to_geojson(shape)),
            "properties": {name: json_value(value) for name, value in row.items()},
        }


def bounds_of(table: AreaTable) -> list[float]:
    """West, south, east, north of all outlines."""
    boxes = shapely.bounds(np.array([shape for shape in table.shapes if shape is not None]))
    west, south, east, north = boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()
    return [round(float(bound), DIGITS) for bound in (west, south, east, north)]
