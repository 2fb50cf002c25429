"""Every page in the admin's frame: no finding of axe, no overhang, a silent console, and each key does what it says."""

import re

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.frame import Window, expect_no_overhang, has_visible_focus
from tests.browser.test_story import spanish

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/settings",
    "/rules",
    "/macros",
    "/ledger",
    "/approvals",
    "/troubles",
    "/unread_mail",
    "/engines",
    "/egress",
    "/quality",
)
WIDTHS = (1440, 1100, 390)


@pytest.fixture(scope="module")
def conversation(theatre) -> int:
    return spanish(theatre, 4)[0]


def sound(seat: Window, app: Frame) -> None:
    expect_no_overhang(seat, app)
    assert seat.findings(app) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wrong_at_any_width(seat: Window, conversation, width):
    seat.page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        sound(seat, seat.open("Hana", path))
    app = seat.open("Hana", f"/conversations/{conversation}")
    app.locator("#draft").fill("ご注文#1001を発送いたしました。")
    app.locator("#draft").press("Control+Enter")
    expect(app.locator("#body")).to_be_focused()
    sound(seat, app)
    sound(seat, seat.open("Mei"))  # a shop in which nothing was set up or asked yet


@pytest.mark.parametrize("width", WIDTHS)
def test_the_refund_and_return_dialogs_fit_and_keep_the_focus(seat: Window, conversation, width):
    seat.page.set_viewport_size({"width": width, "height": 900})
    app = seat.open("Hana", f"/conversations/{conversation}")
    for name, heading in (("f", "返金"), ("x", "返品")):
        app.locator("#entries").focus()
        seat.page.keyboard.press(name)
        dialog = app.get_by_role("dialog").filter(has=app.locator("h2"))
        expect(dialog.locator("h2")).to_contain_text(heading)
        assert app.evaluate("document.querySelector('#dialog').contains(document.activeElement)")
        box, room = dialog.bounding_box(), seat.page.locator("#app-frame").bounding_box()
        assert box["x"] >= room["x"]
        assert box["x"] + box["width"] <= room["x"] + room["width"]
        sound(seat, app)
        seat.page.keyboard.press("Escape")
        expect(app.locator("#dialog")).to_be_hidden()


def test_every_key_does_what_the_list_of_keys_says_and_focus_is_always_seen(seat: Window, theatre, conversation):
    assert spanish(theatre, 5)[0] != conversation
    app, press = seat.open("Hana"), seat.page.keyboard.press
    app.locator(".list__head h2").click()
    press("j")
    expect(app.locator(".item").nth(0)).to_be_focused()
    press("j")
    expect(app.locator(".item").nth(1)).to_be_focused()
    press("k")
    expect(app.locator(".item").nth(0)).to_be_focused()
    assert has_visible_focus(app)
    press("Enter")
    expect(app.locator("#composer")).to_be_visible()
    for key, focused in (("r", "#draft"), ("n", "#note"), ("o", "#beside"), ("a", "#assignee")):
        press(key)
        expect(app.locator(focused)).to_be_focused()
        assert has_visible_focus(app), focused
        press("Escape")
    press("?")
    expect(app.locator("#help")).to_be_visible()
    press("Escape")
    expect(app.locator("#help")).to_be_hidden()
    press("t")
    expect(app.locator("#conversation")).to_have_attribute("data-originals", "")
    press("t")
    press("m")
    expect(app.locator("#assignee")).to_have_value(re.compile(r"\d+"))
    press("Escape")
    expect(app.locator(".item[aria-current]")).to_be_focused()
    expect(app.locator(".item[aria-current] .item__assignee")).to_be_visible(timeout=20_000)
    expect(app.locator(".item[aria-current]")).to_be_focused()  # also when news has replaced the row
    press("e")
    expect(app.locator("[data-key=e]")).to_have_text("再開する")
    press("e")
    expect(app.locator("[data-key=e]")).to_have_text(re.compile("解決済みにする"))


def test_tab_reaches_the_composer_and_every_stop_is_seen(seat: Window, conversation):
    app = seat.open("Hana", f"/conversations/{conversation}")
    app.locator("#entries").focus()
    stops = 0
    while app.evaluate("document.activeElement.id") != "draft":
        assert has_visible_focus(app), app.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        seat.page.keyboard.press("Tab")
        stops += 1
        assert stops < 40
    seat.page.keyboard.press("Shift+Tab")
    assert has_visible_focus(app)
