"""What repositories answer on the shipped data, against answers computed here without the database's indexes.

Each test runs on both kinds of database against the same expectation, so both give the same answers.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio import raw
from sqlalchemy.orm import Session

from geoapp.db import Database
from geoapp.db.repositories import (
    AreaRepository,
    BudgetRepository,
    EditionRepository,
    EnvironmentRepository,
    LocalityRepository,
    PlanRepository,
    ProjectRepository,
    SourceRepository,
)
from geoapp.db.repositories.projects import PLACE_COLUMNS
from geoapp.domain.current import CurrentProject
from geoapp.domain.text import words
from geoapp.errors import NotFoundError
from tests.support.search import finds

HOSTILE = [
    '"',
    "'",
    "''; DROP TABLE project; --",
    "NEAR(a b)",
    "a OR b",
    "NOT hospital",
    "hospital*",
    "*",
    "^hospital",
    "folded:hospital",
    "{folded}: x",
    "(hospital",
    "a & b | !c",
    "'a':*",
    "<->",
    "\\",
    "\x00",
    "%",
    "_",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "AND",
    "OR OR",
]


@pytest.fixture(scope="module")
def session(shipped: Database) -> Iterator[Session]:
    with shipped.reading() as opened:
        yield opened


@pytest.fixture(scope="module")
def edition(session: Session) -> int:
    return EditionRepository(session).published().id


@pytest.fixture(scope="module")
def full_districts(data_folder: Path) -> dict[str, shapely.Geometry]:
    meta, _, wkb, columns = raw.read(data_folder / "shapefiles/distritos/distritos.shp")
    codes = columns[list(meta["fields"]).index("UBIGEO")]
    return dict(zip(codes, shapely.from_wkb(wkb), strict=True))


def _rows(data_folder: Path, name: str) -> list[dict[str, str]]:
    with (data_folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestAreas:
    def test_levels_and_parents(self, session: Session, edition: int) -> None:
        areas = AreaRepository(session, edition).all()
        by_level = {level: [a for a in areas if a.level == level] for level in ("region", "province", "district")}
        assert [len(found) for found in by_level.values()] == [1, 13, 127]
        assert {a.parent for a in by_level["province"]} == {"06"}
        assert all(a.parent == a.ubigeo[:4] for a in by_level["district"])
        jaen = AreaRepository(session, edition).get("0608")
        assert (jaen.name, jaen.capital) == ("Jaén", "Jaén")

    def test_full_outlines_come_back_as_the_file_gives_them(
        self, session: Session, edition: int, full_districts: dict[str, shapely.Geometry]
    ) -> None:
        stored = AreaRepository(session, edition).geometries("district", light=False)
        assert stored.keys() == full_districts.keys()
        assert all(stored[code].equals_exact(shape, 0) for code, shape in full_districts.items())

    def test_light_outlines_share_their_lines(self, session: Session, edition: int) -> None:
        repository = AreaRepository(session, edition)
        districts, provinces = repository.geometries("district"), repository.geometries("province")
        assert shapely.coverage_is_valid(np.array(list(districts.values())))
        for code, shape in provinces.items():
            inside = repository.geometries("district", parent=code)
            assert inside.keys() == {district for district in districts if district.startswith(code)}
            assert shapely.union_all(list(inside.values())).symmetric_difference(shape).area < 1e-12
        size = sum(len(text) for text in shapely.to_geojson(np.array(list(districts.values()))))
        assert 60_000 < size < 130_000

    def test_the_middle_of_an_area_is_inside(self, session: Session, edition: int) -> None:
        repository = AreaRepository(session, edition)
        for area in repository.all():
            shape = repository.geometry(area.ubigeo, light=False)
            assert shape.contains(shapely.Point(area.lon, area.lat)), area.ubigeo
            assert shape.bounds == (area.west, area.south, area.east, area.north)

    def test_points_fall_where_the_full_outlines_say(
        self, session: Session, edition: int, full_districts: dict[str, shapely.Geometry]
    ) -> None:
        repository = AreaRepository(session, edition)
        generator = np.random.default_rng(6)
        points = [(generator.uniform(-79.6, -77.6), generator.uniform(-7.9, -4.4)) for _ in range(150)]
        corners = [tuple(shapely.get_coordinates(full_districts[code])[0]) for code in sorted(full_districts)[::20]]
        for lon, lat in points + corners:
            point = shapely.Point(lon, lat)
            holding = sorted(code for code, shape in full_districts.items() if shape.covers(point))
            assert repository.at_point(lon, lat) == (holding[0] if holding else None)

    @pytest.mark.parametrize("code", ["0699", "060899", "x", "", "0101"])
    def test_unknown_codes_are_told(self, session: Session, edition: int, code: str) -> None:
        with pytest.raises(NotFoundError, match="ubigeo INEI"):
            AreaRepository(session, edition).get(code)
        with pytest.raises(NotFoundError, match="ubigeo INEI"):
            AreaRepository(session, edition).geometry(code)


class TestProjects:
    def test_columns_hold_every_project_once_and_all_fields(
        self, session: Session, edition: int, data_folder: Path
    ) -> None:
        columns = ProjectRepository(session, edition).current_columns()
        assert list(columns) == [field.name for field in fields(CurrentProject)]
        assert sorted(columns["project_id"]) == sorted(
            r["project_id"] for r in _rows(data_folder, "projects/projects.csv")
        )
        assert {len(values) for values in columns.values()} == {len(columns["project_id"])}

    def test_columns_and_details_tell_the_same(self, session: Session, edition: int) -> None:
        repository = ProjectRepository(session, edition)
        columns = repository.current_columns()
        for index in range(0, len(columns["project_id"]), 10):
            current = repository.detail(columns["project_id"][index]).current
            assert current == CurrentProject(**{name: values[index] for name, values in columns.items()})

    def test_details_hold_every_fact_and_its_source(self, session: Session, edition: int, data_folder: Path) -> None:
        repository = ProjectRepository(session, edition)
        wanted = {name: _rows(data_folder, f"projects/{name}.csv") for name in ("locations", "amounts", "observations")}
        for project_id in repository.current_columns()["project_id"]:
            detail = repository.detail(project_id)
            for name, rows in wanted.items():
                facts = getattr(detail, name)
                assert len(facts) == sum(row["project_id"] == project_id for row in rows)
                assert all(fact.source_id in detail.sources for fact in facts if fact.source_id)

    def test_areas_are_drawn_inside_and_the_unplaced_nowhere(self, session: Session, edition: int) -> None:
        columns = ProjectRepository(session, edition).places_columns()
        assert tuple(columns) == PLACE_COLUMNS
        centres = {a.ubigeo: (a.lon, a.lat) for a in AreaRepository(session, edition).all()}
        for precision, ubigeo, lon, lat in zip(
            columns["precision"], columns["ubigeo"], columns["lon"], columns["lat"], strict=True
        ):
            if precision in {"district", "province"}:
                assert (lon, lat) == centres[ubigeo]
            else:
                assert (lon is None) == (precision in {"region", "unlocated"})

    def test_an_alias_leads_to_its_project(self, session: Session, edition: int, data_folder: Path) -> None:
        for row in _rows(data_folder, "projects/aliases.csv"):
            detail = ProjectRepository(session, edition).detail(row["alias_key"])
            assert detail.current.project_id == row["project_id"]
            assert row["alias_key"] in {alias.alias for alias in detail.aliases}

    def test_packages_and_parts_know_each_other(self, session: Session, edition: int) -> None:
        repository = ProjectRepository(session, edition)
        columns = repository.current_columns()
        pairs = [(p, k) for p, k in zip(columns["project_id"], columns["package_id"], strict=True) if k]
        assert pairs
        for project_id, package_id in pairs:
            package = repository.detail(project_id).package
            assert package is not None
            assert package.project_id == package_id
            assert project_id in {part.project_id for part in repository.detail(package_id).parts}

    @pytest.mark.parametrize("key", ["no-existe", "", "' OR 1=1", "\x01"])
    def test_an_unknown_project_is_told(self, session: Session, edition: int, key: str) -> None:
        with pytest.raises(NotFoundError, match="No hay un proyecto"):
            ProjectRepository(session, edition).detail(key)


@pytest.fixture(scope="module")
def texts(session: Session, edition: int) -> dict[str, set[str]]:
    repository = ProjectRepository(session, edition)
    found = {}
    for project_id in repository.current_columns()["project_id"]:
        detail = repository.detail(project_id)
        current = detail.current
        texts = [project_id, current.cui, current.snip, current.name, current.executing_entity]
        texts += [location.place_name for location in detail.locations]
        texts += [unmatched.place_name for unmatched in detail.unmatched_localities]
        texts += [alias.alias for alias in detail.aliases]
        found[project_id] = {word for text in texts if text for word in words(text)}
    return found


class TestSearch:
    @pytest.mark.parametrize(
        "query",
        ["hospital jaen", "HOSPITAL  Jaén", "ñ", "puente", "tito villar", "agua sanea", "a", "san ignacio", "zzz", "2"],
    )
    def test_every_word_begins_a_word(
        self, session: Session, edition: int, texts: dict[str, set[str]], query: str
    ) -> None:
        expected = {
            project_id
            for project_id, known in texts.items()
            if all(any(word.startswith(asked) for word in known) for asked in words(query))
        }
        assert finds(ProjectRepository(session, edition), query) == expected

    def test_accents_and_capitals_do_not_count(self, session: Session, edition: int) -> None:
        repository = ProjectRepository(session, edition)
        assert finds(repository, "jaén") == finds(repository, "JAEN") != set()
        assert "hospital-jaen" in finds(repository, "Hospital Jaén")

    @pytest.mark.parametrize("query", HOSTILE)
    def test_query_languages_are_never_reached(
        self, session: Session, edition: int, texts: dict[str, set[str]], query: str
    ) -> None:
        expected = {
            project_id
            for project_id, known in texts.items()
            if words(query) and all(any(word.startswith(asked) for word in known) for asked in words(query))
        }
        assert finds(ProjectRepository(session, edition), query) == expected
        LocalityRepository(session, edition).search(query)


class TestLocalities:
    def test_exact_names_come_first(self, session: Session, edition: int) -> None:
        found = LocalityRepository(session, edition).search("jaen", limit=5)
        assert found[0].name == "Jaén"
        assert len(found) == 5
        assert all(any(word.startswith("JAEN") for word in words(place.name)) for place in found)

    def test_codes_are_found(self, session: Session, edition: int) -> None:
        assert [p.locality_code for p in LocalityRepository(session, edition).search("0608010001")] == ["0608010001"]

    def test_district_and_box_agree_with_the_file(self, session: Session, edition: int, data_folder: Path) -> None:
        rows = _rows(data_folder, "localities/localities.csv")
        repository = LocalityRepository(session, edition)
        assert [p.locality_code for p in repository.in_district("060801")] == sorted(
            row["locality_code"] for row in rows if row["ubigeo"] == "060801"
        )
        west, south, east, north = -78.9, -5.8, float(rows[0]["lon"]), -5.2
        assert [p.locality_code for p in repository.in_box((west, south, east, north))] == sorted(
            row["locality_code"]
            for row in rows
            if west <= float(row["lon"]) <= east and south <= float(row["lat"]) <= north
        )


def test_the_plan_with_areas_and_links(session: Session, edition: int, data_folder: Path) -> None:
    plan = PlanRepository(session, edition).commitments()
    rows = _rows(data_folder, "plan/commitments.csv")
    assert [c.commitment.commitment_id for c in plan] == sorted(row["commitment_id"] for row in rows)
    assert sum(len(c.areas) for c in plan) == len(_rows(data_folder, "plan/commitment_areas.csv"))
    links = {(c.commitment.commitment_id, link.project_id) for c in plan for link in c.links}
    assert len(links) == len(_rows(data_folder, "plan/links.csv"))
    commitment_id, project_id = min(links)
    answered = ProjectRepository(session, edition).detail(project_id).commitments
    assert commitment_id in {a.commitment.commitment_id for a in answered}


def test_spending_is_labelled_and_complete(session: Session, edition: int, data_folder: Path) -> None:
    repository = BudgetRepository(session, edition)
    rows = _rows(data_folder, "budget/area_budget_2024.csv")
    for level in ("district", "province", "region"):
        stored = repository.level_by_function(level)
        assert len(stored) == sum(row["level"] == level for row in rows)
    mine = repository.area_by_function("060801")
    assert sum(row.devengado_centimos for row in mine) == sum(
        round(float(row["devengado_pen"]) * 100) for row in rows if row["ubigeo"] == "060801"
    )
    assert {row.function_code for row in mine} <= repository.functions().keys()
    assert repository.years_within("060801")
    labels = repository.labels()
    for name in ("area_budget_2024.csv", "area_budget_yearly.csv", "entity_totals.csv", "stalled_counts.csv"):
        assert labels[name]["es"]
        assert labels[name]["no_es"]


def test_sources_and_environment(session: Session, edition: int, data_folder: Path) -> None:
    sources = SourceRepository(session, edition)
    assert sources.datasets()
    assert all(s.kind == "dataset" and s.licence for s in sources.datasets())
    assert len(sources.documents()) == len(_rows(data_folder, "projects/sources.csv"))
    assert [s.source_id for s in sources.documents(["s002", "s001", "nope"])] == ["s001", "s002"]
    environment = EnvironmentRepository(session, edition)
    assert len(environment.facilities()) == len(_rows(data_folder, "facilities/facilities.csv"))
    assert len(environment.mining_liabilities()) == len(_rows(data_folder, "environment/mining_liabilities.csv"))


@pytest.mark.parametrize("prefix", ["0601", "060101"])
def test_localities_and_yearly_budgets_of_an_area_are_those_of_its_districts(shipped: Database, prefix: str) -> None:
    with shipped.reading() as session:
        edition = EditionRepository(session).published().id
        localities = LocalityRepository(session, edition)
        budgets = BudgetRepository(session, edition)
        codes = [area.ubigeo for area in AreaRepository(session, edition).all() if len(area.ubigeo) == 6]
        inside = [code for code in codes if code.startswith(prefix)]
        held = [one for code in inside for one in localities.in_district(code)]
        counts = localities.counts()
        for kind in ("urbano", "rural"):
            own = sum(counts.get((code, kind), 0) for code in inside)
            assert own == sum(one.kind == kind for one in held)
        assert sum(counts.values()) == sum(len(localities.in_district(code)) for code in codes)
        pages = [one for at in range(0, len(held), 7) for one in localities.page_of(prefix, 7, at)]
        assert sorted(pages, key=lambda one: one.locality_code) == sorted(held, key=lambda one: one.locality_code)
        kinds = [one.kind for one in pages]
        assert kinds == sorted(kinds, reverse=True), "urban ones come first"
        who = ("local", "national", "regional")
        years = [line for one in who for line in budgets.years_of_all(one) if line.ubigeo in inside]
        assert years
        years.sort(key=lambda line: (line.ubigeo, line.year, line.government))
        assert list(budgets.years_within(prefix)) == years


def test_what_an_edition_set_aside_is_counted_without_reading_it(shipped: Database) -> None:
    with shipped.reading() as session:
        editions = EditionRepository(session)
        number = editions.published().id
        rows = editions.rejected(number)
        counts = Counter((row.file, row.action) for row in rows)
        assert {(file, action): count for file, action, count in editions.rejected_counts(number)} == counts
        assert editions.rejected(number, limit=3) == rows[:3]
