"""What a webhook says: `build` makes of a topic and its subject the REST-shaped payload Shopify sends."""

from collections.abc import Callable
from typing import Any

from devstore.state.platform import Subject
from devstore.state.shops import ShopState
from devstore.webhooks.payloads import fulfillments, orders, people, platform, refunds, returns, reverse

Payload = dict[str, Any]
Builder = Callable[[ShopState, Subject], Payload]

BUILDERS: dict[str, Builder] = {
    **dict.fromkeys(
        (
            "orders/create",
            "orders/updated",
            "orders/paid",
            "orders/cancelled",
            "orders/fulfilled",
            "orders/partially_fulfilled",
            "orders/link_requested",
        ),
        orders.whole,
    ),
    "orders/edited": orders.edited,
    "orders/delete": orders.deleted,
    "order_transactions/create": refunds.transaction_alone,
    "refunds/create": refunds.created,
    "fulfillments/create": fulfillments.whole,
    "fulfillments/update": fulfillments.whole,
    "fulfillment_events/create": fulfillments.event,
    "returns/request": returns.whole,
    "returns/approve": returns.whole,
    "returns/decline": returns.declined,
    "returns/update": returns.delta,
    "returns/process": returns.processed,
    "returns/cancel": returns.flat,
    "returns/close": returns.flat,
    "returns/reopen": returns.flat,
    "reverse_deliveries/attach_deliverable": reverse.attached,
    "reverse_fulfillment_orders/dispose": reverse.disposed,
    "customers/create": people.customer_alone,
    "customers/update": people.customer_alone,
    "customers/data_request": people.data_request,
    "customers/redact": people.redact,
    "shop/redact": platform.shop_redact,
    "app/uninstalled": platform.uninstalled,
    "app/scopes_update": platform.scopes_update,
    "bulk_operations/finish": platform.bulk_finished,
}


class UnknownTopicError(LookupError):
    """This store does not know how Shopify words that topic."""


def build(topic: str, state: ShopState, subject: Subject) -> Payload:
    """The payload of one webhook; raises UnknownTopicError for a topic without a builder."""
    try:
        builder = BUILDERS[topic]
    except KeyError:
        raise UnknownTopicError(topic) from None
    return builder(state, subject)
