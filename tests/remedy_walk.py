"""Seeded walks of the remedy machine: each run with a crash at least, driven to rest and judged."""

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.remedies.kinds import RemedyKind
from tests.remedy_cases import CALLS, FAULTS, KINDS, LOOKS
from tests.remedy_judge import Verdict, judge
from tests.remedy_machine import Run
from tests.remedy_world import World
from tests.seams import Fate

PLAIN = tuple(kind for kind in KINDS if kind is not RemedyKind.RETURN_PROCESSING)
SHIPPED = tuple(kind for kind in KINDS if kind is not RemedyKind.CANCELLATION)
AIMS = (
    ("worker, remedy.run: before", True),
    ("worker, remedy.run: after", False),  # claimed
    (r"worker, query \w+(Find|Notes): answered", False),  # searched
    (r"worker, query \w+Look: answered", False),  # looked
    ("worker, remedy.start_and_send: before", True),
    ("worker, remedy.start_and_send: after", False),  # written down that it is about to go
    ("worker, mutation .*: call", False),
    ("worker, mutation .*: answered", False),  # done over there, not recorded here
    ("worker, remedy.succeed: before", True),  # during the record's commit
    ("worker, remedy.put_off: before", True),
    ("worker, remedy.end: before", True),
    ("worker, reacting.react: before", True),  # recorded, and the reaction not done yet
    ("confirms, remedy.request: before", True),  # between preview and confirm
    ("confirms, remedy.request: after", False),
)
"""Where crashes are aimed at; True: at a commit, which then happens or does not, and is heard of or is not."""
DOOMS = (Fate.DIE_BEFORE, Fate.DIE_AFTER, Fate.LOST, Fate.DEAF)


