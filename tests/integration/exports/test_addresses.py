"""Download addresses: names, caching, encodings, HEAD, other origins, bad input, clients that go away."""

from __future__ import annotations

import gzip
import json
import re
import socket
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import brotli
import pytest
import zstandard
from click.testing import CliRunner

from geoapp.cli import cli
from geoapp.db import Database
from geoapp.services.exports import AREA_EXPORTS, EXPORTS
from tests.support.serving import Client, serving

DECODE = {"zstd": zstandard.ZstdDecompressor, "br": brotli.decompress, "gzip": gzip.decompress}


def raw(client: Client, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """Headers and body as they travel."""
    with client.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == 200, answer.read()
        return dict(answer.headers), b"".join(answer.iter_raw())


@pytest.mark.parametrize(
    "accept", ["zstd", "br", "gzip", "gzip;q=0.4, br;q=0.9", "zstd, br, gzip", "identity", "*;q=0"]
)
def test_bodies_come_in_the_encoding_that_the_client_likes(client: Client, accept: str) -> None:
    _, plain = raw(client, "/descargas/proyectos.csv", **{"Accept-Encoding": "identity"})
    headers, body = raw(client, "/descargas/proyectos.csv", **{"Accept-Encoding": accept})
    encoding = headers.get("content-encoding", "identity")
    expected = {"gzip;q=0.4, br;q=0.9": "br", "zstd, br, gzip": "zstd", "*;q=0": "identity"}.get(accept, accept)
    assert encoding == expected
    if encoding == "zstd":
        body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
    elif encoding != "identity":
        body = DECODE[encoding](body)
    assert body == plain
    assert "Accept-Encoding" in headers["vary"]


@pytest.mark.parametrize("name", EXPORTS)
def test_headers_say_what_the_file_is(client: Client, name: str) -> None:
    answer = client.get(f"/descargas/proyectos.{name}", params={"province": "0608"})
    cut_off = client.app.state.publications.current().edition.cut_off
    assert f'filename="inversiones_cajamarca_0608_{cut_off}.{name}"' in answer.headers["content-disposition"]
    assert answer.headers["content-type"].startswith(EXPORTS[name].media_type.partition(";")[0])
    assert answer.headers["access-control-allow-origin"] == "*"
    assert 'rel="describedby"' in answer.headers["link"]
    beside = client.get(answer.headers["link"].partition(">")[0].removeprefix("<"))
    assert beside.json()["filter"] == [["province", "0608"]]
    known = {"If-None-Match": answer.headers["etag"]}
    assert client.get(answer.request.url.raw_path.decode(), headers=known).status_code == 304
    since = {"If-Modified-Since": answer.headers["last-modified"]}
    assert client.get(answer.request.url.raw_path.decode(), headers=since).status_code == 304
    head = client.head(f"/descargas/proyectos.{name}", params={"province": "0608"})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize(
    "address", ["/api/v1/projects", "/descargas/proyectos.csv", "/ogc/collections", "/catalogo.jsonld"]
)
def test_scripts_of_other_sites_may_read_data(client: Client, address: str) -> None:
    asked = client.options(address, headers={"Origin": "https://x.test", "Access-Control-Request-Method": "GET"})
    assert asked.status_code == 204
    assert "GET" in asked.headers["access-control-allow-methods"]
    assert client.get(address).headers["access-control-allow-origin"] == "*"
    refused = client.get(address, params={"nada": "1"})
    assert refused.status_code == 400
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/datos").headers


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/descargas/proyectos.dwg", "geojson"),
        ("/descargas/areas.kml", "shp.zip"),
        ("/descargas/areas.csv?level=region", "district"),
        ("/descargas/proyectos.csv?provincia=0608", "province"),
        ("/descargas/proyectos.csv?province=9999", "0608"),
        ("/descargas/oc4ids.json?x=1", "province"),
        ("/catalogo.jsonld?x=1", "parámetro"),
        ("/api/v1/projects?fields=nada", "cost_pen"),
        ("/api/v1/projects?limit=1000000", "1000"),
        ("/api/v1/projects?cursor=OTk6MQ", "99"),
        ("/api/v1/projects?cursor=%00", "marca"),
    ],
)
def test_bad_input_is_told_what_is_accepted(client: Client, address: str, named: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert named in json.dumps(answer.json(), ensure_ascii=False)


def test_pages_follow_one_another_to_the_end(client: Client) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": "40", "fields": "id,cost_pen", **({"cursor": cursor} if cursor else {})}
        answer = client.get("/api/v1/projects", params=query).json()
        assert all(set(item) == {"id", "cost_pen"} for item in answer["items"])
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == answer["total"]["projects"]
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        *((name, f"proyectos.{name}") for name in EXPORTS),
        *((f"areas.{name}", f"areas.{name}") for name in AREA_EXPORTS),
        ("metadatos.json", "proyectos.metadatos.json"),
        ("oc4ids.json", "oc4ids.json"),
    ],
)
def test_the_command_writes_the_bytes_of_the_address(
    client: Client, sqlite_shipped: Database, tmp_path: Path, name: str, address: str
) -> None:
    pairs = [("province", "0608"), ("sector", "salud")]
    _, served = raw(client, f"/descargas/{address}?{urlencode(pairs)}", **{"Accept-Encoding": "identity"})
    target = tmp_path / "salida"
    url = sqlite_shipped.url.render_as_string(hide_password=False)
    options = [part for key, value in pairs for part in (f"--{key}", value)]
    done = CliRunner().invoke(cli, ["export", name, "-o", str(target), "--database", url, *options])
    assert done.exit_code == 0, done.output
    assert target.read_bytes() == served
    assert [path.name for path in tmp_path.iterdir()] == ["salida"]


def test_the_command_names_the_formats(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["export", "dwg", "-o", str(tmp_path / "x")])
    assert done.exit_code == 2
    assert "geojson" in done.output
    assert "areas.gpkg" in done.output
    assert CliRunner().invoke(cli, ["export", "csv", "--level", "province"]).exit_code == 2


def test_a_client_that_goes_away_leaves_nothing(
    sqlite_shipped: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is closed while a file is being sent: its temporary folder goes, and the server goes on."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with serving(sqlite_shipped) as client:
        for _ in range(5):
            with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as connection:
                connection.sendall(b"GET /descargas/proyectos.gpkg HTTP/1.1\r\nHost: x\r\n\r\n")
                connection.recv(100)
        deadline = time.monotonic() + 20
        while list(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not list(tmp_path.iterdir())
        assert client.get("/descargas/proyectos.csv").status_code == 200


def test_the_examples_name_addresses_that_answer(client: Client) -> None:
    text = client.app.state.templates.get_template("ogc/access.html").render()
    addresses = re.findall(r'href="(/[^"]+)"', text)
    assert {f"/descargas/proyectos.{name}" for name in EXPORTS} <= set(addresses)
    assert {f"/descargas/areas.{name}" for name in AREA_EXPORTS} <= set(addresses)
    for address in addresses:
        assert client.head(address).status_code == 200, address
