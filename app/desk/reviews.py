"""What a person who reads both languages says of a reply that went out; the good ones teach the memory."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.exc import IntegrityError

from app.desk import memory
from app.desk.desk import Desk
from app.desk.guard_verdicts import Outcome
from app.domain.errors import Conflict, NotFound, Rejected
from app.domain.translating.learning import Sent
from app.domain.words import N_
from app.models import Agent, GuardVerdict, Message, TranslationReview

LOOKS_BACK = timedelta(days=90)
MOST = 200  # of the latest, one of which is drawn
LONGEST_NOTE = 1_000
WENT_OUT = (Outcome.SENT, Outcome.OVERRIDDEN)


class Mark(StrEnum):
    GOOD = "GOOD"
    AWKWARD = "AWKWARD"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Sample:
    """A reply as its agent wrote it, as the customer got it, and what it said translated back."""

    message_id: int
    conversation_id: int
    draft: str
    text: str
    back: str
    source: str
    target: str
    tone: str
    engine: str
    is_edited: bool
    sent_at: datetime


def draw(desk: Desk) -> Sample | None:
    """One of the replies that this agent can judge and did not yet, drawn at random; None where there is none."""
    found = list(desk.session.scalars(_open(desk).limit(MOST)))
    return one(desk, secrets.choice(found)) if found else None


def one(desk: Desk, message_id: int) -> Sample:
    """A reply that may be reviewed; any other is as absent as one that never was."""
    message: Message = desk.get(Message, message_id)
    went_out = GuardVerdict.outcome.in_(WENT_OUT)
    verdict = desk.one(desk.select(GuardVerdict).where(GuardVerdict.message_id == message.id, went_out))
    if verdict is None:
        raise NotFound(N_("Nothing here has the number %(number)s, or not any more."), number=message_id)
    return Sample(
        message.id,
        message.conversation_id,
        message.draft_body,
        message.body,
        message.back_translation,
        verdict.source,
        verdict.target,
        verdict.tone,
        verdict.engine,
        verdict.edit_distance > 0,
        message.created_at,
    )


def keep(desk: Desk, message_id: int, mark: str, note: str) -> None:
    """Once an agent and message; what is good is said so again the next time."""
    if mark not in set(Mark):
        raise Rejected(N_("Choose one of the values offered."), "mark")
    if len(note) > LONGEST_NOTE:
        raise Rejected(N_("At most %(count)s characters fit here."), "note", count=LONGEST_NOTE)
    sample = one(desk, message_id)
    if not {sample.source, sample.target} <= _reads(desk):
        raise Rejected(N_("This reply is in a language that you did not say you read: Settings → Your languages."))
    row = TranslationReview(
        message_id=message_id, agent_id=desk.actor.id, mark=mark, note=note.strip(), created_at=desk.now
    )
    try:
        with desk.session.begin_nested():
            desk.add(row)
    except IntegrityError:
        raise Conflict(N_("You have reviewed this reply already.")) from None
    if mark == Mark.GOOD:
        _teach(desk, sample)


def waiting(desk: Desk) -> int:
    """How many this agent could review, up to as many as one is drawn of."""
    return len(list(desk.session.scalars(_open(desk).limit(MOST))))


def _teach(desk: Desk, sample: Sample) -> None:
    """Approved as sent. What an agent changed was learned when it went out, so nothing is told apart here."""
    sent = Sent(sample.draft, "", sample.text, sample.source, sample.target)
    memory.learn_from(desk, sample.conversation_id, sent, sample.tone)


def _reads(desk: Desk) -> set[str]:
    agent = desk.get(Agent, desk.actor.id)
    return {agent.language, *agent.reads}


def _open(desk: Desk) -> Select[int]:
    reads = sorted(_reads(desk))
    reviewed = exists().where(
        TranslationReview.shop_id == desk.shop.id,
        TranslationReview.message_id == GuardVerdict.message_id,
        TranslationReview.agent_id == desk.actor.id,
    )
    return (
        select(Message.id)
        .join(GuardVerdict, and_(GuardVerdict.message_id == Message.id, GuardVerdict.shop_id == Message.shop_id))
        .where(
            GuardVerdict.shop_id == desk.shop.id,
            GuardVerdict.created_at >= desk.now - LOOKS_BACK,
            GuardVerdict.outcome.in_(WENT_OUT),
            GuardVerdict.source.in_(reads),
            GuardVerdict.target.in_(reads),
            Message.draft_body != "",
            ~reviewed,
        )
        .order_by(GuardVerdict.created_at.desc(), GuardVerdict.id.desc())
    )
