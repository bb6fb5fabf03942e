"""Every quirk of DETALLE_INVERSIONES: taken, repaired or left out, always with its line and reason."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.money import to_soles
from geoapp.errors import DataSourceError, SchemaError
from geoapp.ingest.findings import Findings
from geoapp.ingest.intake import Intake
from geoapp.ingest.money import Money
from geoapp.ingest.reading import Column, read
from geoapp.ingest.recognise import read_file
from geoapp.ingest.sheets import LINE, Sheet
from tests.support.investments import DETALLE, context, write_csv


def _read(tmp_path: Path, *rows: dict[str, str], **how: str) -> Intake:
    chosen, intake = read_file(write_csv(tmp_path / "archivo.bin", rows, **how), context())
    assert chosen.name == "detalle"
    return intake


def _told(intake: Intake) -> list[tuple[int, str, str, str]]:
    return [(r[1], r[2], r[3], r[5]) for r in intake.findings.frame().iter_rows()]


def _amount(intake: Intake, kind: str) -> Decimal:
    return to_soles(intake.amounts.filter(pl.col("kind") == kind)["centimos"].item())


@pytest.mark.parametrize("left", [b"", b"CODIGO_UNICO\n", None], ids=["emptied", "half", "longer"])
def test_a_file_written_anew_while_it_is_read_is_refused(tmp_path: Path, left: bytes | None) -> None:
    path = write_csv(tmp_path / "corte.csv", [{}])
    whole = path.read_bytes()

    def overwrite(_: int) -> None:
        path.write_bytes(whole + whole.splitlines(True)[-1] if left is None else left)

    with pytest.raises(DataSourceError, match=r"corte\.csv: cambió mientras se leía"):
        read_file(path, context(), tick=overwrite)


def test_a_file_without_a_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"archivo\.bin: no trae ninguna fila que se pueda leer\. Descárguelo"):
        _read(tmp_path)
    path = write_csv(tmp_path / "corta.csv", [])
    path.write_text(path.read_text() + "2500001,OBRA\n")
    with pytest.raises(SchemaError, match=r"ninguna fila .*línea 2: tiene 2 celdas y la cabecera 31\)"):
        read_file(path, context())


def test_a_sound_row_is_taken_without_a_word(tmp_path: Path) -> None:
    intake = _read(tmp_path, {})
    assert _told(intake) == []
    project = intake.projects.row(0, named=True)
    assert (project["project_id"], project["sector"], project["state"]) == ("2500001", "transporte", "A")
    assert _amount(intake, "costo_viable") == Decimal("1000000.50")
    assert intake.amounts["date"].to_list() == ["2024-02-20", "2026-08-31"]
    observation = intake.observations.row(0, named=True)
    assert (observation["physical_bp"], observation["financial_bp"], observation["status"]) == (3550, 3330, "ejecucion")
    assert observation["progress_date"] == intake.cut_off == "2026-08-31"
    line = intake.budget.row(0, named=True)
    assert (line["year"], line["pim_centimos"], line["devengado_centimos"]) == (2026, 400000_00, 100000_00)
    assert intake.places["ubigeo"].to_list() == ["060107"]


def test_the_cost_repeated_per_district_counts_once(tmp_path: Path) -> None:
    intake = _read(tmp_path, {}, {"DISTRITO": "JESUS", "UBIGEO": "060106"}, {"MONTO_VIABLE": "7"})
    assert (intake.read, intake.accepted, len(intake.projects)) == (3, 3, 1)
    assert _amount(intake, "costo_viable") == Decimal("1000000.50")
    assert intake.places["ubigeo"].to_list() == ["060107", "060106"]
    assert _told(intake) == [
        (3, "(fila)", "2500001", "merged"),
        (4, "(fila)", "2500001", "merged"),
        (4, "MONTO_VIABLE", "7", "set_aside"),
    ]


@pytest.mark.parametrize("blank", ["", "0"])
def test_a_cost_that_only_a_later_row_tells_counts_and_is_told(tmp_path: Path, blank: str) -> None:
    gone = {"MONTO_VIABLE": blank, "COSTO_ACTUALIZADO": blank, "FECHA_VIABILIDAD": ""}
    later = {"MONTO_VIABLE": "1000", "COSTO_ACTUALIZADO": "2000", "FECHA_VIABILIDAD": "05/03/2025"}
    intake = _read(tmp_path, gone, {}, {"CODIGO_UNICO": "2500002", **gone}, {"CODIGO_UNICO": "2500002", **later})
    amounts = intake.amounts.filter(pl.col("project_id") == "2500002").select("centimos", "date").rows()
    assert amounts == [(1000_00, "2025-03-05"), (2000_00, "2026-08-31")]
    told = [one for one in _told(intake) if one[0] == 5]
    assert told == [
        (5, "(fila)", "2500002", "merged"),
        (5, "MONTO_VIABLE", "1000", "repaired"),
        (5, "COSTO_ACTUALIZADO", "2000", "repaired"),
        (5, "FECHA_VIABILIDAD", "05/03/2025", "repaired"),
    ]


def test_progress_and_budget_that_later_rows_tell_or_contradict(tmp_path: Path) -> None:
    rows = [
        {"AVANCE_FISICO": "", "PIM_ANIO_ACTUAL": "1"},
        {"AVANCE_FISICO": "40", "PIM_ANIO_ACTUAL": "500", "ULT_FEC_DECLA_ESTIM": "2026-06-30"},
        {"AVANCE_FISICO": "41", "PIM_ANIO_ACTUAL": ""},
    ]
    intake = _read(tmp_path, *rows)
    assert intake.observations.select("physical_bp", "progress_date").row(0) == (4000, "2026-06-30")
    assert intake.budget["pim_centimos"].to_list() == [100]
    frame = intake.findings.frame().filter(pl.col("action") != "merged")
    assert sorted(frame.select("line", "column", "value", "action").rows()) == [
        (3, "AVANCE_FISICO", "40", "repaired"),
        (3, "PIM_ANIO_ACTUAL", "500", "set_aside"),
        (4, "AVANCE_FISICO", "41", "set_aside"),
        (4, "ULT_FEC_DECLA_ESTIM", "2026-08-31 00:00:00", "set_aside"),
    ]
    why = frame.filter(pl.col("line") == 4)["reason"][0]
    assert why == "no es lo que dice la línea 3 del mismo código; vale aquella"


def test_line_breaks_in_cells_do_not_shift_the_lines_told(tmp_path: Path) -> None:
    intake = _read(
        tmp_path,
        {"NOMBRE_INVERSION": "CON\nVARIOS\nSALTOS"},
        {"CODIGO_UNICO": "2500002", "AVANCE_FISICO": "120"},
    )
    assert intake.projects["name"].to_list()[0] == "CON VARIOS SALTOS"
    assert [t[:2] for t in _told(intake)] == [(2, "NOMBRE_INVERSION"), (5, "AVANCE_FISICO")]


@pytest.mark.parametrize(
    ("cells_", "column", "action"),
    [
        ({"AVANCE_EJECUCION": "32015843.7"}, "AVANCE_EJECUCION", "set_aside"),
        ({"AVANCE_FISICO": "100.01"}, "AVANCE_FISICO", "set_aside"),
        ({"FEC_FIN_EJEC_FISICA": "2024-12-31"}, "FEC_INI_EJEC_FISICA", "set_aside"),
        ({"FEC_FIN_EJEC_FISICA": "2205-12-31"}, "FEC_FIN_EJEC_FISICA", "set_aside"),
        ({"FECHA_VIABILIDAD": "31/02/2024"}, "FECHA_VIABILIDAD", "set_aside"),
        ({"ULT_FEC_DECLA_ESTIM": "2027-01-01"}, "ULT_FEC_DECLA_ESTIM", "set_aside"),
        ({"COSTO_ACTUALIZADO": "0"}, "COSTO_ACTUALIZADO", "set_aside"),
        ({"COSTO_ACTUALIZADO": "1205287 56"}, "COSTO_ACTUALIZADO", "repaired"),
        ({"COSTO_ACTUALIZADO": "1.005"}, "COSTO_ACTUALIZADO", "repaired"),
        ({"COSTO_ACTUALIZADO": "12.500"}, "COSTO_ACTUALIZADO", "repaired"),
        ({"COSTO_ACTUALIZADO": "1.234.567"}, "COSTO_ACTUALIZADO", "set_aside"),
        ({"COSTO_ACTUALIZADO": "mucho"}, "COSTO_ACTUALIZADO", "set_aside"),
        ({"UBIGEO": "60107"}, "UBIGEO", "repaired"),
        ({"UBIGEO": "060199"}, "UBIGEO", "set_aside"),
        ({"CODIGO_UNICO": "", "CODIGO_SNIP": "123456"}, "CODIGO_UNICO", "repaired"),
        ({"CODIGO_UNICO": "", "CODIGO_SNIP": ""}, "CODIGO_UNICO", "repaired"),
        ({"NOMBRE_INVERSION": ""}, "NOMBRE_INVERSION", "refused"),
        ({"NUM_HABITANTES_BENEF": "2147483647"}, "NUM_HABITANTES_BENEF", "set_aside"),
        ({"LATITUD": "x"}, "LATITUD", "set_aside"),
    ],
)
def test_a_quirk_is_told_with_its_line(tmp_path: Path, cells_: dict[str, str], column: str, action: str) -> None:
    sound = {"CODIGO_UNICO": "2599999"}
    told = _told(_read(tmp_path, sound, cells_))
    assert [(line, name, what) for line, name, _, what in told] == [(3, column, action)]


def test_a_row_without_cui_is_kept_apart_by_its_snip_code(tmp_path: Path) -> None:
    rows = [{"CODIGO_UNICO": "", "CODIGO_SNIP": code} for code in ("111", "222", "111")]
    intake = _read(tmp_path, *rows)
    assert intake.projects.select("project_id", "cui", "snip").rows() == [
        ("snip-111", None, "111"),
        ("snip-222", None, "222"),
    ]


@pytest.mark.parametrize("first", ["", "2500001"])
def test_a_row_of_a_snip_code_joins_the_only_cui_that_has_it(tmp_path: Path, first: str) -> None:
    codes = [first, "2500001" if first == "" else ""]
    intake = _read(tmp_path, *({"CODIGO_UNICO": code, "CODIGO_SNIP": "111"} for code in codes))
    assert intake.projects.select("project_id", "cui", "snip").rows() == [("2500001", "2500001", "111")]
    assert intake.amounts["project_id"].to_list() == ["2500001"] * 2
    told = intake.findings.frame().filter(pl.col("column") == "CODIGO_UNICO").select("line", "value", "reason").rows()
    assert [(line, value, reason[-7:]) for line, value, reason in told] == [(2 + codes.index(""), "111", "2500001")]


def test_a_row_of_a_snip_code_that_several_cui_have_stays_apart(tmp_path: Path) -> None:
    intake = _read(tmp_path, *({"CODIGO_UNICO": code, "CODIGO_SNIP": "111"} for code in ("2500001", "2500002", "")))
    assert intake.projects["project_id"].to_list() == ["2500001", "2500002", "snip-111"]


def test_a_cell_of_more_than_128_kilobytes_is_read(tmp_path: Path) -> None:
    base = {**DETALLE, "ALTERNATIVA": ""}
    intake = _read(tmp_path, {"ALTERNATIVA": "X" * 200_000}, {"CODIGO_UNICO": "2500002"}, base=base)  # type: ignore[arg-type]
    assert len(intake.projects) == 2


@pytest.mark.parametrize(
    "how", [{"encoding": "latin-1", "separator": ";"}, {"encoding": "utf-16"}, {"encoding": "utf-8"}]
)
def test_encodings_and_separators_say_the_same(tmp_path: Path, how: dict[str, str]) -> None:
    intake = _read(tmp_path, {"NOMBRE_INVERSION": "MEJORAMIENTO DEL CAMINO A SEÑOR DE LOS MILAGROS, CELENDÍN"}, **how)
    assert intake.projects["name"].item() == "MEJORAMIENTO DEL CAMINO A SEÑOR DE LOS MILAGROS, CELENDÍN"


def test_codes_of_reniec_are_refused_and_an_example_told(tmp_path: Path) -> None:
    rows = [
        {"CODIGO_UNICO": "2500001", "PROVINCIA": "CONTUMAZA", "DISTRITO": "CONTUMAZA", "UBIGEO": "060401"},
        {"CODIGO_UNICO": "2500002", "PROVINCIA": "CUTERVO", "DISTRITO": "CUTERVO", "UBIGEO": "060501"},
        {"CODIGO_UNICO": "2500003", "PROVINCIA": "CHOTA", "DISTRITO": "CHOTA", "UBIGEO": "060601"},
    ]
    with pytest.raises(SchemaError, match="0604 es Chota para INEI y el archivo lo llama CONTUMAZA"):
        _read(tmp_path, *rows)


def test_codes_without_names_are_refused_for_their_scheme_cannot_be_told(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="INEI o de RENIEC"):
        _read(tmp_path, {"PROVINCIA": "", "DISTRITO": ""})


def test_a_code_and_names_that_disagree_keep_what_they_agree_on(tmp_path: Path) -> None:
    rows = [{"CODIGO_UNICO": str(2500002 + n)} for n in range(3)]
    intake = _read(tmp_path, *rows, {"DISTRITO": "JESUS"}, {"CODIGO_UNICO": "2500009", "PROVINCIA": "- TODOS -"})
    assert intake.places["ubigeo"].to_list() == ["060107"] * 3 + ["0601", "060107"]


@pytest.mark.parametrize(
    ("department", "province", "district", "ubigeo", "told"),
    [
        ("CAJAMARCA", "JAEN", "- TODOS -", "0608", None),
        ("CAJAMARCA", "JAÉN", "BELLAVISTA", "060802", None),
        ("06-CAJAMARCA", "08 - JAEN", "", "0608", None),
        ("", "JAEN", "BELLAVISTA", "060802", None),
        ("CAJAMARCA", "", "LLACANORA", "060107", None),
        ("CAJAMARCA", "JAEN", "LLACANORA", "0608", ("DISTRITO", "LLACANORA", "de ese nombre en Jaén; se usa 0608")),
        ("CAJAMARCA", "CHICLAYO", "", "06", ("PROVINCIA", "CHICLAYO", "de ese nombre en Cajamarca; se usa 06")),
    ],
)  # fmt: skip
def test_names_without_a_code_place_as_narrowly_as_they_go(
    tmp_path: Path, department: str, province: str, district: str, ubigeo: str, told: tuple[str, str, str] | None
) -> None:
    place = {"DEPARTAMENTO": department, "PROVINCIA": province, "DISTRITO": district, "UBIGEO": ""}
    intake = _read(tmp_path, place)
    assert intake.places["ubigeo"].to_list() == [ubigeo]
    found = intake.findings.frame().select("column", "value", "reason").rows()
    assert len(found) == bool(told)
    assert all(one[:2] == told[:2] and told[2] in one[2] for one in found if told)


def test_a_prefix_of_the_department_does_not_cost_the_place(tmp_path: Path) -> None:
    intake = _read(tmp_path, {"DEPARTAMENTO": "06-CAJAMARCA"})
    assert (intake.places["ubigeo"].to_list(), _told(intake)) == (["060107"], [])


def test_a_question_mark_in_place_of_an_enye(tmp_path: Path) -> None:
    row = {"DEPARTAMENTO": "LAMBAYEQUE", "PROVINCIA": "FERRE?AFE", "DISTRITO": "CA?ARIS", "UBIGEO": "140202"}
    _, intake = read_file(write_csv(tmp_path / "a.csv", [row]), context("14"))
    assert intake.places["place"].to_list() == ["LAMBAYEQUE / FERREÑAFE / CAÑARIS"]
    assert intake.places["ubigeo"].to_list() == ["140202"]


def test_column_names_drift(tmp_path: Path) -> None:
    drift = {"CODIGO_SNIP": "COD_SNIP", "MONTO_VIABLE": " monto_viable "}
    base = {drift.get(name, name): value for name, value in DETALLE.items()}
    _, intake = read_file(write_csv(tmp_path / "a.csv", [{"COD_SNIP": "55"}], base=base), context())
    assert intake.projects.select("snip").item() == "55"
    assert len(intake.amounts) == 2


def test_a_short_record_is_refused_with_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{}, {"CODIGO_UNICO": "2500002"}])
    text = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join([*text[:2], b"2500003,1,CORTA", *text[2:]]))
    _, intake = read_file(path, context())
    assert intake.projects["cui"].to_list() == ["2500001", "2500002"]
    assert [t[:2] for t in _told(intake)] == [(3, "(fila)")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vac"),
        (b"a,b\n1,2\n", "sus columnas"),
        (b"CODIGO_UNICO\0,\0", "bytes nulos"),
        (b"<html><body>no</body></html>", "web"),
        (b"PK\x03\x04rest", "incompleto"),
        (b"%PDF-1.4 rest", "es un PDF"),
        (b"Rar!\x1a\x07\x00", "RAR|abrirlo"),
        (b"\xd0\xcf\x11\xe0rest", "XLS antiguo"),
    ],
)
def test_what_is_no_official_file_is_refused_with_the_mend(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "archivo.csv"
    path.write_bytes(content)
    with pytest.raises(DataSourceError, match=said):
        read_file(path, context())


def test_rows_of_other_departments_are_counted_and_an_investment_of_two_keeps_both_places(tmp_path: Path) -> None:
    other = {"DEPARTAMENTO": "LAMBAYEQUE", "PROVINCIA": "CHICLAYO", "DISTRITO": "CHICLAYO", "UBIGEO": "140101"}
    intake = _read(tmp_path, {}, other, {"CODIGO_UNICO": "2500002", **other})
    assert (intake.read, intake.outside, intake.accepted) == (3, 1, 2)
    assert intake.places["ubigeo"].to_list() == ["060107", "140101"]


@pytest.mark.parametrize("blank", ["", " ", "0", "0.0", "0000000", "-"])
def test_a_blank_code_brings_no_rows_of_other_departments(tmp_path: Path, blank: str) -> None:
    away = {"DEPARTAMENTO": "LIMA", "PROVINCIA": "LIMA", "DISTRITO": "LIMA", "UBIGEO": "150101"}
    rows = [{"NOMBRE_INVERSION": "A"}, *({"NOMBRE_INVERSION": name, **away} for name in "BC")]
    intake = _read(tmp_path, {}, *({**row, "CODIGO_UNICO": blank, "CODIGO_SNIP": blank} for row in rows))
    assert (intake.outside, intake.accepted, len(intake.projects)) == (2, 2, 2)


def test_a_blank_code_in_quotes_brings_none_either(tmp_path: Path) -> None:
    away = {"DEPARTAMENTO": "LIMA", "PROVINCIA": "LIMA", "DISTRITO": "LIMA", "UBIGEO": "150101"}
    path = write_csv(tmp_path / "a.csv", [{}, {"CODIGO_UNICO": ""}, {"CODIGO_UNICO": "", **away}])
    path.write_bytes(path.read_bytes().replace(b"\r\n,,", b'\r\n"","",'))
    _, intake = read_file(path, context())
    assert (intake.outside, intake.accepted) == (1, 2)


def test_a_snip_code_is_not_the_cui_of_the_same_digits(tmp_path: Path) -> None:
    away = {"DEPARTAMENTO": "LIMA", "PROVINCIA": "LIMA", "DISTRITO": "LIMA", "UBIGEO": "150101"}
    intake = _read(tmp_path, {}, {"CODIGO_UNICO": "", "CODIGO_SNIP": "2500001", **away})
    assert (intake.outside, intake.projects["project_id"].to_list()) == (1, ["2500001"])


def test_codes_of_zeros_are_none(tmp_path: Path) -> None:
    rows = [{"CODIGO_UNICO": "0000000", "CODIGO_SNIP": snip, "NOMBRE_INVERSION": snip} for snip in ("1", "2", "000")]
    ids = _read(tmp_path, *rows).projects["project_id"]
    assert ids.to_list()[:2] == ["snip-1", "snip-2"]
    assert ids[2].startswith("sin-codigo-")


def test_a_file_without_a_row_of_the_department_is_refused_and_says_whose_it_is(tmp_path: Path) -> None:
    away = {"DEPARTAMENTO": "LAMBAYEQUE", "PROVINCIA": "CHICLAYO", "DISTRITO": "CHICLAYO", "UBIGEO": "140101"}
    rows = [
        {"CODIGO_UNICO": f"250000{n}", **away, **more}
        for n, more in enumerate(({}, {}, {"DEPARTAMENTO": "ÁNCASH", "UBIGEO": "20101"}, {"DEPARTAMENTO": ""}))
    ]
    told = (
        r"no trae filas de Cajamarca \(06\), sino de Lambayeque \(14\), Áncash \(02\) \(4 filas leídas\)\."
        r" Indique --department 14, o --department todos"
    )
    with pytest.raises(SchemaError, match=told):
        _read(tmp_path, *rows)


def test_only_departments_that_there_are_are_advised(tmp_path: Path) -> None:
    strange = {"DEPARTAMENTO": "OTRO", "UBIGEO": "990101"}
    with pytest.raises(SchemaError, match=r"desconocido \(99\), Lima \(15\) .* Indique --department 15,"):
        _read(tmp_path, strange, strange, {"DEPARTAMENTO": "LIMA", "UBIGEO": "150101"})
    with pytest.raises(SchemaError, match=r"desconocido \(99\) .* Indique --department con su código,"):
        _read(tmp_path, strange)


@given(st.integers(0, 10**14), st.sampled_from(["", " ", "noise"]))
def test_any_amount_is_read_to_the_centimo(centimos: int, form: str) -> None:
    soles, cents = divmod(centimos, 100)
    text = {"": f"{soles}.{cents:02d}", " ": f"{soles} {cents:02d}", "noise": f"{soles}.{cents:02d}0000043"}[form]
    sheet = Sheet("a", "", 0, "", ("M",), pl.DataFrame({"M": [text], LINE: [2]}), Findings("a"))
    assert read(sheet, {"m": Column("M", Money())}).told()["m"].to_list() == [centimos]
