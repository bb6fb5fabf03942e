"""Loading the shipped data: everything or nothing, with the counts and sums that the files themselves give."""

from __future__ import annotations

import csv
import shutil
import signal
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from geoapp.db import Database
from geoapp.db.models import ImportRunRow, RejectedRowRow
from geoapp.db.repositories import EditionRepository, ProjectRepository, counted
from geoapp.db.versions import CONTENT
from geoapp.domain.money import REFERENCE_SUM, to_soles
from geoapp.errors import DatabaseError, DataSourceError, NoEditionError
from geoapp.services.editions import EditionReport, ensure_edition, load_shipped
from tests.support.backends import open_database
from tests.support.processes import ENSURE, LOAD_AND_DIE, start
from tests.support.search import finds

FILES = {
    "locality": "localities/localities.csv",
    "project_current": "projects/projects.csv",
    "project_alias": "projects/aliases.csv",
    "location": "projects/locations.csv",
    "unmatched_locality": "projects/unmatched_localities.csv",
    "amount": "projects/amounts.csv",
    "observation": "projects/observations.csv",
    "budget_function": "budget/functions.csv",
    "area_budget": "budget/area_budget_2024.csv",
    "area_budget_total": "budget/area_budget_yearly.csv",
    "entity_total": "budget/entity_totals.csv",
    "stalled_count": "budget/stalled_counts.csv",
    "commitment": "plan/commitments.csv",
    "commitment_area": "plan/commitment_areas.csv",
    "commitment_project": "plan/links.csv",
    "facility": "facilities/facilities.csv",
    "mining_liability": "environment/mining_liabilities.csv",
}
KILLED_AT = ("area", "observation", "project")


