"""Whether a machine wrote the message: an autoresponder, a list, a bounce."""

from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_


def _is_automated(facts: Facts) -> bool | None:
    return None if facts.message.automated is None else bool(facts.message.automated)


CONDITION = Condition(label=N_("written by a machine"), value_kind=ValueKind.TRUTH, read=_is_automated)
