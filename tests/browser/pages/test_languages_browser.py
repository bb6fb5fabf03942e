"""Maps and scripts of English pages speak English, and what they do stays in English."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.serving import Client
from tests.support.visits import Visit

pytestmark = pytest.mark.browser
Open = Callable[..., Visit]


def test_an_english_map_speaks_english(visit: Open, site: Client) -> None:
    seen = visit(site, "/en/mapa")
    page = seen.page
    seen.is_clean()
    assert page.get_by_role("button", name="Draw a polygon").count() == 1
    assert page.get_by_title("Zoom in", exact=True).count() == 1
    legend = page.locator(".geoapp-legend").inner_text()
    assert "Legend" in legend
    assert "Reference cost (S/)" in legend
    assert "Source: " in legend
    assert "of 285 projects located" in page.locator(".geoapp-line").first.inner_text()


def test_search_leads_to_english_pages(visit: Open, site: Client) -> None:
    page = visit(site, "/en/mapa").page
    page.fill("#e-buscar", "jaen")
    page.wait_for_selector("#e-resultados li a")
    assert page.locator("#e-resultados .kind").first.inner_text().startswith("Province")
    href = page.locator("#e-resultados li a").first.get_attribute("href") or ""
    assert href.endswith("/en/provincias/0608")
    assert page.locator("#e-resultados li a").first.inner_text() == "See page"


def test_the_filter_form_stays_in_english(visit: Open, site: Client) -> None:
    seen = visit(site, "/en")
    page = seen.page
    page.fill("#f-q", "hospital")
    page.click("#filtros button[type=submit]")
    page.wait_for_url("**/en?q=hospital")
    seen.rest()
    assert page.evaluate("location.pathname") == "/en"
    assert "Reference cost" in page.inner_text("#resultado")


def test_a_card_of_an_english_map_is_english(visit: Open, site: Client) -> None:
    seen = visit(site, "/en/mapas/proyectos/presa-chonta")
    page = seen.page
    seen.is_clean()
    assert (
        "Centre of the district" in page.locator(".geoapp-legend").inner_text()
        or "Locality" in page.locator(".geoapp-legend").inner_text()
    )
    assert page.evaluate("document.documentElement.lang") == "en"


def test_two_maps_lead_to_the_english_table(visit: Open, site: Client) -> None:
    page = visit(site, "/en/mapa/comparar").page
    assert (page.locator("[data-table]").first.get_attribute("href") or "").startswith("/en/mapa?")
