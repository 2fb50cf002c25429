"""One text on its way through the engines: route after route, piece after piece, each piece leg after leg."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.detecting.weighing import are_neighbours
from app.domain.errors import GatewayError, QuotaSpent, Refused, Unavailable
from app.domain.shielding import Cover, restore
from app.domain.translating.chain import Link, Route, refusals, routes
from app.domain.translating.pieces import Piece, packed, parted
from app.domain.translating.terms import Term
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.errands.asking import Call, Caller, Garbled, says_something
from app.translation.detect import detect

MAY_BE_PARTIAL = "INBOUND"  # an agent's words are never sent in part
READ = frozenset({"INBOUND", "SUBJECT", "BACK"})
TELLING, CERTAIN = 40, 90  # letters, and percent, from which on a language is told from all others
HOPELESS = 3  # sentences that an engine refused one after the other: it refuses whatever it is given
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
    """`missing`: sentences that stayed as they were. `engine_id` is the last leg's. `is_foreign`: it is in a language
    that nobody asked for.
    """

    text: str
    engine_id: int
    pivot: str
    missing: int = 0
    is_foreign: bool = False

    @property
    def is_sound(self) -> bool:
        return not self.missing and not self.is_foreign


@dataclass(frozen=True, slots=True)
class Relay:
    """`until`: the monotonic moment after which no engine is asked any more."""

    caller: Caller
    until: float

    def carry(self, cover: Cover, start: int, end: int, task: Task) -> Relayed:
        """A part of a text that was covered as a whole; what is not sound only where no engine made it sound. Raises
        what the last engine said, Unavailable where any of them may work later.
        """
        failures: list[GatewayError] = []
        doubtful: list[Relayed] = []
        links, parts = self.caller.links(), parted(cover, start, end)
        for way in routes(links, task.source, task.target):
            try:
                relayed = self._along(way, parts, task)
            except GatewayError as error:
                failures.append(error)
                continue
            if relayed.is_sound:
                return relayed
            doubtful.append(relayed)
        if doubtful:
            return _best(doubtful, task)
        raise self._worst(failures, links, task)

    def _along(self, way: Route, parts: Sequence[Piece], task: Task) -> Relayed:
        said, missing = [], 0
        for piece in packed(parts, self._longest(way)):
            translation, lost = self._piece(way, piece, task)
            said.append(translation + piece.gap)
            missing += lost
        if missing and missing >= sum(says_something(part.shielded.text) for part in parts):
            raise Garbled(N_("The translation lost or changed order names, numbers or links."))
        text = "".join(said)
        return Relayed(text, way.legs[-1].engine_id, way.pivot, missing, _is_foreign(text, task))

    def _longest(self, way: Route) -> int:
        """Of a piece that all engines on this way can take."""
        fits = min(self.caller.longest(leg.engine_id) for leg in way.legs)
        return fits // GROWTH if way.pivot else fits

    def _piece(self, way: Route, piece: Piece, task: Task) -> tuple[str, int]:
        """A piece of a customer's message that is refused goes once more sentence by sentence, and what is refused
        again stays; unless it is not the words that are refused.
        """
        try:
            return self._through(way, piece, task), 0
        except Refused as error:
            if task.purpose != MAY_BE_PARTIAL or isinstance(error, QuotaSpent):
                raise
            refusal = error
        said, missing = [], 0
        for part in parted(piece.cover, piece.start, piece.end):
            try:
                said.append(self._through(way, part, task) + part.gap)
            except QuotaSpent:
                raise
            except Refused:
                said.append(part.text + part.gap)
                missing += 1
                if missing == len(said) == HOPELESS and not isinstance(refusal, Garbled):
                    break
        if missing == len(said) and not isinstance(refusal, Garbled):
            raise refusal
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


def _best(doubtful: Sequence[Relayed], task: Task) -> Relayed:
    """An agent is shown what the guard will call wrong; a customer's words stand as they are."""
    best = min(doubtful, key=lambda made: (made.is_foreign, made.missing))
    if best.is_foreign and task.purpose in READ:
        raise Refused(N_("The translation engine answered in another language."))
    return best


def _is_foreign(text: str, task: Task) -> bool:
    """Surely neither what was asked for nor what was given; a language's neighbour may be taken for it."""
    if not task.source or sum(map(str.isalpha, text)) < TELLING:
        return False
    found = detect(text, (task.target,))
    asked = (task.target, task.source)
    if not found.language or found.confidence < CERTAIN or found.language in asked:
        return False
    return not any(are_neighbours(found.language, tag) for tag in asked)
