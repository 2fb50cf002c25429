"""What admin templates may call: amounts, states and names as a merchant reads them; nothing here changes anything."""

import json
from collections.abc import Callable
from typing import Any

from babel.numbers import format_currency
from markupsafe import Markup

from devstore import figures
from devstore.actions.fulfillments import EVENT_STATUSES
from devstore.actions.returnable import returnable
from devstore.money import Money
from devstore.seed.recipes import TRACK_URL
from devstore.state.orders import Order
from devstore.state.shops import ShopState
from devstore.web.admin_context import Seat
from devstore.web.context import store

GOOD = frozenset({"PAID", "FULFILLED", "DELIVERED", "SUCCESS", "RETURNED", "CLOSED"})
WARN = frozenset(
    {"UNFULFILLED", "PARTIALLY_FULFILLED", "DELAYED", "RETURN_REQUESTED", "REQUESTED", "PENDING", "ATTEMPTED_DELIVERY"}
)
BAD = frozenset({"FAILURE", "FAILED", "DROPPED", "DECLINED", "CANCELLED", "CANCELED"})
QUIET = frozenset({"", "NO_RETURN"})


def badge(state: str) -> Markup:
    word = state.upper()
    if word in QUIET:
        return Markup("")
    tone = "good" if word in GOOD else "warn" if word in WARN else "bad" if word in BAD else ""
    return Markup('<span class="badge {}">{}</span>').format(tone, state.replace("_", " ").capitalize())


def money(value: Money) -> str:
    return format_currency(value.amount, value.currency, locale="en_US")


def parcel_state(order: Order) -> str:
    """What the carrier said last about the newest parcel."""
    if not order.fulfillments:
        return ""
    told = sorted(order.fulfillments[-1].events, key=lambda event: event.happened_at)
    return told[-1].status if told else ""


def who(state: ShopState) -> Callable[[Order], str]:
    def name(order: Order) -> str:
        customer = state.customers.get(order.customer_id or 0)
        return customer.name if customer else "No customer"

    return name


def title_of(order: Order, line_item_id: int) -> str:
    line = order.line(line_item_id)
    return line.title if line else "a line that is gone"


def returnables(order: Order) -> list[tuple[int, str]]:
    """(fulfillment line id, title) of what the customer could send back."""
    return [
        (line.id, title_of(order, line.line_item_id))
        for parcel in order.fulfillments
        for line in parcel.lines
        if returnable(order, line) > 0
    ]


def pretty(payload: str) -> str:
    return json.dumps(json.loads(payload), ensure_ascii=False, indent=1)


def common(seat: Seat, section: str) -> dict[str, Any]:
    """What every page of the frame needs."""
    return {
        "seat": seat,
        "shop": seat.shop,
        "staff": seat.staff,
        "handle": seat.handle,
        "shops": store().shops,
        "section": section,
        "here": seat.url,
        "badge": badge,
        "money": money,
        "url_for_control": lambda name: f"/control/{name}",
    }


def of_orders(seat: Seat) -> dict[str, Any]:
    return {
        "total": figures.total,
        "financial": figures.financial_status,
        "fulfillment": figures.fulfillment_status,
        "returning": figures.return_status,
        "parcel_state": parcel_state,
        "who": who(seat.state),
    }


def of_order(seat: Seat, order: Order) -> dict[str, Any]:
    to_ship = [line.id for line in order.line_items if figures.unfulfilled_quantity(order, line)]
    refundable = any(figures.refundable_quantity(order, line) for line in order.line_items)
    return {
        **of_orders(seat),
        "order": order,
        "left": figures.unfulfilled_quantity,
        "refundable": figures.refundable_quantity,
        "shipping": figures.shipping_total,
        "duties": figures.duties_total,
        "refunded": figures.refunded,
        "owed": figures.outstanding,
        "title_of": title_of,
        "returnables": returnables(order),
        "event_statuses": sorted(EVENT_STATUSES),
        "carriers": list(TRACK_URL),
        "tracking_number": f"EM{order.id % 10**9:09d}JP",
        "to_ship": to_ship[0] if to_ship else None,
        "can_refund": refundable and bool(figures.maximum_refundable(order)),
    }
