"""Processes of the app as coroutines that stop at every seam, to be resumed, killed or left frozen by a test."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from greenlet import getcurrent, greenlet
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.db import Database

OURS = ("app.errands", "app.jobs", "app.reacting", "tests.remedy_machine")


class Killed(BaseException):
    """Nothing after this runs, as nothing runs after a kill."""


class Fate(Enum):
    """What becomes of the next commit: LOST, rolled back, and DEAF, done, are both told as a lost connection."""

    GO = "go"
    DIE_BEFORE = "die before the commit"
    DIE_AFTER = "die after the commit"
    LOST = "commit lost"
    DEAF = "commit done and not heard of"


class Actor:
    """One process or request at work; `at` is the seam where it stands, "" once it ended."""

    def __init__(self, name: str, work: Callable[[], Any]) -> None:
        self.name, self.at = name, "start"
        self.fate, self.killed, self.depth = Fate.GO, False, 0
        self.result: Any = None
        self.error: BaseException | None = None
        self._main = getcurrent()
        self._let = greenlet(lambda: self._body(work))
        _actors[self._let] = self

    @property
    def ended(self) -> bool:
        return not self.at

    def go(self, fate: Fate = Fate.GO) -> str:
        """Run to the next seam; returns where that is."""
        self.fate = fate
        if not self.ended:
            self._let.switch()
        return self.at

    def kill(self) -> str:
        """Returns where it died."""
        where = self.at
        if not self.ended:
            self.killed = True
            self._let.throw(Killed) if where != "start" else self._end()
        return where

    def pause(self, where: str) -> None:
        self._refuse_dead()
        self.at = where
        self._main.switch()

    def doom(self, *fates: Fate) -> bool:
        """Whether the coming moment of a commit is one of these; it is used up."""
        self._refuse_dead()
        hit, self.fate = self.fate in fates, Fate.GO if self.fate in fates else self.fate
        return hit

    def die(self) -> None:
        self.killed = True
        raise Killed

    def _refuse_dead(self) -> None:
        if self.killed:
            raise Killed

    def _body(self, work: Callable[[], Any]) -> None:
        try:
            self.result = work()
        except Killed:
            self.killed = True
        except Exception as error:  # noqa: BLE001 - an answer like any other, for the test to look at
            self.error = error
        self._end()

    def _end(self) -> None:
        self.at = ""
        _actors.pop(self._let, None)


_actors: dict[Any, Actor] = {}


def actor() -> Actor | None:
    """Who runs this line; None outside of all actors."""
    return _actors.get(getcurrent())


class SeamedDatabase(Database):
    """Stops its actor before and after every writing transaction, never inside one. `seen` counts where deaths were."""

    @contextmanager
    def transaction(self, *, read_only: bool = False) -> Iterator[Session]:
        who = actor()
        if who is None or who.depth or read_only:
            with super().transaction(read_only=read_only) as session:
                yield session
            return
        where = _caller()
        who.pause(f"{where}: before")
        who.depth += 1
        try:
            with super().transaction() as session:
                yield session
                self._before_commit(who, where)
        finally:
            who.depth -= 1
        if who.doom(Fate.DIE_AFTER):
            self.deaths.append(f"{where}: committed")
            who.die()
        if who.doom(Fate.DEAF):
            self.deaths.append(f"{where}: commit not heard of")
            raise _lost()
        who.pause(f"{where}: after")

    def _before_commit(self, who: Actor, where: str) -> None:
        if who.doom(Fate.DIE_BEFORE):
            self.deaths.append(f"{where}: not committed")
            who.die()
        if who.doom(Fate.LOST):
            self.deaths.append(f"{where}: commit lost")
            raise _lost()

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.deaths: list[str] = []


def _lost() -> OperationalError:
    return OperationalError("COMMIT", {}, Exception("the connection was lost"))


def _caller() -> str:
    """The errand's own function behind a transaction."""
    frame = sys._getframe(2)
    while frame is not None:
        if str(frame.f_globals.get("__name__", "")).startswith(OURS) and frame.f_code.co_name != "desk":
            return f"{frame.f_globals['__name__'].rpartition('.')[2]}.{frame.f_code.co_name}"
        frame = frame.f_back  # type: ignore[assignment]  # None ends the loop
    return "?"
