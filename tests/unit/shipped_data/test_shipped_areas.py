"""Limits: a valid coverage, provinces as the union of their districts, areas near the published ones."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod

from .reading import DATA, table

EQUAL_AREA = "+proj=laea +lat_0=-6.5 +lon_0=-78.75 +datum=WGS84 +units=m"
TOLERANCE = 0.10
# Districts whose limits or published area are disputed or older; listed in data/shapefiles/README.md.
AREA_EXCEPTIONS = {
    "060106", "060111", "060306", "060307", "060402", "060405", "060406", "060408", "060605", "060609",
    "060610", "060613", "060614", "060615", "060804", "060807", "060811", "061005", "061106",
}  # fmt: skip
NAMES = {
    "0603": "Celendín", "0605": "Contumazá", "0608": "Jaén", "060102": "Asunción", "060104": "Cospán",
    "060105": "Encañada", "060106": "Jesús", "060108": "Los Baños del Inca", "060304": "Huasmín",
    "060305": "Jorge Chávez", "060306": "José Gálvez", "060312": "La Libertad de Pallán", "060402": "Anguía",
    "060405": "Chimbán", "060408": "Conchán", "060414": "Pión", "060508": "Yonán",
    "060608": "San Andrés de Cutervo", "060614": "Sócota", "060803": "Chontalí", "060808": "Pucará",
    "060811": "San José del Alto", "060906": "San José de Lourdes", "061111": "San Silvestre de Cochán",
    "061204": "Tumbadén", "061304": "Chancaybaños", "061307": "Pulán", "061311": "Yauyucán",
}  # fmt: skip


@cache
def layer(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(DATA / "shapefiles" / name / f"{name}.shp")


@pytest.mark.parametrize(("name", "count", "digits"), [("provincias", 13, 4), ("distritos", 127, 6)])
def test_every_area_is_there_once_with_its_code_and_crs(name: str, count: int, digits: int) -> None:
    frame = layer(name)
    assert len(frame) == count
    assert frame["UBIGEO"].is_unique
    assert frame["UBIGEO"].str.fullmatch(rf"06\d{{{digits - 2}}}").all()
    assert frame["UBIGEO"].is_monotonic_increasing
    assert frame.crs.to_epsg() == 4326
    assert (DATA / "shapefiles" / name / f"{name}.cpg").read_text(encoding="ascii") == "UTF-8"


@pytest.mark.parametrize("name", ["provincias", "distritos"])
def test_limits_form_a_valid_coverage_without_gaps(name: str) -> None:
    geometries = layer(name).geometry.to_numpy()
    assert shapely.is_valid(geometries).all()
    assert shapely.coverage_is_valid(geometries)
    whole = shapely.coverage_union_all(geometries)
    assert shapely.get_num_interior_rings(shapely.get_parts(whole)).sum() == 0


def test_provinces_are_the_exact_union_of_their_districts() -> None:
    districts = layer("distritos")
    assert (districts["PROVINCIA"] == districts["UBIGEO"].str[:4]).all()
    for province in layer("provincias").itertuples():
        members = districts[districts["PROVINCIA"] == province.UBIGEO]
        union = shapely.coverage_union_all(members.geometry.to_numpy())
        assert shapely.symmetric_difference(union, province.geometry).area == pytest.approx(0, abs=1e-12)
        assert members["POB"].sum() == province.POB
        assert members["AREA_KM2"].sum() == pytest.approx(province.AREA_KM2, abs=0.01)


def test_capitals_fall_inside_their_district_without_exception() -> None:
    districts = layer("distritos")
    points = shapely.points(districts["CAP_LON"].to_numpy(), districts["CAP_LAT"].to_numpy())
    assert shapely.contains(districts.geometry.to_numpy(), points).all()


def test_capital_of_a_province_is_that_of_its_main_district() -> None:
    main = layer("distritos").set_index("UBIGEO")
    for province in layer("provincias").itertuples():
        head = main.loc[f"{province.UBIGEO}01"]
        assert head["CAPITAL"] == province.CAPITAL
        assert (head["CAP_LON"], head["CAP_LAT"]) == (province.CAP_LON, province.CAP_LAT)
    capitals = dict(zip(layer("provincias")["UBIGEO"], layer("provincias")["CAPITAL"], strict=True))
    assert capitals["0607"] == "Bambamarca"
    assert capitals["0610"] == "San Marcos"


def test_names_keep_their_accents() -> None:
    both = {row.UBIGEO: row.NOMBRE for name in ("provincias", "distritos") for row in layer(name).itertuples()}
    assert {code: both[code] for code in NAMES} == NAMES


def test_areas_are_those_of_the_polygons() -> None:
    geod = Geod(ellps="WGS84")
    frame = layer("distritos")
    geodesic = [abs(geod.geometry_area_perimeter(shape)[0]) / 1e6 for shape in frame.geometry]
    assert frame["AREA_KM2"].to_list() == pytest.approx(geodesic, abs=1e-3)
    equal_area = frame.geometry.to_crs(EQUAL_AREA).area / 1e6
    assert frame["AREA_KM2"].to_list() == pytest.approx(equal_area.to_list(), rel=1e-4)


def test_areas_agree_with_the_published_ones_but_for_the_listed_exceptions() -> None:
    published = {row["ubigeo"]: float(row["area_km2"]) for row in table("shapefiles/areas_published.csv")}
    ours = dict(zip(layer("distritos")["UBIGEO"], layer("distritos")["AREA_KM2"], strict=True))
    assert set(published) == set(ours)
    off = {code for code, area in ours.items() if abs(area / published[code] - 1) > TOLERANCE}
    assert off == AREA_EXCEPTIONS
    assert sum(ours.values()) == pytest.approx(sum(published.values()), rel=0.02)


def test_listed_exceptions_are_documented() -> None:
    text = (DATA / "shapefiles/README.md").read_text(encoding="utf-8")
    assert all(code in text for code in AREA_EXCEPTIONS)


def test_population_has_one_year_and_adds_up() -> None:
    assert set(layer("distritos")["POB_ANIO"]) == set(layer("provincias")["POB_ANIO"]) == {2020}
    assert layer("distritos")["POB"].sum() == layer("provincias")["POB"].sum() == 1_603_521
