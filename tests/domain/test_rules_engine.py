"""Which rules fire: groups two deep, three-valued; a rule that cannot be understood stops no other."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.rules.engine import ActionSpec, Cause, OncePer, RuleSpec, Trigger, plan
from app.domain.rules.facts import ConversationFacts, Facts, MessageFacts, OrderFacts
from app.domain.rules.groups import understand
from app.domain.rules.reasons import ReasonCode

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
CAUSE = Cause(Trigger.MESSAGE_RECEIVED, "message:7", NOW, conversation_id=3)
TRUE = {"condition": "channel_is", "value": "email"}
FALSE = {"condition": "channel_is", "value": "chat"}
NOT_KNOWN = {"condition": "order_country_is", "value": "JP"}
FACTS = Facts(message=MessageFacts("hello"), conversation=ConversationFacts(channel="email"))
LEAVES = {True: TRUE, False: FALSE, None: NOT_KNOWN}


def rule(conditions, rule_id=1, actions=({"action": "add_tag", "value": "x"},), once_per="EVENT"):
    return RuleSpec(rule_id, conditions, actions, once_per)


def decided(conditions, facts=FACTS):
    return plan([rule(conditions)], facts, CAUSE)[0]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, True),
        ({"all": [TRUE, TRUE]}, True),
        ({"all": [TRUE, FALSE]}, False),
        ({"all": [TRUE, NOT_KNOWN]}, None),
        ({"all": [NOT_KNOWN, FALSE]}, False),
        ({"any": [FALSE, TRUE]}, True),
        ({"any": [FALSE, NOT_KNOWN]}, None),
        ({"any": [NOT_KNOWN, TRUE]}, True),
        ({"any": [FALSE, FALSE]}, False),
        ({"none": [FALSE]}, True),
        ({"none": [TRUE]}, False),
        ({"none": [NOT_KNOWN]}, None),
        ({"none": [NOT_KNOWN, TRUE]}, False),
        ({"all": [TRUE], "none": [FALSE]}, True),
        ({"all": [{"any": [FALSE, TRUE]}, {"none": [FALSE]}]}, True),
        ({"all": [{"any": [FALSE, NOT_KNOWN]}, TRUE]}, None),
        ({"none": [{"all": [TRUE, NOT_KNOWN]}]}, None),
    ],
)
def test_groups_say_yes_no_or_not_known(conditions, expected):
    assert understand(conditions).holds(FACTS) is expected


@pytest.mark.parametrize(
    "conditions",
    [
        {"all": [{"any": [{"all": [TRUE]}]}]},
        {"some": [TRUE]},
        {"all": [{"condition": "phase_of_the_moon", "value": "full"}]},
        {"all": [{"condition": "channel_is", "operator": "rhymes_with", "value": "email"}]},
        {"all": [{"condition": "channel_is"}]},
        {"all": ["channel_is"]},
        {"all": 7},
        [],
        None,
    ],
)
def test_a_rule_that_cannot_be_understood_says_so_and_stops_no_other(conditions):
    broken, sound = plan([rule(conditions), rule({}, rule_id=2)], FACTS, CAUSE)
    assert (broken.fired, broken.reason.code) == (False, ReasonCode.BROKEN)
    assert sound.fired


def test_what_fired_says_which_conditions_held():
    decision = decided({"all": [TRUE], "any": [FALSE, TRUE], "none": [FALSE]})
    assert decision.fired
    assert decision.actions == (ActionSpec("add_tag", "x"),)
    assert (
        decision.reason.words
        == "Fired: channel is email and channel is chat or channel is email and not channel is chat."
    )


def test_what_did_not_fire_names_the_condition_that_kept_it():
    refused = decided({"all": [TRUE, FALSE]})
    assert (refused.fired, refused.actions) == (False, ())
    assert refused.reason.words == "Did not fire: this did not hold: channel is chat."
    assert decided({"all": [NOT_KNOWN]}).reason.words == "Did not fire: this is not known: order's country is JP."
    assert "none of: channel is email" in decided({"none": [TRUE]}).reason.words
    assert "channel is chat or order's country is JP" in decided({"any": [FALSE, NOT_KNOWN]}).reason.words


def test_rules_never_react_to_rules():
    caused = Cause(Trigger.MESSAGE_RECEIVED, "message:7", NOW, by_rule=True)
    assert [(d.fired, d.reason.code) for d in plan([rule({})], FACTS, caused)] == [(False, ReasonCode.BY_RULE)]


def test_nothing_fires_while_automation_is_paused():
    assert [(d.fired, d.reason.code) for d in plan([rule({})], FACTS, CAUSE, paused=True)] == [
        (False, ReasonCode.PAUSED)
    ]


def test_a_run_is_unique_by_its_event_or_by_its_conversation():
    assert CAUSE.key_for(OncePer.EVENT) == "message:7"
    assert CAUSE.key_for(OncePer.CONVERSATION) == "conversation:3"
    assert Cause(Trigger.ORDER_CHANGED, "order:1", NOW).key_for(OncePer.CONVERSATION) == "order:1"


def test_the_same_words_of_conditions_are_prepared_once():
    assert understand({"all": [dict(TRUE)]}) is understand({"all": [dict(TRUE)]})


leaves = some.sampled_from([TRUE, FALSE, NOT_KNOWN])
flat = some.fixed_dictionaries({}, optional={kind: some.lists(leaves, max_size=3) for kind in ("all", "any", "none")})
nested = some.fixed_dictionaries(
    {}, optional={kind: some.lists(leaves | flat, max_size=3) for kind in ("all", "any", "none")}
)


@given(nested)
def test_learning_more_never_turns_a_yes_into_a_no(conditions):
    """If a group holds although a country is not known, it holds whichever country it turns out to be."""
    if understand(conditions).holds(FACTS) is not True:
        return
    for country in ("JP", "ES"):
        told = Facts(FACTS.shop, FACTS.message, FACTS.conversation, order=OrderFacts(country_code=country))
        assert understand(conditions).holds(told) is True


@given(nested)
def test_a_rule_fires_exactly_when_its_group_is_known_to_hold(conditions):
    decision = decided(conditions)
    assert decision.fired is (understand(conditions).holds(FACTS) is True)
    assert decision.reason.words
