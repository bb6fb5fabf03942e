"""Projects: complete, dated, sourced, placed where they say they are, and never counted twice."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import geopandas as gpd
import pytest
import shapely

from .reading import DATA, MONEY, column, is_reduced_date, table

P = "projects/"
STATUSES = {
    "", "idea", "formulacion", "expediente", "licitacion", "ejecucion", "paralizada", "culminada", "en_operacion",
}  # fmt: skip


def ids() -> set[str]:
    return set(column(f"{P}projects.csv", "project_id"))


def test_every_observation_is_kept_in_order() -> None:
    found = column(f"{P}observations.csv", "observation_id")
    assert found == [f"o{n:03d}" for n in range(1, 380)] + [f"p{n:03d}" for n in range(1, 7)]


def test_projects_are_the_distinct_keys_less_the_merged_plus_the_packages() -> None:
    observed = [r for r in table(f"{P}observations.csv") if r["observation_id"].startswith("o")]
    merged = {row["alias_key"]: row["project_id"] for row in table(f"{P}aliases.csv")}
    assert merged == {"mercado-modelo-celendin": "mercado-celendin"}
    assert len({row["project_id"] for row in observed}) == 280 - len(merged)
    assert len(ids()) == 280 - len(merged) + 6
    assert not set(merged) & ids()


def test_observations_number_each_project_from_one() -> None:
    seen: Counter[str] = Counter()
    for row in table(f"{P}observations.csv"):
        seen[row["project_id"]] += 1
        assert int(row["seq"]) == seen[row["project_id"]]
    assert set(seen) == ids()


@pytest.mark.parametrize("name", ["aliases", "amounts", "locations", "observations", "unmatched_localities"])
def test_tables_name_known_projects(name: str) -> None:
    assert set(column(f"{P}{name}.csv", "project_id")) <= ids()


@pytest.mark.parametrize("name", ["amounts", "locations", "observations"])
def test_tables_name_known_sources(name: str) -> None:
    known = set(column(f"{P}sources.csv", "source_id"))
    assert set(column(f"{P}{name}.csv", "source_id")) <= known


def test_no_source_is_idle_and_every_address_is_web() -> None:
    sources = table(f"{P}sources.csv")
    assert {row["source_id"] for row in sources} == set(column(f"{P}observations.csv", "source_id"))
    assert len({(row["url"], row["date"]) for row in sources}) == len(sources)
    for row in sources:
        assert row["url"].startswith(("http://", "https://"))
        assert row["publisher"]
        assert not row["publisher"].startswith("www.")
        assert "/" not in row["publisher"]


def test_packages_are_marked_and_never_nest_in_a_circle() -> None:
    rows = {row["project_id"]: row for row in table(f"{P}projects.csv")}
    parents = {key: row["package_id"] for key, row in rows.items() if row["package_id"]}
    wholes = {"component": "investment", "investment": "package", "package": "package"}
    assert all(rows[parent]["role"] == wholes[rows[key]["role"]] for key, parent in parents.items())
    assert rows["hospital-bambamarca-contingencia"]["role"] == "component"
    for start in parents:
        trail = [start]
        while (parent := parents.get(trail[-1])) is not None:
            assert parent not in trail
            trail.append(parent)
    assert parents["hospital-jaen"] == "hospitales-2014-2016"
    assert parents["puente-yonan"] == "puentes-ciudad-de-dios-cajamarca"
    assert rows["hospital-jaen"]["role"] == "investment"
    assert sum(key.startswith("agregado-") for key, row in rows.items() if row["role"] == "package") == 6


def test_what_is_not_a_work_says_so() -> None:
    kinds = dict(zip(column(f"{P}projects.csv", "project_id"), column(f"{P}projects.csv", "kind"), strict=True))
    assert set(kinds.values()) == {
        "obra", "estudio", "anuncio", "mantenimiento", "equipamiento", "programa", "servicio", "emergencia",
    }  # fmt: skip
    reached = {}
    for row in table(f"{P}observations.csv"):
        reached.setdefault(row["project_id"], set()).add(row["status"])
    begun = {"ejecucion", "paralizada", "culminada", "en_operacion"}
    for project_id, kind in kinds.items():
        if kind in {"estudio", "anuncio"}:
            assert not reached[project_id] & begun, project_id


def test_amounts_are_money_of_a_kind_with_a_bound() -> None:
    rows = table(f"{P}amounts.csv")
    observations = {row["observation_id"]: row for row in table(f"{P}observations.csv")}
    for row in rows:
        assert MONEY.fullmatch(row["amount_pen"])
        assert Decimal(row["amount_pen"]) > 0
        assert row["bound"] in {"exact", "at_least", "about", "at_most"}
        assert observations[row["observation_id"]]["project_id"] == row["project_id"]
        assert observations[row["observation_id"]]["source_id"] == row["source_id"]
    assert len({(row["observation_id"], row["kind"]) for row in rows}) == len(rows)
    assert len(rows) == 173 + 6 + 5
    by_hand = {(row["project_id"], row["amount_pen"]): row["kind"] for row in rows}
    assert by_hand["represa-chochoguera", "318159.00"] == "estudio"
    assert by_hand["carretera-cumbemayo", "251308.00"] == "estudio"
    assert by_hand["ganaderia-apoyo-2025", "8000000.00"] == "presupuesto_anual"


def test_amounts_add_up_to_the_figure_of_this_edition() -> None:
    rows = [row for row in table(f"{P}amounts.csv") if row["observation_id"].startswith("o")]
    told = [row for row in rows if (row["project_id"], row["kind"]) not in _STUDIES_TOLD_APART]
    assert len(told) == 173
    assert sum(Decimal(row["amount_pen"]) for row in told) == _SUM_OF_OBSERVED_AMOUNTS


_STUDIES_TOLD_APART = {
    ("aeropuerto-jaen-integral", "estudio"),
    ("hospital-bambamarca", "estudio"),
    ("presa-chonta", "estudio"),
    ("represa-chochoguera", "estudio"),
}
_SUM_OF_OBSERVED_AMOUNTS = Decimal("14152174483.28")


def test_dates_are_reduced_and_never_padded() -> None:
    for name, fields in (
        ("observations", ("progress_date", "status_date", "start_date", "end_date", "source_date")),
        ("projects", ("start_date", "end_date")),
        ("amounts", ("date",)),
        ("sources", ("date",)),
    ):
        for field in fields:
            values = [value for value in column(f"{P}{name}.csv", field) if value]
            assert values
            assert all(map(is_reduced_date, values))
    lengths = Counter(len(value) for value in column(f"{P}observations.csv", "status_date") if value)
    assert set(lengths) == {4, 7, 10}


def test_progress_is_a_percentage_and_says_of_what() -> None:
    rows = table(f"{P}observations.csv")
    assert sum(bool(row["physical_pct"]) for row in rows) == 23
    for row in rows:
        assert bool(row["physical_pct"]) == bool(row["progress_kind"])
        assert row["status"] in STATUSES
        if row["physical_pct"]:
            assert 0 <= Decimal(row["physical_pct"]) <= 100
            assert row["progress_kind"] in {"physical", "unspecified"}


def test_flags_are_documented_codes() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for row in table(f"{P}observations.csv"):
        flags = row["flags"].split()
        assert flags == sorted(set(flags))
        assert all(f"`{flag}`" in readme for flag in flags)
        assert ("undated_source" in flags) == (not row["source_date"])


def test_every_project_stands_somewhere() -> None:
    rows = table(f"{P}locations.csv")
    assert {row["project_id"] for row in rows} == ids()
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row["project_id"]] += 1
        assert int(row["seq"]) == seen[row["project_id"]]
    unlocated = {row["project_id"] for row in rows if row["precision"] == "unlocated"}
    assert unlocated == {"agua-el-convento", "electrificacion-chinchipe", "laboratorio-molecular-regional"}
    assert all(seen[project_id] == 1 for project_id in unlocated)


def test_precision_fits_the_code_and_only_points_have_coordinates() -> None:
    digits = {"site": 6, "locality": 6, "district": 6, "province": 4, "region": 2, "unlocated": 0}
    methods = {
        "site": {"matched_facility"},
        "locality": {"matched_facility", "matched_locality"},
        "district": {"declared_area", "matched_name"},
        "province": {"declared_area", "matched_name"},
        "region": {"declared_area"},
        "unlocated": {"none"},
    }
    for row in table(f"{P}locations.csv"):
        assert len(row["ubigeo"]) == digits[row["precision"]]
        assert row["method"] in methods[row["precision"]]
        assert bool(row["lon"]) == bool(row["lat"]) == (row["precision"] in {"site", "locality"})
        assert bool(row["locality_code"]) == (row["method"] == "matched_locality")
        assert not row["share"]


def test_points_fall_in_the_district_they_carry() -> None:
    districts = gpd.read_file(DATA / "shapefiles/distritos/distritos.shp").set_index("UBIGEO").geometry
    for row in table(f"{P}locations.csv"):
        if row["lon"]:
            point = shapely.Point(float(row["lon"]), float(row["lat"]))
            assert districts[row["ubigeo"]].contains(point), row


def test_points_are_those_of_the_gazetteer_and_of_the_register() -> None:
    places = {row["locality_code"]: row for row in table("localities/localities.csv")}
    facilities = {(row["lon"], row["lat"]) for row in table("facilities/facilities.csv")}
    for row in table(f"{P}locations.csv"):
        if row["method"] == "matched_locality":
            place = places[row["locality_code"]]
            assert (row["lon"], row["lat"]) == (place["lon"], place["lat"])
        elif row["method"] == "matched_facility":
            assert (row["lon"], row["lat"]) in facilities


def test_no_area_is_repeated_by_a_finer_place() -> None:
    places: dict[str, list[dict[str, str]]] = {}
    for row in table(f"{P}locations.csv"):
        places.setdefault(row["project_id"], []).append(row)
    for rows in places.values():
        for row in rows:
            if row["precision"] in {"region", "province", "district"}:
                others = [other["ubigeo"] for other in rows if other is not row]
                assert not any(code.startswith(row["ubigeo"]) for code in others), row


def test_unsettled_names_never_become_places() -> None:
    placed = {(row["project_id"], row["place_name"]) for row in table(f"{P}locations.csv") if row["locality_code"]}
    unsettled = [(row["project_id"], row["place_name"]) for row in table(f"{P}unmatched_localities.csv")]
    assert len(set(unsettled)) == len(unsettled)
    assert not placed & set(unsettled)
    assert all(column(f"{P}unmatched_localities.csv", "reason"))


@pytest.mark.parametrize(
    ("project_id", "precision", "ubigeo"),
    [
        ("hospital-bambamarca", "site", "060701"),
        ("hospital-celendin", "site", "060301"),
        ("hospital-jaen", "locality", "060801"),
        ("hospital-san-ignacio", "locality", "060901"),
        ("pam-la-pastora", "district", "060703"),
        ("programa-12870-reservorios", "region", "06"),
    ],
)
def test_known_works_stand_where_they_should(project_id: str, precision: str, ubigeo: str) -> None:
    rows = [row for row in table(f"{P}locations.csv") if row["project_id"] == project_id]
    assert [(row["precision"], row["ubigeo"]) for row in rows] == [(precision, ubigeo)]


def test_disagreements_are_recorded_and_not_mended() -> None:
    located = {(row["project_id"], row["place_name"], row["ubigeo"]) for row in table(f"{P}locations.csv")}
    rows = table(f"{P}location_disagreements.csv")
    assert len(rows) == 5
    for row in rows:
        assert row["declared_ubigeo"] != row["found_ubigeo"]
        assert (row["project_id"], row["place_name"], row["found_ubigeo"]) in located


def test_beneficiaries_are_counts() -> None:
    for row in table(f"{P}projects.csv"):
        assert row["beneficiaries"] == "" or row["beneficiaries"].isdigit()
        assert row["beneficiary_unit"] in {"", "personas", "familias", "viviendas"}
        assert row["beneficiaries"] or not row["beneficiary_unit"]
