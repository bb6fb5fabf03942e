"""Spending, follow-up, works, places, limits and mapped files: recognised by content and read by their rules."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import orjson
import polars as pl
import pytest
import shapely

from geoapp.errors import MissingCRSError, SchemaError
from geoapp.ingest.recognise import read_file
from tests.support.investments import SHARED, context, of_districts, write_csv

GASTO = {
    "ANO_EJE ": "2026",
    " MES_EJE": "0",
    "PRODUCTO_PROYECTO": "2500001",
    "DEPARTAMENTO_EJECUTORA": "LIMA",
    "DEPARTAMENTO_META": "CAJAMARCA",
    "MONTO_PIA": "1000",
    "MONTO_PIM": "5000.50",
    "MONTO_DEVENGADO": "0",
}


def test_pia_and_pim_are_of_month_zero_and_flows_add_up(tmp_path: Path) -> None:
    rows = [
        {},
        {" MES_EJE": "1", "MONTO_PIA": "9", "MONTO_PIM": "9", "MONTO_DEVENGADO": "100"},
        {" MES_EJE": "2", "MONTO_PIA": "9", "MONTO_PIM": "9", "MONTO_DEVENGADO": "20.25"},
        {"DEPARTAMENTO_META": "LIMA", "DEPARTAMENTO_EJECUTORA": "CAJAMARCA", "MONTO_PIM": "7"},
        {"PRODUCTO_PROYECTO": "3999999", "MONTO_PIM": "7"},
    ]
    chosen, intake = read_file(write_csv(tmp_path / "x", rows, base=GASTO), context())
    assert chosen.name == "gasto"
    assert intake.cut_off == "2026-02"
    assert (intake.read, intake.outside, intake.accepted) == (5, 1, 3)
    line = intake.budget.row(0, named=True)
    assert (line["pia_centimos"], line["pim_centimos"], line["devengado_centimos"]) == (1000_00, 5000_50, 120_25)
    assert line["girado_centimos"] is None


def test_months_that_do_not_begin_in_january_are_no_total(tmp_path: Path) -> None:
    _, intake = read_file(write_csv(tmp_path / "x", [{" MES_EJE": "7", "MONTO_DEVENGADO": "5"}], base=GASTO), context())
    assert intake.budget.is_empty()
    assert intake.findings.rows("set_aside") == 1


def test_months_that_are_none_are_refused_with_their_line(tmp_path: Path) -> None:
    months = ("0", "1", "", "FEB", "3.0", "13", "-1")
    rows = [{" MES_EJE": month, "MONTO_DEVENGADO": f"{100 * at}"} for at, month in enumerate(months)]
    _, intake = read_file(write_csv(tmp_path / "x", rows, base=GASTO), context())
    line = intake.budget.row(0, named=True)
    assert (line["pim_centimos"], line["devengado_centimos"], intake.cut_off) == (5000_50, (100 + 400) * 100, "2026-03")
    assert (intake.read, intake.accepted) == (7, 3)
    told = intake.findings.frame().select("line", "column", "value", "action").rows()
    assert told == [(at, "MES_EJE", month, "refused") for at, month in ((4, ""), (5, "FEB"), (7, "13"), (8, "-1"))]


def test_each_year_has_to_begin_in_january(tmp_path: Path) -> None:
    flows = (("2025", "1", "5"), ("2025", "12", "5"), ("2026", "0", "0"), ("2026", "9", "7"))
    rows = [{"ANO_EJE ": year, " MES_EJE": month, "MONTO_DEVENGADO": flow} for year, month, flow in flows]
    _, intake = read_file(write_csv(tmp_path / "x", rows, base=GASTO), context())
    assert intake.budget.select("year", "pim_centimos", "devengado_centimos").sort("year").rows() == [
        (2025, None, 1000),
        (2026, 5000_50, None),
    ]
    told = intake.findings.frame().select("line", "value", "reason").rows()
    assert [one[:2] for one in told] == [(5, "9")]
    assert "los meses de 2026 desde enero" in told[0][2]


def test_a_year_without_months_is_whole(tmp_path: Path) -> None:
    base = {name: value for name, value in GASTO.items() if "MES" not in name}
    _, intake = read_file(write_csv(tmp_path / "x", [{"MONTO_DEVENGADO": "5"}], base=base), context())
    line = intake.budget.row(0, named=True)
    assert (line["pim_centimos"], line["devengado_centimos"], intake.cut_off) == (5000_50, 500, "2026")


def test_follow_up_by_code(tmp_path: Path) -> None:
    base = {
        "CODIGO_UNICO": "2500001",
        "AVANCE_FISICO": "41.5",
        "DEVENGADO_ACUMULADO": "1",
        "AVANCE_EJECUCION": "32000000",
        "ULT_ESTADO_SITUACIONAL": "En obra",
        "ULT_PROBLEMA": "",
    }
    path = write_csv(tmp_path / "x", [{}, {"CODIGO_UNICO": ""}, {"AVANCE_FISICO": "45"}], base=base)
    with pytest.raises(SchemaError, match="--cut-off"):
        read_file(path, context())
    chosen, intake = read_file(path, context(cut_off="2026-09-30"))
    assert chosen.name == "formato12b"
    row = intake.observations.row(0, named=True)
    assert (row["physical_bp"], row["financial_bp"], row["title"]) == (4500, None, "En obra")
    assert [intake.findings.rows(action) for action in ("refused", "set_aside", "merged")] == [1, 2, 1]


def _infobras(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["INFOBRAS"])
    sheet.append(["Reporte de obras"])
    sheet.append([None])
    sheet.append(
        ["Código INFOBRAS", "CUI", "Nombre de la obra", "Estado de ejecución", "Existe Paralización", "Causal",
         "Avance físico real", "Departamento"]
    )  # fmt: skip
    for row in rows:
        sheet.append(row)
    plain = path.with_suffix(".plain")
    book.save(plain)
    with zipfile.ZipFile(plain) as read, zipfile.ZipFile(path, "w") as write:
        for name in read.namelist():
            text = read.read(name).decode()
            if name.startswith("xl/worksheets/") or name in {"xl/workbook.xml", "xl/sharedStrings.xml"}:
                text = re.sub(r"<(/?)(?=[a-zA-Z])(?![a-z]+:)", r"<\1x:", text)
                text = text.replace(
                    'xmlns="http://schemas.openxmlformats.org/spread',
                    'xmlns:x="http://schemas.openxmlformats.org/spread',
                )
            write.writestr(name, text)
    return path


def test_infobras_with_its_prefix_and_header_on_row_four(tmp_path: Path) -> None:
    path = _infobras(
        tmp_path / "obras",
        [
            [1, "2500001", "TRAMO I", "Finalizada", "NO", None, "100", "CAJAMARCA"],
            [2, "2500001", "TRAMO II", "En ejecución", "SI", "FALTA DE PAGO", "31 25", "CAJAMARCA"],
            [2, "2500001", "TRAMO II", "En ejecución", "SI", "FALTA DE PAGO", "31 50", "CAJAMARCA"],
            [3, None, "SIN CUI", "En ejecución", "NO", None, "5", "CAJAMARCA"],
            [4, "2500004", "LEJOS", "En ejecución", "NO", None, "5", "PIURA"],
        ],
    )
    chosen, intake = read_file(path, context(cut_off="2026-08-31"))
    assert chosen.name == "infobras"
    row = intake.observations.row(0, named=True)
    assert (row["status"], row["physical_bp"]) == ("paralizada", 3150)
    assert "FALTA DE PAGO" in row["title"]
    assert (intake.read, intake.outside, len(intake.observations)) == (5, 1, 1)
    lines = dict(intake.findings.frame().select("line", "action").iter_rows())
    assert lines == {5: "merged", 6: "merged", 8: "refused"}


def test_works_without_a_code_are_not_one_work(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [code, f"250000{n + 1}", "OBRA", "En ejecución", "NO", None, "5", "CAJAMARCA"]
        for n, code in enumerate((None, None, "0", "0", 7))
    ]
    _, intake = read_file(_infobras(tmp_path / "obras", rows), context(cut_off="2026-08-31"))
    assert (len(intake.observations), intake.findings.rows("merged")) == (5, 0)


def test_files_that_tell_only_of_other_departments_are_refused(tmp_path: Path) -> None:
    told = r"no trae filas de Cajamarca \(06\), sino de Piura \(20\)"
    works = _infobras(tmp_path / "obras", [[4, "2500004", "LEJOS", "En ejecución", "NO", None, "5", "PIURA"]])
    with pytest.raises(SchemaError, match=told):
        read_file(works, context(cut_off="2026-08-31"))
    with pytest.raises(SchemaError, match=told):
        read_file(write_csv(tmp_path / "x", [{"DEPARTAMENTO_META": "20-PIURA"}], base=GASTO), context())


def test_populated_places(tmp_path: Path) -> None:
    base = {"CODCCPP": "601010001", "NOMCCPP": "CAJAMARCA", "LONGITUD": "-78.51", "LATITUD": "-7.15"}
    rows = [{}, {"CODCCPP": "0601010002", "LATITUD": "7.15"}, {"CODCCPP": "1401010001"}]
    chosen, intake = read_file(write_csv(tmp_path / "x", rows, base=base), context(cut_off="2017"))
    assert chosen.name == "localities"
    assert [(place.locality_code, place.ubigeo) for place in intake.localities] == [("0601010001", "060101")]
    assert intake.findings.rows("refused") == 1


def _limits(folder: Path) -> gpd.GeoDataFrame:
    squares = [shapely.box(-79.5 + n * 0.1, -7.0, -79.4 + n * 0.1, -6.9) for n in range(3)]
    return gpd.GeoDataFrame(
        {"UBIGEO": ["140101", "140201", "060101"], "PROVINCIA": ["CHICLAYO", "FERREÑAFE", "CAJAMARCA"],
         "DISTRITO": ["CHICLAYO", "FERREÑAFE", "CAJAMARCA"]},
        geometry=squares,
        crs="EPSG:4326",
    )  # fmt: skip


@pytest.mark.parametrize("form", ["gpkg", "geojson", "shp.zip"])
def test_limits_in_three_forms(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"limites.{form}"
    frame = _limits(tmp_path)
    if form == "shp.zip":
        frame.to_file(tmp_path / "limites.shp", engine="pyogrio")
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("limites.*"):
                if part != path:
                    archive.write(part, part.name)
    else:
        frame.to_file(path, engine="pyogrio")
    chosen, intake = read_file(path, of_districts(context("14", "2025"), "140101", "140201"))
    assert chosen.name == "limits"
    assert [(area.ubigeo, area.level, area.name) for area in intake.areas] == [
        ("14", "region", "Lambayeque"),
        ("1401", "province", "Chiclayo"),
        ("140101", "district", "Chiclayo"),
        ("1402", "province", "Ferreñafe"),
        ("140201", "district", "Ferreñafe"),
    ]
    assert intake.outside == 1
    assert shapely.from_wkb(intake.areas[2].geometry).equals(shapely.box(-79.5, -7.0, -79.4, -6.9))


def test_limits_without_a_reference_system_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "limites.shp"
    _limits(tmp_path).to_file(path, engine="pyogrio")
    archive = tmp_path / "limites.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for part in tmp_path.glob("limites.*"):
            if part.suffix in {".shp", ".shx", ".dbf"}:
                made.write(part, part.name)
    with pytest.raises(MissingCRSError, match="prj"):
        read_file(archive, context("14", "2025"))


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED.name}: INEI's limits are not at hand")
def test_the_published_limits_of_tumbes() -> None:
    path = SHARED / "data" / "boundaries" / "peru_districts_inei.gpkg"
    _, intake = read_file(path, context("24", "2017"))
    assert [sum(area.level == level for area in intake.areas) for level in ("region", "province", "district")] == [
        1,
        3,
        13,
    ]
    assert shapely.coverage_is_valid([shapely.from_wkb(a.geometry) for a in intake.areas if a.level == "district"])


MAPPING = """
title = "Obras de Jaén"
publisher = "Municipalidad Provincial de Jaén"
ubigeo_scheme = "inei"
[columns]
cui = "Código"
name = "Obra"
cost_viable = "Presupuesto"
ubigeo = "Distrito (ubigeo)"
date = "Registro"
physical_pct = "% avance"
"""
OWN = {
    "Código": "2500001",
    "Obra": "LOSA DEPORTIVA",
    "Presupuesto": "1,234,567.89",
    "Distrito (ubigeo)": "60801",
    "Registro": "05/03/2026",
    "% avance": "12,5",
}


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson"])
def test_any_table_through_a_mapping(tmp_path: Path, form: str) -> None:
    mapping = tmp_path / "jaen.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    path = tmp_path / f"obras.{form}"
    if form == "csv":
        write_csv(path, [{}], base=OWN, encoding="latin-1", separator=";")
    elif form == "xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.append(list(OWN))
        book.active.append(list(OWN.values()))
        book.save(path)
    else:
        feature = {"type": "Feature", "properties": OWN, "geometry": {"type": "Point", "coordinates": [-78.8, -5.7]}}
        path.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": [feature]}))
    chosen, intake = read_file(path, context(), format_name=str(mapping))
    assert (chosen.name, chosen.publisher) == ("mapeo-jaen", "Municipalidad Provincial de Jaén")
    assert intake.projects.select("project_id", "sector").row(0) == ("2500001", "deporte")
    assert intake.amounts["centimos"].to_list() == [123456789]
    assert intake.places["ubigeo"].to_list() == ["060801"]
    assert intake.observations["physical_bp"].to_list() == [1250]


def test_a_mapping_takes_the_columns_it_names_and_no_others(tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(MAPPING.replace("date =", 'cost_updated = "Presupuesto"\ndate ='), encoding="utf-8")
    base = {"Monto viable": "77", "Código único": "9", **OWN, "Costo actualizado": "88", "Avance físico": "99"}
    _, intake = read_file(write_csv(tmp_path / "x.csv", [{}], base=base), context(), format_name=str(mapping))
    assert intake.projects["project_id"].to_list() == ["2500001"]
    assert dict(intake.amounts.select("kind", "centimos").iter_rows()) == {
        "costo_viable": 123456789,
        "costo_actualizado": 123456789,
    }
    assert intake.observations["physical_bp"].to_list() == [1250]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns", "no es un mapeo"),
        ('[columns]\nname = "A"', "cost_viable"),
        ('[columns]\nname = "A"\ncost_viable = "B"', "falta ubigeo"),
        ('[columns]\nname = "A"\nprecio = "B"', "no se conoce precio"),
        ('state = ["activa"]\n[columns]\nname = "A"', "state = «.'activa'.» no es un texto"),
        ('url = ["a"]\n[columns]\nname = "A"', "url = .* no es un texto"),
        ('title = 1\n[columns]\nname = "A"', "title = «1» no es un texto"),
        ('[columns]\nname = ["A", "B"]', "name = .* no es un texto"),
        ('state = "x"\n[columns]\nname = "A"\ncost_viable = "B"\nubigeo = "C"', "activa"),
    ],
)
def test_a_wrong_mapping_tells_what_is_accepted(tmp_path: Path, text: str, said: str) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError, match=said):
        read_file(write_csv(tmp_path / "x.csv", [{}], base=OWN), context(), format_name=str(mapping))


def test_a_feature_with_an_odd_geometry_has_no_point(tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(MAPPING + 'lon = "LON"\nlat = "LAT"\n', encoding="utf-8")
    shapes = (
        {"type": "Point", "coordinates": [-78.8, -5.7, 700]},
        {"type": "Point", "coordinates": []},
        {"type": "Point"},
        [1, 2],
        {"type": "Point", "coordinates": 3},
        None,
        {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
    )
    features = [
        {"type": "Feature", "properties": {**OWN, "Código": str(2500001 + at)}, "geometry": shape}
        for at, shape in enumerate(shapes)
    ]
    path = tmp_path / "obras.geojson"
    path.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features}))
    _, intake = read_file(path, context(), format_name=str(mapping))
    assert len(intake.projects) == len(shapes)
    told = intake.findings.frame().filter(pl.col("column") == "(geometría)")
    assert told["line"].to_list() == [2, 3, 4, 5]
    assert set(told["reason"]) == {"sin punto: su geometría está vacía o mal escrita"}
