"""Answers that depend on the edition: an ETag by edition and request, bodies compressed once and kept.

The tag is of the request, not of the body: a client that has the edition's answer is told so (304) before any work.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.utils import format_datetime, parsedate_to_datetime

import brotli
import zstandard
from fastapi import Request, Response

from geoapp import __version__

MIN_COMPRESSED_BYTES = 600
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
ZSTD_LEVEL = 9
STREAM_BROTLI_QUALITY, STREAM_GZIP_LEVEL, STREAM_ZSTD_LEVEL = 4, 4, 3
"""Streams are compressed while they are made, so speed counts more than in bodies that are kept."""

KEPT_ENCODINGS = ("br", "zstd", "gzip")
"""Where the client likes several equally: the smallest first, because kept bodies are compressed once."""
STREAM_ENCODINGS = ("zstd", "br", "gzip")
"""The fastest first."""


PACKED = ("image/png", "application/pdf")
"""Kinds of files that are compressed within: another compression costs time and saves nothing."""


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


def http_date(moment: str | dt.datetime) -> str:
    """A moment (ISO 8601 text, or aware) as HTTP writes dates."""
    known = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return format_datetime(known.astimezone(dt.UTC), usegmt=True)


def is_known(request: Request, tag: str, modified: str | None = None) -> bool:
    """Whether the client says that it already has the answer, by tag or, giving none, by date.

    Parameters
    ----------
    modified
        The answer's ``Last-Modified``.
    """
    known = request.headers.get("if-none-match")
    if known is not None:
        opaque = tag.removeprefix("W/")
        return known.strip() == "*" or any(entry.strip().removeprefix("W/") == opaque for entry in known.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        # The very date: after an edition is withdrawn, the one before it is the older.
        return parsedate_to_datetime(since) == parsedate_to_datetime(modified)
    except (ValueError, TypeError):
        return False


def qualities(header: str) -> dict[str, float]:
    """What a client takes, in its order, and how much it likes each (``q``, 1 where it does not say)."""
    liked: dict[str, float] = {}
    for entry in header.split(","):
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            if name:
                liked[name] = float(quality)
        except ValueError:
            continue
    return liked


def accepted_encoding(request: Request, offered: Sequence[str] = KEPT_ENCODINGS) -> str:
    """The encoding that the client likes best: of those it likes equally, the first offered; or ``identity``."""
    accepted = qualities(request.headers.get("accept-encoding", ""))
    likes = [(accepted.get(name, accepted.get("*", 0.0)), -place, name) for place, name in enumerate(offered)]
    quality, _, best = max(likes)
    return best if quality > 0 and quality >= accepted.get("identity", 0.0) else "identity"


def compress(body: bytes, encoding: str) -> bytes:
    """The body in an encoding."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body)
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)
    return body


def compress_stream(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Pieces in an encoding, flushed piece by piece so that the first byte leaves at once."""
    try:
        if encoding == "zstd":
            zstd = zstandard.ZstdCompressor(level=STREAM_ZSTD_LEVEL).compressobj()
            for piece in pieces:
                yield zstd.compress(piece) + zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            yield zstd.flush()
        elif encoding == "br":
            packer = brotli.Compressor(quality=STREAM_BROTLI_QUALITY)
            for piece in pieces:
                yield bytes(packer.process(piece)) + bytes(packer.flush())
            yield bytes(packer.finish())
        elif encoding == "gzip":
            gzipped = zlib.compressobj(STREAM_GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
            for piece in pieces:
                yield gzipped.compress(piece) + gzipped.flush(zlib.Z_SYNC_FLUSH)
            yield gzipped.flush()
        else:
            yield from pieces
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()


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
    if is_known(request, tag, base.get("Last-Modified")):
        return Response(status_code=304, headers=base)
    encoding = "identity" if media_type in PACKED else accepted_encoding(request)
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
