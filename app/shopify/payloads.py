"""Webhook payloads, REST-shaped and lower-cased, become domain types here; past this door no dict travels."""

from decimal import ROUND_HALF_UP, Decimal

from app.domain.money import Money, MoneyBag, exponent
from app.domain.orders import Address, CustomerSnapshot, FinancialStatus, FulfillmentStatus, LineItem, OrderSnapshot
from app.domain.words import N_
from app.shopify.payload_parts import fulfillment, refund
from app.shopify.wire import Json, Unreadable, bag, gid, moment, number, obj, objects, text, words

SHIPPED = {"": "UNFULFILLED", "PARTIAL": "PARTIALLY_FULFILLED"}  # where REST's word is not GraphQL's


def order(payload: Json) -> OrderSnapshot:
    """The whole order of orders/*; raises Unreadable where it does not even say which order, or when."""
    order_gid, updated = gid("Order", payload), moment(payload.get("updated_at"))
    total = bag(payload.get("current_total_price_set")) or bag(payload.get("total_price_set"))
    if not order_gid or updated is None or total is None:
        raise Unreadable(N_("Shopify sent an order without its id, date or total."))
    shop, presentment = total.shop.currency, total.presentment.currency
    return OrderSnapshot(
        gid=order_gid,
        name=text(payload.get("name"), 64),
        created_at=moment(payload.get("created_at")) or updated,
        updated_at=updated,
        currency=shop,
        presentment_currency=presentment,
        total=total,
        financial_status=FinancialStatus(text(payload.get("financial_status"))),
        fulfillment_status=_fulfillment_status(payload.get("fulfillment_status")),
        email=text(payload.get("email") or payload.get("contact_email"), 320),
        phone=text(payload.get("phone"), 64),
        customer=customer(obj(payload.get("customer"))),
        customer_locale=text(payload.get("customer_locale"), 64),
        cancelled_at=moment(payload.get("cancelled_at")),
        closed_at=moment(payload.get("closed_at")),
        note=text(payload.get("note")),
        tags=words(payload.get("tags")),
        test=payload.get("test") is True,
        shipping_address=address(payload.get("shipping_address")),
        subtotal=bag(payload.get("current_subtotal_price_set")) or bag(payload.get("subtotal_price_set")),
        shipping=bag(payload.get("total_shipping_price_set")),
        tax=bag(payload.get("current_total_tax_set")) or bag(payload.get("total_tax_set")),
        duties=bag(payload.get("current_total_duties_set")),
        status_page_url=text(payload.get("order_status_url")),
        gateways=words(payload.get("payment_gateway_names")),
        lines=tuple(line for item in objects(payload.get("line_items")) if (line := _line(item))),
        fulfillments=tuple(parcel for item in objects(payload.get("fulfillments")) if (parcel := fulfillment(item))),
        refunds=tuple(made for item in objects(payload.get("refunds")) if (made := refund(item, shop, presentment))),
    )


def order_gid(payload: Json) -> str:
    """The order something belongs to, in whichever of three ways its payload says so; empty where it does not."""
    if nested := obj(payload.get("order")):
        return gid("Order", nested)
    return gid("Order", payload, "order_id", own="")


def customer(payload: Json) -> CustomerSnapshot | None:
    customer_gid = gid("Customer", payload)
    if not customer_gid:
        return None
    names = (text(payload.get("first_name")).strip(), text(payload.get("last_name")).strip())
    return CustomerSnapshot(
        gid=customer_gid,
        name=" ".join(name for name in names if name)[:500],
        email=text(payload.get("email"), 320).strip(),
        phone=text(payload.get("phone"), 64),
        locale=text(payload.get("locale"), 64),
        orders_count=number(payload.get("orders_count")),
    )


def address(value: object) -> Address | None:
    given = obj(value)
    if not given:
        return None
    keys = ("name", "address1", "address2", "city", "province_code", "zip", "country_code", "phone")
    return Address(**{key: text(given.get(key), 255) for key in keys})


def _line(payload: Json) -> LineItem | None:
    line_gid, price = gid("LineItem", payload), bag(payload.get("price_set"))
    if not line_gid or price is None:
        return None
    quantity = number(payload.get("quantity")) or 0
    current = number(payload.get("current_quantity"))
    return LineItem(
        gid=line_gid,
        title=text(payload.get("title"), 500),
        quantity=quantity,
        current_quantity=quantity if current is None else current,
        unit_price=_discounted(price, payload, quantity),
        variant_title=text(payload.get("variant_title"), 500),
        sku=text(payload.get("sku"), 500),
        unfulfilled=number(payload.get("fulfillable_quantity")),
    )


def _discounted(price: MoneyBag, payload: Json, quantity: int) -> MoneyBag:
    """One unit after the line's discounts: for showing; what a refund pays is always Shopify's own sum."""
    taken = [bag(item.get("amount_set")) for item in objects(payload.get("discount_allocations"))]
    if not quantity or not any(taken):
        return price
    shop = sum((item.shop.amount for item in taken if item), Decimal(0))
    presentment = sum((item.presentment.amount for item in taken if item), Decimal(0))
    return MoneyBag(_less(price.shop, shop, quantity), _less(price.presentment, presentment, quantity))


def _less(price: Money, discount: Decimal, quantity: int) -> Money:
    places = Decimal(1).scaleb(-exponent(price.currency))
    return Money((price.amount - discount / quantity).quantize(places, ROUND_HALF_UP), price.currency)


def _fulfillment_status(value: object) -> FulfillmentStatus:
    word = text(value).upper()
    return FulfillmentStatus(SHIPPED.get(word, word))
