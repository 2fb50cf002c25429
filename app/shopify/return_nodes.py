"""The parts of a return, read from the nodes of return_parts' document: foreign JSON in, plain values out."""

from decimal import Decimal
from typing import Any

from app.domain.remedies.returns import LineInExchange, LineOnReturn, ParcelBack, ReverseOrder, WayBack
from app.shopify import wire


def line(node: wire.Json) -> LineOnReturn:
    sent = wire.obj(node.get("fulfillmentLineItem"))
    sold = wire.obj(sent.get("lineItem"))
    fee = wire.obj(node.get("restockingFee"))
    return LineOnReturn(
        gid=wire.text(node.get("id")),
        fulfillment_line_gid=wire.text(sent.get("id")),
        line_item_gid=wire.text(sold.get("id")),
        title=wire.text(sold.get("title")),
        quantity=_count(node, "quantity"),
        processable=_count(node, "processableQuantity"),
        processed=_count(node, "processedQuantity"),
        refunded=_count(node, "refundedQuantity"),
        variant_title=wire.text(sold.get("variantTitle")),
        sku=wire.text(sold.get("sku")),
        reason=wire.text(wire.obj(node.get("returnReasonDefinition")).get("name")),
        note=wire.text(node.get("returnReasonNote")),
        customer_note=wire.text(node.get("customerNote")),
        restocking_fee=_percentage(fee.get("percentage")),
        fee_amount=wire.bag(fee.get("amountSet")),
        duty_gids=tuple(wire.text(item.get("id")) for item in wire.objects(sold.get("duties"))),
    )


def exchange(node: wire.Json) -> LineInExchange:
    sold = wire.objects(node.get("lineItems"))
    first = sold[0] if sold else {}
    return LineInExchange(
        gid=wire.text(node.get("id")),
        variant_gid=wire.text(node.get("variantId")),
        title=wire.text(first.get("title")),
        quantity=_count(node, "quantity"),
        processable=_count(node, "processableQuantity"),
        processed=_count(node, "processedQuantity"),
        variant_title=wire.text(first.get("variantTitle")),
        total=wire.bag(first.get("discountedTotalSet")) if len(sold) == 1 else None,
    )


def reverse(node: wire.Json) -> ReverseOrder:
    ways = ((wire.text(wire.obj(item.get("fulfillmentLineItem")).get("id")), _way(item))
            for item in wire.objects(node.get("lineItems")))  # fmt: skip
    return ReverseOrder(
        gid=wire.text(node.get("id")),
        is_open=wire.text(node.get("status")) == "OPEN",
        ways=tuple(ways),
        parcels=tuple(_parcel(item) for item in wire.objects(node.get("reverseDeliveries"))),
    )


def _way(node: wire.Json) -> WayBack:
    decided = sum(_count(item, "quantity") for item in wire.objects(node.get("dispositions")))
    return WayBack(wire.text(node.get("id")), max(0, _count(node, "totalQuantity") - decided))


def _parcel(node: wire.Json) -> ParcelBack:
    shipped = wire.obj(node.get("deliverable"))
    tracking = wire.obj(shipped.get("tracking"))
    return ParcelBack(
        gid=wire.text(node.get("id")),
        tracking_number=wire.text(tracking.get("number")),
        tracking_url=wire.text(tracking.get("url")),
        label_url=wire.text(wire.obj(shipped.get("label")).get("publicFileUrl")),
    )


def _count(node: wire.Json, name: str) -> int:
    return wire.number(node.get(name)) or 0


def _percentage(value: Any) -> str:
    """`10` of 10.0: the schema says Float, a reader wants no trailing zeros."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return ""
    return format(Decimal(str(value)).normalize(), "f")
