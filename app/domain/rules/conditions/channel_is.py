"""Which channel the conversation runs on."""

from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_


def _channel(facts: Facts) -> str | None:
    channel = facts.conversation.channel
    return channel.casefold() if channel else None


CONDITION = Condition(label=N_("channel"), value_kind=ValueKind.CHOICE, read=_channel)
