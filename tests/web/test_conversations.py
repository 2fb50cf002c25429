import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.desk import orders
from app.desk.desk import SHOPIFY
from app.domain.orders import Fulfillment, FulfillmentEvent, FulfillmentStatus, ShipmentStatus
from app.errands.runtime import Runtime
from app.models import Conversation, EventRow, GuardVerdict, Message, Order, Rule, Shop
from tests import cast
from tests.web.probe import rows
from tests.web.scene import Desk, message, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


@pytest.fixture
def conversation(desk: Desk) -> Conversation:
    customer = cast.customer(desk.database, desk.shop.id, name="María Díaz", country_code="ES", language="es")
    return desk.conversation(customer_id=customer.id)


def mirrored(desk: Desk, **fields: Any) -> int:
    with desk.runtime.desk(desk.shop.id, SHOPIFY, now=cast.NOON) as opened:
        return orders.mirror(opened, cast.order(**fields)).order_id


def url(conversation: Conversation, rest: str = "") -> str:
    return f"/conversations/{conversation.id}{rest}"


def replies(desk: Desk, conversation: Conversation) -> list[Message]:
    with desk.database.transaction(read_only=True) as session:
        rows = session.query(Message).filter_by(conversation_id=conversation.id, direction="OUTBOUND")
        return list(rows.order_by(Message.id))


def test_the_translation_comes_first_and_the_original_along_with_it(desk: Desk, conversation: Conversation) -> None:
    written = desk.message(conversation.id, "¿Dónde está mi pedido?")
    desk.translation(written.id, "Where is my order?")
    page = desk.page(url(conversation)).partition('id="entries"')[2]
    assert page.index("Where is my order?") < page.index("As the customer wrote it") < page.index("¿Dónde está mi")
    assert "Original (Spanish)" in page


def test_a_failed_translation_says_so_and_shows_the_original(desk: Desk, conversation: Conversation) -> None:
    written = desk.message(conversation.id, "¿Dónde está mi pedido?")
    desk.translation(written.id, "", state="FAILED", note="The engine is busy.")
    page = desk.page(url(conversation))
    assert "This could not be translated" in page
    assert "The engine is busy." in page
    assert "¿Dónde está mi pedido?" in page


def test_a_language_the_agent_reads_needs_no_translation(client: FlaskClient, runtime: Runtime, hana: Shop) -> None:
    desk = sit_down(client, runtime, hana, reads=["es"])
    conversation = desk.conversation()
    desk.translation(desk.message(conversation.id, "Hola, buenos días").id, "Hello, good morning")
    page = desk.page(url(conversation))
    assert "Hola, buenos días" in page
    assert "Hello, good morning" not in page


def test_another_shops_conversation_does_not_exist(desk: Desk, mei: Shop) -> None:
    theirs = cast.conversation(desk.database, mei.id)
    reply = message(desk.database, mei.id, theirs.id, "Hi", direction="OUTBOUND", delivery="FAILED")
    acts = ["replies", "reply_previews", "notes", "resolution", "reopening", "assignment", "tags", "language", "order"]
    answers = [desk.post(url(theirs, f"/{act}"), {"draft": "x", "token": "t", "text": "x", "tag": "x"}) for act in acts]
    assert [answer.status_code for answer in answers] == [404] * len(acts)
    assert desk.get(url(theirs)).status_code == 404
    assert desk.post(f"/messages/{reply.id}/delivery").status_code == 404


def test_what_a_rule_sent_is_marked_with_its_name(desk: Desk, conversation: Conversation) -> None:
    with desk.database.transaction() as session:
        rule = Rule(shop_id=desk.shop.id, name="Instant thanks", trigger="message.received", created_at=cast.NOON)
        session.add(rule)
        session.flush()
    sent = {"direction": "OUTBOUND", "author": "RULE", "rule_id": rule.id, "delivery": "SENT"}
    desk.message(conversation.id, "Gracias", **sent)
    page = desk.page(url(conversation))
    assert "Automatic reply" in page
    assert "Instant thanks" in page


def test_the_customers_own_time_is_shown(desk: Desk, conversation: Conversation) -> None:
    assert re.search(r"\d{1,2}:\d{2}\s?[AP]M there", desk.page(url(conversation)))


