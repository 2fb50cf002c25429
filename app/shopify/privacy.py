"""Shopify's three privacy webhooks: what each asks for, in one small shape."""

from dataclasses import dataclass

from app.shopify.wire import Json, gid, obj, text


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """`external_id` makes a repeated request known again; the addresses are how we may know the person."""

    kind: str
    external_id: str
    customer_gid: str = ""
    email: str = ""
    phone: str = ""
    order_gids: tuple[str, ...] = ()


def data_request(payload: Json) -> PrivacyRequest:
    number = text(obj(payload.get("data_request")).get("id"), 64)
    return _about_customer(payload, "DATA_REQUEST", number, "orders_requested")


def customer_redaction(payload: Json) -> PrivacyRequest:
    number = text(obj(payload.get("customer")).get("id"), 64)
    return _about_customer(payload, "REDACT_CUSTOMER", number, "orders_to_redact")


def shop_redaction(payload: Json) -> PrivacyRequest:
    return PrivacyRequest("REDACT_SHOP", text(payload.get("shop_id"), 64))


def _about_customer(payload: Json, kind: str, external_id: str, orders: str) -> PrivacyRequest:
    person = obj(payload.get("customer"))
    numbers = payload.get(orders)
    told = [gid("Order", {"id": number}) for number in numbers] if isinstance(numbers, list) else []
    return PrivacyRequest(
        kind=kind,
        external_id=external_id,
        customer_gid=gid("Customer", person),
        email=text(person.get("email"), 320).strip().lower(),
        phone=text(person.get("phone"), 64),
        order_gids=tuple(order_gid for order_gid in told if order_gid),
    )
