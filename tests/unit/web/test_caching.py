"""Tags, encodings and the bounded cache of bodies."""

from __future__ import annotations

import datetime as dt
import gzip
import threading

import brotli
import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from geoapp.web.caching import (
    BodyCache,
    accepted_encoding,
    compress,
    edition_response,
    edition_tag,
    http_date,
    is_known,
)


def request(path: str = "/", query: str = "", **headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": pairs,
                    "scheme": "http", "server": ("localhost", 80)})  # fmt: skip


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0, gzip;q=0", "identity"),
        ("gzip;q=1.0, br;q=0.1", "gzip"),
        ("gzip ; q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=x, gzip", "gzip"),
        ("deflate, identity", "identity"),
        ("", "identity"),
    ],
)
def test_the_encoding_that_the_client_likes_best(header: str, encoding: str) -> None:
    assert accepted_encoding(request(accept_encoding=header)) == encoding


@given(st.text(alphabet=st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60))
def test_any_header_gives_an_encoding(header: str) -> None:
    assert accepted_encoding(request(accept_encoding=header)) in {"br", "zstd", "gzip", "identity"}
    assert is_known(request(if_none_match=header), 'W/"tag"') in {True, False}


def test_a_tag_is_of_edition_path_and_query() -> None:
    tags = {
        edition_tag(request(path, query), key)
        for path in ("/", "/plan")
        for query in ("", "sector=salud")
        for key in ("1-a", "2-a", "1-b")
    }
    assert len(tags) == 12
    assert edition_tag(request("/", "a=1"), "1-a") == edition_tag(request("/", "a=1"), "1-a")


@pytest.mark.parametrize(
    ("header", "known"),
    [('W/"t"', True), ('"t"', True), ('"a", W/"t"', True), ("*", True), ('"T"', False), ("t", False)],
)
def test_a_known_tag_is_known_weak_or_strong(header: str, known: bool) -> None:
    assert is_known(request(if_none_match=header), 'W/"t"') is known


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3_000)), max_size=60))
def test_the_cache_never_holds_more_than_its_room(puts: list[tuple[str, int]]) -> None:
    cache = BodyCache(max_bytes=10_000)
    for tag, size in puts:
        cache.put(tag, "identity", bytes(size))
        held = [body for key in "abcdefgh" if (body := cache.get(key, "identity")) is not None]
        assert sum(map(len, held)) <= 10_000
        assert all(len(body) <= 10_000 // 8 for body in held)


def test_the_body_asked_for_last_stays() -> None:
    cache = BodyCache(max_bytes=80)
    for tag in "abcdefgh":
        cache.put(tag, "identity", bytes(10))
    assert cache.get("a", "identity") is not None
    cache.put("i", "identity", bytes(10))
    assert cache.get("a", "identity") is not None
    assert cache.get("b", "identity") is None


def test_threads_do_not_break_the_count() -> None:
    cache = BodyCache(max_bytes=1_000)

    def work(number: int) -> None:
        for step in range(300):
            cache.put(f"{(number * step) % 17}", "br", bytes(step % 120))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache._bytes == sum(len(body) for body in cache._bodies.values()) <= 1_000


@given(st.binary(max_size=4_000))
def test_compressed_bodies_are_the_body(body: bytes) -> None:
    assert brotli.decompress(compress(body, "br")) == body
    assert gzip.decompress(compress(body, "gzip")) == body
    assert compress(body, "identity") == body


def test_a_body_is_built_once_and_small_ones_are_not_compressed() -> None:
    cache, built = BodyCache(), []

    def build(size: int) -> bytes:
        built.append(size)
        return b"a" * size

    for encoding in ("br", "br", "gzip", "identity"):
        asked = request(accept_encoding=encoding)
        answer = edition_response(asked, cache, '"big"', "text/plain", lambda: build(5_000))
        assert answer.headers.get("content-encoding", "identity") == encoding
        small = edition_response(asked, cache, '"small"', "text/plain", lambda: build(10))
        assert "content-encoding" not in small.headers
        assert small.body == b"a" * 10
    assert sorted(built) == [10, 5_000]


@pytest.mark.parametrize(("days", "known"), [(0, True), (1, False), (-1, False)])
def test_only_the_very_date_is_known(days: int, known: bool) -> None:
    """After an edition is withdrawn, who has its file must get the older one."""
    moment = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
    asked = request(if_modified_since=http_date(moment + dt.timedelta(days)))
    assert is_known(asked, 'W/"t"', http_date(moment)) is known
