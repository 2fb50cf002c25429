"""Tell how a return is sent back: a label, tracking, or both; one parcel a return, changed where there is one."""

import json
from collections.abc import Iterator
from typing import Any

from app.domain.errors import OutcomeUnknown
from app.domain.orders import ReturnStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import ReturnLabelChoice
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.labels import check_link
from app.domain.remedies.returns import ParcelBack, ReturnNow
from app.domain.remedies.terms import Notice, Piece, Terms
from app.domain.words import N_
from app.shopify import return_parts, wire
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.remedy import Kind

ATTACH = """mutation ReturnLabelAttached(
  $order: ID!, $tracking: ReverseDeliveryTrackingInput, $label: ReverseDeliveryLabelInput, $notify: Boolean
) {
  parcel: reverseDeliveryCreateWithShipping(reverseFulfillmentOrderId: $order, reverseDeliveryLineItems: [],
    trackingInput: $tracking, labelInput: $label, notifyCustomer: $notify) {
    reverseDelivery { id }
    userErrors { field message code }
  }
}"""

CHANGE = """mutation ReturnLabelChanged(
  $parcel: ID!, $tracking: ReverseDeliveryTrackingInput, $label: ReverseDeliveryLabelInput, $notify: Boolean
) {
  parcel: reverseDeliveryShippingUpdate(reverseDeliveryId: $parcel, trackingInput: $tracking, labelInput: $label,
    notifyCustomer: $notify) {
    reverseDelivery { id }
    userErrors { field message code }
  }
}"""


def look(api: AdminApi, ask: Ask) -> Sighting:
    """Whether Shopify expects something back; another parcel since the agent looked stops it."""
    choice: ReturnLabelChoice = ask.choice
    _check(choice)
    now = return_parts.fetch(api, ask.order.gid, choice.return_gid)
    if now.status is not ReturnStatus.OPEN:
        raise NotPossible(Problem.RETURN_NOT_OPEN, name=now.name)
    expecting = [order for order in now.reverse_orders if order.is_open]
    if not expecting:
        raise NotPossible(Problem.NO_WAY_BACK, name=now.name)
    last = expecting[0].parcels[-1:]
    where = ("parcel", last[0].gid) if last else ("reverse_order", expecting[0].gid)
    terms = Terms(
        pieces=tuple(
            Piece(line.gid, line.title, line.quantity, variant_title=line.variant_title) for line in now.lines
        ),
        notices=(Notice.NO_MONEY, *((Notice.TEST_ORDER,) if now.test else ())),
        facts=(("return", now.name), *_told(choice), where),
    )
    return Sighting(terms, frozenset(parcel.gid for parcel in _parcels(now)))


def _check(choice: ReturnLabelChoice) -> None:
    if not (choice.tracking_number.strip() or choice.tracking_url or choice.label_url):
        raise NotPossible(Problem.LABEL_MISSING)
    check_link(choice.tracking_url, "tracking_url")
    check_link(choice.label_url, "label_url")


def _told(choice: ReturnLabelChoice) -> tuple[tuple[str, str], ...]:
    """What the customer is told."""
    return _facts(choice.tracking_number.strip(), choice.tracking_url, choice.label_url)


def _facts(*values: str) -> tuple[tuple[str, str], ...]:
    words = ("tracking_number", "tracking_url", "label_url")
    return tuple((word, value) for word, value in zip(words, values, strict=True) if value)


def _parcels(now: ReturnNow) -> Iterator[ParcelBack]:
    for order in now.reverse_orders:
        yield from order.parcels


def search(api: AdminApi, ask: Ask) -> str:
    """The parcel with our tracking; of a label alone, its address or a parcel that was not there before."""
    try:
        now = return_parts.fetch(api, ask.order.gid, ask.choice.return_gid)
    except NotPossible:
        return ""
    return next((parcel.gid for parcel in _parcels(now) if _is_ours(parcel, ask)), "")


def _is_ours(parcel: ParcelBack, ask: Ask) -> bool:
    choice: ReturnLabelChoice = ask.choice
    number, address = choice.tracking_number.strip(), choice.tracking_url
    if (number and parcel.tracking_number != number) or (address and parcel.tracking_url != address):
        return False
    if not choice.label_url or parcel.label_url == choice.label_url:
        return True
    # Shopify moves an uploaded label to an address of its own.
    return bool(parcel.label_url) and (bool(number) or parcel.gid not in ask.known)


def request(ask: Ask, terms: Terms) -> str:
    """The exact request: a new parcel, or the change of the one that is there."""
    choice: ReturnLabelChoice = ask.choice
    facts = dict(terms.facts)
    tracking = {"number": choice.tracking_number.strip(), "url": choice.tracking_url}
    told: dict[str, Any] = {"notify": choice.notify}
    if any(tracking.values()):
        told["tracking"] = {name: value for name, value in tracking.items() if value}
    if choice.label_url:
        told["label"] = {"fileUrl": choice.label_url}
    if "parcel" in facts:
        return request_body(CHANGE, {"parcel": facts["parcel"], **told})
    return request_body(ATTACH, {"order": facts["reverse_order"], **told})


def send(api: AdminApi, stored: str) -> Outcome:
    """Attach or change it; raises Refused (with Shopify's words), Unavailable or OutcomeUnknown."""
    payload = wire.obj(api.mutate(ATTACH, body=stored).get("parcel"))
    refuse_user_errors(payload)
    gid = wire.text(wire.obj(payload.get("reverseDelivery")).get("id"))
    if not gid:
        raise OutcomeUnknown(N_("Shopify neither refused the label nor showed it."))
    given = json.loads(stored)["variables"]
    tracking = given.get("tracking") or {}
    told = (tracking.get("number"), tracking.get("url"), (given.get("label") or {}).get("fileUrl"))
    return Outcome(gid, facts=_facts(*(value or "" for value in told)))


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    del api
    return Outcome(gid, facts=_told(ask.choice))


KIND = Kind(
    RemedyKind.RETURN_LABEL,
    ReturnLabelChoice,
    Resend.SEARCHED,
    look,
    search,
    request,
    send,
    read,
    moves_money=False,
)
