"""Rules on real rows: what is sent, once, to whom, in which language; and the log that says why not."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy.exc import IntegrityError

from app.desk import automation, conversations, intake, orders, replies, rules, starter
from app.desk.desk import SYSTEM, Actor, ActorKind, open_desk
from app.desk.replies import ReplyDraft
from app.domain.errors import NotFound, Rejected
from app.domain.events import (
    AutomationPaused,
    ConversationChanged,
    Event,
    FulfillmentCreated,
    MessageReceived,
    OrderChanged,
    ReplyQueued,
    ShipmentMoved,
)
from app.domain.languages import Detected
from app.domain.orders import Fulfillment, FulfillmentEvent, ShipmentStatus
from app.models import Conversation, ConversationTag, Customer, EventRow, MacroVariant, Message, Rule, RuleRun
from tests import cast

NOON = cast.NOON
SPANISH = Detected("es", 95)
TRACKED = Fulfillment(
    gid="gid://shopify/Fulfillment/1",
    name="#1042-F1",
    status="SUCCESS",
    created_at=NOON,
    tracking_company="Japan Post",
    tracking_number="EJ1JP",
    tracking_url="https://track.example/EJ1JP",
)


@pytest.fixture
def shop(database, hana):
    """Hana's shop with the starters installed."""
    with open_desk(database, hana.id, SYSTEM, now=NOON) as desk:
        starter.install(desk)
    return hana


def written(database, shop, body="¿Dónde está mi pedido #1042?", *, now=NOON, detected=SPANISH, **fields):
    """A customer's message comes in; returns its event."""
    with open_desk(database, shop.id, SYSTEM, now=now) as desk:
        received = intake.receive(desk, cast.inbound(body, **({"sent_at": now} | fields)), detected)
        return MessageReceived(received.message_id, received.conversation_id)


def mirrored(database, shop, *, now=NOON, **fields):
    """An order comes in from Shopify; returns the events that it recorded and rules react to."""
    with open_desk(database, shop.id, SYSTEM, now=now) as desk:
        newest = max(desk.session.scalars(desk.select(EventRow).with_only_columns(EventRow.id)), default=0)
        orders.mirror(desk, cast.order(**fields))
        desk.session.flush()
        rows = desk.all(desk.select(EventRow).where(EventRow.id > newest).order_by(EventRow.id))
        return [Event.registry[row.name](**row.payload) for row in rows]


def reacted(database, shop, event, *, now=NOON):
    with open_desk(database, shop.id, SYSTEM, now=now) as desk:
        rules.run(desk, event)


def found(database, shop, model, *where):
    with open_desk(database, shop.id) as desk:
        return desk.all(desk.select(model).where(*where).order_by(model.id))


def automatic(database, shop):
    return found(database, shop, Message, Message.author == "RULE", Message.visibility == "PUBLIC")


def log(database, shop, name=""):
    lines = []
    for run in found(database, shop, RuleRun):
        rule = found(database, shop, Rule, Rule.id == run.rule_id)[0]
        if name in rule.name:
            lines.append((run.outcome, run.reason))
    return lines


def add_rule(database, shop, *, trigger="message.received", conditions=None, actions=(), name="own", **columns):
    with open_desk(database, shop.id, now=NOON) as desk:
        row = Rule(
            name=name,
            trigger=trigger,
            conditions=conditions or {},
            actions=list(actions),
            position=9,
            enabled_at=NOON,
            created_at=NOON,
            **columns,
        )
        return desk.add(row).id


def only(database, shop, kind, events):
    return next(event for event in events if isinstance(event, kind))


def shipped(database, shop, **fields):
    events = mirrored(database, shop, fulfillments=(TRACKED,), **fields)
    return only(database, shop, FulfillmentCreated, events)


# --- the three starters


def test_a_message_is_acknowledged_at_once_in_the_customers_language(database, shop):
    event = written(database, shop)
    reacted(database, shop, event)
    (message,) = automatic(database, shop)
    assert message.conversation_id == event.conversation_id
    assert message.to_address == "maria@example.es"
    assert (message.language, message.delivery) == ("es", "QUEUED")
    assert message.body.startswith("Hola, María:")
    assert message.subject == "Re: Mi pedido"
    assert message.draft_language == "ja"
    assert "受け取りました" in message.draft_body
    assert log(database, shop, "acknowledgement") == [("FIRED", "Fired: not: written by a machine.")]


def test_an_acknowledgement_goes_once_in_a_conversation(database, shop):
    first = written(database, shop)
    reacted(database, shop, first)
    second = written(database, shop, "¿Hola?", now=NOON + timedelta(hours=2))
    assert second.conversation_id == first.conversation_id
    reacted(database, shop, second, now=NOON + timedelta(hours=2))
    assert len(automatic(database, shop)) == 1


