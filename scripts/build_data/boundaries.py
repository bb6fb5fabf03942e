"""Limits: 127 districts as one valid coverage, and the 13 provinces as their exact union."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyproj import Geod

from scripts.build_data.errors import BuildError
from scripts.build_data.tables import (
    Row,
    read_curated,
    read_rows,
    unique_by,
    write_rows,
)
from scripts.build_data.text import fold

REGION: Final = "06"
DISTRICTS: Final = 127
PROVINCES: Final = 13
GAP_WIDTH_DEG: Final = 0.005
"""Gaps narrower than this (about 550 m) are slivers between limits; the widest measures 220 m."""
WGS84: Final = 4326
POPULATION_YEAR: Final = 2020
DBF_DATE: Final = "2020-12-31"
"""Written in the header of every .dbf, which would otherwise carry the day of the build."""

_GEOD: Final = Geod(ellps="WGS84")
_ROUNDING: Final = 0.01


@dataclass(frozen=True)
class Areas:
    """The built limits.

    Parameters
    ----------
    districts, provinces
        EPSG:4326, sorted by ``UBIGEO``, with the columns of the shapefiles.
    """

    districts: gpd.GeoDataFrame
    provinces: gpd.GeoDataFrame

    def codes(self) -> frozenset[str]:
        """Return every ubigeo of the region: 2, 4 and 6 digits."""
        return frozenset({REGION, *self.provinces["UBIGEO"], *self.districts["UBIGEO"]})

    def names(self) -> dict[str, str]:
        """Return the name of every province and district by ubigeo."""
        both: dict[str, str] = {}
        for frame in (self.provinces, self.districts):
            both.update(zip(frame["UBIGEO"], frame["NOMBRE"], strict=True))
        return both

    def locate(self, lons: list[float], lats: list[float]) -> list[str]:
        """Return the district that contains each point (lon, lat), or a blank.

        A point on a shared limit goes to the district with the lower code.
        """
        geometries = self.districts.geometry.to_numpy()
        tree = shapely.STRtree(geometries)
        points, areas = tree.query(shapely.points(lons, lats), predicate="intersects")
        codes = self.districts["UBIGEO"].to_numpy()
        found = [""] * len(lons)
        for point, area in sorted(zip(points.tolist(), areas.tolist(), strict=True)):
            found[point] = found[point] or str(codes[area])
        return found


def geodesic_area_km2(geometry: Any) -> float:
    """Return the area on the WGS 84 ellipsoid, in km2, of a lon-lat polygon."""
    return abs(_GEOD.geometry_area_perimeter(geometry)[0]) / 1e6


def read_attributes(source: Path) -> dict[str, Row]:
    """Read the district attributes (published area, 2020 density) by ubigeo."""
    rows = read_rows(
        source / "data/areas/distritos_atributos_06.csv",
        ("inei", "distrito", "capital", "superficie", "pob_densidad_2020"),
    )
    return unique_by(rows, "inei", "distritos_atributos_06.csv")


def population_2020(attributes: Row) -> int:
    """Return the 2020 population that the published density and area give."""
    people = float(attributes["pob_densidad_2020"]) * float(attributes["superficie"])
    if abs(people - round(people)) > _ROUNDING:
        raise BuildError(f"La población 2020 de {attributes['inei']} no sale entera: {people}.")
    return round(people)


def build_areas(source: Path) -> Areas:
    """Clean the districts into a coverage without gaps or overlaps and join their facts."""
    path = source / "data/boundaries/peru_districts_inei.gpkg"
    if not path.is_file():
        raise BuildError(f"Falta el archivo {path.name} en {path.parent.name}/.")
    raw = gpd.read_file(path)
    raw = raw[raw["COD_DISTRITO"].str.startswith(REGION)].sort_values("COD_DISTRITO")
    if len(raw) != DISTRICTS or raw.crs is None or raw.crs.to_epsg() != WGS84:
        raise BuildError("peru_districts_inei.gpkg no trae 127 distritos en EPSG:4326.")
    coverage = shapely.coverage_clean(raw.geometry.to_numpy(), gap_width=GAP_WIDTH_DEG)
    codes = [str(code) for code in raw["COD_DISTRITO"]]
    source_names = dict(zip(codes, raw["DISTRITO"], strict=True))
    districts = _district_frame(source, codes, source_names, coverage)
    provinces = _province_frame(districts)
    _check(districts, provinces)
    return Areas(districts, provinces)


def _capital_points(source: Path) -> dict[str, tuple[float, float]]:
    """Return the capital of each district: the populated place that INEI numbers 0001."""
    rows = read_rows(source / "data/localities/centros_poblados_06.csv", ("inei_ccpp",))
    return {
        row["inei_distrito"]: (float(row["longitude"]), float(row["latitude"]))
        for row in rows
        if row["inei_ccpp"] == row["inei_distrito"] + "0001"
    }


def _district_frame(source: Path, codes: list[str], source_names: dict[str, str], coverage: Any) -> gpd.GeoDataFrame:
    names = unique_by(read_curated("area_names.csv", ("ubigeo", "name", "capital")), "ubigeo", "area_names.csv")
    attributes = read_attributes(source)
    capitals = _capital_points(source)
    records: list[dict[str, object]] = []
    for code, geometry in zip(codes, coverage, strict=True):
        name, facts = names[code], attributes[code]
        for ours, theirs in (
            (name["name"], source_names[code]),
            (name["name"], facts["distrito"]),
            (name["capital"], facts["capital"]),
        ):
            if fold(ours) != fold(theirs):
                raise BuildError(f"area_names.csv: {code} dice {ours!r} y la fuente {theirs!r}.")
        lon, lat = capitals[code]
        records.append(
            {
                "UBIGEO": code,
                "NOMBRE": name["name"],
                "PROVINCIA": code[:4],
                "CAPITAL": name["capital"],
                "CAP_LON": round(lon, 7),
                "CAP_LAT": round(lat, 7),
                "AREA_KM2": round(geodesic_area_km2(geometry), 4),
                "POB": population_2020(facts),
                "POB_ANIO": POPULATION_YEAR,
                "geometry": geometry,
            }
        )
    return gpd.GeoDataFrame(records, geometry="geometry", crs=WGS84)


def _province_frame(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    names = unique_by(read_curated("area_names.csv", ("ubigeo", "name", "capital")), "ubigeo", "area_names.csv")
    records: list[dict[str, object]] = []
    for code, members in districts.groupby("PROVINCIA", sort=True):
        head = members[members["UBIGEO"] == f"{code}01"].iloc[0]
        geometry = shapely.coverage_union_all(members.geometry.to_numpy())
        records.append(
            {
                "UBIGEO": code,
                "NOMBRE": names[str(code)]["name"],
                "CAPITAL": names[str(code)]["capital"],
                "CAP_LON": head["CAP_LON"],
                "CAP_LAT": head["CAP_LAT"],
                "AREA_KM2": round(geodesic_area_km2(geometry), 4),
                "POB": int(members["POB"].sum()),
                "POB_ANIO": POPULATION_YEAR,
                "geometry": geometry,
            }
        )
        if fold(names[str(code)]["capital"]) != fold(head["CAPITAL"]):
            raise BuildError(f"La capital de {code} no es la de su distrito principal.")
    return gpd.GeoDataFrame(records, geometry="geometry", crs=WGS84)


def _check(districts: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame) -> None:
    """Refuse limits that overlap, leave gaps, or leave a capital outside its district."""
    if len(provinces) != PROVINCES:
        raise BuildError(f"Salieron {len(provinces)} provincias y son {PROVINCES}.")
    for frame in (districts, provinces):
        geometries = frame.geometry.to_numpy()
        if not (shapely.coverage_is_valid(geometries) and shapely.is_valid(geometries).all()):
            raise BuildError("Los límites no forman una cobertura válida.")
        whole = shapely.coverage_union_all(geometries)
        if shapely.get_num_interior_rings(shapely.get_parts(whole)).any():
            raise BuildError("Quedan huecos entre los límites: suba GAP_WIDTH_DEG.")
    capitals = shapely.points(districts["CAP_LON"].to_numpy(np.float64), districts["CAP_LAT"].to_numpy(np.float64))
    outside = districts[~shapely.contains(districts.geometry.to_numpy(), capitals)]
    if len(outside):
        raise BuildError(f"Capitales fuera de su distrito: {', '.join(outside['UBIGEO'])}.")


def write_areas(areas: Areas, source: Path, out: Path) -> None:
    """Write both shapefiles and the table of published areas."""
    for name, frame in (("provincias", areas.provinces), ("distritos", areas.districts)):
        folder = out / "shapefiles" / name
        folder.mkdir(parents=True, exist_ok=True)
        pyogrio.write_dataframe(
            frame,
            folder / f"{name}.shp",
            driver="ESRI Shapefile",
            encoding="UTF-8",
            layer_options={"DBF_DATE_LAST_UPDATE": DBF_DATE, "RESIZE": "YES"},
        )
    attributes = read_attributes(source)
    write_rows(
        out / "shapefiles/areas_published.csv",
        ("ubigeo", "area_km2", "source"),
        (
            {
                "ubigeo": code,
                "area_km2": f"{Decimal(attributes[code]['superficie']):.2f}",
                "source": "ubigeo-peru-aumentado",
            }
            for code in sorted(attributes)
        ),
    )
