"""A remedy's draft above the composer in Chromium: it comes by itself, keys use it, it fits at every width."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.domain.remedies.told import Told
from devstore.schema.published import member, package
from tests.browser.conftest import Screen
from tests.browser.frame import AXE, FINDINGS
from tests.drafting import TOLD, Corner
from tests.web.scene import Desk

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def sound(page: Page) -> None:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
    page.evaluate(f"{member(package(AXE), 'axe.min.js').decode()};0")
    assert page.evaluate(FINDINGS) == []


@pytest.fixture
def corner(desk: Desk) -> Corner:
    return Corner(desk)


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("width", [1440, 1100, 390])
def test_drafts_and_the_preview_of_one_fit_at_any_width(
    screen: Screen, corner: Corner, width: int, locale: str
) -> None:
    screen.desk.change(screen.desk.agent, locale=locale, language=locale)
    corner.leave(Told(), "discount_code")
    screen.page.set_viewport_size({"width": width, "height": 900})
    page = screen.open(f"/conversations/{corner.id}", locale)
    expect(page.locator(".draft")).to_have_count(2)
    sound(page)
    page.locator("[data-uses-draft]").click()
    expect(page.locator("#body")).to_have_value(re.compile("Hola, María:"))
    sound(page)
    assert screen.said == []


def test_keys_alone_use_a_draft_and_send_it(screen: Screen, corner: Corner) -> None:
    page = screen.open(f"/conversations/{corner.id}")
    page.locator("#entries").focus()
    page.keyboard.press("d")
    expect(page.locator("#body")).to_be_focused()
    expect(page.locator("#send-form")).to_contain_text("The same text in English")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".draft")).to_have_count(0)
    expect(page.locator(".message--agent")).to_contain_text("We have refunded $84.00 USD")
    assert corner.draft().state == "USED"
    assert screen.said == []


def test_a_draft_comes_to_who_has_the_conversation_open_and_goes_where_a_colleague_discards_it(
    screen: Screen, corner: Corner
) -> None:
    page = screen.open(f"/conversations/{corner.id}")
    page.locator("#draft").fill("I am just writing")
    corner.leave(TOLD, "refund")
    expect(page.locator(".draft")).to_have_count(2, timeout=15_000)
    corner.desk.post(f"/conversations/{corner.id}/drafts/{corner.draft_id}/removal")
    expect(page.locator(".draft")).to_have_count(1, timeout=15_000)
    expect(page.locator("#draft")).to_have_value("I am just writing")
    assert screen.said == []


@pytest.mark.parametrize("height", [900, 620])
def test_the_button_that_sends_is_in_sight_and_a_second_use_adds_nothing(
    screen: Screen, corner: Corner, height: int
) -> None:
    corner.leave(Told(), "discount_code")
    screen.page.set_viewport_size({"width": 1100, "height": height})
    page = screen.open(f"/conversations/{corner.id}")
    for _ in range(2):
        page.get_by_role("button", name="Use the draft reply").click()
        expect(page.locator("#send-button")).to_be_in_viewport(ratio=1)
        expect(page.locator("#draft")).to_have_value(corner.text())


def test_what_was_typed_stays_and_the_draft_joins_it(screen: Screen, corner: Corner) -> None:
    page = screen.open(f"/conversations/{corner.id}")
    page.locator("#draft").fill("Good news! ")
    page.get_by_role("button", name="Use the draft reply").click()
    expect(page.locator("#draft")).to_have_value(f"Good news! {corner.text()}")
    expect(page.locator("#send-form")).to_have_count(0)


def test_discarding_by_key_leaves_the_page_sound(screen: Screen, corner: Corner) -> None:
    page = screen.open(f"/conversations/{corner.id}")
    page.get_by_role("button", name="Discard the draft reply").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_have_count(0)
    sound(page)
