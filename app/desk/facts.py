"""Rows become Facts, one function a row; an empty or unknown word over there is "not known" here."""

from app.domain.rules.facts import (
    ConversationFacts,
    CustomerFacts,
    FulfillmentFacts,
    MessageFacts,
    OrderFacts,
    ShopFacts,
)
from app.models import Conversation, Customer, FulfillmentRow, Message, Order, Shop
from app.models.columns import bag


def known(status: str) -> str | None:
    return None if status in {"", "UNKNOWN"} else status


def shop(shop: Shop) -> ShopFacts:
    return ShopFacts(shop.email_from_name or shop.name, shop.email_from, f"https://{shop.domain}", shop.locale)


def message(row: Message, *, is_first: bool) -> MessageFacts:
    return MessageFacts(f"{row.subject}\n{row.body}", is_first, row.automated, row.language or None)


def conversation(row: Conversation | None, tags: frozenset[str] | None) -> ConversationFacts:
    if row is None:
        return ConversationFacts()
    return ConversationFacts(row.status, row.inquiry_kind or None, row.channel, row.language or None, tags)


def customer(row: Customer | None) -> CustomerFacts:
    if row is None:
        return CustomerFacts()
    return CustomerFacts(row.name, row.email, row.language or row.locale or None, row.country_code or None)


def order(row: Order | None) -> OrderFacts:
    if row is None:
        return OrderFacts()
    return OrderFacts(
        name=row.name,
        status_url=row.status_page_url,
        financial_status=known(row.financial_status),
        fulfillment_status=known(row.fulfillment_status),
        country_code=row.country_code or None,
        locale=row.customer_locale or None,
        total=bag(row.total_shop, row.currency, row.total, row.presentment_currency),
    )


def parcel(row: FulfillmentRow | None) -> FulfillmentFacts:
    if row is None:
        return FulfillmentFacts()
    return FulfillmentFacts(known(row.shipment_status), row.tracking_company, row.tracking_number, row.tracking_url)
