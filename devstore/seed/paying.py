"""How a seeded order was paid: by card, partly by gift card, by bank transfer, or held on a card and not yet taken."""

from collections.abc import Callable
from decimal import Decimal

from devstore import figures
from devstore.actions.orders import pay
from devstore.change import Change
from devstore.money import MoneyBag
from devstore.state.orders import Order, Transaction

GIFT_CARD_SHARE = Decimal("0.4")


def _movement(change: Change, kind: str, gateway: str, amount: MoneyBag) -> Transaction:
    return Transaction(
        id=change.new_id("OrderTransaction"),
        kind=kind,
        status="SUCCESS",
        gateway=gateway,
        amount=amount,
        created_at=change.now,
        formatted_gateway=gateway.replace("_", " ").title(),
        processed_at=change.now,
    )


def _by_gift_card(change: Change, order: Order) -> Order:
    """A gift card first, the rest by card."""
    whole = figures.total(order)
    part = order.exchange.bag(whole.presentment.amount * GIFT_CARD_SHARE)
    order.transactions.append(_movement(change, "SALE", "gift_card", part))
    order.transactions.append(_movement(change, "SALE", "shopify_payments", whole - part))
    return order


def _by_bank(change: Change, order: Order) -> Order:
    """Money that arrived at the shop's bank; what goes back is paid out by hand."""
    transfer = _movement(change, "SALE", "bank_transfer", figures.total(order))
    transfer.manual = True
    order.transactions.append(transfer)
    return order


def _held(change: Change, order: Order) -> Order:
    """Authorized, not captured."""
    order.transactions.append(_movement(change, "AUTHORIZATION", "shopify_payments", figures.total(order)))
    return order


PAYMENTS: dict[str, Callable[[Change, Order], Order]] = {
    "card": pay,
    "voucher": _by_gift_card,
    "bank": _by_bank,
    "authorized": _held,
}
