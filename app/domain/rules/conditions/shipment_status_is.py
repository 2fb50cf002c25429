"""What the parcel's tracking says: the event that happened, or else the parcel's last one."""

from app.domain.orders import ShipmentStatus
from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_


def _status(facts: Facts) -> str | None:
    status = facts.shipment.status or facts.fulfillment.shipment_status
    return status.casefold() if status else None


CONDITION = Condition(
    label=N_("shipment status"),
    value_kind=ValueKind.CHOICE,
    read=_status,
    choices=tuple(status for status in ShipmentStatus if status != ShipmentStatus.UNKNOWN),
)
