"""Process what came back, with its money and what leaves instead: done once, though Shopify knows no key for it."""

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any

from app.domain.errors import OutcomeUnknown
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import marker, money_state
from app.domain.remedies.choices import Disposition, ReturnProcessingChoice
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.return_marks import counted, marks, moved_on
from app.domain.remedies.returning import handled
from app.domain.remedies.returns import EXCHANGE
from app.domain.remedies.terms import Part, Piece, Terms
from app.domain.words import N_
from app.shopify import locations, return_outcome, return_parts, wire
from app.shopify.asking import answered, noted, order
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.refund_records import BOTH, fetch, refund_of
from app.shopify.remedy import Kind

MONEY = "MONEY"  # a mark of the look: money was to move, so a search must find a refund
NOTE_LIMIT = 1000  # no limit is documented; a marker must never be cut off
NOWHERE = "-"  # a piece whose fate is not noted

PROCESS = (
    """mutation ReturnProcessing($input: ReturnProcessInput!) {
  returnProcess(input: $input) {
    return {
      id name status
      refunds(first: 3, reverse: true) {
        nodes {
          id note createdAt
          transactions(first: 20) { nodes { id kind status gateway createdAt errorCode amountSet { ...Both } } }
        }
      }
    }
    userErrors { field message code }
  }
}
"""
    + BOTH
)

NOTES = "query ReturnRefundNotes($order: ID!) { order(id: $order) { id refunds(first: 100) { id note } } }"


def look(api: AdminApi, ask: Ask) -> Sighting:
    """What processing would pay and where the pieces go; a line or refund that moved on since stops it."""
    choice: ReturnProcessingChoice = ask.choice
    if choice.to_store_credit and choice.refund and not ask.order.customer_gid:
        raise NotPossible(Problem.NO_CUSTOMER)
    now = return_parts.fetch(api, ask.order.gid, choice.return_gid)
    restocks = any(line.disposition is Disposition.RESTOCKED for line in choice.lines)
    done = handled(now, choice, locations.active(api) if restocks else ())
    terms = return_outcome.terms(api, now, choice, tuple(item.piece for item in done))
    ways = " ".join(item.way_gid or NOWHERE for item in done)
    terms = replace(terms, facts=(*terms.facts, ("return", now.name), ("ways", ways)))
    return Sighting(terms, marks(now), frozenset({MONEY} if terms.moves_money else ()))


def search(api: AdminApi, ask: Ask) -> str:
    """The refund whose note carries our marker; else, where exactly our pieces were processed since the agent looked,
    the one new refund of the return, or the return itself where no money was to move.
    """
    for item in wire.objects(order(answered(api, NOTES, {"order": ask.order.gid})).get("refunds")):
        if marker(ask.key) in wire.text(item.get("note")):
            return wire.text(item.get("id"))
    try:
        now = return_parts.fetch(api, ask.order.gid, ask.choice.return_gid)
    except NotPossible:
        return ""
    coming = counted((line.return_line_gid, line.quantity) for line in ask.choice.lines)
    if not moved_on(now, ask.known, coming, exchanges=ask.choice.exchanges):
        return ""
    fresh = [gid for gid in now.refund_gids if gid not in ask.known]
    if MONEY in ask.known:
        return fresh[0] if len(fresh) == 1 else ""
    return now.gid


def request(ask: Ask, terms: Terms) -> str:
    """The exact request, in the customer's currency; it never allows more than is left."""
    choice: ReturnProcessingChoice = ask.choice
    facts = dict(terms.facts)
    pairs = list(zip(terms.pieces, facts["ways"].split(), strict=True))
    order_input: dict[str, Any] = {
        "returnId": choice.return_gid,
        "returnLineItems": _coming([pair for pair in pairs if pair[0].fate != EXCHANGE]),
        "note": noted(ask, NOTE_LIMIT),
        "notifyCustomer": choice.notify,
    }
    leaving = [{"id": piece.gid, "quantity": piece.quantity} for piece, _ in pairs if piece.fate == EXCHANGE]
    if leaving:
        order_input["exchangeLineItems"] = leaving
    if terms.moves_money:
        order_input |= _money(ask, terms)
    return request_body(PROCESS, {"input": order_input})


def _coming(pairs: Iterable[tuple[Piece, str]]) -> list[dict[str, Any]]:
    lines = []
    for gid, group in groupby(sorted(pairs, key=lambda pair: pair[0].gid), key=lambda pair: pair[0].gid):
        items = list(group)
        fates = [_disposition(piece, way) for piece, way in items if way != NOWHERE]
        lines.append({"id": gid, "quantity": sum(piece.quantity for piece, _ in items), "dispositions": fates})
    return lines


def _disposition(piece: Piece, way: str) -> dict[str, Any]:
    fate = {"reverseFulfillmentOrderLineItemId": way, "quantity": piece.quantity, "dispositionType": piece.fate}
    return fate | ({"locationId": piece.location_gid} if piece.location_gid else {})


def _money(ask: Ask, terms: Terms) -> dict[str, Any]:
    currency = ask.order.presentment_currency
    refund: dict[str, Any] = {
        "orderTransactions": [
            {
                "parentId": item.parent_gid,
                "transactionAmount": {"amount": item.amount.presentment.wire(), "currencyCode": currency},
            }
            for item in terms.payments
        ],
        "allowOverRefunding": False,
    }
    if terms.store_credit is not None:
        amount = {"amount": terms.store_credit.presentment.wire(), "currencyCode": currency}
        refund["refundMethods"] = [{"storeCreditRefund": {"amount": amount}}]
    money: dict[str, Any] = {"financialTransfer": {"issueRefund": refund}}
    shipping = next((line.amount.presentment for line in terms.lines if line.part is Part.SHIPPING), None)
    if shipping:
        amount = {"amount": shipping.wire(), "currencyCode": currency}
        money["refundShipping"] = {"shippingRefundAmount": amount}
    if gids := dict(terms.facts).get("duties", ""):
        money["refundDuties"] = [{"dutyId": gid, "refundType": "PROPORTIONAL"} for gid in gids.split()]
    return money


def send(api: AdminApi, stored: str) -> Outcome:
    """Process; raises Refused, Unavailable (nothing ran), or OutcomeUnknown, also where the money cannot be seen."""
    payload = wire.obj(api.mutate(PROCESS, body=stored).get("returnProcess"))
    refuse_user_errors(payload)
    made = wire.obj(payload.get("return"))
    asked = json.loads(stored)["variables"]["input"]
    if not made.get("id"):
        raise OutcomeUnknown(N_("Shopify neither refused the return nor showed it."))
    facts = (("return", wire.text(made.get("name"))),)
    for node in wire.objects(made.get("refunds")):
        if wire.text(node.get("note")) == asked["note"]:
            found = refund_of(node)
            return Outcome(found.gid, money_state(found.transactions), found.transactions, facts, found.gid)
    if "financialTransfer" in asked:
        raise OutcomeUnknown(N_("Shopify processed the return and did not show its refund."))
    return Outcome(wire.text(made["id"]), facts=facts)


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    """What a search found: a refund with how its money stands, or the return."""
    facts = (("return", return_parts.shown(api, ask.order.gid, ask.choice.return_gid).name),)
    if gid == ask.choice.return_gid:
        return Outcome(gid, facts=facts)
    found = fetch(api, gid)
    return Outcome(gid, money_state(found.transactions), found.transactions, facts, gid)


KIND = Kind(RemedyKind.RETURN_PROCESSING, ReturnProcessingChoice, Resend.SEARCHED, look, search, request, send, read)
