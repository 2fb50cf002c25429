"""Remedies through a staff member's eyes, in both languages, wide and narrow: the truth, the undo, bad news later."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Frame, Locator, expect
from sqlalchemy import text

from tests.browser.frame import Window, expect_no_overhang, has_visible_focus
from tests.browser.test_story import write
from tests.cast import HANA
from tests.stories.theatre import Theatre

pytestmark = pytest.mark.browser
WIDTHS = (1440, 390)
SENDER = "emily.carter@example.com"
IN_WORDS = {"Diego": "en", "Hana": "ja"}  # each reads the app in a language of their own


@dataclass(frozen=True)
class Case:
    """An order of two cups and a plate, paid in dollars in the yen shop, and the conversation about it."""

    theatre: Theatre
    name: str
    order_id: int
    conversation: int

    def ship(self) -> None:
        self.control("fulfillments")
        shipped = "SELECT fulfillment_status FROM orders WHERE id = :id"
        self.theatre.wait(lambda: self.theatre.value(shipped, id=self.order_id) == "FULFILLED", "the shipped order")

    def control(self, path: str) -> Any:
        return self.theatre.control("POST", f"orders/{self.name[1:]}/{path}", json={"shop": HANA})

    def moved(self) -> tuple[int, str]:
        """Shopify's own count."""
        asked = {"shop": HANA, "order": self.name}
        (count,) = self.theatre.control("GET", "money", params=asked).values()
        return count["refunds"], count["presentment"]["amount"]

    def hurry(self) -> None:
        """Nobody waits half a minute in a test, where it is not about the waiting."""
        with self.theatre.database.transaction() as session:
            session.execute(
                text(
                    "UPDATE remedies SET goes_at = created_at, next_try_at = created_at"
                    " WHERE state = 'WAITING' AND order_id = :id"
                ),
                {"id": self.order_id},
            )


@pytest.fixture
def case(theatre: Theatre) -> Case:
    lines = [
        {"title": "Cup", "quantity": 2, "price": "25.00", "tax": "5.00"},
        {"title": "Plate", "quantity": 1, "price": "40.00"},
    ]
    placed = {"shop": HANA, "lines": lines, "currency": "USD", "rate": "150", "shipping": "10.00", "email": SENDER}
    name = theatre.control("POST", "orders", json=placed)["name"]
    mirrored = "SELECT id FROM orders WHERE name = :name"
    order_id = int(theatre.wait(lambda: theatre.value(mirrored, name=name), "the mirrored order"))
    conversation = write(theatre, SENDER, f"My order number is {name}.\nPlease refund two of the three cups.")
    return Case(theatre, name, order_id, conversation)


def open_case(seat: Window, who: str, case: Case) -> tuple[Frame, Locator]:
    app = seat.open(who, f"/conversations/{case.conversation}")
    app.locator("#entries").focus()
    return app, app.locator("#dialog")


def sound(seat: Window) -> None:
    """At every width nothing hangs over, axe finds nothing, and the dialog stays within the frame."""
    for width in WIDTHS:
        seat.page.set_viewport_size({"width": width, "height": 900})
        expect_no_overhang(seat, seat.app)
        assert seat.findings(seat.app) == []
    seat.page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def look(dialog: Locator) -> None:
    """On from the form to what Shopify computes."""
    dialog.locator("button[type=submit]").last.click()
    expect(dialog.locator("button[form=remedy-confirm]")).to_be_visible()


