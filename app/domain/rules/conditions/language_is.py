"""Which language the customer speaks; "zh" also holds for zh-Hant and zh-Hans."""

from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_


def _language(facts: Facts) -> frozenset[str] | None:
    tag = (facts.language or "").casefold()
    return frozenset({tag, tag.partition("-")[0]}) if tag else None


CONDITION = Condition(label=N_("customer's language"), value_kind=ValueKind.CHOICE, read=_language)