def _rows(data_folder: Path, name: str) -> list[dict[str, str]]:
    with (data_folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _stored(database: Database) -> dict[str, int]:
    with database.reading() as session:
        models: tuple[Any, ...] = (*CONTENT, ImportRunRow, RejectedRowRow)
        return {m.__tablename__: session.scalar(select(func.count()).select_from(m)) or 0 for m in models}


def _digest(database: Database) -> str:
    with database.reading() as session:
        return EditionRepository(session).published().digest


def test_counts_are_those_of_the_files(shipped: Database, shipped_report: EditionReport, data_folder: Path) -> None:
    stored = _stored(shipped)
    refused: defaultdict[str, int] = defaultdict(int)
    for row in shipped_report.rejected:
        refused[row.file] += row.action == "refused"
    for table, name in FILES.items():
        assert stored[table] == len(_rows(data_folder, name)) - refused[name], table
    assert stored["area"] == 1 + 13 + 127
    counts = {counted(table): count for table, count in stored.items()}
    assert dict(shipped_report.counts) == {name: counts[name] for name in shipped_report.counts}
    assert stored["rejected_row"] == len(shipped_report.rejected)
    with shipped.reading() as session:
        assert EditionRepository(session).rejected(1) == shipped_report.rejected


def test_no_shipped_row_is_refused(shipped_report: EditionReport) -> None:
    assert [row for row in shipped_report.rejected if row.action == "refused"] == []


def test_sums_are_those_of_the_files(shipped: Database, shipped_report: EditionReport, data_folder: Path) -> None:
    by_kind: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in _rows(data_folder, "projects/amounts.csv"):
        by_kind[row["kind"]] += Decimal(row["amount_pen"])
    sums = dict(shipped_report.sums)
    reference = sums.pop(REFERENCE_SUM)
    assert sums == dict(by_kind)
    with shipped.reading() as session:
        edition = EditionRepository(session).published()
        columns = ProjectRepository(session, edition.id).current_columns()
    total = sum(
        centimos or 0
        for centimos, counts in zip(columns["cost_centimos"], columns["counts_in_sums"], strict=True)
        if counts
    )
    assert reference == to_soles(total) == edition.sums[REFERENCE_SUM]


def test_each_current_cost_is_an_amount_of_the_file(shipped: Database, data_folder: Path) -> None:
    known = {
        (r["project_id"], r["kind"], Decimal(r["amount_pen"]), r["source_id"])
        for r in _rows(data_folder, "projects/amounts.csv")
    }
    with shipped.reading() as session:
        columns = ProjectRepository(session, 1).current_columns()
    names = ("project_id", "cost_kind", "cost_centimos", "cost_source_id")
    for project_id, kind, centimos, source_id in zip(*(columns[name] for name in names), strict=True):
        if centimos is not None:
            assert (project_id, kind, to_soles(centimos), source_id) in known


def test_the_cut_off_is_the_latest_dated_fact(shipped_report: EditionReport, data_folder: Path) -> None:
    dates = {
        row[column]
        for row in _rows(data_folder, "projects/observations.csv")
        for column in ("progress_date", "status_date", "source_date")
    } | {row["date"] for row in _rows(data_folder, "projects/amounts.csv")}
    assert shipped_report.edition.cut_off == max(dates)


def test_loading_again_is_refused_and_changes_nothing(shipped_copy: Database, data_folder: Path) -> None:
    before = _stored(shipped_copy)
    with pytest.raises(DatabaseError, match="geoapp init --force"):
        load_shipped(shipped_copy, data_folder)
    assert _stored(shipped_copy) == before


def test_force_replaces_everything(shipped_copy: Database, data_folder: Path) -> None:
    before = _stored(shipped_copy)
    report = load_shipped(shipped_copy, data_folder, force=True)
    assert report.edition.id == 1
    assert _stored(shipped_copy) == before
    with shipped_copy.reading() as session:
        found = finds(ProjectRepository(session, 1), "hospital jaen")
    assert "hospital-jaen" in found


def test_a_failure_in_the_middle_leaves_the_old_content(shipped_copy: Database, data_folder: Path) -> None:
    before = _stored(shipped_copy)

    class StopError(Exception):
        pass

    def stop(table: str, _rows: int) -> None:
        if table == "observation":
            raise StopError

    with pytest.raises(StopError):
        load_shipped(shipped_copy, data_folder, force=True, progress=stop)
    assert _stored(shipped_copy) == before
    assert _digest(shipped_copy)


def test_a_wrong_file_leaves_the_old_content(shipped_copy: Database, data_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data_folder, folder)
    (folder / "projects/amounts.csv").unlink()
    before = _stored(shipped_copy)
    with pytest.raises(DataSourceError, match=r"amounts\.csv"):
        load_shipped(shipped_copy, folder, force=True)
    assert _stored(shipped_copy) == before


def test_a_load_killed_at_any_moment_leaves_nothing(empty_url: str, data_folder: Path) -> None:
    for table in KILLED_AT:
        process = start(LOAD_AND_DIE, empty_url, str(data_folder), table, "")
        _, errors = process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL, errors
        database = open_database(empty_url, lock_timeout_s=30)
        assert set(_stored(database).values()) == {0}
        with pytest.raises(NoEditionError), database.reading() as session:
            EditionRepository(session).published()
        database.dispose()
    database = open_database(empty_url, lock_timeout_s=30)
    assert ensure_edition(database, data_folder).id == 1
    database.dispose()


def test_a_replacement_killed_at_any_moment_leaves_the_old_edition(shipped_copy: Database, data_folder: Path) -> None:
    before, digest = _stored(shipped_copy), _digest(shipped_copy)
    url = shipped_copy.url.render_as_string(hide_password=False)
    for table in KILLED_AT:
        process = start(LOAD_AND_DIE, url, str(data_folder), table, "force")
        _, errors = process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL, errors
        assert _stored(shipped_copy) == before
        assert _digest(shipped_copy) == digest


def test_processes_that_start_at_once_load_once(empty_url: str, data_folder: Path) -> None:
    processes = [start(ENSURE, empty_url, str(data_folder)) for _ in range(3)]
    for process in processes:
        output, errors = process.communicate(timeout=120)
        assert output.split() == ["1", "published"], errors
    database = open_database(empty_url)
    assert _stored(database)["import_run"] == 1
    database.dispose()
