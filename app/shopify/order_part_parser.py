"""GraphQL's nodes that hang on an order, one reader each; what lacks an id or a time is left out."""

from collections.abc import Callable
from typing import TypeVar

from app.domain.orders import (
    Fulfillment,
    FulfillmentEvent,
    FulfillmentLine,
    Refund,
    RefundLineItem,
    Return,
    ReturnLine,
    ReturnStatus,
    ShipmentStatus,
    Transaction,
    TransactionStatus,
)
from app.shopify.wire import Json, bag, gid, moment, number, obj, objects, text

Made = TypeVar("Made")


def parts(node: Json, name: str, read: Callable[[Json], Made | None]) -> tuple[Made, ...] | None:
    """None where the answer has no such part: not asked for, or not for this app to see."""
    if node.get(name) is None:
        return None
    return tuple(made for item in objects(node.get(name)) if (made := read(item)) is not None)


def transaction(node: Json) -> Transaction | None:
    transaction_gid, created = gid("OrderTransaction", node), moment(node.get("createdAt"))
    amount = bag(node.get("amountSet"))
    if not transaction_gid or created is None or amount is None:
        return None
    return Transaction(
        gid=transaction_gid,
        kind=text(node.get("kind"), 64),
        status=TransactionStatus(text(node.get("status"))),
        gateway=text(node.get("gateway"), 500),
        amount=amount,
        created_at=created,
        parent_gid=gid("OrderTransaction", obj(node.get("parentTransaction"))),
        error=text(node.get("errorCode"), 500),
    )


def returned(node: Json) -> Return | None:
    return_gid = gid("Return", node)
    if not return_gid:
        return None
    return Return(
        gid=return_gid,
        name=text(node.get("name"), 64),
        status=ReturnStatus(text(node.get("status"))),
        created_at=moment(node.get("createdAt")),
        lines=tuple(_return_line(item) for item in objects(node.get("returnLineItems"))),
    )


def fulfillment(node: Json) -> Fulfillment | None:
    fulfillment_gid, created = gid("Fulfillment", node), moment(node.get("createdAt"))
    if not fulfillment_gid or created is None:
        return None
    tracking = next(iter(objects(node.get("trackingInfo"))), {})
    shown = ShipmentStatus(text(node.get("displayStatus")))
    return Fulfillment(
        gid=fulfillment_gid,
        name=text(node.get("name"), 64),
        status=text(node.get("status"), 64),
        created_at=created,
        updated_at=moment(node.get("updatedAt")),
        shipment_status=None if shown is ShipmentStatus.UNKNOWN else shown,  # "FULFILLED" says nothing of the parcel
        tracking_company=text(tracking.get("company"), 500),
        tracking_number=text(tracking.get("number"), 500),
        tracking_url=text(tracking.get("url")),
        delivered_at=moment(node.get("deliveredAt")),
        estimated_delivery_at=moment(node.get("estimatedDeliveryAt")),
        lines=tuple(
            FulfillmentLine(
                gid("LineItem", obj(item.get("lineItem"))), number(item.get("quantity")) or 0, text(item.get("id"))
            )
            for item in objects(node.get("fulfillmentLineItems"))
        ),
        events=parts(node, "events", _event),
    )


def refund(node: Json) -> Refund | None:
    refund_gid, created = gid("Refund", node), moment(node.get("createdAt"))
    if not refund_gid or created is None:
        return None
    return Refund(
        gid=refund_gid,
        created_at=created,
        total=bag(node.get("totalRefundedSet")),
        note=text(node.get("note")),
        lines=tuple(
            RefundLineItem(
                gid("LineItem", obj(item.get("lineItem"))),
                number(item.get("quantity")) or 0,
                text(item.get("restockType"), 64),
            )
            for item in objects(node.get("refundLineItems"))
        ),
    )


def _event(node: Json) -> FulfillmentEvent | None:
    event_gid, happened = gid("FulfillmentEvent", node), moment(node.get("happenedAt"))
    if not event_gid or happened is None:
        return None
    return FulfillmentEvent(
        gid=event_gid,
        status=ShipmentStatus(text(node.get("status"))),
        happened_at=happened,
        message=text(node.get("message"), 2000),
        city=text(node.get("city"), 500),
        country=text(node.get("country"), 64),
        estimated_delivery_at=moment(node.get("estimatedDeliveryAt")),
    )


def _return_line(node: Json) -> ReturnLine:
    return ReturnLine(
        gid=text(node.get("id"), 100),
        line_item_gid=gid("LineItem", obj(obj(node.get("fulfillmentLineItem")).get("lineItem"))),
        quantity=number(node.get("quantity")) or 0,
        reason=text(obj(node.get("returnReasonDefinition")).get("handle"), 64),
        note=text(node.get("customerNote") or node.get("returnReasonNote")),
    )
