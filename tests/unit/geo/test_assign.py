"""Points to areas: one area each, whatever the order of the rows."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from geoapp.errors import MissingCRSError, SchemaError
from geoapp.geo.assign import assign_areas

# Two neighbours with a common border at -78, and a third that overlaps both as generalised limits do.
AREAS = gpd.GeoDataFrame(
    {"ubigeo": ["060102", "060101", "060103"]},
    geometry=[box(-78, -7, -77, -6), box(-79, -7, -78, -6), box(-78.1, -6.6, -77.9, -6.4)],
    crs=4326,
)


def points(*pairs: tuple[float, float]) -> gpd.GeoSeries:
    return gpd.GeoSeries([Point(pair) for pair in pairs], crs=4326)


def test_each_point_gets_its_area_a_border_the_smallest_code_and_elsewhere_none() -> None:
    assigned = assign_areas(points((-77.5, -6.2), (-78, -6.2), (-78.05, -6.5), (-77.95, -6.5), (-70, -6)), AREAS)
    assert assigned.tolist() == ["060102", "060101", "060101", "060102", None]


@given(
    st.lists(st.tuples(st.sampled_from([-79, -78.1, -78, -77.5]), st.sampled_from([-7, -6.5, -6.2, -5])), max_size=12),
    st.permutations(range(3)),
)
def test_the_order_of_the_areas_does_not_matter(pairs: list[tuple[float, float]], order: list[int]) -> None:
    assert assign_areas(points(*pairs), AREAS.iloc[order]).tolist() == assign_areas(points(*pairs), AREAS).tolist()


def test_the_index_of_the_points_is_kept_and_missing_points_have_no_area() -> None:
    series = gpd.GeoSeries([Point(-77.5, -6.2), None, Point()], index=[7, 7, 9], crs=4326)
    assigned = assign_areas(series, AREAS)
    assert assigned.index.tolist() == [7, 7, 9]
    assert assigned.tolist() == ["060102", None, None]


def test_points_in_another_crs_are_transformed() -> None:
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=points((-77.5, -6.2)).to_crs(32717))
    assert assign_areas(frame, AREAS).tolist() == ["060102"]


def test_no_crs_no_codes_and_no_points_are_refused() -> None:
    bare = gpd.GeoSeries([Point(-77.5, -6.2)])
    with pytest.raises(MissingCRSError, match="los puntos"):
        assign_areas(bare, AREAS)
    with pytest.raises(MissingCRSError, match="las áreas"):
        assign_areas(points((0, 0)), AREAS.set_crs(None, allow_override=True))
    with pytest.raises(SchemaError, match="codigo"):
        assign_areas(points((0, 0)), AREAS, code="codigo")
    with pytest.raises(SchemaError, match="repite"):
        assign_areas(points((0, 0)), AREAS.assign(ubigeo="060101"))
    with pytest.raises(SchemaError, match="puntos"):
        assign_areas(gpd.GeoSeries([LineString([(0, 0), (1, 1)])], crs=4326), AREAS)


def test_the_answer_agrees_with_a_plain_spatial_join() -> None:
    generator = np.random.default_rng(7)
    cloud = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(generator.uniform(-79.2, -76.8, 2_000), generator.uniform(-7.2, -5.8, 2_000)),
        crs=4326,
    )
    joined = gpd.sjoin(cloud, AREAS).groupby(level=0)["ubigeo"].min()
    assert assign_areas(cloud, AREAS).dropna().to_dict() == joined.to_dict()
