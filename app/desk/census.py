"""How many of what there are, over all shops: figures for /metrics, counted where the truth is, in the database."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.desk import reactions
from app.models import Message, Remedy, WebhookReceipt

OUTCOMES = {"WAITING": "waiting", "DONE": "processed", "SKIPPED": "skipped", "DEAD": "dead"}


@dataclass(frozen=True, slots=True)
class Census:
    """`receipts` is keyed by topic and outcome, the others by state."""

    receipts: dict[tuple[str, str], int]
    reactions: dict[str, int]
    messages: dict[str, int]
    remedies: dict[str, int]


def count(session: Session) -> Census:
    receipts = select(WebhookReceipt.topic, WebhookReceipt.state, func.count()).group_by(
        WebhookReceipt.topic, WebhookReceipt.state
    )
    messages = select(Message.delivery, func.count()).where(Message.direction == "OUTBOUND").group_by(Message.delivery)
    remedies = select(Remedy.state, func.count()).group_by(Remedy.state)
    return Census(
        receipts={
            (topic, OUTCOMES.get(state, state.lower())): number for topic, state, number in session.execute(receipts)
        },
        reactions=reactions.counts(session),
        messages=dict(session.execute(messages).all()),
        remedies=dict(session.execute(remedies).all()),
    )
