"""Whether the message opened its conversation."""

from app.domain.rules.condition import N_, Condition, ValueKind

CONDITION = Condition(
    label=N_("first message of the conversation"),
    value_kind=ValueKind.TRUTH,
    read=lambda facts: facts.message.is_first,
)
