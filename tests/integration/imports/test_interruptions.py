"""Whatever interrupts an import, the published edition is whole and served."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from geoapp.db import Database, staging
from geoapp.db.repositories import EditionRepository, ImportRepository
from geoapp.errors import DatabaseError, EditionConflictError
from geoapp.services.importing.request import ImportRequest
from geoapp.services.importing.run import import_file
from geoapp.services.publication import read_publication
from tests.benchmarks.imports.generator import write_detalle
from tests.support.backends import open_database
from tests.support.investments import coded, write_csv
from tests.support.processes import start

KILLS = 20
IMPORT = """
import sys
from pathlib import Path
from geoapp.db import Database, bulk, staging
from geoapp.services.importing.request import ImportRequest
from geoapp.services.importing.run import import_file
bulk.MANY = staging.MANY = 100  # what is done for many rows is struck as well
url, data, file = sys.argv[1:]
database = Database.open(url, lock_timeout_s=30)
print("ready", flush=True)
sys.stdin.read(1)
report = import_file(database, Path(data), ImportRequest(Path(file)))
print("done", flush=True)
"""
LIMITED = """
import resource, signal
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
"""


def _fingerprint(database: Database) -> tuple[int, int, str]:
    publication = read_publication(database)
    with database.reading() as session:
        runs = len(ImportRepository(session).runs())
        states = {edition.state for edition in EditionRepository(session).list()}
    assert "writing" not in states
    return publication.edition.id, publication.portfolio.size, f"{publication.edition.digest}{runs}"


def _url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def _time_of_one(database: Database, data_folder: Path, file: Path) -> float:
    """Seconds that an undisturbed import takes in a process of its own; it is taken back."""
    with start(IMPORT, _url(database), str(data_folder), str(file), stdin=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "ready\n"
        began = time.monotonic()
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "done\n"
        took = time.monotonic() - began
    with database.writing() as session:
        EditionRepository(session).withdraw_last()
    return took


def test_a_killed_import_leaves_the_last_edition(
    shipped_copy: Database,
    data_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = write_detalle(tmp_path / "d.csv", 2_000, region_share=1.0)
    took, killed, finished = _time_of_one(shipped_copy, data_folder, file), 0, 0
    before = _fingerprint(shipped_copy)
    while killed < KILLS:
        with start(IMPORT, _url(shipped_copy), str(data_folder), str(file), stdin=True) as process:
            assert process.stdout is not None
            assert process.stdin is not None
            assert process.stdout.readline() == "ready\n"
            process.stdin.write("\n")
            process.stdin.flush()
            # Over the whole length of an import, the commit included.
            time.sleep(took * (killed + 0.5) / KILLS)
            process.send_signal(signal.SIGKILL)
            process.wait()
        now = _fingerprint(shipped_copy)
        if now != before:  # it was faster than the blow: it is whole, and is taken back
            finished += 1
            took *= 0.85  # the machine is quieter than when one import was timed
            assert now[1] > before[1] + 1_900
            with shipped_copy.writing() as session:
                EditionRepository(session).withdraw_last()
            before = _fingerprint(shipped_copy)
            assert finished < KILLS
            continue
        killed += 1
        if shipped_copy.dialect == "sqlite":
            with shipped_copy.reading() as session:
                assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    with capsys.disabled():
        sys.stdout.write(f"\n{shipped_copy.dialect}: {killed} kills undone, {finished} came after the end\n")
    monkeypatch.setattr(staging, "MANY", 100)
    assert import_file(shipped_copy, data_folder, ImportRequest(file)).new > 1_900
    if shipped_copy.path is not None:
        assert list(shipped_copy.path.parent.glob(".*")) == []


def test_two_imports_at_once_are_one_after_the_other(shipped_copy: Database, data_folder: Path, tmp_path: Path) -> None:
    files = [write_csv(tmp_path / f"{n}.csv", [{"CODIGO_UNICO": f"250000{n}"}]) for n in range(2)]
    processes = [start(IMPORT, _url(shipped_copy), str(data_folder), str(file), stdin=True) for file in files]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.communicate("\n", timeout=60)
        assert process.returncode == 0
    with shipped_copy.reading() as session:
        assert [edition.id for edition in EditionRepository(session).list()] == [3, 2, 1]


def test_an_import_that_waits_too_long_is_refused(shipped_copy: Database, data_folder: Path, tmp_path: Path) -> None:
    impatient = open_database(_url(shipped_copy), lock_timeout_s=0.2)
    path = write_csv(tmp_path / "a.csv", coded(2))
    with shipped_copy.writing(), pytest.raises(EditionConflictError, match="Otro proceso está escribiendo"):
        import_file(impatient, data_folder, ImportRequest(path))
    impatient.dispose()
    assert read_publication(shipped_copy).edition.id == 1


@pytest.mark.skipif(os.name != "posix", reason="needs limits of file sizes")
def test_a_full_disk_leaves_the_last_edition(sqlite_shipped: Database, data_folder: Path, tmp_path: Path) -> None:
    source = sqlite_shipped.path
    assert source is not None
    copy = tmp_path / "copy.sqlite3"
    sqlite_shipped.dispose()
    copy.write_bytes(source.read_bytes())
    file = write_detalle(tmp_path / "d.csv", 4_000, region_share=1.0)
    limit = LIMITED.format(limit=copy.stat().st_size + 500_000)
    process = start(limit + IMPORT, f"sqlite:///{copy}", str(data_folder), str(file), stdin=True)
    _, said = process.communicate("\n", timeout=120)
    assert process.returncode != 0
    assert DatabaseError.__name__ in said
    database = open_database(f"sqlite:///{copy}")
    assert _fingerprint(database)[0] == 1
    database.dispose()
