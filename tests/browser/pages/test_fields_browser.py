"""Fields that tell at once what was done with them: lists of the filter, the address to share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.serving import Client

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


@pytest.mark.parametrize(
    ("path", "one", "several", "none"),
    [
        ("/", "Salud", "2 de ", "Todos"),
        ("/proyectos", "Salud", "2 de ", "Todos"),
        ("/en/mapa", "Health", "2 of ", "All"),
    ],
)
def test_a_list_says_what_is_ticked_before_it_is_sent(
    visit: Open, site: Client, path: str, one: str, several: str, none: str
) -> None:
    seen = visit(site, path)
    page = seen.page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    pick = page.locator("details.pick", has=page.locator("input[name=sector]"))
    value, notice = pick.locator(".pick-value"), page.locator("#aviso")
    before = page.url
    assert value.inner_text() == none
    pick.locator("input[value=salud]").check()
    assert value.inner_text() == one
    assert notice.text_content() == f"Sector: {one}"
    pick.locator("input[value=educacion]").check()
    assert value.inner_text().startswith(several)
    assert notice.text_content() == f"Sector: {value.inner_text()}"
    told = value.inner_text()
    assert page.url.partition("#")[0] == before.partition("#")[0]
    # What the server says of the same is the same.
    page.locator("#filtros button[type=submit]").click()
    page.wait_for_function("() => new URLSearchParams(location.search).getAll('sector').length === 2")
    seen.rest()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert value.inner_text() == told
    pick.locator("input[value=salud]").uncheck()
    pick.locator("input[value=educacion]").uncheck()
    assert value.inner_text() == none
    seen.is_clean()


def _project(site: Client) -> str:
    return str(site.get("/api/v1/projects?limit=1").json()["items"][0]["id"])


@pytest.mark.parametrize("width", [390, 1280])
def test_the_address_of_a_project_is_copied(visit: Open, site: Client, width: int) -> None:
    path = f"/proyectos/{_project(site)}"
    seen = visit(site, path, width=width, permissions=["clipboard-read", "clipboard-write"])
    page = seen.page
    told = page.locator("[data-share-said]")
    assert told.get_attribute("role") == "status"
    page.get_by_role("button", name="Copiar").click()
    page.wait_for_function("() => document.querySelector('[data-share-said]').textContent === 'Copiado'")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("[data-share]").input_value()
    assert page.locator("[data-share]").input_value().endswith(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    seen.is_clean()


def test_where_nothing_may_be_copied_the_address_is_marked(visit: Open, site: Client) -> None:
    seen = visit(site, f"/en/proyectos/{_project(site)}")
    page = seen.page
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy").click()
    assert page.locator("[data-share-said]").inner_text() == "Address marked: copy it from here"
    chosen = "([field]) => [field.selectionStart, field.selectionEnd, field.value.length]"
    start, end, length = page.locator("[data-share]").evaluate_all(chosen)
    assert (start, end) == (0, length)
    seen.is_clean()


def test_without_scripts_there_is_no_button_to_copy(visit: Open, site: Client) -> None:
    seen = visit(site, f"/proyectos/{_project(site)}", java_script_enabled=False)
    assert seen.page.locator("[data-share]").is_visible()
    assert seen.page.get_by_text("Copiar", exact=True).is_hidden()
