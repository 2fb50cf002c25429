"""Our account of orders' money, put together from ledger and mirror, to be compared with Shopify's."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, union

from app.desk.desk import Desk
from app.domain.ledger import Account, Deed, Entry, Span
from app.domain.money import Money
from app.domain.refunds import MoneyState
from app.domain.remedies.kinds import RemedyKind
from app.models import LedgerEntry, Order, RefundRow, Remedy, TransactionRow

DONE = (Entry.SUCCEEDED, Entry.EXTERNAL)
EXACT = (RemedyKind.REFUND, RemedyKind.RETURN_PROCESSING)  # one refund each, of the very amount that was confirmed
GIFTS = (RemedyKind.STORE_CREDIT, RemedyKind.GIFT_CARD, RemedyKind.DISCOUNT_CODE)
STATES = {"SUCCESS": MoneyState.SUCCESS, "FAILURE": MoneyState.FAILURE, "ERROR": MoneyState.FAILURE}
SHOWN = timedelta(days=59)  # Shopify hides older orders from apps without read_all_orders
ENTERED = (
    LedgerEntry.order_id,
    LedgerEntry.remedy_id,
    LedgerEntry.what,
    LedgerEntry.kind,
    LedgerEntry.refund_gid,
    LedgerEntry.at,
    LedgerEntry.amount,
    LedgerEntry.presentment_currency,
)
PAID_BACK = (
    TransactionRow.order_id,
    TransactionRow.gid,
    TransactionRow.status,
    TransactionRow.created_at,
    TransactionRow.amount,
    TransactionRow.presentment_currency,
)
Deeds = dict[int, list[Deed]]


def at_stake(desk: Desk, span: Span) -> set[str]:
    """The orders on which, as we have it, money moved in this span; not those that Shopify deleted."""
    told = select(LedgerEntry.order_id).where(
        LedgerEntry.shop_id == desk.shop.id, LedgerEntry.what.in_(DONE), LedgerEntry.at.between(span.since, span.until)
    )
    mirrored = select(RefundRow.order_id).where(
        RefundRow.shop_id == desk.shop.id, RefundRow.created_at.between(span.since, span.until)
    )
    moved = union(told, mirrored).subquery()
    query = select(Order.gid).join(moved, moved.c.order_id == Order.id).where(Order.shop_id == desk.shop.id)
    return set(desk.session.scalars(query.where(Order.deleted_at.is_(None))))


def accounts(desk: Desk, order_gids: Sequence[str]) -> dict[str, Account]:
    """What our books say of these orders; one that we do not know has an empty account."""
    known = dict(
        desk.session.execute(
            select(Order.id, Order.gid).where(Order.shop_id == desk.shop.id, Order.gid.in_(order_gids))
        ).all()
    )
    refunds, payments, made = _mirrored_refunds(desk, known), _mirrored_payments(desk, known), _entered(desk, known)
    found = {gid: Account() for gid in order_gids}
    for order_id, gid in known.items():
        entered = made[order_id]
        cancelled = tuple(deed for deed in entered if deed.gid == gid)
        told = tuple(deed for deed in entered if deed.gid != gid)
        found[gid] = Account((*told, *refunds[order_id]), tuple(payments[order_id]), cancelled)
    return found


def given(desk: Desk, span: Span) -> list[tuple[str, Deed]]:
    """Credit, gift cards and codes that the ledger says were made, each with its order."""
    query = desk.select(LedgerEntry).where(
        LedgerEntry.what == Entry.SUCCEEDED,
        LedgerEntry.kind.in_(GIFTS),
        LedgerEntry.gid != "",
        LedgerEntry.at.between(span.since, span.until),
    )
    rows = desk.all(query.order_by(LedgerEntry.id))
    return [(row.order_gid, Deed(row.gid, at=row.at, remedy_id=row.remedy_id)) for row in rows]


def must_be_visible(desk: Desk, order_gid: str) -> bool:
    """Whether Shopify would show this order if it were there: not one it deleted, nor one older than it shows."""
    row = desk.one(desk.select(Order).where(Order.gid == order_gid))
    return row is not None and row.deleted_at is None and row.created_at > desk.now - SHOWN


def _entered(desk: Desk, orders: dict[int, str]) -> Deeds:
    """What the ledger says was done, with how the money of our remedies stands."""
    ours = select(Remedy.id, Remedy.money_state).where(Remedy.shop_id == desk.shop.id, Remedy.order_id.in_(orders))
    states = {remedy_id: MoneyState(state or "NONE") for remedy_id, state in desk.session.execute(ours)}
    found: Deeds = defaultdict(list)
    query = (
        select(*ENTERED)
        .where(LedgerEntry.shop_id == desk.shop.id, LedgerEntry.order_id.in_(orders), LedgerEntry.what.in_(DONE))
        .order_by(LedgerEntry.id)
    )
    rows: Any = desk.session.execute(query)
    for order_id, remedy_id, what, kind, gid, at, amount, currency in rows:
        if gid:
            exact = what == Entry.EXTERNAL or kind in EXACT
            state = states.get(remedy_id or 0, MoneyState.NONE)
            found[order_id].append(Deed(gid, _money(amount, currency) if exact else None, state, at, "", remedy_id))
        if kind == RemedyKind.CANCELLATION:
            found[order_id].append(Deed(orders[order_id], at=at, remedy_id=remedy_id))
    return found


def _mirrored_refunds(desk: Desk, orders: dict[int, str]) -> Deeds:
    found: Deeds = defaultdict(list)
    query = (
        select(RefundRow.order_id, RefundRow.gid, RefundRow.total, Order.presentment_currency)
        .join(Order, Order.id == RefundRow.order_id)
        .add_columns(RefundRow.created_at)
        .where(RefundRow.shop_id == desk.shop.id, RefundRow.order_id.in_(orders))
    )
    for order_id, gid, total, currency, at in desk.session.execute(query.order_by(RefundRow.id)):
        found[order_id].append(Deed(gid, _money(total, currency), at=at))
    return found


def _mirrored_payments(desk: Desk, orders: dict[int, str]) -> Deeds:
    found: Deeds = defaultdict(list)
    query = (
        select(*PAID_BACK)
        .where(TransactionRow.shop_id == desk.shop.id, TransactionRow.order_id.in_(orders))
        .where(TransactionRow.kind == "REFUND")
        .order_by(TransactionRow.id)
    )
    for order_id, gid, status, at, amount, currency in desk.session.execute(query):
        found[order_id].append(Deed(gid, _money(amount, currency), STATES.get(status, MoneyState.PENDING), at))
    return found


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)
