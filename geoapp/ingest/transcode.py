"""Text of any encoding written in UTF-8, and what is to be said of it."""

from __future__ import annotations

from pathlib import Path

_LOST = "\ufffd"
_ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252 (Latin-1), no UTF-8"}


def to_utf8(source: Path, target: Path, encoding: str) -> str:
    """Write a file in UTF-8; how it was read and what it lost, in Spanish, to stand after its name.

    Bytes without meaning become the mark of a lost character, which reports show.
    """
    lost, first, line = 0, 0, 1
    with (
        source.open(encoding=encoding, errors="replace", newline="") as read,
        target.open("w", encoding="utf-8", newline="") as write,
    ):
        while text := read.read(2**20):
            write.write(text)
            if here := text.count(_LOST):
                first = first or line + text.count("\n", 0, text.index(_LOST))
                lost += here
            line += text.count("\n")
    note = f"se leyó como {_ENCODINGS[encoding]}"
    if lost:
        letters = "letra" if lost == 1 else "letras"
        note += f"; perdió {lost:,} {letters}, la primera en la línea {first} (se ve «{_LOST}»): descárguelo de nuevo"
    return f"{note}."
