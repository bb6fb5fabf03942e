"""The application on the shipped data, started once for all tests that only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geoapp.db import Database
from geoapp.services.publication import Publication
from tests.support.serving import Client, serving


@pytest.fixture(scope="session")
def client(sqlite_shipped: Database) -> Iterator[Client]:
    """Client of the embedded database."""
    with serving(sqlite_shipped) as made:
        yield made


@pytest.fixture(scope="session")
def served(shipped: Database) -> Iterator[Client]:
    """Client of each kind of database in turn."""
    with serving(shipped) as made:
        yield made


@pytest.fixture(scope="session")
def publication(served: Client) -> Publication:
    """The edition that `served` serves."""
    held: Publication = served.app.state.publications.current()
    return held
