"""An order's fulfillment orders, read; and one call that acts on several of them, of which a part may be refused."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.domain.errors import OutcomeUnknown, Refused
from app.domain.remedies.holding import FulfillmentOrder, Hold
from app.domain.remedies.terms import Piece
from app.domain.words import N_
from app.shopify import wire
from app.shopify.asking import answered, order, refuse_without_scopes, whole
from app.shopify.client import AdminApi
from app.shopify.remedy import PartlyDone

SCOPE = "write_merchant_managed_fulfillment_orders"
LOOK = """query PackingLook($order: ID!) {
  order(id: $order) {
    id
    fulfillmentOrders(first: 10) {
      nodes {
        id status
        assignedLocation { name }
        supportedActions { action }
        fulfillmentHolds { id handle displayReason heldByRequestingApp }
        lineItems(first: 25) { nodes { remainingQuantity lineItem { id title variantTitle } } }
      }
    }
  }
  currentAppInstallation { accessScopes { handle } }
}"""


def look(api: AdminApi, order_gid: str) -> tuple[FulfillmentOrder, ...]:
    """Before anything is done; raises OrderGone, or NotPossible where the app was not granted to stop parcels."""
    answer = whole(api, LOOK, {"order": order_gid})
    refuse_without_scopes(answer, SCOPE)
    return _read(answer)


def fulfillment_orders(api: AdminApi, order_gid: str) -> tuple[FulfillmentOrder, ...]:
    """As they are now; raises OrderGone."""
    return _read(answered(api, LOOK, {"order": order_gid}))


def _read(answer: wire.Json) -> tuple[FulfillmentOrder, ...]:
    return tuple(_fulfillment_order(item) for item in wire.objects(order(answer).get("fulfillmentOrders")))


def document(name: str, shared: str, field: str, own: Mapping[str, str], count: int) -> str:
    """One mutation that does `field` several times, in their order: variables of `own` are numbered, `shared` not."""
    numbered = [f"${word}{at}: {kind}" for at in range(count) for word, kind in own.items()]
    given = ", ".join(([shared] if shared else []) + numbered)
    fields = "\n".join(f"  done{at}: {field.replace('#', str(at))}" for at in range(count))
    return f"mutation {name}({given}) {{\n{fields}\n}}"


def act(api: AdminApi, name: str, stored: str, done_already: Collection[str] = ()) -> list[str]:
    """Send such a document; the gids it was for, in their order. `done_already`: codes that say it was done before.

    A part without an answer is OutcomeUnknown: what is stored can be sent again. Refused, with Shopify's words, where
    all parts are; PartlyDone where another part was done.
    """
    gids = _gids(stored)
    answer = api.mutate("", operation=name, body=stored)
    parts = [wire.obj(answer.get(f"done{at}")) for at in range(len(gids))]
    if not all(parts):
        raise OutcomeUnknown(N_("Shopify told only a part of what it did."))
    errors = [_errors(part, done_already) for part in parts]
    if any(errors):
        words = " ".join(word for said in errors for word in said)
        if all(errors):
            raise Refused(theirs=words)
        raise PartlyDone(N_("Only a part of it was done."), words)
    return gids


def _gids(stored: str) -> list[str]:
    variables: dict[str, Any] = json.loads(stored)["variables"]
    return [variables[f"id{at}"] for at in range(len(variables)) if f"id{at}" in variables]


def _errors(part: wire.Json, done_already: Collection[str]) -> Sequence[str]:
    wrong = (item for item in wire.objects(part.get("userErrors")) if item.get("code") not in done_already)
    return [wire.text(item.get("message")) for item in wrong]


def _fulfillment_order(node: wire.Json) -> FulfillmentOrder:
    place = wire.text(wire.obj(node.get("assignedLocation")).get("name"))
    actions = {wire.text(item.get("action")) for item in wire.objects(node.get("supportedActions"))}
    return FulfillmentOrder(
        gid=wire.text(node.get("id")),
        status=wire.text(node.get("status")),
        can_hold="HOLD" in actions,
        holds=tuple(_hold(item) for item in wire.objects(node.get("fulfillmentHolds"))),
        pieces=tuple(_piece(item, place) for item in wire.objects(node.get("lineItems"))),
    )


def _hold(node: wire.Json) -> Hold:
    return Hold(
        gid=wire.text(node.get("id")),
        reason=wire.text(node.get("displayReason")),
        handle=wire.text(node.get("handle")),
        ours=bool(node.get("heldByRequestingApp")),
    )


def _piece(node: wire.Json, place: str) -> Piece:
    line = wire.obj(node.get("lineItem"))
    return Piece(
        gid=wire.text(line.get("id")),
        title=wire.text(line.get("title")),
        quantity=wire.number(node.get("remainingQuantity")) or 0,
        location=place,
        variant_title=wire.text(line.get("variantTitle")),
    )
