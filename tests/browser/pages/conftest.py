"""A copy of the shipped data whose projects have hostile names."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoapp.db import Database
from tests.support.serving import Client, serving

HOSTILE = (
    "Obra ${window.x=1}",
    "{{7*7}}",
    "<img src=x onerror=window.x=1>",
    "</script><script>window.x=1</script>",
)


@pytest.fixture(scope="session")
def hostile_site(sqlite_shipped: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Every project of the province of Jaén has one of the hostile names."""
    path = tmp_path_factory.mktemp("hostile") / "geoapp.sqlite3"
    assert sqlite_shipped.path is not None
    with sqlite3.connect(sqlite_shipped.path) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
        rows = copy.execute("SELECT id FROM project_current WHERE province_codes = '0608' ORDER BY id").fetchall()
        for number, (row,) in enumerate(rows):
            copy.execute("UPDATE project_current SET name = ? WHERE id = ?", (HOSTILE[number % len(HOSTILE)], row))
    source.close()
    copy.close()
    with serving(f"sqlite:///{path}") as client:
        yield client
    shutil.rmtree(Path(path).parent, ignore_errors=True)
