"""The sheet of an area prints on exactly one A4 page, and nothing of it is cut off at the end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.support.serving import Client
from tests.support.visits import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.parametrize(
    "path", ["/provincias/0601/ficha", "/provincias/0608/ficha", "/en/provincias/0601/ficha", "/distritos/060101/ficha"]
)
def test_the_sheet_is_one_page_with_everything_on_it(visit: Open, site: Client, path: str) -> None:
    seen = visit(site, path)
    seen.is_clean()
    printed = seen.page.pdf(format="A4")
    assert len(PAGES.findall(printed)) == 1
    seen.page.emulate_media(media="print")
    boxes = seen.page.evaluate(
        "['.sheet', '.sheet-foot', '.sheet > .sheet-part:last-of-type']"
        ".map((s) => document.querySelector(s).getBoundingClientRect()).map((b) => [b.top, b.bottom])"
    )
    (_, end), (foot, foot_end), (_, last) = boxes
    assert last <= foot, "tables do not run into the foot"
    assert foot_end <= end + 1
    assert not seen.page.is_visible(".site-head")


def test_the_page_of_an_area_leads_to_its_sheet(visit: Open, site: Client) -> None:
    page = visit(site, "/provincias/0608").page
    page.click("a[href='/provincias/0608/ficha']")
    page.wait_for_url("**/ficha")
    assert page.is_visible("[data-print]")
