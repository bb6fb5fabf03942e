"""Which investment a record speaks of: by its CUI, by its SNIP code, by hand, and which of several files wins."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from geoapp.db import Database
from tests.integration.imports.conftest import Load, project_of
from tests.support.investments import CIERRE, coded, write_csv


def test_records_of_investments_that_nobody_lists_are_refused_each_with_its_line(load: Load, tmp_path: Path) -> None:
    load(coded(1))
    base = {"CODIGO_UNICO": "2500001", "AVANCE_FISICO": "80", "ULT_PROBLEMA": "", "FECHA_CORTE": "2026-08-31"}
    rows = [{}, *({"CODIGO_UNICO": code} for code in ("2600001", "", "2600002", "2600003", "2600003"))]
    report = load(write_csv(tmp_path / "FORMATO_12B.csv", rows, base=base))
    assert (report.read, report.accepted, report.refused) == (6, 1, 5)
    refused = report.findings.filter(pl.col("action") == "refused").select("line", "value").rows()
    assert refused == [(3, "2600001"), (4, ""), (5, "2600002"), (6, "2600003"), (7, "2600003")]


def test_a_snip_code_passes_to_its_cui_where_there_is_only_one(load: Load, shipped_copy: Database) -> None:
    load([{"CODIGO_UNICO": "", "CODIGO_SNIP": "111"}])
    load([{"CODIGO_UNICO": "2500001", "CODIGO_SNIP": "111"}])
    assert project_of(shipped_copy, "snip-111").current.cui == "2500001"


def test_two_investments_of_one_snip_code_are_both_kept(load: Load, shipped_copy: Database) -> None:
    load([{"CODIGO_UNICO": "", "CODIGO_SNIP": "111"}])
    jaen = {"PROVINCIA": "JAEN", "DISTRITO": "JAEN", "UBIGEO": "060801", "COSTO_ACTUALIZADO": "50000"}
    rows = [
        {"CODIGO_UNICO": "2500001", "CODIGO_SNIP": "111"},
        {"CODIGO_UNICO": "2500002", "CODIGO_SNIP": "111", **jaen},
    ]
    report = load(rows)
    assert (report.projects, report.new, report.gone) == (2, 2, 1)
    assert [place.ubigeo for place in project_of(shipped_copy, "2500001").locations] == ["060107"]
    assert [place.ubigeo for place in project_of(shipped_copy, "2500002").locations] == ["060801"]


def test_a_mapping_leaves_the_facts_of_one_with_a_longer_name(
    load: Load, shipped_copy: Database, tmp_path: Path
) -> None:
    columns = '[columns]\ncui = "CODIGO_UNICO"\nname = "NOMBRE_INVERSION"\ncost_viable = "MONTO_VIABLE"\n'
    places = "".join(
        f'{ours} = "{theirs}"\n' for ours, theirs in (("department", "DEPARTAMENTO"), ("date", "FECHA_REGISTRO"))
    )
    for name, cost in (("obras-jaen", "1000"), ("obras", "2000")):
        mapping = tmp_path / f"{name}.toml"
        mapping.write_text(columns + places, encoding="utf-8")
        load([{"MONTO_VIABLE": cost}], format_name=str(mapping))
    amounts = project_of(shipped_copy, "2500001").amounts
    assert {a.source_id: a.centimos for a in amounts} == {"mapeo-obras-jaen-06": 100000, "mapeo-obras-06": 200000}


def test_a_project_entered_by_hand_keeps_its_identity_and_gains_facts(load: Load, shipped_copy: Database) -> None:
    before = project_of(shipped_copy, "presa-chonta")
    load([{"CODIGO_UNICO": "2079274", "NOMBRE_INVERSION": "OTRO NOMBRE"}])
    after = project_of(shipped_copy, "2079274")
    assert after.current.project_id == "presa-chonta"
    assert after.current.name == before.current.name
    assert after.locations == before.locations
    assert len(after.amounts) == len(before.amounts) + 2
    assert {o.observation_id for o in before.observations} < {o.observation_id for o in after.observations}


def test_active_wins_over_closed_in_either_order_and_it_is_said(load: Load, shipped_copy: Database) -> None:
    load(coded(3))
    closed = load([{"CODIGO_UNICO": "2500002"}, {"CODIGO_UNICO": "2600001"}], base=CIERRE)
    assert closed.format == "cierre"
    assert closed.merged == 1
    assert any("vale aquella" in note for note in closed.notes)
    assert project_of(shipped_copy, "2500002").current.status == "ejecucion"
    assert project_of(shipped_copy, "2600001").current.status == "culminada"
    active = load([*coded(3), {"CODIGO_UNICO": "2600001"}])
    assert any("vale esta" in note for note in active.notes)
    # It is in both files: when the active one drops it, the closed one still lists it.
    assert load(coded(3)).gone == 0
