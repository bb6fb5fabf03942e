"""The gazetteer of populated places."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from .reading import DATA, table

LOCALITIES = "localities/localities.csv"


def test_all_places_stay_even_those_outside() -> None:
    rows = table(LOCALITIES)
    assert len(rows) == 6_513
    assert [row["locality_code"] for row in rows] == sorted({row["locality_code"] for row in rows})
    assert all(row["locality_code"].startswith(row["ubigeo"]) and len(row["locality_code"]) == 10 for row in rows)
    assert {row["kind"] for row in rows} == {"urbano", "rural"}
    assert {row["locality_code"] for row in rows if row["in_region"] == "0"} == {
        "0603110005",
        "0608120046",
        "0608120048",
    }


def test_flags_say_where_the_point_really_falls() -> None:
    districts = gpd.read_file(DATA / "shapefiles/distritos/distritos.shp")
    codes = districts["UBIGEO"].to_numpy()
    rows = table(LOCALITIES)
    points = shapely.points([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows])
    found: dict[int, set[str]] = {}
    pairs = shapely.STRtree(districts.geometry.to_numpy()).query(points, predicate="intersects")
    for point, area in np.asarray(pairs).T:
        found.setdefault(int(point), set()).add(codes[area])
    for position, row in enumerate(rows):
        here = found.get(position, set())
        assert row["in_region"] == ("1" if here else "0")
        assert row["in_district"] == ("1" if row["ubigeo"] in here else "0"), row
    assert sum(row["in_district"] == "0" for row in rows) == 111


def test_every_district_has_its_capital() -> None:
    places = {row["locality_code"]: row for row in table(LOCALITIES)}
    districts = gpd.read_file(DATA / "shapefiles/distritos/distritos.shp")
    for district in districts.itertuples():
        capital = places[f"{district.UBIGEO}0001"]
        assert capital["in_district"] == "1"
        assert (float(capital["lon"]), float(capital["lat"])) == (district.CAP_LON, district.CAP_LAT)
