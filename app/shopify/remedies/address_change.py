"""Another shipping address, while nothing has left; doing it again changes nothing, and Shopify computes taxes anew."""

from typing import Any

from app.domain.errors import OutcomeUnknown
from app.domain.orders import Address
from app.domain.remedies.addresses import check, is_there, mark_of, names_of, one_line
from app.domain.remedies.choices import AddressChangeChoice
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.terms import Notice, Terms
from app.domain.words import N_
from app.shopify import wire
from app.shopify.asking import answered, bag, order, shown
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.places import address_of, addressed
from app.shopify.remedy import Kind

FIND = """query AddressFind($order: ID!) {
  order(id: $order) {
    id name
    totalOutstandingSet { ...Both }
    shippingAddress { name address1 address2 city provinceCode zip countryCodeV2 phone }
  }
}
fragment Both on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"""

UPDATE = """mutation AddressChange($input: OrderInput!) {
  orderUpdate(input: $input) {
    order {
      id name
      totalOutstandingSet { ...Both }
      shippingAddress { name address1 address2 city provinceCode zip countryCodeV2 phone }
    }
    userErrors { field message }
  }
}
fragment Both on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"""


def look(api: AdminApi, ask: Ask) -> Sighting:
    """From where to where it would be sent; another address than the agent looked at stops it. What Shopify keeps
    apart, names and company, is fixed here.
    """
    choice: AddressChangeChoice = ask.choice
    there = addressed(api, ask.order.gid)
    before = check(there, choice.address)
    first, last = names_of(choice.address.name, there)
    facts = {
        "from": one_line(before),
        "to": one_line(choice.address),
        "first_name": first,
        "last_name": last,
        "company": there.company,
    }
    return Sighting(Terms(notices=(Notice.TAX_RECALCULATED,), facts=tuple(facts.items())), frozenset({mark_of(before)}))


def search(api: AdminApi, ask: Ask) -> str:
    """The order's gid, where it is sent to the wanted address, or ""."""
    return ask.order.gid if is_there(ask.choice.address, address_of(_address(_order(api, ask)))) else ""


def request(ask: Ask, terms: Terms) -> str:
    """The exact request: a whole address, as Shopify takes no part of one."""
    wanted: Address = ask.choice.address
    facts = dict(terms.facts)
    place: dict[str, Any] = {
        "firstName": facts["first_name"],
        "lastName": facts["last_name"],
        "company": facts["company"],
        "address1": wanted.address1,
        "address2": wanted.address2,
        "city": wanted.city,
        "provinceCode": wanted.province_code or None,
        "zip": wanted.zip,
        "countryCode": wanted.country_code,
        "phone": wanted.phone,
    }
    return request_body(UPDATE, {"input": {"id": ask.order.gid, "shippingAddress": place}})


def send(api: AdminApi, stored: str) -> Outcome:
    """Change it."""
    payload = wire.obj(api.mutate(UPDATE, body=stored).get("orderUpdate"))
    refuse_user_errors(payload)
    changed = wire.obj(payload.get("order"))
    if not changed.get("id"):
        raise OutcomeUnknown(N_("Shopify neither refused the address nor showed it."))
    return _outcome(changed)


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    """What a search found."""
    del gid
    return _outcome(_order(api, ask))


def _outcome(node: wire.Json) -> Outcome:
    """`outstanding`: new taxes may leave something to pay."""
    facts = [("to", one_line(address_of(_address(node))))]
    left = bag(node.get("totalOutstandingSet")).presentment
    if left:
        facts.append(("outstanding", shown(left)))
    return Outcome(wire.text(node.get("id")), facts=tuple(facts))


def _order(api: AdminApi, ask: Ask) -> wire.Json:
    return order(answered(api, FIND, {"order": ask.order.gid}))


def _address(node: wire.Json) -> wire.Json:
    return wire.obj(node.get("shippingAddress"))


KIND = Kind(
    RemedyKind.ADDRESS_CHANGE,
    AddressChangeChoice,
    Resend.CONVERGENT,
    look,
    search,
    request,
    send,
    read,
    moves_money=False,
)
