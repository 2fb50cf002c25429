"""Rules meet an event: facts are read, the engine decides, actions record, and each run says why."""

from dataclasses import dataclass, replace

from app.desk import questions, scenes
from app.desk.acting import Acting, Action
from app.desk.desk import Actor, ActorKind, Desk
from app.desk.scenes import Scene
from app.domain.event import Event
from app.domain.events import (
    AutomationPaused,
    FulfillmentCreated,
    MessageReceived,
    OrderChanged,
    ShipmentMoved,
)
from app.domain.rules.engine import Decision, RuleSpec, Trigger, plan
from app.domain.rules.reasons import Reason, ReasonCode, Skip
from app.domain.words import N_
from app.models import Rule, RuleRun
from app.plugins import discover

FIRED, SKIPPED = "FIRED", "SKIPPED"
TRIGGERS: dict[type[Event], Trigger] = {
    MessageReceived: Trigger.MESSAGE_RECEIVED,
    OrderChanged: Trigger.ORDER_CHANGED,
    FulfillmentCreated: Trigger.FULFILLMENT_CREATED,
    ShipmentMoved: Trigger.SHIPMENT_MOVED,
}


def actions() -> dict[str, Action]:
    """Every action there is, by the name of its file."""
    return {name: module.ACTION for name, module in discover("app.desk.actions").items()}


def _action(name: str) -> Action:
    if name not in actions():
        raise Skip(ReasonCode.BROKEN, N_("there is no such action:") + f" {name!r}")
    return actions()[name]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the actions of one decision led."""

    scene: Scene
    reason: Reason
    has_fired: bool = False
    message_id: int | None = None


def run(desk: Desk, event: Event) -> None:
    """Run the shop's rules on this event: the reaction "run_rules"."""
    rules = _due(desk, TRIGGERS[type(event)])
    scene = scenes.scene(desk, event) if rules else None
    if scene is None:
        return
    keys = {rule.id: scene.cause.key_for(rule.once_per) for rule in rules}
    runs = _earlier(desk, keys)
    open_rules = [rule for rule in rules if rule.id not in runs or runs[rule.id].outcome != FIRED]
    specs = [RuleSpec(rule.id, rule.conditions, rule.actions, rule.once_per) for rule in open_rules]
    is_answered = False
    for decision in plan(specs, scene.facts, scene.cause, paused=desk.shop.automation_paused_at is not None):
        key = keys[decision.rule_id]
        outcome = _carry_out(desk, scene, decision, key, is_answered=is_answered)
        scene = outcome.scene
        is_answered = is_answered or outcome.message_id is not None
        _write_down(desk, runs.get(decision.rule_id), decision.rule_id, key, outcome)


def _due(desk: Desk, trigger: Trigger) -> list[Rule]:
    return list(desk.session.scalars(questions.RULES_DUE, {"shop": desk.shop.id, "trigger": trigger}))


def _earlier(desk: Desk, keys: dict[int, str]) -> dict[int, RuleRun]:
    asked = {"shop": desk.shop.id, "rules": list(keys), "keys": list(set(keys.values()))}
    rows = desk.session.scalars(questions.RUNS_OF, asked)
    return {run.rule_id: run for run in rows if run.cause_key == keys[run.rule_id]}


def _carry_out(desk: Desk, scene: Scene, decision: Decision, key: str, *, is_answered: bool) -> Outcome:
    """Take the actions in their order; one that must not be taken is skipped and says why, the others go on."""
    outcome = Outcome(scene, decision.reason)
    as_rule = replace(desk, actor=Actor(ActorKind.RULE, decision.rule_id))
    for spec in decision.actions:
        acting = Acting(as_rule, outcome.scene, decision.rule_id, f"rule:{decision.rule_id}:{key}", is_answered)
        try:
            done = _action(spec.name).run(acting, spec.value)
        except Skip as skip:
            outcome = replace(outcome, reason=skip.reason)
            _pause_at_limit(desk, skip.reason)
        else:
            seen = replace(outcome.scene, conversation=done.conversation)
            outcome = replace(outcome, scene=seen, has_fired=True, message_id=done.message_id or outcome.message_id)
    return outcome


def _pause_at_limit(desk: Desk, reason: Reason) -> None:
    if reason.code == ReasonCode.SHOP_LIMIT and desk.shop.automation_paused_at is None:
        desk.shop.automation_paused_at = desk.now
        desk.record(AutomationPaused(int(reason.detail)))


def _write_down(desk: Desk, earlier: RuleRun | None, rule_id: int, key: str, outcome: Outcome) -> None:
    """One line a rule and cause: what was skipped may fire later, what fired stays."""
    scene = outcome.scene
    run = earlier or RuleRun(shop_id=desk.shop.id, rule_id=rule_id, cause_key=key)
    run.conversation_id = scene.conversation.id if scene.conversation else None
    run.order_id = scene.order.id if scene.order else None
    run.message_id = outcome.message_id
    run.outcome = FIRED if outcome.has_fired else SKIPPED
    run.code, run.detail = outcome.reason.code, outcome.reason.detail[:500]
    run.reason = outcome.reason.words[:500]
    run.created_at = desk.now
    if earlier is None:
        desk.session.add(run)
