"""Customers in payloads, and the privacy topics about them."""

from typing import Any

from devstore.state.orders import Address
from devstore.state.platform import Subject
from devstore.state.shops import Customer, ShopState
from devstore.webhooks.payloads.parts import country, gid, moment, present


def customer(value: Customer, currency: str) -> dict[str, Any]:
    return {
        "id": value.id,
        "admin_graphql_api_id": gid("Customer", value.id),
        "created_at": moment(value.created_at),
        "updated_at": moment(value.updated_at),
        "first_name": value.first_name,
        "last_name": value.last_name,
        "email": value.email,
        "phone": value.phone,
        "state": "disabled",
        "note": value.note,
        "verified_email": value.email is not None,
        "multipass_identifier": None,
        "tax_exempt": False,
        "tax_exemptions": [],
        "currency": currency,
        "default_address": _default_address(value, value.default_address),
    }


def customer_alone(state: ShopState, subject: Subject) -> dict[str, Any]:
    value = present(subject.customer, "customer")
    shaped = customer(value, state.shop.currency)
    # an empty list is what Shopify's own example shows
    return {**shaped, "note": value.note or "", "addresses": []}


def data_request(state: ShopState, subject: Subject) -> dict[str, Any]:
    value = present(subject.customer, "customer")
    return {
        **_privacy(state, value),
        "orders_requested": _order_ids(state, value),
        "data_request": {"id": value.id % 1_000_000},
    }


def redact(state: ShopState, subject: Subject) -> dict[str, Any]:
    value = present(subject.customer, "customer")
    return {**_privacy(state, value), "orders_to_redact": _order_ids(state, value)}


def _privacy(state: ShopState, value: Customer) -> dict[str, Any]:
    return {
        "shop_id": state.shop.id,
        "shop_domain": state.shop.domain,
        "customer": {"id": value.id, "email": value.email or "", "phone": value.phone or ""},
    }


def _order_ids(state: ShopState, value: Customer) -> list[int]:
    return [order.id for order in state.orders.values() if order.customer_id == value.id]


def _default_address(owner: Customer, value: Address | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {
        "id": owner.id + 1,
        "customer_id": owner.id,
        "first_name": value.first_name,
        "last_name": value.last_name,
        "name": value.name,
        "company": value.company,
        "address1": value.address1,
        "address2": value.address2,
        "city": value.city,
        "province": value.province_code or "",
        "province_code": value.province_code or "",
        "country": country(value.country_code),
        "country_code": value.country_code,
        "country_name": country(value.country_code),
        "zip": value.zip,
        "phone": value.phone or "",
        "default": True,
    }
