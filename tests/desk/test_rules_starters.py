"""The three starters on real rows: what goes out, once, to whom, in which language."""

from datetime import timedelta
from threading import Thread

from sqlalchemy.exc import IntegrityError

from app.desk import automation, starter
from app.desk.desk import open_desk
from app.domain.events import (
    ReplyQueued,
    ShipmentMoved,
)
from app.domain.orders import Fulfillment, FulfillmentEvent, ShipmentStatus
from app.models import Conversation, EventRow, MacroVariant, Rule, RuleRun
from tests.ruling import NOON, TRACKED, automatic, found, log, mirrored, reacted, shipped, written


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
    assert log(database, shop, "acknowledgement") == [("FIRED", "Fired: it has no conditions.")]


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
