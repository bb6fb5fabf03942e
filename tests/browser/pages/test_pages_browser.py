"""Pages as people meet them: drawn, quiet, inside the screen, and deaf to hostile names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.pages.conftest import HOSTILE
from tests.support.serving import Client
from tests.support.visits import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
PAGES = (
    "/", "/provincias/0608", "/distritos/060801", "/proyectos", "/en/proyectos", "/proyectos/hospital-bambamarca",
    "/plan", "/datos", "/calidad", "/docs", "/metodologia", "/comparar?a=0608&b=0609&c=0601&d=060801", "/cerca",
    "/cerca?lon=-78.8&lat=-5.7&radio_km=20", "/reportar?pagina=/plan",
    "/novedades", "/mapa", "/mapa/comparar", "/ogc/",
    "/nada", "/mapas/region", "/mapas/areas/0608", "/mapas/proyectos/hospital-jaen",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("widths", [(1280,), (390, 320)])
def test_every_page_is_quiet_and_fits_the_screen(visit: Open, site: Client, path: str, widths: tuple[int, ...]) -> None:
    seen = visit(site, path, width=widths[0])
    for width in widths:
        seen.page.set_viewport_size({"width": width, "height": 900})
        seen.rest()
        overflow = seen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, width
    if path == "/nada":  # browsers tell of a page that does not exist
        seen.complaints = [text for text in seen.complaints if "404" not in text]
    seen.is_clean()


def _ask(page: Any, field: str, text: str, query: str) -> None:
    """Fill in a field of the filter, wherever it is folded away, and wait for the answer's address."""
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")
    page.locator(field).fill(text)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{query}")


LISTS = (
    "/proyectos",
    "/provincias/0601",
    "/provincias/0608",
    "/distritos/060101",
    "/cerca?lon=-79&lat=-5.15&radio_km=10",
)


@pytest.mark.parametrize("path", LISTS)
def test_lists_fit_screens_between_a_phone_and_a_wide_one(visit: Open, site: Client, path: str) -> None:
    page = visit(site, path).page
    for width in (768, 820, 1024, 1130):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, width
    page.set_viewport_size({"width": 390, "height": 900})
    title, row = (page.locator(f"table.stack {name}").first.bounding_box() for name in ("tbody th", "tbody tr"))
    assert title["width"] > 0.85 * row["width"]


@pytest.mark.parametrize("path", ["/", "/proyectos", "/mapa"])
def test_links_beside_the_result_follow_the_filter(visit: Open, site: Client, path: str) -> None:
    page = visit(site, path).page
    _ask(page, "#f-q", "hospital", "q=hospital")
    page.wait_for_function("document.querySelector('.language a').href.endsWith('q=hospital')")
    links = page.eval_on_selector_all("a[data-renew]", "links => links.map(link => link.getAttribute('href'))")
    assert not [link for link in links if "hospital" not in link and not link.startswith("/reportar")]


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


@pytest.mark.parametrize("path", ["/proyectos", "/mapa"])
def test_an_amount_is_taken_as_pages_write_it(visit: Open, site: Client, path: str) -> None:
    page = visit(site, path).page
    _ask(page, "#f-min", "S/ 100,000,000.00", "min_amount=100000000.00")
    total = site.get("/api/v1/summary?min_amount=100000000").json()["total"]
    page.wait_for_function(f"document.querySelector('#resultado').innerText.startsWith('{total['projects']} ')")
    page.locator("#f-max").fill("1,5")
    page.locator("#f-max").blur()
    assert page.locator("#f-max").input_value() == "1,5"


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


BROKEN_AMOUNTS = """() => [...document.querySelectorAll(".wide.sums td:not(.word), .wide td.n")].filter((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const tops = [...range.getClientRects()].map(({ top }) => Math.round(top));
    return !cell.querySelector(".meta") && new Set(tops).size > 1;
}).map((cell) => cell.textContent.trim())"""


