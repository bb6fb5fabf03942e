"""The current picture of a project keeps to its facts whatever their order and number."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.current import summarise, summarise_all
from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import COST_PRECEDENCE, AmountKind
from geoapp.domain.records import (
    AmountRecord,
    BudgetLineRecord,
    LocationRecord,
    ObservationRecord,
    ProjectRecord,
)
from geoapp.domain.vocabulary import ALERTS, Status

CENTRES = {"0601": (-78.4, -7.2), "0608": (-78.9, -5.7), "060101": (-78.5, -7.1), "060801": (-78.8, -5.71)}
REFERENCE = dt.date(2024, 6, 30)


def project(project_id: str = "p", **changes: object) -> ProjectRecord:
    plain = ProjectRecord(
        project_id, "Obra", "salud", "obra", "investment", None, None, None, None, None, None, None, None, None
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def location(precision: str, ubigeo: str, seq: int = 1, **changes: object) -> LocationRecord:
    plain = LocationRecord("p", seq, precision, ubigeo, None, None, None, None, "declared_area", None, "s1")
    return replace(plain, **changes)  # type: ignore[arg-type]


def observation(observation_id: str = "o1", **changes: object) -> ObservationRecord:
    plain = ObservationRecord(observation_id, "p", 1, "t", None, None, None, None, None, None, None, None, "s1", None)
    return replace(plain, **changes)  # type: ignore[arg-type]


def amount(kind: str, centimos: int, seq: int = 1, **changes: object) -> AmountRecord:
    return replace(AmountRecord("p", seq, None, kind, centimos, None, "exact", "s1"), **changes)  # type: ignore[arg-type]


def picture(**facts: object):
    empty: dict[str, object] = {"locations": [], "amounts": [], "observations": [], "budget_lines": []}
    given_project = facts.pop("project", project())
    return summarise(given_project, **(empty | facts), reference=REFERENCE, centres=CENTRES)  # type: ignore[arg-type]


dates = st.none() | st.builds(
    lambda day, length: day.isoformat()[:length],
    st.dates(dt.date(2010, 1, 1), dt.date(2024, 6, 30)),
    st.sampled_from([4, 7, 10]),
)
observations = st.builds(
    lambda number, status, bp, kind, when, seen, flags: observation(
        f"o{number}",
        source_id=f"s{number}",
        status=status,
        physical_bp=None if kind == "financial" else bp,
        financial_bp=bp if kind == "financial" else None,
        progress_kind=kind if bp is not None else None,
        progress_date=when if bp is not None else None,
        source_date=seen,
        flags=flags,
    ),
    st.integers(1, 10**6),
    st.none() | st.sampled_from([status.value for status in Status]),
    st.none() | st.integers(0, 10_000),
    st.sampled_from(["physical", "unspecified", "financial"]),
    dates,
    dates,
    st.sampled_from([(), ("study_progress",)]),
)
amounts = st.builds(
    lambda number, kind, centimos, when: amount(kind, centimos, number, date=when, source_id=f"s{number}"),
    st.integers(1, 10**6),
    st.sampled_from([kind.value for kind in AmountKind]),
    st.integers(0, 10**12),
    dates,
)
places = st.lists(
    st.sampled_from(
        [
            location("district", "060101"),
            location("district", "060801"),
            location("province", "0608"),
            location("province", "0601"),
            location("locality", "060801", lon=-78.81, lat=-5.72, place_name="Jaén"),
            location("region", "06"),
            location("unlocated", ""),
        ]
    ),
    max_size=4,
).map(lambda chosen: [replace(place, seq=seq) for seq, place in enumerate(chosen, start=1)])


@given(
    st.lists(observations, max_size=5, unique_by=lambda o: o.observation_id),
    st.lists(amounts, max_size=5, unique_by=lambda a: a.seq),
    places,
)
def test_every_figure_comes_from_a_fact(
    observed: list[ObservationRecord], priced: list[AmountRecord], placed: list[LocationRecord]
) -> None:
    now = picture(observations=observed, amounts=priced, locations=placed)
    costs = {(a.centimos, a.kind, a.source_id) for a in priced if a.kind in set(COST_PRECEDENCE)}
    if costs:
        assert (now.cost_centimos, now.cost_kind, now.cost_source_id) in costs
    else:
        assert now.cost_centimos is None
    progress = {(o.physical_bp, o.source_id) for o in observed if "study_progress" not in o.flags}
    assert now.physical_bp is None or (now.physical_bp, now.physical_source_id) in progress
    assert (now.physical_bp is None) == all(bp is None for bp, _ in progress)
    said = {o.status for o in observed if o.status not in {None, "sin_dato"}}
    assert now.status in said if said else now.status == "sin_dato"
    assert set(now.alerts) <= set(ALERTS)
    assert (now.lon is None) == (now.precision in {"region", "unlocated"})
    assert {code[:4] for code in now.district_codes} <= set(now.province_codes)
    assert list(now.years) == sorted(set(now.years))
    if now.last_date is not None:
        assert ReducedDate(now.last_date).year in now.years


@given(st.lists(observations, max_size=5, unique_by=lambda o: o.source_date), st.lists(amounts, max_size=4), st.data())
def test_the_order_of_locations_and_lines_does_not_count(
    observed: list[ObservationRecord], priced: list[AmountRecord], data: st.DataObject
) -> None:
    placed = data.draw(places)
    mixed = data.draw(st.permutations(placed))
    one = picture(observations=observed, amounts=priced, locations=placed)
    other = picture(observations=observed, amounts=priced, locations=mixed)
    assert replace(one, locality_names=()) == replace(other, locality_names=())


def test_no_facts_are_no_data_and_never_zero() -> None:
    now = picture()
    assert now.cost_centimos is now.physical_bp is now.financial_bp is now.pim_centimos is now.lon is None
    assert (now.status, now.precision, now.scope) == ("sin_dato", "unlocated", "unlocated")
    assert now.counts_in_sums


def test_the_finest_place_decides_where_it_is_drawn() -> None:
    now = picture(
        locations=[
            location("province", "0601"),
            location("locality", "060801", 2, lon=-78.81, lat=-5.72, method="matched_locality", place_name="Jaén"),
        ]
    )
    assert (now.precision, now.method, now.lon, now.lat) == ("locality", "matched_locality", -78.81, -5.72)
    assert (now.scope, now.province_codes, now.district_codes) == ("shared", ("0601", "0608"), ("060801",))
    assert now.locality_names == ("Jaén",)
    area = picture(locations=[location("district", "060101")])
    assert (area.lon, area.lat) == CENTRES["060101"]


def test_the_progress_of_a_study_is_not_that_of_the_works() -> None:
    seen = observation(physical_bp=8000, progress_kind="physical", source_date="2024", flags=("study_progress",))
    assert picture(observations=[seen]).physical_bp is None
    assert picture(project=project(kind="estudio"), observations=[seen]).physical_bp == 8000


def test_financial_progress_is_kept_apart() -> None:
    seen = observation(financial_bp=9000, progress_kind="financial", progress_date="2024-01")
    works = observation("o2", physical_bp=5000, progress_kind="physical", progress_date="2024-02")
    now = picture(observations=[seen, works])
    assert (now.physical_bp, now.financial_bp, now.progress_kind) == (5000, 9000, "physical")
    assert (now.physical_date, now.financial_date) == ("2024-02", "2024-01")
    assert now.alerts == ("gasto_adelantado",)


def test_the_latest_year_with_figures_is_the_budget() -> None:
    lines = [
        BudgetLineRecord("p", year, None, pim, None, None, done, None, "s1")
        for year, pim, done in ((2022, 5, 4), (2023, 7, None), (2024, None, None))
    ]
    now = picture(budget_lines=lines)
    assert (now.budget_year, now.pim_centimos, now.accrued_centimos) == (2023, 7, None)


@pytest.mark.parametrize(("part_cost", "counted"), [(100, {"a", "b"}), (None, {"a", "b", "k"})])
def test_a_package_counts_only_when_its_parts_have_no_cost(part_cost: int | None, counted: set[str]) -> None:
    projects = [
        project("k", role="package"),
        project("a", package_id="k"),
        project("b", package_id="k"),
    ]
    priced = [replace(amount("costo_total", 900), project_id="k")]
    if part_cost is not None:
        priced.append(replace(amount("costo_total", part_cost), project_id="a"))
    pictures = summarise_all(projects, [], priced, [], [], reference=REFERENCE, centres={})
    assert {p.project_id for p in pictures if p.counts_in_sums} == counted
