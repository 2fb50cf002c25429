"""What hangs on an order, as webhooks tell it: parcels, carriers' words, money movements, refunds, returns."""

from decimal import Decimal

from app.domain.money import Money, MoneyBag
from app.domain.orders import (
    Fulfillment,
    FulfillmentEvent,
    FulfillmentLine,
    Refund,
    RefundLineItem,
    Return,
    ReturnLine,
    ReturnStatus,
    ShipmentStatus,
    Transaction,
    TransactionStatus,
)
from app.domain.words import N_
from app.shopify.wire import Json, Unreadable, gid, moment, money, number, obj, objects, text, words

MOVED = (TransactionStatus.SUCCESS, TransactionStatus.PENDING, TransactionStatus.AWAITING_RESPONSE)


def fulfillment(payload: Json) -> Fulfillment | None:
    """A parcel; its events are not told here, so they stay as mirrored."""
    fulfillment_gid, created = gid("Fulfillment", payload), moment(payload.get("created_at"))
    if not fulfillment_gid or created is None:
        return None
    shipped = text(payload.get("shipment_status"))
    numbers, urls = words(payload.get("tracking_numbers")), payload.get("tracking_urls")
    first_url = next((text(url) for url in urls), "") if isinstance(urls, list) else ""
    return Fulfillment(
        gid=fulfillment_gid,
        name=text(payload.get("name"), 64),
        status=text(payload.get("status"), 64).upper(),
        created_at=created,
        updated_at=moment(payload.get("updated_at")),
        shipment_status=ShipmentStatus(shipped) if shipped else None,
        tracking_company=text(payload.get("tracking_company"), 500),
        tracking_number=(text(payload.get("tracking_number")) or next(iter(numbers), ""))[:500],
        tracking_url=text(payload.get("tracking_url")) or first_url,
        lines=tuple(
            FulfillmentLine(line_gid, number(item.get("quantity")) or 0)
            for item in objects(payload.get("line_items"))
            if (line_gid := gid("LineItem", item))
        ),
    )


def fulfillment_gid(payload: Json) -> str:
    return gid("Fulfillment", payload, "fulfillment_id", own="")


def fulfillment_event(payload: Json) -> FulfillmentEvent:
    """What a carrier said; raises Unreadable where it says neither what nor when."""
    event_gid = gid("FulfillmentEvent", payload)
    happened = moment(payload.get("happened_at")) or moment(payload.get("created_at"))
    if not event_gid or happened is None:
        raise Unreadable(N_("Shopify sent news of a parcel without its id or time."))
    return FulfillmentEvent(
        gid=event_gid,
        status=ShipmentStatus(text(payload.get("status"))),
        happened_at=happened,
        message=text(payload.get("message"), 2000),
        city=text(payload.get("city"), 500),
        country=text(payload.get("country"), 64),
        estimated_delivery_at=moment(payload.get("estimated_delivery_at")),
    )


def transaction(payload: Json, currency: str, presentment_currency: str) -> Transaction | None:
    """A money movement. Payloads state the customer's amount only: None where the shop's would be a guess."""
    transaction_gid, created = gid("OrderTransaction", payload), moment(payload.get("created_at"))
    amount = money(payload.get("amount"), presentment_currency)
    if not transaction_gid or created is None or amount is None or currency != presentment_currency:
        return None
    return Transaction(
        gid=transaction_gid,
        kind=text(payload.get("kind"), 64).upper(),
        status=TransactionStatus(text(payload.get("status"))),
        gateway=text(payload.get("gateway"), 500),
        amount=MoneyBag(amount, amount),
        created_at=created,
        parent_gid=gid("OrderTransaction", payload, "parent_id", own=""),
        error=text(payload.get("error_code"), 500).upper(),
    )


def transaction_status(payload: Json) -> tuple[str, TransactionStatus, str]:
    """Which movement, where it stands, and why it failed."""
    error = text(payload.get("error_code"), 500).upper()
    return gid("OrderTransaction", payload), TransactionStatus(text(payload.get("status"))), error


def refund(payload: Json, currency: str, presentment_currency: str) -> Refund | None:
    """A refund's record; its total is None where two currencies leave the shop's side unsaid."""
    refund_gid, created = gid("Refund", payload), moment(payload.get("created_at"))
    if not refund_gid or created is None:
        return None
    told = [transaction(item, currency, presentment_currency) for item in objects(payload.get("transactions"))]
    moved = tuple(item for item in told if item is not None)
    total = None
    if currency == presentment_currency:
        amounts = [item.amount.shop.amount for item in moved if item.kind == "REFUND" and item.status in MOVED]
        both = Money(sum(amounts, Decimal(0)), currency)
        total = MoneyBag(both, both)
    return Refund(
        gid=refund_gid,
        created_at=created,
        total=total,
        note=text(payload.get("note")),
        lines=tuple(_refund_line(item) for item in objects(payload.get("refund_line_items"))),
        transactions=moved,
    )


def returned(payload: Json) -> Return | None:
    """A return as returns/request and returns/approve tell it whole; the other topics tell its status alone."""
    return_gid = gid("Return", payload)
    if not return_gid or not payload.get("status"):
        return None
    return Return(
        gid=return_gid,
        name=text(payload.get("name"), 64),
        status=ReturnStatus(text(payload.get("status"))),
        created_at=moment(payload.get("created_at")),
        lines=tuple(line for item in objects(payload.get("return_line_items")) if (line := _return_line(item))),
    )


def _refund_line(payload: Json) -> RefundLineItem:
    line_gid = gid("LineItem", payload, "line_item_id", own="")
    return RefundLineItem(line_gid, number(payload.get("quantity")) or 0, text(payload.get("restock_type"), 64).upper())


def _return_line(payload: Json) -> ReturnLine | None:
    line_gid = gid("ReturnLineItem", payload)
    if not line_gid:
        return None
    return ReturnLine(
        gid=line_gid,
        line_item_gid=gid("LineItem", obj(obj(payload.get("fulfillment_line_item")).get("line_item"))),
        quantity=number(payload.get("quantity")) or 0,
        reason=text(payload.get("return_reason"), 64).upper(),
        note=text(payload.get("customer_note") or payload.get("return_reason_note")),
    )