def test_the_same_event_twice_is_answered_once(database, shop):
    event = written(database, shop)
    for _ in range(3):
        reacted(database, shop, event)
    assert len(automatic(database, shop)) == 1
    assert len(found(database, shop, EventRow, EventRow.name == ReplyQueued.__name__)) == 1


def test_the_same_event_on_many_workers_at_once_is_answered_once(database, shop):
    event = written(database, shop)
    problems = []

    def work():
        try:
            reacted(database, shop, event)
        except IntegrityError as error:  # the reaction is tried again and then finds that it is done
            problems.append(error)

    threads = [Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(automatic(database, shop)) == 1
    assert len(problems) < 5
    assert [outcome for outcome, _ in log(database, shop)] == ["FIRED"]


def test_a_fulfillment_is_announced_with_its_tracking_link_in_a_conversation_of_its_own(database, shop):
    event = shipped(database, shop)
    reacted(database, shop, event)
    (message,) = automatic(database, shop)
    (conversation,) = found(database, shop, Conversation)
    assert "https://track.example/EJ1JP" in message.body
    assert "EJ1JP (Japan Post)" in message.body
    assert message.subject == conversation.subject == "Su pedido #1042 va de camino"
    assert (conversation.order_id, conversation.order_reason) == (event.order_id, "order_event")
    assert (conversation.language, conversation.channel) == ("es", "email")
    assert message.to_address == "maria@example.es"
    (run,) = found(database, shop, RuleRun)
    assert (run.conversation_id, run.message_id, run.order_id) == (conversation.id, message.id, event.order_id)


def test_news_of_an_order_joins_the_conversation_about_it(database, shop):
    mirrored(database, shop)
    event = written(database, shop)
    reacted(database, shop, shipped(database, shop, updated_at=NOON + timedelta(minutes=1)))
    (message,) = automatic(database, shop)
    assert message.conversation_id == event.conversation_id


def test_a_delayed_parcel_is_told_of_and_other_tracking_news_is_not(database, shop):
    moved = [
        FulfillmentEvent("gid://shopify/FulfillmentEvent/1", ShipmentStatus.IN_TRANSIT, NOON),
        FulfillmentEvent("gid://shopify/FulfillmentEvent/2", ShipmentStatus.DELAYED, NOON),
    ]
    parcel = Fulfillment(TRACKED.gid, "F1", "SUCCESS", NOON, tracking_url=TRACKED.tracking_url, events=tuple(moved))
    events = mirrored(database, shop, fulfillments=(parcel,))
    for event in events:
        if isinstance(event, ShipmentMoved):
            reacted(database, shop, event)
    (message,) = automatic(database, shop)
    assert message.subject == "Su pedido #1042 llegará con retraso"
    assert log(database, shop, "delayed") == [
        ("SKIPPED", "Did not fire: this did not hold: shipment status is DELAYED."),
        ("FIRED", "Fired: shipment status is DELAYED."),
    ]


def test_a_guest_is_written_to_at_the_orders_address_in_the_orders_language(database, shop):
    event = shipped(database, shop, customer=None, email="gast@example.de", customer_locale="de-AT")
    reacted(database, shop, event)
    (message,) = automatic(database, shop)
    assert (message.to_address, message.language) == ("gast@example.de", "de")
    assert "Guten Tag," in message.body


def test_installing_the_starters_twice_adds_nothing(database, shop):
    with open_desk(database, shop.id) as desk:
        starter.install(desk)
    assert len(found(database, shop, Rule)) == 3
    assert len(found(database, shop, MacroVariant)) == 24


def test_starters_that_were_turned_off_stay_off(database, shop):
    (rule, *_) = found(database, shop, Rule)
    with open_desk(database, shop.id) as desk:
        automation.switch(desk, rule.id, on=False)
        starter.install(desk)
    reacted(database, shop, written(database, shop))
    assert automatic(database, shop) == []
    assert log(database, shop) == []


# --- what must not be answered


def test_automated_mail_is_never_answered(database, shop):
    reacted(database, shop, written(database, shop, automated="Auto-Submitted: auto-replied"))
    assert automatic(database, shop) == []
    assert log(database, shop) == [("SKIPPED", "Did not fire: this did not hold: not: written by a machine.")]


def test_a_rule_that_asks_nothing_does_not_answer_a_machine_either(database, shop):
    add_rule(database, shop, actions=[{"action": "send_reply", "value": {"macro": "Instant acknowledgement"}}])
    reacted(database, shop, written(database, shop, automated="List-Id"))
    assert automatic(database, shop) == []
    assert ("SKIPPED", "Did not answer: automated mail (List-Id).") in log(database, shop, "own")


def test_a_person_is_answered_after_his_machine_was_not(database, shop):
    reacted(database, shop, written(database, shop, automated="Auto-Submitted: auto-replied"))
    later = NOON + timedelta(hours=1)
    reacted(database, shop, written(database, shop, "Perdón, ¿y mi pedido?", now=later), now=later)
    assert len(automatic(database, shop)) == 1
    assert [outcome for outcome, _ in log(database, shop)] == ["FIRED"]


def test_mail_that_was_a_day_on_the_way_is_not_answered(database, shop):
    sent_at = NOON - timedelta(hours=25)
    reacted(database, shop, written(database, shop, sent_at=sent_at))
    assert automatic(database, shop) == []
    assert log(database, shop) == [
        ("SKIPPED", "Did not write: it happened more than 24 hours ago (2026-11-19 02:00 UTC).")
    ]


def test_an_event_that_waited_too_long_sends_nothing(database, shop):
    event = shipped(database, shop)
    reacted(database, shop, event, now=NOON + timedelta(hours=25))
    assert automatic(database, shop) == []
    assert found(database, shop, Conversation) == []


def test_an_agent_who_already_answered_is_not_talked_over(database, shop):
    diego = cast.agent(database, shop.id)
    event = written(database, shop)
    with open_desk(database, shop.id, Actor(ActorKind.AGENT, diego.id), now=NOON + timedelta(minutes=1)) as desk:
        replies.queue(desk, event.conversation_id, ReplyDraft("Hola, ya lo miro.", "es", "form-1"))
    reacted(database, shop, event, now=NOON + timedelta(hours=1))
    assert automatic(database, shop) == []
    assert "an agent has answered" in log(database, shop)[0][1]


def test_a_customer_whose_data_was_erased_gets_nothing(database, shop):
    event = shipped(database, shop)
    with open_desk(database, shop.id) as desk:
        desk.one(desk.select(Customer)).redacted_at = NOON
    reacted(database, shop, event)
    assert automatic(database, shop) == []
    assert log(database, shop) == [("SKIPPED", "Did not write: this customer's data was erased.")]


def test_one_address_gets_one_automatic_answer_in_five_minutes(database, shop):
    reacted(database, shop, written(database, shop, subject="Mi pedido"))
    other = written(database, shop, "Otra cosa", subject="Factura", now=NOON + timedelta(minutes=4))
    reacted(database, shop, other, now=NOON + timedelta(minutes=4))
    assert len(automatic(database, shop)) == 1
    assert log(database, shop)[-1] == ("SKIPPED", "Did not write: this address already got 1/5 min automatic messages.")


def test_an_acknowledgement_does_not_use_up_the_news_of_the_parcel(database, shop):
    reacted(database, shop, written(database, shop))
    reacted(database, shop, shipped(database, shop))
    assert len(automatic(database, shop)) == 2


def test_two_rules_answer_one_message_once(database, shop):
    add_rule(database, shop, actions=[{"action": "send_reply", "value": {"macro": "Instant acknowledgement"}}])
    reacted(database, shop, written(database, shop))
    assert len(automatic(database, shop)) == 1
    assert log(database, shop, "own") == [("SKIPPED", "Did not answer: another rule has already answered this.")]


def test_past_the_hourly_limit_all_automation_pauses_with_an_alarm_until_a_person_resumes_it(database, shop):
    with open_desk(database, shop.id) as desk:
        automation.set_hourly_limit(desk, 2)
    for number in range(4):
        address = f"c{number}@example.es"
        reacted(database, shop, written(database, shop, from_address=address, subject=f"Pedido {number}"))
    assert len(automatic(database, shop)) == 2
    assert [reason for outcome, reason in log(database, shop) if outcome == "SKIPPED"] == [
        "Did not write: 2 automatic messages left this shop within an hour, so all automation is paused now.",
        "Did not fire: all automation of this shop is paused.",
    ]
    assert len(found(database, shop, EventRow, EventRow.name == AutomationPaused.__name__)) == 1
    with open_desk(database, shop.id, now=NOON + timedelta(minutes=1)) as desk:
        automation.resume(desk)
    soon = NOON + timedelta(minutes=2)
    reacted(database, shop, written(database, shop, from_address="new@example.es", now=soon), now=soon)
    assert len(automatic(database, shop)) == 3


@pytest.mark.parametrize("limit", [0, -1, 100_001])
def test_an_hourly_limit_that_makes_no_sense_is_refused(database, shop, limit):
    with open_desk(database, shop.id) as desk, pytest.raises(Rejected):
        automation.set_hourly_limit(desk, limit)


# --- texts


def test_a_language_without_a_variant_falls_to_the_one_allowed_or_to_nothing(database, shop):
    reacted(database, shop, written(database, shop, detected=Detected("pt", 90)))
    (message,) = automatic(database, shop)
    assert message.language == "en"
    strict = {"macro": "Shipped, with tracking link"}
    (rule,) = found(database, shop, Rule, Rule.trigger == "fulfillment.created")
    with open_desk(database, shop.id) as desk:
        desk.get(Rule, rule.id).actions = [{"action": "send_reply", "value": strict}]
        desk.one(desk.select(Customer)).language = "pt"
    reacted(database, shop, shipped(database, shop))
    assert log(database, shop, "Shipped") == [
        ("SKIPPED", "Did not write: the macro has no text in this language (pt).")
    ]


def test_a_text_that_needs_what_is_not_known_is_not_sent_and_the_log_names_it(database, shop):
    with open_desk(database, shop.id) as desk:
        for variant in desk.all(desk.select(MacroVariant)):
            variant.body += "\n{{ fulfillment.tracking_url }}"
    untracked = Fulfillment(TRACKED.gid, "F1", "SUCCESS", NOON)
    events = mirrored(database, shop, fulfillments=(untracked,))
    reacted(database, shop, only(database, shop, FulfillmentCreated, events))
    assert automatic(database, shop) == []
    assert found(database, shop, Conversation) == []
    assert log(database, shop) == [
        ("SKIPPED", "Did not write: the text needs fulfillment.tracking_url, which is not known here.")
    ]


def test_what_a_customer_writes_as_his_name_is_never_run_nor_sent_on(database, shop):
    reacted(database, shop, written(database, shop, from_name="{{ shop.email }}"))
    reacted(
        database,
        shop,
        written(database, shop, from_name="Win https://evil.example now", from_address="x@example.es", subject="x"),
    )
    first, second = automatic(database, shop)
    assert first.body.startswith("Hola, {{:")
    assert "evil.example" not in second.body


def test_a_stranger_who_names_somebody_elses_order_is_told_nothing_of_it(database, shop):
    mirrored(database, shop, status_page_url="https://hana.example/secret-status", fulfillments=(TRACKED,))
    event = written(database, shop, "Where is #1042?", from_address="thief@example.com", detected=Detected("en", 95))
    reacted(database, shop, event)
    (message,) = automatic(database, shop)
    assert message.to_address == "thief@example.com"
    assert "1042" not in message.body
    assert "secret-status" not in message.body


def test_an_order_that_is_only_guessed_is_not_stated_to_the_customer(database, shop):
    mirrored(database, shop)
    guessed = written(database, shop, "¿Cuándo llega?", subject="Hola")
    reacted(database, shop, guessed)
    (conversation,) = found(database, shop, Conversation)
    (message,) = automatic(database, shop)
    assert conversation.order_id
    assert "1042" not in message.body


def test_an_order_that_the_customer_names_is_stated_back_to_him(database, shop):
    mirrored(database, shop, status_page_url="https://hana.example/1042")
    reacted(database, shop, written(database, shop, "¿Dónde está mi pedido #1042?"))
    (message,) = automatic(database, shop)
    assert "#1042" in message.body
    assert "https://hana.example/1042" in message.body


def test_news_of_an_order_can_depend_on_the_conversations_tags(database, shop):
    quiet = {"none": [{"condition": "tag_is", "value": "no news"}]}
    mirrored(database, shop)
    event = written(database, shop)
    with open_desk(database, shop.id, now=NOON) as desk:
        desk.one(desk.select(Rule).where(Rule.trigger == "fulfillment.created")).conditions = quiet
        conversations.tag(desk, event.conversation_id, "No news")
    reacted(database, shop, shipped(database, shop, updated_at=NOON + timedelta(minutes=1)))
    assert automatic(database, shop) == []
    assert log(database, shop, "Shipped") == [("SKIPPED", "Did not fire: this did not hold: none of: tag is no news.")]


def test_the_order_of_the_event_is_the_order_told_of(database, shop):
    mirrored(database, shop, name="#1041", status_page_url="https://hana.example/1041")
    other = Fulfillment("gid://shopify/Fulfillment/2", "F2", "SUCCESS", NOON, tracking_url="https://track.example/2")
    events = mirrored(database, shop, name="#1043", fulfillments=(other,))
    reacted(database, shop, only(database, shop, FulfillmentCreated, events))
    (message,) = automatic(database, shop)
    assert "#1043" in message.body
    assert "https://track.example/2" in message.body
    assert "1041" not in message.body


# --- actions and the log


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
