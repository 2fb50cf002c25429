"""One return of an order, whole, as the kinds about returns need it; a return of another order is refused here."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.orders import ReturnStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.returns import (
    LineInExchange,
    LineOnReturn,
    ParcelBack,
    ReturnNow,
    ReverseOrder,
    Variant,
    WayBack,
)
from app.shopify import variants, wire
from app.shopify.client import AdminApi
from app.shopify.refund_records import BOTH

PAGES = 10  # of forty lines each

RETURN = (
    """query ReturnNow($return: ID!, $after: String) {
  return(id: $return) {
    id name status createdAt
    decline { note }
    order { id test taxesIncluded }
    returnShippingFees { amountSet { ...Both } }
    returnLineItems(first: 40, after: $after) {
      nodes {
        id quantity processableQuantity processedQuantity refundedQuantity returnReasonNote customerNote
        returnReasonDefinition { name }
        ... on ReturnLineItem {
          fulfillmentLineItem { id lineItem { id title variantTitle sku duties { id } } }
          restockingFee { percentage amountSet { ...Both } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
    exchangeLineItems(first: 20) {
      nodes {
        id variantId quantity processableQuantity processedQuantity
        lineItems { title variantTitle discountedTotalSet { ...Both } }
      }
    }
    reverseFulfillmentOrders(first: 3) {
      nodes {
        id status
        lineItems(first: 40) { nodes { id totalQuantity fulfillmentLineItem { id } dispositions { quantity } } }
        reverseDeliveries(first: 5) {
          nodes {
            id
            deliverable {
              ... on ReverseDeliveryShippingDeliverable { tracking { number url } label { publicFileUrl } }
            }
          }
        }
      }
    }
    refunds(first: 50) { nodes { id } }
  }
}
"""
    + BOTH
)


def fetch(api: AdminApi, order_gid: str, return_gid: str) -> ReturnNow:
    """A return as it is now; raises NotPossible where it is not one of this order's."""
    now = _read(api, order_gid, return_gid)
    nameless = [line.variant_gid for line in now.exchanges if not line.title]
    if not nameless:
        return now
    try:
        known = variants.by_gid(api, nameless)
    except NotPossible:
        return now
    return replace(now, exchanges=tuple(_named(line, known) for line in now.exchanges))


def _named(line: LineInExchange, known: dict[str, Variant]) -> LineInExchange:
    """What has not left yet is on no order line that could tell its title."""
    variant = known.get(line.variant_gid)
    return replace(line, title=variant.title, variant_title=variant.variant_title) if variant else line


def _read(api: AdminApi, order_gid: str, return_gid: str) -> ReturnNow:
    nodes = list(_pages(api, return_gid))
    first = nodes[0] if nodes else {}
    if not first or wire.text(wire.obj(first.get("order")).get("id")) != order_gid:
        raise NotPossible(Problem.RETURN_UNKNOWN)
    order = wire.obj(first.get("order"))
    fees = wire.objects(first.get("returnShippingFees"))
    return ReturnNow(
        gid=wire.text(first.get("id")),
        name=wire.text(first.get("name")),
        status=ReturnStatus(wire.text(first.get("status"))),
        created_at=wire.moment(first.get("createdAt")),
        lines=tuple(_line(item) for node in nodes for item in wire.objects(node.get("returnLineItems"))),
        exchanges=tuple(_exchange(item) for item in wire.objects(first.get("exchangeLineItems"))),
        shipping_fee=wire.bag(fees[0].get("amountSet")) if fees else None,
        decline_note=wire.text(wire.obj(first.get("decline")).get("note")),
        reverse_orders=tuple(_reverse(item) for item in wire.objects(first.get("reverseFulfillmentOrders"))),
        refund_gids=tuple(wire.text(item.get("id")) for item in wire.objects(first.get("refunds"))),
        taxes_included=bool(order.get("taxesIncluded")),
        test=bool(order.get("test")),
    )


def _pages(api: AdminApi, return_gid: str) -> Iterator[wire.Json]:
    after = None
    for _ in range(PAGES):
        node = api.query(RETURN, {"return": return_gid, "after": after}).get("return")
        if not node:
            return
        yield node
        info = wire.obj(wire.obj(node.get("returnLineItems")).get("pageInfo"))
        if not info.get("hasNextPage"):
            return
        after = info.get("endCursor")


def _line(node: wire.Json) -> LineOnReturn:
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


def _exchange(node: wire.Json) -> LineInExchange:
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


def _reverse(node: wire.Json) -> ReverseOrder:
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
