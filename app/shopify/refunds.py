"""Refunds over there: Shopify computes, a stored request is sent byte for byte, and what is there is read back."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.errors import OutcomeUnknown, Refused
from app.domain.money import MoneyBag
from app.domain.orders import Refund, RefundLineItem, Transaction, TransactionStatus
from app.domain.refund_course import RefundNote, RefundView, fits
from app.domain.refunds import (
    PlannedLine,
    RefundableLine,
    RestockLocation,
    RestockType,
    Selection,
    SuggestedTransaction,
    Suggestion,
    marker,
)
from app.domain.words import N_
from app.shopify import wire
from app.shopify.client import AdminApi, refuse_user_errors, request_body

NOTHING = N_("That order is not visible in Shopify any more.")

LOOK = """query RefundLook($order: ID!) {
  order(id: $order) {
    id
    lineItems(first: 100) { nodes { id refundableQuantity unfulfilledQuantity } }
    refunds(first: 100) { id note }
  }
}"""

SUGGEST = """query RefundSuggestion($order: ID!, $lines: [RefundLineItemInput!], $shipping: Boolean) {
  order(id: $order) {
    id
    suggestedRefund(refundLineItems: $lines, refundShipping: $shipping) {
      amountSet { ...Both }
      maximumRefundableSet { ...Both }
      subtotalSet { ...Both }
      totalTaxSet { ...Both }
      shipping { amountSet { ...Both } }
      suggestedTransactions { gateway formattedGateway amountSet { ...Both } parentTransaction { id } }
      refundLineItems { restockType location { id } lineItem { id } }
    }
  }
}
fragment Both on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"""

CREATE = """mutation RefundCreate($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { ...Whole }
    userErrors { field message }
  }
}
fragment Whole on Refund {
  id createdAt note
  totalRefundedSet { ...Both }
  transactions(first: 20) { nodes { id kind status gateway createdAt errorCode amountSet { ...Both } } }
  refundLineItems(first: 100) { nodes { quantity restockType lineItem { id } } }
}
fragment Both on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"""

GET = """query RefundGet($id: ID!) {
  refund(id: $id) {
    id createdAt note
    totalRefundedSet { ...Both }
    transactions(first: 20) { nodes { id kind status gateway createdAt errorCode amountSet { ...Both } } }
    refundLineItems(first: 100) { nodes { quantity restockType lineItem { id } } }
  }
}
fragment Both on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"""


class OrderGone(Refused):
    """Shopify answers null for the order: deleted, or older than the app may see."""


def look(api: AdminApi, order_gid: str, planned: Sequence[PlannedLine], *, shipping: bool) -> RefundView:
    """See what is left and which refunds there are; then, where enough is left, what these lines would pay now."""
    order = api.query(LOOK, {"order": order_gid}).get("order")
    if not order:
        raise OrderGone(NOTHING)
    lines = tuple(_left(node) for node in wire.objects(order.get("lineItems")))
    notes = tuple(
        RefundNote(wire.text(item.get("id")), wire.text(item.get("note"))) for item in wire.objects(order["refunds"])
    )
    suggestion = _suggest(api, order_gid, planned, shipping=shipping) if fits(planned, lines) else None
    return RefundView(lines, suggestion, notes)


def _suggest(api: AdminApi, order_gid: str, planned: Sequence[PlannedLine], *, shipping: bool) -> Suggestion:
    variables = {"order": order_gid, "lines": [_line(line) for line in planned], "shipping": shipping}
    suggested = wire.obj(api.query(SUGGEST, variables).get("order")).get("suggestedRefund")
    if not suggested:
        raise Refused(N_("Shopify suggests no refund for this order."))
    return _suggestion(suggested)


def request(order_gid: str, selection: Selection, planned: Iterable[PlannedLine], told: Suggestion, key: str) -> str:
    """The exact request of a refund, in the customer's currency: stored before it is ever sent."""
    places = {(item.line_item_gid, item.restock_type): item.location_gid for item in told.locations}
    order_input: dict[str, Any] = {
        "orderId": order_gid,
        "currency": told.amount.presentment.currency,
        "note": f"{selection.reason.strip()} ({marker(key)})",
        "notify": selection.notify,
        "refundLineItems": [
            _line(line, places.get((line.line_item_gid, line.restock_type.value), "")) for line in planned
        ],
        "transactions": [
            {
                "orderId": order_gid,
                "gateway": item.gateway,
                "kind": "REFUND",
                "amount": item.amount.presentment.wire(),
                "parentId": item.parent_gid,
            }
            for item in told.transactions
        ],
    }
    if told.shipping.presentment:
        order_input["shipping"] = {"amount": told.shipping.presentment.wire()}
    return request_body(CREATE, {"input": order_input, "key": key})


