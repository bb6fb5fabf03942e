"""Fixtures that all tests share: databases of both kinds, and the shipped data loaded once per kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from geoapp.db import Database
from geoapp.services.editions import EditionReport, load_shipped
from tests.support.backends import Backend, make_backend, open_database

ROOT = Path(__file__).resolve().parent.parent

# Tests are judged by what they find, not by how busy the machine is.
hypothesis.settings.register_profile("geoapp", deadline=None, print_blob=True)
hypothesis.settings.load_profile("geoapp")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Folder of the shipped data."""
    return ROOT / "data"


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """Each kind of database in turn."""
    made = make_backend(request.param, tmp_path_factory.mktemp("databases"))
    yield made
    made.drop_all()


@pytest.fixture(scope="session")
def _schema_url(backend: Backend) -> str:
    """Database with tables and no content, to be cloned."""
    url = backend.new_url()
    database = open_database(url)
    database.upgrade()
    database.dispose()
    return url


@pytest.fixture(scope="session")
def _shipped(backend: Backend, data_folder: Path) -> tuple[str, EditionReport]:
    """Database with the shipped data, to be cloned, and the report of its load."""
    url = backend.new_url()
    database = open_database(url)
    report = load_shipped(database, data_folder)
    database.dispose()
    return url, report


@pytest.fixture
def empty_url(backend: Backend) -> str:
    """Address of a database without tables."""
    return backend.new_url()


@pytest.fixture
def database(backend: Backend, _schema_url: str) -> Iterator[Database]:
    """Database with tables and no content."""
    opened = open_database(backend.clone(_schema_url))
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def shipped_report(_shipped: tuple[str, EditionReport]) -> EditionReport:
    """What loading the shipped data reported."""
    return _shipped[1]


@pytest.fixture(scope="session")
def shipped(backend: Backend, _shipped: tuple[str, EditionReport]) -> Iterator[Database]:
    """Database with the shipped data, shared by all tests: only read it."""
    opened = open_database(backend.clone(_shipped[0]))
    yield opened
    opened.dispose()


@pytest.fixture
def shipped_copy(backend: Backend, _shipped: tuple[str, EditionReport]) -> Iterator[Database]:
    """Database with the shipped data of this test alone: write to it freely."""
    opened = open_database(backend.clone(_shipped[0]))
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def sqlite_shipped(tmp_path_factory: pytest.TempPathFactory, data_folder: Path) -> Iterator[Database]:
    """Embedded database with the shipped data, for tests in which the kind of database does not matter."""
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('shipped') / 'geoapp.sqlite3'}")
    load_shipped(opened, data_folder)
    yield opened
    opened.dispose()
