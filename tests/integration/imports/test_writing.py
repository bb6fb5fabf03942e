"""Tables are written while others are compared; what fails on either side leaves the last edition."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from geoapp.db import Database, bulk, staging
from geoapp.db.repositories import EditionRepository, ImportRepository, ProjectRepository
from geoapp.services.editions import roll_back
from geoapp.services.importing import comparison, pictures, run
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
    whole = ImportRepository.growing

    def growing(self: ImportRepository, table: str, *rest: Any) -> Any:
        if table == "amount":
            raise _BrokenError
        return whole(self, table, *rest)

    monkeypatch.setattr(ImportRepository, "growing", growing)
    _breaks_and_can_be_repeated(load, shipped_copy, monkeypatch)


def test_a_comparison_that_fails_stops_the_writing(
    load: Load, shipped_copy: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pictures(*_facts: Any, **_more: Any) -> None:
        raise _BrokenError

    monkeypatch.setattr(comparison, "pictures", pictures)
    _breaks_and_can_be_repeated(load, shipped_copy, monkeypatch)


def test_a_part_that_fails_stops_a_table_that_is_being_written(
    load: Load, shipped_copy: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pictures.pictures

    def some(*facts: Any, **more: Any) -> Iterator[Any]:
        yield from islice(whole(*facts, **more), 2)
        raise _BrokenError

    monkeypatch.setattr(pictures, "_AT_ONCE", 10)
    monkeypatch.setattr(comparison, "pictures", some)
    _breaks_and_can_be_repeated(load, shipped_copy, monkeypatch)


@pytest.mark.parametrize("many", [1, 10**6])
def test_projects_written_part_by_part_are_those_written_at_once(
    load: Load, shipped_copy: Database, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Also where indexes and the words of search are made after the rows."""
    rows = [row | {"NOMBRE_INVERSION": f"PUENTE {n} DE JAÉN"} for n, row in enumerate(coded(30))]

    def stored() -> tuple[pl.DataFrame, list[str]]:
        with shipped_copy.reading() as session:
            edition = EditionRepository(session).published().id
            table = ImportRepository(session).visible("project_current", edition).drop("id").sort("project_id")
            found = ProjectRepository(session, edition).search("puente jaen")
            columns = ProjectRepository(session, edition).current_columns(["project_id", "id"])
        names = dict(zip(columns["id"], columns["project_id"], strict=True))
        return table, sorted(names[n] for n in found if n in names)

    load(rows)
    at_once = stored()
    assert len(at_once[1]) >= 30
    roll_back(shipped_copy, 1)
    monkeypatch.setattr(pictures, "_AT_ONCE", 10)
    monkeypatch.setattr(bulk, "MANY", many)
    monkeypatch.setattr(staging, "MANY", many)
    load(rows)
    in_parts = stored()
    assert_frame_equal(in_parts[0], at_once[0])
    assert in_parts[1] == at_once[1]


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

    def watched(read: Callable[..., Any]) -> Callable[..., Any]:
        def reading(*arguments: Any) -> Any:
            asked.append(",".join(_threads()))
            return read(*arguments)

        return reading

    for name in ("published", "visible"):
        monkeypatch.setattr(ImportRepository, name, watched(getattr(ImportRepository, name)))
    path = write_csv(tmp_path / "DETALLE.csv", coded(30))
    run.import_file(shipped_copy, data_folder, ImportRequest(path))
    assert set(asked) == {""}
    assert read_publication(shipped_copy).edition.id == 2
