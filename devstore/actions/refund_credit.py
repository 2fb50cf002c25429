"""Refunds that become store credit instead of money: the customer's account in the order's currency grows."""

from devstore.actions import goodwill
from devstore.actions.errors import ActionError
from devstore.actions.refund_checks import RefundRequest, StoreCredit
from devstore.change import Change
from devstore.money import rounded
from devstore.state.orders import Order, Transaction

GATEWAY = "shopify_store_credit"


def check_credits(change: Change, order: Order, request: RefundRequest) -> None:
    """Raise ActionError for credit that cannot be given, before anything changed."""
    for item in request.credits:
        _check(change, order, item)


def _check(change: Change, order: Order, item: StoreCredit) -> None:
    shop, currency = change.state.shop, order.exchange.presentment_currency
    if order.customer_id not in change.state.customers:
        raise _refused("Store credit needs a customer on the order")
    if not shop.store_credit_enabled:
        raise _refused("Store credit is not enabled in this shop")
    if item.amount.currency != currency:
        raise _refused("Currency must match the order's presentment currency", "amount")
    if item.amount.amount <= 0:
        raise _refused("Store credit amount must be greater than 0", "amount")
    if item.amount.amount != rounded(item.amount.amount, currency):
        raise _refused(f"Store credit amount has too many decimals for {currency}", "amount")
    if currency not in {shop.currency, *shop.presentment_currencies}:
        raise _refused("Store credit is not available in this currency", "amount")
    if item.expires_at is not None and item.expires_at <= change.now:
        raise _refused("Store credit must expire in the future", "expiresAt")


def _refused(message: str, *field: str) -> ActionError:
    return ActionError(message, "refundMethods", "storeCreditRefund", *field)


def give_credit(change: Change, order: Order, item: StoreCredit, *, cancels: bool) -> Transaction:
    """Credit the customer; the order shows it as a refund through a gateway of its own."""
    owner = goodwill.Owner(change.state.customers[order.customer_id or 0])
    _, movement = goodwill.credit(change, owner, item.amount, item.expires_at, order.id)
    movement.event = "ORDER_CANCELLATION" if cancels else "ORDER_REFUND"
    return Transaction(
        id=change.new_id("OrderTransaction"),
        kind="REFUND",
        status="SUCCESS",
        gateway=GATEWAY,
        formatted_gateway="Store credit",
        amount=order.exchange.bag(item.amount.amount),
        created_at=change.now,
        processed_at=change.now,
    )
