"""Two languages in one conversation, through web, worker, clock, development store and mailbox, wide and narrow."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from app.errands.waiting_room import OF_ONE_SHOP
from tests.browser.frame import Window, compose
from tests.browser.remedying import sound
from tests.browser.test_story import agents_mails, write
from tests.browser.translating import an_order, arrived, ask, checks, first_engine, red, sent
from tests.stories.theatre import Theatre
from tests.translation.stubs import Service

pytestmark = pytest.mark.browser
REFUNDED = "€45.50をご利用のお支払い方法に返金いたしました。返金の反映まで5営業日ほどかかる場合がございます。"
SHIPPED = {"Hana": "ご注文{name}を発送いたしました。", "Diego": "Your order {name} has been shipped."}


@pytest.fixture
def stand_in(theatre: Theatre) -> Iterator[Service]:
    with first_engine(theatre) as made:
        yield made


def somebody() -> str:
    return f"{uuid4().hex[:8]}@example.com"


def posted(seat: Window) -> list[str]:
    """The addresses of what this window posts from now on."""
    asked: list[str] = []
    seat.page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    return asked


def test_a_french_inquiry_is_read_and_answered_in_japanese_and_a_wrong_amount_is_caught(seat: Window, theatre):
    name, _ = an_order(theatre, "fr")
    sender = somebody()
    french = f"Combien m'avez-vous remboursé pour ma commande {name} ?"
    conversation = write(theatre, sender, f"{french}\nJe ne le trouve pas sur mon relevé de compte.")
    app = seat.open("Hana", f"/conversations/{conversation}")
    inquiry = app.locator(".message--customer").last
    expect(inquiry.locator(".message__text")).to_have_text(
        re.compile(f"注文{name}の返金額はいくらでしたか。\\s*口座の明細に見当たりません。")
    )
    expect(app.locator("#thread-header h2")).to_have_text(f"注文{name}の返金額はいくらでしたか。")
    expect(inquiry.locator(".chip")).to_have_text("FR → JA")
    app.locator("#entries").focus()
    seat.page.keyboard.press("t")
    expect(inquiry.locator(".message__original")).to_contain_text(french)
    expect(app.locator(".thread__original")).to_have_text(french)
    sound(seat)
    seat.page.keyboard.press("t")

    arrived(app, REFUNDED)
    body, right = app.locator("#body"), app.locator("#body").input_value()
    assert "45" in right
    assert right.startswith("Nous avons remboursé")
    expect(app.locator(".preview__back")).to_have_text(REFUNDED)
    assert checks(app, "red") == set()
    sound(seat)
    before = len(theatre.mails(sender))

    body.fill(right.replace("45.50", "54.50"))
    expect(red(app, "amounts")).to_contain_text("54.50")
    expect(red(app, "amounts")).to_contain_text("45.50")
    expect(app.locator(".preview__back mark").first).to_be_visible()
    expect(app.locator("[data-shows-wrong]")).to_be_visible()
    sound(seat)
    app.locator("#send-button").click()
    expect(app.locator("#reason")).to_be_focused()
    assert agents_mails(theatre, conversation) == 0

    app.locator("#body").fill(right)
    expect(app.locator(".checks [data-level=red]")).to_have_count(0)
    app.locator("#send-button").click()
    mail = sent(seat, app, sender, before)
    assert mail["text"].strip().startswith(right)
    assert mail["headers"]["Content-Language"] == "fr"
    assert agents_mails(theatre, conversation) == 1
    sound(seat)
    app.locator("#entries").focus()
    seat.page.keyboard.press("t")
    expect(app.locator(".message--agent .message__original")).to_contain_text(right)


def test_simplified_characters_in_a_reply_to_taiwan_are_caught(seat: Window, theatre):
    sender = somebody()
    conversation = write(theatre, sender, "我的訂單#1048現在在哪裡？")
    app = seat.open("Diego", f"/conversations/{conversation}")
    expect(app.locator(".message--customer .chip")).to_have_text("繁中 → EN")
    expect(app.locator(".message--customer .message__text")).to_have_text("Where is my order #1048?")
    arrived(app, SHIPPED["Diego"].format(name="#1048"))
    body = app.locator("#body")
    expect(body).to_have_value("您的訂單#1048已出貨。")
    assert checks(app, "red") == set()
    body.fill("您的订单#1048已发货。")
    expect(red(app, "script")).to_be_visible()
    sound(seat)
    app.locator("[data-translate-again]:visible").click()
    expect(body).to_have_value("您的訂單#1048已出貨。")
    expect(app.locator(".checks [data-level=red]")).to_have_count(0)
    before = len(theatre.mails(sender))
    seat.page.keyboard.press("Control+Enter")
    assert sent(seat, app, sender, before)["text"].strip().startswith("您的訂單#1048已出貨。")


@pytest.mark.parametrize("who", ["Hana", "Diego"])
def test_an_arabic_conversation_runs_from_right_to_left_and_its_numbers_do_not(
    seat: Window, theatre, stand_in: Service, who
):
    sender = somebody()
    arabic = "أين طلبي #1048؟ دفعت 45.50 € في 12/11/2026."
    conversation = write(theatre, sender, arabic)
    app = seat.open(who, f"/conversations/{conversation}")
    inquiry = app.locator(".message--customer").last
    expect(inquiry.locator(".chip")).to_have_text("AR → JA" if who == "Hana" else "AR → EN")
    expect(inquiry.locator(".message__text")).to_contain_text("#1048")
    expect(inquiry.locator(".message__text")).to_have_css("direction", "ltr")
    inquiry.locator("[data-original]").click()
    original = inquiry.locator(".message__original .words")
    expect(original).to_have_text(arabic)
    expect(original).to_have_css("direction", "rtl")
    expect(inquiry.locator(".message__head")).to_have_css("direction", "ltr")
    sound(seat)

    arrived(app, SHIPPED[who].format(name="#1048"))
    body = app.locator("#body")
    expect(body).to_have_value("تم شحن طلبك #1048.")
    expect(body).to_have_css("direction", "rtl")
    expect(app.locator(".preview__back")).to_have_css("direction", "ltr")
    body.fill("تم شحن طلبك #1084.")
    expect(red(app, "order_names")).to_contain_text("#1084")
    expect(red(app, "order_names")).to_have_css("direction", "ltr")
    sound(seat)
    body.fill("تم شحن طلبك #1048.")
    expect(app.locator(".checks [data-level=red]")).to_have_count(0)
    before = len(theatre.mails(sender))
    body.press("Control+Enter")
    mail = sent(seat, app, sender, before)
    assert mail["text"].strip().startswith("تم شحن طلبك #1048.")
    assert mail["headers"]["Content-Language"] == "ar"
    answer = app.locator(".message--agent").last
    answer.locator("[data-original]").click()
    expect(answer.locator(".message__original .words")).to_have_css("direction", "rtl")


def test_an_input_method_is_left_alone_until_its_word_is_chosen(seat: Window, theatre):
    conversation = write(theatre, somebody(), "Où est ma commande #1048 ?")
    app = seat.open("Hana", f"/conversations/{conversation}")
    draft = app.locator("#draft")
    draft.click()
    asked = posted(seat)
    compose(seat.page, "ごちゅうもん")
    for detail in ({"isComposing": True}, {"keyCode": 229}):
        draft.dispatch_event("keydown", {"key": "Enter", "ctrlKey": True, "bubbles": True, "cancelable": True} | detail)
    seat.page.wait_for_timeout(1200)  # longer than the pause that a preview follows
    assert [url for url in asked if f"/conversations/{conversation}" in url] == []
    expect(app.locator("#send-form")).to_have_count(0)
    session = seat.page.context.new_cdp_session(seat.page)
    session.send("Input.insertText", {"text": SHIPPED["Hana"].format(name="#1048")})
    expect(app.locator("#body")).to_have_value("Votre commande #1048 a été expédiée.", timeout=20_000)
    expect(draft).to_be_focused()

    body = app.locator("#body")
    body.click()
    seat.page.keyboard.press("End")
    asked.clear()
    compose(seat.page, "あ")
    for detail in ({"isComposing": True}, {"keyCode": 229}):
        body.dispatch_event("keydown", {"key": "Enter", "ctrlKey": True, "bubbles": True, "cancelable": True} | detail)
    seat.page.wait_for_timeout(1200)
    assert [url for url in asked if f"/conversations/{conversation}" in url] == []
    session.send("Input.insertText", {"text": "有"})
    expect(red(app, "script").or_(red(app, "rest")).first).to_be_visible()
    assert agents_mails(theatre, conversation) == 0


def test_what_is_red_goes_out_with_a_reason_that_is_kept(seat: Window, theatre):
    sender = somebody()
    conversation = write(theatre, sender, "Où est ma commande #1048 ?")
    app = seat.open("Diego", f"/conversations/{conversation}")
    arrived(app, SHIPPED["Diego"].format(name="#1048"))
    app.locator("#body").fill("Votre commande #1084 a été expédiée.")
    expect(red(app, "order_names")).to_be_visible()
    before = len(theatre.mails(sender))
    app.locator("#send-button").click()
    reason = app.locator("#reason")
    expect(reason).to_be_focused()
    expect(app.locator(".preview__reason--asked")).to_be_visible()
    sound(seat)
    reason.press_sequentially("ok")
    app.locator("#send-button").click()
    expect(app.locator("#composer-problem")).not_to_be_empty()
    assert agents_mails(theatre, conversation) == 0
    assert any("422" in words for words in seat.said)
    seat.said.clear()
    reason.fill("She wrote to us about the wrong order; #1084 is hers.")
    app.locator("#send-button").dblclick()
    assert sent(seat, app, sender, before)["text"].startswith("Votre commande #1084 a été expédiée.")
    judged = theatre.rows("SELECT outcome, reason FROM guard_verdicts WHERE conversation_id = :id", id=conversation)
    assert [tuple(row) for row in judged] == [
        ("BLOCKED", ""),
        ("OVERRIDDEN", "She wrote to us about the wrong order; #1084 is hers."),
    ]
    assert agents_mails(theatre, conversation) == 1


def test_what_is_kept_here_reaches_no_engine_and_can_be_answered_all_the_same(seat: Window, theatre, stand_in: Service):
    sender = somebody()
    conversation = write(theatre, sender, "Où est ma commande #1048 ?")
    app = seat.open("Hana", f"/conversations/{conversation}")
    switch = app.locator("[aria-pressed]", has_text="外に送らない")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    stand_in.asked.clear()
    arrived(app, SHIPPED["Hana"].format(name="#73501"))  # which nobody has said before
    expect(app.locator(".preview__problem")).to_be_visible()
    sound(seat)
    app.locator("[data-own-words]").click()
    expect(red(app, "language")).to_be_visible()
    app.locator("#body").fill("Votre commande #73501 a été expédiée.")
    expect(app.locator(".checks [data-level=red]")).to_have_count(0)
    before = len(theatre.mails(sender))
    app.locator("#send-button").click()
    assert sent(seat, app, sender, before)["text"].strip().startswith("Votre commande #73501 a été expédiée.")
    write_again = {"shop": "hana-ceramics.myshopify.com", "from": sender, "subject": "Re", "text": "Merci beaucoup."}
    mail = theatre.mails(sender)[-1]
    theatre.control("POST", "mailbox/messages", json=write_again | {"in_reply_to": mail["message_id"]})
    expect(app.locator(".message--customer").last).to_contain_text("Merci beaucoup.", timeout=20_000)
    theatre.settled()
    assert stand_in.asked == []
    assert stand_in.refused == []
    sound(seat)


def test_a_hanging_engine_delays_neither_typing_nor_reading_nor_sending(seat: Window, theatre, stand_in: Service):
    sender = somebody()
    conversation = write(theatre, sender, "Où est ma commande #1048 ?")
    app = seat.open("Diego", f"/conversations/{conversation}")
    stand_in.fault = "hang"
    app.locator("#draft").click()
    seat.page.keyboard.insert_text("Your order #1048")
    expect(app.locator("#preview-waits")).to_be_visible()
    seat.page.keyboard.insert_text(" has been shipped.")
    expect(app.locator("#draft")).to_have_value("Your order #1048 has been shipped.")
    by_hand = app.locator("[name=by_hand]")
    expect(by_hand).to_be_visible()
    by_hand.click()
    expect(app.locator(".preview__problem")).to_be_visible()
    expect(app.locator("#body")).to_be_focused()
    sound(seat)
    before = len(theatre.mails(sender))
    app.locator("#body").fill("Votre commande #1048 a été expédiée.")
    app.locator("#body").press("Control+Enter")  # its check hangs too, and is not waited for
    assert sent(seat, app, sender, before)["text"].strip().startswith("Votre commande #1048 a été expédiée.")
    assert not stand_in.released.is_set()


def test_a_crowd_before_a_hanging_engine_leaves_the_server_room_for_everybody_else(theatre, stand_in: Service):
    written = [write(theatre, somebody(), "Où est ma commande #1048 ?") for _ in range(3)]
    hana = theatre.hana()
    assert hana.open("/").status_code == 200
    stand_in.asked.clear()
    stand_in.fault = "hang"
    with ThreadPoolExecutor(24) as crowd:
        asked = [
            crowd.submit(ask, theatre.hana(), written[at % 3], f"ご注文#{at}を発送いたしました。") for at in range(24)
        ]
        theatre.wait(lambda: len(stand_in.asked) == OF_ONE_SHOP, "the engine to be asked")
        theatre.wait(lambda: sum(one.done() for one in asked) == 24 - OF_ONE_SHOP, "all others to be told")
        told = [one.result() for one in asked if one.done()]
        assert all("翻訳エンジンが混み合っています" in words for words in told)
        assert hana.open(f"/conversations/{written[0]}").status_code == 200
        assert hana.post(f"/conversations/{written[0]}/notes", {"text": "急ぎです", "token": "n"}).status_code == 200
        assert len(stand_in.asked) == OF_ONE_SHOP
        stand_in.released.set()
    assert all(one.result() for one in asked)  # answered, and none with a failure
