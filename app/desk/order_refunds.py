"""Money that moved on a mirrored order: transactions and refunds; our own refund is known again, not told as new."""

from app.desk import external_money, remedy_echoes
from app.desk.desk import Desk
from app.domain.events import RefundRecorded
from app.domain.orders import OVER, Refund, Transaction, TransactionStatus
from app.models import Order, RefundRow, TransactionRow
from app.models.columns import bag


def transaction(desk: Desk, order: Order, told: Transaction) -> bool:
    row = desk.one(desk.select(TransactionRow).where(TransactionRow.gid == told.gid))
    is_new = row is None
    if row is None:
        row = TransactionRow(order_id=order.id, gid=told.gid, created_at=told.created_at)
    elif row.status in OVER and told.status not in OVER:
        return False  # an older word that comes late
    row.kind, row.status, row.gateway = told.kind, str(told.status), told.gateway
    row.parent_gid, row.error = told.parent_gid, told.error
    row.amount_shop, row.currency = told.amount.shop.amount, told.amount.shop.currency
    row.amount, row.presentment_currency = told.amount.presentment.amount, told.amount.presentment.currency
    changed = is_new or desk.session.is_modified(row)
    desk.add(row)
    if told.kind == "REFUND" and remedy_echoes.transaction_changed(desk, order.id, told) is None and changed:
        external_money.enter(desk, order)
    return changed


def move(desk: Desk, order: Order, gid: str, status: TransactionStatus, error: str) -> bool | None:
    """A movement that is mirrored reached another state; None where it is not."""
    row = desk.one(desk.select(TransactionRow).where(TransactionRow.gid == gid))
    amount = bag(row.amount_shop, row.currency, row.amount, row.presentment_currency) if row else None
    if row is None or amount is None:
        return None
    told = Transaction(row.gid, row.kind, status, row.gateway, amount, row.created_at, row.parent_gid, error)
    return transaction(desk, order, told)


def refund(desk: Desk, order: Order, told: Refund, *, quiet: bool) -> bool:
    """A total that was not told stays; the money behind it is what its transactions say."""
    row = desk.one(desk.select(RefundRow).where(RefundRow.gid == told.gid))
    is_new = row is None
    if row is None:
        row = RefundRow(order_id=order.id, gid=told.gid, created_at=told.created_at, lines=[])
    if told.total is not None:
        row.total_shop, row.total = told.total.shop.amount, told.total.presentment.amount
    row.note = told.note
    if told.lines:
        row.lines = [
            {"line_item": line.line_item_gid, "quantity": line.quantity, "restock_type": line.restock_type}
            for line in told.lines
        ]
    row.remedy_id = row.remedy_id or remedy_echoes.adopt_echo(desk, order.id, told)
    changed = is_new or desk.session.is_modified(row)
    desk.add(row)
    for moved in told.transactions:
        changed |= transaction(desk, order, moved)
    if is_new and row.remedy_id is None:
        external_money.enter(desk, order)
    if is_new and not quiet:
        desk.record(RefundRecorded(row.id, order.id, external=row.remedy_id is None))
    return changed
