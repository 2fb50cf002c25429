"""What rules say: the right language, nothing with a gap, nobody else's order."""

from datetime import timedelta

from app.desk import conversations
from app.desk.desk import open_desk
from app.domain.events import (
    FulfillmentCreated,
)
from app.domain.languages import Detected
from app.domain.orders import Fulfillment
from app.models import Conversation, Customer, MacroVariant, Rule
from tests.ruling import NOON, TRACKED, automatic, found, log, mirrored, only, reacted, shipped, written


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
    reacted(database, shop, written(database, shop, from_name="{{7|times:7}} Cruz"))
    reacted(
        database,
        shop,
        written(database, shop, from_name="Win https://evil.example now", from_address="x@example.es", subject="x"),
    )
    first, second = automatic(database, shop)
    assert first.body.startswith("Hola, {{7|times:7}}:")
    assert "49" not in first.body
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
