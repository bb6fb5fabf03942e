"""Each alert at its boundary, and what no alert may ever say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.alerts import ProjectFacts, RaisedAlert, raise_alerts
from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import AmountKind, Bound
from geoapp.domain.projects import Amount, Observation
from geoapp.domain.vocabulary import ALERT_RULES, ALERTS, Alert, Status
from tests.unit.domain.test_projects import amount, seen

REFERENCE = dt.date(2026, 3, 15)


def raised(*facts: Observation | Amount, reference: dt.date = REFERENCE) -> dict[Alert, RaisedAlert]:
    observations = tuple(fact for fact in facts if isinstance(fact, Observation))
    amounts = tuple(fact for fact in facts if isinstance(fact, Amount))
    return {one.alert: one for one in raise_alerts(ProjectFacts(observations, amounts, reference))}


def values(alert: RaisedAlert) -> list[str]:
    return [figure.value for figure in alert.figures]


def test_nothing_known_raises_nothing() -> None:
    assert raised() == {}
    assert raised(seen(None)) == {}


class TestDeclaredStalled:
    def test_the_current_state_decides(self) -> None:
        assert Alert.DECLARED_STALLED in raised(seen("2026-01", status=Status.STALLED))
        again = [seen("2026-01", status=Status.STALLED), seen("2026-02", status=Status.EXECUTION)]
        assert Alert.DECLARED_STALLED not in raised(*again)


class TestStalled:
    @pytest.mark.parametrize(
        ("earlier", "later", "stalled"),
        [
            ("2025-06-30", "2025-12-30", False),
            ("2025-06-29", "2025-12-30", True),
            ("2025-06", "2025-12-30", False),
            ("2025-05", "2025-12", True),
            ("2025", "2025-12-30", False),
            ("2024", "2025-12-30", True),
            ("2024-12-31", "2025", False),
        ],
    )
    def test_more_than_six_months_for_sure(self, earlier: str, later: str, stalled: bool) -> None:
        found = raised(seen(earlier, physical="40"), seen(later, physical="40"))
        assert (Alert.STALLED in found) is stalled

    @pytest.mark.parametrize(
        ("before", "after", "stalled"), [("40", "40.01", False), ("40", "39", True), ("0", "0", True)]
    )
    def test_any_progress_is_progress(self, before: str, after: str, stalled: bool) -> None:
        found = raised(seen("2025-01", physical=before), seen("2026-01", physical=after))
        assert (Alert.STALLED in found) is stalled
        if stalled:
            assert values(found[Alert.STALLED]) == [before, after]

    def test_complete_or_finished_works_do_not_stall(self) -> None:
        complete = [seen("2024", physical="100"), seen("2026-01", physical="100")]
        assert Alert.STALLED not in raised(*complete)
        half = [seen("2024", physical="40"), seen("2026-01", physical="40", status=Status.OPERATING)]
        assert Alert.STALLED not in raised(*half)

    def test_one_observation_tells_nothing(self) -> None:
        assert Alert.STALLED not in raised(seen("2020", physical="40"))

    def test_two_sources_of_one_day_are_read_for_the_works(self) -> None:
        facts = [seen("2025-01", physical="50"), seen("2026-01-05", physical="40"), seen("2026-01-05", physical="60")]
        assert Alert.STALLED not in raised(*facts)
        assert Alert.STALLED not in raised(*reversed(facts))


class TestMoneyAhead:
    @pytest.mark.parametrize(("financial", "ahead"), [("60", False), ("60.01", True), ("20", False)])
    def test_more_than_20_points(self, financial: str, ahead: bool) -> None:
        found = raised(seen("2026-01", physical="40", financial=financial))
        assert (Alert.MONEY_AHEAD in found) is ahead

    def test_it_needs_both_figures(self) -> None:
        assert Alert.MONEY_AHEAD not in raised(seen("2026-01", financial="99"))

    def test_it_shows_both_with_their_sources(self) -> None:
        found = raised(seen("2026-01", physical="5", source="works"), seen("2026-02", financial="90", source="money"))[
            Alert.MONEY_AHEAD
        ]
        assert [(f.value, f.unit, f.source_id) for f in found.figures] == [("90", "%", "money"), ("5", "%", "works")]


class TestCostDrift:
    @pytest.mark.parametrize(("updated", "drift"), [(130, False), (131, True), (13_000_000_000_000_001, True)])
    def test_above_thirteen_tenths(self, updated: int, drift: bool) -> None:
        viable = 10_000_000_000_000_000 if updated > 1_000 else 100
        found = raised(
            amount(AmountKind.VIABLE_COST, viable, "2018"), amount(AmountKind.UPDATED_COST, updated, "2026-01")
        )
        assert (Alert.COST_DRIFT in found) is drift

    def test_the_viable_cost_comes_before_a_total(self) -> None:
        found = raised(
            amount(AmountKind.TOTAL_COST, 100, "2017"),
            amount(AmountKind.VIABLE_COST, 200, "2018"),
            amount(AmountKind.UPDATED_COST, 250, "2026-01"),
        )
        assert Alert.COST_DRIFT not in found

    def test_first_against_last(self) -> None:
        found = raised(
            amount(AmountKind.VIABLE_COST, 100_00, "2018"),
            amount(AmountKind.VIABLE_COST, 300_00, "2020"),
            amount(AmountKind.UPDATED_COST, 120_00, "2021"),
            amount(AmountKind.UPDATED_COST, 250_00, "2026-01"),
        )[Alert.COST_DRIFT]
        assert values(found) == ["100.00", "250.00", "2.50"]

    @pytest.mark.parametrize("viable", [0, -5])
    def test_nothing_is_divided_by_nothing(self, viable: int) -> None:
        facts = [amount(AmountKind.VIABLE_COST, viable, "2018"), amount(AmountKind.UPDATED_COST, 9, "2026-01")]
        assert Alert.COST_DRIFT not in raised(*facts)


class TestOverdue:
    @pytest.mark.parametrize(
        ("end", "overdue"),
        [
            ("2026-03-15", False),
            ("2026-03-14", True),
            ("2026-03", False),
            ("2026-02", True),
            ("2026", False),
            ("2025", True),
        ],
    )
    def test_the_end_has_passed_for_sure(self, end: str, overdue: bool) -> None:
        assert (Alert.OVERDUE in raised(seen("2026-01", physical="99.99", end=end))) is overdue

    def test_complete_works_are_not_overdue(self) -> None:
        assert Alert.OVERDUE not in raised(seen("2026-01", physical="100", end="2020"))

    def test_no_data_is_said_to_be_no_data(self) -> None:
        found = raised(seen("2026-01", end="2020"))[Alert.OVERDUE]
        assert values(found) == ["2020", "sin dato"]


class TestSilent:
    @pytest.mark.parametrize(
        ("heard", "silent"),
        [
            ("2025-03-15", False),
            ("2025-03-14", True),
            ("2025-03", False),
            ("2025-02", True),
            ("2025", False),
            ("2024", True),
        ],
    )
    def test_more_than_twelve_months_for_sure(self, heard: str, silent: bool) -> None:
        assert (Alert.SILENT in raised(seen(heard))) is silent

    def test_a_dated_amount_breaks_the_silence_and_is_named(self) -> None:
        assert Alert.SILENT not in raised(seen("2020"), amount(AmountKind.CONTRACT, 5, "2026-01"))
        found = raised(amount(AmountKind.CONTRACT, 5, "2024-05"), seen("2020"))[Alert.SILENT]
        assert values(found) == ["2024-05", "2026-03-15"]
        assert found.figures[0].source_id == "s1"

    def test_a_year_that_may_reach_into_the_twelve_months_breaks_the_silence(self) -> None:
        assert Alert.SILENT not in raised(seen("2025-02"), seen("2025"))


DATES = st.none() | st.sampled_from(
    ["2023", "2024", "2024-06", "2025", "2025-01-01", "2025-03", "2025-09-14", "2025-09-15", "2026", "2026-03-15"]
)
PERCENTS = st.none() | st.sampled_from(["0", "20", "40", "40.01", "60", "99.99", "100"])
OBSERVATIONS = st.builds(
    lambda date, physical, financial, status, source, end: seen(
        date, physical=physical, financial=financial, status=status, source=source, end=end
    ),
    DATES, PERCENTS, PERCENTS, st.none() | st.sampled_from(Status), st.sampled_from("abc"), DATES,
)  # fmt: skip
MONEY = st.builds(
    lambda kind, centimos, date: Amount(kind, centimos, ReducedDate.parse(date), Bound.EXACT, "m"),
    st.sampled_from(AmountKind), st.integers(1, 1000), DATES,
)  # fmt: skip


@given(st.lists(OBSERVATIONS, max_size=6), st.lists(MONEY, max_size=4))
def test_finished_works_are_never_silent_overdue_or_stalled(
    observations: list[Observation], amounts: list[Amount]
) -> None:
    done = seen("2026-03-15", status=Status.FINISHED)
    states = [o for o in observations if o.status is None or o.status.finished]
    assert not {Alert.SILENT, Alert.OVERDUE, Alert.STALLED, Alert.DECLARED_STALLED} & set(
        raised(*states, *amounts, done)
    )


@given(st.lists(OBSERVATIONS, max_size=6), st.lists(MONEY, max_size=4))
def test_every_alert_has_a_rule_and_figures_from_the_facts(
    observations: list[Observation], amounts: list[Amount]
) -> None:
    sources = {o.source_id for o in observations} | {"m"}
    for alert, found in raised(*observations, *amounts).items():
        assert alert in ALERTS
        assert alert in ALERT_RULES
        assert found.figures
        assert {figure.source_id for figure in found.figures} <= sources | {None}
        assert found.figures[0].source_id is not None


@given(st.lists(OBSERVATIONS, min_size=1, max_size=6), st.lists(MONEY, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(
    observations: list[Observation], amounts: list[Amount], random: object
) -> None:
    # Two sources may give different states or figures of one day; then the first told stands.
    single = list({o.date: o for o in observations if o.date}.values())
    turned = list(single)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert set(raised(*turned, *amounts)) == set(raised(*single, *amounts))


@given(st.lists(OBSERVATIONS, min_size=1, max_size=6), OBSERVATIONS)
def test_more_news_never_makes_a_project_silent(observations: list[Observation], news: Observation) -> None:
    if news.status is None and any(o.date for o in observations) and Alert.SILENT not in raised(*observations):
        assert Alert.SILENT not in raised(*observations, news)


@given(st.lists(st.sampled_from(["0", "10", "55.5", "99.99"]), min_size=2, max_size=6))
def test_a_stall_means_no_progress(percents: list[str]) -> None:
    facts = [seen(f"{2015 + index}", physical=percent) for index, percent in enumerate(percents)]
    # Years apart: the works stall when some figure more than a year older is not below the last.
    expected = any(Decimal(percent) >= Decimal(percents[-1]) for percent in percents[:-2])
    assert (Alert.STALLED in raised(*facts)) >= expected
