"""Audits of a shop's money against Shopify, and payments still on their way: both only ask; money is never moved."""

import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import structlog

from app.desk import audits, drifts, leases, our_books, pending
from app.desk.audits import Begun
from app.domain.ledger import Account, compare
from app.errands import mirror_order, tokens
from app.errands.runtime import Runtime
from app.queue import AUDIT, FOLLOW
from app.shopify import audit as admin

log = structlog.get_logger()
BUDGET = 120.0  # seconds of one turn: other shops wait behind this one
PAUSE = 1.0  # seconds between questions: what an agent asks finds the shop's cost bucket never empty
LEASE = 300.0  # seconds; a turn takes at most the budget and one call


def run(runtime: Runtime, shop_id: int, now: datetime | None = None, *, pause: float = PAUSE) -> bool:
    """Go on with the audit under way, for as long as the budget lasts; returns whether there is no more to do."""
    holder, name = uuid.uuid4().hex, f"audit:{shop_id}"
    moment = now or datetime.now(UTC)
    with runtime.database.transaction() as session:
        if not leases.hold(session, name, holder, moment, LEASE):
            return True
    is_done = _go_on(runtime, shop_id, now, pause)
    with runtime.database.transaction() as session:  # after a failure it lapses by itself: no need to hurry
        leases.let_go(session, name, holder, moment)
    return is_done


def _go_on(runtime: Runtime, shop_id: int, now: datetime | None, pause: float) -> bool:
    limit = time.monotonic() + BUDGET
    with runtime.desk(shop_id, now=now, read_only=True) as desk:
        begun = audits.look(desk)
        ours = our_books.at_stake(desk, begun.span) if begun else set()
    if begun is None:
        return True
    theirs = tokens.with_fresh_token(runtime, shop_id, lambda api: admin.refunded_since(api, begun.span.since))
    left = sorted((_number(gid), gid) for gid in ours | theirs if _number(gid) > begun.reached)
    for start in range(0, len(left), admin.PAGE):
        if time.monotonic() > limit:
            return False
        _page(runtime, shop_id, begun, [gid for _, gid in left[start : start + admin.PAGE]], now)
        time.sleep(pause)
    _gifts(runtime, shop_id, begun, now)
    with runtime.desk(shop_id, now=now) as desk:
        audits.finish(desk, begun.audit_id)
    return True


def _page(runtime: Runtime, shop_id: int, begun: Begun, order_gids: Sequence[str], now: datetime | None) -> None:
    told = tokens.with_fresh_token(runtime, shop_id, lambda api: admin.accounts(api, order_gids))
    with runtime.desk(shop_id, now=now) as desk:
        found = 0
        books = our_books.accounts(desk, order_gids)
        for gid in order_gids:
            theirs = told.get(gid) or Account(whole=our_books.must_be_visible(desk, gid))
            found += drifts.enter(desk, gid, compare(books[gid], theirs, begun.span))
        audits.reach(desk, begun.audit_id, _number(order_gids[-1]), orders=len(order_gids), found=found)
    if found:
        log.warning("an audit found differences", shop_id=shop_id, found=found)


def _gifts(runtime: Runtime, shop_id: int, begun: Begun, now: datetime | None) -> None:
    """Whether the credit, cards and codes that we gave are there."""
    with runtime.desk(shop_id, now=now, read_only=True) as desk:
        given = our_books.given(desk, begun.span)
    for start in range(0, len(given), admin.MANY):
        page = given[start : start + admin.MANY]
        gids = [deed.gid for _order_gid, deed in page]
        there = tokens.with_fresh_token(runtime, shop_id, partial(admin.existing, gids=gids))
        with runtime.desk(shop_id, now=now) as desk:
            found = 0
            for order_gid, deed in page:
                theirs = Account(made=tuple(one for one in there.made if one.gid == deed.gid), whole=there.whole)
                found += drifts.enter(desk, order_gid, compare(Account(made=(deed,)), theirs, begun.span))
            audits.add(desk, begun.audit_id, found=found)


def begin_nightly(runtime: Runtime, now: datetime) -> None:
    """Once a day for every shop, in its own small hours."""
    with runtime.database.transaction(read_only=True) as session:
        shops = audits.at_night(session, now)
    for shop_id in shops:
        with runtime.desk(shop_id, now=now) as desk:
            audits.begin(desk)


def resume(runtime: Runtime, now: datetime) -> None:
    """Audits begun, by the clock or by a person, and those whose worker died."""
    del now
    with runtime.database.transaction(read_only=True) as session:
        shops = audits.unfinished(session)
    for shop_id in shops:
        runtime.doorbell.ring(AUDIT, shop_id)


def follow_pending(runtime: Runtime, now: datetime) -> None:
    """Payments on their way whose word may have been lost: each is asked for again, ever more seldom."""
    with runtime.database.transaction(read_only=True) as session:
        due = pending.due(session, now)
    for shop_id, remedy_id in due:
        runtime.doorbell.ring(FOLLOW, shop_id, remedy_id)


def follow(runtime: Runtime, shop_id: int, remedy_id: int, now: datetime | None = None) -> None:
    """Mirror the order of one such payment; what that tells of it is recorded as its webhook would have been."""
    with runtime.desk(shop_id, now=now) as desk:
        order_gid = pending.take(desk, remedy_id)
    if order_gid:
        mirror_order.fetch(runtime, shop_id, order_gid)


def _number(gid: str) -> int:
    tail = gid.rpartition("/")[2]
    return int(tail) if tail.isascii() and tail.isdecimal() else 0
