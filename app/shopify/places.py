"""Where an order is sent now, and what its customer has: read for the forms in which a remedy is chosen."""

from app.domain.money import Money
from app.domain.orders import Address
from app.domain.remedies.addresses import Addressed
from app.shopify import wire
from app.shopify.asking import money, order, whole
from app.shopify.client import AdminApi

ADDRESS = """query AddressLook($order: ID!) {
  order(id: $order) {
    id cancelledAt
    fulfillments(first: 50) { name status }
    shippingAddress { name firstName lastName company address1 address2 city provinceCode zip countryCodeV2 phone }
  }
}"""

CREDIT = """query CreditBalances($order: ID!) {
  order(id: $order) {
    id customer { id storeCreditAccounts(first: 10) { nodes { balance { amount currencyCode } } } }
  }
}"""


def addressed(api: AdminApi, order_gid: str) -> Addressed:
    """The shipping address there is, and whether a parcel has left; raises OrderGone."""
    node = order(whole(api, ADDRESS, {"order": order_gid}))
    there = wire.obj(node.get("shippingAddress"))
    return Addressed(
        cancelled=bool(node.get("cancelledAt")),
        shipments=tuple(
            (wire.text(item.get("name")), wire.text(item.get("status")))
            for item in wire.objects(node.get("fulfillments"))
        ),
        address=address_of(there) if there else None,
        first_name=wire.text(there.get("firstName")),
        last_name=wire.text(there.get("lastName")),
        company=wire.text(there.get("company")),
    )


def credit_balances(api: AdminApi, order_gid: str) -> tuple[Money, ...]:
    """What store credit the order's customer has, a currency each; NotPossible without the scope for it."""
    customer = wire.obj(order(whole(api, CREDIT, {"order": order_gid})).get("customer"))
    return tuple(money(item.get("balance")) for item in wire.objects(customer.get("storeCreditAccounts")))


def address_of(node: wire.Json) -> Address:
    """An address from a node with the fields of ADDRESS."""
    return Address(
        name=wire.text(node.get("name"), 255),
        address1=wire.text(node.get("address1"), 255),
        address2=wire.text(node.get("address2"), 255),
        city=wire.text(node.get("city"), 255),
        province_code=wire.text(node.get("provinceCode"), 64),
        zip=wire.text(node.get("zip"), 64),
        country_code=wire.text(node.get("countryCodeV2"), 64),
        phone=wire.text(node.get("phone"), 64),
    )
