"""One return of an order, whole, as the kinds about returns need it; a return of another order is refused here."""

from collections.abc import Iterator
from dataclasses import replace

from app.domain.errors import Unavailable
from app.domain.orders import ReturnStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.returns import LineInExchange, ReturnNow, Variant
from app.shopify import return_nodes, variants, wire
from app.shopify.asking import answered
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
    leaving = [line.variant_gid for line in now.exchanges if line.processable or not line.title]
    if not leaving:
        return now
    try:
        known = variants.by_gid(api, leaving)
    except NotPossible:
        return now
    return replace(now, exchanges=tuple(_named(line, known) for line in now.exchanges))


def shown(api: AdminApi, order_gid: str, return_gid: str) -> ReturnNow:
    """A return that was found just now; Unavailable where Shopify does not show it at this moment."""
    try:
        return fetch(api, order_gid, return_gid)
    except NotPossible as gone:
        raise Unavailable(str(gone)) from None


def _named(line: LineInExchange, known: dict[str, Variant]) -> LineInExchange:
    """What has not left yet is on no order line that could tell its title or its price."""
    variant = known.get(line.variant_gid)
    if variant is None:
        return line
    if line.title:
        return replace(line, price=variant.price)
    return replace(line, title=variant.title, variant_title=variant.variant_title, price=variant.price)


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
        lines=tuple(return_nodes.line(item) for node in nodes for item in wire.objects(node.get("returnLineItems"))),
        exchanges=tuple(return_nodes.exchange(item) for item in wire.objects(first.get("exchangeLineItems"))),
        shipping_fee=wire.bag(fees[0].get("amountSet")) if fees else None,
        decline_note=wire.text(wire.obj(first.get("decline")).get("note")),
        reverse_orders=tuple(
            return_nodes.reverse(item) for item in wire.objects(first.get("reverseFulfillmentOrders"))
        ),
        refund_gids=tuple(wire.text(item.get("id")) for item in wire.objects(first.get("refunds"))),
        taxes_included=bool(order.get("taxesIncluded")),
        test=bool(order.get("test")),
    )


def _pages(api: AdminApi, return_gid: str) -> Iterator[wire.Json]:
    after = None
    for _ in range(PAGES):
        node = answered(api, RETURN, {"return": return_gid, "after": after}).get("return")
        if not node:
            return
        yield node
        info = wire.obj(wire.obj(node.get("returnLineItems")).get("pageInfo"))
        if not info.get("hasNextPage"):
            return
        after = info.get("endCursor")
