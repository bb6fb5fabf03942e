"""The policy: nothing but geoapp's own, and the base map where one is set."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, UndefinedError
from starlette.types import Message

from geoapp.web.security import EMBEDDABLE_KEY, SCRIPTS_KEY, SecurityHeaders, script_hash
from geoapp.web.static import PREFIX, StaticFiles
from geoapp.web.templating import build_environment, context_of, render_text


def headers_of(state: dict[str, Any], tile_address: str | None = None) -> dict[str, str]:
    """Headers that the middleware adds to an answer."""
    import asyncio  # noqa: PLC0415

    sent: list[Message] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def keep(message: Message) -> None:
        sent.append(message)

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    asyncio.run(SecurityHeaders(app, tile_address)({"type": "http", "state": state}, nothing, keep))
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_scripts_run_by_hash_only() -> None:
    code = "geo.start({});"
    expected = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert script_hash(code) == f"'sha256-{expected}'"
    policy = headers_of({SCRIPTS_KEY: (script_hash(code),)})["content-security-policy"]
    assert f"script-src 'self' 'sha256-{expected}'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png?key=a", "https://*.tiles.example.org"),
        ("http://localhost:8080/{z}/{x}/{y}.png", "http://localhost:8080"),
    ],
)
def test_the_base_map_may_send_images_and_nothing_else(address: str, source: str) -> None:
    parts = headers_of({}, address)["content-security-policy"].split("; ")
    assert [part for part in parts if source in part.split()] == [f"img-src 'self' data: {source}"]


def test_frames_are_refused_but_for_maps_to_embed() -> None:
    assert headers_of({})["x-frame-options"] == "DENY"
    framed = headers_of({EMBEDDABLE_KEY: True})
    assert "x-frame-options" not in framed
    assert "frame-ancestors *" in framed["content-security-policy"]


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Templates of this test alone."""
    (tmp_path / "name.html").write_text("{{ name }}", encoding="utf-8")
    (tmp_path / "script.html").write_text("{{ inline_script(code) }}", encoding="utf-8")
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "site.css").write_text("a{}", encoding="utf-8")
    return build_environment(tmp_path, StaticFiles(assets))


def rendered(environment: Environment, template: str, page: object) -> tuple[str, tuple[str, ...]]:
    request: Any = SimpleNamespace(
        app=SimpleNamespace(state=SimpleNamespace(templates=environment)),
        url=SimpleNamespace(path="/", query=""),
        state=SimpleNamespace(),
    )
    return render_text(request, template, page), getattr(request.state, SCRIPTS_KEY)


def test_templates_escape_what_they_are_given(environment: Environment) -> None:
    text, scripts = rendered(environment, "name.html", {"name": "<b>&{{7*7}}</b>\"'"})
    assert text == "&lt;b&gt;&amp;{{7*7}}&lt;/b&gt;&#34;&#39;"
    assert scripts == ()


def test_a_missing_name_is_an_error(environment: Environment) -> None:
    with pytest.raises(UndefinedError):
        rendered(environment, "name.html", {})


def test_inline_scripts_are_hashed_into_the_policy(environment: Environment) -> None:
    text, scripts = rendered(environment, "script.html", {"code": "a < b && c"})
    assert text == "<script>a < b && c</script>"
    assert scripts == (script_hash("a < b && c"),)


@pytest.mark.parametrize("code", ["x</script>", "x</SCRIPT >", "<!-- x"])
def test_a_script_cannot_end_its_element(environment: Environment, code: str) -> None:
    with pytest.raises(ValueError, match="end of its element"):
        rendered(environment, "script.html", {"code": code})


def test_a_context_is_a_dataclass_or_a_mapping() -> None:
    with pytest.raises(TypeError, match="context"):
        context_of("page")


def test_a_changed_file_has_another_name(tmp_path: Path) -> None:
    (tmp_path / "sheet.css").write_text("a{}", encoding="utf-8")
    first = StaticFiles(tmp_path).address("geoapp/sheet.css")
    (tmp_path / "sheet.css").write_text("b{}", encoding="utf-8")
    files = StaticFiles(tmp_path)
    second = files.address("geoapp/sheet.css")
    assert first != second
    assert files.get(first.removeprefix(PREFIX)) is None
    found = files.get(second.removeprefix(PREFIX))
    assert found is not None
    assert found.content == b"b{}"
    with pytest.raises(KeyError):
        files.address("geoapp/nada.css")
