"""After-sales cases from end to end, in both languages, wide and narrow, with Shopify's own count as the judge."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.frame import Window, has_visible_focus, window
from tests.browser.remedying import (
    WIDTHS,
    Case,
    because,
    choose,
    confirm,
    finish,
    look,
    opened,
    seated,
    sound,
    speak,
)
from tests.cast import HANA
from tests.stories.theatre import Theatre

pytestmark = pytest.mark.browser
LANGUAGE = {"Diego": "en", "Hana": "ja"}  # each reads the app in a language of their own
ON_ITS_WAY = {"Diego": "Money still on its way", "Hana": "お金はまだ届いていません"}
FAILED = {"Diego": "Payment failed", "Hana": "決済に失敗"}
REFUNDED = {"Diego": "Refunded", "Hana": "返金済み"}
NOTHING = (0, Decimal(0), Decimal(0))


@pytest.fixture
def case(theatre: Theatre) -> Case:
    return opened(theatre)


@pytest.fixture
def second(browser: Browser, theatre: Theatre) -> Iterator[Window]:
    """Another person's browser, in which nothing may be complained of either."""
    made = window(browser, theatre)
    yield made
    made.context.close()
    assert made.said == []


@pytest.mark.parametrize("who", LANGUAGE)
def test_all_of_an_order_in_dollars_is_refunded_in_a_yen_shop_as_the_truth_panel_said(seat: Window, case: Case, who):
    app, dialog = seated(seat, who, case)
    seat.page.keyboard.press("f")
    dialog.locator("[data-all]").click()
    dialog.locator("#shipping").select_option("all")
    dialog.locator("#remedy-reason").select_option("NOT_RECEIVED")
    dialog.locator("#remedy-note").fill("Lost in the post; the carrier has confirmed it")
    sound(seat)
    look(dialog)
    dollars, yen = dialog.locator(".act__sum"), dialog.locator(".truth__cost")
    expect(dollars).to_have_text(re.compile(r"^(\$105\.00 USD|USD 105\.00)$"))
    expect(yen).to_have_text(re.compile("[¥￥]15,750"))
    expect(dialog.locator(".truth__rate")).to_contain_text("150")
    parts = [" ".join(row.inner_text().split()) for row in dialog.locator(".sums > div").all()]
    assert [re.findall(r"[\d,]+(?:\.\d+)?", part)[-2:] for part in parts] == [
        ["90.00", "13,500"],
        ["5.00", "750"],
        ["10.00", "1,500"],
        ["105.00", "15,750"],
    ]
    assert "Shopify Payments" in parts[-1]
    expect(dialog.locator(".items li")).to_have_count(2)
    expect(dialog.locator("button[form=remedy-confirm]")).to_contain_text("105.00")
    sound(seat)
    assert case.back() == NOTHING
    dialog.locator("button[form=remedy-confirm]").click()
    expect(dialog.locator("[data-left]")).to_have_text(re.compile("^(30|2[5-9])$"))
    sound(seat)
    assert case.back() == NOTHING
    finish(case, dialog)
    expect(dialog.locator("[data-money=SUCCESS] .banner--success")).to_be_visible()
    sound(seat)
    assert case.back() == (1, Decimal(105), Decimal(15750))
    seat.page.keyboard.press("Escape")
    expect(app.locator("#beside [data-refunded]")).to_contain_text("105.00", timeout=30_000)
    expect(app.locator("#beside .given > li")).to_have_count(1)  # it is one refund, told once
    sound(seat)


@pytest.mark.parametrize("who", LANGUAGE)
def test_of_two_cups_that_come_back_in_two_parcels_one_is_damaged_and_only_the_other_is_for_sale_again(
    seat: Window, case: Case, who
):
    case.ship()
    shelf = case.stock()
    app, dialog = seated(seat, who, case)
    seat.page.keyboard.press("x")
    dialog.locator("[data-most]").first.fill("2")
    because(dialog, "damaged")
    look(dialog)
    expect(dialog.locator(".truth .act__sum")).to_contain_text("55.00")  # told, not given
    confirm(case, dialog)
    assert case.back() == NOTHING
    for at, fate in enumerate(("RESTOCKED", "NOT_RESTOCKED"), start=1):
        case.theatre.settled()
        seat.page.keyboard.press("Escape")
        choose(app, dialog, "RETURN_PROCESSING")
        expect(dialog.locator(".came")).to_contain_text("Damaged" if who == "Diego" else "破損")  # in the agent's words
        dialog.locator("[data-most]").first.fill("1")
        dialog.locator("[name^='fate:']").first.select_option(fate)
        place = dialog.locator("[name^='place:']").first
        if fate == "RESTOCKED":
            place.select_option(label="Saitama warehouse")
        else:
            expect(place).to_be_hidden()  # what is not restocked goes nowhere
        dialog.locator("#remedy-reason").select_option("DAMAGED")
        sound(seat)
        look(dialog)
        expect(dialog.locator(".truth .act__sum")).to_contain_text("27.50")
        if fate == "RESTOCKED":
            expect(dialog.locator(".items")).to_contain_text("Saitama warehouse")
        sound(seat)
        confirm(case, dialog)
        sound(seat)
        assert case.back() == (at, at * Decimal("27.5"), at * Decimal(4125))
        assert case.stock() == shelf + 1
    (returned,) = case.effects()["returns"]
    assert returned["dispositions"] == {"RESTOCKED": 1, "NOT_RESTOCKED": 1}
    assert (returned["pieces"], returned["processed"], returned["refunded"]) == (2, 2, 2)


