"""Fields of refunds and transactions."""

from datetime import datetime, timedelta
from typing import Any

from devstore import figures
from devstore.admin_api.context import Context, Of
from devstore.admin_api.fields.base import Table, page, part_gid, parts
from devstore.money import MoneyBag
from devstore.state.orders import Refund, RefundDuty, Transaction

AUTHORIZED_FOR = timedelta(days=7)


def _transactions(source: Of) -> list[Of]:
    refund: Refund = source.item
    return [Of(source.order, item) for item in source.order.transactions if item.id in refund.transaction_ids]


def refund_total(source: Of) -> MoneyBag:
    """What this refund sent or is sending back."""
    moving = (part.item.amount for part in _transactions(source) if part.item.status in {"SUCCESS", "PENDING"})
    return source.order.exchange.total(moving)


def _return(source: Of) -> Of | None:
    found = next((item for item in source.order.returns if item.id == source.item.return_id), None)
    return Of(source.order, found) if found else None


def _shipping_lines(source: Of, context: Context, **page_: Any) -> dict[str, Any]:
    refund: Refund = source.item
    return page(parts(source.order, [refund] if refund.shipping else []), context, page_)


def _duty(source: Of) -> Any:
    wanted: RefundDuty = source.item
    duties = (duty for line in source.order.line_items for duty in line.duties)
    return next((duty for duty in duties if duty.id == wanted.duty_id), None)


def _adjustments(source: Of, context: Context, **page_: Any) -> dict[str, Any]:
    refund: Refund = source.item
    return page(parts(source.order, [refund] if refund.discrepancy else []), context, page_)


REASONS = {"CUSTOMER": "CUSTOMER", "DAMAGE": "DAMAGE", "RESTOCK": "RESTOCK"}
ADJUSTMENT: Table = {
    "id": part_gid("OrderAdjustment"),
    "reason": lambda s, c: REASONS.get(s.item.discrepancy_reason, "REFUND_DISCREPANCY"),
    "amountSet": lambda s, c: s.order.exchange.bag(0) - s.item.discrepancy,
    "taxAmountSet": lambda s, c: s.order.exchange.bag(0),
}
REFUND: Table = {
    "id": part_gid("Refund"),
    "legacyResourceId": lambda s, c: s.item.id,
    "updatedAt": lambda s, c: s.item.created_at,
    "totalRefundedSet": lambda s, c: refund_total(s),
    "order": lambda s, c: s.order,
    "return": lambda s, c: _return(s),
    "transactions": lambda s, c, **page_: page(_transactions(s), c, page_),
    "refundLineItems": lambda s, c, **page_: page(parts(s.order, s.item.lines), c, page_),
    "refundShippingLines": _shipping_lines,
    "duties": lambda s, c: parts(s.order, s.item.duties),
    "processedAt": lambda s, c: s.item.created_at,
    "orderAdjustments": _adjustments,
}
REFUND_DUTY: Table = {
    "amountSet": lambda s, c: s["amountSet"] if isinstance(s, dict) else s.item.amount,
    "originalDuty": lambda s, c: s["originalDuty"] if isinstance(s, dict) else _duty(s),
}


def _location(source: Of, context: Context) -> Any:
    return next((place for place in context.state.shop.locations if place.id == source.item.location_id), None)


REFUND_LINE: Table = {
    "id": part_gid("RefundLineItem"),
    "restocked": lambda s, c: s.item.restock_type != "NO_RESTOCK",
    "lineItem": lambda s, c: Of(s.order, s.order.line(s.item.line_item_id)),
    "location": _location,
    "priceSet": lambda s, c: s.order.exchange.bag(s.item.subtotal.presentment.amount / max(1, s.item.quantity)),
    "subtotalSet": lambda s, c: s.item.subtotal,
    "totalTaxSet": lambda s, c: s.item.tax,
}
REFUND_SHIPPING: Table = {
    "id": part_gid("RefundShippingLine"),
    "subtotalAmountSet": lambda s, c: s.item.shipping,
    "taxAmountSet": lambda s, c: s.item.shipping_tax or s.order.exchange.bag(0),
}


def _parent(source: Of) -> Of | None:
    found = next((item for item in source.order.transactions if item.id == source.item.parent_id), None)
    return Of(source.order, found) if found else None


def _left(source: Of) -> Any:
    transaction: Transaction = source.item
    if transaction.kind not in figures.PAYMENTS or transaction.status != "SUCCESS":
        return None
    return figures.left_of(source.order, transaction).shop


def _expires(transaction: Transaction) -> datetime | None:
    return transaction.created_at + AUTHORIZED_FOR if transaction.kind == "AUTHORIZATION" else None


TRANSACTION: Table = {
    "id": part_gid("OrderTransaction"),
    "amountSet": lambda s, c: s.item.amount,
    "test": lambda s, c: s.order.test,
    "manualPaymentGateway": lambda s, c: s.item.manual,
    "paymentId": lambda s, c: f"{s.order.name}.{s.item.id}",
    "maximumRefundableV2": lambda s, c: _left(s),
    "totalUnsettledSet": lambda s, c: s.order.exchange.bag(0),
    "parentTransaction": lambda s, c: _parent(s),
    "order": lambda s, c: s.order,
    "manuallyCapturable": lambda s, c: s.item.kind == "AUTHORIZATION" and s.item.status == "SUCCESS",
    "authorizationExpiresAt": lambda s, c: _expires(s.item),
    "settlementCurrency": lambda s, c: s.order.exchange.shop_currency if s.item.kind != "AUTHORIZATION" else None,
    "settlementCurrencyRate": lambda s, c: s.order.exchange.rate if s.item.kind != "AUTHORIZATION" else None,
}
