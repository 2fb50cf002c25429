"""Fields of discount codes: one node, one basic discount, one code."""

from decimal import Decimal
from typing import Any

from devstore.admin_api.context import Context, gid
from devstore.admin_api.fields.base import Table, page, part_gid
from devstore.money import Money
from devstore.state.goodwill import Discount

COMBINATIONS = ("orderDiscounts", "productDiscounts", "shippingDiscounts")


class Code:
    """The one code of a discount."""

    def __init__(self, discount: Discount) -> None:
        self.id, self.code, self.async_usage_count = discount.code_id, discount.code, discount.used


def _amount(discount: Discount, context: Context) -> Money:
    return Money(discount.amount or Decimal(0), context.state.shop.currency)


def _worth(discount: Discount, context: Context) -> str:
    if discount.percentage is not None:
        return f"{discount.percentage * 100:f}".rstrip("0").rstrip(".") + "% off entire order"
    return f"{_amount(discount, context)} off entire order"


def _context(discount: Discount, context: Context) -> dict[str, Any]:
    if not discount.customer_ids:
        return {"__typename": "DiscountBuyerSelectionAll", "all": "ALL"}
    named = [context.state.customers[key] for key in discount.customer_ids if key in context.state.customers]
    return {"__typename": "DiscountCustomers", "customers": named}


def _gets(discount: Discount, context: Context) -> dict[str, Any]:
    if discount.percentage is not None:
        value: dict[str, Any] = {"__typename": "DiscountPercentage", "percentage": float(discount.percentage)}
    else:
        amount = _amount(discount, context)
        value = {"__typename": "DiscountAmount", "amount": amount, "appliesOnEachItem": discount.on_each_item}
    return {"items": {"__typename": "AllDiscountItems", "allItems": True}, "value": value}


NODE: Table = {"id": part_gid("DiscountCodeNode"), "codeDiscount": lambda s, c: s}
BASIC: Table = {
    "status": lambda s, c: s.status(c.now),
    "summary": _worth,
    "shortSummary": _worth,
    "asyncUsageCount": lambda s, c: s.used,
    "appliesOncePerCustomer": lambda s, c: s.once_per_customer,
    "codes": lambda s, c, **page_: page([Code(s)], c, page_),
    "combinesWith": lambda s, c: {name: name in s.combines_with for name in COMBINATIONS},
    "context": _context,
    "customerGets": _gets,
}
REDEEM_CODE: Table = {"id": lambda s, c: gid("DiscountRedeemCode", s.id)}
