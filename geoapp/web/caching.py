"""Answers that depend on the edition: an ETag by edition and request, bodies compressed once and kept.

The tag is of the request, not of the body: a client that has the edition's answer is told so (304) before any work.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

import brotli
from fastapi import Request, Response

from geoapp import __version__

MIN_COMPRESSED_BYTES = 600
BROTLI_QUALITY = 5
GZIP_LEVEL = 6


class BodyCache:
    """Least recently used bodies, bounded by their bytes; shared by the threads of a worker."""

    def __init__(self, max_bytes: int = 48 * 2**20) -> None:
        self._max_bytes = max_bytes
        self._bodies: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, tag: str, encoding: str) -> bytes | None:
        """The kept body, or None."""
        with self._lock:
            body = self._bodies.get((tag, encoding))
            if body is not None:
                self._bodies.move_to_end((tag, encoding))
            return body

    def put(self, tag: str, encoding: str, body: bytes) -> None:
        """Keep a body unless it alone would take more than an eighth of the room."""
        if len(body) > self._max_bytes // 8:
            return
        with self._lock:
            previous = self._bodies.pop((tag, encoding), None)
            self._bytes += len(body) - len(previous or b"")
            self._bodies[tag, encoding] = body
            while self._bytes > self._max_bytes:
                _, dropped = self._bodies.popitem(last=False)
                self._bytes -= len(dropped)


def edition_tag(request: Request, edition_key: str, *, daily: bool = False) -> str:
    """Weak ETag of a request: edition, program version, address; also the day where the answer depends on it."""
    day = dt.datetime.now(tz=dt.UTC).date().isoformat() if daily else ""
    text = f"{edition_key}\n{__version__}\n{request.url.path}\n{request.url.query}\n{day}"
    return f'W/"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the client says that it already has the answer."""
    known = request.headers.get("if-none-match", "")
    opaque = tag.removeprefix("W/")
    return known.strip() == "*" or any(entry.strip().removeprefix("W/") == opaque for entry in known.split(","))


def accepted_encoding(request: Request) -> str:
    """``br``, ``gzip`` or ``identity``, the best that the client accepts."""
    accepted: dict[str, float] = {}
    for entry in request.headers.get("accept-encoding", "").split(","):
        name, _, quality = entry.strip().partition(";q=")
        try:
            accepted[name.strip().lower()] = float(quality) if quality else 1.0
        except ValueError:
            continue
    for encoding in ("br", "gzip"):
        if accepted.get(encoding, accepted.get("*", 0.0)) > 0:
            return encoding
    return "identity"


def compress(body: bytes, encoding: str) -> bytes:
    """The body in an encoding."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)
    return body


def edition_response(
    request: Request,
    cache: BodyCache,
    tag: str,
    media_type: str,
    build: Callable[[], bytes],
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with 304 when the client has it, else with the kept or newly built body in the client's encoding."""
    base = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding", **(headers or {})}
    if is_known(request, tag):
        return Response(status_code=304, headers=base)
    encoding = accepted_encoding(request)
    body = cache.get(tag, encoding)
    if body is None:
        plain = cache.get(tag, "identity")
        if plain is None:
            plain = build()
            cache.put(tag, "identity", plain)
        if len(plain) < MIN_COMPRESSED_BYTES:
            encoding = "identity"
        body = compress(plain, encoding)
        cache.put(tag, encoding, body)
    elif len(body) < MIN_COMPRESSED_BYTES and body == cache.get(tag, "identity"):
        encoding = "identity"
    if encoding != "identity":
        base["Content-Encoding"] = encoding
    return Response(body, media_type=media_type, headers=base)
