"""The map and its layers: what they render, and what they refuse."""

from __future__ import annotations

import doctest
import sys
from collections.abc import Callable
from typing import Any

import folium
import geopandas
import pytest
import shapely

import layers
from layers import (
    BaseMap,
    Boundaries,
    Choropleth,
    Clusters,
    EmbeddedData,
    LayerError,
    Legend,
    MissingCRSError,
    Points,
    TileSource,
    boundaries_from_frame,
    choropleth_from_frame,
    points_from_frame,
    render_parts,
    static_files,
)
from tests.unit.layers.test_layers_serialize import HOSTILE

MEASURES = {"projects": "Proyectos", "cost_pen": "Costo"}


def _full() -> BaseMap:
    map_ = BaseMap("region", label="Cajamarca", bounds=(-79.5, -7.8, -77.7, -4.6), keep_view=True)
    Choropleth({"province": "/l/p", "district": "/l/d"}, "/v", MEASURES).add_to(map_)
    Boundaries("/l/p", name="provincias", color="#123456").add_to(map_)
    Clusters("/p", "/c/", "/g", filters={"sector": ["salud", "riego"]}).add_to(map_)
    Points("/x", symbol=layers.SECTORS["salud"]).add_to(map_)
    Legend(switch=True).add_to(map_)
    return map_


def _points(**columns: Any) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        columns, geometry=[shapely.Point(-78.5, -7.1 - i / 10) for i in range(len(columns["name"]))], crs=4326
    )


def _areas(values: list[Any], names: list[str] | None = None) -> geopandas.GeoDataFrame:
    boxes = [shapely.box(-79 + i, -7, -78 + i, -6) for i in range(len(values))]
    return geopandas.GeoDataFrame(
        {"name": names or [f"Área {i}" for i in range(len(values))], "value": values}, geometry=boxes, crs=4326
    )


def test_rendering_is_repeatable_within_a_map_and_between_maps() -> None:
    map_ = _full()
    parts = render_parts(map_)
    assert render_parts(map_) == parts == render_parts(_full())
    assert map_.get_root().render() == _full().get_root().render()


def test_parts_are_separable_and_need_only_a_nonce() -> None:
    parts = render_parts(_full())
    assert "<script" not in parts.script
    assert "style=" not in parts.head + parts.html
    assert "<style" not in parts.head + parts.html
    assert " on" not in parts.html.replace(" one", "")
    document = parts.to_document(nonce="abcdefgh12345678", title="<Mapa>")
    assert document.count('<script nonce="abcdefgh12345678">') == 1
    assert "&lt;Mapa&gt;" in document
    assert len(document) < 16_000


def test_document_refuses_a_nonce_that_could_leave_its_attribute() -> None:
    with pytest.raises(LayerError, match="nonce"):
        render_parts(_full()).to_document(nonce='x" src="y')


def test_links_point_to_versioned_files_of_this_server() -> None:
    map_ = BaseMap(center=(-78.5, -7.1), static_prefix="/estaticos/")
    head = render_parts(map_).head
    assert "http" not in head
    served = [f"/estaticos/{path}" for path in static_files()]
    linked = [part.split('"')[0] for part in head.replace('href="', 'src="').split('src="')[1:]]
    assert len(linked) == 4
    assert set(linked) <= set(served)


def test_standalone_page_holds_its_assets() -> None:
    page = BaseMap(center=(-78.5, -7.1)).get_root().render()
    assert "src=" not in page.split("<script>")[0]
    assert "geoappLayers.createMap" in page
    assert "url(images/" not in page
    assert page.count("</script>") == 2


def test_container_is_named_and_reachable() -> None:
    html = render_parts(BaseMap(label='Mapa "de" <Jaén>', center=(-78.5, -7.1))).html
    for part in (
        'role="region"',
        'tabindex="0"',
        'aria-label="Mapa &quot;de&quot; &lt;Jaén&gt;"',
        'aria-live="polite"',
    ):
        assert part in html


def test_maps_do_not_change_the_class_for_each_other() -> None:
    before = list(BaseMap.default_js)
    map_ = BaseMap(center=(0, 0))
    map_.add_js_link("otro", "/otro.js")
    assert BaseMap.default_js == before
    assert folium.Map.default_js[0][1].startswith("https://")


def test_folium_elements_can_be_added() -> None:
    map_ = BaseMap("mio", center=(-78.5, -7.1))
    folium.CircleMarker((-7.1, -78.5)).add_to(map_)
    assert ".addTo(map_mio)" in render_parts(map_).script


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_options_and_data_stay_inert_in_the_page(text: str) -> None:
    map_ = BaseMap(center=(-78.5, -7.1), filters=text)
    Choropleth({"province": "/l"}, "/v", {"cost_pen": text}).add_to(map_)
    points_from_frame(_points(name=[text]), rows={text: "name"}, name="puntos").add_to(map_)
    choropleth_from_frame(_areas([1.0], [text]), {}, title=text, unit=text, source=text, name="areas").add_to(map_)
    for page in (render_parts(map_).to_document(), map_.get_root().render()):
        assert text.replace("\\", "") not in page
        assert page.count("</script>") == page.count("<script")