def confirm(case: Case, dialog: Locator) -> None:
    """Confirm and follow it to its end, without the half minute."""
    dialog.locator("button[form=remedy-confirm]").click()
    expect(dialog.locator("[data-state=WAITING]")).to_be_visible()
    case.hurry()
    expect(dialog.locator("[data-state=SUCCEEDED]")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("who", IN_WORDS)
def test_the_truth_about_a_refund_in_dollars_in_a_yen_shop_is_told_before_the_confirm(seat: Window, case: Case, who):
    _app, dialog = open_case(seat, who, case)
    seat.page.keyboard.press("f")
    first = dialog.locator("[data-most]").first
    expect(first).to_be_focused()
    seat.page.keyboard.press("ArrowUp")
    expect(first).to_have_value("1")
    dialog.locator("#shipping").select_option("all")
    dialog.locator("#remedy-reason").select_option("DAMAGED")
    sound(seat)
    look(dialog)
    expect(dialog.locator("h2")).to_be_focused()  # Enter twice must not give anything
    expect(dialog.locator(".act__sum")).to_contain_text("USD")
    expect(dialog.locator(".truth__cost")).to_contain_text(re.compile("[¥￥]"))
    expect(dialog.locator(".truth__rate")).to_contain_text("150")
    for part in ("Items", "Shipping", "Tax") if who == "Diego" else ("商品", "送料", "税"):
        expect(dialog.locator(".sums")).to_contain_text(part)
    expect(dialog.locator(".paid--first")).to_contain_text("Shopify Payments")
    sound(seat)
    assert case.moved()[0] == 0
    dialog.locator("button[form=remedy-back]").click()
    expect(first).to_have_value("1")


@pytest.mark.parametrize("who", IN_WORDS)
def test_what_was_confirmed_is_undone_within_half_a_minute_by_one_key(seat: Window, case: Case, who):
    app, dialog = open_case(seat, who, case)
    seat.page.keyboard.press("f")
    dialog.locator("[data-all]").click()
    dialog.locator("#remedy-reason").select_option("CHANGED_MIND")
    look(dialog)
    dialog.locator("button[form=remedy-confirm]").dblclick()
    seconds = dialog.locator("[data-left]")
    expect(seconds).to_be_visible()
    shown = int(seconds.inner_text())
    assert 20 < shown <= 30
    expect(seconds).not_to_have_text(str(shown), timeout=3000)  # it is counted down for who waits
    sound(seat)
    seat.page.keyboard.press("Escape")
    undo = app.locator("#beside [data-key=u]")  # closing the dialog loses nothing
    expect(undo).to_be_visible(timeout=10_000)
    sound(seat)
    app.locator("#entries").focus()
    seat.page.keyboard.press("u")
    expect(dialog.locator("[data-state=CANCELLED]")).to_be_visible()
    seat.page.keyboard.press("Escape")
    expect(undo).to_have_count(0, timeout=10_000)
    assert case.moved()[0] == 0


def test_the_keyboard_alone_comes_from_the_conversation_to_the_undo_and_is_always_seen(seat: Window, case: Case):
    app, dialog = open_case(seat, "Diego", case)
    press = seat.page.keyboard.press
    press("f")
    expect(dialog.locator("[data-most]").first).to_be_focused()
    press("ArrowUp")
    while app.evaluate("document.activeElement.id") != "remedy-reason":
        press("Tab")
        assert has_visible_focus(app), app.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    press("D")  # the first reason with that letter
    expect(dialog.locator("#remedy-reason")).not_to_have_value("")
    press("Tab")
    press("Enter")
    expect(dialog.locator("h2")).to_be_focused()
    press("Tab")
    while app.evaluate("document.activeElement.getAttribute('form')") != "remedy-confirm":
        press("Tab")
    assert has_visible_focus(app)
    press("Enter")
    expect(dialog.locator("[data-state=WAITING]")).to_be_visible()
    press("u")
    expect(dialog.locator("[data-state=CANCELLED]")).to_be_visible()


def test_what_is_possible_is_offered_and_what_is_not_says_why(seat: Window, case: Case):
    app, dialog = open_case(seat, "Hana", case)
    app.locator("#beside").get_by_role("button", name="できることの一覧").click()
    expect(dialog.locator(".option--first")).to_be_focused()
    expect(dialog.locator(".option--first")).to_contain_text("注文をキャンセルする")
    expect(dialog.locator("[data-refused=RETURN]")).to_contain_text("発送")
    sound(seat)
    seat.page.keyboard.press("Enter")
    expect(dialog.locator("h2")).to_contain_text("注文をキャンセルする")


@pytest.mark.parametrize("who", IN_WORDS)
def test_a_return_is_received_in_two_steps_with_one_item_damaged(seat: Window, case: Case, who):
    case.ship()
    _app, dialog = open_case(seat, who, case)
    seat.page.keyboard.press("x")
    expect(dialog.locator("[data-most]").first).to_be_focused()
    dialog.locator("[data-most]").first.fill("2")
    dialog.locator("#why").select_option(index=9)
    sound(seat)
    look(dialog)
    sound(seat)
    confirm(case, dialog)
    for step, fate in enumerate(("NOT_RESTOCKED", "RESTOCKED"), start=1):
        case.theatre.settled()
        app = seat.open(who, f"/orders/{case.order_id}/remedies/new")
        act = app.locator("#main")
        act.locator("[data-kind=RETURN_PROCESSING]").click()
        act.locator("[data-most]").first.fill("1")
        act.locator("[name^='fate:']").first.select_option(fate)
        act.locator("#remedy-reason").select_option("DAMAGED")
        sound(seat)
        look(act)
        expect(act.locator(".items")).to_contain_text("Cup")
        sound(seat)
        confirm(case, act)
        assert case.moved()[0] == step


@pytest.mark.parametrize("who", IN_WORDS)
def test_an_exchange_with_a_balance_due_says_what_the_customer_owes(seat: Window, case: Case, who):
    case.ship()
    _app, dialog = open_case(seat, who, case)
    seat.page.keyboard.press("x")
    expect(dialog.locator("[data-most]").first).to_be_focused()
    dialog.locator("[data-most]").first.fill("1")
    dialog.locator("#why").select_option(index=9)
    dialog.locator("summary").first.click()
    dialog.locator("#search").fill("Teapot")
    dialog.locator("#search").press("Enter")
    dialog.locator("[name^='instead:']:enabled").first.fill("2")
    sound(seat)
    look(dialog)
    expect(dialog.locator("[data-notice=CUSTOMER_OWES]")).to_be_visible()
    expect(dialog.locator(".truth .act__sum")).to_contain_text("USD")
    sound(seat)
    confirm(case, dialog)
    expect(dialog.locator(".facts")).to_contain_text(f"{case.name}-R1")
    assert case.moved()[0] == 0


@pytest.mark.parametrize("who", IN_WORDS)
def test_a_refund_that_fails_two_hours_later_is_told_to_a_person(seat: Window, case: Case, who):
    fault = {"shop": HANA, "operation": "refundCreate", "fault": "pending_then_failure", "times": 1, "seconds": 7200}
    case.theatre.control("POST", "faults", json=fault)
    app, dialog = open_case(seat, who, case)
    seat.page.keyboard.press("f")
    dialog.locator("[data-all]").click()
    dialog.locator("#remedy-reason").select_option("DAMAGED")
    look(dialog)
    confirm(case, dialog)
    expect(dialog.locator("[data-money=PENDING]")).to_be_visible()
    sound(seat)
    seat.page.keyboard.press("Escape")
    case.theatre.control("POST", "clock", json={"hours": 3})
    case.theatre.control("DELETE", "clock")
    failed = "Payment failed" if who == "Diego" else "決済に失敗"
    expect(app.locator("#beside .badge--critical")).to_contain_text(failed, timeout=30_000)
    sound(seat)
    app.locator("#beside .given button").first.click()
    expect(dialog.locator("[data-money=FAILURE] [role=alert]")).to_be_visible()
    sound(seat)
