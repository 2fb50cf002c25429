"""A discount code for one use by this customer: made of our key, so that over there it can exist only once."""

from typing import Any

from app.domain.errors import OutcomeUnknown, Unavailable
from app.domain.money import MoneyBag
from app.domain.refunds import MoneyState, marker
from app.domain.remedies.choices import DiscountCodeChoice
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.goodwill import check_amount, code_of, last_moment
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.terms import Part, TermLine, Terms
from app.domain.words import N_
from app.shopify import wire
from app.shopify.asking import answered, customers_order, noted, refuse_without_scopes, shown, whole
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.remedy import FailedThere, Kind

TITLE = 255  # characters
TAKEN = "TAKEN"

LOOK = """query DiscountLook($order: ID!, $code: String!) {
  order(id: $order) { id createdAt customer { id } }
  codeDiscountNodeByCode(code: $code) { id }
  currentAppInstallation { accessScopes { handle } }
}"""

FIND = """query DiscountFind($code: String!) {
  codeDiscountNodeByCode(code: $code) { id codeDiscount { ... on DiscountCodeBasic { title } } }
}"""

CREATE = """mutation DiscountCreate($discount: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $discount) {
    codeDiscountNode {
      id
      codeDiscount {
        ... on DiscountCodeBasic {
          endsAt
          codes(first: 1) { nodes { code } }
          customerGets { value { ... on DiscountAmount { amount { amount currencyCode } } } }
        }
      }
    }
    userErrors { field message code }
  }
}"""

READ = """query DiscountRead($discount: ID!) {
  codeDiscountNode(id: $discount) {
    id
    codeDiscount {
      ... on DiscountCodeBasic {
        endsAt
        codes(first: 1) { nodes { code } }
        customerGets { value { ... on DiscountAmount { amount { amount currencyCode } } } }
      }
    }
  }
}"""


def look(api: AdminApi, ask: Ask) -> Sighting:
    """Whether this customer can get one; it costs the shop at most its amount, in the shop's own currency.

    A discount needs a beginning, and the same one in every look: that of the order.
    """
    choice: DiscountCodeChoice = ask.choice
    check_amount(choice.amount, ask.order.currency)
    answer = whole(api, LOOK, {"order": ask.order.gid, "code": code_of(ask.key)})
    node = customers_order(answer, ask)
    refuse_without_scopes(answer, "write_discounts")
    gives = MoneyBag(choice.amount, choice.amount)
    facts = (("starts_at", wire.text(node.get("createdAt"))),)
    return Sighting(Terms(gives=gives, lines=(TermLine(Part.AMOUNT, gives),), facts=facts))


def search(api: AdminApi, ask: Ask) -> str:
    """Our discount by its code, or ""; FailedThere where the code is somebody else's, as its title says."""
    found = wire.obj(answered(api, FIND, {"code": code_of(ask.key)}).get("codeDiscountNodeByCode"))
    if not found:
        return ""
    if marker(ask.key) not in wire.text(wire.obj(found.get("codeDiscount")).get("title")):
        raise FailedThere(N_("Another discount has this code already."), code_of(ask.key))
    return wire.text(found.get("id"))


def request(ask: Ask, terms: Terms) -> str:
    """The exact request: one use, by one customer, off everything, together with any other discount."""
    choice: DiscountCodeChoice = ask.choice
    discount: dict[str, Any] = {
        "title": noted(ask, TITLE - len(ask.order.name) - 2) + f", {ask.order.name}",
        "code": code_of(ask.key),
        "startsAt": dict(terms.facts)["starts_at"],
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"customers": {"add": [ask.order.customer_gid]}},
        "combinesWith": {"orderDiscounts": True, "productDiscounts": True, "shippingDiscounts": True},
        "customerGets": {
            "items": {"all": True},
            "value": {"discountAmount": {"amount": choice.amount.wire(), "appliesOnEachItem": False}},
        },
    }
    if choice.ends_on:
        discount["endsAt"] = last_moment(choice.ends_on)
    return request_body(CREATE, {"discount": discount})


def send(api: AdminApi, stored: str) -> Outcome:
    """Make the discount. A code that is taken may be ours, of an answer that was lost: the search will tell."""
    payload = wire.obj(api.mutate(CREATE, body=stored).get("discountCodeBasicCreate"))
    if any(error.get("code") == TAKEN for error in wire.objects(payload.get("userErrors"))):
        raise OutcomeUnknown(N_("Shopify has this discount code already."))
    refuse_user_errors(payload)
    made = wire.obj(payload.get("codeDiscountNode"))
    if not made.get("id"):
        raise OutcomeUnknown(N_("Shopify neither refused the discount nor showed it."))
    return _outcome(made)


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    """What a search found: the code that the customer is told."""
    del ask
    found = wire.obj(answered(api, READ, {"discount": gid}).get("codeDiscountNode"))
    if not found:
        raise Unavailable(N_("Shopify does not show that discount."))
    return _outcome(found)


def _outcome(found: wire.Json) -> Outcome:
    node = wire.obj(found.get("codeDiscount"))
    amount = wire.obj(wire.obj(wire.obj(node.get("customerGets")).get("value")).get("amount"))
    worth = wire.money(amount.get("amount"), amount.get("currencyCode"))
    code = next((wire.text(item.get("code")) for item in wire.objects(node.get("codes"))), "")
    named = {"code": code, "amount": shown(worth) if worth else "", "ends_at": wire.text(node.get("endsAt"))}
    facts = tuple((word, value) for word, value in named.items() if value)
    return Outcome(wire.text(found.get("id")), MoneyState.SUCCESS, facts=facts)


KIND = Kind(RemedyKind.DISCOUNT_CODE, DiscountCodeChoice, Resend.CONVERGENT, look, search, request, send, read)
