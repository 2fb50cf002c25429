"""Whether the message opened its conversation."""

from app.domain.rules.condition import Condition, ValueKind
from app.domain.words import N_

CONDITION = Condition(
    label=N_("first message of the conversation"),
    value_kind=ValueKind.TRUTH,
    read=lambda facts: facts.message.is_first,
)
