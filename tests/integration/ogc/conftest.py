"""The server in a process of its own, as clients meet it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from geoapp.db import Database

START_S = 60


@pytest.fixture(scope="session")
def address(sqlite_shipped: Database) -> Iterator[str]:
    """Full address of `/ogc`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = sqlite_shipped.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "geoapp", "serve", "--port", str(port), "--database", url]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        deadline = time.monotonic() + START_S
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False).status_code == 200:
                    break
            except httpx.TransportError:
                pass
            if server.poll() is not None or time.monotonic() > deadline:
                server.terminate()
                pytest.fail(f"the server did not start: {server.stderr.read() if server.stderr else ''}")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/ogc"
        server.terminate()


@pytest.fixture(scope="session")
def web(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        yield client
