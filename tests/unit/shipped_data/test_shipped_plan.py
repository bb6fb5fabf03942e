"""The plan: every commitment of its section II, with places, amounts and targets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .reading import MONEY, table


def commitments() -> dict[str, dict[str, str]]:
    return {row["commitment_id"]: row for row in table("plan/commitments.csv")}


def areas(commitment_id: str) -> set[str]:
    return {row["ubigeo"] for row in table("plan/commitment_areas.csv") if row["commitment_id"] == commitment_id}


PLACES = {
    "salud-hospital-jaen": {"0608"},
    "salud-hospital-cutervo": {"0606"},
    "salud-hospital-san-ignacio": {"0609"},
    "salud-establecimiento-pucara": {"060808"},
    "salud-hospital-tito-villar": {"060701"},
    "salud-establecimiento-san-miguel": {"061101"},
    "salud-establecimiento-simon-bolivar": {"060101"},
    "salud-ambulancias": {"0601", "0602", "0603", "0605", "0610", "0611", "0612"},
    "salud-hospital-regional-iii-1": {"060101"},
    "saneamiento-rural-seis-provincias": {"0601", "0603", "0604", "0606", "0607", "0611"},
    "cultura-archivo-regional": {"060101"},
    "turismo-ruta-cafe-cacao": {"0608", "0609"},
    "turismo-laguna-san-nicolas": {"060111"},
    "ambiente-pasivos-hualgayoc": {"0607"},
    "ambiente-pasivos-cajamarca": {"0601"},
    "ambiente-pasivos-cajabamba": {"0602"},
    "agro-titulacion": {"06"},
    "turismo-ruta-rondero": {"06"},
    "industria-parque-norte": {"06"},
    "industria-parque-centro-sur": {"06"},
    "economia-cadena-de-frio": {"06"},
    "economia-centro-innovacion-ganadera": {"06"},
    "economia-laboratorio-cafe-cacao": {"06"},
    "ambiente-metales-pesados": {"06"},
}
AMOUNTS = {
    "salud-ambulancias": ("8000000.00", "at_least"),
    "saneamiento-rural-seis-provincias": ("600000000.00", "exact"),
    "cultura-archivo-regional": ("6000000.00", "about"),
    "agro-nueve-represas": ("350000000.00", "about"),
    "agro-fondos-concursables": ("32000000.00", "at_least"),
    "agro-cadenas-productivas": ("200000000.00", "exact"),
}
TARGETS = {
    "saneamiento-rural-seis-provincias": "350",
    "saneamiento-jass-agua-segura": "50",
    "agro-titulacion": "50",
    "agro-nueve-represas": "9",
    "agro-grandes-irrigaciones": "25000",
    "agro-riego-tecnificado": "12000",
    "salud-desnutricion-infantil": "13.3",
    "salud-anemia-infantil": "12.3",
    "salud-mortalidad-materna": "60",
    "salud-mortalidad-neonatal": "4",
    "educacion-logros-aprendizaje": "50",
    "educacion-instituciones-equipadas": "25",
    "educacion-egresados-competencias": "50",
    "educacion-analfabetismo": "7",
    "educacion-docentes-capacitados": "60",
}


@pytest.mark.parametrize(("commitment_id", "expected"), PLACES.items())
def test_commitment_names_its_places(commitment_id: str, expected: set[str]) -> None:
    assert areas(commitment_id) == expected
    assert commitments()[commitment_id]["scope"] == ("region" if expected == {"06"} else "areas")


def test_amounts_are_those_of_the_plan_and_no_other() -> None:
    found = {key: (row["amount_pen"], row["amount_bound"]) for key, row in commitments().items() if row["amount_pen"]}
    assert found == AMOUNTS
    assert all(MONEY.fullmatch(amount) for amount, _ in found.values())
    assert sum(Decimal(amount) for amount, _ in found.values()) == Decimal("1196000000.00")


@pytest.mark.parametrize(("commitment_id", "target"), TARGETS.items())
def test_targets_have_value_unit_and_year(commitment_id: str, target: str) -> None:
    row = commitments()[commitment_id]
    assert (row["target_value"], row["target_year"]) == (target, "2022")
    assert row["target_unit"]


def test_the_four_dimensions_are_there_and_every_commitment_has_a_place() -> None:
    rows = commitments()
    assert len(rows) == len(table("plan/commitments.csv")) == 55
    assert {row["dimension"] for row in rows.values()} == {"social", "economica", "ambiental", "institucional"}
    assert {row["commitment_id"] for row in table("plan/commitment_areas.csv")} == set(rows)
    assert rows["educacion-analfabetismo"]["baseline_value"] == "13"


def test_links_join_known_commitments_and_projects_with_a_reason() -> None:
    projects = {row["project_id"] for row in table("projects/projects.csv")}
    pairs = []
    for row in table("plan/links.csv"):
        assert row["commitment_id"] in commitments()
        assert row["project_id"] in projects
        assert row["relation"] in {"answers", "contributes", "precedes"}
        assert row["reason"].endswith(".")
        pairs.append((row["commitment_id"], row["project_id"]))
    assert pairs == sorted(set(pairs))


@pytest.mark.parametrize(
    ("commitment_id", "project_id"),
    [
        ("salud-hospital-jaen", "hospital-jaen"),
        ("salud-hospital-cutervo", "hospital-cutervo"),
        ("salud-hospital-san-ignacio", "hospital-san-ignacio"),
        ("salud-hospital-tito-villar", "hospital-bambamarca"),
        ("salud-establecimiento-san-miguel", "cs-san-miguel"),
        ("cultura-archivo-regional", "archivo-regional-cajamarca"),
        ("saneamiento-rural-seis-provincias", "agua-rural-90-caserios-celendin"),
        ("ambiente-pasivos-hualgayoc", "pam-los-negros"),
    ],
)
def test_the_work_that_answers_a_commitment_is_linked(commitment_id: str, project_id: str) -> None:
    found = {(row["commitment_id"], row["project_id"]): row["relation"] for row in table("plan/links.csv")}
    assert found[commitment_id, project_id] == "answers"


def test_answers_stand_in_the_area_of_their_commitment() -> None:
    places: dict[str, set[str]] = {}
    for row in table("projects/locations.csv"):
        places.setdefault(row["project_id"], set()).add(row["ubigeo"])
    for row in table("plan/links.csv"):
        if row["relation"] == "answers":
            wanted = areas(row["commitment_id"])
            assert any(
                here.startswith(code) or code.startswith(here) for here in places[row["project_id"]] for code in wanted
            ), row
