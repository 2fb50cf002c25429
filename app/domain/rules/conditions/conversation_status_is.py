"""How the conversation stands."""

from app.domain.messages import ConversationStatus
from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_


def _status(facts: Facts) -> str | None:
    status = facts.conversation.status
    return status.casefold() if status else None


CONDITION = Condition(
    label=N_("conversation status"), value_kind=ValueKind.CHOICE, read=_status, choices=tuple(ConversationStatus)
)
