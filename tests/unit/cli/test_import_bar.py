"""What an import shows while it runs: a line on a terminal, nothing where nobody looks."""

from __future__ import annotations

import os
import pty
import sys
from io import RawIOBase

import pytest

from geoapp.cli.imports import _Bar


def _drawn(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> str:
    reading, writing = pty.openpty() if terminal else os.pipe()
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        bar = _Bar()
        bar("Leyendo", 0, 2**21)
        bar("Leyendo", 2**21, 2**21)
        bar("Comparando", 150_000, 0)
        bar("Escribiendo", 0, 4_000)
        bar("Escribiendo", 4_000, 4_000)
        bar.end()
    with os.fdopen(reading, "rb", buffering=0) as screen:
        return b"".join(iter(lambda: _some(screen), b"")).decode()


def _some(screen: RawIOBase) -> bytes:
    """What has come; a terminal gives what was written piece by piece, and fails where a pipe ends."""
    try:
        return screen.read(10_000) or b""
    except OSError:
        return b""


def test_each_phase_has_its_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _drawn(monkeypatch, terminal=True).replace("\r\n", "\n").split("\n")
    last = [line.split("\r")[-1].removesuffix("\x1b[K") for line in lines if line]
    assert last[0].startswith(f"Leyendo     [{'#' * 30}] 100% ")
    assert last[0].endswith(" MB/s")
    assert last[1] == "Comparando  150,000 filas"
    assert last[2].startswith(f"Escribiendo [{'#' * 30}] 100% ")
    assert last[2].endswith(" filas/s")


def test_nothing_is_drawn_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _drawn(monkeypatch, terminal=False) == ""


def test_the_line_tells_pace_and_time_left() -> None:
    assert (
        _Bar.line("Escribiendo", 25, 100, 5.0)
        == "Escribiendo [########......................]  25% 5 filas/s, faltan 15 s"
    )
    assert _Bar.line("Leyendo", 2**20, 2**22, 2**20) == (
        "Leyendo     [########......................]  25% 1.0 MB/s, faltan 3 s"
    )
    assert _Bar.line("Revisando", 0, 0, 0.0) == "Revisando…"
