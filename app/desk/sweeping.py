"""What the clock looks for over all shops: who is there to be looked after, and what is old enough to forget."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models import Conversation, Reaction, Shop


def active_shops(session: Session) -> list[int]:
    """Shops that Shopify will answer for."""
    query = select(Shop.id).where(
        Shop.installed_at.is_not(None), Shop.uninstalled_at.is_(None), Shop.needs_reopen_at.is_(None)
    )
    return list(session.scalars(query.order_by(Shop.id)))


def shops_with_snoozed(session: Session, now: datetime) -> list[int]:
    query = select(Conversation.shop_id).where(Conversation.status == "SNOOZED", Conversation.snoozed_until <= now)
    return list(session.scalars(query.distinct()))


def prune_reactions(session: Session, before: datetime, limit: int = 500) -> int:
    """Forget reactions done or left long ago, a batch at a time; their events stay, for timelines and reports."""
    old = select(Reaction.id).where(Reaction.state.in_(("DONE", "SKIPPED")), Reaction.due_at < before).limit(limit)
    return len(session.execute(delete(Reaction).where(Reaction.id.in_(old)).returning(Reaction.id)).all())
