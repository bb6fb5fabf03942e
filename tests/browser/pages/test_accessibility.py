"""WCAG 2.2 AA by axe-core on every type of page in both themes, and a walk by keyboard to what people come for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.backends import required
from tests.support.serving import Client
from tests.support.visits import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
PAGES = (
    "/", "/provincias/0601", "/distritos/060801", "/proyectos?sector=salud", "/proyectos/hospital-bambamarca", "/plan",
    "/datos", "/calidad", "/docs", "/nada", "/metodologia", "/comparar?a=0608&b=0609&c=060101", "/cerca?q=jaen",
    "/cerca?lon=-78.8&lat=-5.7&radio_km=20", "/reportar?pagina=/plan", "/mapas/region", "/mapa", "/mapa/comparar",
    "/novedades", "/ogc/",
)  # fmt: skip
EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = {"type": "rule", "values": ["color-contrast"]}
"""What can differ between the themes, of which the style sheet changes nothing but colours."""
PINS = ".geoapp-map"
"""Signs of a map stand where things are, so they may touch: the criterion of target size exempts them."""


@pytest.fixture(scope="module")
def axe() -> Any:
    try:
        from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  may be absent
    except ModuleNotFoundError:
        reason = "axe-playwright-python is not installed"
        if required("browser"):
            pytest.fail(reason)
        pytest.skip(reason)
    return Axe()


def english(path: str) -> str:
    """The English address of a page; the OGC's pages have one language."""
    return path if path.startswith("/ogc") else "/en" + (path[1:] if path == "/" else path)


@pytest.mark.parametrize("path", [*PAGES, *(english(path) for path in PAGES if english(path) != path)])
def test_no_page_breaks_a_rule(visit: Open, site: Client, axe: Any, path: str) -> None:
    seen = visit(site, path, color_scheme="light", reduced_motion="reduce")
    assert broken(axe, seen.page, EVERY_RULE) == []
    seen.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    seen.rest()
    assert broken(axe, seen.page, OF_COLOURS) == []


@pytest.mark.parametrize("path", ["/", "/provincias/0601", "/mapa"])
def test_a_page_opened_in_the_dark_breaks_no_rule(visit: Open, site: Client, axe: Any, path: str) -> None:
    assert broken(axe, visit(site, path, color_scheme="dark", reduced_motion="reduce").page, EVERY_RULE) == []


def broken(axe: Any, page: Any, rules: Any) -> list[tuple[str, list[str], str]]:
    """Rules that a page breaks, where, and how."""
    # Telling of all that is right takes as long as looking.
    found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    return [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in found
        for node in rule["nodes"]
        if not (rule["id"] == "target-size" and inside_map(page, node["target"][0]))
    ]


def inside_map(page: Any, selector: str) -> bool:
    return bool(page.evaluate("([s, m]) => !!document.querySelector(s)?.closest(m)", [selector, PINS]))


def test_three_taps_on_a_phone_lead_to_what_is_built_in_a_district(visit: Open, site: Client) -> None:
    page = visit(site, "/", width=390, height=800, has_touch=True).page
    page.tap(".ways a[href='#mi-provincia']")
    page.tap("#provincias a[href='/provincias/0608']")
    page.wait_for_url("**/provincias/0608")
    page.tap("#partes ~ .scroll a[href='/distritos/060801']")
    page.wait_for_url("**/distritos/060801")
    assert page.locator("table.projects .project-name").count() > 0


def test_the_form_of_places_works_by_keyboard_alone(visit: Open, site: Client) -> None:
    page = visit(site, "/cerca").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("celendin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cerca?q=celendin**")
    page.locator("#lugares ~ ul a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**lon=**")
    assert "km o menos" in page.inner_text("#cifras")


def test_a_position_of_the_browser_finds_what_is_near(visit: Open, site: Client) -> None:
    place = {"longitude": -78.8, "latitude": -5.7}
    seen = visit(site, "/cerca", geolocation=place, permissions=["geolocation"])
    seen.page.click("[data-locate]")
    seen.page.wait_for_url("**lon=-78.8000**")
    assert "km o menos" in seen.page.inner_text("#cifras")
