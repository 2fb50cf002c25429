"""Entries of the ledger, each in the transaction of the change it tells of; none is ever changed or taken back."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.desk.desk import Desk
from app.domain.ledger import Entry
from app.domain.orders import Transaction
from app.models import LedgerEntry, Order, Remedy


def write(
    desk: Desk,
    remedy: Remedy,
    what: Entry,
    *,
    approver_id: int | None = None,
    movement: Transaction | None = None,
) -> None:
    """What just happened to a remedy, as its row now is; `movement`: a payment's state, entered once each."""
    values = _about(desk, remedy) | {"what": str(what), "approver_id": approver_id}
    if movement is not None:
        values |= _movement(movement) | {"once": f"{what}:{movement.gid}:{movement.status}"}
    _enter(desk, values)


def _about(desk: Desk, remedy: Remedy) -> dict[str, Any]:
    order = desk.get(Order, remedy.order_id)
    copied = ("kind", "reason", "agent_id", "cost", "currency", "amount", "presentment_currency", "payload_hash")
    return {name: getattr(remedy, name) for name in (*copied, "gid", "refund_gid", "problem")} | {
        "remedy_id": remedy.id,
        "order_id": order.id,
        "order_gid": order.gid,
        "test": order.test,
        "from_state": _state_before(desk, remedy.id),
        "to_state": remedy.state,
    }


def _state_before(desk: Desk, remedy_id: int) -> str:
    last = select(LedgerEntry.to_state).where(LedgerEntry.shop_id == desk.shop.id, LedgerEntry.remedy_id == remedy_id)
    return desk.session.scalar(last.order_by(LedgerEntry.id.desc()).limit(1)) or ""


def _movement(told: Transaction) -> dict[str, Any]:
    return {
        "transaction_gid": told.gid,
        "transaction_status": str(told.status),
        "transaction_amount": told.amount.presentment.amount,
        "transaction_currency": told.amount.presentment.currency,
    }


def _enter(desk: Desk, values: dict[str, Any]) -> None:
    """Two who tell of the same thing at the same time leave one entry."""
    desk.session.flush()
    row = values | {"shop_id": desk.shop.id, "at": desk.now, "actor": str(desk.actor)}
    if desk.session.get_bind().dialect.name == "sqlite":
        desk.session.execute(sqlite.insert(LedgerEntry).values(row).on_conflict_do_nothing())
    else:
        desk.session.execute(postgresql.insert(LedgerEntry).values(row).on_conflict_do_nothing())
