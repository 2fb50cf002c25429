"""Translations beside their message: which are owed, and what came of them; the original stands whatever happens."""

from dataclasses import dataclass

from sqlalchemy import select

from app.desk.desk import Desk
from app.domain.events import MessageTranslated, TranslationWanted
from app.domain.languages import Reader, targets
from app.domain.messages import ConversationStatus, Direction, TranslationState, Visibility
from app.models import Agent, Conversation, Message, Translation

RANK = (TranslationState.FAILED, TranslationState.PARTIAL, TranslationState.DONE)
CAUGHT_UP = 100  # older messages are translated when a person asks


@dataclass(frozen=True, slots=True)
class Owed:
    """A message and the languages somebody needs it in. Quotes, notes and files are not part of it."""

    message_id: int
    conversation_id: int
    subject: str
    body: str
    source: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One translation, or in `note` why there is none or what of it is missing."""

    target: str
    engine: str
    text: str = ""
    note: str = ""
    pivot: str = ""
    is_partial: bool = False

    @property
    def state(self) -> TranslationState:
        if not self.text:
            return TranslationState.FAILED
        return TranslationState.PARTIAL if self.is_partial else TranslationState.DONE


def owed(desk: Desk, message_id: int, *, again: bool = False) -> Owed | None:
    """What is still to be translated of a customer's message; None when nothing is. `again`: a person asked, so what
    was translated in part is tried once more.
    """
    message = desk.get(Message, message_id)
    if message.direction != Direction.INBOUND or message.visibility == Visibility.NOTE or not message.body.strip():
        return None
    agents = desk.all(desk.select(Agent).where(Agent.removed_at.is_(None)))
    readers = [Reader(agent.language, tuple(agent.reads)) for agent in agents]
    enough = {TranslationState.DONE} if again else {TranslationState.DONE, TranslationState.PARTIAL}
    has_subject = bool(message.subject.strip())
    rows = [row for row in _rows(desk, message_id) if row.subject or not has_subject]
    done = {row.target for row in rows if row.state in enough}
    wanted = tuple(tag for tag in targets(message.language, readers, desk.shop.locale) if tag not in done)
    if not wanted or not message.language:
        return None
    return Owed(message.id, message.conversation_id, message.subject, message.body, message.language, wanted)


def store(desk: Desk, work: Owed, outcome: Outcome) -> bool:
    """Keep what came of one language; better takes the place of worse, never the other way round. False where the
    message's writer was forgotten while the engine thought; where a person corrected the language meanwhile, others
    translate it anew. Locked in the order in which forgetting locks.
    """
    conversation = desk.get(Conversation, work.conversation_id, lock=True)
    message = desk.get(Message, work.message_id, lock=True)
    if not message.body or message.language != work.source:
        return bool(message.body)
    row = next((row for row in _rows(desk, work.message_id) if row.target == outcome.target), None)
    if row is not None and row.text and RANK.index(row.state) >= RANK.index(outcome.state):
        return True
    row = row or Translation(message_id=work.message_id, target=outcome.target)
    row.source, row.engine, row.pivot, row.created_at = work.source, outcome.engine, outcome.pivot, desk.now
    row.text, row.note, row.state = outcome.text, outcome.note[:1000], outcome.state
    desk.add(row)
    conversation.changed_at = desk.now
    if outcome.text:
        desk.record(MessageTranslated(work.message_id, work.conversation_id, outcome.target))
    return True


def store_subject(desk: Desk, work: Owed, target: str, subject: str) -> bool:
    """Beside the body; False as in `store`."""
    conversation = desk.get(Conversation, work.conversation_id, lock=True)
    message = desk.get(Message, work.message_id, lock=True)
    if not message.body or message.language != work.source:
        return bool(message.body)
    row = next((row for row in _rows(desk, work.message_id) if row.target == target), None)
    if row is not None and subject:
        row.subject, conversation.changed_at = subject, desk.now
        desk.record(MessageTranslated(work.message_id, work.conversation_id, target))
    return True


def correct(desk: Desk, conversation_id: int, language: str) -> int | None:
    """A person says which language the customer writes: translations of his last message from another one go.

    Returns the message, which may still need new ones where this was begun before; None where there is none, or where
    the conversation is in another language by now: then somebody else's word counts.
    """
    if desk.get(Conversation, conversation_id, lock=True).language != language:
        return None
    query = desk.select(Message).where(
        Message.conversation_id == conversation_id, Message.direction == Direction.INBOUND
    )
    message = desk.one(query.order_by(Message.id.desc()).with_for_update())
    if message is None:
        return None
    if message.language != language:
        message.language, message.language_confidence = language, 100
        for row in _rows(desk, message.id):
            desk.session.delete(row)
    return message.id


def want(desk: Desk, message_id: int) -> int:
    """A person asks for what is missing; returns the conversation."""
    message = desk.get(Message, message_id)
    desk.record(TranslationWanted(message.id, message.conversation_id))
    return int(message.conversation_id)


def want_for(desk: Desk, language: str) -> None:
    """Somebody works in this language from now on: the newest open messages are put into it too."""
    written = (Message.direction == Direction.INBOUND, Message.visibility == Visibility.PUBLIC)
    known = select(Translation.message_id).where(
        Translation.shop_id == desk.shop.id, Translation.target == language, Translation.state == TranslationState.DONE
    )
    query = (
        desk.select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(*written, Message.language.not_in(("", language)), Message.id.not_in(known))
        .where(Conversation.shop_id == desk.shop.id, Conversation.status != ConversationStatus.RESOLVED)
        .order_by(Message.id.desc())
    )
    for message in desk.all(query.limit(CAUGHT_UP)):
        desk.record(TranslationWanted(message.id, message.conversation_id))


def _rows(desk: Desk, message_id: int) -> list[Translation]:
    return desk.all(desk.select(Translation).where(Translation.message_id == message_id))
