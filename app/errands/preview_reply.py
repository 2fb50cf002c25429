"""Shows an agent what the customer would get: his words in the customer's language, back again, and what is kept."""

from dataclasses import dataclass

from app.desk.desk import Actor, ActorKind
from app.domain.checks import Check, compare
from app.domain.errors import DeskError, GatewayError, Rejected
from app.domain.languages import canonical
from app.domain.words import N_
from app.errands.engines import Interpreter, interpreter
from app.errands.runtime import Runtime
from app.models import Agent, Conversation
from app.translation.detect import detect

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class ReplyPreview:
    """`text` would be sent. Where `problem` says why there is none, the agent writes it himself or sends his own."""

    draft: str
    source: str
    target: str
    text: str
    back_translation: str
    checks: tuple[Check, ...]
    engine: str
    problem: str

    @property
    def is_safe(self) -> bool:
        return not self.problem and all(check.ok for check in self.checks)


def preview(runtime: Runtime, shop_id: int, agent_id: int, conversation_id: int, text: str) -> ReplyPreview:
    """Raises Rejected for an empty or endless text; an engine's failure is told in `problem`."""
    if not text.strip():
        raise Rejected(N_("Write something first."), "body")
    if len(text) > LONGEST:
        raise Rejected(N_("A message has at most %(most)s characters."), "body", most=f"{LONGEST:,}")
    own, target = _languages(runtime, shop_id, agent_id, conversation_id)
    source = detect(text, (own,)).language or own
    if not target or source == target:
        return ReplyPreview(text, source, target or source, text, "", (), "", "")
    try:
        engine = interpreter(runtime, shop_id)
        there = engine.put(text, source, target)
    except (GatewayError, DeskError) as error:
        return ReplyPreview(text, source, target, "", "", (), "", str(error))
    back = _back(engine, there, target, source)
    return ReplyPreview(text, source, target, there, back, _checks(text, there, target), engine.name, "")


def check(draft: str, text: str, target: str) -> tuple[Check, ...]:
    """The same checks for a text that the agent has changed by hand."""
    return _checks(draft, text, target)


def _languages(runtime: Runtime, shop_id: int, agent_id: int, conversation_id: int) -> tuple[str, str]:
    with runtime.desk(shop_id, Actor(ActorKind.AGENT, agent_id), read_only=True) as desk:
        agent = desk.get(Agent, agent_id)
        conversation = desk.get(Conversation, conversation_id)
        return canonical(agent.language) or "en", canonical(conversation.language)


def _back(engine: Interpreter, text: str, source: str, target: str) -> str:
    """Without a way back the preview still stands; it shows none."""
    try:
        return engine.put(text, source, target)
    except (GatewayError, DeskError):
        return ""


def _checks(draft: str, text: str, target: str) -> tuple[Check, ...]:
    seen = detect(text, (target,)).language
    return (*compare(draft, text), Check("language", seen in {target, ""}, "" if seen == target else seen))