@dataclass
class Tally:
    """What all walks together came to; `failed` are the seeds to look at, with what was wrong."""

    runs: int = 0
    crashes: int = 0
    duplicated: int = 0
    lost: int = 0
    effects: int = 0
    reviewed: int = 0
    failed: dict[int, list[str]] = field(default_factory=dict)
    states: Counter[str] = field(default_factory=Counter)
    deaths: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, seed: int, run: Run, verdict: Verdict) -> None:
        self.runs += 1
        self.crashes += run.deaths.total()
        self.deaths += run.deaths
        self.duplicated += verdict.duplicated
        self.lost += verdict.lost
        self.effects += verdict.effects
        self.reviewed += verdict.reviewed
        self.states += verdict.states
        self.kinds.update(f"{row.kind} {row.state}" for row in run.rows())
        if verdict.wrong:
            self.failed[seed] = verdict.wrong

    def take(self, other: "Tally") -> None:
        """Another tally's figures join these."""
        for name in ("runs", "crashes", "duplicated", "lost", "effects", "reviewed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.failed |= other.failed
        for name in ("states", "deaths", "kinds"):
            getattr(self, name).update(getattr(other, name))


class Walk:
    """One run by one seed: every choice comes from it."""

    def __init__(self, world: World, seed: int) -> None:
        self.dice = random.Random(seed)
        self.seed, self.run = seed, Run(world)

    def walk(self) -> Verdict:
        dice, run = self.dice, self.run
        shape = (dice.random() < 0.4, dice.random() < 0.4)
        run.begin(self.seed, same_customer=dice.random() < 0.4, returned=shape)
        self.kinds = [dice.choice(SHIPPED if back else PLAIN) for back in shape]
        if dice.random() < 0.3:
            run.limit(dice.choice((600, 1500, 4000)))
        for place, at_commit in dice.sample(AIMS, 2):
            run.aims.append((re.compile(place), dice.choice(DOOMS) if at_commit else None))
        for at, kind in enumerate(self.kinds):
            self._open(at, kind)
        for _ in range(dice.randint(15, 45)):
            self._move()
        for _ in range(20):
            if any(where.startswith("worker") for where in run.deaths):
                break
            self._crash()
        verdict = judge(run, rested=run.rest())
        run.tidy()
        return verdict

    def _move(self) -> None:
        moves: tuple[tuple[Callable[[], object], int], ...] = (
            (self._preview, 2),
            (lambda: self.run.confirm(self._any()), 3),
            (self._go, 30),
            (self.run.worker, 10),
            (self._tick, 8),
            (self._fault, 5),
            (self._time, 4),
            (self._kill, 3),
            (self._webhook, 3),
            (lambda: self.run.undo(self._any()), 3),
            (lambda: self.run.decide(self._any(), approve=self.dice.random() < 0.8), 2),
            (self._rare, 1),
        )
        self.dice.choices([move for move, _ in moves], [weight for _, weight in moves])[0]()

    def _open(self, at: int, kind: RemedyKind) -> None:
        """Most runs begin with something confirmed on each order."""
        if self.dice.random() < 0.9:
            self._ask(at, kind)
            self.run.finish()
            if self.run.shown and self.dice.random() < 0.9:
                self.run.confirm(len(self.run.shown) - 1)

    def _any(self) -> int:
        return self.dice.randrange(1_000)

    def _preview(self) -> None:
        """Mostly a few kinds on a few sizes, so that remedies meet that look alike."""
        at = self.dice.randrange(2)
        self._ask(at, self.kinds[at] if self.dice.random() < 0.6 else self.dice.choice(KINDS))

    def _ask(self, at: int, kind: RemedyKind) -> None:
        name = self.dice.choices(("Diego", "Hana", "Sora"), (6, 4, 1))[0]
        self.run.preview(name, at, kind, self.dice.choice((2, 2, 3, 4, 5)))

    def _go(self) -> None:
        doomed = self.dice.random() < 0.06
        self.run.go(self._any(), self.dice.randint(1, 8), self.dice.choice(DOOMS) if doomed else Fate.GO)

    def _tick(self) -> None:
        self.run.shift(self.dice.choice((1, 5, 31)))
        self.run.clock()

    def _time(self) -> None:
        seconds = self.dice.choices((3, 20, 60, 200, 900, 4000, 90_000), (5, 5, 5, 4, 2, 1, 1))[0]
        self.run.shift(seconds)

    def _fault(self) -> None:
        if self.dice.random() < 0.1:
            self.run.delay(self.dice.choice((5.0, 40.0, 90.0)))
        elif self.dice.random() < 0.25:
            self.run.fault("*", self.dice.choice(LOOKS), self.dice.choice((3.0, 45.0)))
        else:
            self.run.fault(CALLS[self.dice.choice(self.kinds)], self.dice.choice(FAULTS))

    def _kill(self) -> None:
        self.run.kill(self._any())

    def _webhook(self) -> None:
        chance = self.dice.random()
        self.run.deliver(self._any(), times=2 if chance < 0.3 else 1, gone=chance > 0.8)

    def _rare(self) -> None:
        chance = self.dice.random()
        if chance < 0.3:
            self.run.flush()
        elif chance < 0.6:
            self.run.switch(off=self.dice.random() < 0.5)
        else:
            self.run.limit(self.dice.choice((0, 600, 1500, 4000)))

    def _crash(self) -> None:
        """Where no worker died yet: confirm something if nothing is, and let one die somewhere on its way."""
        run, dice = self.run, self.dice
        if not run.open_rows():
            self._ask(at := dice.randrange(2), self.kinds[at])
            run.finish()
            run.confirm(len(run.shown) - 1)
            run.finish()
        run.shift(31)
        run.clock()
        for _ in range(dice.randint(1, 3)):
            run.worker()
            run.go(0, dice.randint(1, 25), dice.choice((Fate.GO, *DOOMS)))
        run.kill(0)


def walks(world: World, seeds: range) -> Tally:
    tally = Tally()
    for seed in seeds:
        walk = Walk(world, seed)
        tally.add(seed, walk.run, walk.walk())
    return tally
