"""How far the order at hand is fulfilled, in Shopify's words."""

from app.domain.orders import FulfillmentStatus
from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_


def _status(facts: Facts) -> str | None:
    status = facts.order.fulfillment_status
    return status.casefold() if status else None


CONDITION = Condition(
    label=N_("order's fulfillment status"),
    value_kind=ValueKind.CHOICE,
    read=_status,
    choices=tuple(status for status in FulfillmentStatus if status != FulfillmentStatus.UNKNOWN),
)
