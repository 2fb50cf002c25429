"""Every type's table of fields, and the one resolver that reads them; an unknown field is an error, never null."""

import re
from functools import cache
from typing import Any

from devstore.admin_api import access
from devstore.admin_api.context import Of
from devstore.admin_api.fields import (
    discounts,
    goodwill,
    orders,
    packings,
    parcels,
    reasons,
    refunds,
    returns,
    shops,
    wares,
)
from devstore.admin_api.fields.base import Table
from devstore.admin_api.mutations import run
from devstore.admin_api.queries import QUERIES
from devstore.money import MoneyBag
from devstore.packing import Packing
from devstore.state import goodwill as goodwill_state
from devstore.state import orders as order_state
from devstore.state import platform
from devstore.state import returns as return_state
from devstore.state import shops as shop_state

TABLES: dict[str, Table] = {
    "QueryRoot": QUERIES,
    "Order": orders.ORDER,
    "LineItem": orders.LINE_ITEM,
    "TaxLine": orders.TAX_LINE,
    "Duty": orders.DUTY,
    "ShippingLine": orders.SHIPPING_LINE,
    "ReturnReasonDefinition": reasons.REASON,
    "FulfillmentOrder": packings.PACKING,
    "FulfillmentOrderLineItem": packings.PACKING_LINE,
    "FulfillmentHold": packings.HOLD,
    "Fulfillment": parcels.FULFILLMENT,
    "FulfillmentEvent": parcels.EVENT,
    "FulfillmentLineItem": parcels.FULFILLMENT_LINE,
    "Refund": refunds.REFUND,
    "RefundDuty": refunds.REFUND_DUTY,
    "OrderAdjustment": refunds.ADJUSTMENT,
    "RefundLineItem": refunds.REFUND_LINE,
    "RefundShippingLine": refunds.REFUND_SHIPPING,
    "OrderTransaction": refunds.TRANSACTION,
    "Return": returns.RETURN,
    "ReturnLineItem": returns.RETURN_LINE,
    "ExchangeLineItem": returns.EXCHANGE_LINE,
    "ReverseDeliveryLineItem": returns.SENT,
    "ReverseFulfillmentOrder": returns.REVERSE_ORDER,
    "ReverseFulfillmentOrderLineItem": returns.REVERSE_LINE,
    "ReverseFulfillmentOrderDisposition": returns.DISPOSITION,
    "ReverseDelivery": returns.REVERSE_DELIVERY,
    "ReturnableFulfillment": returns.RETURNABLE,
    "ReturnableFulfillmentLineItem": returns.RETURNABLE_LINE,
    "Customer": shops.CUSTOMER,
    "StoreCreditAccount": goodwill.ACCOUNT,
    "StoreCreditAccountCreditTransaction": goodwill.CREDIT,
    "StoreCreditAccountDebitTransaction": goodwill.MOVEMENT,
    "GiftCard": goodwill.CARD,
    "DiscountCodeNode": discounts.NODE,
    "DiscountCodeBasic": discounts.BASIC,
    "DiscountRedeemCode": discounts.REDEEM_CODE,
    "MailingAddress": shops.ADDRESS,
    "Shop": shops.SHOP,
    "ShopPolicy": shops.POLICY,
    "Location": shops.LOCATION,
    "Product": wares.PRODUCT,
    "ProductVariant": wares.VARIANT,
    "BulkOperation": shops.BULK,
    "MoneyBag": {"shopMoney": lambda s, c: s.shop, "presentmentMoney": lambda s, c: s.presentment},
    "MoneyV2": {"currencyCode": lambda s, c: s.currency},
}
NAMES: dict[type, str] = {
    order_state.Order: "Order",
    order_state.Refund: "Refund",
    order_state.Fulfillment: "Fulfillment",
    order_state.LineItem: "LineItem",
    return_state.Return: "Return",
    return_state.ReturnLine: "ReturnLineItem",
    shop_state.Customer: "Customer",
    platform.BulkOperation: "BulkOperation",
    goodwill_state.Discount: "DiscountCodeBasic",
    goodwill_state.GiftCard: "GiftCard",
    Packing: "FulfillmentOrder",
    MoneyBag: "MoneyBag",
}


def resolve(source: Any, info: Any, **arguments: Any) -> Any:
    """Read a field: by its table, a dict's key, or the attribute of the same name in snake case."""
    parent, name = info.parent_type.name, info.field_name
    access.check(info.context, parent, name)
    if parent == "Mutation":
        return run(name, info.context, arguments, info)
    if isinstance(source, dict) and parent != "RefundDuty":
        return source[name] if name in source else _absent(info, name)
    read = TABLES.get(parent, {}).get(name)
    if read is not None:
        return read(source, info.context, **arguments)
    return getattr(source.item if isinstance(source, Of) else source, snake(name))


def _absent(info: Any, name: str) -> None:
    """A payload leaves out what a refusal made empty."""
    if not info.parent_type.name.endswith("Payload"):
        raise LookupError(f"the development store does not know {info.parent_type.name}.{name}")


def type_of(value: Any, _info: Any, _abstract: Any) -> str | None:
    """The GraphQL type behind an interface or union."""
    if isinstance(value, dict):
        return str(value["__typename"])
    if isinstance(value, tuple) and isinstance(value[0], goodwill_state.CreditAccount):
        return goodwill.movement_type(value)
    return NAMES.get(type(value.item if isinstance(value, Of) else value))


@cache
def snake(name: str) -> str:
    """The attribute's name: "createdAt" is created_at."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
