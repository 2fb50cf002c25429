"""GraphQL's order node becomes an OrderSnapshot; a part the document did not ask for is None, not empty."""

from app.domain.orders import Address, CustomerSnapshot, FinancialStatus, FulfillmentStatus, LineItem, OrderSnapshot
from app.domain.words import N_
from app.shopify.order_part_parser import fulfillment, parts, refund, returned, transaction
from app.shopify.wire import Json, Unreadable, bag, gid, moment, number, obj, objects, text, words


def snapshot(node: Json, more_lines: tuple[LineItem, ...] = ()) -> OrderSnapshot:
    """Raises Unreadable where Shopify gave no id, time or total."""
    order_gid, updated = gid("Order", node), moment(node.get("updatedAt"))
    total = bag(node.get("currentTotalPriceSet"))
    if not order_gid or updated is None or total is None:
        raise Unreadable(N_("Shopify sent an order without its id, date or total."))
    return OrderSnapshot(
        gid=order_gid,
        name=text(node.get("name"), 64),
        created_at=moment(node.get("createdAt")) or updated,
        updated_at=updated,
        currency=total.shop.currency,
        presentment_currency=total.presentment.currency,
        total=total,
        financial_status=FinancialStatus(text(node.get("displayFinancialStatus"))),
        fulfillment_status=FulfillmentStatus(text(node.get("displayFulfillmentStatus"))),
        email=text(node.get("email"), 320),
        phone=text(node.get("phone"), 64),
        customer=_customer(obj(node.get("customer"))),
        customer_locale=text(node.get("customerLocale"), 64),
        cancelled_at=moment(node.get("cancelledAt")),
        closed_at=moment(node.get("closedAt")),
        note=text(node.get("note")),
        tags=words(node.get("tags")),
        test=node.get("test") is True,
        shipping_address=_address(obj(node.get("shippingAddress"))),
        subtotal=bag(node.get("currentSubtotalPriceSet")),
        shipping=bag(node.get("totalShippingPriceSet")),
        tax=bag(node.get("currentTotalTaxSet")),
        duties=bag(node.get("currentTotalDutiesSet")),
        refunded=bag(node.get("totalRefundedSet")),
        status_page_url=text(node.get("statusPageUrl")),
        gateways=words(node.get("paymentGatewayNames")),
        lines=tuple(made for item in objects(node.get("lineItems")) if (made := line(item))) + more_lines,
        fulfillments=parts(node, "fulfillments", fulfillment),
        transactions=parts(node, "transactions", transaction),
        refunds=parts(node, "refunds", refund),
        returns=parts(node, "returns", returned),
    )


def line(node: Json) -> LineItem | None:
    line_gid, price = gid("LineItem", node), bag(node.get("discountedUnitPriceAfterAllDiscountsSet"))
    if not line_gid or price is None:
        return None
    quantity, current = number(node.get("quantity")) or 0, number(node.get("currentQuantity"))
    return LineItem(
        gid=line_gid,
        title=text(node.get("title"), 500),
        quantity=quantity,
        current_quantity=quantity if current is None else current,
        unit_price=price,
        variant_title=text(node.get("variantTitle"), 500),
        sku=text(node.get("sku"), 500),
        unfulfilled=number(node.get("unfulfilledQuantity")),
        refundable=number(node.get("refundableQuantity")),
        image_url=text(obj(node.get("image")).get("url")),
    )


def _customer(node: Json) -> CustomerSnapshot | None:
    customer_gid = gid("Customer", node)
    if not customer_gid:
        return None
    return CustomerSnapshot(
        gid=customer_gid,
        name=text(node.get("displayName"), 500),
        email=text(obj(node.get("defaultEmailAddress")).get("emailAddress"), 320),
        phone=text(obj(node.get("defaultPhoneNumber")).get("phoneNumber"), 64),
        locale=text(node.get("locale"), 64),
        orders_count=number(node.get("numberOfOrders")),
    )


def _address(node: Json) -> Address | None:
    if not node:
        return None
    return Address(
        name=text(node.get("name"), 255),
        address1=text(node.get("address1"), 255),
        address2=text(node.get("address2"), 255),
        city=text(node.get("city"), 255),
        province_code=text(node.get("provinceCode"), 64),
        zip=text(node.get("zip"), 64),
        country_code=text(node.get("countryCodeV2"), 64),
        phone=text(node.get("phone"), 64),
    )
