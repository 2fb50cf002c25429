"""What a merchant does with an order in the admin beside refunds: edits lines, captures money, books a payment."""

from decimal import Decimal

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.actions.holds import release_paid
from devstore.change import Change
from devstore.refunding import WantedLine, line_amount
from devstore.state.orders import LineItem, Order, Refund, RefundLine, Transaction
from devstore.state.platform import Subject


def take_off(change: Change, order: Order, pieces: dict[int, int]) -> Refund:
    """Take unshipped pieces off an order, by line id; what was paid for them stays paid until it is refunded."""
    lines = []
    for key, count in pieces.items():
        line = order.line(key)
        if line is None or not 0 < count <= figures.unfulfilled_quantity(order, line):
            raise ActionError("Only unfulfilled pieces can be removed", "lineItems")
        lines.append(line_amount(order, WantedLine(line, count, "CANCEL")))
    refund = Refund(change.new_id("Refund"), change.now, edit=True)
    for amount in lines:
        wanted = amount.wanted
        refund.lines.append(
            RefundLine(
                change.new_id("RefundLineItem"), wanted.line.id, wanted.quantity, "CANCEL", amount.subtotal, amount.tax
            )
        )
    order.refunds.append(refund)
    announce_edit(change, order)
    return refund


def put_on(change: Change, order: Order, line: LineItem) -> None:
    """Put a line on an order; the customer then owes it."""
    order.line_items.append(line)
    announce_edit(change, order)


def announce_edit(change: Change, order: Order) -> None:
    """An edited order."""
    change.touch(order)
    change.emit("orders/edited", Subject(order=order))
    change.emit("orders/updated", Subject(order=order))


def receive(change: Change, order: Order, amount: Decimal | None, gateway: str, *, manual: bool = False) -> Transaction:
    """The customer pays what is outstanding, or a part; what waited only for that may leave."""
    due = figures.outstanding(order).presentment.amount
    paying = due if amount is None else amount
    if not 0 < paying <= due:
        raise ActionError("No such amount is outstanding", "amount")
    transaction = _movement(change, order, paying, ("SALE", gateway))
    transaction.manual = manual
    order.transactions.append(transaction)
    if not figures.outstanding(order):
        release_paid(change, order)
        change.emit("orders/paid", Subject(order=order))
    _announce(change, order, transaction)
    return transaction


def capture(change: Change, order: Order) -> Transaction:
    """Take the money that a card holds for the order."""
    ended = {item.parent_id for item in order.transactions if item.kind in {"CAPTURE", "VOID"}}
    held = [item for item in order.transactions if item.kind == "AUTHORIZATION" and item.id not in ended]
    if not held:
        raise ActionError("Nothing is authorized", "id")
    transaction = _movement(change, order, held[0].amount.presentment.amount, ("CAPTURE", held[0].gateway))
    transaction.parent_id = held[0].id
    order.transactions.append(transaction)
    _announce(change, order, transaction)
    return transaction


def _movement(change: Change, order: Order, amount: Decimal, what: tuple[str, str]) -> Transaction:
    kind, gateway = what
    return Transaction(
        id=change.new_id("OrderTransaction"),
        kind=kind,
        status="SUCCESS",
        gateway=gateway,
        formatted_gateway=gateway.replace("_", " ").title(),
        amount=order.exchange.bag(amount),
        created_at=change.now,
        processed_at=change.now,
    )


def _announce(change: Change, order: Order, transaction: Transaction) -> None:
    change.touch(order)
    change.emit("order_transactions/create", Subject(order=order, transaction=transaction))
    change.emit("orders/updated", Subject(order=order))
