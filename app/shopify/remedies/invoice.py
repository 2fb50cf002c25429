"""Asking the customer to pay what he still owes, such as an exchange's balance: Shopify mails him its own page.

A mail leaves no trace that a look could find, so an answer that was lost is never followed by a second mail.
"""

from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import InvoiceChoice
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.terms import Terms
from app.shopify import wire
from app.shopify.asking import bag, order, shown, whole
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.refund_records import BOTH
from app.shopify.remedy import Kind

LOOK = "query InvoiceLook($order: ID!) { order(id: $order) { id email totalOutstandingSet { ...Both } } }\n" + BOTH

SEND = """mutation InvoiceSend($order: ID!) {
  orderInvoiceSend(id: $order) { order { id } userErrors { field message } }
}"""


def look(api: AdminApi, ask: Ask) -> Sighting:
    """What the customer owes now; raises NotPossible where that is nothing, or where there is no address to mail to."""
    found = order(whole(api, LOOK, {"order": ask.order.gid}))
    owed = bag(found.get("totalOutstandingSet"))
    if owed.presentment.amount <= 0:
        raise NotPossible(Problem.NOTHING_OWED)
    if not wire.text(found.get("email")):
        raise NotPossible(Problem.NO_EMAIL)
    return Sighting(Terms(owes=owed, facts=(("owed", shown(owed.presentment)),)))


def search(api: AdminApi, ask: Ask) -> str:
    """Nothing to be found: Shopify keeps no record of the mail that names us."""
    del api, ask
    return ""


def request(ask: Ask, terms: Terms) -> str:
    del terms
    return request_body(SEND, {"order": ask.order.gid})


def send(api: AdminApi, stored: str) -> Outcome:
    payload = api.mutate(SEND, body=stored).get("orderInvoiceSend")
    refuse_user_errors(payload)
    return Outcome(wire.text(wire.obj(wire.obj(payload).get("order")).get("id")))


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    del api, ask
    return Outcome(gid)


KIND = Kind(RemedyKind.INVOICE, InvoiceChoice, Resend.NEVER, look, search, request, send, read, moves_money=False)
