"""Names of areas beside the circles of projects: both can be read, and each name stands in its own area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.serving import Client

pytestmark = pytest.mark.browser
Open = Callable[..., Any]

# Names with the area below their middle, and the numbers that they cover.
NAMES = """() => {
    const numbers = [...document.querySelectorAll(".geoapp-cluster > span, .geoapp-place > span")];
    return [...document.querySelectorAll(".geoapp-label > span")].map((name) => {
        const own = name.getBoundingClientRect();
        const below = document.elementsFromPoint(own.x + own.width / 2, own.y + own.height / 2);
        const area = below.find((one) => one.matches("path.geoapp-area"));
        const covered = numbers.filter((number) => {
            const box = number.getBoundingClientRect();
            return own.left < box.right && box.left < own.right && own.top < box.bottom && box.top < own.bottom;
        });
        return [name.textContent, area ? area.getAttribute("aria-label") : "", covered.map((one) => one.textContent)];
    });
}"""
ORDER = """() => ["geoapp-labels", "markerPane", "tooltipPane"].map((name) => {
    const style = getComputedStyle(geoappLayers.states()[0].map.getPane(name));
    return [Number(style.zIndex), style.pointerEvents];
})"""


@pytest.mark.parametrize("path", ["/mapa", "/"])
def test_names_and_numbers_can_be_read_beside_each_other(visit: Open, site: Client, path: str) -> None:
    seen = visit(site, path, height=1700)  # all of the map in view
    page = seen.page
    names = page.evaluate(NAMES)
    assert len(names) >= 12
    for name, area, covered in names:
        assert area.startswith(f"{name}."), (name, area)
        assert covered == [], name
    (labels, through), (markers, _), (tips, _) = page.evaluate(ORDER)
    assert markers < labels < tips
    assert through == "none"
    seen.is_clean()


@pytest.mark.parametrize("path", ["/mapa", "/"])
def test_on_a_phone_a_name_without_room_is_left_out_and_no_number_is_covered(
    visit: Open, site: Client, path: str
) -> None:
    names = visit(site, path, width=390, height=1700).page.evaluate(NAMES)
    assert len(names) >= 8
    assert [(name, covered) for name, _, covered in names if covered] == []


def test_names_make_room_when_the_circles_change(visit: Open, site: Client) -> None:
    seen = visit(site, "/mapa?sector=salud")
    page = seen.page
    page.evaluate("geoappLayers.setFilter('')")
    seen.rest()
    assert all(covered == [] for *_, covered in page.evaluate(NAMES))
    where = "() => [...document.querySelectorAll('.geoapp-label')].map((one) => one.style.transform)"
    now = page.evaluate(where)
    page.evaluate("geoappLayers.setFilter('sector=salud')")
    seen.rest()
    assert page.evaluate(where) != now
    seen.is_clean()
