"""Whether the parcel has a tracking number or link to give to the customer."""

from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_


def _exists(facts: Facts) -> bool | None:
    parcel = facts.fulfillment
    return None if parcel.tracking_number is None else bool(parcel.tracking_number or parcel.tracking_url)


CONDITION = Condition(label=N_("tracking exists"), value_kind=ValueKind.TRUTH, read=_exists)