def test_a_reply_is_previewed_in_the_customers_language(desk: Desk, conversation: Conversation) -> None:
    cast.engine(desk.database, desk.shop.id)
    answer = desk.post(url(conversation, "/reply_previews"), {"draft": "Your order #1042 left today.", "token": "t1"})
    assert answer.status_code == 200
    assert "[en→es] Your order #1042 left today." in answer.text
    assert "[es→en] [en→es]" in answer.text
    assert 'data-check="order_names" data-level="green"' in answer.text
    assert 'value="t1"' in answer.text


def test_without_a_translator_the_agent_can_write_the_text_himself(desk: Desk, conversation: Conversation) -> None:
    answer = desk.post(url(conversation, "/reply_previews"), {"draft": "Hello", "token": "t1"})
    assert answer.status_code == 200
    assert "You can write the customer" in answer.text
    assert 'name="body"' in answer.text


def test_an_empty_draft_is_refused_beside_the_composer(desk: Desk, conversation: Conversation) -> None:
    answer = desk.post(url(conversation, "/reply_previews"), {"draft": "  ", "token": "t1"})
    assert answer.status_code == 422
    assert "Write something first" in answer.text


def sent(**changes: str) -> dict[str, str]:
    form = {
        "token": "once",
        "draft": "Your 2 cups left.",
        "body": "Sus 2 tazas salieron.",
        "shown": "Sus 2 tazas salieron.",
        "language": "es",
        "draft_language": "en",
        "back_translation": "Your 2 cups went out.",
    }
    return form | changes


def test_what_was_shown_is_what_goes_out(desk: Desk, conversation: Conversation) -> None:
    answer = desk.post(url(conversation, "/replies"), sent())
    assert answer.status_code == 200
    (reply,) = replies(desk, conversation)
    assert (reply.body, reply.draft_body, reply.language) == ("Sus 2 tazas salieron.", "Your 2 cups left.", "es")
    assert (reply.back_translation, reply.delivery) == ("Your 2 cups went out.", "QUEUED")
    assert "Waiting to be sent" in answer.text


def test_two_presses_send_one_message(desk: Desk, conversation: Conversation) -> None:
    desk.post(url(conversation, "/replies"), sent())
    desk.post(url(conversation, "/replies"), sent())
    assert len(replies(desk, conversation)) == 1


def test_a_form_without_its_token_sends_nothing(desk: Desk, conversation: Conversation) -> None:
    assert desk.post(url(conversation, "/replies"), sent(token="")).status_code == 422
    assert replies(desk, conversation) == []


def test_a_text_that_lost_a_number_goes_out_only_with_a_reason(desk: Desk, conversation: Conversation) -> None:
    edited = sent(body="Sus tazas salieron ayer por la mañana.")
    for _ in range(2):
        answer = desk.post(url(conversation, "/replies"), edited)
        assert answer.headers["HX-Retarget"] == "#preview"
        assert 'data-check="numbers" data-level="red"' in answer.text
        assert 'name="reason"' in answer.text
    assert replies(desk, conversation) == []
    assert desk.post(url(conversation, "/replies"), edited | {"reason": "x"}).status_code == 422
    desk.post(url(conversation, "/replies"), edited | {"reason": "She knows how many."})
    (reply,) = replies(desk, conversation)
    assert reply.back_translation == ""
    verdicts = {row.outcome: row for row in rows(desk.runtime, GuardVerdict)}
    assert set(verdicts) == {"BLOCKED", "OVERRIDDEN"}
    assert "numbers" in verdicts["BLOCKED"].red
    assert (verdicts["OVERRIDDEN"].reason, verdicts["OVERRIDDEN"].message_id) == ("She knows how many.", reply.id)
    assert verdicts["OVERRIDDEN"].edit_distance > 0


def test_what_the_browser_says_of_the_checks_counts_nothing(desk: Desk, conversation: Conversation) -> None:
    wrong = sent(draft="Refund of $20.00", body="Reembolso de $200.00", shown="Reembolso de $200.00")
    assert desk.post(url(conversation, "/replies"), wrong).headers["HX-Retarget"] == "#preview"
    assert replies(desk, conversation) == []


