"""Which country the order at hand goes to, by its two-letter code."""

from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_


def _country(facts: Facts) -> str | None:
    country = facts.order.country_code
    return country.casefold() if country else None


CONDITION = Condition(label=N_("order's country"), value_kind=ValueKind.CHOICE, read=_country)
