"""An older file does not overwrite what a newer one told, unless it is asked to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geoapp.db import Database
from geoapp.db.repositories import EditionRepository, ProjectRepository
from geoapp.errors import DataSourceError
from tests.integration.imports.conftest import Load
from tests.support.investments import coded, write_csv

OLDER = (
    r"2026-08-31 .*anterior al de DETALLE\.csv, 2026-09-30, ya publicado \(edición 2, importación 2\).*--accept-older"
)


def _month(day: str, cost: str) -> list[dict[str, str]]:
    return coded(3, ULT_FEC_DECLA_ESTIM=day, COSTO_ACTUALIZADO=cost)


def _detail(database: Database) -> Any:
    with database.reading() as session:
        edition = EditionRepository(session).published()
        return ProjectRepository(session, edition.id).detail("2500001")


def _cost(database: Database) -> int:
    return int(_detail(database).current.cost_centimos)


def _devengado(database: Database) -> dict[int, tuple[Any, ...]]:
    lines = _detail(database).budget_lines
    return {line.year: (line.devengado_centimos, line.girado_centimos, line.source_id) for line in lines}


def test_an_older_file_is_refused_and_says_how_to_go_on(load: Load, shipped_copy: Database) -> None:
    load(_month("2026-09-30", "3000"))
    august = _month("2026-08-31", "2000")
    with pytest.raises(DataSourceError, match=OLDER):
        load(august, dry_run=True)
    with pytest.raises(DataSourceError, match=r"indicado.*edición 2"):
        load(august, cut_off="2026-08")
    with pytest.raises(DataSourceError, match=r"--cut-off; si quiere"):
        load(august, department="todos")
    assert _cost(shipped_copy) == 3000_00
    assert load(august, accept_older=True).edition is not None
    assert _cost(shipped_copy) == 2000_00
    assert load(august).nothing_new


def test_the_same_cut_off_and_a_later_one_given_are_taken(load: Load, shipped_copy: Database) -> None:
    load(_month("2026-09-30", "3000"))
    load(_month("2026-09-30", "4000"))
    load(_month("2026-08-31", "5000"), cut_off="2026-09")
    assert _cost(shipped_copy) == 5000_00


def test_the_very_same_file_is_nothing_new_though_its_date_was_given_before(load: Load) -> None:
    load(_month("2026-09-15", "3000"), cut_off="2026-09-30")
    assert load(_month("2026-09-15", "3000")).nothing_new
    with pytest.raises(DataSourceError, match="anterior"):
        load(_month("2026-09-15", "3000"), cut_off="2026-09-10")


def test_other_departments_have_files_of_their_own(load: Load) -> None:
    load(_month("2026-09-30", "3000"))
    there = coded(1, ULT_FEC_DECLA_ESTIM="2026-08-31", DEPARTAMENTO="TUMBES", PROVINCIA="TUMBES", UBIGEO="240101")
    there[0] |= {"CODIGO_UNICO": "2600001", "DISTRITO": "TUMBES"}
    assert load(there, department="24").new == 1


GASTO = {
    "ANO_EJE": "2026",
    "MES_EJE": "1",
    "PRODUCTO_PROYECTO": "2500001",
    "DEPARTAMENTO_META": "CAJAMARCA",
    "MONTO_PIM": "20",
    "MONTO_DEVENGADO": "12.50",
    "MONTO_GIRADO": "7",
}


def test_budgets_of_a_later_source_stand_and_their_blanks_are_filled(
    load: Load, shipped_copy: Database, tmp_path: Path
) -> None:
    load(coded(1))
    told = _devengado(shipped_copy)[2026]
    assert told == (100_000_00, None, "detalle-06")
    february = write_csv(tmp_path / "febrero.csv", [{"MES_EJE": "1"}, {"MES_EJE": "2"}], base=GASTO)
    report = load(february)
    assert _devengado(shipped_copy)[2026] == (100_000_00, 14_00, "detalle-06")
    assert any(note.startswith("1 presupuestos anuales quedan como estaban") for note in report.notes)
    assert report.findings["value"].to_list() == ["2500001 (2026)"]
    assert load(february).nothing_new
    months = [{"MES_EJE": str(month)} for month in range(1, 10)]
    september = load(write_csv(tmp_path / "setiembre.csv", months, base=GASTO))
    assert _devengado(shipped_copy)[2026] == (112_50, 63_00, "gasto-06")
    assert september.notes == ()
    with pytest.raises(DataSourceError, match=r"febrero.*2026-02.*2026-09"):
        load(february)
    load(february, accept_older=True)
    assert _devengado(shipped_copy)[2026] == (25_00, 14_00, "gasto-06")


def test_spending_of_a_year_before_is_no_older_file(load: Load, shipped_copy: Database, tmp_path: Path) -> None:
    load(coded(1))
    load(write_csv(tmp_path / "2026.csv", [{"MES_EJE": "1"}], base=GASTO))
    before = [{"ANO_EJE": "2025", "MES_EJE": str(month)} for month in range(1, 13)]
    load(write_csv(tmp_path / "2025.csv", before, base=GASTO))
    assert _devengado(shipped_copy)[2025] == (150_00, 84_00, "gasto-06")
