"""A gift card in the shop's currency, for this customer: known by the marker in its note; its code is never kept."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.errors import GatewayError, OutcomeUnknown, Unavailable
from app.domain.money import MoneyBag
from app.domain.refunds import MoneyState, marker
from app.domain.remedies.choices import GiftCardChoice
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.goodwill import check_amount
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.terms import Part, TermLine, Terms
from app.domain.words import N_
from app.shopify import wire
from app.shopify.asking import answered, customers_order, money, noted, refuse_without_scopes, shown, whole
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.remedy import Kind

NOTE = 2000  # characters; Shopify names no limit
PAGES = 20  # of fifty cards each, in the time since ours was first sent
CLOCKS = timedelta(minutes=5)

LOOK = """query GiftCardLook($order: ID!) {
  order(id: $order) { id customer { id } }
  giftCards(first: 1) { nodes { id } }
  currentAppInstallation { accessScopes { handle } }
}"""

FIND = """query GiftCardFind($query: String, $after: String) {
  giftCards(first: 50, after: $after, query: $query, reverse: true, sortKey: CREATED_AT) {
    nodes { id note }
    pageInfo { hasNextPage endCursor }
  }
}"""

CREATE = """mutation GiftCardCreate($card: GiftCardCreateInput!) {
  giftCardCreate(input: $card) {
    giftCard { id lastCharacters expiresOn initialValue { amount currencyCode } }
    userErrors { field message code }
  }
}"""

# Nothing says that a card made by an app is mailed by itself, and nobody here can read its code to the customer.
MAIL = """mutation GiftCardMail($card: ID!) {
  giftCardSendNotificationToCustomer(id: $card) { userErrors { field message code } }
}"""

READ = """query GiftCardRead($card: ID!) {
  giftCard(id: $card) { id lastCharacters expiresOn initialValue { amount currencyCode } }
}"""


def look(api: AdminApi, ask: Ask) -> Sighting:
    """Whether this customer can get one; it costs the shop what the customer gets, in the shop's own currency."""
    choice: GiftCardChoice = ask.choice
    check_amount(choice.amount, ask.order.currency)
    answer = whole(api, LOOK, {"order": ask.order.gid})
    customers_order(answer, ask)
    refuse_without_scopes(answer, "write_gift_cards", "write_customers")
    gives = MoneyBag(choice.amount, choice.amount)
    return Sighting(Terms(gives=gives, lines=(TermLine(Part.AMOUNT, gives),)))


def search(api: AdminApi, ask: Ask) -> str:
    """The card whose note carries our marker, among those made since it was first sent, or ""."""
    if ask.sent_at is None:
        return ""
    given: dict[str, Any] = {"query": f"created_at:>='{_moment(ask.sent_at - CLOCKS)}'", "after": None}
    for _ in range(PAGES):
        page = wire.obj(answered(api, FIND, given).get("giftCards"))
        ours = (item for item in wire.objects(page) if marker(ask.key) in wire.text(item.get("note")))
        if (card := next(ours, None)) is not None:
            return wire.text(card.get("id"))
        info = wire.obj(page.get("pageInfo"))
        if not info.get("hasNextPage"):
            return ""
        given["after"] = info.get("endCursor")
    raise Unavailable(N_("There are too many new gift cards to find ours among them."))


def request(ask: Ask, terms: Terms) -> str:
    """The exact request. Shopify makes the code up."""
    del terms
    choice: GiftCardChoice = ask.choice
    card: dict[str, Any] = {
        "initialAmount": {"amount": choice.amount.wire(), "currencyCode": choice.amount.currency},
        "customerId": ask.order.customer_gid,
        "note": f"{ask.order.name}: {noted(ask, NOTE)}",
    }
    if choice.expires_on:
        card["expiresOn"] = choice.expires_on.isoformat()
    return request_body(CREATE, {"card": card})


def send(api: AdminApi, stored: str) -> Outcome:
    """Make the card, and have it mailed. Its code is not even asked for: whoever reads our rows could spend it."""
    payload = wire.obj(api.mutate(CREATE, body=stored).get("giftCardCreate"))
    refuse_user_errors(payload)
    made = wire.obj(payload.get("giftCard"))
    if not made.get("id"):
        raise OutcomeUnknown(N_("Shopify neither refused the gift card nor showed it."))
    return _mailed(api, _outcome(made))


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    """What a search found; mailed, as its first mail may never have been asked for."""
    del ask
    found = wire.obj(answered(api, READ, {"card": gid}).get("giftCard"))
    if not found:
        raise Unavailable(N_("Shopify does not show that gift card."))
    return _mailed(api, _outcome(found))


def _mailed(api: AdminApi, made: Outcome) -> Outcome:
    """The card is there whatever becomes of its mail: an error here must never look as if it were not."""
    try:
        refuse_user_errors(api.mutate(MAIL, {"card": made.gid}).get("giftCardSendNotificationToCustomer"))
    except GatewayError as error:
        return replace(made, facts=(*made.facts, ("not_mailed", str(error))))
    return made


def _outcome(node: wire.Json) -> Outcome:
    facts = [("amount", shown(money(node.get("initialValue")))), ("ending", wire.text(node.get("lastCharacters")))]
    if expires_on := wire.text(node.get("expiresOn")):
        facts.append(("expires_on", expires_on))
    return Outcome(wire.text(node.get("id")), MoneyState.SUCCESS, facts=tuple(facts))


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


KIND = Kind(RemedyKind.GIFT_CARD, GiftCardChoice, Resend.SEARCHED, look, search, request, send, read)
