"""One text on its way through the engines: route after route, piece after piece, each piece leg after leg."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.errors import GatewayError, Refused, Unavailable
from app.domain.shielding import Cover, restore
from app.domain.translating.chain import Link, Route, refusals, routes
from app.domain.translating.pieces import Piece, packed, parted
from app.domain.translating.terms import Term
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.errands.asking import Call, Caller, Garbled, says_something

MAY_BE_PARTIAL = "INBOUND"  # an agent's words are never sent in part
GROWTH = 3  # times as long, at most, as its text a translation may be when it goes on to the next engine


@dataclass(frozen=True, slots=True)
class Task:
    """What is wanted of one text. What stands behind the token of a term is its translation."""

    source: str
    target: str
    tone: Tone
    purpose: str
    terms: tuple[Term, ...]
    expected: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        said = {term.term.casefold(): term.expected for term in self.terms if not term.is_kept}
        object.__setattr__(self, "expected", said)


@dataclass(frozen=True, slots=True)
class Relayed:
    """`missing`: sentences that stayed as they were. `engine_id` is the last leg's."""

    text: str
    engine_id: int
    pivot: str
    missing: int


@dataclass(frozen=True, slots=True)
class Relay:
    """`until`: the monotonic moment after which no engine is asked any more."""

    caller: Caller
    until: float

    def carry(self, cover: Cover, start: int, end: int, task: Task) -> Relayed:
        """A part of a text that was covered as a whole; what is not whole only where no engine made it whole. Raises
        what the last engine said, Unavailable where any of them may work later.
        """
        failures: list[GatewayError] = []
        incomplete: list[Relayed] = []
        links, parts = self.caller.links(), parted(cover, start, end)
        for way in routes(links, task.source, task.target):
            try:
                relayed = self._along(way, parts, task)
            except GatewayError as error:
                failures.append(error)
                continue
            if not relayed.missing:
                return relayed
            incomplete.append(relayed)
        if incomplete:
            return min(incomplete, key=lambda made: made.missing)
        raise self._worst(failures, links, task)

    def _along(self, way: Route, parts: Sequence[Piece], task: Task) -> Relayed:
        said, missing = [], 0
        for piece in packed(parts, self._longest(way)):
            translation, lost = self._piece(way, piece, task)
            said.append(translation + piece.gap)
            missing += lost
        if missing and missing >= sum(says_something(part.shielded.text) for part in parts):
            raise Garbled(N_("The translation lost or changed order names, numbers or links."))
        return Relayed("".join(said), way.legs[-1].engine_id, way.pivot, missing)

    def _longest(self, way: Route) -> int:
        """Of a piece that all engines on this way can take."""
        fits = min(self.caller.longest(leg.engine_id) for leg in way.legs)
        return fits // GROWTH if way.pivot else fits

    def _piece(self, way: Route, piece: Piece, task: Task) -> tuple[str, int]:
        """A garbled piece of a customer's message goes once more sentence by sentence; what is garbled again stays."""
        try:
            return self._through(way, piece, task), 0
        except Garbled:
            if task.purpose != MAY_BE_PARTIAL:
                raise
        said, missing = [], 0
        for part in parted(piece.cover, piece.start, piece.end):
            try:
                said.append(self._through(way, part, task) + part.gap)
            except Garbled:
                said.append(part.text + part.gap)
                missing += 1
        return "".join(said), missing

    def _through(self, way: Route, piece: Piece, task: Task) -> str:
        """What is hidden stays hidden on every leg and comes back at the end."""
        said = shielded = piece.shielded
        for leg in way.legs:
            if time.monotonic() > self.until:
                raise Unavailable(N_("The translation took too long; it can be asked for again."))
            said = self.caller.ask(Call(leg, task.purpose, task.tone), said)
        return restore(said.text, tuple(task.expected.get(item.casefold(), item) for item in shielded.hidden))

    def _worst(self, failures: Sequence[GatewayError], links: Sequence[Link], task: Task) -> GatewayError:
        """What a person should read, and whether to try again: an engine that rests may work later."""
        if later := next((error for error in failures if error.retryable), None):
            return later
        if reasons := refusals(links):
            wait = self.caller.rests_for
            return Refused(reasons[0]) if wait is None else Unavailable(reasons[0], retry_after=wait)
        if failures:
            return failures[0]
        if not links:
            return Refused(N_("No translation engine is set up: Settings → Translation."))
        pair = f"{task.source or '?'} → {task.target}"
        return Refused(N_("No translation engine of this shop speaks this pair of languages:"), pair)
