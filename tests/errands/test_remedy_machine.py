"""Agents, workers, crashes, faults and clocks in any order: every remedy happens once or not at all, and is told so.

`make bench crashes` walks the same machine ten thousand times.
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.remedy_cases import CALLS, FAULTS, KINDS, LOOKS
from tests.remedy_judge import judge
from tests.remedy_machine import Run
from tests.remedy_walk import walks
from tests.remedy_world import World
from tests.seams import Fate

ANY = some.integers(0, 7)
NAMES = some.sampled_from(("Diego", "Hana", "Sora"))


@pytest.fixture
def world(database_url, tmp_path) -> Iterator[World]:
    made = World(database_url, tmp_path)
    yield made
    made.close()


class Remedies(RuleBasedStateMachine):
    """Every rule may come at any time; what they come to is judged when nothing moves any more."""

    world: World
    number = 0

    @initialize(same_customer=some.booleans(), returned=some.tuples(some.booleans(), some.booleans()))
    def begin(self, same_customer, returned):
        Remedies.number += 1
        self.run = Run(self.world)
        self.run.begin(Remedies.number, same_customer=same_customer, returned=returned)

    @rule(name=NAMES, at=ANY, kind=some.sampled_from(KINDS), size=some.integers(2, 5))
    def preview(self, name, at, kind, size):
        self.run.preview(name, at, kind, size)

    @rule(at=ANY)
    def confirm(self, at):
        self.run.confirm(at)

    @rule(at=ANY)
    def undo(self, at):
        self.run.undo(at)

    @rule(at=ANY, approve=some.booleans())
    def decide(self, at, approve):
        self.run.decide(at, approve=approve)

    @rule(off=some.booleans())
    def stop_all_money(self, off):
        self.run.switch(off=off)

    @rule(yen=some.sampled_from((0, 600, 1500, 4000)))
    def limit(self, yen):
        self.run.limit(yen)

    @rule()
    def worker(self):
        self.run.worker()

    @rule()
    def clock(self):
        self.run.clock()

    @rule(at=ANY, seams=some.integers(1, 30), fate=some.sampled_from(Fate))
    def go(self, at, seams, fate):
        self.run.go(at, seams, fate)

    @rule(at=ANY)
    def kill(self, at):
        self.run.kill(at)

    @rule(kind=some.sampled_from(KINDS), fault=some.sampled_from(FAULTS))
    def fault(self, kind, fault):
        self.run.fault(CALLS[kind], fault)

    @rule(fault=some.sampled_from(LOOKS), seconds=some.sampled_from((3.0, 45.0)))
    def fault_of_any_call(self, fault, seconds):
        self.run.fault("*", fault, seconds if fault == "stale_read" else 0.001)

    @rule(seconds=some.sampled_from((5.0, 40.0, 90.0)))
    def delay(self, seconds):
        self.run.delay(seconds)

    @rule(seconds=some.sampled_from((1, 31, 60, 200, 900, 4000, 90_000)))
    def time_goes_by(self, seconds):
        self.run.shift(seconds)

    @rule(at=ANY, times=some.integers(0, 2))
    def webhook(self, at, times):
        self.run.deliver(at, times=times, gone=not times)

    @rule()
    def flush_valkey(self):
        self.run.flush()

    def teardown(self):
        if not hasattr(self, "run"):
            return
        verdict = judge(self.run, rested=self.run.rest())
        self.run.tidy()
        assert not verdict.wrong, "\n".join([*verdict.wrong, *self.run.said])


def test_every_interleaving_gives_each_remedy_once_or_not_at_all_and_says_which(world):
    Remedies.world = world
    run_state_machine_as_test(
        Remedies,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def test_crashes_aimed_at_every_step_duplicate_nothing_and_lose_nothing(world):
    tally = walks(world, range(25))
    assert not tally.failed
    assert (tally.duplicated, tally.lost) == (0, 0)
    assert tally.effects > 10
    assert sum(count for where, count in tally.deaths.items() if where.startswith("worker")) >= tally.runs


def test_the_judge_sees_a_second_effect_and_one_that_never_was(world):
    run = Run(world)
    run.begin(900, same_customer=True, returned=(False, False))
    for at, kind in enumerate((KINDS[0], KINDS[4])):
        run.preview("Diego", at, kind, 2)
        run.finish()
        run.confirm(at)
        run.finish()
    run.shift(31)
    rested = run.rest()
    assert judge(run, rested=rested).wrong == []
    refund, card = run.cases[0].there.refunds[0], max(world.there.gift_cards)
    run.cases[0].there.refunds.append(refund)
    del world.there.gift_cards[card]
    verdict = judge(run, rested=rested)
    assert (verdict.duplicated, verdict.lost) == (1, 1)
