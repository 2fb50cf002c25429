"""One call of one engine: what is shielded goes and comes back so, is counted, and its breaker told how it went."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache

from app.desk.engines import EngineSetup, Use
from app.domain.errors import QuotaSpent, Refused, Unavailable
from app.domain.masking._claiming import kinds
from app.domain.shielding import TOKEN, LostToken, Shielded, kept
from app.domain.translating.breaker import Breaker
from app.domain.translating.chain import Leg, Link
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.translation.translator import Request, Translator, engines, translate

SPENT_FOR = 900.0  # seconds before a service whose quota is used up is asked again
USED_UP = N_("The month's characters for this translation engine are used up:")
LONGEST = 5_000  # of one call, however much a service would take: a longer one takes longer than people wait


class Garbled(Refused):
    """An answer came and cannot be trusted: it lost or changed what must stay."""


@dataclass(frozen=True, slots=True)
class Call:
    """What all pieces of one text have in common."""

    leg: Leg
    purpose: str
    tone: Tone


@dataclass(slots=True)
class Caller:
    """The shop's engines, opened when they are first asked; `uses` and `breakers` wait to be recorded."""

    setups: tuple[EngineSetup, ...]
    uses: list[Use] = field(default_factory=list)
    breakers: dict[int, tuple[Breaker, str]] = field(default_factory=dict)
    _opened: dict[int, Translator] = field(default_factory=dict)

    def links(self) -> tuple[Link, ...]:
        """The engines as the chain sees them, with why one may not be asked now."""
        return tuple(Link(setup.id, setup.pairs, self._why_not(setup)) for setup in self.setups)

    @property
    def rests_for(self) -> float | None:
        """Seconds until the first engine that is left alone may be asked again; None where none is."""
        now = datetime.now(UTC)
        until = [setup.breaker.open_until for setup in self.setups if setup.breaker.is_open(now)]
        return min((moment - now).total_seconds() for moment in until if moment) if until else None

    def longest(self, engine_id: int) -> int:
        engine = engines().get(self._setup(engine_id).name)
        return min(engine.longest, LONGEST) if engine else LONGEST

    def ask(self, call: Call, shielded: Shielded) -> Shielded:
        """One piece, its tokens all there; raises Unavailable, Refused or Garbled."""
        setup = self._setup(call.leg.engine_id)
        if not says_something(shielded.text):
            return shielded
        if self._would_exceed(setup, len(shielded.text)):
            raise Refused(USED_UP, _label(setup))
        failed = True
        try:
            said = kept(self._translated(setup, call, shielded.text), shielded.hidden)
            failed = False
        except LostToken as error:
            raise Garbled(*error.args) from error
        finally:
            self.uses.append(self._use(setup, call, shielded, failed=failed))
        return replace(shielded, text=said)

    def settle(self) -> None:
        """What was recorded is not recorded again; how engines fare stays known for the calls to come."""
        spent = {use.engine_id: 0 for use in self.uses}
        for use in self.uses:
            spent[use.engine_id] += use.characters
        self.setups = tuple(_spent_more(setup, spent.get(setup.id, 0)) for setup in self.setups)
        self.uses, self.breakers = [], {}

    def _translated(self, setup: EngineSetup, call: Call, text: str) -> str:
        now = datetime.now(UTC)
        try:
            asked = Request(text, call.leg.source, call.leg.target, call.tone)
            answer = translate(self._open(setup), asked)
        except QuotaSpent as error:
            self._learn(setup, setup.breaker.failed(now, SPENT_FOR), error)
            raise
        except Unavailable as error:
            self._learn(setup, setup.breaker.failed(now, error.retry_after), error)
            raise
        if setup.breaker != Breaker():
            self._learn(setup, setup.breaker.succeeded(), None)
        return answer

    def _learn(self, setup: EngineSetup, breaker: Breaker, error: Exception | None) -> None:
        self.breakers[setup.id] = breaker, str(error) if error else ""
        self.setups = tuple(_faring(known, breaker) if known.id == setup.id else known for known in self.setups)

    def _open(self, setup: EngineSetup) -> Translator:
        if setup.id not in self._opened:
            self._opened[setup.id] = opened(setup)
        return self._opened[setup.id]

    def _setup(self, engine_id: int) -> EngineSetup:
        return next(setup for setup in self.setups if setup.id == engine_id)

    def _why_not(self, setup: EngineSetup) -> str:
        if setup.breaker.is_open(datetime.now(UTC)):
            return (
                N_("The translation engine failed several times and is left alone for a while:") + f" {_label(setup)}"
            )
        return f"{USED_UP} {_label(setup)}" if self._would_exceed(setup, 1) else ""

    def _would_exceed(self, setup: EngineSetup, characters: int) -> bool:
        given = sum(use.characters for use in self.uses if use.engine_id == setup.id)
        return bool(setup.cap) and setup.spent + given + characters > setup.cap

    def _use(self, setup: EngineSetup, call: Call, shielded: Shielded, *, failed: bool) -> Use:
        engine = engines().get(setup.name)
        return Use(
            setup.id,
            setup.name,
            engine.host(setup.settings) if engine else "",
            call.purpose,
            call.leg.source,
            call.leg.target,
            len(shielded.text),
            failed,
            {kind: count for kind, count in shielded.masked.items() if kind in private_kinds()},
        )


def _label(setup: EngineSetup) -> str:
    engine = engines().get(setup.name)
    return engine.label if engine else setup.name


def opened(setup: EngineSetup) -> Translator:
    """Raises Refused where there is no such engine or its settings are incomplete."""
    engine = engines().get(setup.name)
    if engine is None:
        raise Refused(N_("There is no such translation engine:"), setup.name)
    try:
        return engine.open(setup.settings)
    except KeyError as error:
        raise Refused(
            N_("The translation engine is not set up: Settings → Translation."), f"({engine.label}: {error.args[0]})"
        ) from error


@cache
def private_kinds() -> frozenset[str]:
    """What is counted as masked: numbers and order names are hidden to survive, not because they tell of anybody."""
    return frozenset(kind.name for kind in kinds() if kind.is_private)


def says_something(text: str) -> bool:
    return any(map(str.isalpha, TOKEN.sub("", text)))


def _faring(setup: EngineSetup, breaker: Breaker) -> EngineSetup:
    return replace(setup, breaker=breaker)


def _spent_more(setup: EngineSetup, characters: int) -> EngineSetup:
    return replace(setup, spent=setup.spent + characters)
