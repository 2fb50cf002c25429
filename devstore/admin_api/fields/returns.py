"""Fields of returns, what is expected back, and what a processed return would pay out."""

from dataclasses import dataclass
from typing import Any

from devstore.actions.returnable import returnable
from devstore.admin_api.context import Of, gid
from devstore.admin_api.fields.base import Table, page, part_gid, parts
from devstore.admin_api.fields.outcomes import fee_of, line_value, outcome
from devstore.admin_api.fields.reasons import REASONS
from devstore.state.orders import FulfillmentLine
from devstore.state.returns import ReverseDelivery


def _parcel_line(source: Of, number_: int) -> Of:
    lines: list[FulfillmentLine] = [line for parcel in source.order.fulfillments for line in parcel.lines]
    return Of(source.order, next(line for line in lines if line.id == number_))


def _refunds(source: Of) -> list[Of]:
    return parts(source.order, [item for item in source.order.refunds if item.return_id == source.item.id])


def _transactions(source: Of) -> list[Of]:
    ids = {key for part in _refunds(source) for key in part.item.transaction_ids}
    return parts(source.order, [item for item in source.order.transactions if item.id in ids])


def _decline(source: Of) -> dict[str, Any] | None:
    if source.item.decline_reason is None:
        return None
    return {"reason": source.item.decline_reason, "note": source.item.decline_note}


def _fees(source: Of) -> list[dict[str, Any]]:
    fee = source.item.shipping_fee
    return [{"id": gid("ReturnShippingFee", source.item.id), "amountSet": fee}] if fee else []


RETURN: Table = {
    "id": part_gid("Return"),
    "totalQuantity": lambda s, c: sum(line.quantity for line in s.item.lines),
    "decline": lambda s, c: _decline(s),
    "order": lambda s, c: s.order,
    "returnShippingFees": lambda s, c: _fees(s),
    "returnLineItems": lambda s, c, **page_: page(parts(s.order, s.item.lines), c, page_),
    "exchangeLineItems": lambda s, c, **page_: page(parts(s.order, s.item.exchanges), c, page_),
    "reverseFulfillmentOrders": lambda s, c, **page_: page(_whole(s), c, page_),
    "refunds": lambda s, c, **page_: page(_refunds(s), c, page_),
    "transactions": lambda s, c, **page_: page(_transactions(s), c, page_),
    "suggestedFinancialOutcome": outcome,
}


def _whole(source: Of) -> list[Of]:
    """What is expected back, each still knowing its return."""
    return [Of(source.order, item) for item in source.item.reverse_fulfillment_orders]


def _reason(source: Of) -> Any:
    return next((reason for reason in REASONS if reason.id == source.item.reason_definition_id), None)


RETURN_LINE: Table = {
    "id": part_gid("ReturnLineItem"),
    "processedQuantity": lambda s, c: s.item.processed,
    "processableQuantity": lambda s, c: s.item.quantity - s.item.processed,
    "unprocessedQuantity": lambda s, c: s.item.quantity - s.item.processed,
    "refundedQuantity": lambda s, c: s.item.refunded,
    "refundableQuantity": lambda s, c: s.item.quantity - s.item.refunded,
    "returnReasonDefinition": lambda s, c: _reason(s),
    "returnReasonNote": lambda s, c: s.item.reason_note,
    "fulfillmentLineItem": lambda s, c: _parcel_line(s, s.item.fulfillment_line_id),
    "restockingFee": lambda s, c: fee_of(s, s.item.restocking_fee_percentage, line_value(s)),
    "withCodeDiscountedTotalPriceSet": lambda s, c: line_value(s),
}


def _bought(source: Of) -> list[Of] | None:
    """What an exchange became on the order; null until it was processed."""
    lines = (source.order.line(key) for key in source.item.line_item_ids)
    return [Of(source.order, line) for line in lines if line is not None] or None


EXCHANGE_LINE: Table = {
    "id": part_gid("ExchangeLineItem"),
    "processedQuantity": lambda s, c: s.item.processed,
    "processableQuantity": lambda s, c: s.item.quantity - s.item.processed,
    "unprocessedQuantity": lambda s, c: s.item.quantity - s.item.processed,
    "variantId": lambda s, c: gid("ProductVariant", s.item.variant_id),
    "productId": lambda s, c: gid("Product", s.item.product_id),
    "variantSku": lambda s, c: s.item.sku,
    "lineItems": lambda s, c: _bought(s),
}
REVERSE_ORDER: Table = {
    "id": part_gid("ReverseFulfillmentOrder"),
    "lineItems": lambda s, c, **page_: page(parts(s.order, s.item.lines), c, page_),
    "reverseDeliveries": lambda s, c, **page_: page(parts(s.order, s.item.deliveries), c, page_),
}


def _source_line(source: Of) -> Of | None:
    lines = (line for item in source.order.returns for line in item.lines)
    line = next((line for line in lines if line.id == source.item.return_line_id), None)
    return _parcel_line(source, line.fulfillment_line_id) if line else None


REVERSE_LINE: Table = {
    "id": part_gid("ReverseFulfillmentOrderLineItem"),
    "totalQuantity": lambda s, c: s.item.quantity,
    "fulfillmentLineItem": lambda s, c: _source_line(s),
    "dispositions": lambda s, c: s.item.dispositions,
}
DISPOSITION: Table = {
    "id": part_gid("ReverseFulfillmentOrderDisposition"),
    "type": lambda s, c: s.kind,
    "location": lambda s, c: next((place for place in c.state.shop.locations if place.id == s.location_id), None),
}


def _deliverable(source: Of) -> dict[str, Any]:
    way = source.item
    tracking = {"carrierName": way.carrier, "number": way.tracking_number, "url": way.tracking_url}
    label = {"publicFileUrl": way.label_url, "createdAt": way.created_at} if way.label_url else None
    return {"__typename": "ReverseDeliveryShippingDeliverable", "tracking": tracking, "label": label}


@dataclass(frozen=True, slots=True)
class Sent:
    """So many pieces in one parcel on its way back."""

    id: int
    quantity: int


def _sent(way: ReverseDelivery) -> list[Sent]:
    return [Sent(int(key), count) for key, count in way.lines.items()]


SENT: Table = {"id": part_gid("ReverseDeliveryLineItem")}
REVERSE_DELIVERY: Table = {
    "id": part_gid("ReverseDelivery"),
    "deliverable": lambda s, c: _deliverable(s),
    "reverseDeliveryLineItems": lambda s, c, **page_: page(_sent(s.item), c, page_),
}
RETURNABLE: Table = {
    "id": lambda s, c: gid("ReturnableFulfillment", s.item.id),
    "fulfillment": lambda s, c: s,
    "returnableFulfillmentLineItems": lambda s, c, **page_: page(_returnable(s), c, page_),
}


def _returnable(source: Of) -> list[Of]:
    lines = source.item.lines
    return [Of(source.order, line) for line in lines if returnable(source.order, line) > 0]


RETURNABLE_LINE: Table = {
    "quantity": lambda s, c: returnable(s.order, s.item),
    "fulfillmentLineItem": lambda s, c: s,
}
