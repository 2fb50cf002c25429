"""Cancelling a whole order: a job over there, that gives back what was paid; known by the marker in its staff note."""

from typing import Any

from app.domain.errors import OutcomeUnknown, Unavailable
from app.domain.refunds import MoneyState, marker, money_state
from app.domain.remedies.cancelling import check
from app.domain.remedies.choices import CancellationChoice
from app.domain.remedies.course import Ask, Begun, Outcome, Resend, Sighting
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.terms import Terms
from app.domain.words import N_
from app.shopify import wire
from app.shopify.asking import answered, bag, noted, order, whole
from app.shopify.cancellation_terms import LOOK, cancellable, terms_of
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.refund_records import fetch
from app.shopify.remedy import FailedThere, Kind

STAFF_NOTE = 255  # characters
JOB = "gid://shopify/OrderCancelJobResult/"

FIND = """query CancellationFind($order: ID!) { order(id: $order) { id cancelledAt cancellation { staffNote } } }"""

FOLLOW = """query CancellationFollow($job: ID!) {
  node(id: $job) { ... on OrderCancelJobResult { done status errors { message } } }
}"""

CANCEL = """mutation OrderCancel($order: ID!, $reason: OrderCancelReason!, $restock: Boolean!,
  $method: OrderCancelRefundMethodInput, $notify: Boolean, $note: String) {
  orderCancel(orderId: $order, reason: $reason, restock: $restock, refundMethod: $method, notifyCustomer: $notify,
    staffNote: $note) {
    jobResult { id done status errors { message code } }
    orderCancelUserErrors { field message code }
  }
}"""

READ = """query CancellationRead($order: ID!) {
  order(id: $order) { id name netPaymentSet { ...Both } refunds(first: 100) { id } }
}
fragment Both on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"""


def look(api: AdminApi, ask: Ask) -> Sighting:
    """What a cancellation would give back now; raises NotPossible, or OrderGone. A refund made meanwhile stops it."""
    node = order(whole(api, LOOK, {"order": ask.order.gid}))
    seen, choice = cancellable(node), ask.choice
    check(seen, choice)
    known = frozenset(wire.text(item.get("id")) for item in wire.objects(node.get("refunds")))
    return Sighting(terms_of(node, seen, choice), known)


def search(api: AdminApi, ask: Ask) -> str:
    """The order's gid, where it is cancelled and the staff note has our marker.

    While the job is at work, and while it has succeeded and the order does not show it yet, this raises Unavailable:
    sending again would only be refused. A job that failed raises FailedThere with Shopify's words.
    """
    node = order(answered(api, FIND, {"order": ask.order.gid}))
    if node.get("cancelledAt"):
        ours = marker(ask.key) in wire.text(wire.obj(node.get("cancellation")).get("staffNote"))
        return ask.order.gid if ours else ""
    if ask.handle.startswith(JOB):
        _follow(api, ask.handle)
    return ""


def request(ask: Ask, terms: Terms) -> str:
    """The exact request; money goes back to how it was paid, or all of it becomes store credit."""
    del terms
    choice: CancellationChoice = ask.choice
    back: dict[str, Any] = (
        {"storeCreditRefund": {}} if choice.to_store_credit else {"originalPaymentMethodsRefund": True}
    )
    given = {
        "order": ask.order.gid,
        "reason": choice.why.value,
        "restock": choice.restock,
        "method": back,
        "notify": choice.notify,
        "note": noted(ask, STAFF_NOTE),
    }
    return request_body(CANCEL, given)


def send(api: AdminApi, stored: str) -> Begun:
    """Begin to cancel; whether it succeeds is known later, by `search` with this handle."""
    payload = api.mutate(CANCEL, body=stored).get("orderCancel")
    refuse_user_errors(payload, "orderCancelUserErrors")
    job = wire.obj(wire.obj(payload).get("jobResult"))
    if not job.get("id"):
        raise OutcomeUnknown(N_("Shopify neither refused the cancellation nor showed it."))
    _refuse_failed(job)
    return Begun(wire.text(job["id"]))


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    """What was given back: the refunds that were not there before. PENDING while money is kept and none is shown."""
    node = order(answered(api, READ, {"order": ask.order.gid}))
    made = [one for item in wire.objects(node.get("refunds")) if (one := wire.text(item.get("id"))) not in ask.known]
    moved = tuple(part for refund_gid in made for part in fetch(api, refund_gid).transactions)
    state = money_state(moved)
    if state is MoneyState.NONE and bag(node.get("netPaymentSet")).presentment:
        state = MoneyState.PENDING
    facts = (("order", wire.text(node.get("name"))),)
    return Outcome(gid, state, moved, facts, next(iter(made), ""))


def _follow(api: AdminApi, job_gid: str) -> None:
    job = wire.obj(answered(api, FOLLOW, {"job": job_gid}).get("node"))
    _refuse_failed(job)
    if job:
        raise Unavailable(N_("Shopify is still cancelling the order."))


def _refuse_failed(job: wire.Json) -> None:
    if wire.text(job.get("status")) == "FAILED":
        said = " ".join(wire.text(error.get("message")) for error in wire.objects(job.get("errors")))
        raise FailedThere(N_("Shopify could not cancel the order."), said)


KIND = Kind(RemedyKind.CANCELLATION, CancellationChoice, Resend.SEARCHED, look, search, request, send, read)