@pytest.mark.parametrize("who", LANGUAGE)
def test_an_exchange_for_something_dearer_is_received_and_its_balance_is_asked_for(seat: Window, case: Case, who):
    case.ship()
    app, dialog = seated(seat, who, case)
    seat.page.keyboard.press("x")
    dialog.locator("[data-most]").first.fill("1")
    because(dialog, "damaged")
    dialog.locator("summary").first.click()
    dialog.locator("#search").fill("Teapot")
    dialog.locator("#search").press("Enter")
    dialog.locator("[name^='instead:']:enabled").first.fill("1")
    sound(seat)
    look(dialog)
    expect(dialog.locator("[data-notice=CUSTOMER_OWES]")).to_be_visible()
    owed = re.sub(r"[^\d.]", "", dialog.locator(".truth .act__sum").inner_text())
    assert float(owed) > 0
    confirm(case, dialog)
    case.theatre.settled()
    seat.page.keyboard.press("Escape")
    choose(app, dialog, "RETURN_PROCESSING")
    dialog.locator("[data-most]").first.fill("1")
    dialog.locator("[name^='fate:']").first.select_option("RESTOCKED")
    expect(dialog.locator("[name=exchanges]")).to_be_checked()
    dialog.locator("#remedy-reason").select_option("WRONG_ITEM")
    sound(seat)
    look(dialog)
    expect(dialog.locator(".items")).to_contain_text("Tokoname Teapot")
    sound(seat)
    confirm(case, dialog)
    sound(seat)
    count = case.effects()
    assert (count["movements"], count["outstanding"]["amount"]) == (0, owed)
    assert count["returns"][0]["exchanged"] == 1
    case.theatre.settled()
    seat.page.keyboard.press("Escape")
    choose(app, dialog, "INVOICE")
    dialog.locator("#remedy-reason").select_option("WRONG_ITEM")
    sound(seat)
    look(dialog)
    expect(dialog.locator(".truth .act__sum")).to_contain_text(owed)
    sound(seat)
    confirm(case, dialog)
    sound(seat)
    assert (case.effects()["invoices"], case.back()) == (1, NOTHING)


@pytest.fixture
def limited(theatre: Theatre) -> Iterator[None]:
    """Agents may give 2,000 yen at a time by themselves; nothing of it stays."""
    hana = theatre.hana()
    assert hana.open("/").status_code == 200
    hana.post("/settings/limits", {"whom": "AGENT", "per_act": "2000"})
    assert theatre.value("SELECT count(*) FROM authority_limits") == 1
    yield
    for (row,) in theatre.rows("SELECT id FROM authority_limits"):
        hana.post(f"/settings/limits/{row}/removal")


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_is_over_an_agents_limit_goes_once_the_owner_approves_it_in_another_browser(
    seat: Window, second: Window, case: Case, language
):
    speak(seat, language)
    speak(second, language)
    app, dialog = seated(seat, "Diego", case)
    expect(app.locator("html")).to_have_attribute("lang", language)
    seat.page.keyboard.press("f")
    dialog.locator("[data-most]").last.fill("1")
    dialog.locator("#remedy-reason").select_option("DAMAGED")
    look(dialog)
    over = dialog.locator("#remedy-confirm .banner--warning li")
    expect(over).to_contain_text(re.compile("2,000.*6,000"))
    dialog.locator("#asking").fill("The plate arrived in four pieces; photographs are in the thread.")
    sound(seat)
    dialog.locator("button[form=remedy-confirm]").click()
    waits = dialog.locator("[data-state=AWAITING_APPROVAL]")
    expect(waits).to_contain_text("Hana")
    sound(seat)
    case.hurry()  # time alone lets nothing go

    theirs = second.open("Hana", "/approvals")
    request = theirs.locator(".trouble", has_text=case.name)
    expect(request).to_contain_text("The plate arrived in four pieces")
    expect(request.locator(".money").first).to_contain_text("40.00")
    sound(second)
    request.locator("[name=note]").fill("Please do, and thank her for the photographs.")
    assert case.back() == NOTHING
    request.locator("[value=approve]").click()
    expect(theirs.locator(".trouble", has_text=case.name)).to_have_count(0)
    expect(theirs.get_by_role("status").first).to_be_visible()
    sound(second)

    goes = dialog.locator("[data-state=WAITING]")
    expect(goes).to_contain_text("Hana", timeout=20_000)  # by itself
    expect(goes).to_contain_text("thank her for the photographs")
    sound(seat)
    finish(case, dialog)
    expect(dialog.locator("[data-state=SUCCEEDED]")).to_contain_text("Hana")
    assert case.back() == (1, Decimal(40), Decimal(6000))
    seat.page.keyboard.press("Escape")
    expect(app.locator("#beside .given")).to_be_visible()


