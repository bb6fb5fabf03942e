"""Files from an address: resumed, bounded, and only from where they may come; against a server of the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from geoapp.errors import DataSourceError
from geoapp.services.importing import download as module
from geoapp.services.importing.download import Limits, fetched, is_public

BODY = bytes(range(256)) * 4_000


@dataclass
class Served:
    """A server that breaks off its first answers."""

    breaks: int = 0
    after: int = 300_000
    kind: str = "text/csv"
    location: str | None = None
    tag: str = '"one"'
    packing: str | None = None
    heedless: bool = False
    asked: list[str | None] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def served() -> Iterator[Served]:
    state = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.headers.get("Range"))
            if state.location is not None:
                self.send_response(302)
                self.send_header("Location", state.location)
                self.end_headers()
                return
            start = 0
            asked = self.headers.get("Range")
            if asked and (state.heedless or self.headers.get("If-Range") == state.tag):
                start = int(asked.removeprefix("bytes=").split("-")[0])
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")
            else:
                self.send_response(200)
            self.send_header("Content-Type", state.kind)
            self.send_header("ETag", state.tag)
            if state.packing is not None:
                self.send_header("Content-Encoding", state.packing)
            self.send_header("Content-Length", str(len(BODY) - start))
            self.end_headers()
            part = BODY[start:]
            if state.breaks > 0:
                state.breaks -= 1
                part = part[: state.after]
            self.wfile.write(part)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/datos/DETALLE%20X.csv"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Limits:
    monkeypatch.setattr(module, "_PAUSE_S", 0.0)
    return Limits(max_bytes=10**7, timeout_s=5, allow_private=True, folder=tmp_path / "cache")


def test_a_download_goes_on_where_it_broke(served: Served, limits: Limits) -> None:
    served.breaks = 2
    with fetched(served.url, limits) as file:
        assert file.path.read_bytes() == BODY
        assert file.name == "DETALLE X.csv"
    assert served.asked == [None, "bytes=300000-", "bytes=600000-"]
    assert list(limits.folder.iterdir()) == []


def test_what_came_waits_for_the_next_command(served: Served, limits: Limits) -> None:
    served.breaks, served.after = 5, 10_000
    with pytest.raises(DataSourceError, match=r"50,000 bytes: repita la orden"), fetched(served.url, limits):
        pass
    with fetched(served.url, limits) as file:
        assert file.path.read_bytes() == BODY
    assert served.asked[-1] == "bytes=50000-"


def test_a_file_that_changed_meanwhile_starts_again(served: Served, limits: Limits) -> None:
    served.breaks, served.after = 5, 10_000
    with pytest.raises(DataSourceError), fetched(served.url, limits):
        pass
    served.tag = '"two"'
    with fetched(served.url, limits) as file:
        assert file.path.read_bytes() == BODY


def test_two_versions_are_never_put_together(served: Served, limits: Limits) -> None:
    served.breaks, served.after, served.heedless = 5, 10_000, True
    with pytest.raises(DataSourceError), fetched(served.url, limits):
        pass
    served.tag, asked = '"two"', len(served.asked)
    with fetched(served.url, limits) as file:
        assert file.path.read_bytes() == BODY
    assert served.asked[asked:] == ["bytes=50000-", None]


def test_a_body_that_does_not_decode_is_told(served: Served, limits: Limits) -> None:
    served.packing = "gzip"
    with pytest.raises(DataSourceError, match=r"DETALLE%20X\.csv: no se puede descargar"), fetched(served.url, limits):
        pass
    assert len(served.asked) == 1


@pytest.mark.parametrize("url", ["http://[::1/x", "http://127.0.0.1/a\nb.csv", "http://127.0.0.1/\x00"])
def test_what_is_no_address_is_told(url: str, limits: Limits) -> None:
    with pytest.raises(DataSourceError, match=r"no es una dirección"), fetched(url, limits):
        pass


@pytest.mark.parametrize("location", ["http://[::1/x", "http://example.org:port/x", "//[/"])
def test_a_redirect_to_what_is_no_address_is_told(served: Served, limits: Limits, location: str) -> None:
    served.location = location
    with pytest.raises(DataSourceError, match=r"no es una dirección|Invalid URL"), fetched(served.url, limits):
        pass


def test_a_file_beyond_the_limit_is_refused(served: Served, limits: Limits) -> None:
    small = Limits(1_000, 5, allow_private=True, folder=limits.folder)
    with pytest.raises(DataSourceError, match="GEOAPP_IMPORT_MAX_MB"), fetched(served.url, small):
        pass


def test_a_web_page_is_no_file(served: Served, limits: Limits) -> None:
    served.kind = "text/html; charset=utf-8"
    with pytest.raises(DataSourceError, match="text/html"), fetched(served.url, limits):
        pass


@pytest.mark.parametrize("url", ["ftp://example.org/a.csv", "file:///etc/passwd", "http:///a", "gopher://x/"])
def test_only_http(url: str, limits: Limits) -> None:
    with pytest.raises(DataSourceError, match="http y https"), fetched(url, limits):
        pass


def test_internal_addresses_are_refused_by_name_number_and_redirect(served: Served, limits: Limits) -> None:
    strict = Limits(limits.max_bytes, 5, allow_private=False, folder=limits.folder)
    for url in (served.url, served.url.replace("127.0.0.1", "localhost"), "http://[::1]/a", "http://2130706433/a"):
        with pytest.raises(DataSourceError, match="dirección interna"), fetched(url, strict):
            pass
    assert served.asked == []


def test_a_redirect_is_checked_like_the_first_address(served: Served, limits: Limits) -> None:
    served.location = "file:///etc/passwd"
    with pytest.raises(DataSourceError, match="http y https"), fetched(served.url, limits):
        pass
    served.location = served.url
    with pytest.raises(DataSourceError, match="redirige más de"), fetched(served.url, limits):
        pass


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to refuse
        ("fe80::1%eth0", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public
