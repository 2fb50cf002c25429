"""The entries of a conversation for one reader: what to show of each message, and why; originals always come along."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, select

from app.desk.desk import Desk
from app.desk.reading.reader import Reader
from app.domain.messages import Author, Direction, TranslationState, Visibility
from app.models import Agent, Conversation, GuardVerdict, Message, Rule, Translation

SHOWN = 50
MOST = 500


class Kind(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    RULE = "rule"
    NOTE = "note"


class Reading(StrEnum):
    """Which text the reader gets first. WAITING and FAILED: the original, and the reason."""

    AS_WRITTEN = "as_written"
    TRANSLATED = "translated"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """`text` is what the reader reads first, `original` what the customer wrote or got, byte for byte."""

    id: int
    kind: Kind
    author: str
    at: datetime
    reading: Reading
    subject: str
    text: str
    language: str
    original: str
    original_language: str
    confidence: int
    languages: tuple[str, ...]
    engine: str
    pivot: str
    is_partial: bool
    by_hand: bool
    reason: str
    note: str
    quoted: str
    back_translation: str
    automated: str
    verified: bool
    address: str
    delivery: str
    delivery_error: str
    sent_at: datetime | None
    attachments: tuple[tuple[str, int], ...]


def entries(desk: Desk, reader: Reader, conversation_id: int, limit: int = SHOWN) -> list[Entry]:
    """The newest `limit` messages, oldest first; one query."""
    translated = and_(
        Translation.shop_id == desk.shop.id,
        Translation.message_id == Message.id,
        Translation.target == reader.language,
    )
    query = (
        select(Message, Translation, GuardVerdict, Agent.name, Rule.name)
        .outerjoin(Translation, translated)
        .outerjoin(GuardVerdict, GuardVerdict.message_id == Message.id)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .outerjoin(Rule, Rule.id == Message.rule_id)
        .where(Message.shop_id == desk.shop.id, Message.conversation_id == conversation_id)
        .order_by(Message.id.desc())
        .limit(limit)
    )
    rows = desk.session.execute(query).all()
    found = [
        _entry(reader, message, beside, verdict, agent or rule or "") for message, beside, verdict, agent, rule in rows
    ]
    return found[::-1]


def subject(desk: Desk, reader: Reader, conversation: Conversation) -> tuple[str, str]:
    """The conversation's subject in the reader's language where it is known, and that language."""
    if reader.understands(conversation.language):
        return conversation.subject, conversation.language
    query = (
        desk.select(Translation)
        .join(Message, Message.id == Translation.message_id)
        .where(Message.shop_id == desk.shop.id, Message.conversation_id == conversation.id)
        .where(Translation.target == reader.language, Translation.subject != "")
        .order_by(Message.id)
    )
    first = desk.one(query)
    return (first.subject, reader.language) if first else (conversation.subject, conversation.language)


def _entry(
    reader: Reader, message: Message, translation: Translation | None, verdict: GuardVerdict | None, author: str
) -> Entry:
    kind = _kind(message)
    by_hand = verdict is not None and verdict.edit_distance > 0
    reading, text, language = _first_text(reader, message, translation, kind)
    if by_hand and text == message.draft_body:  # what the agent wrote first is not what the customer was told
        text, language = (
            (message.back_translation, language) if message.back_translation else (message.body, message.language)
        )
    return Entry(
        id=message.id,
        kind=kind,
        author=author or (message.from_name or message.from_address if kind is Kind.CUSTOMER else ""),
        at=message.created_at,
        reading=reading,
        subject=message.subject,
        text=text,
        language=language,
        original=message.body,
        original_language=message.language,
        confidence=message.language_confidence,
        languages=tuple(str(tag) for tag, _percent in message.languages),
        engine=translation.engine if translation else "",
        pivot=translation.pivot if translation else "",
        by_hand=by_hand,
        reason=verdict.reason if verdict else "",
        is_partial=translation is not None and translation.state == TranslationState.PARTIAL,
        note=translation.note if translation else "",
        quoted=message.quoted,
        back_translation=message.back_translation,
        automated=message.automated,
        verified=message.verified,
        address=message.from_address if kind is Kind.CUSTOMER else message.to_address,
        delivery=message.delivery,
        delivery_error=message.delivery_error,
        sent_at=message.sent_at,
        attachments=tuple(_attachment(item) for item in message.attachments),
    )


def _kind(message: Message) -> Kind:
    if message.visibility == Visibility.NOTE:
        return Kind.NOTE
    if message.direction == Direction.INBOUND:
        return Kind.CUSTOMER
    return Kind.RULE if message.author == Author.RULE else Kind.AGENT


def _first_text(
    reader: Reader, message: Message, translation: Translation | None, kind: Kind
) -> tuple[Reading, str, str]:
    only_sent = reader.understands(message.language) and not reader.understands(message.draft_language)
    is_ours = kind in (Kind.AGENT, Kind.RULE) and message.draft_body and message.draft_body != message.body
    if is_ours and not only_sent:
        return Reading.TRANSLATED, message.draft_body, message.draft_language
    if kind is not Kind.CUSTOMER or reader.understands(message.language):
        # a language that is not told yet may still turn out to need a translation: shown as written until then
        return Reading.AS_WRITTEN, message.body, message.language
    if translation is None:
        return Reading.WAITING, message.body, message.language
    if translation.text:
        return Reading.TRANSLATED, translation.text, reader.language
    return Reading.FAILED, message.body, message.language


def _attachment(item: dict[str, Any]) -> tuple[str, int]:
    return str(item.get("name", "")), int(item.get("size", 0))
