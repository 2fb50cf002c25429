"""What rules must not answer: machines, the past, the erased, the busy; and the limits that stop them."""

from datetime import timedelta

import pytest

from app.desk import automation, replies
from app.desk.desk import Actor, ActorKind, open_desk
from app.desk.replies import ReplyDraft
from app.domain.errors import Rejected
from app.domain.events import (
    AutomationPaused,
)
from app.models import Conversation, Customer, EventRow
from tests import cast
from tests.ruling import NOON, add_rule, automatic, found, log, reacted, shipped, written


def test_automated_mail_is_never_answered(database, shop):
    reacted(database, shop, written(database, shop, automated="Auto-Submitted: auto-replied"))
    assert automatic(database, shop) == []
    assert log(database, shop) == [("SKIPPED", "Did not answer: automated mail (Auto-Submitted: auto-replied).")]


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
