"""One text on its way through the engines: route after route, leg after leg, piece after piece."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import GatewayError, Refused, Unavailable
from app.domain.translating.chain import Leg, Link, Route, refusals, routes
from app.domain.translating.segments import packed, sentences, split
from app.domain.translating.terms import Term
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.errands.asking import Call, Caller, Garbled

MAY_BE_PARTIAL = "INBOUND"  # an agent's words are never sent in part


@dataclass(frozen=True, slots=True)
class Task:
    """What is wanted of one text."""

    source: str
    target: str
    tone: Tone
    purpose: str
    terms: tuple[Term, ...]
    known: tuple[str, ...]

    def call(self, leg: Leg, *, is_first: bool) -> Call:
        """Terms are said the glossary's way on the first leg and only kept on the second."""
        terms = self.terms if is_first else tuple(Term(term.expected) for term in self.terms)
        return Call(leg, self.purpose, self.tone, terms, self.known)


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

    def carry(self, text: str, task: Task) -> Relayed:
        """Raises what the last engine said, Unavailable where any of them may work later."""
        failures: list[GatewayError] = []
        links = self.caller.links()
        for way in routes(links, task.source, task.target):
            try:
                return self._along(way, text, task)
            except GatewayError as error:
                failures.append(error)
        raise self._worst(failures, links, task)

    def _along(self, way: Route, text: str, task: Task) -> Relayed:
        said, missing = text, 0
        for number, leg in enumerate(way.legs):
            said, lost = self._leg(task.call(leg, is_first=not number), said)
            missing += lost
        return Relayed(said, way.legs[-1].engine_id, way.pivot, missing)

    def _leg(self, call: Call, text: str) -> tuple[str, int]:
        """Long texts go in pieces, parted between sentences."""
        pieces = packed(split(text), self.caller.longest(call.leg.engine_id))
        said, missing = [], 0
        for piece in pieces:
            translation, lost = self._piece(call, piece.text)
            said.append(translation + piece.gap)
            missing += lost
        if missing and missing >= len(sentences(text)):
            raise Garbled(N_("The translation lost or changed order names, numbers or links."))
        return "".join(said), missing

    def _piece(self, call: Call, text: str) -> tuple[str, int]:
        """A garbled piece of a customer's message goes once more sentence by sentence; what is garbled again stays."""
        try:
            return self._ask(call, text), 0
        except Garbled:
            if call.purpose != MAY_BE_PARTIAL:
                raise
        said, missing = [], 0
        for part in split(text):
            try:
                said.append(self._ask(call, part.text) + part.gap)
            except Garbled:
                said.append(part.text + part.gap)
                missing += 1
        return "".join(said), missing

    def _ask(self, call: Call, text: str) -> str:
        if not text.strip():
            return text
        if time.monotonic() > self.until:
            raise Unavailable(N_("The translation took too long; it can be asked for again."))
        return self.caller.ask(call, text)

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
