"""A shop's engines in use: remembered or stored texts first, then engine after engine, each text shielded on its way.

Nothing is written while an engine thinks: what came of it is kept by `record`, in the caller's transaction.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.desk import engines, glossary, memory, stored_translations
from app.desk.desk import Desk
from app.desk.engines import Equipment
from app.desk.sealing import sealer
from app.desk.stored_translations import Stored, Wanted
from app.domain.errors import Refused
from app.domain.shielding import Cover, cleaned_for_engine, cover
from app.domain.translating.runs import Run, compose, plan
from app.domain.translating.segments import digest, sentences
from app.domain.translating.terms import Term
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.errands.asking import Caller
from app.errands.relaying import Relay, Task
from app.errands.runtime import Runtime

KEPT_HERE = N_("“Keep here” is on, or the shop sends nothing out: no translation engine is asked (Settings → Privacy).")
PATIENCE = 45.0  # seconds for all texts of a message: well inside the claim on it, where nobody waits


class Purpose(StrEnum):
    """Why a text leaves; the privacy page counts by it."""

    INBOUND = "INBOUND"
    SUBJECT = "SUBJECT"
    DRAFT = "DRAFT"
    BACK = "BACK"
    TEST = "TEST"


@dataclass(frozen=True, slots=True)
class Rendering:
    """`engine` made it, "memory" where none had to. `missing`: pieces that stayed as they were, where that is told."""

    text: str
    engine: str
    pivot: str = ""
    missing: int = 0
    remembered: int = 0

    @property
    def is_partial(self) -> bool:
        return self.missing > 0


@dataclass(frozen=True, slots=True)
class Known:
    """What this shop has of one text before anybody is asked."""

    cover: Cover
    runs: tuple[Run, ...]
    stored: dict[str, Stored]
    terms: tuple[Term, ...]


@dataclass(slots=True)
class Interpreter:
    """Used by one caller at a time. Raises Unavailable or Refused, whose words a person may read."""

    runtime: Runtime
    shop_id: int
    equipment: Equipment
    relay: Relay
    made: list[tuple[Wanted, Stored]] = field(default_factory=list)
    recalled: list[tuple[tuple[str, str], str]] = field(default_factory=list)

    def put(self, text: str, source: str, target: str, purpose: Purpose, tone: Tone = Tone.ANY) -> Rendering:
        """`source` may be "" where it is not known. Only a customer's message may come back in part."""
        if not text.strip() or source == target:
            return Rendering(text, "")
        wanted = Wanted(source, target, tone, self.equipment.glossary_version)
        known = self._known(cleaned_for_engine(text), wanted, purpose)
        said, names, pivots, missing, at = [], [], [], 0, 0
        for run in known.runs:
            made = self._run(run, at, known, wanted, purpose)
            at += len(run.text) + len(run.gap)
            said.append(made.text)
            names.append(made.engine)
            pivots.append(made.pivot)
            missing += made.missing
        remembered = sum(bool(run.known) for run in known.runs)
        engine = " + ".join(dict.fromkeys(name for name in names if name))
        pivot = next(filter(None, pivots), "")
        return Rendering(compose(known.runs, said, target), engine, pivot, missing, remembered)

    def record(self, desk: Desk, *, keep: bool = True) -> None:
        """Keep what was used, made and learned of the engines since the last time; not `keep`: the counts alone, as
        whose words they were has been forgotten. In one order for all who record beside us, the conversation first, so
        that none waits for another in a circle.
        """
        for wanted, stored in sorted(self.made, key=lambda made: made[1].digest) if keep else ():
            stored_translations.keep(desk, wanted, [stored], self.equipment.conversation_id)
        engines.record(desk, self.relay.caller.uses)
        for engine_id, (breaker, error) in sorted(self.relay.caller.breakers.items()):
            engines.rest(desk, engine_id, breaker, error)
        for pair in sorted({pair for pair, _digest in self.recalled}):
            memory.used(desk, [of_it for at, of_it in self.recalled if at == pair], pair)
        self.relay.caller.settle()
        self.made, self.recalled = [], []

    @property
    def has_news(self) -> bool:
        return bool(self.relay.caller.uses or self.relay.caller.breakers or self.made or self.recalled)

    def _known(self, text: str, wanted: Wanted, purpose: Purpose) -> Known:
        by_paragraph = purpose in {Purpose.DRAFT, Purpose.BACK}
        digests = [digest(sentence) for sentence in sentences(text)]
        with self.runtime.desk(self.shop_id, read_only=True) as desk:
            recalled = memory.recall(desk, wanted.source, wanted.target, wanted.tone, digests)
            runs = plan(text, recalled, by_paragraph=by_paragraph)
            asked = [run.digest for run in runs if not run.known]
            ids = [setup.id for setup in self.equipment.engines]
            stored = stored_translations.find(desk, wanted, asked, ids)
            terms = glossary.terms_for(desk, wanted.source, wanted.target, self.equipment.order_id, within=text)
        self.recalled += [((wanted.source, wanted.target), run.digest) for run in runs if run.known]
        return Known(self._cover(text, asked, stored, terms), runs, stored, terms)

    def _cover(self, text: str, asked: Sequence[str], stored: Mapping[str, Stored], terms: Sequence[Term]) -> Cover:
        """Over the whole text, wherever it is parted afterwards; where nobody is asked, nothing has to be found."""
        if stored.keys() >= set(asked):
            return Cover(text, ())
        return cover(text, [term.term for term in terms], self.equipment.known)

    def _run(self, run: Run, at: int, known: Known, wanted: Wanted, purpose: Purpose) -> Rendering:
        if run.known:
            return Rendering(run.known, "memory")
        if not run.text.strip():
            return Rendering(run.text, "")
        if stored := known.stored.get(run.digest):
            return Rendering(stored.text, self._name(stored.engine_id), stored.pivot)
        if not self.equipment.sends_out:
            raise Refused(KEPT_HERE)
        task = Task(wanted.source, wanted.target, Tone.of(wanted.tone), purpose, known.terms)
        made = self.relay.carry(known.cover, at, at + len(run.text), task)
        if made.is_sound:
            self.made.append((wanted, Stored(run.digest, made.engine_id, made.text, made.pivot)))
        return Rendering(made.text, self._name(made.engine_id), made.pivot, made.missing)

    def _name(self, engine_id: int) -> str:
        return next((setup.name for setup in self.equipment.engines if setup.id == engine_id), "")


def interpreter(
    runtime: Runtime, shop_id: int, conversation_id: int | None = None, seconds: float = PATIENCE
) -> Interpreter:
    """`seconds`: how long all its texts together may take."""
    with runtime.desk(shop_id, read_only=True) as desk:
        equipment = engines.equipment(desk, sealer(runtime.settings.api_secrets), conversation_id)
    until = time.monotonic() + seconds
    return Interpreter(runtime, shop_id, equipment, Relay(Caller(equipment.engines), until))


def record(runtime: Runtime, interpreter_: Interpreter) -> None:
    """In a transaction of its own, for callers that have none; nothing where nothing happened."""
    if interpreter_.has_news:
        with runtime.desk(interpreter_.shop_id) as desk:
            interpreter_.record(desk)
