"""Returns over there: what can come back and why, a return made once, and what is there read back."""

from collections.abc import Iterator
from typing import Any

from app.domain.errors import OutcomeUnknown, Refused
from app.domain.orders import Return, ReturnLine, ReturnStatus
from app.domain.returns import ReturnableLine, ReturnOffer, ReturnReason, ReturnSelection
from app.domain.words import N_
from app.shopify import wire
from app.shopify.client import AdminApi, refuse_user_errors, request_body

PAGES = 20  # of three fulfillments each: more parcels than any order has

# Nested pages multiply the cost: three parcels of sixty lines stay well below what one query may ask.
RETURNABLE = """query Returnable($order: ID!, $after: String) {
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

RETURNS = """query ReturnsOfOrder($order: ID!) {
  returnReasonDefinitions(first: 100) { nodes { id handle name deleted } }
  order(id: $order) {
    id
    returns(first: 10, reverse: true) {
      nodes {
        id name status createdAt
        returnLineItems(first: 25) {
          nodes { id quantity ... on ReturnLineItem { fulfillmentLineItem { id lineItem { id } } } }
        }
      }
    }
  }
}"""

CREATE = """mutation ReturnCreate($input: ReturnInput!) {
  returnCreate(returnInput: $input) {
    return { id name status }
    userErrors { field message code }
  }
}"""


class OrderGone(Refused):
    """Shopify answers null for the order: deleted, or older than the app may see."""


def look(api: AdminApi, order_gid: str) -> ReturnOffer:
    """What of an order can come back now, for which reasons, and which returns it has already."""
    answer = api.query(RETURNS, {"order": order_gid})
    order = answer.get("order")
    if not order:
        raise OrderGone(N_("That order is not visible in Shopify any more."))
    reasons = (_reason(node) for node in wire.objects(answer.get("returnReasonDefinitions")) if not node.get("deleted"))
    return ReturnOffer(
        lines=tuple(_returnable(api, order_gid)),
        reasons=tuple(reasons),
        returns=tuple(_return(node) for node in wire.objects(order.get("returns"))),
    )


def request(order_gid: str, selection: ReturnSelection) -> str:
    """The exact request of a return, stored before it is ever sent."""
    lines: list[dict[str, Any]] = [
        {
            "fulfillmentLineItemId": line.fulfillment_line_gid,
            "quantity": line.quantity,
            "returnReasonDefinitionId": selection.reason_gid,
            "returnReasonNote": selection.note.strip(),
        }
        for line in selection.lines
    ]
    return request_body(CREATE, {"input": {"orderId": order_gid, "returnLineItems": lines}})


def create(api: AdminApi, stored_request: str) -> str:
    """Make the return and give its gid; raises Refused (with Shopify's words), Unavailable or OutcomeUnknown."""
    payload = api.mutate(CREATE, body=stored_request).get("returnCreate")
    refuse_user_errors(payload)
    made = wire.text(wire.obj(wire.obj(payload).get("return")).get("id"))
    if not made:
        raise OutcomeUnknown(N_("Shopify neither refused the return nor showed it."))
    return made


def _returnable(api: AdminApi, order_gid: str) -> Iterator[ReturnableLine]:
    after = None
    for _ in range(PAGES):
        page = wire.obj(api.query(RETURNABLE, {"order": order_gid, "after": after}).get("returnableFulfillments"))
        for parcel in wire.objects(page):
            name = wire.text(wire.obj(parcel.get("fulfillment")).get("name"))
            for node in wire.objects(parcel.get("returnableFulfillmentLineItems")):
                yield _line(node, name)
        info = wire.obj(page.get("pageInfo"))
        if not info.get("hasNextPage"):
            return
        after = info.get("endCursor")


def _line(node: wire.Json, fulfillment_name: str) -> ReturnableLine:
    sent = wire.obj(node.get("fulfillmentLineItem"))
    ordered = wire.obj(sent.get("lineItem"))
    return ReturnableLine(
        gid=wire.text(sent.get("id")),
        line_item_gid=wire.text(ordered.get("id")),
        title=wire.text(ordered.get("title")),
        quantity=wire.number(node.get("quantity")) or 0,
        variant_title=wire.text(ordered.get("variantTitle")),
        sku=wire.text(ordered.get("sku")),
        fulfillment_name=fulfillment_name,
    )


def _reason(node: wire.Json) -> ReturnReason:
    return ReturnReason(wire.text(node.get("id")), wire.text(node.get("handle")), wire.text(node.get("name")))


def _return(node: wire.Json) -> Return:
    return Return(
        gid=wire.text(node.get("id")),
        name=wire.text(node.get("name")),
        status=ReturnStatus(wire.text(node.get("status"))),
        created_at=wire.moment(node.get("createdAt")),
        lines=tuple(_returned(item) for item in wire.objects(node.get("returnLineItems"))),
    )


def _returned(node: wire.Json) -> ReturnLine:
    sent = wire.obj(node.get("fulfillmentLineItem"))
    return ReturnLine(
        gid=wire.text(node.get("id")),
        line_item_gid=wire.text(wire.obj(sent.get("lineItem")).get("id")),
        quantity=wire.number(node.get("quantity")) or 0,
    )
