"""Stopping a parcel: a hold on every fulfillment order that has not left, under a handle that can be there once."""

from app.domain.remedies.choices import HoldChoice
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.holding import found_hold, handle_of, to_hold
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.terms import Terms
from app.shopify import packing
from app.shopify.asking import noted
from app.shopify.client import AdminApi, request_body
from app.shopify.packing import act, document, fulfillment_orders
from app.shopify.remedy import Kind

NAME = "FulfillmentHold"
NOTE = 255
FIELD = """fulfillmentOrderHold(id: $id#, fulfillmentHold: $hold) {
    fulfillmentHold { id } userErrors { field message code }
  }"""
OURS_ALREADY = frozenset({"DUPLICATE_FULFILLMENT_HOLD_HANDLE"})


def look(api: AdminApi, ask: Ask) -> Sighting:
    """What would be stopped; a part that we hold already, after a lost answer, is left out."""
    targets = to_hold(packing.look(api, ask.order.gid))
    pieces = tuple(piece for item in targets for piece in item.pieces if piece.quantity)
    facts = (("fulfillment_orders", " ".join(item.gid for item in targets)),)
    return Sighting(Terms(pieces=pieces, facts=facts))


def search(api: AdminApi, ask: Ask) -> str:
    """The first fulfillment order with our hold, once nothing is left that could still be held; "" before."""
    return found_hold(fulfillment_orders(api, ask.order.gid), handle_of(ask.key))


def request(ask: Ask, terms: Terms) -> str:
    """The exact request: one document for all of them."""
    choice: HoldChoice = ask.choice
    gids = dict(terms.facts)["fulfillment_orders"].split()
    hold = {"reason": choice.why.value, "reasonNotes": noted(ask, NOTE), "handle": handle_of(ask.key)}
    text = document(NAME, "$hold: FulfillmentOrderHoldInput!", FIELD, {"id": "ID!"}, len(gids))
    return request_body(text, {"hold": hold} | {f"id{at}": gid for at, gid in enumerate(gids)})


def send(api: AdminApi, stored: str) -> Outcome:
    """Hold them. What we hold already, by an attempt whose answer was lost, is held."""
    return _outcome(act(api, NAME, stored, OURS_ALREADY))


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    """What a search found."""
    handle = handle_of(ask.key)
    orders = fulfillment_orders(api, ask.order.gid)
    held = [item.gid for item in orders if any(hold.ours and hold.handle == handle for hold in item.holds)]
    return _outcome(held or [gid])


def _outcome(held: list[str]) -> Outcome:
    return Outcome(held[0], facts=(("held", str(len(held))),))


KIND = Kind(RemedyKind.HOLD, HoldChoice, Resend.CONVERGENT, look, search, request, send, read, moves_money=False)
