"""Printed pages say what they are about: filter, date, address, total; and their maps are whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.serving import Client

pytestmark = pytest.mark.browser
Open = Callable[..., Any]

FILTER = "province=0608&sector=salud"
PAGES = {
    "/mapa": r"\b6 de 285 proyectos",
    "/mapa/comparar": r"\d+ de \d+ proyectos conocidos a fines de 2021 ubicados",
    "/proyectos": r"\b6 proyectos",
}


def _on_paper(page: Any) -> str:
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    text: str = page.locator("body").inner_text()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("path", PAGES)
def test_paper_names_filter_date_address_and_total(visit: Open, site: Client, path: str) -> None:
    seen = visit(site, f"{path}?{FILTER}")
    assert seen.page.locator(".printed").is_hidden()
    address = seen.page.url.partition("#")[0]
    text = _on_paper(seen.page)
    sector = "" if path == "/mapa/comparar" else "; Sector: Salud"  # each of two maps has its own
    assert f"Filtro: Provincia: Jaén{sector}." in text
    assert "Datos: edición 1, hasta el 10/03/2026." in text
    assert f"Dirección: {address}" in text
    assert "province=0608" in address
    assert re.search(PAGES[path], text)
    seen.is_clean()


@pytest.mark.parametrize("scripts", [True, False])
def test_paper_without_a_filter_says_so_in_both_languages(visit: Open, site: Client, scripts: bool) -> None:
    seen = visit(site, "/en/proyectos?sort=name", java_script_enabled=scripts)
    seen.page.emulate_media(media="print")
    text = seen.page.locator(".printed").inner_text()
    assert "Filter: none, all projects." in text
    assert "/en/proyectos?sort=name" in text


def test_paper_follows_the_filter_that_is_applied_on_the_page(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa?measure=projects")
    page = seen.page
    assert "Filtro: ninguno" in _on_paper(page)
    page.locator(".explore-filters > summary").click()
    page.locator("#f-q").fill("hospital")
    page.keyboard.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).has('q')")
    seen.rest()
    address = page.url.partition("#")[0]
    text = _on_paper(page)
    assert "Filtro: Texto: «hospital»." in text
    assert f"Dirección: {address}" in text
    seen.is_clean()


def test_paper_tells_shapes_in_words(visit: Open, site: Client) -> None:
    near = _on_paper(visit(site, "/proyectos?near=-78.51,-7.16,5").page)
    assert "Radio: 5 km alrededor de lon -78.51, lat -7.16" in near
    within = _on_paper(visit(site, "/proyectos?within=POLYGON((-79 -7,-78 -7,-78 -8,-79 -7))").page)
    assert "Polígono: forma del mapa" in within


WHOLE = """() => [...document.querySelectorAll(".geoapp-canvas")].flatMap((canvas) => {
    const box = canvas.getBoundingClientRect();
    return [...canvas.querySelectorAll("path.geoapp-area")].map((path) => {
        const own = path.getBoundingClientRect();
        return own.left >= box.left && own.right <= box.right && own.top >= box.top && own.bottom <= box.bottom;
    });
})"""
VIEWS = "() => geoappLayers.states().map(({ map }) => [map.getCenter().lng, map.getCenter().lat, map.getZoom()])"


@pytest.mark.parametrize(("path", "count"), [("/mapa", 13), ("/mapa/comparar", 26)])
@pytest.mark.parametrize("width", [390, 1280])
def test_maps_are_whole_on_paper_and_as_before_after_it(
    visit: Open, site: Client, path: str, count: int, width: int
) -> None:
    seen = visit(site, path, width=width)
    page = seen.page
    before = page.evaluate(VIEWS)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    whole = page.evaluate(WHOLE)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert len(whole) == count
    assert all(whole)
    sheet = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) <= 3
    seen.rest()
    for now, then in zip(page.evaluate(VIEWS), before, strict=True):
        # A map stands on whole pixels, of 0.008 degrees at this zoom, and rounds at each of its sizes.
        assert now == pytest.approx(then, abs=0.03)
    seen.is_clean()
