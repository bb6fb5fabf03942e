"""One Chromium for each module of browser tests, and the real application on the shipped data.

Not for the session: while it runs, its event loop keeps every other test of the process from running one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geoapp.db import Database
from tests.support.serving import Client, serving
from tests.support.visits import Visit, visits

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def _unavailable(reason: str) -> None:
    if "browser" in os.environ.get("GEOAPP_TEST_REQUIRE", ""):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  may be absent
    except ModuleNotFoundError:
        _unavailable("playwright is not installed")
    if not CHROMIUM.exists():
        _unavailable(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(sqlite_shipped: Database) -> Iterator[Client]:
    with serving(sqlite_shipped) as client:
        yield client


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Visit]]:
    with visits(chromium) as opened:
        yield lambda client, path, **options: opened(str(client.base_url).rstrip("/"), path, **options)
