"""Declared coordinates against declared areas: the kinds of answer, the two repairs, and what never changes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geoapp.errors import MissingCRSError, SchemaError
from geoapp.geo.coordinates import (
    AreaShapes,
    CoordinateStatus,
    Repair,
    apply_repair,
    check_coordinate,
    check_coordinates,
)

WEST, SOUTH, EAST, NORTH = -78.6, -7.2, -78.4, -7.0
FRAME = gpd.GeoDataFrame(
    {"ubigeo": ["060101", "240101", "170101"]},
    geometry=[box(WEST, SOUTH, EAST, NORTH), box(-80.5, -3.7, -80.3, -3.5), box(-69.3, -12.7, -69.1, -12.5)],
    crs="EPSG:4326",
)
AREAS = AreaShapes.of_frame(FRAME)
METRES_PER_DEGREE_LAT = 110_600  # at 7 degrees south

inside_lon = st.floats(WEST, EAST)
inside_lat = st.floats(SOUTH, NORTH)


@pytest.mark.parametrize(
    ("lon", "lat", "status", "repair"),
    [
        (-78.5, -7.1, CoordinateStatus.INSIDE, Repair.NONE),
        (-78.5, SOUTH - 499 / METRES_PER_DEGREE_LAT, CoordinateStatus.NEAR, Repair.NONE),
        (-78.5, SOUTH - 510 / METRES_PER_DEGREE_LAT, CoordinateStatus.OUTSIDE, Repair.NONE),
        (-7.1, -78.5, CoordinateStatus.SWAPPED, Repair.SWAP),
        (78.5, -7.1, CoordinateStatus.SIGN_LOST, Repair.NEGATE_LON),
        (-78.5, 7.1, CoordinateStatus.SIGN_LOST, Repair.NEGATE_LAT),
        (78.5, 7.1, CoordinateStatus.SIGN_LOST, Repair.NEGATE_BOTH),
        (0, 0, CoordinateStatus.ZERO, Repair.NONE),
        (-78.5, 0, CoordinateStatus.ZERO, Repair.NONE),
        (2.35, 48.86, CoordinateStatus.ABROAD, Repair.NONE),
        (775_000, 9_208_000, CoordinateStatus.ABROAD, Repair.NONE),
        (-77.03, -12.05, CoordinateStatus.OUTSIDE, Repair.NONE),
        (7.1, 78.5, CoordinateStatus.ABROAD, Repair.NONE),  # swapped and signs lost at once is not mended
        (float("nan"), -7.1, CoordinateStatus.MISSING, Repair.NONE),
        (float("inf"), -7.1, CoordinateStatus.MISSING, Repair.NONE),
    ],
)
def test_each_kind_of_coordinates_is_told(lon: float, lat: float, status: CoordinateStatus, repair: Repair) -> None:
    check = check_coordinate(lon, lat, "060101", AREAS)
    assert (check.status, check.repair) == (status, repair)


def test_unusable_coordinates_give_no_point_and_repaired_ones_give_the_mended_point() -> None:
    assert check_coordinate(-77.03, -12.05, "060101", AREAS).lon is None
    mended = check_coordinate(78.5, 7.1, "060101", AREAS)
    assert (mended.lon, mended.lat, mended.declared_lon, mended.declared_lat) == (-78.5, -7.1, 78.5, 7.1)


def test_without_a_known_area_the_pair_is_kept_and_said_to_be_unchecked() -> None:
    check = check_coordinate(-78.5, -7.1, "999999", AREAS)
    assert (check.status, check.lon, check.distance_m) == (CoordinateStatus.UNDECLARED, -78.5, None)
    assert check_coordinate(78.5, 7.1, "", AREAS).status is CoordinateStatus.ABROAD


def test_the_distance_is_metric_in_every_zone_of_peru() -> None:
    for ubigeo, lon, south in (("060101", -78.5, SOUTH), ("240101", -80.4, -3.7), ("170101", -69.2, -12.7)):
        check = check_coordinate(lon, south - 0.01, ubigeo, AREAS)
        assert check.distance_m == pytest.approx(1_106, abs=3)


@given(lon=inside_lon, lat=inside_lat)
def test_a_point_inside_stays_where_it_is(lon: float, lat: float) -> None:
    check = check_coordinate(lon, lat, "060101", AREAS)
    assert (check.status, check.lon, check.lat, check.distance_m) == (CoordinateStatus.INSIDE, lon, lat, 0.0)


@given(lon=inside_lon, lat=inside_lat, damage=st.sampled_from([one for one in Repair if one is not Repair.NONE]))
def test_what_was_damaged_once_is_repaired_to_what_it_was(lon: float, lat: float, damage: Repair) -> None:
    damaged_lon, damaged_lat = apply_repair(damage, np.array([lon]), np.array([lat]))
    check = check_coordinate(float(damaged_lon[0]), float(damaged_lat[0]), "060101", AREAS)
    assert (check.repair, check.lon, check.lat) == (damage, lon, lat)


@given(lon=st.floats(), lat=st.floats(), repair=st.sampled_from(list(Repair)))
def test_every_repair_undoes_itself(lon: float, lat: float, repair: Repair) -> None:
    once = apply_repair(repair, np.array([lon]), np.array([lat]))
    twice = apply_repair(repair, *once)
    np.testing.assert_array_equal(np.concatenate(twice), [lon, lat])


@given(
    st.lists(
        st.tuples(st.floats(), st.floats(), st.sampled_from(["060101", "240101", "170101", "", "150101"])), max_size=20
    )
)
def test_many_at_once_say_the_same_as_one_by_one_and_never_raise(rows: list[tuple[float, float, str]]) -> None:
    lon, lat, codes = [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
    together = check_coordinates(lon, lat, codes, AREAS)
    assert len(together) == len(rows)
    for index, row in enumerate(rows):
        alone = check_coordinate(*row, AREAS)
        assert (together[index].status, together[index].repair, together[index].lon, together[index].distance_m) == (
            alone.status,
            alone.repair,
            alone.lon,
            alone.distance_m,
        )


def test_areas_without_crs_or_with_repeated_codes_are_refused() -> None:
    with pytest.raises(MissingCRSError):
        AreaShapes.of_frame(FRAME.set_crs(None, allow_override=True))
    with pytest.raises(SchemaError):
        AreaShapes.of_frame(FRAME.assign(ubigeo="060101"))


def test_areas_in_another_crs_give_the_same_answer() -> None:
    projected = AreaShapes.of_frame(FRAME.to_crs(32717))
    assert check_coordinate(-78.5, -7.1, "060101", projected).status is CoordinateStatus.INSIDE


@given(lon=st.floats(-81, -69), lat=st.floats(-14, -1))
def test_metres_are_those_of_the_projection(lon: float, lat: float) -> None:
    shapes = AreaShapes(dict(zip(FRAME["ubigeo"], FRAME.geometry, strict=True)))
    for at, zone in enumerate((17, 17, 19)):
        area, point = FRAME.geometry.iloc[[at]], gpd.GeoSeries.from_xy([lon], [lat], crs=4326)
        metres = 0.0
        if not area.iloc[0].intersects(point.iloc[0]):
            utm = 32700 + zone
            metres = area.to_crs(utm).iloc[0].distance(point.to_crs(utm).iloc[0])
        measured = shapes.distance_m(np.array([at]), np.array([lon]), np.array([lat]))
        assert measured[0] == pytest.approx(metres, abs=1e-6)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="longitud"):
        check_coordinates([-78.5], [-7.1, -7.0], ["060101"], AREAS)
