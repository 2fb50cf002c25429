"""What the clock does: it looks into the database and rings for what a lost ring left; the work is the workers'."""

from datetime import datetime, timedelta

import structlog

from app.desk import (
    approval_clock,
    backfills,
    conversations,
    former_intents,
    reactions,
    receipts,
    stored_translations,
    sweeping,
)
from app.errands import remedy
from app.errands.runtime import Runtime
from app.queue import DRAIN, MOVE_BACKFILL, RECONCILE

log = structlog.get_logger()
RECEIPTS_KEPT = timedelta(days=14)
REACTIONS_KEPT = timedelta(days=30)
TEXTS_KEPT = timedelta(days=90)  # translations that nobody needed again for a season
BATCHES = 20  # of one turn: a long backlog is worked off over several


def ring_for_what_is_due(runtime: Runtime, now: datetime) -> bool:
    """Receipts and reactions that are due and in nobody's hands."""
    with runtime.database.transaction(read_only=True) as session:
        due = receipts.is_due(session, now) or reactions.is_work_due(session, now)
    return due and runtime.doorbell.ring(DRAIN)


def send_remedies(runtime: Runtime, now: datetime) -> bool:
    """Those whose time to be undone is over, and those that a crash or a lost ring left alone."""
    return bool(remedy.sweep(runtime, now))


def close_former_intents(runtime: Runtime, now: datetime) -> None:
    """What the release before this one left on its way becomes a remedy for a person to look after."""
    with runtime.database.transaction() as session:
        former_intents.close(session, now)


def expire_approvals(runtime: Runtime, now: datetime) -> bool:
    """What nobody approved in time ends, and who asked for it can see that."""
    with runtime.database.transaction(read_only=True) as session:
        if not approval_clock.is_overdue(session, now):
            return False
    with runtime.database.transaction() as session:
        return bool(approval_clock.expire(session, now))


def wake_conversations(runtime: Runtime, now: datetime) -> None:
    """What was snoozed until now is open again."""
    with runtime.database.transaction(read_only=True) as session:
        shops = sweeping.shops_with_snoozed(session, now)
    for shop_id in shops:
        with runtime.desk(shop_id, now=now) as desk:
            conversations.wake_due(desk)


def move_backfills(runtime: Runtime, now: datetime) -> None:
    """Copies under way: Shopify is asked how far it is, an import whose worker died goes on."""
    del now
    with runtime.database.transaction(read_only=True) as session:
        under_way = backfills.under_way(session)
    for shop_id, backfill_id in under_way:
        runtime.doorbell.ring(MOVE_BACKFILL, shop_id, backfill_id)


def reconcile_shops(runtime: Runtime, now: datetime) -> None:
    """Every shop is asked what changed; that also keeps its tokens from lapsing while nobody opens the app."""
    del now
    with runtime.database.transaction(read_only=True) as session:
        shops = sweeping.active_shops(session)
    for shop_id in shops:
        runtime.doorbell.ring(RECONCILE, shop_id)


def prune(runtime: Runtime, now: datetime) -> None:
    """Small batches, each its own commit, so that nobody waits for a large one."""
    for _ in range(BATCHES):
        with runtime.database.transaction() as session:
            gone = receipts.prune(session, now - RECEIPTS_KEPT)
            gone += sweeping.prune_reactions(session, now - REACTIONS_KEPT)
            gone += stored_translations.prune(session, now - TEXTS_KEPT)
        if not gone:
            return
