import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.desk import searching
from app.desk.desk import open_desk
from app.models import Conversation, Message
from tests import cast
from tests.browser.conftest import Screen
from tests.browser.frame import has_visible_focus

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

SAID = (
    ("es", "Taza rota", "La taza azul llegó rota, ¿qué hago con el pedido #1042?", "The blue cup arrived broken."),
    ("fr", "Tasse", "Ma tasse bleue est magnifique, merci beaucoup !", "My blue cup is magnificent, thank you!"),
    ("zh-Hant", "茶杯", "茶杯還沒收到，請問什麼時候會到？", "The tea cup has not arrived, when will it?"),
    ("ar", "كوب", "لم يصل الكوب الأزرق بعد", ""),
)


def seeded(screen: Screen) -> list[Conversation]:
    desk, made = screen.desk, []
    for hour, (language, subject, body, translation) in enumerate(SAID, 3):
        customer = cast.customer(desk.database, desk.shop.id, f"{language}@example.com", name=f"Customer {language}")
        at = cast.NOON.replace(hour=hour)
        columns = {"customer_id": customer.id, "subject": subject, "language": language, "last_message_at": at}
        made.append(desk.conversation(**columns))
        written = desk.message(made[-1].id, body, language=language, created_at=at)
        if translation:
            desk.translation(written.id, translation, source=language)
    with open_desk(desk.database, desk.shop.id, now=cast.NOON) as opened:
        for message_id in opened.session.scalars(select(Message.id)).all():
            searching.index_message(opened, message_id)
    return made


def test_a_search_by_keyboard_finds_opens_and_ends_in_the_list_again(screen: Screen) -> None:
    spanish, french, *_ = seeded(screen)
    page = screen.open("/")
    expect(page.locator(".item")).to_have_count(len(SAID))
    page.keyboard.press("q")
    assert has_visible_focus(page.main_frame)
    page.keyboard.type("blue cu")
    expect(page.locator(".item")).to_have_count(2)
    expect(page.locator(".item mark").first).to_have_text("blue")
    assert "/search?" in page.url
    page.keyboard.press("Control+A")
    page.keyboard.type("rota")
    expect(page.locator(".item")).to_have_count(1)
    expect(page.locator(".item__snippet .chip")).to_have_text("ES")
    page.keyboard.press("Enter")
    page.locator(".item").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#conversation[data-id='{spanish.id}']")).to_be_visible()
    expect(page.locator(".item")).to_have_count(1)
    page.locator("#search").fill("")
    expect(page.locator(".item")).to_have_count(len(SAID))
    expect(page.locator("#first-rows")).to_be_visible()
    assert french.id
    assert screen.said == []


def test_news_leave_what_was_found_alone(screen: Screen) -> None:
    spanish, *_ = seeded(screen)
    page = screen.open("/")
    page.locator("#search").fill("rota")
    expect(page.locator(".item")).to_have_count(1)
    screen.desk.post(f"/conversations/{spanish.id}/assignment", {"agent_id": screen.desk.agent.id})
    with page.expect_response(re.compile("/inbox/changes"), timeout=15000) as told:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert told.value.status in (200, 304)
    expect(page.locator("#found .item")).to_have_count(1)
    expect(page.locator("#search")).to_have_value("rota")


def test_going_back_to_a_search_shows_it_again(screen: Screen) -> None:
    spanish, *_ = seeded(screen)
    page = screen.open("/")
    page.locator("#search").fill("rota")
    expect(page.locator(".item")).to_have_count(1)
    page.locator(".item").click()
    expect(page.locator(f"#conversation[data-id='{spanish.id}']")).to_be_visible()
    page.go_back()
    expect(page.locator("#found .item")).to_have_count(1)
    expect(page.locator("#search")).to_have_value("rota")


@pytest.mark.parametrize("width", [1440, 1100, 390])
@pytest.mark.parametrize("locale", ["en", "ja"])
def test_field_and_findings_fit_every_width(screen: Screen, width: int, locale: str) -> None:
    seeded(screen)
    screen.desk.change(screen.desk.agent, locale=locale)
    screen.page.set_viewport_size({"width": width, "height": 800})
    page = screen.open("/", locale)
    for query in ("cup", "الكوب", "茶杯", "nothing" * 20):
        page.locator("#search").fill(query)
        expect(page.locator("#found")).to_be_visible()
        expect(page.locator("#found")).to_contain_text("nothing" if "nothing" in query else query)
        wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room
        field, pane = page.locator("#search").bounding_box(), page.locator(".list").bounding_box()
        assert field
        assert pane
        assert pane["x"] <= field["x"]
        assert field["x"] + field["width"] <= pane["x"] + pane["width"]
    assert screen.said == []
