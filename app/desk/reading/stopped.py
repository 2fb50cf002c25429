"""What the guard stopped, by check, and who sent a reply in spite of it, with the reason he wrote."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, and_, cast, func, select

from app.desk.desk import Desk
from app.desk.guard_verdicts import Outcome
from app.models import Agent, Conversation, GuardVerdict

MOST_OVERRIDES = 50


@dataclass(frozen=True, slots=True)
class Override:
    """`message_id` is None once the message is gone; its reason went with it."""

    at: datetime
    agent: str
    reason: str
    red: tuple[str, ...]
    source: str
    target: str
    conversation_id: int
    message_id: int | None
    subject: str


def checks(desk: Desk, since: datetime) -> tuple[tuple[str, int], ...]:
    """Replies stopped, by each check that was red; counted by the whole list, of which there are few."""
    red = cast(GuardVerdict.red, Text)
    query = select(red, func.count()).where(
        GuardVerdict.shop_id == desk.shop.id,
        GuardVerdict.created_at >= since,
        GuardVerdict.outcome == Outcome.BLOCKED,
    )
    counted: Counter[str] = Counter()
    for names, number in desk.session.execute(query.group_by(red)):
        counted.update(dict.fromkeys(json.loads(names), number))
    return tuple(counted.most_common())


def overrides(desk: Desk, since: datetime) -> tuple[Override, ...]:
    """The latest, with who and why."""
    query = (
        select(GuardVerdict, Agent.name, Conversation.subject)
        .outerjoin(Agent, and_(Agent.id == GuardVerdict.agent_id, Agent.shop_id == GuardVerdict.shop_id))
        .join(Conversation, Conversation.id == GuardVerdict.conversation_id)
        .where(
            GuardVerdict.shop_id == desk.shop.id,
            GuardVerdict.created_at >= since,
            GuardVerdict.outcome == Outcome.OVERRIDDEN,
        )
        .order_by(GuardVerdict.created_at.desc(), GuardVerdict.id.desc())
        .limit(MOST_OVERRIDES)
    )
    return tuple(_override(row, name or "", subject) for row, name, subject in desk.session.execute(query))


def _override(row: GuardVerdict, agent: str, subject: str) -> Override:
    where = (row.source, row.target, row.conversation_id, row.message_id, subject)
    return Override(row.created_at, agent, row.reason, tuple(row.red), *where)