@pytest.mark.parametrize("who", LANGUAGE)
def test_by_keys_alone_and_from_the_panel_a_refund_is_undone_and_another_can_follow(seat: Window, case: Case, who):
    app, dialog = seated(seat, who, case)
    keys(seat.page, "f", "ArrowUp")
    walk(seat, app, "remedy-reason")
    seat.page.keyboard.press("ArrowDown")
    keys(seat.page, "Tab", "Enter")
    expect(dialog.locator("h2")).to_be_focused()
    while app.evaluate("document.activeElement.getAttribute('form')") != "remedy-confirm":
        seat.page.keyboard.press("Tab")
    seat.page.keyboard.press("Enter")
    expect(dialog.locator("[data-state=WAITING]")).to_be_visible()
    seat.page.keyboard.press("Escape")

    app, dialog = seated(seat, who, case)  # a new page knows of it
    undo = app.locator("#beside .goes__undo")
    seconds = undo.locator("[data-left]")
    expect(seconds).to_be_visible()
    expect(seconds).not_to_have_text(seconds.inner_text())
    seat.page.set_viewport_size({"width": WIDTHS[1], "height": 900})
    app.locator("[data-opens-order]").first.click()
    expect(undo).to_be_in_viewport()
    sound(seat)
    keys(seat.page, "u")
    expect(dialog.locator("[data-state=CANCELLED]")).to_be_visible()
    sound(seat)
    keys(seat.page, "Escape")
    expect(undo).to_have_count(0, timeout=10_000)
    count = case.effects()
    assert (count["refunds"], count["movements"], count["pending"]) == (0, 0, 0)

    app.locator("#entries").focus()
    keys(seat.page, "f", "ArrowUp")
    dialog.locator("#remedy-reason").select_option("DAMAGED")
    look(dialog)
    confirm(case, dialog)
    assert case.back()[0] == 1


@pytest.mark.parametrize("who", LANGUAGE)
def test_a_refund_that_fails_two_hours_later_raises_an_alarm_and_was_never_called_refunded(
    seat: Window, case: Case, who
):
    fault = {"shop": HANA, "operation": "refundCreate", "fault": "pending_then_failure", "times": 1, "seconds": 7200}
    case.theatre.control("POST", "faults", json=fault)
    app, dialog = seated(seat, who, case)
    seat.page.keyboard.press("f")
    dialog.locator("[data-all]").click()
    dialog.locator("#remedy-reason").select_option("DAMAGED")
    look(dialog)
    confirm(case, dialog)
    expect(dialog.locator("[data-money=PENDING] .banner--warning")).to_be_visible()
    sound(seat)
    count = case.effects()
    assert (count["movements"], count["pending"]) == (0, 1)
    seat.page.keyboard.press("Escape")
    draft, told, beside = app.locator("#drafts .draft"), app.locator("#entries .line"), app.locator("#beside .given")
    expect(draft.locator(".badge--warning")).to_be_visible(timeout=30_000)
    on_its_way = "not with you yet" if who == "Diego" else "まだ"
    assert on_its_way in draft.locator("[data-text]").text_content()
    expect(told.last).to_contain_text(ON_ITS_WAY[who], timeout=30_000)
    expect(beside).to_contain_text(ON_ITS_WAY[who])
    sound(seat)
    case.theatre.control("POST", "clock", json={"hours": 2.1})
    case.theatre.control("DELETE", "clock")
    expect(app.locator("#beside .badge--critical")).to_be_visible(timeout=30_000)
    expect(draft).to_have_count(0)  # what it said is not so any more
    expect(told.last).to_contain_text(FAILED[who], timeout=30_000)
    for place in (told.last, beside):
        expect(place).not_to_contain_text(REFUNDED[who])
    sound(seat)

    app = seat.open(who, "/")
    app.locator('.views a[href*="/troubles"]').click()
    alarm = app.locator(".trouble", has_text=case.name)
    expect(alarm.locator("h2")).to_have_text("The payment of a refund failed" if who == "Diego" else re.compile("返金"))
    expect(alarm.locator(".money").first).to_contain_text("95.00")
    sound(seat)
    alarm.locator(".button--primary").click()
    expect(app.locator("[data-money=FAILURE] [role=alert]")).to_be_visible()
    sound(seat)
    app = seat.open(who, "/troubles")
    app.locator(".trouble", has_text=case.name).locator("form[action*='/closure'] button").click()
    expect(app.locator(".trouble", has_text=case.name)).to_have_count(0)
    count = case.effects()
    assert (count["movements"], count["pending"], count["failed"]) == (0, 0, 1)


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)
        page.wait_for_timeout(150)


def walk(seat: Window, app, to: str) -> None:
    """By Tab to the element of this id; every stop on the way is seen."""
    while app.evaluate("document.activeElement.id") != to:
        seat.page.keyboard.press("Tab")
        assert has_visible_focus(app), app.evaluate("document.activeElement.outerHTML.slice(0, 200)")
