"""Fields of orders and their line items."""

from typing import Any

from devstore import figures
from devstore.admin_api.context import Context, Of
from devstore.admin_api.fields.base import Table, first, page, part_gid, parts
from devstore.admin_api.fields.order_sums import ORDER_MORE
from devstore.admin_api.fields.packings import ORDER_PACKING
from devstore.admin_api.fields.reasons import REASONS
from devstore.admin_api.fields.suggestions import suggested_refund
from devstore.money import MoneyBag
from devstore.refunding import shipping_left
from devstore.state.orders import LineItem, Order, ShippingLine


def _customer(order: Order, context: Context) -> Any:
    return context.state.customers.get(order.customer_id or 0)


def _discounts(order: Order) -> MoneyBag:
    return order.exchange.total(line.discount for line in order.line_items if line.discount)


def _received(order: Order) -> MoneyBag:
    return figures.paid(order)


def _current_subtotal(order: Order) -> MoneyBag:
    back = (line.subtotal for refund in order.refunds for line in refund.lines)
    return figures.subtotal(order) - order.exchange.total(back)


def _current_tax(order: Order) -> MoneyBag:
    back = (line.tax for refund in order.refunds for line in refund.lines)
    return figures.tax_total(order) - order.exchange.total(back)


def _current_duties(order: Order) -> MoneyBag | None:
    if not any(line.duties for line in order.line_items):
        return None
    back = (duty.amount for refund in order.refunds for duty in refund.duties)
    return figures.duties_total(order) - order.exchange.total(back)


def _pieces(order: Order) -> int:
    return sum(line.quantity - figures.refunded_quantity(order, line) for line in order.line_items)


ORDER: Table = {
    "id": lambda o, c: o.gid,
    "legacyResourceId": lambda o, c: o.id,
    "closed": lambda o, c: o.closed_at is not None,
    "confirmed": lambda o, c: True,
    "poNumber": lambda o, c: None,
    "currencyCode": lambda o, c: o.exchange.shop_currency,
    "presentmentCurrencyCode": lambda o, c: o.exchange.presentment_currency,
    "displayFinancialStatus": lambda o, c: figures.financial_status(o),
    "displayFulfillmentStatus": lambda o, c: figures.fulfillment_status(o),
    "returnStatus": lambda o, c: figures.return_status(o),
    "refundable": lambda o, c: bool(figures.maximum_refundable(o)),
    "restockable": lambda o, c: any(figures.refundable_quantity(o, line) for line in o.line_items),
    "fullyPaid": lambda o, c: not figures.outstanding(o),
    "unpaid": lambda o, c: not figures.payments(o),
    "merchantEditable": lambda o, c: o.cancelled_at is None,
    "merchantEditableErrors": lambda o, c: ["Order is cancelled"] if o.cancelled_at else [],
    "canNotifyCustomer": lambda o, c: bool(o.email),
    "statusPageUrl": lambda o, c: f"{c.settings.own_url}/storefront/{c.domain}/orders/{o.id}",
    "paymentGatewayNames": lambda o, c: list(dict.fromkeys(item.gateway for item in o.transactions)),
    "cancellation": lambda o, c: {"staffNote": o.cancel_staff_note} if o.cancelled_at else None,
    "totalPriceSet": lambda o, c: figures.total(o),
    "originalTotalPriceSet": lambda o, c: figures.total(o),
    "subtotalPriceSet": lambda o, c: figures.subtotal(o),
    "totalTaxSet": lambda o, c: figures.tax_total(o),
    "totalDiscountsSet": lambda o, c: _discounts(o),
    "currentTotalDiscountsSet": lambda o, c: _discounts(o),
    "currentTotalPriceSet": lambda o, c: figures.current_total(o),
    "currentSubtotalPriceSet": lambda o, c: _current_subtotal(o),
    "currentTotalTaxSet": lambda o, c: _current_tax(o),
    "currentTotalDutiesSet": lambda o, c: _current_duties(o),
    "originalTotalDutiesSet": lambda o, c: figures.duties_total(o) or None,
    "totalReceivedSet": lambda o, c: _received(o),
    "totalRefundedSet": lambda o, c: figures.refunded(o),
    "totalRefundedShippingSet": lambda o, c: figures.refunded_shipping(o),
    "totalOutstandingSet": lambda o, c: figures.outstanding(o),
    "netPaymentSet": lambda o, c: figures.paid(o) - figures.refunded(o),
    "totalShippingPriceSet": lambda o, c: figures.shipping_total(o),
    "shippingLine": lambda o, c: next(iter(parts(o, o.shipping_lines)), None),
    "shippingLines": lambda o, c, **page_: page(parts(o, o.shipping_lines), c, page_),
    "customer": _customer,
    "risk": lambda o, c: {"recommendation": "NONE", "assessments": []},
    "disputes": lambda o, c: [],
    "currentSubtotalLineItemsQuantity": lambda o, c: _pieces(o),
    "subtotalLineItemsQuantity": lambda o, c: sum(line.quantity for line in o.line_items),
    "lineItems": lambda o, c, **page_: page(parts(o, o.line_items), c, page_),
    "fulfillments": lambda o, c, **cut: first(parts(o, o.fulfillments), cut),
    "fulfillmentsCount": lambda o, c: {"count": len(o.fulfillments), "precision": "EXACT"},
    "returns": lambda o, c, **page_: page(parts(o, o.returns), c, page_),
    "refunds": lambda o, c, **cut: first(parts(o, o.refunds), cut),
    "transactions": lambda o, c, **cut: first(parts(o, o.transactions), cut),
    "transactionsCount": lambda o, c: {"count": len(o.transactions), "precision": "EXACT"},
    "suggestedRefund": suggested_refund,
    **ORDER_PACKING,
    **ORDER_MORE,
}