def test_a_customer_of_the_agents_own_language_needs_no_preview(desk: Desk) -> None:
    conversation = desk.conversation(language="en")
    assert "Preview in" not in desk.page(url(conversation))
    desk.post(url(conversation, "/replies"), {"draft": "Hello", "token": "t"})
    (reply,) = replies(desk, conversation)
    assert (reply.body, reply.language, reply.draft_body) == ("Hello", "en", "")


def test_a_note_is_kept_and_never_sent(desk: Desk, conversation: Conversation) -> None:
    answer = desk.post(url(conversation, "/notes"), {"text": "Ask the carrier", "token": "n"})
    (note,) = replies(desk, conversation)
    assert (note.visibility, note.delivery) == ("NOTE", "NONE")
    assert "Internal note" in answer.text


def test_what_did_not_arrive_can_be_sent_again(desk: Desk, conversation: Conversation) -> None:
    failed = {"direction": "OUTBOUND", "author": "AGENT", "delivery": "FAILED", "delivery_error": "Mailbox full"}
    reply = desk.message(conversation.id, "Hola", **failed)
    page = desk.page(url(conversation))
    assert "Mailbox full" in page
    assert "Send again" in page
    assert desk.post(f"/messages/{reply.id}/delivery").status_code == 200
    assert desk.row(Message, reply.id).delivery == "QUEUED"


def test_resolving_and_reopening(desk: Desk, conversation: Conversation) -> None:
    assert "Reopen" in desk.post(url(conversation, "/resolution")).text
    assert desk.row(Conversation, conversation.id).status == "RESOLVED"
    desk.post(url(conversation, "/reopening"))
    assert desk.row(Conversation, conversation.id).status == "OPEN"


def test_assigning_to_an_agent_and_to_nobody(desk: Desk, conversation: Conversation) -> None:
    desk.post(url(conversation, "/assignment"), {"agent_id": str(desk.agent.id)})
    assert desk.row(Conversation, conversation.id).assignee_id == desk.agent.id
    desk.post(url(conversation, "/assignment"), {"agent_id": ""})
    assert desk.row(Conversation, conversation.id).assignee_id is None
    assert desk.post(url(conversation, "/assignment"), {"agent_id": "x"}).status_code == 422


def test_tags_come_and_go(desk: Desk, conversation: Conversation) -> None:
    assert "customs" in desk.post(url(conversation, "/tags"), {"tag": "customs"}).text
    assert "customs" not in desk.post(url(conversation, "/tag_removals"), {"tag": "customs"}).text


def test_the_language_can_be_corrected(desk: Desk, conversation: Conversation) -> None:
    desk.post(url(conversation, "/language"), {"language": "pt"})
    assert desk.row(Conversation, conversation.id).language == "pt"
    assert desk.post(url(conversation, "/language"), {"language": "nonsense words"}).status_code == 422


def test_the_order_stands_beside_with_both_currencies(desk: Desk) -> None:
    order_id = mirrored(desk)
    conversation = desk.conversation(order_id=order_id, order_reason="named")
    page = desk.page(url(conversation))
    assert page.index("$60.00 USD") < page.index("¥9,000")
    assert all(part in page for part in ("Asagao cup", "CUP-ASA", "Named in the message; it belongs to this customer."))


def test_a_parcel_shows_where_it_was_last_seen(desk: Desk) -> None:
    scan = FulfillmentEvent(
        "gid://shopify/FulfillmentEvent/1", ShipmentStatus.DELAYED, cast.NOON, "Customs", "Madrid", "ES"
    )
    parcel = Fulfillment(
        gid="gid://shopify/Fulfillment/1",
        name="#1042-F1",
        status="SUCCESS",
        created_at=cast.NOON,
        tracking_company="Japan Post",
        tracking_number="EM123456789JP",
        tracking_url="javascript:alert(1)",
        events=(scan,),
    )
    order_id = mirrored(desk, fulfillments=(parcel,), fulfillment_status=FulfillmentStatus.FULFILLED)
    page = desk.page(url(desk.conversation(order_id=order_id)))
    assert all(part in page for part in ("Delayed", "Madrid, ES", "Customs", "EM123456789JP"))
    assert "javascript:" not in page


