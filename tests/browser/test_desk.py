import re

import pytest
from playwright.sync_api import expect

from app.desk.sealing import sealer
from app.models import Conversation, Message
from tests import cast
from tests.browser.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def seeded(screen: Screen, count: int = 3) -> list[Conversation]:
    """Spanish inquiries with an English translation, the newest last."""
    desk = screen.desk
    seal = sealer(desk.runtime.settings.api_secrets).seal
    desk.change(desk.shop, sealed_email_settings=seal("{}"))
    cast.engine(desk.database, desk.shop.id)
    customer = cast.customer(desk.database, desk.shop.id, name="María Díaz", country_code="ES", language="es")
    made = []
    for number in range(count):
        at = cast.NOON.replace(hour=number + 3)
        conversation = desk.conversation(customer_id=customer.id, subject=f"Pregunta {number}", last_message_at=at)
        written = desk.message(conversation.id, f"¿Dónde está mi pedido {number}?", created_at=at)
        desk.translation(written.id, f"Where is my order {number}?", subject=f"Question {number}")
        made.append(conversation)
    return made


def replies(screen: Screen) -> list[Message]:
    with screen.desk.database.transaction(read_only=True) as session:
        return list(session.query(Message).filter_by(direction="OUTBOUND").order_by(Message.id))


def test_an_inquiry_is_read_answered_and_sent_by_keyboard_alone(screen: Screen) -> None:
    seeded(screen)
    page = screen.open("/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".message__text").first).to_have_text("Where is my order 2?")
    page.keyboard.press("r")
    page.keyboard.type("OK, 5.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#body")).to_have_value("[en→es] OK, 5.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message--agent")).to_contain_text("OK, 5.")
    expect(page.locator("#draft")).to_have_value("")
    assert [reply.body for reply in replies(screen)] == ["[en→es] OK, 5."]
    assert screen.said == []


def test_an_enter_that_ends_a_conversion_sends_nothing(screen: Screen) -> None:
    (conversation,) = seeded(screen, 1)
    page = screen.open(f"/conversations/{conversation.id}")
    page.locator("#draft").fill("こんにちは")
    for detail in ({"isComposing": True}, {"keyCode": 229}):
        page.locator("#draft").dispatch_event("keydown", {"key": "Enter", "ctrlKey": True, "bubbles": True} | detail)
    page.wait_for_timeout(300)
    assert page.locator("#send-form").count() == 0
    page.locator("#draft").press("Control+Enter")
    expect(page.locator("#send-form")).to_be_visible()


def test_a_double_click_sends_one_message(screen: Screen) -> None:
    (conversation,) = seeded(screen, 1)
    page = screen.open(f"/conversations/{conversation.id}")
    page.locator("#draft").fill("Hello")
    page.locator("#reply-button").click()
    page.locator("#send-button").dblclick()
    expect(page.locator(".message--agent")).to_have_count(1)
    assert len(replies(screen)) == 1


def test_a_red_check_must_be_read_before_sending(screen: Screen) -> None:
    (conversation,) = seeded(screen, 1)
    page = screen.open(f"/conversations/{conversation.id}")
    page.locator("#draft").fill("The parcel left yesterday and will arrive soon.")  # echo leaves it in English
    page.locator("#reply-button").click()
    expect(page.locator(".checks")).to_contain_text("✗ Language")
    page.locator("#send-button").click()
    expect(page.locator("#reason")).to_be_focused()
    assert replies(screen) == []
    page.locator("#reason").fill("He asked for it in English.")
    page.locator("#send-button").click()
    expect(page.locator(".message--agent")).to_have_count(1)


def test_a_draft_outlives_a_broken_connection_and_a_reload(screen: Screen) -> None:
    (conversation,) = seeded(screen, 1)
    page = screen.open(f"/conversations/{conversation.id}")
    page.locator("#draft").fill("A long answer")
    screen.is_offline = True
    page.locator("#reply-button").click()
    expect(page.locator(".notice--error")).to_contain_text("Nothing was sent")
    expect(page.locator("#draft")).to_have_value("A long answer")
    screen.is_offline = False
    page = screen.open(f"/conversations/{conversation.id}")
    expect(page.locator("#draft")).to_have_value("A long answer")


