"""The search of the explorer: slips are mended, and a project without an exact place leads to its area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.serving import Client

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_slip_leads_to_what_was_meant_by_keyboard(visit: Open, site: Client, width: int) -> None:
    seen = visit(site, "/mapa", width=width)
    page = seen.page
    page.locator("#e-buscar").fill("bambamrca")
    offered = page.locator("#e-resultados button", has_text="¿Quiso decir «bambamarca»?")
    offered.wait_for()
    assert "¿Quiso decir" in page.locator("#e-cuenta").inner_text()
    page.keyboard.press("ArrowDown")
    assert offered.evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('#e-resultados .kind').length > 0")
    assert page.locator("#e-buscar").input_value() == "bambamarca"
    assert page.evaluate("document.activeElement.id") == "e-buscar"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    seen.is_clean()


def test_a_project_placed_by_its_area_shows_the_area(visit: Open, site: Client) -> None:
    found = site.get("/mapas/datos/buscar?q=salud").json()["results"]
    coarse = next(one for one in found if one["kind"] == "project" and "bounds" in one)
    seen = visit(site, "/mapa")
    page = seen.page
    page.locator("#e-buscar").fill(coarse["name"][:150])
    button = page.locator("#e-resultados button", has_text=coarse["name"]).first
    button.click()
    seen.rest()
    west, south, east, north = coarse["bounds"]
    view = page.evaluate("geoappLayers.states()[0].map.getBounds().toBBoxString().split(',').map(Number)")
    assert view[0] <= west
    assert view[1] <= south
    assert view[2] >= east
    assert view[3] >= north
    assert page.locator(".geoapp-mark").count() == 0
    assert coarse["area"] in page.locator("[data-explore-said]").inner_text()
    assert "no se conoce un lugar más exacto" in page.locator("[data-explore-said]").inner_text()
    seen.is_clean()
