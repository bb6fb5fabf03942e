"""The current picture by whole columns is the one that the rules give project by project, whatever the facts are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import fields
from random import Random
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from geoapp.db.frames import columns_of, schema_of
from geoapp.db.repositories.imports import TABLES
from geoapp.domain.current import STUDY_PROGRESS, CurrentProject
from geoapp.domain.money import AmountKind, Bound
from geoapp.domain.places import Precision
from geoapp.domain.records import ProjectRecord
from geoapp.domain.vocabulary import Status
from geoapp.services.importing.columns import by_columns
from geoapp.services.importing.facts import Facts
from geoapp.services.importing.pictures import _one_by_one

SCHEMAS = {name: schema_of(model, columns_of(model)) for name, model in TABLES.items()}
SCHEMAS["project"] = {field.name: SCHEMAS["project_current"][field.name] for field in fields(ProjectRecord)}
SOURCES = st.sampled_from(["mef-1", "mef-2", "diario"])
DATES = st.sampled_from(
    ["1950-03", "2019", "2024", "2024-02", "2024-02-29", "2025-01", "2025-11-30", "2026", "2026-08-31", "2026-09-30"]
)
POINTS = st.one_of(st.none(), st.sampled_from([0, 1, 2_000, 4_999, 9_999, 10_000]))
CENTIMOS = st.sampled_from([0, 1, 99, 100_000, 130_000, 130_001, 5_000_000_000])
AREAS = st.sampled_from(["060101", "060108", "060801", "060802", "0601", "0608", "06", ""])
WORDS = st.sampled_from(
    ["Río Ñuñumabamba", "I.E. N.° 821", "  EL   EDÉN; bajo ", "hospital–II", "a\u0301lamo ÀÀ", "AA aa"]
)


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


@st.composite
def _project(draw: st.DrawFn, number: int) -> dict[str, list[dict[str, Any]]]:
    key = f"p-{number}"
    project = {
        "project_id": key,
        "name": draw(WORDS),
        "sector": "salud",
        "kind": draw(st.sampled_from(["proyecto", "estudio"])),
        "role": "investment",
        "cui": draw(_maybe(st.just(f"25{number:05d}"))),
        "executing_entity": draw(_maybe(WORDS)),
    }
    observations = [
        {
            "observation_id": f"{key}:o{seq}",
            "project_id": key,
            "seq": seq,
            "title": "x",
            "physical_bp": draw(POINTS),
            "financial_bp": draw(POINTS),
            "progress_kind": draw(_maybe(st.sampled_from(["physical", "financial"]))),
            "progress_date": draw(_maybe(DATES)),
            "status": draw(_maybe(st.sampled_from([s.value for s in Status]))),
            "status_date": draw(_maybe(DATES)),
            "start_date": draw(_maybe(DATES)),
            "end_date": draw(_maybe(DATES)),
            "source_id": draw(SOURCES),
            "source_date": draw(_maybe(DATES)),
            "flags": draw(st.sampled_from(["", "derived_figure", STUDY_PROGRESS, f"derived_figure;{STUDY_PROGRESS}"])),
        }
        for seq in range(1, draw(st.integers(0, 4)) + 1)
    ]
    kinds = draw(st.lists(st.sampled_from([k.value for k in AmountKind]), max_size=6))
    amounts = [
        {
            "project_id": key,
            "seq": seq,
            "kind": kind,
            "centimos": draw(CENTIMOS),
            "date": draw(_maybe(DATES)),
            "bound": draw(st.sampled_from([b.value for b in Bound])),
            "source_id": draw(SOURCES),
            "observation_id": draw(st.sampled_from([None, f"{key}:o1", f"{key}:o3"])),
        }
        for seq, kind in enumerate(kinds, start=1)
    ]
    years = draw(st.lists(st.integers(2019, 2026), unique=True, max_size=3))
    budget = [
        {
            "project_id": key,
            "year": year,
            "pim_centimos": draw(_maybe(CENTIMOS)),
            "devengado_centimos": draw(_maybe(CENTIMOS)),
            "source_id": draw(SOURCES),
        }
        for year in years
    ]
    locations = [
        {
            "project_id": key,
            "seq": seq,
            "precision": draw(st.sampled_from([p.value for p in Precision])),
            "ubigeo": draw(AREAS),
            "place_name": draw(_maybe(WORDS)),
            "lon": -78.5 - seq,
            "lat": -7.0 - seq,
            "method": "declared_area",
            "source_id": draw(SOURCES),
        }
        for seq in range(1, draw(st.integers(0, 4)) + 1)
    ]
    aliases = [
        {"alias": f"a {key} {draw(WORDS)}", "project_id": key, "reason": "x"} for _ in range(draw(st.integers(0, 1)))
    ]
    unmatched = [{"project_id": key, "place_name": draw(WORDS)} for _ in range(draw(st.integers(0, 1)))]
    return {
        "project": [project],
        "observation": observations,
        "amount": amounts,
        "budget_line": budget,
        "location": locations,
        "project_alias": aliases,
        "unmatched_locality": unmatched,
    }


def _facts(parts: list[dict[str, list[dict[str, Any]]]]) -> Facts:
    def table(name: str) -> pl.DataFrame:
        blank = dict.fromkeys(SCHEMAS[name])
        return pl.DataFrame([blank | row for part in parts for row in part[name]], schema=SCHEMAS[name])

    schema = SCHEMAS["project_current"]
    return Facts(
        projects=table("project"),
        aliases=table("project_alias"),
        locations=table("location"),
        unmatched=table("unmatched_locality"),
        amounts=table("amount"),
        budget=table("budget_line"),
        observations=table("observation"),
        picture_schema={field.name: schema[field.name] for field in fields(CurrentProject)},
    )


PORTFOLIOS = st.integers(1, 4).flatmap(lambda count: st.tuples(*(_project(number) for number in range(count))))
DAYS = st.sampled_from([dt.date(2025, 2, 28), dt.date(2026, 9, 30), dt.date(2031, 12, 31)])


def _crowd(chance: Random) -> list[dict[str, list[dict[str, Any]]]]:
    """Projects told of again and again, by few sources at few dates, so that much is equally late or equally far."""
    dates = ["2024", "2024-08", "2024-08-28", "2024-08-31", "2025-01-01", "2025-02", "2025-02-28", "2025-03-01", "2025"]
    points = [1_000, 2_000, 9_999, 10_000]

    def date() -> str | None:
        return chance.choice([None, *dates, *dates])

    def told(key: str, seq: int) -> dict[str, Any]:
        return {
            "observation_id": f"{key}:{seq}",
            "project_id": key,
            "seq": seq,
            "title": "x",
            "physical_bp": chance.choice([None, *points, *points]),
            "financial_bp": chance.choice([None, *points]),
            "progress_kind": f"kind {seq}",
            "progress_date": date(),
            "status": chance.choice([None, *(status.value for status in Status)]),
            "status_date": date(),
            "end_date": date(),
            "source_id": chance.choice("ab"),
            "source_date": date(),
            "flags": chance.choice(["", "", "", STUDY_PROGRESS]),
        }

    def priced(key: str, seq: int) -> dict[str, Any]:
        return {
            "project_id": key,
            "seq": seq,
            "kind": chance.choice(list(AmountKind)).value,
            "centimos": chance.choice([0, 100_000, 130_000, 130_001]),
            "date": date(),
            "bound": "exact",
            "source_id": chance.choice("abc"),
            "observation_id": chance.choice([None, f"{key}:1", f"{key}:2", f"{key}:9"]),
        }

    def several(make: Callable[[str, int], dict[str, Any]], key: str, most: int) -> list[dict[str, Any]]:
        rows = [make(key, seq) for seq in range(1, chance.randint(0, most) + 1)]
        chance.shuffle(rows)
        return rows

    parts = []
    for number in range(60):
        key = f"p-{number}"
        kind = chance.choice(["proyecto", "estudio"])
        project = {"project_id": key, "name": key, "sector": "salud", "kind": kind, "role": "investment"}
        blank: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
        parts.append(
            blank | {"project": [project], "observation": several(told, key, 5), "amount": several(priced, key, 6)}
        )
    return parts


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), DAYS)
def test_of_facts_told_again_the_same_stand(seed: int, day: dt.date) -> None:
    _same_answers(_facts(_crowd(Random(seed))), day)  # noqa: S311 - made-up data


@settings(max_examples=120, deadline=None)
@given(PORTFOLIOS, DAYS)
def test_whole_columns_follow_the_rules_of_one_project(parts: tuple[Any, ...], day: dt.date) -> None:
    _same_answers(_facts(list(parts)), day)


def test_facts_of_projects_that_are_gone_tell_nothing() -> None:
    parts = _crowd(Random(3))  # noqa: S311 - made-up data
    gone = [{**part, "project": []} if at % 3 == 0 else part for at, part in enumerate(parts)]
    stay = _facts([part for part in gone if part["project"]])
    assert by_columns(_facts(gone).numbered(), dt.date(2026, 9, 30)).equals(
        by_columns(stay.numbered(), dt.date(2026, 9, 30))
    )


def test_pictures_of_some_are_those_of_all() -> None:
    facts, day = _facts(_crowd(Random(4))).numbered(), dt.date(2026, 9, 30)  # noqa: S311 - made-up data
    parts = [by_columns(facts.between(start, start + 17), day) for start in range(0, 60, 17)]
    assert pl.concat(parts).equals(by_columns(facts, day))


def _same_answers(facts: Facts, day: dt.date) -> None:
    columns = by_columns(facts.numbered(), day).sort("project_id")
    single = _one_by_one(facts, day, columns.schema).sort("project_id")
    for name in columns.columns:
        assert columns[name].to_list() == single[name].to_list(), name
