"""Whether the customer's words, subject included, contain words of any script."""

from app.domain.rules.condition import N_, Condition, ValueKind

CONDITION = Condition(
    label=N_("message text"),
    value_kind=ValueKind.WORDS,
    read=lambda facts: facts.message.folded,
)
