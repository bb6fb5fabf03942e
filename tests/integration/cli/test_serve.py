"""`geoapp serve` as a process: the address it prints, its start, what stops it before anything is prepared."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoapp import __version__
from geoapp.db import Database
from tests.integration.cli.conftest import Run, RunProcess


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_it_prints_the_address_serves_and_ends_cleanly(sqlite_shipped: Database, tmp_path: Path) -> None:
    port = free_port()
    url = sqlite_shipped.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "geoapp", "serve", "--port", str(port), "--database", url],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Edición 1 (")
        assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None
            signal.sigtimedwait([], 0.05)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=10) as answer:
            assert answer.status == 200
            assert "server" not in {name.lower() for name in answer.headers}
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert "Traceback" not in errors
    assert process.returncode in {0, -signal.SIGINT, 130}


def test_a_port_in_use_is_told_before_anything_is_loaded(run_process: RunProcess, tmp_path: Path, taken: int) -> None:
    result = run_process("serve", "--port", str(taken), "--database", "sqlite:///x.sqlite3")
    assert result.returncode == 1
    told = result.stderr.decode()
    assert f"El puerto {taken} ya está en uso" in told
    assert f"--port {taken + 1}" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["203.0.113.1", "no existe.example"])
def test_an_address_of_another_machine(run: Run, tmp_path: Path, host: str) -> None:
    result = run("serve", "--host", host, "--port", str(free_port()))
    assert result.exit_code == 1
    assert f"«{host}» no es una dirección de esta máquina" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"GEOAPP_SERVER_PORT": "70000"}, "GEOAPP_SERVER_PORT"),
        ({"GEOAPP_SERVER_WORKERS": "muchos"}, "GEOAPP_SERVER_WORKERS"),
        ({"GEOAPP_DATABASE_LOCK_TIMEOUT_S": "0"}, "GEOAPP_DATABASE_LOCK_TIMEOUT_S"),
        ({"GEOAPP_MAP_MAX_ZOOM": "99"}, "GEOAPP_MAP_MAX_ZOOM"),
        ({"GEOAPP_MAP_TILE_ADDRESS": "https://tiles.example.org/{z}/{x}/{y}.png"}, "GEOAPP_MAP_TILE_ATTRIBUTION"),
    ],
)
def test_an_impossible_setting_is_named(run: Run, tmp_path: Path, environment: dict[str, str], told: str) -> None:
    result = run("serve", **environment)
    assert result.exit_code == 1
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_version_and_help(run: Run) -> None:
    assert run("--version").stdout.strip() == f"geoapp {__version__}"
    for arguments in ((), ("serve",), ("init",), ("export",)):
        result = run(*arguments, "--help")
        assert result.exit_code == 0
        assert "Usage" in result.stdout or "Uso" in result.stdout
