"""Refunds without a return: Shopify computes them, the stored request is sent byte for byte under its key."""

from typing import Any

from app.domain.errors import OutcomeUnknown
from app.domain.money import MoneyBag
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import marker, money_state
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.refund import DISCREPANCIES, plan
from app.domain.remedies.terms import Part, Payment, Piece, Terms
from app.domain.words import N_
from app.shopify import refund_order, wire
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.refund_records import BOTH, WHOLE, fetch, refund_of
from app.shopify.refund_terms import amount_alone, duty_type, suggested
from app.shopify.remedy import Kind, OrderGone

CREATE = (
    """mutation RefundCreate($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { ...Whole }
    userErrors { field message }
  }
}
"""
    + WHOLE
    + BOTH
)

NOTES = "query RefundNotes($order: ID!) { order(id: $order) { id refunds(first: 100) { id note } } }"


def look(api: AdminApi, ask: Ask) -> Sighting:
    """What the chosen pieces, costs or amount would pay now; raises NotPossible, or OrderGone."""
    choice: RefundChoice = ask.choice
    if choice.to_store_credit and not ask.order.customer_gid:
        raise NotPossible(Problem.NO_CUSTOMER, "to_store_credit")
    order = refund_order.look(api, ask.order.gid)
    planned = plan(order.lines, choice, order.on_return)
    terms = amount_alone(order, choice) if choice.amount is not None else suggested(api, ask, order, planned)
    if terms.gives is None or not terms.gives.presentment:
        raise NotPossible(Problem.NOT_CAPTURED if order.capturable else Problem.NO_MONEY)
    return Sighting(terms, order.refund_gids)


def search(api: AdminApi, ask: Ask) -> str:
    """The refund whose note carries our marker, or ""."""
    order = api.query(NOTES, {"order": ask.order.gid}).get("order")
    if not order:
        raise OrderGone(N_("That order is not visible in Shopify any more."))
    ours = (item for item in wire.objects(order["refunds"]) if marker(ask.key) in wire.text(item.get("note")))
    return next((wire.text(item.get("id")) for item in ours), "")


def request(ask: Ask, terms: Terms) -> str:
    """The exact request, in the customer's currency: stored before it is sent; never more than is left."""
    choice: RefundChoice = ask.choice
    currency = ask.order.presentment_currency
    order_input: dict[str, Any] = {
        "orderId": ask.order.gid,
        "currency": currency,
        "note": f"{ask.note.strip() or ask.reason.value} ({marker(ask.key)})",
        "notify": choice.notify,
        "refundLineItems": [_line_input(piece) for piece in terms.pieces],
        "transactions": [_transaction_input(ask.order.gid, item) for item in terms.payments],
    }
    if shipping := _amount_of(terms, Part.SHIPPING):
        order_input["shipping"] = {"amount": shipping.presentment.wire()}
    if gids := dict(terms.facts).get("duties", ""):
        order_input["refundDuties"] = [{"dutyId": gid, "refundType": duty_type(choice)} for gid in gids.split()]
    if terms.store_credit is not None:
        amount = {"amount": terms.store_credit.presentment.wire(), "currencyCode": currency}
        order_input["refundMethods"] = [{"storeCreditRefund": {"amount": amount}}]
    if choice.amount is not None:
        order_input["discrepancyReason"] = DISCREPANCIES.get(ask.reason, "OTHER")
    return request_body(CREATE, {"input": order_input, "key": ask.key})


def send(api: AdminApi, stored: str) -> Outcome:
    """Make the refund; raises Refused (with Shopify's words), Unavailable (nothing ran) or OutcomeUnknown."""
    payload = api.mutate(CREATE, body=stored).get("refundCreate")
    refuse_user_errors(payload)
    made = wire.obj(wire.obj(payload).get("refund"))
    if not made.get("id"):
        raise OutcomeUnknown(N_("Shopify neither refused the refund nor showed it."))
    return _outcome(made)


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    """What a search found, with how its money stands."""
    del ask
    found = fetch(api, gid)
    return Outcome(gid, money_state(found.transactions), found.transactions, refund_gid=gid)


def _outcome(node: wire.Json) -> Outcome:
    made = refund_of(node)
    return Outcome(made.gid, money_state(made.transactions), made.transactions, refund_gid=made.gid)


def _amount_of(terms: Terms, part: Part) -> MoneyBag | None:
    return next((line.amount for line in terms.lines if line.part is part), None)


def _line_input(piece: Piece) -> dict[str, Any]:
    given = {"lineItemId": piece.gid, "quantity": piece.quantity, "restockType": piece.fate}
    return given | ({"locationId": piece.location_gid} if piece.location_gid else {})


def _transaction_input(order_gid: str, item: Payment) -> dict[str, Any]:
    return {
        "orderId": order_gid,
        "gateway": item.gateway,
        "kind": "REFUND",
        "amount": item.amount.presentment.wire(),
        "parentId": item.parent_gid,
    }


KIND = Kind(RemedyKind.REFUND, RefundChoice, Resend.KEYED, look, search, request, send, read)
