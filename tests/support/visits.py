"""A page opened in Chromium: what it complained about, what it asked of other machines, when it came to rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

PATIENCE_MS = 30_000
REST_MS = 350
"""Longer than any pause after which a page acts by itself; the page's own clock counts, so load shortens nothing."""
AT_REST = """(rest) => {
    const maps = window.geoappLayers ? geoappLayers.states() : [];
    const shells = [...document.querySelectorAll(".geoapp-map")];
    const root = document.documentElement;
    const whole = !document.querySelector(".map-section") || root.classList.contains("is-laid-out");
    const still = whole && shells.every((map) => map.dataset.state === "ready" || map.dataset.state === "error")
        && maps.every(({ map }) => !map._animatingZoom && !(map._panAnim && map._panAnim._inProgress));
    const now = performance.now();
    if (!still) window.restingSince = undefined;
    else if (window.restingSince === undefined) window.restingSince = now;
    return still && now - window.restingSince >= rest;
}"""


@dataclass
class Visit:
    """A page that was opened."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def rest(self) -> None:
        """Wait until every map has drawn its data (or said why not), stands still, and does nothing by itself."""
        self.page.evaluate("window.restingSince = undefined")
        self.page.wait_for_function(AT_REST, arg=REST_MS)

    def is_clean(self) -> None:
        """Nothing failed, nothing left the machine, and no hostile text ran."""
        assert self.complaints == []
        assert self.outside == []
        assert self.page.evaluate("typeof window.x") == "undefined"


@contextmanager
def visits(chromium: Any) -> Iterator[Callable[..., Visit]]:
    """Give a function that opens an address in a context of its own; all are closed in the end."""
    contexts: list[Any] = []

    def opened(address: str, path: str, *, width: int = 1280, height: int = 900, **options: Any) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        seen = Visit(page, address)
        page.on("console", lambda m: m.type in {"error", "warning"} and seen.complaints.append(m.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        own = ("data:", "blob:", address, *(["file:"] if path.startswith("file:") else []))
        page.on("request", lambda r: r.url.startswith(own) or seen.outside.append(r.url))
        page.goto(path if path.startswith("file:") else address + path, wait_until="load")
        if options.get("java_script_enabled", True):
            seen.rest()
        return seen

    try:
        yield opened
    finally:
        for context in contexts:
            context.close()
