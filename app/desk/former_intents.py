"""Refund and return intents of the release before this one: what it left on its way, a person looks after.

Goes with their tables, a release later.
"""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk import erasing
from app.desk.desk import SYSTEM, desk_in
from app.domain.intents import OPEN_STATES, IntentState
from app.domain.problems import Problem
from app.domain.remedies.kinds import RemedyKind, RemedyReason, RemedyState
from app.models import RefundIntent, Remedy, ReturnIntent

Former = TypeVar("Former", RefundIntent, ReturnIntent)
LEFT_FOR = timedelta(minutes=30)  # the former release's workers may still be at it


def close(session: Session, now: datetime) -> int:
    """Turn what nobody has touched for long into remedies to be reviewed; how many there were."""
    return _close(session, RefundIntent, now) + _close(session, ReturnIntent, now)


def _close(session: Session, former: type[Former], now: datetime) -> int:
    rows = session.scalars(
        select(former)
        .where(former.state.in_(OPEN_STATES), former.created_at < now - LEFT_FOR)
        .where(former.claimed_until.is_(None) | (former.claimed_until < now - LEFT_FOR))
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        session.add(_remedy(row, now))
        row.state, row.open_order_id, row.settled_at = IntentState.NEEDS_REVIEW, None, now
        session.flush()
        erasing.ended_papers(desk_in(session, row.shop_id, SYSTEM, now), row.order_id)
    return len(rows)


def _remedy(row: RefundIntent | ReturnIntent, now: datetime) -> Remedy:
    return Remedy(
        shop_id=row.shop_id,
        order_id=row.order_id,
        conversation_id=row.conversation_id,
        agent_id=row.agent_id,
        kind=RemedyKind.REFUND if isinstance(row, RefundIntent) else RemedyKind.RETURN,
        reason=RemedyReason.OTHER,
        note=row.reason if isinstance(row, RefundIntent) else "",
        idempotency_key=row.idempotency_key if isinstance(row, RefundIntent) else str(uuid4()),
        payload_hash=row.payload_hash if isinstance(row, RefundIntent) else "",
        request=row.request,
        cost=row.amount_shop if isinstance(row, RefundIntent) else None,
        currency=row.currency if isinstance(row, RefundIntent) else "",
        amount=row.amount if isinstance(row, RefundIntent) else None,
        presentment_currency=row.presentment_currency if isinstance(row, RefundIntent) else "",
        state=RemedyState.NEEDS_REVIEW,
        problem=Problem.NEVER_CONFIRMED,
        created_at=row.created_at,
        first_sent_at=row.first_sent_at,
        settled_at=now,
    )
