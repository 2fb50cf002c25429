"""Refund records and money movements, as payloads."""

from typing import Any

from devstore.state.orders import Order, Refund, RefundLine, Transaction
from devstore.state.platform import Subject
from devstore.state.shops import ShopState
from devstore.webhooks.payloads import lines
from devstore.webhooks.payloads.parts import gid, moment, money_set, present, text, zero


def shape(refund: Refund, order: Order) -> dict[str, Any]:
    moved = [item for item in order.transactions if item.id in refund.transaction_ids]
    duties = order.exchange.total(duty.amount for duty in refund.duties)
    return {
        "id": refund.id,
        "admin_graphql_api_id": gid("Refund", refund.id),
        "order_id": order.id,
        "created_at": moment(refund.created_at),
        "processed_at": moment(refund.created_at),
        "note": refund.note,
        "user_id": None,
        "restock": refund.restock,
        "duties": [{"duty_id": duty.duty_id, "amount_set": money_set(duty.amount)} for duty in refund.duties],
        "total_duties_set": money_set(duties),
        "return": _return(refund),
        "refund_shipping_lines": [],
        "order_adjustments": _shipping_adjustment(refund, order),
        "refund_line_items": [_line(item, order) for item in refund.lines],
        "transactions": [{**transaction(item, order), "device_id": None} for item in moved],
    }


def created(_state: ShopState, subject: Subject) -> dict[str, Any]:
    return shape(present(subject.refund, "refund"), present(subject.order, "order"))


def transaction(item: Transaction, order: Order) -> dict[str, Any]:
    """A money movement; `amount` and `currency` are the customer's, as on the real wire."""
    left = money_set(zero(order))
    unsettled = {side: {"amount": value["amount"], "currency": value["currency_code"]} for side, value in left.items()}
    return {
        "id": item.id,
        "admin_graphql_api_id": gid("OrderTransaction", item.id),
        "order_id": order.id,
        "kind": item.kind.lower(),
        "gateway": item.gateway,
        "status": item.status.lower(),
        "message": None,
        "created_at": moment(item.created_at),
        "processed_at": moment(item.processed_at or item.created_at),
        "test": order.test,
        "authorization": f"auth-{item.id}",
        "location_id": None,
        "user_id": None,
        "parent_id": item.parent_id,
        "device_id": "",
        "error_code": item.error_code.lower() if item.error_code else None,
        "source_name": order.source_name,
        "receipt": {},
        "payment_details": _payment_details(item),
        "amount": text(item.amount.presentment),
        "currency": item.amount.presentment.currency,
        "payment_id": f"{order.name}.{order.transactions.index(item) + 1}" if item in order.transactions else None,
        "total_unsettled_set": unsettled,
        "manual_payment_gateway": item.manual,
        "amount_rounding": None,
    }


def transaction_alone(_state: ShopState, subject: Subject) -> dict[str, Any]:
    return transaction(present(subject.transaction, "transaction"), present(subject.order, "order"))


def _payment_details(item: Transaction) -> dict[str, Any]:
    """A card that nobody holds."""
    unknown = (
        "avs_result_code", "buyer_action_info", "credit_card_bin", "credit_card_expiration_month",
        "credit_card_expiration_year", "credit_card_name", "credit_card_wallet", "cvv_result_code",
    )  # fmt: skip
    return {
        **dict.fromkeys(unknown),
        "credit_card_company": "Visa",
        "credit_card_number": "•••• •••• •••• 4242",
        "payment_method_name": item.gateway,
    }


def _line(item: RefundLine, order: Order) -> dict[str, Any]:
    line = order.line(item.line_item_id)
    return {
        "id": item.id,
        "admin_graphql_api_id": gid("RefundLineItem", item.id),
        "quantity": item.quantity,
        "line_item_id": item.line_item_id,
        "location_id": item.location_id,
        "restock_type": item.restock_type.lower(),
        # JSON numbers on the real wire, which is why nobody should read money from them
        "subtotal": float(item.subtotal.shop.amount),
        "total_tax": float(item.tax.shop.amount),
        "subtotal_set": money_set(item.subtotal),
        "total_tax_set": money_set(item.tax),
        "line_item": lines.line_item(line, order) if line else None,
    }


def _return(refund: Refund) -> dict[str, Any] | None:
    if refund.return_id is None:
        return None
    return {"id": refund.return_id, "admin_graphql_api_id": gid("Return", refund.return_id)}


def _shipping_adjustment(refund: Refund, order: Order) -> list[dict[str, Any]]:
    if not refund.shipping:
        return []
    given, tax = order.exchange.bag(-refund.shipping.presentment.amount), refund.shipping_tax or zero(order)
    return [
        {
            "id": refund.id + 1,
            "order_id": order.id,
            "refund_id": refund.id,
            "kind": "shipping_refund",
            "reason": "Shipping refund",
            "amount": text(given.shop),
            "amount_set": money_set(given),
            "tax_amount": text(tax.shop),
            "tax_amount_set": money_set(tax),
        }
    ]
