"""Selecting features: three values of truth, reduced dates, boxes in each system."""

from __future__ import annotations

import numpy as np
import pytest

from geoapp.domain.cql import parse_cql
from geoapp.errors import InvalidFilterError
from geoapp.services.features import COLLECTIONS, CRSS, FeatureQuery, select_features
from geoapp.services.features.evaluate import first_days, last_days
from geoapp.services.publication import Publication
from geoapp.services.summary import summarise

UTM = CRSS["http://www.opengis.net/def/crs/EPSG/0/32717"]
LAT_LON = CRSS["http://www.opengis.net/def/crs/EPSG/0/4326"]


def count(publication: Publication, text: str, collection: str = "proyectos") -> int:
    query = FeatureQuery(expression=parse_cql(text))
    return int(select_features(COLLECTIONS[collection], publication, query).sum())


def test_what_is_not_known_is_neither_true_nor_false(shipped_publication: Publication) -> None:
    size = shipped_publication.portfolio.size
    missing = count(shipped_publication, "cost_pen IS NULL")
    above, not_above = count(shipped_publication, "cost_pen > 1e6"), count(shipped_publication, "NOT cost_pen > 1e6")
    assert 0 < missing < size
    assert above + not_above + missing == size
    assert count(shipped_publication, "cost_pen > 1e6 OR cost_pen IS NULL") == above + missing
    assert count(shipped_publication, "cost_pen > 1e6 AND cost_pen IS NULL") == 0
    assert count(shipped_publication, "NOT (cost_pen > 1e6 OR TRUE)") == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sector IN ('salud', 'riego')", "sector = 'salud' OR sector = 'riego'"),
        ("cost_pen BETWEEN 1e6 AND 5e6", "cost_pen >= 1e6 AND cost_pen <= 5e6"),
        ("NOT sector <> 'salud'", "sector = 'salud'"),
        ("name LIKE '%agua%'", "NOT name NOT LIKE '%agua%'"),
        ("geometry IS NULL", "precision IN ('region', 'unlocated')"),
    ],
)
def test_equivalent_filters_select_the_same(shipped_publication: Publication, one: str, other: str) -> None:
    assert count(shipped_publication, one) == count(shipped_publication, other) > 0


def test_a_centimo_is_found_exactly(shipped_publication: Publication) -> None:
    portfolio = shipped_publication.portfolio
    for centimos in portfolio.cost_centimos[portfolio.with_cost][:20].tolist():
        assert count(shipped_publication, f"cost_pen = {centimos // 100}.{centimos % 100:02d}") >= 1


def test_an_outline_selects_its_projects(shipped_publication: Publication) -> None:
    box = "S_INTERSECTS(geometry, BBOX(-79,-7,-78,-6))"
    lon, lat = shipped_publication.portfolio.lon, shipped_publication.portfolio.lat
    inside = (lon >= -79) & (lon <= -78) & (lat >= -7) & (lat <= -6)
    assert count(shipped_publication, box) == inside.sum()
    assert count(shipped_publication, f"NOT {box}") == shipped_publication.portfolio.on_map.sum() - inside.sum()
    assert 0 < count(shipped_publication, box, "distritos") < 127


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("crs", [UTM, LAT_LON], ids=["utm", "lat-lon"])
def test_a_box_selects_the_same_in_every_system(shipped_publication: Publication, collection: str, crs: object) -> None:
    assert crs in (UTM, LAT_LON)
    system = UTM if crs is UTM else LAT_LON
    found = COLLECTIONS[collection]
    wide = (-180.0, -90.0, 180.0, 90.0)
    moved = (-90.0, -180.0, 90.0, 180.0) if system is LAT_LON else (0.0, 0.0, 1e6, 1e7)
    plain = select_features(found, shipped_publication, FeatureQuery(box=wide))
    other = select_features(found, shipped_publication, FeatureQuery(box=moved, box_crs=system))
    assert plain.sum() == other.sum() > 0


@pytest.mark.parametrize("system", [UTM, LAT_LON], ids=["utm", "lat-lon"])
def test_shapes_come_back_from_each_system(system: object) -> None:
    import shapely  # noqa: PLC0415

    crs = UTM if system is UTM else LAT_LON
    shape = shapely.box(-79, -7, -78, -6)
    back = crs.shape_to_wgs84(crs.shape_from_wgs84(shape))
    assert shapely.hausdorff_distance(shape, back) < 1e-7


def test_reduced_dates_span_their_days() -> None:
    import pyarrow as pa  # noqa: PLC0415

    dates = pa.array(["2024", "2024-02", "2024-02-03", None])
    assert first_days(dates).to_pylist() == ["2024-01-01", "2024-02-01", "2024-02-03", None]
    assert last_days(dates).to_pylist() == ["2024-12-31", "2024-02-31", "2024-02-03", None]


def test_dates_select_what_they_touch(shipped_publication: Publication) -> None:
    found = COLLECTIONS["proyectos"]
    masks = [
        select_features(found, shipped_publication, FeatureQuery(interval=interval))
        for interval in ((None, "2021-12-31"), ("2022-01-01", None), (None, None))
    ]
    assert (masks[0] | masks[1]).sum() == masks[2].sum()
    assert 0 < masks[0].sum() < masks[2].sum()
    assert select_features(
        COLLECTIONS["provincias"], shipped_publication, FeatureQuery(interval=("1900-01-01", None))
    ).all()


@pytest.mark.parametrize(
    "text",
    [
        "nada = 1",
        "sector > 3",
        "cost_pen = 'x'",
        "cost_pen LIKE 'x'",
        "geometry = 'x'",
        "S_INTERSECTS(name, POINT(0 0))",
    ],
)
def test_wrong_types_are_refused(shipped_publication: Publication, text: str) -> None:
    with pytest.raises(InvalidFilterError):
        count(shipped_publication, text)


def test_provinces_tell_the_totals_of_the_pages(shipped_publication: Publication) -> None:
    from geoapp.services.summary import GroupBy  # noqa: PLC0415

    everything = np.ones(shipped_publication.portfolio.size, dtype=bool)
    summary = summarise(shipped_publication.portfolio, everything, GroupBy.PROVINCE)
    features = COLLECTIONS["provincias"].columns(shipped_publication)
    costs = dict(zip(features.column("ubigeo").to_pylist(), features.column("cost_pen").to_pylist(), strict=True))
    for ubigeo, cost in costs.items():
        expected = summary.row(ubigeo).cost
        assert cost == (None if expected is None else float(expected))