def test_another_order_can_be_chosen(desk: Desk) -> None:
    first, second = mirrored(desk), mirrored(desk, name="#1043")
    customer_id = desk.row(Order, first).customer_id
    conversation = desk.conversation(order_id=first, customer_id=customer_id)
    assert 'Choose<span class="visually-hidden"> #1043' in desk.page(url(conversation))
    after = desk.post(url(conversation, "/order"), {"order_id": str(second)}).text
    assert "Chosen by an agent." in after
    assert desk.row(Conversation, conversation.id).order_id == second


def test_a_long_thread_shows_its_newest_part_and_says_how_much_is_earlier(
    desk: Desk, conversation: Conversation
) -> None:
    for number in range(60):
        desk.message(conversation.id, f"Mensaje {number}.")
    page = desk.page(url(conversation))
    assert "Show earlier messages (10)" in page
    assert "Mensaje 9." not in page
    assert "Mensaje 0." in desk.page(url(conversation, "?messages=all"))


def test_htmx_gets_the_conversation_alone_and_a_reload_the_whole_page(desk: Desk, conversation: Conversation) -> None:
    headers = {"HX-Request": "true", "HX-Target": "section#conversation"}
    assert "<html" not in desk.get(url(conversation), **headers).text
    assert "<html" in desk.page(url(conversation))


def test_a_macro_is_written_for_this_customer(desk: Desk, conversation: Conversation) -> None:
    from app.desk import macros
    from app.desk.macros import VariantText

    with desk.runtime.desk(desk.shop.id) as opened:
        macro_id = macros.create(opened, "Thanks")
        macros.save_variant(opened, macro_id, VariantText("es", "", "Gracias, {{ customer.name }}"))
    assert "Thanks" in desk.page(url(conversation, "/macros"))
    assert "Gracias, María Díaz" in desk.page(url(conversation, f"/macros/{macro_id}"))


def test_a_message_nobody_translated_yet_is_translated_on_demand(desk: Desk, conversation: Conversation) -> None:
    written = desk.message(conversation.id)
    page = desk.page(url(conversation))
    assert f"/messages/{written.id}/translations" in page
    assert "It is being translated." in desk.post(f"/messages/{written.id}/translations").text
    with desk.database.transaction(read_only=True) as session:
        wanted = session.query(EventRow).filter_by(name="TranslationWanted").one()
    assert wanted.payload["message_id"] == written.id


def test_a_colleagues_words_are_shown_as_sent_to_who_reads_only_those(desk: Desk, conversation: Conversation) -> None:
    ours = {"direction": "OUTBOUND", "author": "AGENT", "draft_language": "ja", "language": desk.agent.language}
    desk.message(conversation.id, "It was sent today.", draft_body="本日発送しました。", **ours)
    page = desk.page(url(conversation))
    assert "It was sent today." in page
    assert "本日発送しました。" not in page


def test_the_thread_shows_what_the_customer_was_told_and_not_what_was_written_first(
    desk: Desk, conversation: Conversation
) -> None:
    wrong = sent(
        draft="Refund of $20.00", shown="Reembolso de $20.00", body="Reembolso de $200.00", reason="Agreed by phone."
    )
    desk.post(
        url(conversation, "/replies"), wrong | {"back_translation": "Refund of $200.00", "back_of": wrong["body"]}
    )
    page = desk.page(url(conversation))
    assert "Refund of $200.00" in page
    assert "Refund of $20.00" not in page
    assert "changed by hand" in page
    assert "Agreed by phone." in page


def test_a_back_translation_of_another_text_is_not_kept(desk: Desk, conversation: Conversation) -> None:
    changed = sent(
        body="Sus 2 tazas salieron hoy.", back_translation="Your 2 cups left.", back_of="Sus 2 tazas salieron."
    )
    desk.post(url(conversation, "/replies"), changed)
    (reply,) = replies(desk, conversation)
    assert reply.back_translation == ""
    assert "Sus 2 tazas salieron hoy." in desk.page(url(conversation))
