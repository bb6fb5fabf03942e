"""The application behind a real server on a free port of this machine, in a thread of the test process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from geoapp.app import create_app
from geoapp.db import Database
from geoapp.settings import Settings

START_S = 30


class Client(httpx.Client):
    """A browser without scripts: follows nothing by itself, and knows the application that answers it."""

    def __init__(self, app: FastAPI, port: int) -> None:
        super().__init__(base_url=f"http://127.0.0.1:{port}", timeout=60, follow_redirects=False, trust_env=False)
        self.app = app


@contextmanager
def serving(database: Database | str, **groups: dict[str, Any]) -> Iterator[Client]:
    """Serve a database and give a client; `groups` are settings besides the database's."""
    url = database if isinstance(database, str) else database.url.render_as_string(hide_password=False)
    app = create_app(Settings.load(database={"url": url}, **groups))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + START_S
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the application did not start: its log says why")
            time.sleep(0.02)
        try:
            with Client(app, listening.getsockname()[1]) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(timeout=START_S)
