"""Files of areas with the totals of a view, in the formats that hold polygons, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from geoapp.domain.places import Level
from geoapp.services.exports.areas import area_features, area_table, bounds_of
from geoapp.services.exports.fields import AREA_FIELDS
from geoapp.services.exports.gdal import write_area_geopackage
from geoapp.services.exports.geojson import dump_features
from geoapp.services.exports.shapefile import write_area_shapefile
from geoapp.services.exports.view import ExportView, Progress


def write_geojson(view: ExportView, progress: Progress, levels: Sequence[Level]) -> Iterator[bytes]:
    """A FeatureCollection of areas."""
    table = area_table(view, levels)
    progress(len(view.indices))
    yield dump_features(area_features(table), {"bbox": bounds_of(table), "metadata": view.metadata})


def write_geopackage(view: ExportView, progress: Progress, levels: Sequence[Level]) -> Iterator[bytes]:
    """A GeoPackage with the layer areas."""
    return write_area_geopackage(view, progress, area_table(view, levels))


def write_shapefile(view: ExportView, progress: Progress, levels: Sequence[Level]) -> Iterator[bytes]:
    """A zipped shapefile of areas."""
    return write_area_shapefile(view, progress, area_table(view, levels))


def write_csv(view: ExportView, progress: Progress, levels: Sequence[Level]) -> Iterator[bytes]:
    """A CSV of areas, without outlines."""
    table = area_table(view, levels)
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in AREA_FIELDS])
    writer.writeheader()
    writer.writerows(table.rows)
    progress(len(view.indices))
    yield text.getvalue().encode()
