"""The whole product through a staff member's eyes: the admin's frame, the customer's mailbox, Shopify's own count."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.frame import Window, compose
from tests.cast import HANA
from tests.stories.theatre import Theatre

pytestmark = pytest.mark.browser
SHIPPED = "ご注文{name}を発送いたしました。"


def an_order(theatre: Theatre, **wanted: str) -> tuple[int, str, str]:
    """Row, name and customer's address of an order of Hana's shop, by columns of its table."""
    where = " AND ".join(f"o.{column} LIKE :{column}" for column in wanted)
    found = theatre.rows(
        f"SELECT o.id, o.name, o.email FROM orders o JOIN shops s ON s.id = o.shop_id WHERE s.domain = :shop"
        f" AND o.email <> '' AND {where} ORDER BY o.id LIMIT 1",
        shop=HANA,
        **wanted,
    )
    assert found, wanted
    return found[0]


def write(theatre: Theatre, sender: str, text: str, subject: str = "") -> int:
    """The customer writes; returns the conversation once it is translated."""
    sent = {"shop": HANA, "from": sender, "subject": subject or text.splitlines()[0], "text": text}
    theatre.control("POST", "mailbox/messages", json=sent)
    query = (
        "SELECT m.conversation_id FROM messages m JOIN translations t ON t.message_id = m.id WHERE t.target = 'ja'"
        " AND m.from_address = :sender AND m.body LIKE :text AND t.state = 'DONE' ORDER BY m.id DESC LIMIT 1"
    )
    return int(theatre.wait(lambda: theatre.value(query, sender=sender, text=f"{text}%"), "the translated inquiry"))


def spanish(theatre: Theatre, at: int = 0) -> tuple[int, str, str]:
    """A conversation whose Spanish customer asks where the order is; with the order's name and the address."""
    names = theatre.rows(
        "SELECT o.name, o.email FROM orders o JOIN shops s ON s.id = o.shop_id WHERE s.domain = :shop"
        " AND o.customer_locale = 'es' AND o.presentment_currency = 'EUR' AND o.email <> ''"
        " ORDER BY o.id DESC LIMIT 1 OFFSET :at",
        shop=HANA,
        at=at,
    )
    name, sender = names[0]
    return write(theatre, sender, f"¿Dónde está mi pedido {name}?"), name, sender


def agents_mails(theatre: Theatre, conversation: int) -> int:
    query = "SELECT count(*) FROM messages WHERE conversation_id = :id AND author = 'AGENT'"
    return int(theatre.value(query, id=conversation))


def preview(app: Frame, draft: str) -> None:
    app.locator("#draft").fill(draft)
    app.locator("#draft").press("Control+Enter")
    expect(app.locator("#body")).to_be_focused()


def test_a_spanish_inquiry_is_read_in_japanese_beside_its_order_and_answered_by_keyboard(seat: Window, theatre):
    app = seat.open("Hana")
    conversation, name, sender = spanish(theatre)
    row = app.locator(f"#item-{conversation}")
    expect(row).to_contain_text(f"注文{name}は今どこにありますか。", timeout=20_000)  # it came by itself
    expect(row).to_contain_text("ES")

    app.locator(".list__head h2").click()  # keys belong to the admin until the frame is entered
    seat.page.keyboard.press("j")
    expect(row).to_be_focused()
    seat.page.keyboard.press("Enter")
    inquiry = app.locator(".message--customer").last
    expect(inquiry.locator(".message__text")).to_contain_text(f"注文{name}は今どこにありますか。")
    expect(app.locator("#beside h2")).to_have_text(name)
    expect(app.locator("#beside .total .money").first).to_contain_text("€")
    original = inquiry.locator(".message__original")
    expect(original).to_be_hidden()
    seat.page.keyboard.press("t")
    expect(original).to_contain_text(f"¿Dónde está mi pedido {name}?")
    seat.page.keyboard.press("t")
    expect(original).to_be_hidden()

    before = len(theatre.mails(sender))
    seat.page.keyboard.press("r")
    expect(app.locator("#draft")).to_be_focused()
    seat.page.keyboard.insert_text(SHIPPED.format(name=name))
    seat.page.keyboard.press("Control+Enter")
    expect(app.locator("#body")).to_have_value(f"Su pedido {name} ha sido enviado.")
    expect(app.locator(".preview__back")).to_have_text(SHIPPED.format(name=name))
    assert len(theatre.mails(sender)) == before  # seen, not sent
    seat.page.keyboard.press("Control+Enter")
    expect(app.locator(".message--agent").last).to_contain_text(SHIPPED.format(name=name))
    expect(app.locator(".message--agent").last).to_contain_text(sender, timeout=20_000)  # where it was sent

    mailbox = seat.context.new_page()
    mailbox.goto(f"{theatre.store_url}/mailbox?who={sender}")
    mailbox.locator(".mail-item").first.click()
    expect(mailbox.locator(".mail-text")).to_contain_text(f"Su pedido {name} ha sido enviado.")
    assert len(theatre.mails(sender)) == before + 1


