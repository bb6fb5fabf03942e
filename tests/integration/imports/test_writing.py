"""Tables are written while others are compared; what fails on either side leaves the last edition."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from geoapp.db import Database
from geoapp.db.repositories import EditionRepository, ImportRepository
from geoapp.services.importing import comparison, run
from geoapp.services.importing.request import ImportRequest
from geoapp.services.publication import read_publication
from tests.integration.imports.conftest import Load
from tests.support.investments import coded, write_csv


class _BrokenError(Exception):
    pass


def _editions(database: Database) -> list[tuple[int, str]]:
    with database.reading() as session:
        return [(edition.id, edition.state) for edition in EditionRepository(session).list()]


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "geoapp-writer"]


def _breaks_and_can_be_repeated(load: Load, database: Database, broken: pytest.MonkeyPatch) -> None:
    """An import fails, leaves nothing behind, and the next one works once what was broken is whole."""
    with pytest.raises(_BrokenError):
        load(coded(30))
    assert _editions(database) == [(1, "published")]
    assert _threads() == []
    broken.undo()
    assert load(coded(30)).new == 30


def test_a_table_that_cannot_be_written_undoes_the_import(
    load: Load, shipped_copy: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ImportRepository.write

    def write(self: ImportRepository, table: str, *rest: Any) -> None:
        if table == "amount":
            raise _BrokenError
        whole(self, table, *rest)

    monkeypatch.setattr(ImportRepository, "write", write)
    _breaks_and_can_be_repeated(load, shipped_copy, monkeypatch)


def test_a_comparison_that_fails_stops_the_writing(
    load: Load, shipped_copy: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pictures(*_facts: Any, **_more: Any) -> None:
        raise _BrokenError

    monkeypatch.setattr(comparison, "pictures", pictures)
    _breaks_and_can_be_repeated(load, shipped_copy, monkeypatch)


def test_progress_tells_each_phase_from_its_beginning_to_its_end(
    shipped_copy: Database, data_folder: Path, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "DETALLE.csv", coded(30))
    seen: list[tuple[str, int, int]] = []
    report = run.import_file(shipped_copy, data_folder, ImportRequest(path), progress=lambda *told: seen.append(told))
    assert list(dict.fromkeys(phase for phase, _, _ in seen)) == [
        "Leyendo",
        "Revisando",
        "Comparando",
        "Escribiendo",
        "Publicando",
    ]
    checked = [(done, total) for phase, done, total in seen if phase == "Revisando"]
    assert checked == sorted(checked)
    assert (checked[0], checked[-1]) == ((0, 0), (30, 30))
    compared = [(done, total) for phase, done, total in seen if phase == "Comparando"]
    assert compared == sorted(compared)
    assert (compared[0], compared[-1]) == ((0, 30), (30, 30))
    written = [(done, total) for phase, done, total in seen if phase == "Escribiendo"]
    assert written[-1] == (report.rows_added, report.rows_added)


def test_nothing_asks_the_database_while_tables_are_written(
    shipped_copy: Database, data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is the writer's alone: what the comparison needs was read before."""
    asked: list[str] = []
    read = ImportRepository.visible

    def visible(self: ImportRepository, table: str, edition: int, **more: Any) -> Any:
        asked.append(",".join(_threads()))
        return read(self, table, edition, **more)

    monkeypatch.setattr(ImportRepository, "visible", visible)
    path = write_csv(tmp_path / "DETALLE.csv", coded(30))
    run.import_file(shipped_copy, data_folder, ImportRequest(path))
    assert set(asked) == {""}
    assert read_publication(shipped_copy).edition.id == 2
