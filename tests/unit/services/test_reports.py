"""The limit of reports by address: forgets with time, keeps addresses apart, never keeps too many."""

from __future__ import annotations

from geoapp.services.reports import Throttle


def test_the_limit_holds_and_time_lifts_it() -> None:
    now = [0.0]
    throttle = Throttle(limit=2, seconds=60, clock=lambda: now[0])
    assert [throttle.allows("a") for _ in range(3)] == [True, True, False]
    assert throttle.allows("b")
    now[0] = 61
    assert throttle.allows("a")


def test_it_remembers_only_so_many_and_no_address_in_clear() -> None:
    throttle = Throttle(max_known=3)
    for number in range(10):
        throttle.allows(f"192.0.2.{number}")
    assert len(throttle._seen) == 3
    assert b"192.0.2.9" not in b"".join(throttle._seen)
