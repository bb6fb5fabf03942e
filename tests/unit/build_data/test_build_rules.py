"""Rules that stop the build: sums that do not add up, tables that no longer fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.build_data.__main__ import main
from scripts.build_data.budget import check_levels, check_parts
from scripts.build_data.errors import BuildError
from scripts.build_data.observations import Observed, check_keys
from scripts.build_data.tables import read_rows, write_rows


def spending(kind: str, pim: str, spent: str = "0") -> dict[str, str]:
    area = {"nivel_geo": "dist", "codigo": "060101", "gob": "M", "cod_clasif": "15"}
    return {**area, "tipo": kind, "pim": pim, "devengado": spent, "girado": spent}


def test_a_total_is_projects_plus_activities() -> None:
    check_parts([spending("1", "30", "3"), spending("2", "10", "1"), spending("3", "20", "1")])
    check_parts([spending("1", "30"), spending("3", "30")])


@pytest.mark.parametrize(
    "rows",
    [
        [spending("1", "30"), spending("2", "10"), spending("3", "20.01")],
        [spending("1", "30", "5"), spending("2", "10", "1"), spending("3", "20", "2")],
    ],
)
def test_a_total_that_is_not_its_parts_is_refused(rows: list[dict[str, str]]) -> None:
    with pytest.raises(BuildError, match="proyectos más actividades"):
        check_parts(rows)


def test_a_province_that_is_not_its_districts_is_refused() -> None:
    row = {"government": "local", "spending": "projects", "function_code": "15"}
    district = {**row, "level": "district", "ubigeo": "060101", "pim_pen": "10.00"}
    province = {**row, "level": "province", "ubigeo": "0601", "pim_pen": "10.01"}
    with pytest.raises(BuildError, match="0601 projects 15"):
        check_levels([district, province])


def test_a_judgement_on_a_row_that_moved_is_refused() -> None:
    observed = [Observed("o001", "a", {"key": "a"}, "s001")]
    check_keys("flags.csv", [{"observation_id": "o001", "key": "a"}], observed)
    with pytest.raises(BuildError, match=r"flags\.csv: o001 es 'a', no 'b'"):
        check_keys("flags.csv", [{"observation_id": "o001", "key": "b"}], observed)


def test_tables_come_back_as_written(tmp_path: Path) -> None:
    rows = [{"a": 'coma, "comilla"', "b": "línea\nnueva"}, {"a": "ñ", "b": ""}]
    write_rows(tmp_path / "t.csv", ("a", "b"), rows)
    assert (tmp_path / "t.csv").read_bytes().startswith(b"a,b\n")
    assert read_rows(tmp_path / "t.csv", ("a", "b")) == rows


def test_a_row_with_another_shape_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"t\.csv: columnas que no concuerdan: c"):
        write_rows(tmp_path / "t.csv", ("a",), [{"a": "1", "c": "2"}])


def test_an_absent_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"A t\.csv le faltan las columnas b"):
        read_rows(tmp_path / "t.csv", ("a", "b"))


def test_an_empty_source_folder_is_told_in_spanish(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "No se construyó: Falta" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
