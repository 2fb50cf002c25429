"""The order payload, whole as Shopify sends it with every orders/* topic but two."""

from typing import Any

from devstore import figures
from devstore.money import MoneyBag
from devstore.state.orders import Order, ShippingLine
from devstore.state.platform import Subject
from devstore.state.shops import ShopState
from devstore.webhooks.payloads import fulfillments, lines, people, refunds, sums
from devstore.webhooks.payloads.parts import address, moment, money_set, present, text, zero

# fields Shopify always sends and this store never fills
ALWAYS_NULL = (
    "app_id", "browser_ip", "cart_token", "checkout_token", "client_details", "device_id",
    "landing_site", "landing_site_ref", "location_id", "merchant_of_record_app_id", "po_number", "reference",
    "referring_site", "source_identifier", "source_url", "user_id", "payment_terms",
    "current_total_additional_fees_set",    "original_total_additional_fees_set",
)  # fmt: skip


def whole(state: ShopState, subject: Subject) -> dict[str, Any]:
    order = present(subject.order, "order")
    return {
        **dict.fromkeys(ALWAYS_NULL),
        **_head(order, state),
        **_amounts(order),
        **_parts(order, state),
    }


def edited(state: ShopState, subject: Subject) -> dict[str, Any]:
    order = present(subject.order, "order")
    return {
        "order_edit": {
            "id": order.id,
            "app_id": None,
            "created_at": moment(order.updated_at),
            "notify_customer": False,
            "order_id": order.id,
            "staff_note": "",
            "user_id": None,
            "committed_at": moment(order.updated_at),
            "line_items": {"additions": [], "removals": []},
            "discounts": {"line_item": {"additions": [], "removals": []}},
            "shipping_lines": {"additions": [], "removals": []},
        }
    }


def deleted(_state: ShopState, subject: Subject) -> dict[str, Any]:
    return {"id": present(subject.order, "order").id}


def _head(order: Order, state: ShopState) -> dict[str, Any]:
    number = int("".join(filter(str.isdigit, order.name)) or 0)
    token = f"{order.id:x}"
    return {
        "id": order.id,
        "admin_graphql_api_id": order.gid,
        "name": order.name,
        "number": max(0, number - 1000),
        "order_number": number,
        "confirmation_number": order.confirmation_number or None,
        "confirmed": True,
        "created_at": moment(order.created_at),
        "updated_at": moment(order.updated_at),
        "processed_at": moment(order.processed_at),
        "closed_at": moment(order.closed_at),
        "cancelled_at": moment(order.cancelled_at),
        "cancel_reason": order.cancel_reason.lower() if order.cancel_reason else None,
        "email": order.email or "",
        "contact_email": order.email,
        "phone": order.phone,
        "customer_locale": order.customer_locale,
        "buyer_accepts_marketing": False,
        "merchant_business_entity_id": "MTU0ODM4MDAwOQ",
        "note": order.note,
        "note_attributes": [],
        "tags": ", ".join(order.tags),
        "test": order.test,
        "token": token,
        "source_name": order.source_name,
        "order_status_url": f"https://{state.shop.domain}/{state.shop.id}/orders/{token}/authenticate",
        "discount_codes": [{"code": code, "amount": "0.00", "type": "percentage"} for code in order.discount_codes],
        "payment_gateway_names": sorted({item.gateway for item in order.transactions}),
        "financial_status": figures.financial_status(order).lower(),
        "fulfillment_status": sums.fulfillment_status(order),
        "currency": order.exchange.shop_currency,
        "presentment_currency": order.exchange.presentment_currency,
        "taxes_included": order.taxes_included,
        "duties_included": order.duties_included,
        "estimated_taxes": False,
        "tax_exempt": False,
        "total_weight": 0,
    }


def _amounts(order: Order) -> dict[str, Any]:
    full, now, none = sums.ordered(order), sums.current(order), zero(order)
    duties = money_set(full.duties) if full.duties else None
    return {
        **_money("total_line_items_price", full.lines),
        **_money("total_discounts", full.discounts),
        **_money("subtotal_price", full.subtotal),
        **_money("total_tax", full.tax),
        **_money("total_price", full.total),
        **_money("current_subtotal_price", now.subtotal),
        **_money("current_total_discounts", now.discounts),
        **_money("current_total_price", now.total),
        **_money("current_total_tax", now.tax),
        "current_shipping_price_set": money_set(now.shipping),
        "total_shipping_price_set": money_set(full.shipping),
        "original_total_duties_set": duties,
        "current_total_duties_set": money_set(now.duties) if full.duties else None,
        "total_outstanding": text(sums.outstanding(order).shop),
        "total_tip_received": text(none.shop),
        "total_cash_rounding_payment_adjustment_set": money_set(none),
        "total_cash_rounding_refund_adjustment_set": money_set(none),
    }


def _parts(order: Order, state: ShopState) -> dict[str, Any]:
    buyer = state.customers.get(order.customer_id or 0)
    return {
        "billing_address": address(order.billing_address or order.shipping_address),
        "shipping_address": address(order.shipping_address),
        "customer": people.customer(buyer, state.shop.currency) if buyer else None,
        "discount_applications": [],
        "fulfillments": [fulfillments.shape(parcel, order, with_address=False) for parcel in order.fulfillments],
        "line_items": [lines.line_item(line, order) for line in order.line_items],
        "line_item_groups": [],
        "refunds": [refunds.shape(refund, order) for refund in order.refunds],
        "returns": [
            {"id": item.id, "admin_graphql_api_id": item.gid, "status": item.status.lower()} for item in order.returns
        ],
        "shipping_lines": [_shipping(line, order) for line in order.shipping_lines],
        "tax_lines": [lines.tax_line(tax) for line in order.line_items for tax in line.tax_lines],
    }


def _money(name: str, bag: MoneyBag) -> dict[str, Any]:
    return {name: text(bag.shop), f"{name}_set": money_set(bag)}


def _shipping(line: ShippingLine, order: Order) -> dict[str, Any]:
    prices = money_set(line.price)
    return {
        "id": line.id,
        "carrier_identifier": None,
        "code": line.code,
        "current_discounted_price_set": prices,
        "discounted_price": text(line.price.shop),
        "discounted_price_set": prices,
        "is_removed": False,
        "phone": None,
        "price": text(line.price.shop),
        "price_set": prices,
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": line.title,
        "tax_lines": [lines.tax_line(tax) for tax in line.tax_lines],
        "discount_allocations": [],
    }