def test_two_layers_of_one_name_are_refused() -> None:
    map_ = BaseMap(center=(0, 0))
    Points("/a").add_to(map_)
    with pytest.raises(LayerError, match="ya tiene una capa 'points'"):
        Points("/b").add_to(map_)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Points("https://otro.pe/datos"),
        lambda: Points("//otro.pe/datos"),
        lambda: Points("datos relativos"),
        lambda: Points("/x", name="Ñandú"),
        lambda: Boundaries("/x", color="red"),
        lambda: Choropleth({}, "/v", MEASURES),
        lambda: Choropleth({"a": "/x"}, "/v", {}),
        lambda: Choropleth({"a": "/x"}, "/v", MEASURES, measure="otra"),
        lambda: Choropleth({"a": "/x"}, "/v", MEASURES, level="b"),
        lambda: Choropleth({"a": "/x"}, "/v", MEASURES, colors="Rainbow"),
        lambda: Choropleth({"a": "/x"}, "/v", MEASURES, opacity=2),
        lambda: Clusters("/x", "/c", filters={"sector": [None]}),
        lambda: Legend(position="middle"),
        lambda: BaseMap(center=(-7.1, -178.5)),
        lambda: BaseMap(bounds=(-77, -8, -79, -4)),
        lambda: BaseMap(center=(0, 0), zoom=30),
        lambda: BaseMap(center=(0, 0), controls=("volar",)),
        lambda: TileSource("https://t.pe/{z}/{x}.png", "x"),
        lambda: TileSource("javascript:{z}{x}{y}", "x"),
        lambda: TileSource("/t/{z}/{x}/{y}.png", " "),
        lambda: render_parts(Points("/x")),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises((LayerError, AttributeError)):
        make()


def test_tiles_are_options_with_their_attribution() -> None:
    map_ = BaseMap(center=(0, 0), tiles=TileSource("https://t.pe/{z}/{x}/{y}.png", "© T & <b>", 17))
    script = render_parts(map_).script
    assert '"maxZoom":17' in script
    assert "<b>" not in script


def test_registry_is_read_only_and_complete() -> None:
    assert set(layers.KINDS) == {"boundaries", "choropleth", "clusters", "points", "legend", "draw"}
    with pytest.raises(TypeError):
        layers.KINDS["otra"] = Points  # type: ignore[index]
    for name in layers.__all__:
        assert hasattr(layers, name)


def test_frame_without_crs_fails_by_its_name() -> None:
    frame = _points(name=["a"]).set_crs(None, allow_override=True)
    with pytest.raises(MissingCRSError, match="CRS"):
        points_from_frame(frame)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (_areas([1]), "dibuja Point; la tabla trae Polygon"),
        (
            geopandas.GeoDataFrame({"name": ["a", "b"]}, geometry=[shapely.Point(0, 0), None], crs=4326),
            "sin geometría: 1",
        ),
        (geopandas.GeoDataFrame({"x": [1]}, geometry=[shapely.Point(0, 0)], crs=4326), "falta la columna 'name'"),
    ],
)
def test_wrong_tables_fail_with_rows_and_columns(frame: geopandas.GeoDataFrame, message: str) -> None:
    with pytest.raises(LayerError, match=message):
        points_from_frame(frame)


def test_invalid_polygons_and_unknown_columns_fail() -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    frame = geopandas.GeoDataFrame({"name": ["a"]}, geometry=[bow], crs=4326)
    with pytest.raises(LayerError, match="inválidas en las filas 0"):
        boundaries_from_frame(frame)
    with pytest.raises(LayerError, match="no usa color"):
        boundaries_from_frame(_areas([1]), {"color": "name"})


def test_other_crs_is_transformed_to_lon_lat() -> None:
    frame = _points(name=["a"]).to_crs(32717)
    feature = points_from_frame(frame).embedded[0].value["features"][0]
    assert feature["geometry"]["coordinates"] == pytest.approx([-78.5, -7.1], abs=1e-5)


def test_choropleth_of_a_table_counts_classes_and_keeps_no_data_apart() -> None:
    layer = choropleth_from_frame(
        _areas([1.0, 2.0, None, 0.0, 5.0, 5.0]), {}, title="Costo", unit="S/", breaks=[0, 2, 5]
    )
    answer = layer.embedded[1].value["area/value"]
    assert [item["count"] for item in answer["classes"]] == [1, 2, 2]
    assert answer["no_data_count"] == 1
    assert answer["areas"]["2"] == {
        "name": "Área 2",
        "value": None,
        "value_text": "sin dato",
        "class": None,
        "detail": [],
        "href": None,
    }
    assert answer["areas"]["3"]["value_text"] == "S/ 0"


def test_default_classes_hold_every_value_once() -> None:
    values = [float(n * n) for n in range(11)]
    answer = choropleth_from_frame(_areas(values), {}, title="x").embedded[1].value["area/value"]
    assert sum(item["count"] for item in answer["classes"]) == len(values)
    assert all(item["count"] for item in answer["classes"])


def test_classes_of_small_numbers_do_not_read_alike() -> None:
    layer = choropleth_from_frame(_areas([0.001, 0.0013, 4.0, 9.5]), {}, title="x", breaks=[0.001, 0.0013, 4, 9.5])
    labels = [item["label"] for item in layer.embedded[1].value["area/value"]["classes"]]
    assert labels == ["hasta 0.0010", "más de 0.0010 hasta 0.0013", "más de 0.0013 hasta 4", "más de 4 hasta 9.50"]


@pytest.mark.parametrize("breaks", [[3, 2], [], [1, 1], [1], [1, 2, 3, 4, 5, 6]])
def test_breaks_that_lie_are_refused(breaks: list[float]) -> None:
    with pytest.raises(LayerError):
        choropleth_from_frame(_areas([0.5, 5.0]), {}, title="x", breaks=breaks)


def test_embedded_blocks_are_named_once_and_placed_before_the_script() -> None:
    map_ = BaseMap(center=(0, 0))
    Clusters(EmbeddedData("vista", {"points": []}), EmbeddedData("fichas", {})).add_to(map_)
    parts = render_parts(map_)
    assert parts.html.count('type="application/json"') == 2
    assert '"address":"#data_vista"' in parts.script


def test_examples_of_the_documentation_run() -> None:
    assert doctest.testmod(sys.modules["layers.embed"]).failed == 0
