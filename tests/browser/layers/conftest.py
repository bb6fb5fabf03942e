"""Chromium, a page of the layers package, and a record of everything the page complained about or asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from layers_site import Site, serve


@dataclass
class Visit:
    """A page that was opened, and what it did."""

    page: Any
    site: Site
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def ready(self) -> None:
        self.page.wait_for_selector('.geoapp-map[data-state="ready"]')
        self.page.wait_for_timeout(250)
        self.page.wait_for_selector('.geoapp-map[data-state="ready"]')


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def visit(chromium: Any, site: Site) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def opened(path: str = "/", *, width: int = 1280, height: int = 800, **options: Any) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        seen = Visit(page, site)
        page.on(
            "console", lambda message: message.type in {"error", "warning"} and seen.complaints.append(message.text)
        )
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on(
            "request",
            lambda request: request.url.startswith(("data:", site.address)) or seen.outside.append(request.url),
        )
        page.goto(site.address + path)
        seen.ready()
        return seen

    yield opened
    for context in contexts:
        context.close()