@pytest.mark.parametrize("width", [1280, 390])
def test_amounts_of_wide_tables_keep_to_their_line(visit: Open, site: Client, width: int) -> None:
    page = visit(site, "/provincias/0608", width=width).page
    assert page.locator(".wide.sums td:not(.word)").count() > 50
    assert page.evaluate(BROKEN_AMOUNTS) == []


@pytest.mark.parametrize(
    ("path", "lower"),
    [
        ("/proyectos?q=zzzz", ".empty"),
        ("/plan", ".map-section + .jump"),
        ("/proyectos/hospital-jaen", ".map-small + .scroll"),
        ("/importaciones/1", ".scroll + .scroll"),
        ("/", ".side .geoapp-legend-body > * + h3"),
    ],
)
def test_parts_of_a_page_stand_apart(visit: Open, site: Client, path: str, lower: str) -> None:
    page = visit(site, path).page
    gap = "part => part.getBoundingClientRect().top - part.previousElementSibling.getBoundingClientRect().bottom"
    gaps = [part.evaluate(gap) for part in page.query_selector_all(lower)]
    assert gaps
    assert min(gaps) >= 6


def test_reasons_of_an_import_can_be_read_on_a_phone(visit: Open, site: Client) -> None:
    page = visit(site, "/importaciones/1", width=390).page
    widths = [cell.evaluate("cell => cell.clientWidth") for cell in page.query_selector_all(".reason")]
    assert widths
    assert min(widths) >= 200


LINES = """() => [...document.querySelectorAll("td .source")].map((source) => {
    const range = document.createRange();
    range.selectNodeContents(source);
    const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
    return [source.textContent.trim(), lines];
})"""


