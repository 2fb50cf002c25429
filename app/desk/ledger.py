"""Entries of the ledger, each in the transaction of the change it tells of; none is ever changed or taken back."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.desk.desk import Desk
from app.domain.ledger import Entry
from app.domain.money import Money
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
        values |= payment(movement.gid, str(movement.status), movement.amount.presentment)
        values["once"] = f"{what}:{movement.gid}:{movement.status}"
    _enter(desk, values)


def write_other(desk: Desk, what: Entry, known_by: str, order: Order | None, **values: Any) -> None:
    """What is not a remedy's doing, such as a refund made in Shopify's admin: once, however often it is told."""
    place: dict[str, Any] = {"what": str(what), "once": f"{what}:{known_by}"}
    if order is not None:
        place |= {"order_id": order.id, "order_gid": order.gid, "test": order.test}
    _enter(desk, place | values)


def payment(gid: str, status: str, amount: Money | None) -> dict[str, Any]:
    """The columns that tell of a payment."""
    paid = {"transaction_amount": amount.amount, "transaction_currency": amount.currency} if amount else {}
    return {"transaction_gid": gid, "transaction_status": status} | paid


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
    last = last.where(LedgerEntry.to_state != "")
    return desk.session.scalar(last.order_by(LedgerEntry.id.desc()).limit(1)) or ""


def _enter(desk: Desk, values: dict[str, Any]) -> None:
    """Two who tell of the same thing at the same time leave one entry."""
    desk.session.flush()
    row = values | {"shop_id": desk.shop.id, "at": desk.now, "actor": str(desk.actor)}
    if desk.session.get_bind().dialect.name == "sqlite":
        desk.session.execute(sqlite.insert(LedgerEntry).values(row).on_conflict_do_nothing())
    else:
        desk.session.execute(postgresql.insert(LedgerEntry).values(row).on_conflict_do_nothing())
