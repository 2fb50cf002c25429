"""Letting a parcel go: our own holds are released, those that the shop or another app placed are left alone."""

import json
from collections.abc import Mapping
from typing import Any

from app.domain.errors import GatewayError, Refused
from app.domain.remedies.choices import HoldReleaseChoice
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.holding import to_release
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.terms import Terms
from app.shopify import packing, wire
from app.shopify.asking import answered
from app.shopify.client import AdminApi, request_body
from app.shopify.packing import act, document, fulfillment_orders
from app.shopify.remedy import Kind, PartlyDone

NAME = "FulfillmentRelease"
FIELD = """fulfillmentOrderReleaseHold(id: $id#, holdIds: $holds#) {
    fulfillmentOrder { id } userErrors { field message code }
  }"""
BACK = """query ReleasedHolds($ids: [ID!]!) {
  nodes(ids: $ids) { ... on FulfillmentOrder { id fulfillmentHolds { id } } }
}"""


def look(api: AdminApi, ask: Ask) -> Sighting:
    """What would be let go; the holds there are now are remembered, so that a search can see them gone."""
    targets = to_release(packing.look(api, ask.order.gid))
    pieces = tuple(piece for item, _ in targets for piece in item.pieces if piece.quantity)
    named = " ".join(f"{item.gid}={','.join(hold.gid for hold in holds)}" for item, holds in targets)
    marks = frozenset(hold.gid for _, holds in targets for hold in holds)
    return Sighting(Terms(pieces=pieces, facts=(("holds", named),)), marks=marks)


def search(api: AdminApi, ask: Ask) -> str:
    """The order's first fulfillment order, once none of the holds that were there is; "" before it was ever sent."""
    if ask.sent_at is None or not ask.known:
        return ""
    orders = fulfillment_orders(api, ask.order.gid)
    left = {hold.gid for item in orders for hold in item.holds}
    return "" if left & ask.known else next((item.gid for item in orders), "")


def request(ask: Ask, terms: Terms) -> str:
    """The exact request: one document for all of them."""
    del ask
    targets = [item.partition("=") for item in dict(terms.facts)["holds"].split()]
    given: dict[str, Any] = {}
    for at, (gid, _, holds) in enumerate(targets):
        given |= {f"id{at}": gid, f"holds{at}": holds.split(",")}
    return request_body(document(NAME, "", FIELD, {"id": "ID!", "holds": "[ID!]"}, len(targets)), given)


def send(api: AdminApi, stored: str) -> Outcome:
    """Release them. A refusal counts for nothing where none of them is there any more: Shopify's code for a hold that
    is gone is the same as for one that this token may not touch.
    """
    try:
        return _outcome(act(api, NAME, stored))
    except (Refused, PartlyDone):
        variables = json.loads(stored)["variables"]
        if not _are_gone(api, variables):
            raise
        return _outcome(_given(variables, "id"))


def _are_gone(api: AdminApi, variables: Mapping[str, Any]) -> bool:
    """Whether all is shown and holds none of these; what cannot be read is not gone."""
    gids = _given(variables, "id")
    try:
        nodes = wire.objects(answered(api, BACK, {"ids": gids}).get("nodes"))
    except GatewayError:
        return False
    shown = {wire.text(node.get("id")) for node in nodes if node.get("fulfillmentHolds") is not None}
    left = {wire.text(hold.get("id")) for node in nodes for hold in wire.objects(node.get("fulfillmentHolds"))}
    return shown == set(gids) and not left & {gid for holds in _given(variables, "holds") for gid in holds}


def _given(variables: Mapping[str, Any], word: str) -> list[Any]:
    """The numbered variables of a document, in their order."""
    return [variables[f"{word}{at}"] for at in range(len(variables)) if f"{word}{at}" in variables]


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    """What a search found gone."""
    del api, ask
    return _outcome([gid])


def _outcome(released: list[str]) -> Outcome:
    return Outcome(released[0], facts=(("released", str(len(released))),))


KIND = Kind(
    RemedyKind.HOLD_RELEASE, HoldReleaseChoice, Resend.CONVERGENT, look, search, request, send, read, moves_money=False
)
