"""The formats: ending of the file's name, media type, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import REGION_UBIGEO, Level
from geoapp.services.exports import area_files, csv, gdal, geojson, kml, parquet, shapefile, xlsx
from geoapp.services.exports.view import ExportView, Progress
from geoapp.services.publication import Publication

MAX_AREAS_IN_NAME = 8


@dataclass(frozen=True, slots=True)
class Export:
    """A format of projects.

    Attributes
    ----------
    packed
        Whether the file is compressed already, so that compressing it again on the way gains nothing.
    """

    suffix: str
    media_type: str
    title: str
    write: Callable[[ExportView, Progress], Iterator[bytes]]
    packed: bool = False


@dataclass(frozen=True, slots=True)
class AreaExport:
    """A format of areas; levels are those asked for."""

    suffix: str
    media_type: str
    title: str
    write: Callable[[ExportView, Progress, Sequence[Level]], Iterator[bytes]]
    packed: bool = False


ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8; header=present"
GEOJSON = "application/geo+json"
GEOPACKAGE = "application/geopackage+sqlite3"

EXPORTS: Mapping[str, Export] = {
    "geojson": Export("geojson", GEOJSON, "GeoJSON", geojson.write_geojson),
    "geojsonl": Export("geojsonl", "application/geo+json-seq", "Secuencia GeoJSON", geojson.write_sequence),
    "gpkg": Export("gpkg", GEOPACKAGE, "GeoPackage", gdal.write_geopackage),
    "shp.zip": Export("shp.zip", ZIP, "Shapefile", shapefile.write_shapefile, packed=True),
    "kml": Export("kml", "application/vnd.google-earth.kml+xml", "KML", kml.write_kml),
    "fgb": Export("fgb", "application/flatgeobuf", "FlatGeobuf", gdal.write_flatgeobuf),
    "parquet": Export("parquet", "application/vnd.apache.parquet", "GeoParquet", parquet.write_parquet, packed=True),
    "csv": Export("csv", CSV, "CSV", csv.write_csv),
    "excel.csv": Export("excel.csv", CSV, "CSV para Excel", csv.write_excel_csv),
    "xlsx": Export("xlsx", XLSX, "Libro de Excel", xlsx.write_xlsx, packed=True),
}

AREA_EXPORTS: Mapping[str, AreaExport] = {
    "geojson": AreaExport("geojson", GEOJSON, "GeoJSON", area_files.write_geojson),
    "gpkg": AreaExport("gpkg", GEOPACKAGE, "GeoPackage", area_files.write_geopackage),
    "shp.zip": AreaExport("shp.zip", ZIP, "Shapefile", area_files.write_shapefile, packed=True),
    "csv": AreaExport("csv", CSV, "CSV", area_files.write_csv),
}


def file_name(publication: Publication, filter_: ProjectFilter, suffix: str, subject: str = "inversiones") -> str:
    """Name of a downloaded file: subject, areas, cut-off, for instance ``inversiones_cajamarca_0608_2026-01-31.csv``.

    ``filtro`` tells that the view is narrowed by more than its areas.
    """
    named = filter_.district or filter_.province or (REGION_UBIGEO,)
    areas = "-".join(named[:MAX_AREAS_IN_NAME]) + ("-otras" if len(named) > MAX_AREAS_IN_NAME else "")
    by_both = bool(filter_.district and filter_.province)
    narrowed = by_both or any(name not in {"province", "district"} for name, _ in filter_.pairs())
    partial = "_filtro" if narrowed else ""
    return f"{subject}_cajamarca_{areas}{partial}_{publication.edition.cut_off}.{suffix}"
