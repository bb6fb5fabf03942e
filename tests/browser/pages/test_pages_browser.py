"""Pages as people meet them: drawn, quiet, inside the screen, and deaf to hostile names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.pages.conftest import HOSTILE
from tests.support.serving import Client
from tests.support.visits import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
PAGES = (
    "/", "/provincias/0608", "/distritos/060801", "/proyectos", "/proyectos/hospital-bambamarca", "/plan", "/datos",
    "/calidad", "/docs", "/metodologia", "/comparar?a=0608&b=0609&c=0601&d=060801", "/cerca",
    "/cerca?lon=-78.8&lat=-5.7&radio_km=20", "/reportar?pagina=/plan",
    "/novedades", "/mapa", "/mapa/comparar", "/ogc/",
    "/nada", "/mapas/region", "/mapas/areas/0608", "/mapas/proyectos/hospital-jaen",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_quiet_and_fits_the_screen(visit: Open, site: Client, path: str, width: int) -> None:
    seen = visit(site, path, width=width)
    overflow = seen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    if path == "/nada":  # browsers tell of a page that does not exist
        seen.complaints = [text for text in seen.complaints if "404" not in text]
    seen.is_clean()


def test_the_region_draws_areas_and_counts_what_is_on_the_map(visit: Open, site: Client) -> None:
    seen = visit(site, "/")
    total = site.get("/api/v1/summary").json()["total"]
    line = seen.page.inner_text(".geoapp-line")
    assert f"{total['located']} de {total['projects']} proyectos ubicados" in line
    assert seen.page.locator("path.leaflet-interactive").count() >= 13


def test_a_filter_changes_map_and_table_alike(visit: Open, site: Client) -> None:
    seen = visit(site, "/?sector=salud")
    total = site.get("/api/v1/summary?sector=salud").json()["total"]
    assert f"{total['located']} de {total['projects']}" in seen.page.inner_text(".geoapp-line")
    assert str(total["projects"]) in seen.page.inner_text("table.data.wide tfoot")
    seen.is_clean()


def test_hostile_names_do_nothing_in_tooltips_popups_tables_and_html(visit: Open, hostile_site: Client) -> None:
    seen = visit(hostile_site, "/provincias/0608")
    page = seen.page
    shown = set()
    for marker in page.locator(".leaflet-marker-icon").all():
        label = marker.get_attribute("aria-label") or ""
        if not any(name in label for name in HOSTILE):
            continue
        marker.focus()
        page.keyboard.press("Enter")
        popup = page.locator(".leaflet-popup-content", has_not_text="Cargando")
        popup.wait_for()
        shown |= {name for name in HOSTILE if name in popup.inner_text()}
        assert popup.locator("img, script").count() == 0
        page.keyboard.press("Escape")
        page.locator(".leaflet-popup-content").first.wait_for(state="detached")
    for marker in page.locator(".leaflet-marker-icon").all()[:6]:
        marker.hover(force=True)
        page.locator(".leaflet-tooltip").first.wait_for()
    assert shown
    seen.is_clean()
    listed = visit(hostile_site, "/proyectos?province=0608")
    names = [text.strip() for text in listed.page.locator("table a").all_inner_texts()]
    assert set(HOSTILE) <= set(names)
    assert "49" not in names
    listed.is_clean()
    for path in ("/proyectos?province=0608", "/provincias/0608", "/mapas/areas/0608"):
        html = hostile_site.get(path).text
        for raw in ("<img src=x", "</script><script>window.x=1", "onerror=window.x=1>"):
            assert raw not in html


def test_each_hostile_project_has_a_harmless_page(visit: Open, hostile_site: Client) -> None:
    items = hostile_site.get("/api/v1/projects?province=0608&limit=1000").json()["items"]
    for name in HOSTILE:
        identifier = next(item["id"] for item in items if item["name"] == name)
        seen = visit(hostile_site, f"/proyectos/{identifier}")
        assert seen.page.inner_text("h1").strip() == name
        if seen.page.query_selector(".geoapp-map"):
            seen.is_clean()


def test_a_keyboard_reaches_content_filters_and_map(visit: Open, site: Client) -> None:
    seen = visit(site, "/")
    page = seen.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('skip')")
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('summary') && !document.activeElement.parentElement.open"):
            page.keyboard.press("Enter")
        reached.add(page.evaluate("document.activeElement.getAttribute('name') || document.activeElement.id"))
    assert {"q", "province", "sector", "status", "min_amount", "map_region"} <= reached


def test_works_without_scripts(visit: Open, site: Client) -> None:
    seen = visit(site, "/?province=0608", java_script_enabled=False)
    total = site.get("/api/v1/summary?province=0608").json()["total"]
    assert str(total["projects"]) in seen.page.inner_text("table.data.wide tfoot")