def test_a_draft_changed_after_its_preview_cannot_be_sent_unseen(screen: Screen) -> None:
    (conversation,) = seeded(screen, 1)
    page = screen.open(f"/conversations/{conversation.id}")
    page.locator("#draft").fill("Hello")
    page.locator("#reply-button").click()
    expect(page.locator("#send-button")).to_be_enabled()
    page.locator("#draft").press_sequentially(" again")
    expect(page.locator("#send-button")).to_be_disabled()


def test_t_shows_the_originals_and_single_keys_rest_while_typing(screen: Screen) -> None:
    (conversation,) = seeded(screen, 1)
    page = screen.open(f"/conversations/{conversation.id}")
    original = page.locator(".message__original")
    expect(original).to_be_hidden()
    page.locator("#draft").press_sequentially("teq")
    expect(original).to_be_hidden()
    assert screen.desk.row(Conversation, conversation.id).status == "OPEN"
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(original).to_be_visible()


def test_news_arrives_by_itself_and_what_is_typed_stays(screen: Screen) -> None:
    (conversation,) = seeded(screen, 1)
    page = screen.open(f"/conversations/{conversation.id}")
    page.locator("#draft").fill("Half an answer")
    second = screen.desk.conversation(subject="Otra", last_message_at=cast.NOON.replace(hour=20))
    screen.desk.message(second.id, "Una nueva")
    screen.desk.post(f"/conversations/{conversation.id}/tags", {"tag": "customs"})
    page.locator(".entries").focus()
    expect(page.locator(f"#item-{second.id}")).to_be_visible(timeout=15000)
    expect(page.locator("#thread-header")).to_contain_text("customs", timeout=15000)
    expect(page.locator("#draft")).to_have_value("Half an answer")
    expect(page.locator(f"#item-{conversation.id}")).to_have_attribute("aria-current", "true")


def test_a_conversation_opens_beside_its_list_and_back_returns(screen: Screen) -> None:
    seeded(screen)
    page = screen.open("/")
    page.locator(".item").nth(1).click()
    expect(page).to_have_url(re.compile(r"/conversations/\d+"))
    expect(page.locator("#thread-header h2")).to_have_text("Question 1")
    page.go_back()
    expect(page.locator(".thread--none")).to_be_visible()
    assert screen.said == []


def test_the_order_is_a_drawer_on_a_narrow_screen(screen: Screen) -> None:
    (conversation,) = seeded(screen, 1)
    screen.page.set_viewport_size({"width": 1000, "height": 800})
    page = screen.open(f"/conversations/{conversation.id}")
    expect(page.locator("#beside")).to_be_hidden()
    page.keyboard.press("o")
    expect(page.locator("#beside")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#beside")).to_be_hidden()


def test_a_question_mark_lists_all_keys(screen: Screen) -> None:
    seeded(screen, 1)
    page = screen.open("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keyboard shortcuts")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_settings_form_keeps_what_was_typed_when_an_answer_is_wrong(screen: Screen) -> None:
    page = screen.open("/settings")
    page.locator("#email-host").fill("mail.example.com")
    page.locator("#email-from_address").fill("nobody")
    page.get_by_role("button", name="Save email").click()
    expect(page.locator("#email-from_address-error")).to_be_visible()
    expect(page.locator("#email-host")).to_have_value("mail.example.com")
    page.locator("#email-from_address").fill("support@hana.example")
    page.get_by_role("button", name="Save email").click()
    expect(page.locator(".banner--success")).to_contain_text("Email was saved.")


def test_sending_again_what_may_have_arrived_asks_first(screen: Screen) -> None:
    (conversation,) = seeded(screen, 1)
    unclear = {"direction": "OUTBOUND", "author": "AGENT", "delivery": "UNKNOWN"}
    reply = screen.desk.message(conversation.id, "Hola", **unclear)
    page = screen.open(f"/conversations/{conversation.id}")
    for answer, expected in (("Cancel", "UNKNOWN"), ("Go on", "QUEUED")):
        page.get_by_role("button", name="Send again").click()
        expect(page.get_by_role("dialog")).to_contain_text("may already have this message")
        page.get_by_role("dialog").get_by_role("button", name=answer).click()
        page.wait_for_timeout(400)
        assert screen.desk.row(Message, reply.id).delivery == expected
