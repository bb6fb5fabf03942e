"""What a reader meets on a map of the layers package, in Chromium, under a strict content security policy."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.layers.layers_site import HOSTILE

pytestmark = pytest.mark.browser

Open = Any


def _clean(visit: Any) -> None:
    assert visit.complaints == []
    assert visit.outside == []
    assert visit.page.evaluate("window.x") is None
    assert visit.page.locator("img[src=x]").count() == 0


def test_page_draws_areas_points_clusters_and_places(visit: Open) -> None:
    seen = visit()
    assert seen.page.locator("path.geoapp-choropleth").count() == 4
    assert seen.page.locator(".geoapp-marker .geoapp-symbol").count() == 5
    assert seen.page.locator(".geoapp-marker.geoapp-cluster").inner_text() == "1,200"
    assert seen.page.locator(".geoapp-marker.geoapp-place").inner_text() == "45"
    assert seen.page.locator(".geoapp-line").inner_text() == "5 puntos ubicados; S/ 1 234.00 fuera del mapa"
    assert seen.page.locator(".geoapp-label").all_inner_texts() == ["Cajamarca", "Chota", "Jaén", "Hualgayoc"]
    _clean(seen)


def test_counts_are_grouped_by_thousands(visit: Open) -> None:
    told = visit().page.evaluate("[0, 7, 999, 1000, 45678, 1234567].map((number) => geoappLayers.count(number))")
    assert told == ["0", "7", "999", "1,000", "45,678", "1,234,567"]


def test_layers_that_share_limits_ask_once(visit: Open) -> None:
    assert visit().site.count("/datos/limites/province.geojson") == 1


def test_no_data_is_hatched_and_never_a_class(visit: Open) -> None:
    seen = visit()
    fills = seen.page.eval_on_selector_all(
        "path.geoapp-choropleth", "paths => paths.map(p => [p.getAttribute('aria-label'), p.getAttribute('fill')])"
    )
    hatched = [label for label, fill in fills if fill.startswith("url(#")]
    assert hatched == ["Hualgayoc. Número de proyectos: sin dato"]
    assert len({fill for _, fill in fills}) == 4


def test_legend_says_counts_unit_source_and_date(visit: Open) -> None:
    text = visit().page.locator(".geoapp-legend").inner_text()
    for part in (
        "Número de proyectos (proyectos)",
        "hasta 10",
        "Sin dato",
        "Fuente: Fuente de prueba, 10/03/2026",
        "Salud",
    ):
        assert part in text


def test_measure_switches_without_reload(visit: Open) -> None:
    seen = visit()
    seen.page.evaluate("window.mark = 1")
    seen.page.select_option(".geoapp-select", "cost_pen")
    seen.page.wait_for_selector('path[aria-label="Cajamarca. Costo de referencia: S/ 99.00"]')
    assert seen.page.evaluate("window.mark") == 1
    assert seen.site.count("/datos/limites/province.geojson") == 1
    assert "Costo de referencia (S/)" in seen.page.locator(".geoapp-legend").inner_text()
    _clean(seen)


def test_level_switches_without_reload(visit: Open) -> None:
    seen = visit()
    seen.page.evaluate("geoappLayers.setLevel('district', {parent: '0608'})")
    seen.rest()
    asked = [parse_qs(urlsplit(path).query) for path in seen.site.asked if path.startswith("/datos/valores")]
    assert asked[-1] == {"level": ["district"], "measure": ["projects"], "parent": ["0608"]}
    assert seen.page.locator('path[aria-label^="Jaén. Número"]').count() == 1


def test_filter_reaches_every_request_and_the_page_hears_the_status(visit: Open) -> None:
    seen = visit()
    seen.page.evaluate(
        "() => { window.heard = []; document.addEventListener('geoapp:status', e => window.heard.push(e.detail)) }"
    )
    seen.page.evaluate("geoappLayers.setFilter('?sector=salud&sector=energia&zoom=3')")
    seen.rest()
    assert seen.page.locator(".geoapp-marker .geoapp-symbol").count() == 2
    for start in ("/datos/valores", "/datos/puntos"):
        last = parse_qs(urlsplit([path for path in seen.site.asked if path.startswith(start)][-1]).query)
        assert last["sector"] == ["salud", "energia"]
        assert last.get("zoom") != ["3"]
    heard = [item for item in seen.page.evaluate("window.heard") if item["layer"] == "clusters"]
    assert heard[-1]["text"] == "2 puntos ubicados; S/ 1 234.00 fuera del mapa"
    assert heard[-1]["total"] == 2
    _clean(seen)


@pytest.mark.parametrize("index", range(len(HOSTILE)))
def test_hostile_names_are_text_in_tooltip_and_popup(visit: Open, index: int) -> None:
    seen = visit()
    marker = seen.page.locator(".geoapp-marker:has(.geoapp-symbol)").nth(index)
    marker.hover(force=True)
    tooltip = seen.page.locator(".leaflet-tooltip").last.inner_text()
    marker.click(force=True)
    title = seen.page.locator(".geoapp-popup-title")
    title.wait_for()
    name = title.text_content()
    assert name in HOSTILE
    assert name.split("\u2028")[0].strip() in tooltip
    assert "</script><script>window.x=1</script>" in seen.page.locator(".geoapp-rows").inner_text()
    # A source whose address is a script is text, and the only links stay on this server.
    for href in seen.page.eval_on_selector_all(".geoapp-card a", "links => links.map(a => a.href)"):
        assert href.startswith(f"{seen.site.address}/proyectos/obra-")
    _clean(seen)


def test_area_popup_is_harmless_and_leads_to_its_page(visit: Open) -> None:
    seen = visit()
    seen.page.locator('path[aria-label^="Jaén"]').click(position={"x": 20, "y": 20})
    card = seen.page.locator(".geoapp-card")
    assert HOSTILE[2] in card.inner_text()
    assert "Fuente: Fuente de prueba, 10/03/2026" in card.inner_text()
    assert card.locator("a", has_text="Ver Jaén").get_attribute("href") == f"{seen.site.address}/areas/0608"
    _clean(seen)


def test_keyboard_opens_closes_and_returns_the_focus(visit: Open) -> None:
    seen = visit()
    for selector in (
        'path[aria-label^="Chota"]',
        '.geoapp-marker[aria-label^="Obra $"]',
        ".geoapp-marker.geoapp-place",
    ):
        target = seen.page.locator(selector)
        target.focus()
        seen.page.keyboard.press("Enter")
        seen.page.locator('.leaflet-popup[role="dialog"] .geoapp-card').wait_for()
        assert seen.page.evaluate("document.activeElement.closest('.leaflet-popup') !== null")
        seen.page.keyboard.press("Escape")
        seen.page.locator(".leaflet-popup").wait_for(state="detached")
        assert target.evaluate("element => element === document.activeElement")
    _clean(seen)


def test_every_marker_and_area_is_reached_by_tab(visit: Open) -> None:
    seen = visit()
    seen.page.locator("#map_mapa").focus()
    reached = set()
    for _ in range(24):
        seen.page.keyboard.press("Tab")
        label = seen.page.evaluate("document.activeElement.getAttribute('aria-label')")
        reached.add(label)
    wanted = seen.page.eval_on_selector_all(
        ".geoapp-marker, path.geoapp-choropleth", "all => all.map(e => e.getAttribute('aria-label'))"
    )
    assert len(wanted) == 11
    assert set(wanted) <= reached
    assert {"Acercar", "Alejar", "Volver a la vista inicial", "Pantalla completa"} <= reached


def test_arrows_move_the_map_from_the_map_and_from_a_marker(visit: Open) -> None:
    seen = visit()
    for selector in ("#map_mapa", 'path[aria-label^="Chota"]'):
        before = seen.page.evaluate("geoappLayers.maps.map_mapa.map.getCenter().lng")
        seen.page.locator(selector).focus()
        seen.page.keyboard.press("ArrowRight")
        seen.rest()
        assert seen.page.evaluate("geoappLayers.maps.map_mapa.map.getCenter().lng") > before


def test_cluster_zooms_to_its_bounds(visit: Open) -> None:
    seen = visit()
    seen.page.locator(".geoapp-marker.geoapp-cluster").click()
    seen.rest()
    assert seen.page.evaluate("geoappLayers.maps.map_mapa.map.getZoom()") >= 11
    assert seen.page.locator(".geoapp-marker.geoapp-cluster").count() == 0


def test_place_lists_its_projects_in_parts(visit: Open) -> None:
    seen = visit()
    seen.page.locator(".geoapp-marker.geoapp-place").click()
    items = seen.page.locator(".geoapp-list li")
    items.first.wait_for()
    assert items.count() == 40
    seen.rest()  # the map makes room for the popup first
    seen.page.locator("button", has_text="Mostrar más").click()
    items.nth(44).wait_for()
    assert items.count() == 45
    _clean(seen)


def test_view_is_kept_in_the_address_and_restored(visit: Open) -> None:
    seen = visit()
    seen.page.evaluate("geoappLayers.flyTo({lon: -78.5, lat: -6.5, zoom: 11})")
    seen.rest()
    found = re.fullmatch(r"#mapa=(-?[\d.]+),(-?[\d.]+),([\d.]+)", seen.page.evaluate("location.hash"))
    assert found is not None
    assert [float(part) for part in found.groups()] == [-78.5, -6.5, 11]
    again = visit(f"/{found.group()}")
    center = again.page.evaluate("geoappLayers.maps.map_mapa.map.getCenter()")
    assert center == pytest.approx({"lat": -6.5, "lng": -78.5}, abs=0.001)


def test_failure_is_said_with_its_detail_and_can_be_retried(visit: Open) -> None:
    seen = visit()
    seen.site.failing["/datos/puntos"] = (400, "El filtro «sector» no admite <b>eso</b>.")
    seen.page.evaluate("geoappLayers.setFilter('sector=salud')")
    line = seen.page.locator('.geoapp-line[role="alert"]')
    line.wait_for()
    assert "El filtro «sector» no admite <b>eso</b>." in line.inner_text()
    asked = seen.site.count("/datos/puntos")
    seen.site.failing.clear()
    seen.page.locator("button", has_text="Reintentar").click()
    seen.page.locator('.geoapp-line[role="status"]').wait_for()
    # A refusal is not asked again by itself, only by the reader.
    assert seen.site.count("/datos/puntos") == asked + 1
    assert seen.page.locator(".geoapp-marker .geoapp-symbol").count() == 1


def test_passing_failure_is_retried_unseen(visit: Open) -> None:
    seen = visit()
    seen.site.failing["/datos/valores"] = (503, "En mantenimiento.")
    with seen.page.expect_response(lambda response: "/datos/valores" in response.url):
        seen.page.evaluate("geoappLayers.setMeasure('cost_pen')")
    seen.site.failing.clear()
    seen.page.wait_for_selector('path[aria-label="Cajamarca. Costo de referencia: S/ 99.00"]')
    assert seen.page.locator('.geoapp-line[role="alert"]').count() == 0


def test_stale_answers_are_dropped(visit: Open) -> None:
    seen = visit()
    seen.site.slow["/datos/puntos"] = 0.7
    asked = seen.site.count("/datos/puntos")
    with seen.page.expect_request(lambda request: "/datos/puntos" in request.url):
        seen.page.evaluate("geoappLayers.setFilter('sector=salud')")
    while seen.site.count("/datos/puntos") == asked:  # until the site has begun to dawdle over it
        seen.page.wait_for_timeout(10)
    seen.site.slow.clear()
    seen.page.evaluate("geoappLayers.setFilter('sector=energia')")
    seen.rest()
    labels = seen.page.eval_on_selector_all(".geoapp-marker", "all => all.map(e => e.getAttribute('aria-label'))")
    assert len(labels) == 1
    assert "Energía" in labels[0]


def test_focus_and_popup_survive_a_refresh_of_the_view(visit: Open) -> None:
    seen = visit()
    marker = seen.page.locator('.geoapp-marker[aria-label^="Obra $"]')
    marker.focus()
    seen.page.keyboard.press("Enter")
    seen.page.locator(".geoapp-card").wait_for()
    seen.page.evaluate("geoappLayers.maps.map_mapa.map.panBy([120, 0], {animate: false})")
    seen.rest()
    assert seen.page.locator(".geoapp-card").count() == 1
    seen.page.keyboard.press("Escape")
    assert marker.evaluate("element => element === document.activeElement")


@pytest.mark.parametrize("width", [390, 1280])
def test_targets_can_be_touched_and_nothing_overflows(visit: Open, width: int) -> None:
    seen = visit(width=width, height=780, has_touch=True)
    boxes = seen.page.eval_on_selector_all(
        ".geoapp-marker, .leaflet-bar a, .leaflet-bar button, .geoapp-legend summary",
        "all => all.map(e => { const b = e.getBoundingClientRect(); return [b.width, b.height] })",
    )
    assert min(min(box) for box in boxes) >= 24
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_theme_turns_the_classes_round(visit: Open) -> None:
    seen = visit()
    first = "path => path.getAttribute('fill')"
    light = seen.page.locator('path[aria-label^="Cajamarca"]').evaluate(first)
    seen.page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    seen.rest()
    assert seen.page.locator('path[aria-label^="Cajamarca"]').evaluate(first) != light
    _clean(seen)


def test_page_that_stands_alone_draws_its_data_and_asks_for_nothing(visit: Open) -> None:
    seen = visit("/suelto")
    assert seen.page.locator(".geoapp-marker .geoapp-symbol").count() == len(HOSTILE)
    assert seen.page.locator("path.geoapp-choropleth").count() == len(HOSTILE)
    names = set()
    for index in range(len(HOSTILE)):
        seen.page.locator(".geoapp-marker").nth(index).focus()
        seen.page.keyboard.press("Enter")
        title = seen.page.locator(".geoapp-popup-title")
        title.wait_for()
        names.add(title.text_content())
        seen.page.keyboard.press("Escape")
        title.wait_for(state="detached")
    assert names == set(HOSTILE)
    assert HOSTILE[1] in seen.page.locator(".geoapp-legend").inner_text()
    assert [path for path in seen.site.asked if path != "/favicon.ico"] == ["/suelto"]
    _clean(seen)
