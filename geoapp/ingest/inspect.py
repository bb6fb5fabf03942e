"""One pass over the bytes of a text file: digest, encoding, and where each record of the CSV begins.

A quoted cell may hold line breaks, so record number and line number differ; reports name lines.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geoapp.errors import DataSourceError

CHUNK = 8 * 2**20
_PIECE = 2**18
"""Bytes that stay near the processor while they are looked at in several ways."""
_NEWLINE, _QUOTE, _ASCII = 10, 34, 128
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Ints = npt.NDArray[np.int64]
Tick = Callable[[int], None]
"""Called with the bytes done since the last call."""


@dataclass(frozen=True)
class TextFacts:
    """What the bytes of a text file say.

    Attributes
    ----------
    encoding
        ``utf-8``, ``utf-16`` or ``cp1252`` (Latin-1 with Windows' quotes).
    starts
        Offset of the byte at which each record begins, the header included, and the end of the file.
    lines
        Line of the file, from 1, in which each record begins.
    unclosed
        Whether its quotes are odd in number: some cell may not end.
    sound
        Whether all its bytes are UTF-8 (told of no other encoding); where they are not, characters are lost.
    """

    sha256: str
    size: int
    encoding: str
    starts: Ints
    lines: Ints
    unclosed: bool = False
    sound: bool = True


def digest_of(path: Path, tick: Tick | None = None) -> str:
    """SHA-256 of a file."""
    total = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                total.update(chunk)
                if tick:
                    tick(len(chunk))
    except OSError as error:
        raise DataSourceError(f"No se puede leer {path.name}: {error.strerror}. Revise sus permisos.") from error
    return total.hexdigest()


def inspect_text(path: Path, tick: Tick | None = None) -> TextFacts:  # noqa: C901 - one pass gathers all
    """Read a text file once, in pieces.

    Raises
    ------
    DataSourceError
        When it cannot be read, or holds bytes that no text file has.
    """
    total, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    sound, marked = True, False
    encoding, size, quotes_before, lines_before, ticked = "utf-8", 0, 0, 0, 0
    starts: list[Ints] = [np.zeros(1, np.int64)]
    lines: list[Ints] = [np.ones(1, np.int64)]
    try:
        with path.open("rb") as file:
            while chunk := file.read(_PIECE):
                if size == 0:
                    encoding = next((name for bom, name in _BOMS if chunk.startswith(bom)), "utf-8")
                    marked = chunk.startswith(codecs.BOM_UTF8)
                if encoding != "utf-16" and b"\0" in chunk:
                    raise DataSourceError(f"{path.name} no es texto: tiene bytes nulos. Entregue un CSV o XLSX.")
                total.update(chunk)
                if sound and encoding == "utf-8":
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        sound = False
                data = np.frombuffer(chunk, np.uint8)
                newlines, quotes = np.flatnonzero(data == _NEWLINE), np.flatnonzero(data == _QUOTE)
                before = quotes_before + np.searchsorted(quotes, newlines)
                ends = np.flatnonzero(before % 2 == 0)
                starts.append((newlines[ends] + 1 + size).astype(np.int64))
                lines.append((lines_before + ends + 2).astype(np.int64))
                quotes_before += len(quotes)
                lines_before += len(newlines)
                size += len(chunk)
                if tick and size - ticked >= CHUNK:
                    tick(size - ticked)
                    ticked = size
    except OSError as error:
        raise DataSourceError(f"No se puede leer {path.name}: {error.strerror}. Revise sus permisos.") from error
    if tick and size > ticked:
        tick(size - ticked)
    if sound and encoding == "utf-8":
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            sound = False
    if not sound and not marked and not _mostly_utf8(path):
        encoding = "cp1252"
    all_starts, all_lines = np.concatenate(starts), np.concatenate(lines)
    if all_starts[-1] != size:  # no line break at the end
        all_starts, all_lines = np.append(all_starts, size), np.append(all_lines, lines_before + 2)
    return TextFacts(total.hexdigest(), size, encoding, all_starts, all_lines[:-1], quotes_before % 2 == 1, sound)


def _mostly_utf8(path: Path) -> bool:
    """Whether more letters beyond ASCII are whole in UTF-8 than broken, as where a program cut a few bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    whole = broken = 0
    with path.open("rb") as file:
        while chunk := file.read(_PIECE):
            text = decoder.decode(chunk)
            lost = text.count("\ufffd")
            ascii_only = int(np.count_nonzero(np.frombuffer(chunk, np.uint8) < _ASCII))
            broken += lost
            whole += len(text) - ascii_only - lost
    return whole > 0 and whole >= broken
