"""The refund dialog over HTTP, with the development store as its Shopify: what an agent sees, confirms and reads."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.models import RefundIntent
from app.wsgi import create_app
from tests import cast
from tests.errands import money_stage
from tests.errands.money_stage import SHIPPED, Stage


@dataclass
class Browser:
    """An agent's browser in Hana's admin."""

    stage: Stage
    client: FlaskClient

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.stage.store.id_token(staff='Diego')}", "HX-Request": "true"}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=self.headers() | headers)

    def post(self, path: str, data: dict[str, Any]) -> TestResponse:
        return self.client.post(path, data=data, headers=self.headers())

    def choose(self, order_id: int, quantity: int | str = 2, **more: str) -> TestResponse:
        gid = self.stage.lines(order_id)[0].gid
        data = {f"quantity:{gid}": str(quantity), "reason": "Broken on arrival"} | more
        return self.post(f"/orders/{order_id}/refund_previews", data)

    def confirm(self, order_id: int, preview: TestResponse, **changes: str) -> TestResponse:
        return self.post(f"/orders/{order_id}/refunds", hidden(preview.text) | changes)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def text(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.fixture
def stage(runtime, devstore):
    with money_stage.stage(runtime, devstore) as made:
        yield made


@pytest.fixture
def browser(stage) -> Browser:
    return Browser(stage, create_app(stage.runtime).test_client())


@pytest.fixture
def order_id(stage) -> int:
    return stage.mirror()


def newest(stage) -> RefundIntent | None:
    with stage.desk() as desk:
        return desk.one(desk.select(RefundIntent).order_by(RefundIntent.id.desc()))


def test_the_dialog_shows_what_is_left_with_the_customers_currency_first(browser, order_id):
    page = browser.get(f"/orders/{order_id}/refunds/new")
    assert page.status_code == 200
    line = browser.stage.lines(order_id)[0]
    words = text(page)
    assert f"of {line.left}" in words
    assert words.index("$") < words.index("¥")
    assert "<html" not in page.text


def test_pieces_that_never_shipped_leave_the_order_unless_the_agent_says_otherwise(browser, order_id):
    ticked = 'name="restock" checked'
    assert ticked in browser.get(f"/orders/{order_id}/refunds/new").text
    assert ticked not in browser.choose(order_id, 99).text
    shipped = browser.stage.mirror(SHIPPED)
    assert ticked not in browser.get(f"/orders/{shipped}/refunds/new").text


def test_the_dialogs_address_opened_by_itself_is_a_whole_page(browser, order_id):
    headers = {"Authorization": browser.headers()["Authorization"]}
    page = browser.client.get(f"/orders/{order_id}/refunds/new", headers=headers)
    assert "<html" in page.text
    assert 'class="act"' in page.text


def test_two_of_three_are_previewed_confirmed_and_refunded_once(browser, order_id):
    preview = browser.choose(order_id, 2)
    assert preview.status_code == 200
    shown = hidden(preview.text)
    assert shown["currency"] == "USD"
    assert f"Refund ${shown['amount']}" in text(preview)
    created = browser.confirm(order_id, preview)
    assert created.status_code == 201
    assert 'data-state="REQUESTED"' in created.text
    assert 'hx-trigger="load delay:2s"' in created.text
    intent = newest(browser.stage)
    browser.stage.run(intent.id)
    state = browser.get(f"/orders/{order_id}/refunds/{intent.id}")
    assert 'data-state="SUCCEEDED"' in state.text
    assert "hx-trigger" not in state.text
    assert browser.stage.moved() == (1, shown["amount"], "USD")


def test_the_same_confirmation_posted_twice_is_one_refund(browser, order_id):
    preview = browser.choose(order_id, 1)
    first, second = browser.confirm(order_id, preview), browser.confirm(order_id, preview)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.text == second.text


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("99", "can still be refunded"),
        ("1.5", "is not a quantity"),
        ("-1", "is not a quantity"),
        ("٣", "is not a quantity"),
        ("9" * 5000, "is not a quantity"),
        ("", "Nothing is selected"),
        ("0", "Nothing is selected"),
    ],
)
def test_a_selection_that_cannot_be_refunded_keeps_the_form_and_says_why(browser, order_id, quantity, words):
    answer = browser.choose(order_id, quantity)
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'value="Broken on arrival"' in answer.text
    assert newest(browser.stage) is None


def test_a_refund_without_a_reason_is_asked_for_one(browser, order_id):
    answer = browser.choose(order_id, 1, reason="  ")
    assert answer.status_code == 422
    assert "Give a reason" in text(answer)


@pytest.mark.parametrize(
    "change", [{"amount": "1.00"}, {"amount": "NaN"}, {"amount": ""}, {"currency": "JPY"}, {"amount": "1e400000"}]
)
def test_another_amount_than_shown_is_refused(browser, order_id, change):
    answer = browser.confirm(order_id, browser.choose(order_id, 1), **change)
    assert answer.status_code == 422
    assert newest(browser.stage) is None


def test_a_second_tab_is_told_of_the_first_and_offered_fresh_numbers(browser, order_id):
    first, second = browser.choose(order_id, 2), browser.choose(order_id, 1)
    browser.confirm(order_id, first)
    answer = browser.confirm(order_id, second)
    assert answer.status_code == 409
    assert "already at work on this order" in text(answer)
    assert f"/orders/{order_id}/refunds/{newest(browser.stage).id}" in answer.text
    assert browser.choose(order_id, 1).status_code == 409


def test_an_unknown_preview_is_not_found(browser, order_id):
    answer = browser.post(f"/orders/{order_id}/refunds", {"token": "nobody's", "amount": "1", "currency": "USD"})
    assert answer.status_code == 404


def test_shopify_away_keeps_what_was_chosen(browser, order_id):
    browser.stage.store.fault("order", "http_500", times=9)
    answer = browser.choose(order_id, 2)
    assert answer.status_code == 503
    assert "Nothing was done" in text(answer)
    assert 'value="Broken on arrival"' in answer.text


def test_a_lost_answer_is_said_and_needs_no_waiting(browser, order_id):
    browser.confirm(order_id, browser.choose(order_id, 1))
    intent_id = newest(browser.stage).id
    browser.stage.store.fault("refundCreate", "reset_before_commit")
    browser.stage.run(intent_id)
    assert "never moves twice" in text(browser.get(f"/orders/{order_id}/refunds/{intent_id}"))


def test_shopifys_refusal_is_shown_in_its_own_words(browser, order_id):
    browser.confirm(order_id, browser.choose(order_id, 1))
    intent_id = newest(browser.stage).id
    browser.stage.store.fault("refundCreate", "user_errors")
    browser.stage.run(intent_id)
    page = browser.get(f"/orders/{order_id}/refunds/{intent_id}")
    assert 'data-state="REJECTED"' in page.text
    assert newest(browser.stage).error in text(page)


def test_the_panel_beside_a_conversation_says_that_a_payment_failed(browser, order_id):
    conversation = cast.conversation(browser.stage.runtime.database, browser.stage.shop_id, order_id=order_id)
    browser.confirm(order_id, browser.choose(order_id, 1))
    intent_id = newest(browser.stage).id
    browser.stage.run(intent_id)
    path = f"/conversations/{conversation.id}"
    assert "Payment failed" not in text(browser.get(path))
    with browser.stage.desk() as desk:
        desk.get(RefundIntent, intent_id).money_state = "FAILURE"
    assert "Payment failed" in text(browser.get(path))


def test_a_reason_is_shown_as_text_never_as_markup(browser, order_id):
    answer = browser.choose(order_id, 1, reason="<script>alert(1)</script>")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_a_return_is_chosen_created_and_followed(browser):
    order_id = browser.stage.mirror(SHIPPED)
    form = browser.get(f"/orders/{order_id}/returns/new")
    assert form.status_code == 200
    line = re.search(r'name="(quantity:[^"]+)"', form.text)
    reason = re.search(r'<option value="(gid[^"]+)"', form.text)
    data = hidden(form.text) | {line[1]: "1", "reason": reason[1], "note": "too small"}
    created = browser.post(f"/orders/{order_id}/returns", data)
    assert created.status_code == 201
    assert 'data-state="REQUESTED"' in created.text
    assert browser.post(f"/orders/{order_id}/returns", data).text == created.text
    path = re.search(rf"/orders/{order_id}/returns/(\d+)", created.text)
    browser.stage.run_return(int(path[1]))
    assert 'data-state="SUCCEEDED"' in browser.get(path[0]).text


def test_more_than_can_come_back_keeps_the_form_and_its_token(browser):
    order_id = browser.stage.mirror(SHIPPED)
    form = browser.get(f"/orders/{order_id}/returns/new")
    line = re.search(r'name="(quantity:[^"]+)"', form.text)
    reason = re.search(r'<option value="(gid[^"]+)"', form.text)
    answer = browser.post(
        f"/orders/{order_id}/returns", hidden(form.text) | {line[1]: "9", "reason": reason[1], "note": "kept"}
    )
    assert answer.status_code == 422
    assert "can still be returned" in text(answer)
    assert hidden(answer.text)["token"] == hidden(form.text)["token"]
    assert 'value="kept"' in answer.text


def test_an_order_of_which_nothing_shipped_says_so(browser, order_id):
    page = browser.get(f"/orders/{order_id}/returns/new")
    assert "Nothing of this order can come back" in text(page)


def test_a_return_form_without_its_token_is_not_found(browser, order_id):
    assert browser.post(f"/orders/{order_id}/returns", {"token": "x"}).status_code == 404


def test_the_words_are_japanese_for_a_japanese_agent(browser, order_id):
    from app.models import Agent

    browser.get(f"/orders/{order_id}/refunds/new")
    with browser.stage.desk() as desk:
        for agent in desk.all(desk.select(Agent)):
            agent.locale = "ja"
    assert "返金" in text(browser.get(f"/orders/{order_id}/refunds/new"))
    assert "理由" in text(browser.choose(order_id, 1, reason=" "))
