"""When the database has no edition, is gone, or something breaks: 503 or 500, in few words, and safe headers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoapp.db import Database
from geoapp.db.repositories import EditionRepository
from tests.support.serving import Client, serving

ADDRESSES = ("/", "/proyectos", "/api/v1/projects", "/api/v1/editions", "/descargas/proyectos.csv", "/health/ready")


@pytest.fixture
def emptied(shipped_copy: Database) -> Iterator[Client]:
    """An application whose editions were taken away while it served."""
    with serving(shipped_copy) as client:
        assert client.get("/health/ready").status_code == 200
        with shipped_copy.writing() as session:
            EditionRepository(session).clear()
        yield client


def test_without_an_edition_nothing_is_served_but_life(emptied: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        for address in ADDRESSES:
            answer = emptied.get(address)
            assert answer.status_code == 503, address
            assert "no tiene una edición publicada" in answer.text
            assert "geoapp init" not in answer.text  # the mend is for the log, not for visitors
            assert answer.headers["cache-control"] == "no-store"
            assert int(answer.headers["retry-after"]) > 0
            assert "content-security-policy" in answer.headers
        assert emptied.get("/health/live").status_code == 200
        assert emptied.get("/nada").status_code == 404
        assert ">Intentar de nuevo</a>" in emptied.get("/proyectos").text


def test_a_database_that_vanishes_is_503_and_its_path_stays_secret(
    sqlite_shipped: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert sqlite_shipped.path is not None
    copy = tmp_path / "moved.sqlite3"
    copy.write_bytes(sqlite_shipped.path.read_bytes())
    with serving(f"sqlite:///{copy}") as client:
        copy.write_bytes(b"not a database any more" * 400)
        for suffix in ("-wal", "-shm"):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
        answer = client.get("/api/v1/summary?q=agua")
        page = client.get("/?q=agua")
    assert answer.status_code == page.status_code == 503
    assert answer.json()["title"] == "Servicio no disponible"
    assert str(tmp_path) not in answer.text + page.text
    assert "moved.sqlite3" in caplog.text


@pytest.mark.parametrize(("address", "kind"), [("/", "text/html"), ("/api/v1/projects", "application/problem+json")])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_nobody_expected_is_500_logged_and_safe(
    sqlite_shipped: Database, caplog: pytest.LogCaptureFixture, address: str, kind: str, method: str
) -> None:
    with serving(sqlite_shipped) as client:
        client.app.state.publications = None  # every route fails with an AttributeError
        answer = client.request(method, address)
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "retry-after" not in answer.headers
    assert "AttributeError" not in answer.text
    assert "AttributeError" in caplog.text
    assert ("error inesperado" in answer.text) is (method == "GET")
