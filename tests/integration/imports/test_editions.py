"""An import makes an edition of what changed and of nothing else."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import func, select

from geoapp.db import Database
from geoapp.db.repositories import ImportRepository, ProjectRepository, counted
from geoapp.db.versions import CONTENT, visible
from geoapp.domain.current import CurrentProject
from geoapp.domain.dates import ReducedDate
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import REFERENCE_SUM, to_soles
from geoapp.domain.records import ProjectRecord
from geoapp.errors import DataSourceError, NoEditionError
from geoapp.services.changes import ChangeKind, changes_between
from geoapp.services.editions import roll_back
from geoapp.services.importing import run
from geoapp.services.importing.columns import by_columns
from geoapp.services.importing.facts import Facts
from geoapp.services.importing.pictures import _one_by_one
from geoapp.services.news import changes_of
from geoapp.services.publication import read_publication
from geoapp.services.quality import quality_report
from tests.benchmarks.imports.generator import write_detalle
from tests.integration.imports.conftest import Load, project_of
from tests.support.investments import CIERRE, LAMBAYEQUE, coded, write_csv
from tests.support.search import finds


def _disagreeing(database: Database) -> tuple[str, ...]:
    finding = quality_report(read_publication(database)).finding("fuentes_en_desacuerdo")
    assert finding is not None
    return finding.project_ids


def _rows(database: Database) -> int:
    with database.reading() as session:
        return sum(session.scalar(select(func.count()).select_from(model)) or 0 for model in CONTENT)


def test_the_same_file_again_changes_nothing_and_says_so(load: Load, shipped_copy: Database) -> None:
    first = load(coded(30))
    before = _rows(shipped_copy)
    again = load(coded(30))
    assert (first.new, first.edition.id if first.edition else None) == (30, 2)
    assert again.nothing_new
    assert again.edition is None
    assert (again.new, again.changed, again.unchanged) == (0, 0, 30)
    assert _rows(shipped_copy) == before


def test_an_edition_published_while_the_file_is_read_is_the_one_that_is_compared(
    load: Load, shipped_copy: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read_ahead = run._ahead
    sooner = write_csv(tmp_path / "SOONER.csv", coded(5))

    def overtaken(database: Database) -> Any:
        seen = read_ahead(database)
        monkeypatch.undo()
        assert load(sooner).new == 5
        return seen

    monkeypatch.setattr(run, "_ahead", overtaken)
    late = load(coded(30))
    assert (late.new, late.unchanged, late.edition.id if late.edition else None) == (25, 5, 3)


def test_ten_edited_projects_are_ten_changes_and_nothing_else_is_copied(load: Load, shipped_copy: Database) -> None:
    rows = coded(40)
    load(rows)
    before = _rows(shipped_copy)
    for row in rows[:3]:
        row["COSTO_ACTUALIZADO"] = "1500000"
    for row in rows[3:5]:
        row["COSTO_ACTUALIZADO"] = "1100000"
    for row in rows[5:8]:
        row["AVANCE_FISICO"] = "60"
    for row in rows[8:10]:
        row |= {"AVANCE_FISICO": "", "FEC_INI_EJEC_FISICA": "", "EXPEDIENTE_TECNICO": "SI"}
    report = load(rows)
    assert (report.new, report.changed, report.unchanged, report.gone) == (0, 10, 30, 0)
    found = changes_between(shipped_copy)
    counts = {kind: count for kind, count in found.counts.items() if count}
    assert counts == {ChangeKind.COST_UP: 3, ChangeKind.COST_DOWN: 2, ChangeKind.PROGRESS: 5, ChangeKind.STATUS: 2}
    assert (found.confirmed, found.without_news) == (30, 285)
    kept = changes_of(read_publication(shipped_copy), None, None)  # with the projects that are in memory
    assert (kept.projects, kept.confirmed, kept.without_news) == (found.projects, 30, 285)
    assert _rows(shipped_copy) - before <= 10 * 4 + 1
    since_first = changes_between(shipped_copy, since=1)
    assert since_first.counts[ChangeKind.NEW] == 40


def test_what_a_file_no_longer_lists_is_gone_and_its_history_stays(load: Load, shipped_copy: Database) -> None:
    load(coded(25))
    report = load(coded(24))
    assert report.gone == 1
    assert changes_between(shipped_copy).counts[ChangeKind.GONE] == 1
    load(coded(25), cut_off="2026-09-30")
    observations = project_of(shipped_copy, "2500025").observations
    assert [o.observation_id for o in observations] == ["detalle:2500025:2026-08-31"]


def test_what_is_gone_no_longer_disagrees(load: Load, shipped_copy: Database, tmp_path: Path) -> None:
    load(coded(25))
    followed = {"CODIGO_UNICO": "2500025", "AVANCE_FISICO": "80", "ULT_PROBLEMA": "", "FECHA_CORTE": "2026-08-31"}
    load(write_csv(tmp_path / "FORMATO_12B.csv", [{}], base=followed))
    assert "2500025" in _disagreeing(shipped_copy)
    load(coded(24))
    assert "2500025" not in _disagreeing(shipped_copy)


def test_observations_accumulate_and_a_stall_shows(load: Load, shipped_copy: Database) -> None:
    for month in ("2025-12-31", "2026-04-30", "2026-08-31"):
        load([{"ULT_FEC_DECLA_ESTIM": month}], cut_off=month)
    detail = project_of(shipped_copy, "2500001")
    assert [o.progress_date for o in detail.observations] == ["2025-12-31", "2026-04-30", "2026-08-31"]
    assert [o.seq for o in detail.observations] == [1, 2, 3]
    assert "sin_avance" in detail.current.alerts


def test_a_file_cut_short_is_refused(load: Load) -> None:
    load(coded(50))
    with pytest.raises(DataSourceError, match="parece incompleto"):
        load(coded(20))
    assert load(coded(20), accept_fewer=True).gone == 30


def test_a_dry_run_tells_the_same_and_writes_nothing(load: Load, shipped_copy: Database) -> None:
    before = _rows(shipped_copy)
    dry = load(coded(12), dry_run=True)
    assert _rows(shipped_copy) == before
    wet = load(coded(12))
    for name in ("new", "changed", "rows_added", "rows_closed", "before", "after"):
        assert getattr(dry, name) == getattr(wet, name), name


def test_the_counts_and_sums_of_the_edition_are_those_of_its_rows(load: Load, shipped_copy: Database) -> None:
    load(coded(15))
    edition = load([*coded(14), {"CODIGO_UNICO": "2700000", "COSTO_ACTUALIZADO": "77"}]).edition
    assert edition is not None
    with shipped_copy.reading() as session:
        for model in CONTENT:
            count = session.scalar(select(func.count()).select_from(model).where(visible(model, edition.id)))
            assert edition.counts.get(counted(model.__tablename__), 0) == count, model.__tablename__
    publication = read_publication(shipped_copy)
    portfolio = publication.portfolio
    assert edition.sums[REFERENCE_SUM] == to_soles(int(portfolio.cost_centimos[portfolio.with_cost].sum()))


def test_rolling_back_gives_the_edition_before(load: Load, shipped_copy: Database) -> None:
    load(coded(10))
    load(coded(10, COSTO_ACTUALIZADO="5"))
    assert roll_back(shipped_copy, 2).id == 2
    assert str(to_soles(project_of(shipped_copy, "2500001").current.cost_centimos)) == "1200000.00"
    assert roll_back(shipped_copy, 1).id == 1
    assert read_publication(shipped_copy).portfolio.size == 285
    assert load(coded(10)).edition.id == 4  # type: ignore[union-attr]


def test_another_department_is_counted_and_listed_but_not_on_the_map(load: Load, shipped_copy: Database) -> None:
    load([LAMBAYEQUE], department="14")
    detail = project_of(shipped_copy, "2500001")
    assert (detail.current.precision, detail.current.lon) == ("unlocated", None)
    assert detail.locations[0].place_name == "LAMBAYEQUE / CHICLAYO / CHICLAYO"
    assert read_publication(shipped_copy).portfolio.size == 286


def _places(database: Database, project_id: str) -> set[str]:
    return {place.ubigeo or str(place.place_name) for place in project_of(database, project_id).locations}


def test_what_leaves_a_department_loses_its_place_there_and_keeps_the_others(
    load: Load, shipped_copy: Database
) -> None:
    both, chiclayo = [{}, LAMBAYEQUE], "LAMBAYEQUE / CHICLAYO / CHICLAYO"
    others = [{"CODIGO_UNICO": "2500009"}]
    load([*both, *others])
    load([*both, LAMBAYEQUE | {"CODIGO_UNICO": "2500008"}], department="14")
    assert _places(shipped_copy, "2500001") == {"060107", chiclayo}
    # It is no longer in Cajamarca: Lambayeque's file still lists it, and the place told by name stays.
    report = load([LAMBAYEQUE, *others])
    assert report.gone == 0
    assert _places(shipped_copy, "2500001") == {chiclayo}
    assert load([LAMBAYEQUE, *others]).nothing_new
    # It comes back.
    load([*both, *others])
    assert _places(shipped_copy, "2500001") == {"060107", chiclayo}


def test_a_place_stays_while_another_file_of_the_department_lists_the_project(
    load: Load, shipped_copy: Database
) -> None:
    load([{}, LAMBAYEQUE, {"CODIGO_UNICO": "2500009"}])
    load([{}, LAMBAYEQUE], base=CIERRE)
    load([{"CODIGO_UNICO": "2500009"}])
    assert "060107" in _places(shipped_copy, "2500001")


def test_the_only_place_of_a_project_is_not_taken(load: Load, shipped_copy: Database) -> None:
    load([{}, {"CODIGO_UNICO": "2500009"}])
    load([{}, LAMBAYEQUE], department="14")
    load([{"CODIGO_UNICO": "2500009"}])
    assert _places(shipped_copy, "2500001")


def test_a_search_finds_what_an_import_brought_in_bulk(load: Load, shipped_copy: Database, tmp_path: Path) -> None:
    report = load(write_detalle(tmp_path / "grande.csv", 12_000, region_share=1.0))
    assert report.new > 10_000
    with shipped_copy.reading() as session:
        projects = ProjectRepository(session, 2)
        assert len(finds(projects, "losa deportiva 11996")) == 1
        assert len(finds(projects, "puesto salud")) > 1_000


def test_words_select_rows_of_their_edition_only(load: Load, shipped_copy: Database, tmp_path: Path) -> None:
    before = read_publication(shipped_copy)
    load(write_detalle(tmp_path / "grande.csv", 600, region_share=1.0))
    for publication in (before, read_publication(shipped_copy)):
        with shipped_copy.reading() as session:
            columns = ProjectRepository(session, publication.edition.id).current_columns(("project_id", "folded"))
        for word in ("hospital", "salud", "p", "zzz"):
            expected = [any(one.startswith(word.upper()) for one in text.split()) for text in columns["folded"]]
            assert publication.select(ProjectFilter(q=word)).tolist() == expected
        assert list(publication.portfolio.text["project_id"]) == list(columns["project_id"])
    assert publication.portfolio.size > before.portfolio.size


def test_whole_columns_and_one_by_one_give_the_same_pictures(
    load: Load, shipped_copy: Database, tmp_path: Path
) -> None:
    load(write_detalle(tmp_path / "varios.csv", 1_500, region_share=1.0))
    with shipped_copy.reading() as session:
        repository = ImportRepository(session)
        names = {
            "aliases": "project_alias",
            "locations": "location",
            "unmatched": "unmatched_locality",
            "amounts": "amount",
            "budget": "budget_line",
            "observations": "observation",
        }
        tables = {name: repository.visible(table, 2).drop("id") for name, table in names.items()}
        current = repository.visible("project_current", 2)
    tables["projects"] = current.select(field.name for field in fields(ProjectRecord))
    facts = Facts(**tables, picture_schema={f.name: current.schema[f.name] for f in fields(CurrentProject)})
    several = facts.observations.group_by("project_id").len().filter(pl.col("len") > 1)
    kinds = facts.amounts.group_by("project_id", "kind").len().filter(pl.col("len") > 1)
    many = pl.concat([several.select("project_id"), kinds.select("project_id")]).unique()
    single = facts.projects.filter(pl.col("role") == "investment").join(many, on="project_id", how="anti")
    simple = facts.only(single.select("project_id"))
    assert len(simple.projects) > 1_400
    for day in ("2026-09-28", "2029-01-31"):
        reference = ReducedDate(day).last
        columns = by_columns(simple.numbered(), reference).sort("project_id")
        one_by_one = _one_by_one(simple, reference, columns.schema).sort("project_id")
        for name in columns.columns:
            differ = columns.filter(~columns[name].eq_missing(one_by_one[name]))["project_id"]
            assert differ.is_empty(), (name, differ.head(3).to_list())


def test_an_empty_database_has_no_edition_to_add_to(database: Database, data_folder: Path, tmp_path: Path) -> None:
    from geoapp.services.importing.request import ImportRequest  # noqa: PLC0415
    from geoapp.services.importing.run import import_file  # noqa: PLC0415
    from tests.support.investments import write_csv  # noqa: PLC0415

    with pytest.raises(NoEditionError):
        import_file(database, data_folder, ImportRequest(write_csv(tmp_path / "a.csv", coded(1))))
