"""Rules act and keep a log: each action, each refusal in words, each shop for itself."""

from datetime import timedelta

import pytest

from app.desk import automation, rules, starter
from app.desk.desk import open_desk
from app.domain.errors import NotFound
from app.domain.events import (
    ConversationChanged,
    FulfillmentCreated,
    MessageReceived,
    OrderChanged,
    ShipmentMoved,
)
from app.models import Conversation, ConversationTag, EventRow, Message, Rule, RuleRun
from tests import cast
from tests.ruling import NOON, add_rule, automatic, found, log, mirrored, only, reacted, written


def test_a_rule_tags_notes_assigns_and_resolves_and_its_changes_say_that_a_rule_made_them(database, shop):
    diego = cast.agent(database, shop.id)
    add_rule(
        database,
        shop,
        conditions={"all": [{"condition": "message_contains", "value": ["PEDIDO"]}]},
        actions=[
            {"action": "add_tag", "value": "wismo"},
            {"action": "add_note", "value": "Check the carrier first."},
            {"action": "assign", "value": diego.id},
            {"action": "set_status", "value": "PENDING"},
        ],
    )
    event = written(database, shop)
    for _ in range(2):
        reacted(database, shop, event)
    (conversation,) = found(database, shop, Conversation)
    assert (conversation.assignee_id, conversation.status) == (diego.id, "PENDING")
    assert [row.tag for row in found(database, shop, ConversationTag)] == ["wismo"]
    (note,) = found(database, shop, Message, Message.visibility == "NOTE")
    assert (note.body, note.author, note.delivery) == ("Check the carrier first.", "RULE", "NONE")
    changes = found(database, shop, EventRow, EventRow.name == ConversationChanged.__name__)
    assert {row.payload["by_rule"] for row in changes if row.payload["what"] != "order"} == {True}


def test_an_order_event_without_a_conversation_has_nothing_to_tag(database, shop):
    add_rule(database, shop, trigger="order.changed", actions=[{"action": "add_tag", "value": "x"}])
    events = mirrored(database, shop)
    reacted(database, shop, only(database, shop, OrderChanged, events))
    assert found(database, shop, Conversation) == []
    assert log(database, shop, "own") == [("SKIPPED", "Did nothing: there is no conversation to change.")]


def test_a_rule_on_order_changes_fires_once_an_order_and_keeps_one_line_of_log(database, shop):
    paid = {"all": [{"condition": "order_total_over", "value": {"amount": "50", "currency": "USD"}}]}
    add_rule(database, shop, trigger="order.changed", conditions=paid, actions=[{"action": "add_tag", "value": "big"}])
    small = mirrored(database, shop, total=cast.bag("3000", "20.00"))
    event = only(database, shop, OrderChanged, small)
    reacted(database, shop, event)
    assert [outcome for outcome, _ in log(database, shop, "own")] == ["SKIPPED"]
    written(database, shop)
    mirrored(database, shop, updated_at=NOON + timedelta(minutes=1))
    for _ in range(2):
        reacted(database, shop, event)
    assert [outcome for outcome, _ in log(database, shop, "own")] == ["FIRED"]
    assert len(found(database, shop, ConversationTag, ConversationTag.tag == "big")) == 1


@pytest.mark.parametrize(
    "action",
    [
        {"action": "launch_rocket", "value": 1},
        {"action": "add_tag", "value": ""},
        {"action": "assign", "value": 999_999},
        {"action": "set_status", "value": "SNOOZED"},
        {"action": "send_reply", "value": {"macro": "gone"}},
        {"action": "send_reply", "value": "Hello"},
    ],
)
def test_an_action_that_cannot_be_taken_says_why_and_the_others_go_on(database, shop, action):
    add_rule(database, shop, actions=[action, {"action": "add_tag", "value": "after"}], name="own")
    event = written(database, shop, automated="")
    reacted(database, shop, event)
    assert [row.tag for row in found(database, shop, ConversationTag)] == ["after"]
    ((outcome, reason),) = log(database, shop, "own")
    assert outcome == "FIRED"
    assert reason.startswith("Did not")


def test_a_broken_rule_stops_no_other(database, shop):
    add_rule(database, shop, conditions={"all": [{"condition": "nonsense"}]}, actions=[], name="own")
    reacted(database, shop, written(database, shop))
    assert len(automatic(database, shop)) == 1
    assert "cannot be understood" in log(database, shop, "own")[0][1]


def test_an_event_whose_rows_are_gone_is_passed_over(database, shop):
    reacted(database, shop, MessageReceived(999, 999))
    reacted(database, shop, FulfillmentCreated(999, 999))
    reacted(database, shop, ShipmentMoved(999, 999, 999, "DELAYED"))
    assert log(database, shop) == []


def test_another_shops_rules_and_rows_are_never_touched(database, shop, mei):
    event = written(database, shop)
    theirs = found(database, shop, Rule)[0].id
    with open_desk(database, mei.id, now=NOON) as desk:
        starter.install(desk)
        rules.run(desk, event)
        assert desk.all(desk.select(RuleRun)) == []
        with pytest.raises(NotFound):
            automation.switch(desk, theirs, on=False)
    assert automatic(database, shop) == []


def test_the_overview_counts_what_fired_and_the_log_reads_newest_first(database, shop):
    reacted(database, shop, written(database, shop))
    other = written(database, shop, automated="List-Id", subject="x", from_address="list@example.com")
    reacted(database, shop, other)
    with open_desk(database, shop.id, now=NOON) as desk:
        page = automation.overview(desk)
        acknowledgement = page.rules[0]
        lines = automation.runs(desk, acknowledgement.id)
        assert automation.runs(desk, acknowledgement.id, before=lines[-1].id) == []
    assert (acknowledgement.name, acknowledgement.fired, acknowledgement.skipped) == ("Instant acknowledgement", 1, 1)
    assert [line.has_fired for line in lines] == [False, True]
    assert page.paused_at is None


def test_a_paused_shop_logs_what_it_left_undone(database, shop):
    with open_desk(database, shop.id, now=NOON) as desk:
        automation.pause(desk)
    reacted(database, shop, written(database, shop))
    assert automatic(database, shop) == []
    assert log(database, shop) == [("SKIPPED", "Did not fire: all automation of this shop is paused.")]


def test_one_message_costs_few_queries(database, shop):
    from sqlalchemy import event as listen

    event, seen = written(database, shop), []
    listen.listen(database.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    reacted(database, shop, event)
    statements = [text for text in seen if not text.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]
    assert len(automatic(database, shop)) == 1
    assert len(statements) <= 22, "\n".join(statements)