def test_two_of_three_cups_are_refunded_in_dollars_with_yen_beside_and_shopifys_count_agrees(seat: Window, theatre):
    _id, name, sender = an_order(theatre, name="#1042")
    conversation = write(theatre, sender, f"My order number is {name}.\nPlease refund two of the three cups.")
    app = seat.open("Hana", f"/conversations/{conversation}")
    app.locator("#entries").focus()
    seat.page.keyboard.press("f")
    dialog = app.locator("#dialog")
    cups = dialog.locator("[data-most]").first
    expect(cups).to_have_attribute("data-most", "3")
    cups.fill("2")
    dialog.locator("[name=reason]").select_option("WRONG_ITEM")
    dialog.locator("[name=note]").fill("色違いのご注文のため")
    dialog.get_by_role("button", name="内容を確認").click()
    confirm = dialog.get_by_role("button", name=re.compile(r"USD.*返金する"))
    expect(confirm).to_be_visible()
    dollars, yen = (dialog.locator(".truth .money").nth(at) for at in (0, 1))
    expect(dollars).to_contain_text("USD")
    expect(yen).to_contain_text(re.compile("[¥￥]"))
    assert yen.bounding_box()["x"] > dollars.bounding_box()["x"] + dollars.bounding_box()["width"]  # hers come first
    amount = re.sub(r"[^\d.]", "", dollars.inner_text())
    confirm.dblclick()
    expect(dialog.locator("[data-state=WAITING] [data-left]")).to_be_visible()  # half a minute to undo it
    expect(dialog.locator("[data-state=SUCCEEDED][data-money=SUCCESS]")).to_be_visible(timeout=60_000)
    dialog.get_by_role("button", name="閉じる").last.click()
    expect(app.locator("#beside [data-refunded]")).to_contain_text("$" + amount, timeout=20_000)

    money = seat.admin("Hana", "money")
    counted = money.locator("#money tbody tr", has_text=name)
    expect(counted.locator("td").nth(1)).to_have_text("1")
    expect(counted.locator("td").nth(2)).to_contain_text(amount)
    (count,) = theatre.control("GET", "money", params={"shop": HANA, "order": name}).values()
    assert Decimal(count["presentment"]["amount"]) == Decimal(amount)


def test_ship_this_order_makes_the_rule_write_and_the_thread_shows_it(seat: Window, theatre):
    order_id, name, sender = an_order(
        theatre, fulfillment_status="UNFULFILLED", financial_status="PAID", customer_locale="de%"
    )
    gid = theatre.value("SELECT gid FROM orders WHERE id = :id", id=order_id)
    before = len(theatre.mails(sender))
    order = seat.admin("Hana", f"orders/{gid.rpartition('/')[2]}")
    order.get_by_role("button", name="Ship this order").click()
    expect(order.get_by_role("status")).to_contain_text("Shipped.")
    theatre.wait(lambda: len(theatre.mails(sender)) > before, "the rule's mail")
    mailbox = seat.context.new_page()
    mailbox.goto(f"{theatre.store_url}/mailbox?who={sender}")
    mailbox.locator(".mail-item").first.click()
    expect(mailbox.locator(".mail-text")).to_contain_text(name)

    conversation = theatre.value("SELECT id FROM conversations WHERE order_id = :id ORDER BY id DESC", id=order_id)
    app = seat.open("Hana", f"/conversations/{conversation}")
    entry = app.locator(".message--rule").last
    expect(entry).to_contain_text("発送のお知らせ")
    expect(entry).to_contain_text(sender, timeout=20_000)
    expect(app.locator("#beside")).to_contain_text("発送済み")


