"""What the forms of returns need of an order: what can come back and why, its returns, places, and what to swap for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.domain.orders import ReturnStatus
from app.domain.remedies.return_marks import GONE, KnownReturn
from app.domain.remedies.returns import ReturnableLine, ReturnNow, ReturnOffer, ReturnReason
from app.shopify import locations, return_parts, wire
from app.shopify.asking import answered
from app.shopify.asking import order as there
from app.shopify.client import AdminApi
from app.shopify.variants import variants

__all__ = ["OrderReturns", "offer", "order_returns", "returnable", "variants"]

PAGES = 20  # of three fulfillments each: more parcels than any order has

# Nested pages multiply the cost: three parcels of sixty lines stay well below what one query may ask.
RETURNABLE = """query ReturnableNow($order: ID!, $after: String) {
  returnableFulfillments(orderId: $order, first: 3, after: $after) {
    nodes {
      fulfillment { name }
      returnableFulfillmentLineItems(first: 60) {
        nodes { quantity fulfillmentLineItem { id lineItem { id title variantTitle sku } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""

RETURNS = """query ReturnsNow($order: ID!) {
  returnReasonDefinitions(first: 100) { nodes { id handle name deleted } }
  order(id: $order) {
    id test taxesIncluded
    fulfillments(first: 1) { id }
    returns(first: 8, reverse: true) {
      nodes {
        id name status
        returnLineItems(first: 25) {
          nodes { quantity ... on ReturnLineItem { fulfillmentLineItem { id lineItem { title } } } }
        }
        exchangeLineItems(first: 10) { nodes { variantId quantity } }
      }
    }
  }
}"""


@dataclass(frozen=True, slots=True)
class OrderReturns:
    """One look at an order's returns, newest first, and at the reasons there are."""

    returns: tuple[KnownReturn, ...]
    reasons: tuple[ReturnReason, ...]
    shipped: bool
    taxes_included: bool
    test: bool


def offer(api: AdminApi, order_gid: str, language: str = "") -> ReturnOffer:
    """All that a form needs; `language` is the agent's, as BCP 47 has it. Returns that were declined or cancelled
    need no form and are left out. Raises OrderGone.
    """
    known = order_returns(replace(api, language=language), order_gid)
    return ReturnOffer(
        lines=tuple(returnable(api, order_gid)),
        reasons=known.reasons,
        returns=tuple(_whole(api, order_gid, known.returns)),
        locations=locations.active(api),
    )


def order_returns(api: AdminApi, order_gid: str) -> OrderReturns:
    """The order's returns in short; raises OrderGone."""
    answer = answered(api, RETURNS, {"order": order_gid})
    order = there(answer)
    reasons = (item for item in wire.objects(answer.get("returnReasonDefinitions")) if not item.get("deleted"))
    return OrderReturns(
        returns=tuple(_known(item) for item in wire.objects(order.get("returns"))),
        reasons=tuple(
            ReturnReason(wire.text(item.get("id")), wire.text(item.get("handle")), wire.text(item.get("name")))
            for item in reasons
        ),
        shipped=bool(order.get("fulfillments")),
        taxes_included=bool(order.get("taxesIncluded")),
        test=bool(order.get("test")),
    )


def returnable(api: AdminApi, order_gid: str) -> Iterator[ReturnableLine]:
    """What was shipped and is on no return yet."""
    after = None
    for _ in range(PAGES):
        page = wire.obj(answered(api, RETURNABLE, {"order": order_gid, "after": after})["returnableFulfillments"])
        for parcel in wire.objects(page):
            name = wire.text(wire.obj(parcel.get("fulfillment")).get("name"))
            for node in wire.objects(parcel.get("returnableFulfillmentLineItems")):
                yield _line(node, name)
        info = wire.obj(page.get("pageInfo"))
        if not info.get("hasNextPage"):
            return
        after = info.get("endCursor")


def _whole(api: AdminApi, order_gid: str, returns: tuple[KnownReturn, ...]) -> Iterator[ReturnNow]:
    for item in returns:
        if item.status not in GONE:
            yield return_parts.fetch(api, order_gid, item.gid)


def _known(node: wire.Json) -> KnownReturn:
    lines = [(wire.obj(item.get("fulfillmentLineItem")), wire.number(item.get("quantity")) or 0)
             for item in wire.objects(node.get("returnLineItems"))]  # fmt: skip
    leaving = wire.objects(node.get("exchangeLineItems"))
    return KnownReturn(
        gid=wire.text(node.get("id")),
        name=wire.text(node.get("name")),
        status=ReturnStatus(wire.text(node.get("status"))),
        pieces=tuple((wire.text(sent.get("id")), count) for sent, count in lines),
        instead=tuple((wire.text(item.get("variantId")), wire.number(item.get("quantity")) or 0) for item in leaving),
        titles=tuple(
            (wire.text(sent.get("id")), wire.text(wire.obj(sent.get("lineItem")).get("title"))) for sent, _ in lines
        ),
    )


def _line(node: wire.Json, fulfillment_name: str) -> ReturnableLine:
    sent = wire.obj(node.get("fulfillmentLineItem"))
    sold = wire.obj(sent.get("lineItem"))
    return ReturnableLine(
        gid=wire.text(sent.get("id")),
        line_item_gid=wire.text(sold.get("id")),
        title=wire.text(sold.get("title")),
        quantity=wire.number(node.get("quantity")) or 0,
        variant_title=wire.text(sold.get("variantTitle")),
        sku=wire.text(sold.get("sku")),
        fulfillment_name=fulfillment_name,
    )
