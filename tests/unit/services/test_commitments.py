"""State of a commitment from its linked projects: what decides, and what never proves anything."""

from __future__ import annotations

import pytest

from geoapp.services.commitments import REASONS, LinkedProject, State, standing


def answers(status: str, *alerts: str) -> LinkedProject:
    return LinkedProject("answers", status, alerts)


def contributes(status: str, *alerts: str) -> LinkedProject:
    return LinkedProject("contributes", status, alerts)


EARLIER = LinkedProject("precedes", "culminada")


@pytest.mark.parametrize(
    ("projects", "state", "reason"),
    [
        ([], State.NO_EVIDENCE, "no_projects"),
        ([EARLIER], State.NO_EVIDENCE, "only_before"),
        ([answers("idea"), answers("sin_dato")], State.NO_EVIDENCE, "not_begun"),
        ([answers("culminada"), answers("en_operacion")], State.DONE, "all_finished"),
        ([answers("culminada"), contributes("paralizada")], State.DONE, "all_finished"),
        ([contributes("culminada")], State.UNDER_WAY, "contributions_finished"),
        ([answers("culminada"), answers("ejecucion")], State.UNDER_WAY, "some_move"),
        ([answers("formulacion")], State.UNDER_WAY, "some_move"),
        ([answers("culminada"), answers("sin_dato")], State.UNDER_WAY, "some_finished"),
        ([answers("paralizada")], State.STALLED, "none_moves"),
        ([answers("ejecucion", "sin_avance")], State.STALLED, "none_moves"),
        ([answers("culminada"), answers("paralizada")], State.STALLED, "none_moves"),
        ([answers("paralizada"), answers("ejecucion")], State.UNDER_WAY, "some_move"),
        ([answers("culminada", "sin_avance")], State.DONE, "all_finished"),
    ],
)
def test_state_and_reason(projects: list[LinkedProject], state: State, reason: str) -> None:
    found = standing(projects, has_target=False)
    assert (found.state, found.reason) == (state, reason)


def test_finished_projects_do_not_prove_a_target() -> None:
    found = standing([answers("culminada")], has_target=True)
    assert (found.state, found.reason) == (State.UNDER_WAY, "target_unknown")


def test_counts_tell_every_counted_project_once() -> None:
    projects = [
        answers("culminada"), answers("paralizada"), answers("ejecucion", "sin_noticia"), answers("idea"),
        contributes("ejecucion"), EARLIER,
    ]  # fmt: skip
    counts = standing(projects, has_target=False).counts
    assert counts["total"] == 4
    assert counts["finished"] + counts["stalled"] + counts["moving"] + counts["unknown"] == counts["total"]
    assert counts["silent"] == 1


def test_every_reason_finds_its_figures() -> None:
    counts = standing([], has_target=False).counts
    assert all(text % counts for text in REASONS.values())
