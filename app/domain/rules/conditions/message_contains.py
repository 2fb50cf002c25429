"""Whether the customer's words, subject included, contain words of any script."""

from app.domain.rules.condition import Condition, ValueKind
from app.domain.words import N_

CONDITION = Condition(
    label=N_("message text"),
    value_kind=ValueKind.WORDS,
    read=lambda facts: facts.message.folded,
)
