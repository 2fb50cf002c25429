"""Returns as payloads: whole where Shopify sends them whole, thin where it sends them thin."""

from typing import Any

from devstore.state.orders import Order
from devstore.state.platform import Subject
from devstore.state.returns import ExchangeLine, Return, ReturnLine
from devstore.state.shops import ShopState
from devstore.webhooks.payloads import lines
from devstore.webhooks.payloads.parts import gid, money_set, present


def whole(_state: ShopState, subject: Subject) -> dict[str, Any]:
    returned, order = _both(subject)
    return {
        **_head(returned, order),
        "total_return_line_items": sum(line.quantity for line in returned.lines),
        "name": returned.name,
        "return_line_items": [_line(line, order) for line in returned.lines],
        "return_shipping_fees": _fees(returned),
        "exchange_line_items": [_exchange(line, order) for line in returned.exchanges],
        "total_exchange_line_items": sum(line.quantity for line in returned.exchanges),
    }


def declined(_state: ShopState, subject: Subject) -> dict[str, Any]:
    returned, order = _both(subject)
    said = {"reason": (returned.decline_reason or "OTHER").lower(), "note": returned.decline_note or ""}
    return {**_head(returned, order), "decline": said}


def delta(_state: ShopState, subject: Subject) -> dict[str, Any]:
    """Only what changed, and no order id: the receiver has to ask."""
    returned = present(subject.returned, "return")
    none: dict[str, list[Any]] = {"updates": [], "removals": []}
    return {
        "admin_graphql_api_id": returned.gid,
        "return_line_items": {"removals": []},
        "restocking_fees": none,
        "return_shipping_fees": none,
    }


def processed(_state: ShopState, subject: Subject) -> dict[str, Any]:
    """Shopify's example is an empty object; the return's own ids are sent as well, as the real one does."""
    returned, order = _both(subject)
    return _head(returned, order)


def flat(_state: ShopState, subject: Subject) -> dict[str, Any]:
    returned, order = _both(subject)
    return {
        "id": returned.id,
        "admin_graphql_api_id": returned.gid,
        "order_id": order.id,
        "status": returned.status.lower(),
    }


def _both(subject: Subject) -> tuple[Return, Order]:
    return present(subject.returned, "return"), present(subject.order, "order")


def _head(returned: Return, order: Order) -> dict[str, Any]:
    return {
        "id": returned.id,
        "admin_graphql_api_id": returned.gid,
        "status": returned.status.lower(),
        "order": {"id": order.id, "admin_graphql_api_id": order.gid},
    }


def _line(line: ReturnLine, order: Order) -> dict[str, Any]:
    shipped = next(
        (item for parcel in order.fulfillments for item in parcel.lines if item.id == line.fulfillment_line_id),
        None,
    )
    bought = order.line(shipped.line_item_id) if shipped else None
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("ReturnLineItem", line.id),
        "fulfillment_line_item": {
            "id": line.fulfillment_line_id,
            "admin_graphql_api_id": gid("FulfillmentLineItem", line.fulfillment_line_id),
            "line_item": lines.line_item(bought, order) if bought else None,
        },
        "quantity": line.quantity,
        "return_reason": line.reason.lower(),
        "return_reason_note": line.reason_note,
        "customer_note": line.customer_note,
        "refundable_quantity": line.quantity - line.refunded,
        "refunded_quantity": line.refunded,
    }


def _exchange(line: ExchangeLine, order: Order) -> dict[str, Any]:
    items = [item for item in order.line_items if item.id in line.line_item_ids]
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("ExchangeLineItem", line.id),
        "quantity": line.quantity,
        "variant_id": line.variant_id,
        "line_items": [lines.line_item(item, order) for item in items],
    }


def _fees(returned: Return) -> list[dict[str, Any]]:
    if not returned.shipping_fee:
        return []
    fee_id = returned.id + 1
    return [
        {
            "id": fee_id,
            "admin_graphql_api_id": gid("ReturnShippingFee", fee_id),
            "price": money_set(returned.shipping_fee),
        }
    ]
