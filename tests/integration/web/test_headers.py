"""What stands around every answer: caching by edition, compression, security headers, HEAD, static files."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest

from geoapp.db import Database
from geoapp.web.static import PREFIX
from tests.support.serving import Client, serving

CACHED = (
    "/",
    "/proyectos",
    "/provincias/0608",
    "/distritos/060801",
    "/plan",
    "/datos",
    "/api/v1/projects",
    "/api/v1/projects?province=0608",
    "/api/v1/summary?group_by=sector",
    "/api/v1/areas",
    "/api/v1/plan",
    "/api/v1/sources",
    "/mapas/datos/limites/province.geojson",
    "/mapas/datos/valores?measure=projects",
    "/mapas/datos/puntos?view=-80,-8,-77,-4&zoom=8",
    "/descargas/proyectos.csv",
    "/descargas/proyectos.geojson?sector=salud",
)
OTHERS = ("/docs", "/openapi.json", "/health/live", "/health/ready", "/api/v1/editions")
ERRORS = ("/nada", "/?x=1", "/api/v1/nada", "/api/v1/projects?x=1", "/static/nada.js", "/descargas/proyectos.doc")


@pytest.mark.parametrize("address", CACHED)
def test_a_client_that_has_the_edition_is_told_so(client: Client, address: str) -> None:
    first = client.get(address)
    assert first.status_code == 200
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert "no-cache" in first.headers["cache-control"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_another_filter_has_another_tag(client: Client) -> None:
    addresses = [
        "/api/v1/projects",
        "/api/v1/projects?province=0608",
        "/api/v1/projects?province=0609",
        "/",
        "/?sector=salud",
    ]
    assert len({client.get(address).headers["etag"] for address in addresses}) == len(addresses)


def test_a_tag_does_not_hide_bad_input(client: Client) -> None:
    assert client.get("/api/v1/projects?x=1", headers={"If-None-Match": "*"}).status_code == 400
    assert client.get("/provincias/9999", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize(
    "address", ["/", "/api/v1/projects", "/mapas/datos/limites/district.geojson", "/descargas/proyectos.csv"]
)
def test_all_encodings_hold_the_same(client: Client, address: str) -> None:
    def raw(accepted: str) -> tuple[str | None, bytes]:
        with client.stream("GET", address, headers={"Accept-Encoding": accepted}) as answer:
            assert "accept-encoding" in answer.headers["vary"].lower()
            return answer.headers.get("content-encoding"), b"".join(answer.iter_raw())

    kind, plain = raw("identity")
    assert kind is None
    for _ in range(2):  # built, then kept
        kind, packed = raw("gzip")
        assert kind == "gzip"
        assert gzip.decompress(packed) == plain
        assert len(packed) < len(plain) / 2
        kind, packed = raw("br, gzip")
        assert kind in {"br", "gzip"}
        assert (brotli.decompress(packed) if kind == "br" else gzip.decompress(packed)) == plain
    assert raw("br;q=0, gzip;q=0")[0] is None
    assert raw("gzip;q=0.5, br;q=0")[0] == "gzip"
    assert raw("gzip; q=0.5")[0] == "gzip"
    assert raw("")[0] is None


@pytest.mark.parametrize("address", [*CACHED, *OTHERS, *ERRORS])
def test_every_answer_has_the_headers_that_keep_pages_safe(client: Client, address: str) -> None:
    for headers in ({}, {"If-None-Match": "*"}):
        answer = client.get(address, headers=headers)
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["base-uri"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["style-src"] == "'self'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert "http" not in answer.headers["content-security-policy"]
        assert re.fullmatch(r"'self'( 'sha256-[A-Za-z0-9+/=]{44}')*", policy["script-src"])
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "permissions-policy" in answer.headers


def test_only_maps_to_embed_may_be_framed(client: Client) -> None:
    answer = client.get("/mapas/region")
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize("address", [*CACHED, *OTHERS, *ERRORS])
def test_head_is_get_without_a_body(client: Client, address: str) -> None:
    got, asked = client.get(address), client.head(address)
    assert asked.status_code == got.status_code
    assert asked.content == b""
    for name in ("content-type", "etag", "content-security-policy", "cache-control"):
        assert asked.headers.get(name) == got.headers.get(name), name


@pytest.mark.parametrize(
    "address", ["/", "/proyectos", "/provincias/0608", "/plan", "/datos", "/docs", "/mapas/region"]
)
def test_pages_ask_for_nothing_from_elsewhere(client: Client, address: str) -> None:
    page = client.get(address).text
    loaded = re.findall(r"<(?:script|link|img|iframe)[^>]*?(?:src|href)=[\"']([^\"']+)", page)
    assert loaded
    for found in loaded:
        assert found.startswith(("/", "data:", "#")), found
        assert not found.startswith("//"), found
    assert " onclick=" not in page
    assert " style=" not in page
    assert "javascript:" not in page


def test_static_files_are_kept_for_good(client: Client) -> None:
    page = client.get("/").text
    addresses = sorted(set(re.findall(rf"[\"'\(]({re.escape(PREFIX)}[^\"'\)?#]+)", page)))
    assert any(address.endswith(".css") for address in addresses)
    assert any(address.endswith(".js") for address in addresses)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.content
        kind = answer.headers["content-type"].split(";")[0]
        assert kind in {
            "text/css",
            "text/javascript",
            "image/svg+xml",
            "image/png",
            "font/woff2",
            "application/manifest+json",
        }
        known = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")


def test_data_may_be_read_from_other_sites_and_pages_may_not(client: Client) -> None:
    origin = {"Origin": "https://example.org"}
    assert client.get("/api/v1/projects", headers=origin).headers["access-control-allow-origin"] == "*"
    assert client.get("/descargas/proyectos.csv", headers=origin).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/", headers=origin).headers


def test_the_server_says_whether_it_lives_and_can_serve(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    ready = client.get("/health/ready").json()
    assert ready["status"] == "ok"
    assert ready["edition"] == 1


def test_another_base_map_is_another_answer(sqlite_shipped: Database) -> None:
    tiles = {"tile_address": "https://tiles.example.org/{z}/{x}/{y}.png", "tile_attribution": "Autores"}
    with serving(sqlite_shipped) as plain, serving(sqlite_shipped, map=tiles) as tiled:
        tag = plain.get("/").headers["etag"]
        again = tiled.get("/", headers={"if-none-match": tag})
        assert plain.get("/", headers={"if-none-match": tag}).status_code == 304
    assert again.status_code == 200
    assert "tiles.example.org" in again.text
