"""The real application in Chromium: shipped data, and a copy whose projects have hostile names."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from geoapp.db import Database
from tests.support.serving import Client, serving

HOSTILE = (
    "Obra ${window.x=1}",
    "{{7*7}}",
    "<img src=x onerror=window.x=1>",
    "</script><script>window.x=1</script>",
)


@dataclass
class Visit:
    """A page that was opened, what it complained about, and what it asked of other machines."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def map_ready(self) -> None:
        """Wait until the map has drawn its data."""
        self.page.wait_for_selector('.geoapp-map[data-state="ready"]')
        self.page.wait_for_timeout(250)

    def is_clean(self) -> None:
        """Nothing failed and nothing left the machine."""
        assert self.complaints == []
        assert self.outside == []
        assert self.page.evaluate("typeof window.x") == "undefined"


@pytest.fixture(scope="session")
def site(sqlite_shipped: Database) -> Iterator[Client]:
    with serving(sqlite_shipped) as client:
        yield client


@pytest.fixture(scope="session")
def hostile_site(sqlite_shipped: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Every project of the province of Jaén has one of the hostile names."""
    path = tmp_path_factory.mktemp("hostile") / "geoapp.sqlite3"
    assert sqlite_shipped.path is not None
    with sqlite3.connect(sqlite_shipped.path) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
        rows = copy.execute("SELECT id FROM project_current WHERE province_codes = '0608' ORDER BY id").fetchall()
        for number, (row,) in enumerate(rows):
            copy.execute("UPDATE project_current SET name = ? WHERE id = ?", (HOSTILE[number % len(HOSTILE)], row))
    source.close()
    copy.close()
    with serving(f"sqlite:///{path}") as client:
        yield client
    shutil.rmtree(Path(path).parent, ignore_errors=True)


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Visit]]:
    contexts: list[Any] = []

    def opened(client: Client, path: str, *, width: int = 1280, height: int = 900, **options: Any) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        address = str(client.base_url).rstrip("/")
        seen = Visit(page, address)
        page.on("console", lambda m: m.type in {"error", "warning"} and seen.complaints.append(m.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("request", lambda r: r.url.startswith(("data:", address)) or seen.outside.append(r.url))
        page.goto(address + path, wait_until="load")
        return seen

    yield opened
    for context in contexts:
        context.close()
