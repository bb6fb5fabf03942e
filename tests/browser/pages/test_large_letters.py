"""Phones whose reader set letters of twice the size: nothing is cut off, and figures stay whole (WCAG 1.4.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.support.serving import Client
from tests.support.visits import Visit, visits

pytestmark = pytest.mark.browser

PAGES = (
    "/", "/provincias/0608", "/distritos/060801", "/proyectos", "/proyectos/hospital-bambamarca", "/plan", "/datos",
    "/calidad", "/comparar?a=0608&b=0609", "/cerca?lon=-78.8&lat=-5.7&radio_km=20", "/reportar?pagina=/plan",
    "/novedades", "/mapa", "/mapa/comparar", "/en/proyectos",
)  # fmt: skip
BROKEN = """() => [...document.querySelectorAll(".num")].filter((element) => {
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        for (const found of node.data.matchAll(/[0-9][0-9,.]*[0-9]/g)) {
            const range = document.createRange();
            range.setStart(node, found.index);
            range.setEnd(node, found.index + found[0].length);
            const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
            if (lines.size > 1) return true;
        }
    }
    return false;
}).map((element) => element.textContent)"""


@pytest.fixture(scope="module")
def large(chromium: Any) -> Iterator[Any]:
    """A Chromium whose default letters have 32 pixels, as its settings let a reader choose."""
    arguments = [*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    browser = chromium.browser_type.launch(executable_path=str(CHROMIUM), args=arguments)
    yield browser
    browser.close()


@pytest.fixture
def visit_large(large: Any) -> Iterator[Callable[[Client, str], Visit]]:
    with visits(large) as opened:
        yield lambda client, path: opened(str(client.base_url).rstrip("/"), path, width=390)


@pytest.mark.parametrize("path", PAGES)
def test_letters_of_twice_the_size_fit_a_phone(
    visit_large: Callable[[Client, str], Visit], site: Client, path: str
) -> None:
    page = visit_large(site, path).page
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    assert page.evaluate(BROKEN) == []
