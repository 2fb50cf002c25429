"""Which tags the conversation carries; one of those named is enough."""

from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts, fold
from app.domain.words import N_


def _tags(facts: Facts) -> frozenset[str] | None:
    tags = facts.conversation.tags
    return None if tags is None else frozenset(fold(tag) for tag in tags)


CONDITION = Condition(label=N_("tag"), value_kind=ValueKind.CHOICE, read=_tags)
