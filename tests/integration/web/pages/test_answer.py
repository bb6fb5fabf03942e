"""Kept pages keep the policy of their scripts, whatever the cache has let go."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator

import pytest

from geoapp.web.caching import BodyCache
from tests.support.serving import Client

POLICY = "content-security-policy"
Bodies = Callable[[BodyCache], None]


@pytest.fixture
def bodies(client: Client) -> Iterator[Bodies]:
    """Replaces the cache of the application until the test ends."""
    held = client.app.state.bodies

    def replace(cache: BodyCache) -> None:
        client.app.state.bodies = cache

    yield replace
    client.app.state.bodies = held


@pytest.mark.parametrize("address", ["/", "/provincias/0608", "/proyectos/presa-chonta", "/mapas/region", "/plan"])
def test_the_policy_allows_exactly_the_scripts_of_the_page(client: Client, address: str) -> None:
    answer = client.get(address)
    scripts = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    hashes = {
        "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'" for script in scripts
    }
    directive = next(part for part in answer.headers[POLICY].split("; ") if part.startswith("script-src"))
    assert set(directive.split()[1:]) == {"'self'", *hashes}


@pytest.mark.parametrize("address", ["/", "/proyectos/presa-chonta"])
def test_not_modified_tells_the_same_policy(client: Client, address: str, bodies: Bodies) -> None:
    first = client.get(address)
    tag = {"If-None-Match": first.headers["etag"]}
    warm = client.get(address, headers=tag)
    # Another worker, or a server started anew, has not rendered the page.
    bodies(BodyCache())
    cold = client.get(address, headers=tag)
    again = client.get(address)
    assert [warm.status_code, cold.status_code, again.status_code] == [304, 304, 200]
    assert first.headers[POLICY] == warm.headers[POLICY] == cold.headers[POLICY] == again.headers[POLICY]
    assert again.text == first.text


def test_a_cache_without_room_changes_nothing(client: Client, bodies: Bodies) -> None:
    first = client.get("/")
    bodies(BodyCache(max_bytes=800))
    for _ in range(2):
        answer = client.get("/")
        assert answer.text == first.text
        assert answer.headers[POLICY] == first.headers[POLICY]
