"""Which rules fire on one event: `plan` is pure, decides for every rule, and takes no action itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.rules.condition import BrokenRule
from app.domain.rules.facts import Facts
from app.domain.rules.groups import understand
from app.domain.rules.reasons import Reason, ReasonCode
from app.domain.words import N_


class Trigger(StrEnum):
    MESSAGE_RECEIVED = "message.received"
    ORDER_CHANGED = "order.changed"
    FULFILLMENT_CREATED = "fulfillment.created"
    SHIPMENT_MOVED = "shipment.moved"


TRIGGER_LABELS: Mapping[str, str] = {
    Trigger.MESSAGE_RECEIVED: N_("a customer writes"),
    Trigger.ORDER_CHANGED: N_("an order changes"),
    Trigger.FULFILLMENT_CREATED: N_("an order ships"),
    Trigger.SHIPMENT_MOVED: N_("a parcel's tracking moves"),
}


class OncePer(StrEnum):
    """How often a rule may fire: on every event, or one time in a conversation."""

    EVENT = "EVENT"
    CONVERSATION = "CONVERSATION"


@dataclass(frozen=True, slots=True)
class Cause:
    """What happened, and when over there; `key` is the event's own identity, such as "fulfillment:7".

    `by_rule`: a rule did it, so nothing may react to it.
    """

    trigger: Trigger
    key: str
    happened_at: datetime
    conversation_id: int | None = None
    by_rule: bool = False

    def key_for(self, once_per: str) -> str:
        """What a rule's run on this is unique by."""
        if once_per == OncePer.CONVERSATION and self.conversation_id is not None:
            return f"conversation:{self.conversation_id}"
        return self.key


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule as stored: see app.models.Rule for the two shapes."""

    id: int
    conditions: Mapping[str, Any]
    actions: Sequence[Mapping[str, Any]]
    once_per: str = OncePer.EVENT


@dataclass(frozen=True, slots=True)
class ActionSpec:
    name: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Decision:
    rule_id: int
    fired: bool
    reason: Reason
    actions: tuple[ActionSpec, ...] = ()


def plan(rules: Iterable[RuleSpec], facts: Facts, cause: Cause, *, paused: bool = False) -> list[Decision]:
    """Decide for each rule, in the given order. A rule that cannot be understood never stops the others."""
    if cause.by_rule:
        return [_skip(rule, ReasonCode.BY_RULE) for rule in rules]
    if paused:
        return [_skip(rule, ReasonCode.PAUSED) for rule in rules]
    return [_decide(rule, facts) for rule in rules]


def _decide(rule: RuleSpec, facts: Facts) -> Decision:
    try:
        group = understand(rule.conditions)
        actions = tuple(ActionSpec(str(action["action"]), action.get("value")) for action in rule.actions)
    except (BrokenRule, AttributeError, KeyError, TypeError) as error:
        return _skip(rule, ReasonCode.BROKEN, str(error))
    verdict = group.holds(facts)
    if verdict is True:
        return Decision(rule.id, fired=True, reason=Reason(ReasonCode.FIRED, group.words), actions=actions)
    return _skip(rule, ReasonCode.NOT_KNOWN if verdict is None else ReasonCode.NOT_MET, group.blame(facts))


def _skip(rule: RuleSpec, code: ReasonCode, detail: str = "") -> Decision:
    return Decision(rule.id, fired=False, reason=Reason(code, detail))
