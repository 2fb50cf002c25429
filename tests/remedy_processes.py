"""The processes of a run of the remedy machine: resumed seam by seam, killed, ambushed, left frozen."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.remedy_world import FREEZE, World
from tests.seams import Actor, Fate


@dataclass
class Processes:
    """`aims`: who first comes to such a place dies there, or has such a commit next. `frozen`: who stands between his
    claim and his call, and since when.
    """

    world: World
    actors: list[Actor] = field(default_factory=list)
    deaths: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    aims: list[tuple[re.Pattern[str], Fate | None]] = field(default_factory=list)
    frozen: dict[int, datetime] = field(default_factory=dict)

    def go(self, at: int, seams: int, fate: Fate = Fate.GO) -> None:
        """Let one of those at work go on for so many seams."""
        if self.actors:
            who = self.actors[at % len(self.actors)]
            for _ in range(seams):
                if who.ended:
                    return
                self._step(who, fate)
                fate = Fate.GO

    def kill(self, at: int) -> None:
        begun = [one for one in self.actors if one.at != "start"]
        if begun:
            who = begun[at % len(begun)]
            where = who.kill()
            self._died(who, where)
            self.said.append(f"{who.name} dies at {where}")
            self._settle(who)

    def finish(self) -> None:
        """Whatever is at work comes to its end, one after the other."""
        for who in list(self.actors):
            while not who.ended:
                self._step(who, Fate.GO)

    def shift(self, seconds: float) -> None:
        """Time goes by. Nobody stands still for longer than FREEZE between his claim and his call; anywhere else he
        may for days.
        """
        until = self.world.now + timedelta(seconds=seconds)
        for who in list(self.actors):
            since = self.frozen.get(id(who))
            while since is not None and until - since > timedelta(seconds=FREEZE):
                self._step(who, Fate.GO)
                since = self.frozen.get(id(who))
        self.world.shift(max(0.0, (until - self.world.now).total_seconds()))

    def _start(self, name: str, work: Callable[[], Any]) -> None:
        self.actors.append(Actor(name, work))
        self.said.append(f"start {name}")

    def _step(self, who: Actor, fate: Fate) -> None:
        """One seam further, and a note where a freeze would from now on be too long."""
        told = len(self.world.database.deaths)
        before = who.at
        fate = self._aimed(who) or fate
        where = who.go(fate)
        for at in self.world.database.deaths[told:]:
            self._died(who, at)
        self.said.append(f"{who.name}: {before} -> {where or 'ended'} {'' if fate is Fate.GO else fate.value}")
        if where.endswith("start_and_send: after"):
            self.frozen[id(who)] = self.world.now
        elif not where or (where.startswith("mutation") and where.endswith(("answered", "no answer"))):
            self.frozen.pop(id(who), None)
        self._ambush(who)
        self._settle(who)

    def _aimed(self, who: Actor) -> Fate | None:
        """The fate that waits for whoever is here; it is used up."""
        for aim in self.aims:
            if aim[1] is not None and aim[0].fullmatch(_place(who, who.at)):
                self.aims.remove(aim)
                return aim[1]
        return None

    def _ambush(self, who: Actor) -> None:
        for aim in self.aims:
            if aim[1] is None and aim[0].fullmatch(_place(who, who.at)):
                self.aims.remove(aim)
                self._died(who, who.kill())
                self.said.append(f"{who.name} dies there")
                return

    def _died(self, who: Actor, where: str) -> None:
        self.deaths[_place(who, where)] += 1

    def _settle(self, who: Actor) -> None:
        if who.ended and who in self.actors:
            self.actors.remove(who)
            self.frozen.pop(id(who), None)
            if who.error is not None:
                self.said.append(f"{who.name} ended with {type(who.error).__name__}: {who.error}")


def _place(who: Actor, where: str) -> str:
    """ "worker, remedy.run: after": who is at what."""
    return f"{who.name.partition(' ')[2].partition(' ')[0] or who.name}, {where}"
