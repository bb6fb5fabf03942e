"""Importing into a copy of the shipped edition."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoapp.db import Database
from geoapp.db.repositories import EditionRepository, ProjectRepository
from geoapp.services.importing.report import ImportReport
from geoapp.services.importing.request import ImportRequest
from geoapp.services.importing.run import import_file
from tests.support.investments import write_csv

Load = Callable[..., ImportReport]


@pytest.fixture
def load(shipped_copy: Database, data_folder: Path, tmp_path: Path) -> Load:
    """Import rows of DETALLE, or a file."""

    def run(source: Path | list[dict[str, str]], **request: Any) -> ImportReport:
        path = source if isinstance(source, Path) else write_csv(tmp_path / "DETALLE.csv", source)
        base = request.pop("base", None)
        if base is not None:
            assert isinstance(source, list)
            path = write_csv(tmp_path / "OTRO.csv", source, base=base)
        return import_file(shipped_copy, data_folder, ImportRequest(path, **request))

    return run


def project_of(database: Database, project_id: str) -> Any:
    """A project as the published edition has it."""
    with database.reading() as session:
        edition = EditionRepository(session).published()
        return ProjectRepository(session, edition.id).detail(project_id)
