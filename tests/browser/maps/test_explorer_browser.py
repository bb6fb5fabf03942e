"""What people do with the explorer, by mouse and by keyboard."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from geoapp.cli import cli
from geoapp.db import Database
from tests.support.serving import Client, serving

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


def query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("path", ["/mapa?layer=hospitales&layer=localidades&layer=pasivos_mineros", "/mapa/comparar"])
def test_pages_are_clean_and_fit(visit: Open, site: Client, path: str, width: int, scheme: str) -> None:
    seen = visit(site, path, width=width, color_scheme=scheme)
    seen.is_clean()
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


WHOLE = """fields => fields.filter((field) => {
    const wide = field.cloneNode(true);
    wide.style.cssText = "position: absolute; width: auto; max-width: none";
    field.after(wide);
    const width = wide.offsetWidth;
    wide.remove();
    return width > field.offsetWidth;
}).map((field) => field.id)"""


@pytest.mark.parametrize("path", ["/mapa", "/en/mapa"])
def test_choices_of_classes_can_be_read_whole(visit: Open, site: Client, path: str) -> None:
    page = visit(site, path).page
    fields = page.locator("select:visible:has(option[value=jenks])")
    assert fields.count() == 1
    assert fields.evaluate_all(WHOLE) == []


def test_a_polygon_by_keyboard_alone_filters_map_table_and_address(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa")
    page = seen.page
    button = page.get_by_role("button", name="Dibujar un polígono")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    for keys in (["ArrowUp"] * 2, ["ArrowDown"] * 4 + ["ArrowLeft"] * 2, ["ArrowRight"] * 4):
        for key in keys:
            page.keyboard.press(key)
            seen.rest()
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dentro:not([hidden])")
    page.wait_for_function("() => new URLSearchParams(location.search).has('within')")
    seen.rest()
    assert query(page)["within"][0].startswith("POLYGON ((")
    inside = int(re.search(r"\d+", page.locator("#dentro h2").inner_text()).group())  # type: ignore[union-attr]
    line = page.locator(".geoapp-line").first.inner_text()
    assert f"de {inside} proyectos" in line
    assert page.locator("#tablas tfoot td.n").nth(2).inner_text() == str(inside)
    # The address alone gives the same again.
    again = visit(site, urlsplit(page.url).path + "?" + urlsplit(page.url).query)
    again.page.wait_for_selector("#dentro:not([hidden])")
    assert f"{inside} proyecto" in again.page.locator("#dentro h2").inner_text()
    again.page.get_by_role("button", name="Quitar la forma").first.click()
    again.page.wait_for_function("() => !new URLSearchParams(location.search).has('within')")
    again.page.wait_for_selector("#dentro", state="hidden")
    seen.is_clean()
    again.is_clean()


def test_near_me_asks_for_the_place_only_on_click(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa", geolocation={"longitude": -78.5126, "latitude": -7.1638}, permissions=["geolocation"])
    assert "near" not in query(seen.page)
    seen.page.get_by_role("button", name="Cerca de mí").click()
    seen.page.wait_for_function("() => new URLSearchParams(location.search).get('near') === '-78.5126,-7.1638,10'")
    seen.is_clean()


def test_search_flies_to_a_district_without_its_accent(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa")
    page = seen.page
    before = page.evaluate("geoappLayers.states()[0].map.getZoom()")
    page.locator("#e-buscar").fill("jaen")
    page.wait_for_selector("#e-resultados button")
    assert page.locator("#e-cuenta").inner_text() == f"{page.locator('#e-resultados li').count()} resultados"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    seen.rest()
    center = page.evaluate("(() => { const c = geoappLayers.states()[0].map.getCenter(); return [c.lng, c.lat]; })()")
    assert page.evaluate("geoappLayers.states()[0].map.getZoom()") > before
    assert abs(center[0] + 78.85) < 0.3
    assert abs(center[1] + 5.78) < 0.3
    seen.is_clean()


def test_the_year_slider_changes_map_table_and_address(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa?measure=municipal_execution_pct")
    page = seen.page
    today = page.locator("#tabla-titulo").inner_text()
    page.locator("#e-anio").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => new URLSearchParams(location.search).get('at') === '2023'")
    page.wait_for_function("() => document.querySelector('#tabla-titulo').textContent.includes('2023')")
    seen.rest()
    assert "2023" not in today
    assert page.locator("#e-anio").get_attribute("aria-valuetext") == "2023"
    assert "2023" in page.locator(".geoapp-legend-body").first.inner_text()
    assert page.locator("[data-explore-statuses] li").count() > 2
    seen.is_clean()


def test_layers_are_switched_and_kept_in_the_address(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa")
    page = seen.page
    page.get_by_label("Hospitales y salud").check()
    seen.rest()
    assert not page.get_by_label("Todos los proyectos").is_checked()
    assert set(query(page)["layer"]) == {"provincias", "hospitales"}
    assert page.locator(".geoapp-line").first.inner_text().startswith("Hospitales y salud:")
    page.get_by_label("Localidades").check()
    seen.rest()
    assert "acerque el mapa" in page.locator(".geoapp-line").first.inner_text()
    seen.is_clean()


def test_classes_and_colours_change_without_reloading(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa")
    page = seen.page
    page.evaluate("window.same = true")
    before = page.locator(".geoapp-legend .geoapp-legend-text").all_inner_texts()
    page.locator("#e-clases").select_option("equal")
    page.wait_for_function("() => new URLSearchParams(location.search).get('classes') === 'equal'")
    seen.rest()
    assert page.locator(".geoapp-legend .geoapp-legend-text").all_inner_texts() != before
    page.locator("#e-colores").select_option("Oranges")
    seen.rest()
    fills = page.evaluate(
        "[...document.querySelectorAll('path.geoapp-choropleth')].map((path) => path.getAttribute('fill'))"
    )
    assert set(fills) <= {"#feedde", "#fdbe85", "#fd8d3c", "#e6550d", "#a63603"} | {
        fill for fill in fills if fill.startswith("url")
    }
    assert page.evaluate("window.same")
    seen.is_clean()


def test_two_maps_move_together_and_share_a_scale(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa/comparar")
    page = seen.page
    page.evaluate("geoappLayers.states('map_lado2')[0].map.setView([-6.2, -78.8], 10)")
    seen.rest()
    places, zooms = page.evaluate(
        """[
            geoappLayers.states().map(({ map }) => [map.getCenter().lng, map.getCenter().lat]),
            geoappLayers.states().map(({ map }) => map.getZoom()),
        ]"""
    )
    assert zooms == [10, 10]
    # A map stands on whole pixels, of 0.0014 degrees at this zoom, and each rounds for its own size.
    assert places[0] == pytest.approx(places[1], abs=0.005)
    assert places[1] == pytest.approx([-78.8, -6.2], abs=0.01)
    legends = [
        page.locator(f"#leyenda_lado{number} .geoapp-legend-list")
        .first.locator(".geoapp-legend-text")
        .all_inner_texts()
        for number in (1, 2)
    ]
    assert legends[0] == legends[1]
    page.locator("[data-sector]").nth(1).select_option("salud")
    page.wait_for_function("() => new URLSearchParams(location.search).get('sector2') === 'salud'")
    seen.rest()
    seen.is_clean()


def test_a_map_in_a_file_needs_nothing_else(
    visit: Open, site: Client, sqlite_shipped: Database, tmp_path: Path
) -> None:
    path = tmp_path / "mapa.html"
    url = sqlite_shipped.url.render_as_string(hide_password=False)
    done = CliRunner().invoke(cli, ["render", "--database", url, "--layer", "hospitales", "-o", str(path)])
    assert done.exit_code == 0
    seen = visit(site, path.as_uri())
    marker = seen.page.locator(".geoapp-marker:not(.geoapp-cluster)").first
    marker.focus()
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector(".geoapp-popup .geoapp-popup-title")
    seen.page.locator(".geoapp-select").select_option("municipal_execution_pct")
    seen.page.wait_for_function("() => document.querySelector('.geoapp-legend-body').textContent.includes('municipal')")
    seen.is_clean()


def test_embedded_in_another_site(site: Client, chromium: Any, tmp_path: Path) -> None:
    page = chromium.new_page()
    address = str(site.base_url).rstrip("/")
    complaints: list[str] = []
    page.on("console", lambda m: m.type == "error" and "favicon" not in m.location["url"] and complaints.append(m.text))
    frame = f'<iframe src="{address}/mapas/region?measure=projects" width="900" height="600"></iframe>'
    (tmp_path / "pagina.html").write_text(frame, encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{other.server_port}/pagina.html")
        inside = page.frame_locator("iframe")
        inside.locator('.geoapp-map[data-state="ready"] .geoapp-marker').first.wait_for()
        other.shutdown()
    assert complaints == []
    page.close()


def test_the_map_works_when_the_base_map_does_not(visit: Open, sqlite_shipped: Database) -> None:
    settings = {"tile_address": "http://127.0.0.1:9/{z}/{x}/{y}.png", "tile_attribution": "Nadie <b>1</b>"}
    with serving(sqlite_shipped, map=settings) as client:
        seen = visit(client, "/mapa")
        page = seen.page
        page.wait_for_function(
            "() => document.querySelector('.geoapp-line').textContent.includes('mapa base no responde')"
        )
        assert page.locator(".geoapp-cluster").count() > 3
        assert page.locator("path.geoapp-choropleth").count() == 13
        assert (
            "Nadie <b>1</b>" in page.locator(".leaflet-control-attribution").last.inner_text()
            or page.locator(".leaflet-control-attribution", has_text="Nadie <b>1</b>").count()
        )
        assert all("127.0.0.1:9" in url for url in seen.outside)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_lies_over_an_open_popup(visit: Open, site: Client, width: int) -> None:
    seen = visit(site, "/mapa#mapa=-78.5,-7.16,12", width=width)
    page = seen.page
    page.locator(".geoapp-place").first.click()
    page.wait_for_selector(".geoapp-popup .geoapp-list")
    seen.rest()
    covered = """() => {
      const popup = document.querySelector('.geoapp-popup').getBoundingClientRect();
      return [...document.querySelectorAll('.geoapp-map .leaflet-control')].filter((control) => {
        const own = control.getBoundingClientRect();
        return getComputedStyle(control).visibility === 'visible' && own.width && own.left < popup.right
          && own.right > popup.left && own.top < popup.bottom && own.bottom > popup.top;
      }).map((control) => control.className);
    }"""
    page.wait_for_function(f"() => !({covered})().length")
    page.keyboard.press("Escape")
    page.wait_for_selector(".geoapp-popup", state="detached")
    assert page.locator(".geoapp-under").count() == 0
    seen.is_clean()
