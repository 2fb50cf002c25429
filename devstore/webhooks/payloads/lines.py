"""A line item with its taxes, duties and discounts, as orders, parcels, refunds and returns carry it."""

from typing import Any

from devstore import figures
from devstore.money import MoneyBag
from devstore.state.orders import Duty, LineItem, Order, TaxLine
from devstore.webhooks.payloads.parts import gid, money_set, text, zero


def line_item(line: LineItem, order: Order) -> dict[str, Any]:
    left = figures.unfulfilled_quantity(order, line)
    shipped = figures.fulfilled_quantity(order, line)
    discount = line.discount or zero(order)
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": line.quantity - figures.refunded_quantity(order, line),
        "fulfillable_quantity": left,
        "fulfillment_service": "manual",
        "fulfillment_status": ("partial" if left else "fulfilled") if shipped else None,
        "gift_card": line.is_gift_card,
        "grams": 350,
        "name": f"{line.title} - {line.variant_title}" if line.variant_title else line.title,
        "price": text(line.unit_price.shop),
        "price_set": money_set(line.unit_price),
        "product_exists": line.product_id is not None,
        "product_id": line.product_id,
        "properties": [],
        "quantity": line.quantity,
        "requires_shipping": line.requires_shipping,
        "sales_line_item_group_id": None,
        "sku": line.sku,
        "taxable": True,
        "title": line.title,
        "total_discount": text(discount.shop),
        "total_discount_set": money_set(discount),
        "variant_id": line.variant_id,
        "variant_inventory_management": "shopify",
        "variant_title": line.variant_title,
        "vendor": "In-house",
        "tax_lines": [tax_line(tax) for tax in line.tax_lines],
        "duties": [_duty(duty) for duty in line.duties],
        "discount_allocations": _allocations(line.discount),
    }


def tax_line(tax: TaxLine) -> dict[str, Any]:
    return {
        "title": tax.title,
        "rate": float(tax.rate),  # a JSON number in Shopify's payload; it is a ratio, not money
        "price": text(tax.price.shop),
        "price_set": money_set(tax.price),
        "channel_liable": False,
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "id": duty.id,
        "harmonized_system_code": duty.hs_code,
        "country_code_of_origin": duty.country_of_origin,
        "price_set": money_set(duty.price),
        "tax_lines": [],
        "admin_graphql_api_id": gid("Duty", duty.id),
    }


def _allocations(discount: MoneyBag | None) -> list[dict[str, Any]]:
    if not discount:
        return []
    return [{"amount": text(discount.shop), "amount_set": money_set(discount), "discount_application_index": 0}]