def create(api: AdminApi, stored_request: str) -> Refund:
    """Make the refund; raises Refused (with Shopify's words), Unavailable (nothing ran) or OutcomeUnknown."""
    payload = api.mutate(CREATE, body=stored_request).get("refundCreate")
    refuse_user_errors(payload)
    made = wire.obj(wire.obj(payload).get("refund"))
    if not made.get("id"):
        raise OutcomeUnknown(N_("Shopify neither refused the refund nor showed it."))
    return _refund(made)


def fetch(api: AdminApi, refund_gid: str) -> Refund:
    """One refund with its transactions."""
    found = api.query(GET, {"id": refund_gid}).get("refund")
    if not found:
        raise Refused(N_("Shopify does not show that refund."))
    return _refund(found)


def _line(line: PlannedLine, location_gid: str = "") -> dict[str, Any]:
    given = {"lineItemId": line.line_item_gid, "quantity": line.quantity, "restockType": line.restock_type.value}
    return given | ({"locationId": location_gid} if location_gid else {})


def _left(node: wire.Json) -> RefundableLine:
    return RefundableLine(
        gid=wire.text(node.get("id")),
        title="",
        left=wire.number(node.get("refundableQuantity")) or 0,
        unfulfilled=wire.number(node.get("unfulfilledQuantity")) or 0,
    )


def _suggestion(node: wire.Json) -> Suggestion:
    payments = (_payment(item) for item in wire.objects(node.get("suggestedTransactions")))
    return Suggestion(
        amount=_bag(node.get("amountSet")),
        maximum=_bag(node.get("maximumRefundableSet")),
        subtotal=_bag(node.get("subtotalSet")),
        tax=_bag(node.get("totalTaxSet")),
        shipping=_bag(wire.obj(node.get("shipping")).get("amountSet")),
        transactions=tuple(item for item in payments if item.amount.presentment),
        locations=tuple(_location(item) for item in wire.objects(node.get("refundLineItems")) if item.get("location")),
    )


def _payment(node: wire.Json) -> SuggestedTransaction:
    return SuggestedTransaction(
        gateway=wire.text(node.get("gateway")),
        parent_gid=wire.text(wire.obj(node.get("parentTransaction")).get("id")),
        amount=_bag(node.get("amountSet")),
        label=wire.text(node.get("formattedGateway")),
    )


def _location(node: wire.Json) -> RestockLocation:
    kind = wire.text(node.get("restockType"))
    restock = kind if kind in set(RestockType) else ""
    return RestockLocation(wire.text(wire.obj(node.get("lineItem")).get("id")), restock, node["location"]["id"])


def _refund(node: wire.Json) -> Refund:
    created_at = wire.moment(node.get("createdAt"))
    if created_at is None:
        raise OutcomeUnknown(N_("Shopify's refund has no date."))
    return Refund(
        gid=wire.text(node.get("id")),
        created_at=created_at,
        total=wire.bag(node.get("totalRefundedSet")),
        note=wire.text(node.get("note")),
        lines=tuple(
            RefundLineItem(
                wire.text(wire.obj(item.get("lineItem")).get("id")),
                wire.number(item.get("quantity")) or 0,
                wire.text(item.get("restockType")),
            )
            for item in wire.objects(node.get("refundLineItems"))
        ),
        transactions=tuple(_transaction(item) for item in wire.objects(node.get("transactions"))),
    )


def _transaction(node: wire.Json) -> Transaction:
    made_at = wire.moment(node.get("createdAt"))
    if made_at is None:
        raise OutcomeUnknown(N_("A transaction of Shopify's refund has no date."))
    return Transaction(
        gid=wire.text(node.get("id")),
        kind=wire.text(node.get("kind")),
        status=TransactionStatus(wire.text(node.get("status"))),
        gateway=wire.text(node.get("gateway")),
        amount=_bag(node.get("amountSet")),
        created_at=made_at,
        error=wire.text(node.get("errorCode")),
    )


def _bag(value: object) -> MoneyBag:
    found = wire.bag(value)
    if found is None:
        raise OutcomeUnknown(N_("Shopify's answer holds an amount that cannot be read."))
    return found
