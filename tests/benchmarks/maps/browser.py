"""Pages in Chromium: time until data is drawn and can be clicked, what is transferred, what the page holds."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--enable-precise-memory-info",
]  # fmt: skip
RUNS = 7
WINDOW_MS = 1500
"""Chromium goes on drawing a new window's own frame for about a second, on all cores; nobody opens a map in it then."""
# The page itself looks every 10 ms whether its data is drawn, and says so: asking it from outside would load a part of
# the browser's driver into it while it is being measured.
_WATCH = """(() => {
  const drawn = %s;
  const timer = setInterval(() => {
    const milliseconds = drawn();
    if (milliseconds === false) return;
    clearInterval(timer);
    console.debug(`drawn ${milliseconds}`);
  }, 10);
})()"""
DRAWN = """() => {
  const map = document.querySelector('.geoapp-map[data-state="ready"]');
  const marks = document.querySelectorAll('.geoapp-marker').length;
  const areas = document.querySelectorAll('path.geoapp-choropleth').length;
  return map && marks && areas ? performance.now() : false;
}"""


@dataclass(frozen=True)
class Visit:
    """Medians of several visits, each with an empty browser cache.

    `busy_ms` is processor time of the page's main thread until its data is drawn: other work on the machine stretches
    it less than the clock's time.
    """

    usable_ms: float
    busy_ms: float
    html_kb: float
    transferred_kb: float
    heap_mb: float
    outside: int
    complaints: int


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - absent where there is no browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


def visit(
    browser: Any, address: str, *, drawn: str = DRAWN, runs: int = RUNS, local: Mapping[str, str | bytes] | None = None
) -> Visit:
    """Open a page several times.

    Parameters
    ----------
    drawn
        JavaScript that gives milliseconds since the visit began once the data is drawn, false before.
    local
        Content for addresses that end so: libraries that a page asks of other machines, answered from here.
    """
    usable, busy, html, transferred, heap = [], [], [], [], []
    outside = complaints = 0
    own = address.split("/", 3)[2]
    for run in range(runs + 1):
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.set_default_timeout(180_000)
        asked: list[Any] = []
        bad: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request))
        page.on("pageerror", lambda error, bad=bad: bad.append(str(error)))
        page.on("console", lambda message, bad=bad: message.type == "error" and bad.append(message.text))
        page.add_init_script(_WATCH % drawn)
        if local is not None:
            page.route("**/*", lambda route: _answer(route, own, local))
        metrics = context.new_cdp_session(page)
        metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.wait_for_timeout(WINDOW_MS)
        with page.expect_console_message(lambda message: message.text.startswith("drawn ")) as said:
            page.goto(address, wait_until="commit")
        milliseconds = float(said.value.text.split()[1])
        told = {one["name"]: one["value"] for one in metrics.send("Performance.getMetrics")["metrics"]}
        used = page.evaluate("performance.memory ? performance.memory.usedJSHeapSize : 0") / 1e6
        length = page.evaluate("performance.getEntriesByType('navigation')[0].decodedBodySize") / 1000
        if run:  # the first warms the server
            usable.append(milliseconds)
            busy.append(told["TaskDuration"] * 1000)
            heap.append(used)
            html.append(length)
            transferred.append(sum(_size(request) for request in asked) / 1000)
            outside += sum(own not in one.url and not one.url.startswith(("data:", "blob:")) for one in asked)
            complaints += len(bad)
        context.close()
    return Visit(
        *(statistics.median(figures) for figures in (usable, busy, html, transferred, heap)), outside, complaints
    )


def _size(request: Any) -> int:
    try:
        return int(request.sizes()["responseBodySize"])
    except Exception:  # noqa: BLE001 - an aborted request has no size
        return 0


def _answer(route: Any, own: str, local: Mapping[str, str | bytes]) -> None:
    url = route.request.url
    if own in url or url.startswith(("data:", "blob:")):
        route.continue_()
        return
    content = next((content for ending, content in local.items() if url.split("?")[0].endswith(ending)), "")
    route.fulfill(body=content, content_type="text/css" if url.endswith(".css") else "text/javascript")
