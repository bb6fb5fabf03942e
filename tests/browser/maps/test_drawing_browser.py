"""Shapes on the explorer's map: what says how to draw them, the keys that end, take back and leave, the way without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.serving import Client

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
POLYGON, CIRCLE, HINT = "Dibujar un polígono", "Dibujar un círculo", ".geoapp-hint"


def _asked(page: Any, name: str) -> str:
    return parse_qs(urlsplit(page.url).query)[name][0]


def _within(page: Any) -> list[tuple[float, float]]:
    pairs = _asked(page, "within").removeprefix("POLYGON ((").removesuffix("))").split(", ")
    return [(float(lon), float(lat)) for lon, lat in (pair.split() for pair in pairs)]


def _centre_of_circle(page: Any) -> tuple[float, float]:
    """Begin a circle by a click, and tell where in the window its centre is."""
    page.get_by_role("button", name=CIRCLE).click()
    box = page.locator("#map_explora").bounding_box()
    x, y = box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5
    page.mouse.click(x, y)
    return x, y


def _click_corners(page: Any, *corners: tuple[float, float]) -> None:
    """Click places given as parts of the map's width and height."""
    box = page.locator("#map_explora").bounding_box()
    for x, y in corners:
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.wait_for_timeout(320)  # apart, or they were a double click


CORNERS = ((0.35, 0.3), (0.5, 0.35), (0.45, 0.5))


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (320, 640)])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_how_to_draw_stands_in_sight(visit: Open, site: Client, width: int, height: int, prefix: str) -> None:
    seen = visit(site, f"{prefix}/mapa", width=width, height=height)
    page = seen.page
    hint = page.locator(HINT)
    assert hint.get_attribute("role") == "status"
    assert hint.inner_text() == ""
    page.get_by_role("button", name="Draw a polygon" if prefix else POLYGON).click()
    assert "Esc" in hint.inner_text()
    box = hint.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= height
    for control in page.locator(".geoapp-map .leaflet-control:visible").all():
        own = control.bounding_box()
        apart = (
            own["x"] >= box["x"] + box["width"]
            or own["x"] + own["width"] <= box["x"]
            or own["y"] >= box["y"] + box["height"]
            or own["y"] + own["height"] <= box["y"]
        )
        assert apart, control.get_attribute("class")
    seen.is_clean()


def test_enter_closes_what_was_clicked_and_backspace_takes_back(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa")
    page = seen.page
    page.get_by_role("button", name=POLYGON).click()
    _click_corners(page, *CORNERS[:2])
    page.keyboard.press("Enter")
    assert "tres esquinas" in page.locator(HINT).inner_text()
    _click_corners(page, (0.5, 0.7), CORNERS[2])
    assert page.locator(HINT).inner_text().startswith("4 esquinas")
    page.keyboard.press("Backspace")
    assert page.locator(HINT).inner_text() == "Esquinas: 3"
    page.keyboard.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).has('within')")
    assert len(_within(page)) == 4
    assert page.locator(HINT).inner_text() == ""
    assert page.locator(".geoapp-shield").count() == 0
    seen.is_clean()


def test_enter_sets_the_edge_of_a_clicked_circle_where_the_pointer_is(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa")
    page = seen.page
    x, y = _centre_of_circle(page)
    page.mouse.move(x + 80, y)
    page.keyboard.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).has('near')")
    km = float(_asked(page, "near").split(",")[2])
    edge = page.evaluate(
        """() => {
            const { map } = geoappLayers.states()[0];
            return map.distance(map.containerPointToLatLng([0, 300]), map.containerPointToLatLng([80, 300])) / 1000;
        }"""
    )
    assert km == pytest.approx(edge, rel=0.05)
    seen.is_clean()


def test_escape_leaves_drawing(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa")
    seen.page.get_by_role("button", name=CIRCLE).click()
    assert seen.page.locator(".geoapp-shield").count() == 1
    seen.page.keyboard.press("Escape")
    assert seen.page.locator(".geoapp-shield").count() == 0
    assert "within" not in seen.page.url


def test_a_circle_by_mouse(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa")
    page = seen.page
    x, y = _centre_of_circle(page)
    page.mouse.click(x + 60, y)
    page.wait_for_function("() => new URLSearchParams(location.search).has('near')")
    page.wait_for_selector("#dentro:not([hidden])")
    assert len(_asked(page, "near").split(",")) == 3
    seen.is_clean()


@pytest.mark.parametrize("focus", ["map", "control", "nowhere"])
def test_escape_leaves_from_wherever_the_focus_is(visit: Open, site: Client, focus: str) -> None:
    seen = visit(site, "/mapa")
    page = seen.page
    button = page.get_by_role("button", name=POLYGON)
    button.click()
    _click_corners(page, *CORNERS)
    if focus == "control":
        page.get_by_role("button", name="Terminar el polígono").focus()
    elif focus == "nowhere":
        page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    assert page.locator(".geoapp-shield").count() == 0
    assert page.locator(HINT).inner_text() == "Dibujo cancelado"
    assert button.get_attribute("aria-pressed") == "false"
    assert button.evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")  # begins anew
    assert button.get_attribute("aria-pressed") == "true"
    assert "within" not in page.url
    seen.is_clean()


def test_what_the_map_shows_becomes_the_shape_without_drawing(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa#mapa=-78.5,-7.16,10")
    page = seen.page
    page.get_by_role("button", name="Lo que muestra el mapa").focus()
    west, south, east, north = page.evaluate("geoappLayers.states()[0].map.getBounds().toBBoxString().split(',')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dentro:not([hidden])")
    corners = _within(page)
    assert len(corners) == 5
    assert {lon for lon, _ in corners} == {round(float(west), 5), round(float(east), 5)}
    assert {lat for _, lat in corners} == {round(float(south), 5), round(float(north), 5)}
    seen.is_clean()
