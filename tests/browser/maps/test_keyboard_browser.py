"""Areas of a map by keyboard: the focus goes only where it can be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.serving import Client

pytestmark = pytest.mark.browser
Open = Callable[..., Any]

AREAS = "path.geoapp-area"
STOPS = f"{AREAS}[tabindex='0']"
# Whether some pixel of the map belongs to each area: asked of the browser, every twelve pixels.
IN_SIGHT = """() => {
    const box = document.querySelector(".geoapp-canvas").getBoundingClientRect();
    const seen = new Set();
    for (let x = box.left + 2; x < box.right; x += 12) {
        for (let y = box.top + 2; y < box.bottom; y += 12) {
            document.elementsFromPoint(x, y).forEach((one) => one.matches("path.geoapp-area") && seen.add(one));
        }
    }
    return [...document.querySelectorAll("path.geoapp-area")].map((path) => seen.has(path));
}"""
STOP = "paths => paths.map((path) => path.getAttribute('tabindex') === '0')"


def _stops_and_sights(page: Any) -> list[tuple[bool, bool]]:
    page.evaluate("window.scrollTo(0, document.querySelector('.geoapp-canvas').getBoundingClientRect().top + scrollY)")
    return list(zip(page.locator(AREAS).evaluate_all(STOP), page.evaluate(IN_SIGHT), strict=True))


@pytest.mark.parametrize("path", ["/mapa", "/"])
def test_tab_stops_at_the_areas_in_view_and_at_no_other(visit: Open, site: Client, path: str) -> None:
    seen = visit(site, f"{path}?level=district#mapa=-78.5,-7.16,10.5")
    page = seen.page
    found = _stops_and_sights(page)
    assert len(found) == 127
    assert 5 < sum(sight for _, sight in found) < 60
    assert all(stop for stop, sight in found if sight)
    # An area may show fewer pixels than were asked for.
    assert sum(stop and not sight for stop, sight in found) <= 2
    page.evaluate("geoappLayers.states()[0].map.setView([-5.3, -79], 10.5, { animate: false })")
    seen.rest()
    moved = _stops_and_sights(page)
    assert [stop for stop, _ in moved] != [stop for stop, _ in found]
    assert all(stop for stop, sight in moved if sight)
    page.evaluate("geoappLayers.goHome(geoappLayers.states()[0])")
    seen.rest()
    assert page.locator(STOPS).count() == 127
    seen.is_clean()


def test_both_maps_of_a_comparison_stop_at_what_they_show(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa/comparar?level=district#mapa=-78.5,-7.16,11")
    for number in (1, 2):
        assert 2 < seen.page.locator(f"#map_lado{number} {STOPS}").count() < 60


def test_an_area_behind_the_legend_comes_forward_with_the_focus(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa?level=district#mapa=-79.3,-7.16,11")
    page = seen.page
    legend = page.locator(".geoapp-legend").bounding_box()
    page.locator("#map_explora").focus()
    visited = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        page.wait_for_timeout(20)
        if not page.evaluate("document.activeElement.matches('path.geoapp-area')"):
            if visited:
                break
            continue
        seen.rest()
        visited += 1
        ring = page.locator(".geoapp-ring-focus").bounding_box()
        canvas = page.locator(".geoapp-canvas").bounding_box()
        left, right = max(ring["x"], canvas["x"]), min(ring["x"] + ring["width"], canvas["x"] + canvas["width"])
        low, high = max(ring["y"], canvas["y"]), min(ring["y"] + ring["height"], canvas["y"] + canvas["height"])
        assert right > left
        assert high > low
        assert left < legend["x"] or high > legend["y"] + legend["height"]
    assert visited > 2
    seen.is_clean()


def test_an_area_that_leaves_the_view_gives_the_focus_to_the_map(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa?level=district#mapa=-78.5,-7.16,11")
    page = seen.page
    page.locator(STOPS).first.focus()
    page.evaluate("geoappLayers.states()[0].map.setView([-5.3, -79], 10, { animate: false })")
    assert page.evaluate("document.activeElement.id") == "map_explora"
    assert page.locator(".geoapp-ring-focus").count() == 0
    seen.is_clean()