def _each(source: Of, bag: MoneyBag) -> MoneyBag:
    line: LineItem = source.item
    return source.order.exchange.bag(bag.presentment.amount / max(1, line.quantity))


def _image(source: Of) -> dict[str, Any] | None:
    return {"url": source.item.image_url, "altText": source.item.title} if source.item.image_url else None


def _variant(source: Of, context: Context) -> Any:
    every = (variant for product in context.state.shop.products for variant in product.variants)
    return next((variant for variant in every if variant.id == source.item.variant_id), None)


def _product(source: Of, context: Context) -> Any:
    return next((item for item in context.state.shop.products if item.id == source.item.product_id), None)


def _title(source: Of) -> str:
    variant = source.item.variant_title
    return f"{source.item.title} - {variant}" if variant else str(source.item.title)


LINE_ITEM: Table = {
    "id": part_gid("LineItem"),
    "name": lambda s, c: _title(s),
    "currentQuantity": lambda s, c: s.item.quantity - figures.refunded_quantity(*s),
    "unfulfilledQuantity": lambda s, c: figures.unfulfilled_quantity(*s),
    "refundableQuantity": lambda s, c: figures.refundable_quantity(*s),
    "nonFulfillableQuantity": lambda s, c: figures.cancelled_quantity(*s),
    "restockable": lambda s, c: figures.refundable_quantity(*s) > 0,
    "vendor": lambda s, c: c.state.shop.name,
    "variant": _variant,
    "product": _product,
    "image": lambda s, c: _image(s),
    "originalUnitPriceSet": lambda s, c: s.item.unit_price,
    "originalTotalSet": lambda s, c: s.order.exchange.bag(s.item.unit_price.presentment.amount * s.item.quantity),
    "discountedUnitPriceSet": lambda s, c: _each(s, figures.line_subtotal(*s)),
    "discountedTotalSet": lambda s, c, **_: figures.line_subtotal(*s),
    "discountedUnitPriceAfterAllDiscountsSet": lambda s, c: _each(s, figures.line_subtotal(*s)),
    "totalDiscountSet": lambda s, c: s.item.discount or s.order.exchange.bag(0),
    "suggestedReturnReasonDefinitions": lambda s, c, **page_: page(REASONS, c, page_),
}
TAX_LINE: Table = {
    "ratePercentage": lambda s, c: float(s.rate * 100),
    "rate": lambda s, c: float(s.rate),
    "priceSet": lambda s, c: s.price,
}
DUTY: Table = {
    "id": part_gid("Duty"),
    "harmonizedSystemCode": lambda s, c: s.hs_code,
    "countryCodeOfOrigin": lambda s, c: s.country_of_origin,
}


def _shipping_left(source: Of) -> MoneyBag:
    line: ShippingLine = source.item
    return shipping_left(source.order) if len(source.order.shipping_lines) == 1 else line.price


SHIPPING_LINE: Table = {
    "id": part_gid("ShippingLine"),
    "originalPriceSet": lambda s, c: s.item.price,
    "discountedPriceSet": lambda s, c: s.item.price,
    "currentDiscountedPriceSet": lambda s, c: _shipping_left(s),
}
