"""The explorer in Chromium: the real application on the shipped data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from geoapp.db import Database
from tests.support.serving import Client, serving


@dataclass
class Visit:
    """A page that was opened, what it complained about, and what it asked of other machines."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def ready(self) -> None:
        """Wait until every map has drawn its data."""
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.geoapp-map')].every((map) => map.dataset.state === 'ready')"
        )
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.geoapp-map')].every((map) => map.dataset.state === 'ready')"
        )

    def is_clean(self) -> None:
        """Nothing failed and nothing left the machine."""
        assert self.complaints == []
        assert self.outside == []


@pytest.fixture(scope="session")
def site(sqlite_shipped: Database) -> Iterator[Client]:
    with serving(sqlite_shipped) as client:
        yield client


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Visit]]:
    contexts: list[Any] = []

    def opened(client: Client, path: str, *, width: int = 1280, height: int = 900, **options: Any) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        address = str(client.base_url).rstrip("/")
        seen = Visit(page, address)
        page.on("console", lambda m: m.type in {"error", "warning"} and seen.complaints.append(m.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("request", lambda r: r.url.startswith(("data:", address, "file:")) or seen.outside.append(r.url))
        page.goto(path if path.startswith("file:") else address + path, wait_until="load")
        seen.ready()
        return seen

    yield opened
    for context in contexts:
        context.close()