def test_hosts_of_sources_are_whole_on_a_phone(visit: Open, site: Client) -> None:
    page = visit(site, "/proyectos/agregado-pse-2015-ocho-proyectos", width=390).page
    lines = dict(page.evaluate(LINES))
    assert lines["segundomattacolunche.blogspot.com"] == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_digests_of_imported_files_keep_to_a_phone(visit: Open, site: Client) -> None:
    page = visit(site, "/datos", width=390).page
    page.evaluate("document.querySelectorAll('.pairs dd').forEach((cell) => { cell.textContent = '0a'.repeat(32); })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_no_empty_line_stands_below_the_map_of_a_project(visit: Open, site: Client) -> None:
    page = visit(site, "/proyectos/hospital-jaen").page
    assert page.locator(".map-small .geoapp-line").evaluate("line => [line.textContent, line.offsetHeight]") == ["", 0]


AMOUNT_LINES = r"""() => {
    const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        for (const amount of texts.currentNode.data.matchAll(/S\/\s[\d,.]*\d(\s(millones|million)\b)?/g)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, amount.index);
            range.setEnd(texts.currentNode, amount.index + amount[0].length);
            const shown = [...range.getClientRects()].filter(({ width }) => width > 1);
            found.push([amount[0], new Set(shown.map(({ top }) => Math.round(top))).size]);
        }
    }
    return found;
}"""


@pytest.mark.parametrize("path", ["/", "/plan", "/proyectos", "/mapa", "/en/mapa"])
@pytest.mark.parametrize("width", [390, 320])
def test_amounts_stay_on_one_line_on_phones(visit: Open, site: Client, path: str, width: int) -> None:
    page = visit(site, path, width=width).page
    page.wait_for_function("() => /S\\/\\s/.test(document.querySelector('.geoapp-line')?.textContent ?? 'S/ ')")
    amounts = page.evaluate(AMOUNT_LINES)
    assert amounts
    assert [amount for amount, lines in amounts if lines > 1] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_foot_of_a_short_page_goes_on_to_the_end_of_the_screen(visit: Open, site: Client, scheme: str) -> None:
    page = visit(site, "/comparar", color_scheme=scheme).page
    foot = page.locator(".site-foot")
    assert foot.bounding_box()["y"] + foot.bounding_box()["height"] < 900
    ground = "element => getComputedStyle(element).backgroundColor"
    assert foot.evaluate(ground) == page.locator("html").evaluate(ground)


def test_areas_to_compare_are_chosen_in_one_row(visit: Open, site: Client) -> None:
    page = visit(site, "/comparar").page
    assert len({field.bounding_box()["y"] for field in page.query_selector_all("select")}) == 1


def test_fields_of_a_filter_weigh_the_same_in_a_fold(visit: Open, site: Client) -> None:
    page = visit(site, "/mapa?sector=salud").page
    weights = "[...document.querySelectorAll('.pick-title, .field label')].map(e => getComputedStyle(e).fontWeight)"
    assert set(page.evaluate(weights)) == {"400"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_as_plain_on_buttons_as_on_links(visit: Open, site: Client, scheme: str) -> None:
    page = visit(site, "/proyectos", color_scheme=scheme).page
    outline = (
        "(element) => { const s = getComputedStyle(element); return [s.outlineStyle, s.outlineWidth, s.outlineColor]; }"
    )
    seen = {}
    for selector in ("main th a", ".actions .btn", "button.btn-primary"):
        element = page.locator(selector).first
        element.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        seen[selector] = tuple(element.evaluate(outline))
    assert set(seen.values()) == {seen["main th a"]}
    assert seen["main th a"][:2] == ("solid", "3px")


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


LAID_OUT = "heading => heading.checkVisibility({ contentVisibilityAuto: true })"
IN_SIGHT = """heading => {
    const { top, bottom, height } = heading.getBoundingClientRect();
    return height > 0 && top >= 0 && bottom <= innerHeight;
}"""


def test_a_page_waits_with_what_is_far_below_for_its_map_alone(visit: Open, site: Client) -> None:
    page = visit(site, "/provincias/0608").page
    heading = page.query_selector("h2#presupuesto")
    assert heading.evaluate(LAID_OUT) is True
    page.evaluate("document.documentElement.classList.remove('is-laid-out')")
    page.wait_for_function(f"heading => !({LAID_OUT})(heading)", arg=heading)
    heading.scroll_into_view_if_needed()
    page.wait_for_function(LAID_OUT, arg=heading)


@pytest.mark.parametrize(
    ("path", "part"), [("/", "gasto"), ("/provincias/0608", "plan"), ("/distritos/060801", "plan")]
)
def test_an_address_leads_to_a_part_far_below(visit: Open, site: Client, path: str, part: str) -> None:
    page = visit(site, f"{path}#{part}").page
    page.wait_for_function(IN_SIGHT, arg=page.query_selector(f"h2#{part}"))


@pytest.mark.parametrize("path", ["/", "/provincias/0608"])
def test_a_reader_comes_back_to_where_they_were(visit: Open, site: Client, path: str) -> None:
    seen = visit(site, path)
    page = seen.page
    page.evaluate("scrollTo(0, 0.9 * document.documentElement.scrollHeight)")
    seen.rest()
    place = page.evaluate("scrollY")
    page.reload()
    seen.rest()
    assert page.evaluate("scrollY") == place
    page.goto(f"{seen.address}/metodologia")
    page.go_back()
    seen.rest()
    assert page.evaluate("scrollY") == place


def test_paper_has_all_of_a_page(visit: Open, site: Client) -> None:
    page = visit(site, "/provincias/0608", java_script_enabled=False).page
    page.emulate_media(media="print")
    hidden = [heading for heading in page.query_selector_all("main h2") if not heading.evaluate(LAID_OUT)]
    assert page.locator("main h2").count() > 5
    assert hidden == []


def test_works_without_scripts(visit: Open, site: Client) -> None:
    seen = visit(site, "/?province=0608", java_script_enabled=False)
    total = site.get("/api/v1/summary?province=0608").json()["total"]
    assert str(total["projects"]) in seen.page.inner_text("table.data.wide tfoot")
