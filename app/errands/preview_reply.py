"""Shows an agent what the customer would get: his words in the customer's language, back again, and the verdict."""

from contextlib import suppress
from dataclasses import dataclass, field, replace

from app.desk import tones
from app.desk.desk import Actor, ActorKind
from app.domain.errors import DeskError, GatewayError, Rejected
from app.domain.guard.differences import Piece, differences
from app.domain.guard.verdict import Verdict
from app.domain.languages import canonical
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.errands.guarding import Reply, judge
from app.errands.interpreting import Interpreter, Purpose, Rendering, interpreter, record
from app.errands.runtime import Runtime
from app.errands.waiting_room import ROOM, Busy
from app.models import Agent, Conversation
from app.translation.detect import detect

LONGEST = 20_000
PLAIN: tuple[Piece, ...] = ()
SECONDS = 20.0  # a person waits; what takes longer is told and can be asked for again


@dataclass(frozen=True, slots=True)
class Draft:
    """What the agent wrote; `tone` is what he chose for this reply, ANY leaves it to the customer's and the shop's."""

    text: str
    tone: Tone = Tone.ANY


@dataclass(frozen=True, slots=True)
class ReplyPreview:
    """`text` would be sent. Where `problem` says why there is none, the agent writes it himself or sends his own.

    `engine` made the text: an engine's name, "memory", or "macro" and "draft" for texts that people wrote before.
    `shown` is what was shown first, where `text` was changed by hand since; `is_blocked`: somebody tried to send it.
    `is_busy`: nobody was asked, because too many wait; the same may be asked again soon.
    """

    draft: str
    source: str
    target: str
    text: str
    back_translation: str = ""
    verdict: Verdict = field(default_factory=Verdict)
    engine: str = ""
    problem: str = ""
    pivot: str = ""
    remembered: int = 0
    tone: Tone = Tone.ANY
    reason: str = ""
    is_blocked: bool = False
    shown: str = ""
    is_busy: bool = False

    @property
    def is_safe(self) -> bool:
        return not self.problem and not self.verdict.is_red

    @property
    def is_own_words(self) -> bool:
        return self.engine in {"macro", "draft"}

    @property
    def pieces(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """The draft and its back-translation with what differs marked."""
        return differences(self.draft, self.back_translation, self.source) if self.back_translation else (PLAIN, PLAIN)


@dataclass(frozen=True, slots=True)
class Languages:
    own: str
    target: str
    tone: Tone


def preview(runtime: Runtime, shop_id: int, agent_id: int, conversation_id: int, draft: Draft) -> ReplyPreview:
    """Raises Rejected for an empty or endless text; an engine's failure is told in `problem`."""
    known, source = _known(runtime, shop_id, agent_id, conversation_id, draft)
    if not known.target or source == known.target:
        return ReplyPreview(draft.text, source, known.target or source, draft.text)
    engine = interpreter(runtime, shop_id, conversation_id, SECONDS)
    try:
        with ROOM.enter(shop_id, conversation_id):
            there = engine.put(draft.text, source, known.target, Purpose.DRAFT, known.tone)
            back = _back(engine, there.text, source, known.target)
    except (GatewayError, DeskError) as error:
        is_busy = isinstance(error, Busy)
        return ReplyPreview(draft.text, source, known.target, "", problem=str(error), tone=known.tone, is_busy=is_busy)
    finally:
        record(runtime, engine)
    reply = Reply(draft.text, there.text, source, known.target, back, known.tone)
    with runtime.desk(shop_id, read_only=True) as desk:
        verdict = judge(desk, conversation_id, reply)
    return _shown(reply, there, verdict)


def by_hand(runtime: Runtime, shop_id: int, agent_id: int, conversation_id: int, draft: Draft) -> ReplyPreview:
    """For an agent who does not wait for an engine: the place to write the customer's text himself."""
    known, source = _known(runtime, shop_id, agent_id, conversation_id, draft)
    problem = N_("The translation engine was not waited for.")
    return ReplyPreview(draft.text, source, known.target or source, "", problem=problem, tone=known.tone)


def again(runtime: Runtime, shop_id: int, conversation_id: int, reply: Reply) -> ReplyPreview:
    """What a text that was changed by hand says, and what the guard says of it."""
    back = ""
    if reply.source != reply.target and reply.text.strip():
        engine = interpreter(runtime, shop_id, conversation_id, SECONDS)
        with suppress(Busy), ROOM.enter(shop_id, conversation_id):
            back = _back(engine, reply.text[:LONGEST], reply.source, reply.target)
        record(runtime, engine)
    judged = replace(reply, back=back)
    with runtime.desk(shop_id, read_only=True) as desk:
        verdict = judge(desk, conversation_id, judged)
    return _shown(judged, Rendering(reply.text, ""), verdict)


def _shown(reply: Reply, there: Rendering, verdict: Verdict) -> ReplyPreview:
    return ReplyPreview(
        reply.draft,
        reply.source,
        reply.target,
        there.text,
        reply.back,
        verdict,
        there.engine,
        pivot=there.pivot,
        remembered=there.remembered,
        tone=reply.tone,
    )


def _known(runtime: Runtime, shop_id: int, agent_id: int, conversation_id: int, draft: Draft) -> tuple[Languages, str]:
    """The languages of a reply and the one the draft is in: an agent may write the customer's himself."""
    if not draft.text.strip():
        raise Rejected(N_("Write something first."), "body")
    if len(draft.text) > LONGEST:
        raise Rejected(N_("A message has at most %(most)s characters."), "body", most=f"{LONGEST:,}")
    known = _languages(runtime, shop_id, agent_id, conversation_id, draft.tone)
    return known, spoken(draft.text, known.own)


def spoken(text: str, own: str) -> str:
    """The language an agent wrote in; his own where it cannot be told."""
    return detect(text, (own,)).language or canonical(own)


def _languages(runtime: Runtime, shop_id: int, agent_id: int, conversation_id: int, wish: Tone) -> Languages:
    with runtime.desk(shop_id, Actor(ActorKind.AGENT, agent_id), read_only=True) as desk:
        agent = desk.get(Agent, agent_id)
        conversation = desk.get(Conversation, conversation_id)
        target = canonical(conversation.language)
        tone = tones.tone_of(desk, target, conversation.customer_id, wish)
        return Languages(canonical(agent.language) or "en", target, tone)


def _back(engine: Interpreter, text: str, source: str, target: str) -> str:
    """Without a way back the preview still stands; it shows none."""
    try:
        return engine.put(text, target, source, Purpose.BACK).text
    except (GatewayError, DeskError):
        return ""
