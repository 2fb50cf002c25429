"""The composer in Chromium before an engine that waits for us: what comes late, what was typed, what outlives what."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from app.desk.sealing import sealer
from app.models import Conversation, Message
from tests import cast
from tests.browser.conftest import Screen
from tests.translation.stubs import Service, service

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
NEWS = re.compile(r"^\[\w+\] (.*)$", re.DOTALL)


@dataclass
class Gate:
    """Lets answers through, all or none; what is said is marked by its language."""

    stand_in: Service
    is_open: threading.Event = field(default_factory=threading.Event)

    def say(self, text: str, target: str) -> str:
        self.is_open.wait(20)
        plain = NEWS.sub(r"\1", text)
        return f"[{target}] {plain}" if target != "en" else plain

    def asked(self) -> list[str]:
        return [one.text for one in self.stand_in.asked]


@pytest.fixture
def gate(screen: Screen) -> Iterator[Gate]:
    desk = screen.desk
    with service() as stand_in:
        seal = sealer(desk.runtime.settings.api_secrets).seal
        desk.change(desk.shop, sealed_email_settings=seal("{}"))
        sealed = seal(json.dumps({"url": stand_in.url, "api_key": ""}))
        cast.engine(desk.database, desk.shop.id, "libretranslate", sealed_settings=sealed)
        made = Gate(stand_in)
        stand_in.say = made.say
        made.is_open.set()
        yield made
        made.is_open.set()


def conversation(screen: Screen, subject: str = "Pregunta") -> Conversation:
    desk = screen.desk
    made = desk.conversation(subject=subject, last_message_at=cast.NOON)
    desk.translation(desk.message(made.id, "¿Dónde está mi pedido?").id, "Where is my order?", subject="Question")
    return made


def opened(screen: Screen) -> tuple[Page, Conversation]:
    made = conversation(screen)
    return screen.open(f"/conversations/{made.id}"), made


def write(page: Page, words: str) -> Locator:
    page.locator("#draft").click()
    page.keyboard.insert_text(words)
    return page.locator("#body")


def waits(page: Page) -> None:
    """A preview is under way."""
    expect(page.locator("#preview-waits")).to_have_class(re.compile("htmx-request"))


def replies(screen: Screen) -> list[str]:
    with screen.desk.database.transaction(read_only=True) as session:
        return [row.body for row in session.query(Message).filter_by(direction="OUTBOUND").order_by(Message.id)]


def test_a_preview_comes_by_itself_and_leaves_the_caret_where_it_is(screen: Screen, gate: Gate) -> None:
    page, _ = opened(screen)
    body = write(page, "Thank you")
    expect(body).to_have_value("[es] Thank you")
    expect(page.locator("#draft")).to_be_focused()
    page.keyboard.insert_text(" very much")
    expect(page.locator("#send-button")).to_be_disabled()
    expect(body).to_have_value("[es] Thank you very much")
    expect(page.locator("#send-button")).to_be_enabled()
    expect(page.locator("#draft")).to_be_focused()
    assert screen.said == []


def test_its_place_is_kept_so_that_what_is_written_hardly_moves_when_it_comes(screen: Screen, gate: Gate) -> None:
    page, _ = opened(screen)
    said = {"es": "Muchas gracias por su paciencia.", "en": "Thank you for your patience."}

    def say(_text: str, target: str) -> str:
        gate.is_open.wait(20)
        return said[target]

    gate.stand_in.say = say
    gate.is_open.clear()
    body = write(page, said["en"])
    before = page.locator("#draft").bounding_box()
    gate.is_open.set()
    expect(body).to_be_visible()
    after = page.locator("#draft").bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 40
    expect(page.locator("#send-button")).to_be_in_viewport(ratio=1)


def test_who_reads_the_last_words_still_sees_them_while_he_writes(screen: Screen, gate: Gate) -> None:
    made = conversation(screen)
    for number in range(12):
        screen.desk.message(made.id, f"Zeile {number}")
    page = screen.open(f"/conversations/{made.id}")
    last = page.locator(".message").last
    expect(last).to_be_in_viewport(ratio=1)
    expect(write(page, "Thank you")).to_be_visible()
    inside = "(last) => last.getBoundingClientRect().bottom <= entries.getBoundingClientRect().bottom + 1"
    assert last.evaluate(inside)


def test_what_comes_late_takes_back_nothing_that_was_changed_by_hand(screen: Screen, gate: Gate) -> None:
    page, _ = opened(screen)
    body = write(page, "Thank you")
    expect(body).to_have_value("[es] Thank you")
    gate.is_open.clear()
    asked = len(gate.asked())
    page.keyboard.insert_text(" again")
    waits(page)
    body.fill("Muchas gracias")
    with page.expect_response(lambda answer: "reply_previews" in answer.url):
        gate.is_open.set()
    expect(page.locator("[data-edited]")).to_be_visible()
    expect(page.locator("#verdict-said")).to_contain_text("Muchas gracias")  # looked at by itself
    expect(body).to_have_value("Muchas gracias")
    page.locator("#draft").press_sequentially(" and again")
    page.wait_for_timeout(1500)  # longer than a pause: what was written by hand is not replaced by a live preview
    expect(body).to_have_value("Muchas gracias")
    assert len(gate.asked()) > asked
    page.locator("[data-translate-again]:visible").click()
    expect(body).to_have_value("[es] Thank you again and again")


def test_while_an_answer_is_waited_for_no_other_is_asked_and_then_only_the_last(screen: Screen, gate: Gate) -> None:
    page, _ = opened(screen)
    gate.is_open.clear()
    write(page, "One")
    waits(page)
    for words in (" two", " three"):
        page.keyboard.insert_text(words)
        page.wait_for_timeout(900)
    assert gate.asked() == ["One"]
    gate.is_open.set()
    expect(page.locator("#body")).to_have_value("[es] One two three")
    assert not any(text.endswith("One two") for text in gate.asked())


def test_an_answer_for_one_conversation_never_shows_in_another(screen: Screen, gate: Gate) -> None:
    first, second = conversation(screen), conversation(screen, "Otra")
    page = screen.open(f"/conversations/{first.id}")
    gate.is_open.clear()
    write(page, "For the first")
    waits(page)
    page.locator(f"#item-{second.id}").click()
    expect(page.locator("#conversation")).to_have_attribute("data-id", str(second.id))
    gate.is_open.set()
    body = write(page, "For the second")
    expect(body).to_have_value("[es] For the second")
    page.locator(f"#item-{first.id}").click()
    expect(page.locator("#draft")).to_have_value("For the first")
    expect(page.locator("#body")).to_have_value("[es] For the first")


def test_a_draft_and_what_was_changed_by_hand_outlive_a_reload(screen: Screen, gate: Gate) -> None:
    page, made = opened(screen)
    body = write(page, "Thank you")
    expect(body).to_have_value("[es] Thank you")
    body.fill("Mil gracias")
    page = screen.open(f"/conversations/{made.id}")
    expect(page.locator("#draft")).to_have_value("Thank you")
    expect(body).to_have_value("Mil gracias")
    expect(page.locator("[data-edited]")).to_be_visible()
    expect(page.locator("#verdict-said")).to_contain_text("Mil gracias")
    assert screen.said == []


def test_a_preview_that_is_not_of_these_words_cannot_be_sent_by_any_key(screen: Screen, gate: Gate) -> None:
    page, _ = opened(screen)
    body = write(page, "Thank you")
    expect(body).to_have_value("[es] Thank you")
    gate.is_open.clear()
    page.keyboard.insert_text(" so much")
    body.press("Control+Enter")
    page.locator("#send-form").evaluate("form => form.querySelector('#send-button').click()")
    page.wait_for_timeout(300)
    assert replies(screen) == []
    gate.is_open.set()
    expect(body).to_have_value("[es] Thank you so much")


def test_the_preview_follows_a_corrected_language_and_what_is_typed_stays(screen: Screen, gate: Gate) -> None:
    page, made = opened(screen)
    body = write(page, "Thank you")
    expect(body).to_have_value("[es] Thank you")
    page.locator("#entries").focus()
    page.keyboard.press("Shift+T")
    expect(page.locator("#language")).to_be_focused()
    page.locator("#language").select_option("fr")
    expect(page.locator("#composer")).to_contain_text("French", timeout=10_000)
    expect(page.locator("#draft")).to_have_value("Thank you")
    expect(body).to_have_value("[fr] Thank you")
    assert screen.desk.row(Conversation, made.id).language == "fr"


def test_b_hides_what_it_says_and_shows_it_again(screen: Screen, gate: Gate) -> None:
    page, _ = opened(screen)
    expect(write(page, "Thank you")).to_be_visible()
    said = page.locator("#verdict-said")
    page.locator("#entries").focus()
    page.keyboard.press("b")
    expect(said).to_be_hidden()
    expect(page.locator("[data-shows-back]")).to_have_attribute("aria-pressed", "false")
    page.locator("[data-shows-back]").click()
    expect(said).to_be_visible()


def test_an_engine_that_is_down_is_said_calmly_and_asked_again_on_request(screen: Screen, gate: Gate) -> None:
    gate.stand_in.status = 500
    page, _ = opened(screen)
    body = write(page, "Thank you")
    expect(page.locator(".preview__problem")).to_be_visible(timeout=20_000)
    expect(page.locator("#draft")).to_be_focused()
    page.locator("[data-own-words]").click()
    expect(body).to_have_value("Thank you")
    body.fill("Gracias")
    body.press("Control+Enter")
    expect(page.locator(".message--agent")).to_have_count(1)
    assert replies(screen) == ["Gracias"]
    assert screen.said == []


def test_a_verdict_that_comes_while_a_reason_is_written_leaves_it(screen: Screen, gate: Gate) -> None:
    page, _ = opened(screen)
    body = write(page, "You paid $20.00")
    expect(body).to_be_visible()
    body.fill("Usted pagó $30.00")
    reason = page.locator("#reason")
    expect(reason).to_be_visible()
    gate.is_open.clear()
    body.fill("Usted pagó ya $30.00")
    page.wait_for_timeout(900)
    reason.click()
    page.keyboard.type("She paid the rest")
    with page.expect_response(lambda answer: "reply_checks" in answer.url):
        gate.is_open.set()
    expect(page.locator("#verdict-said")).to_contain_text("ya")
    expect(reason).to_have_value("She paid the rest")
    expect(reason).to_be_focused()
    page.keyboard.type(" in cash")
    expect(reason).to_have_value("She paid the rest in cash")