def test_mei_sees_nothing_of_hanas(seat: Window, theatre):
    conversation, name, _sender = spanish(theatre)
    seat.admin("Hana").locator("select[name=shop]").select_option(label="Mei Tea")
    expect(seat.page).to_have_url(re.compile("mei-tea"))
    app = seat.app
    expect(app.locator("#desk")).to_be_visible()
    expect(app.locator(".item")).to_have_count(0)
    assert name not in app.content()
    app = seat.open("Mei", f"/conversations/{conversation}")
    expect(app.locator("#composer")).to_have_count(0)
    assert name not in app.content()
    assert any("404" in words for words in seat.said)
    seat.said.clear()


def test_copying_the_orders_shows_how_far_it_is_and_ends(seat: Window, theatre):
    look = {"shop": HANA, "operation": "bulkOperation", "fault": "slow", "times": 1, "seconds": 6}
    theatre.control("POST", "faults", json=look)  # a copy of a small shop would be over before anybody saw it
    app = seat.open("Hana", "/settings")
    app.get_by_role("button", name="注文をすべて取り込み直す").click()
    theatre.wait(
        lambda: theatre.value("SELECT state FROM backfills ORDER BY id DESC LIMIT 1") not in {"DONE", "FAILED"},
        "the copy to begin",
    )
    app = seat.open("Hana")
    expect(app.locator("#progress progress")).to_be_visible()
    expect(app.locator("#progress progress")).to_have_count(0, timeout=60_000)  # gone by itself


def test_an_enter_that_chooses_a_word_neither_previews_nor_sends(seat: Window, theatre):
    conversation, name, _sender = spanish(theatre, 1)
    app = seat.open("Hana", f"/conversations/{conversation}")
    app.locator("#draft").focus()
    compose(seat.page, "はっそうしました")
    asked: list[str] = []
    seat.page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    for key in ("Enter", "Control+Enter"):
        app.locator("#draft").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "ctrlKey": "+" in key})
        seat.page.keyboard.press(key)
    expect(app.locator("#send-form")).to_have_count(0)
    assert [url for url in asked if "/conversations/" in url] == []
    seat.page.context.new_cdp_session(seat.page).send("Input.insertText", {"text": SHIPPED.format(name=name)})
    preview(app, SHIPPED.format(name=name))
    assert agents_mails(theatre, conversation) == 0


def test_a_double_click_on_send_is_one_mail(seat: Window, theatre):
    conversation, name, sender = spanish(theatre, 2)
    app = seat.open("Hana", f"/conversations/{conversation}")
    before = len(theatre.mails(sender))
    preview(app, SHIPPED.format(name=name))
    app.locator("#send-button").dblclick()
    expect(app.locator(".message--agent")).to_have_count(agents_mails(theatre, conversation) or 1)
    theatre.wait(lambda: len(theatre.mails(sender)) > before, "the mail")
    theatre.settled()
    assert agents_mails(theatre, conversation) == 1
    assert len(theatre.mails(sender)) == before + 1


def test_what_was_typed_survives_a_stopped_app_and_goes_out_once_afterwards(seat: Window, theatre):
    conversation, name, sender = spanish(theatre, 3)
    app = seat.open("Hana", f"/conversations/{conversation}")
    draft = SHIPPED.format(name=name)
    preview(app, draft)
    before = len(theatre.mails(sender))
    theatre.kill("web")
    app.locator("#send-button").click()
    expect(app.locator(".notice--error")).to_be_visible()
    expect(app.locator("#draft")).to_have_value(draft)
    expect(app.locator("#body")).to_have_value(re.compile("Su pedido"))
    theatre.start("web", "app.main", "web")
    theatre.wait(lambda: _answers(theatre), "the app to be back", 60)
    app.locator("#send-button").click()
    expect(app.locator(".message--agent")).to_have_count(1)
    expect(app.locator("#draft")).to_have_value("")
    theatre.wait(lambda: len(theatre.mails(sender)) > before, "the mail")
    theatre.settled()
    assert len(theatre.mails(sender)) == before + 1
    assert all("ERR_" in words or "Failed to" in words for words in seat.said), seat.said
    seat.said.clear()


def _answers(theatre: Theatre) -> bool:
    import requests

    try:
        return requests.get(f"{theatre.app_url}/readyz", timeout=2).ok
    except requests.RequestException:
        return False
