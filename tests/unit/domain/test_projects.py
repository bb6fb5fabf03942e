"""Which of several dated facts is the current one; packages and their parts; sources that disagree."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import AmountKind, Bound
from geoapp.domain.projects import (
    Amount,
    Observation,
    PackagePart,
    current_cost,
    current_financial,
    current_physical,
    current_status,
    disagreeing_progress,
    last_heard,
    planned_end,
    summed_projects,
)
from geoapp.domain.vocabulary import Status


def amount(kind: AmountKind, centimos: int, date: str | None = None, source_date: str | None = None) -> Amount:
    return Amount(kind, centimos, ReducedDate.parse(date), Bound.EXACT, "s1", ReducedDate.parse(source_date))


def seen(
    date: str | None = None,
    *,
    physical: str | None = None,
    financial: str | None = None,
    status: Status | None = None,
    source: str = "s1",
    source_date: str | None = None,
    end: str | None = None,
) -> Observation:
    return Observation(
        observation_id=f"{source}-{date}-{physical}",
        source_id=source,
        source_date=ReducedDate.parse(source_date or date),
        status=status,
        status_date=ReducedDate.parse(date) if status else None,
        physical_pct=Decimal(physical) if physical is not None else None,
        financial_pct=Decimal(financial) if financial is not None else None,
        progress_date=ReducedDate.parse(date),
        end_date=ReducedDate.parse(end),
    )


class TestCurrentCost:
    def test_the_latest_firm_cost_stands(self) -> None:
        old = amount(AmountKind.UPDATED_COST, 500, "2020")
        new = amount(AmountKind.TECHNICAL_FILE, 300, "2022-03")
        assert current_cost([old, new]) is new
        assert current_cost([new, old]) is new

    def test_an_estimate_never_replaces_a_firm_cost(self) -> None:
        firm = amount(AmountKind.VIABLE_COST, 300, "2015")
        assert current_cost([amount(AmountKind.ESTIMATE, 900, "2025"), firm]) is firm

    def test_the_latest_estimate_stands_where_nothing_is_firm(self) -> None:
        late = amount(AmountKind.ESTIMATE, 900, "2025")
        assert current_cost([late, amount(AmountKind.ESTIMATE, 100, "2024-12-31")]) is late

    def test_the_firmer_kind_stands_among_amounts_of_one_date(self) -> None:
        firm = amount(AmountKind.UPDATED_COST, 1, "2024")
        assert current_cost([amount(AmountKind.CONTRACT, 9, "2024"), firm]) is firm

    def test_the_date_of_the_source_stands_in(self) -> None:
        late = amount(AmountKind.TOTAL_COST, 9, None, "2025")
        assert current_cost([late, amount(AmountKind.TOTAL_COST, 8, "2024", "2026")]) is late

    @pytest.mark.parametrize("kind", [AmountKind.TRANSFER, AmountKind.STUDY, AmountKind.YEARLY_BUDGET])
    def test_other_amounts_are_no_cost(self, kind: AmountKind) -> None:
        assert current_cost([amount(kind, 5, "2024")]) is None

    def test_nothing_known_is_no_cost(self) -> None:
        assert current_cost([]) is None


class TestCurrentState:
    def test_the_latest_dated_state_stands(self) -> None:
        late = seen("2024-05", status=Status.STALLED)
        assert (
            current_status([late, seen("2023", status=Status.EXECUTION), seen(None, status=Status.OPERATING)]) is late
        )

    def test_unknown_tells_no_state(self) -> None:
        assert current_status([seen("2024", status=Status.UNKNOWN), seen("2025")]) is None

    def test_undated_states_are_told_by_the_furthest_stage(self) -> None:
        far = seen(None, status=Status.TENDER)
        assert current_status([seen(None, status=Status.IDEA), far]) is far

    def test_zero_percent_is_progress_and_none_is_not(self) -> None:
        zero = seen("2024", physical="0")
        assert current_physical([zero, seen("2025")]) is zero
        assert current_financial([zero]) is None

    def test_a_later_lower_figure_stands(self) -> None:
        later = seen("2025", physical="40", financial="10")
        both = [seen("2024", physical="60", financial="70"), later]
        assert current_physical(both) is later
        assert current_financial(both) is later

    def test_the_finer_text_stands_among_dates_of_one_first_day(self) -> None:
        day = seen("2024-01-01", physical="10")
        assert current_physical([day, seen("2024", physical="90")]) is day

    def test_the_latest_stated_end_stands(self) -> None:
        late = seen("2025", end="2024-06")
        assert planned_end([seen("2024", end="2030"), late, seen("2026")]) is late

    def test_the_latest_possible_day_is_the_last_heard(self) -> None:
        assert last_heard([]) is None
        assert last_heard([seen(None)]) is None
        assert last_heard([seen("2023-02", source="a")], [amount(AmountKind.TRANSFER, 1, "2023")]) == (
            ReducedDate("2023"),
            "s1",
        )


class TestDisagreements:
    @pytest.mark.parametrize(
        ("left", "right", "differ"),
        [
            (("2024-01-01", "10"), ("2024-02-01", "16"), True),
            (("2024-01-01", "10"), ("2024-02-02", "16"), False),
            (("2024-01-01", "10"), ("2024-01-01", "15"), False),
            (("2024-01-01", "10"), ("2024-01-01", "15.01"), True),
            (("2024", "10"), ("2024-12-31", "90"), True),
        ],
    )
    def test_more_than_five_points_within_31_days(
        self, left: tuple[str, str], right: tuple[str, str], differ: bool
    ) -> None:
        a = seen(left[0], physical=left[1], source="a")
        b = seen(right[0], physical=right[1], source="b")
        assert bool(disagreeing_progress([a, b])) is bool(disagreeing_progress([b, a])) is differ

    def test_one_source_does_not_disagree_with_itself(self) -> None:
        assert disagreeing_progress([seen("2024", physical="1"), seen("2024", physical="99")]) == []


def parts(*rows: tuple[str, bool, str | None, bool]) -> list[PackagePart]:
    return [PackagePart(*row) for row in rows]


class TestPackages:
    def test_a_package_is_apart_where_a_part_has_a_cost(self) -> None:
        rows = parts(("p", True, None, True), ("a", False, "p", True), ("b", False, "p", False))
        assert summed_projects(rows) == {"a", "b"}

    def test_a_package_counts_where_no_part_has_a_cost(self) -> None:
        rows = parts(("p", True, None, True), ("a", False, "p", False))
        assert summed_projects(rows) == {"p", "a"}

    def test_an_inner_package_with_a_cost_speaks_for_the_outer(self) -> None:
        rows = parts(("out", True, None, True), ("in", True, "out", True), ("a", False, "in", False))
        assert summed_projects(rows) == {"in", "a"}

    def test_a_costed_project_deep_below_speaks_for_all_above(self) -> None:
        rows = parts(("out", True, None, True), ("in", True, "out", False), ("a", False, "in", True))
        assert summed_projects(rows) == {"a"}

    def test_an_amount_over_unnamed_projects_stays_apart(self) -> None:
        assert summed_projects(parts(("p", True, None, True))) == frozenset()

    def test_packages_in_a_circle_end(self) -> None:
        assert summed_projects(parts(("p", True, "q", True), ("q", True, "p", True))) == frozenset()

    @given(st.lists(st.tuples(st.booleans(), st.none() | st.integers(0, 11), st.booleans()), min_size=1, max_size=12))
    def test_no_amount_is_counted_with_another_above_or_below_it(
        self, rows: Sequence[tuple[bool, int | None, bool]]
    ) -> None:
        # A parent stands before its parts, so that there are no circles.
        built = [
            PackagePart(str(i), package, str(parent) if parent is not None and parent < i else None, cost)
            for i, (package, parent, cost) in enumerate(rows)
        ]
        # Only packages have parts.
        packages = {part.project_id for part in built if part.is_package}
        built = [
            part if part.package_id in packages else PackagePart(part.project_id, part.is_package, None, part.has_cost)
            for part in built
        ]
        parent_of = {part.project_id: part.package_id for part in built}
        costed = {part.project_id for part in built if part.has_cost} & summed_projects(built)
        for project in costed:
            above = parent_of[project]
            while above is not None:
                assert above not in costed
                above = parent_of[above]
        assert summed_projects(built) >= {part.project_id for part in built if not part.is_package}


def test_a_component_counts_only_when_its_whole_has_no_cost() -> None:
    whole = PackagePart("whole", is_package=False, package_id=None, has_cost=True)
    part = PackagePart("part", is_package=False, package_id="whole", has_cost=True, is_component=True)
    assert summed_projects([whole, part]) == {"whole"}
    unpriced = PackagePart("whole", is_package=False, package_id=None, has_cost=False)
    assert summed_projects([unpriced, part]) == {"whole", "part"}
