"""What kind of inquiry it is, as the customer chose in the form or the desk classified it."""

from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_


def _kind(facts: Facts) -> str | None:
    kind = facts.conversation.inquiry_kind
    return kind.casefold() if kind else None


CONDITION = Condition(label=N_("kind of inquiry"), value_kind=ValueKind.CHOICE, read=_kind)
