"""What a visitor downloads in Chromium: the first page with an empty cache, and the pages after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

FIRST = ("/", "/mapa", "/provincias/0608", "/plan")
LATER = (
    "/provincias/0608", "/distritos/060801", "/proyectos?sector=salud", "/plan", "/cerca?q=jaen", "/novedades",
    "/calidad", "/datos", "/metodologia", "/comparar?a=0608&b=0609",
)  # fmt: skip


def first_visits(browser: Any, base: str, paths: Sequence[str] = FIRST) -> dict[str, int]:
    """Bytes as sent for a page with everything that it asks for, with an empty cache each."""
    found = {}
    for path in paths:
        context = browser.new_context(viewport={"width": 390, "height": 844})
        found[path] = _opened(context.new_page(), base + path)
        context.close()
    return found


def later_pages(browser: Any, base: str, paths: Sequence[str] = LATER) -> dict[str, int]:
    """Bytes as sent for pages after the home page, in one visit."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    _opened(page, f"{base}/")
    found = {path: _opened(page, base + path) for path in paths}
    context.close()
    return found


def _opened(page: Any, address: str) -> int:
    sizes: list[int] = []

    def add(request: Any) -> None:
        answer = request.response()
        if answer is not None and not answer.from_service_worker and not request.url.startswith(("data:", "blob:")):
            told = request.sizes()
            sizes.append(max(0, told["responseBodySize"]) + max(0, told["responseHeadersSize"]))

    page.on("requestfinished", add)
    page.goto(address, wait_until="networkidle")
    page.remove_listener("requestfinished", add)
    return sum(sizes)
