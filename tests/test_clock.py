"""One clock of all ticks, on time, and the next takes over when it falls silent."""

from datetime import UTC, datetime, timedelta

import pytest

from app.clock import LEASE, LEASE_SECONDS, Clock, Every
from app.desk import leases
from app.errands.runtime import Runtime

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def done():
    return []


@pytest.fixture
def schedule(done):
    def often(_runtime: Runtime, _now: datetime) -> None:
        done.append("often")

    def seldom(_runtime: Runtime, _now: datetime) -> None:
        done.append("seldom")

    return (Every(2, often), Every(60, seldom))


def test_each_task_is_done_at_the_start_and_then_in_its_own_time(runtime, schedule):
    clock = Clock(runtime, schedule)
    assert clock.tick(100.0) == ["often", "seldom"]
    assert clock.tick(101.0) == []
    assert clock.tick(102.0) == ["often"]
    assert clock.tick(160.0) == ["often", "seldom"]


def test_a_clock_that_slept_does_not_make_up_for_it(runtime, schedule):
    clock = Clock(runtime, schedule)
    clock.tick(100.0)
    assert clock.tick(10_000.0) == ["often", "seldom"]
    assert clock.tick(10_000.5) == []


def test_a_second_clock_does_nothing_while_the_first_lives(runtime, schedule):
    first, second = Clock(runtime, schedule), Clock(runtime, schedule)
    assert first.tick(100.0) == ["often", "seldom"]
    assert second.tick(100.0) == []


def test_a_clock_that_stops_hands_over_at_once(runtime, schedule):
    first, second = Clock(runtime, schedule), Clock(runtime, schedule)
    first.tick(100.0)
    first.stop.set()
    first.run()
    assert second.tick(100.0) == ["often", "seldom"]


def test_one_failing_task_does_not_stop_the_others(runtime, done):
    def broken(_runtime: Runtime, _now: datetime) -> None:
        raise RuntimeError("broken")

    def whole(_runtime: Runtime, _now: datetime) -> None:
        done.append("whole")

    clock = Clock(runtime, (Every(1, broken), Every(1, whole)))
    clock.tick(1.0)
    clock.tick(2.0)
    assert done == ["whole", "whole"]


def test_a_lease_that_ran_out_is_taken_over_and_not_taken_back(runtime):
    def hold(holder: str, seconds: float) -> bool:
        with runtime.database.transaction() as session:
            return leases.hold(session, LEASE, holder, NOW + timedelta(seconds=seconds), LEASE_SECONDS)

    assert hold("a", 0)
    assert hold("a", 10)
    assert not hold("b", 11)
    assert hold("b", 26)
    assert not hold("a", 27)
