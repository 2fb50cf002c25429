"""The remedy dialog over HTTP, with the development store as its Shopify: what an agent sees, confirms and reads."""

import re
from dataclasses import dataclass, replace
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.errands.runtime import Runtime
from app.models import Agent, AgentToken, Order, Remedy, ReturnPolicy
from app.wsgi import create_app
from tests import cast
from tests.errands import money_stage
from tests.errands.money_stage import SHIPPED, Stage
from tests.processes import HANA


@dataclass
class Browser:
    """An agent's browser in Hana's admin."""

    stage: Stage
    client: FlaskClient

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.stage.store.id_token(staff='Diego')}", "HX-Request": "true"}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=self.headers() | headers)

    def post(self, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        return self.client.post(path, data=data or {}, headers=self.headers())

    def wish(self, order_id: int, kind: str, **typed: str) -> TestResponse:
        return self.post(f"/orders/{order_id}/remedy_previews", {"kind": kind, "reason": "DAMAGED"} | typed)

    def choose(self, order_id: int, quantity: int | str = 2, **more: str) -> TestResponse:
        gid = self.stage.lines()[0].gid
        return self.wish(order_id, "refund", **{f"quantity:{gid}": str(quantity), "note": "Broken on arrival"} | more)

    def confirm(self, order_id: int, preview: TestResponse, **changes: str) -> TestResponse:
        return self.post(f"/orders/{order_id}/remedies", confirmation(preview.text) | changes)

    def give(self, order_id: int, kind: str, **typed: str) -> str:
        """From the form to its end, as far as one step brings it; the page that follows it."""
        preview = self.wish(order_id, kind, **typed)
        assert preview.status_code == 200, text(preview)
        created = self.confirm(order_id, preview)
        assert created.status_code == 201, text(created)
        self.stage.run(newest(self.stage).id)
        return self.get(f"/orders/{order_id}/remedies/{newest(self.stage).id}").text


def confirmation(page: str) -> dict[str, str]:
    """What the form that confirms would post."""
    form = page[page.index('id="remedy-confirm"') : page.index('id="remedy-back"')]
    return hidden(form)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def text(answer: TestResponse | str) -> str:
    page = answer if isinstance(answer, str) else answer.text
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def stage(runtime, devstore):
    with money_stage.stage(runtime, devstore) as made:
        yield made


@pytest.fixture
def browser(stage) -> Browser:
    return Browser(stage, create_app(stage.runtime).test_client())


@pytest.fixture
def patient(stage) -> Browser:
    """Where what is confirmed waits for half a minute."""
    settings = replace(stage.runtime.settings, undo_seconds=30)
    runtime = Runtime(settings, stage.runtime.database, stage.runtime.doorbell)
    return Browser(replace(stage, runtime=runtime), create_app(runtime).test_client())


@pytest.fixture
def order_id(stage) -> int:
    return stage.mirror()


def newest(stage) -> Remedy | None:
    with stage.desk() as desk:
        return desk.one(desk.select(Remedy).order_by(Remedy.id.desc()))


def test_the_dialog_offers_what_is_possible_and_says_why_the_rest_is_not(browser, order_id):
    page = browser.get(f"/orders/{order_id}/remedies/new")
    offered = re.findall(r'data-kind="([A-Z_]+)"', page.text)
    assert offered[0] == "CANCELLATION"  # nothing has left: the likeliest first
    assert {"REFUND", "STORE_CREDIT"} <= set(offered)
    refused = page.text[page.text.index('data-refused="RETURN"') :]
    assert "Nothing of this order was shipped" in text(refused[: refused.index("</li>")])


def test_of_a_shipped_order_a_return_is_recommended(browser):
    order_id = browser.stage.mirror(SHIPPED)
    page = browser.get(f"/orders/{order_id}/remedies/new")
    assert re.findall(r'data-kind="([A-Z_]+)"', page.text)[0] == "RETURN"
    assert 'data-refused="CANCELLATION"' in page.text


def test_the_refund_form_shows_what_is_left_with_the_customers_currency_first(browser, order_id):
    page = browser.get(f"/orders/{order_id}/remedies/new/refund")
    assert page.status_code == 200
    line = browser.stage.lines()[0]
    words = text(page)
    assert f"of {line.left}" in words
    assert words.index("$") < words.index("¥")
    assert "<html" not in page.text


def test_pieces_that_never_shipped_leave_the_order_unless_the_agent_says_otherwise(browser, order_id):
    ticked = 'name="restock" checked'
    assert ticked in browser.get(f"/orders/{order_id}/remedies/new/refund").text
    assert ticked not in browser.choose(order_id, 99).text
    shipped = browser.stage.mirror(SHIPPED)
    assert ticked not in browser.get(f"/orders/{shipped}/remedies/new/refund").text


def test_the_dialogs_address_opened_by_itself_is_a_whole_page(browser, order_id):
    headers = {"Authorization": browser.headers()["Authorization"]}
    page = browser.client.get(f"/orders/{order_id}/remedies/new/refund", headers=headers)
    assert "<html" in page.text
    assert 'class="act"' in page.text


def test_a_link_to_the_dialogs_address_on_another_page_leads_to_a_whole_page(browser, order_id):
    headers = browser.headers() | {"HX-Request": "true", "HX-Boosted": "true"}
    page = browser.client.get(f"/orders/{order_id}/remedies/new/refund", headers=headers)
    assert "<html" in page.text


def test_two_of_three_are_previewed_confirmed_and_refunded_once(browser, order_id):
    preview = browser.choose(order_id, 2)
    assert preview.status_code == 200
    amount = re.search(r"Refund \$([\d.]+) USD", text(preview))[1]
    assert "1 USD was" in text(preview)
    created = browser.confirm(order_id, preview)
    assert created.status_code == 201
    assert 'data-state="WAITING"' in created.text
    assert 'hx-trigger="load delay:2s"' in created.text
    remedy = newest(browser.stage)
    browser.stage.run(remedy.id)
    state = browser.get(f"/orders/{order_id}/remedies/{remedy.id}")
    assert 'data-state="SUCCEEDED"' in state.text
    assert "The money is on its way to the customer" in text(state)
    assert "hx-trigger" not in state.text
    assert browser.stage.moved() == (1, amount, "USD")


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


def test_a_quantity_in_the_wide_digits_of_a_japanese_keyboard_is_a_quantity(browser, order_id):
    assert browser.choose(order_id, "２").status_code == 200


def test_a_remedy_without_a_reason_is_asked_for_one_and_other_wants_words(browser, order_id):
    answer = browser.choose(order_id, 1, reason="")
    assert answer.status_code == 422
    assert "Give a reason" in text(answer)
    assert "Say in a few words why" in text(browser.choose(order_id, 1, reason="OTHER", note=" "))


def test_an_amount_alone_goes_back_without_pieces(browser, order_id):
    page = browser.wish(order_id, "refund", way="amount", amount="$5.00", reason="GOODWILL")
    assert "Refund $5.00 USD" in text(page)
    browser.confirm(order_id, page)
    browser.stage.run(newest(browser.stage).id)
    assert browser.stage.moved() == (1, "5.00", "USD")


@pytest.mark.parametrize("amount", ["5.001", "5,0", "five", "-5", "0", "", "10²"])
def test_an_amount_with_no_one_meaning_keeps_the_form_and_marks_the_field(browser, order_id, amount):
    page = browser.wish(order_id, "refund", way="amount", amount=amount)
    assert page.status_code == 422
    assert re.search(r'name="amount"[^>]*aria-invalid="true"', page.text)
    assert 'value="amount" checked' in page.text
    assert newest(browser.stage) is None


def test_a_part_of_the_shipping_cost_goes_back_alone(browser, order_id):
    page = browser.wish(order_id, "refund", way="parts", shipping="part", shipping_amount="1.50")
    assert page.status_code == 200, text(page)
    assert "Refund $1.50 USD" in text(page)


def test_going_back_keeps_what_was_typed(browser, order_id):
    page = browser.choose(order_id, 2)
    back = page.text[page.text.index('id="remedy-back"') :]
    again = browser.post(f"/orders/{order_id}/remedies/new/refund", hidden(back))
    assert again.status_code == 200
    assert 'value="Broken on arrival"' in again.text
    assert re.search(r'name="quantity:[^>]*value="2"', again.text)


@pytest.mark.parametrize("change", [{"digest": "0" * 64}, {"digest": ""}])
def test_another_payload_than_shown_is_refused(browser, order_id, change):
    answer = browser.confirm(order_id, browser.choose(order_id, 1), **change)
    assert answer.status_code == 422
    assert "not what was shown" in text(answer)
    assert newest(browser.stage) is None


def test_a_second_tab_is_told_of_the_first_and_offered_to_look_again(browser, order_id):
    first, second = browser.choose(order_id, 2), browser.choose(order_id, 1)
    browser.confirm(order_id, first)
    answer = browser.confirm(order_id, second)
    assert answer.status_code == 409
    assert "already at work on this order" in text(answer)
    assert f"/orders/{order_id}/remedies/{newest(browser.stage).id}" in answer.text
    assert browser.choose(order_id, 1).status_code == 409


def test_an_unknown_preview_is_not_found(browser, order_id):
    answer = browser.post(f"/orders/{order_id}/remedies", {"token": "nobody's", "digest": "x"})
    assert answer.status_code == 404


def test_a_kind_that_is_none_is_not_found(browser, order_id):
    assert browser.get(f"/orders/{order_id}/remedies/new/bribe").status_code == 404
    assert browser.wish(order_id, "unknown").status_code == 404


def test_shopify_away_keeps_what_was_chosen(browser, order_id):
    gid = browser.stage.lines()[0].gid
    browser.stage.store.fault("order", "http_500", times=9)
    answer = browser.wish(order_id, "refund", **{f"quantity:{gid}": "2", "note": "Broken on arrival"})
    assert answer.status_code == 503
    assert "Nothing was done" in text(answer)
    assert 'value="Broken on arrival"' in answer.text


def test_what_was_confirmed_waits_and_is_undone_by_a_click(patient, order_id):
    page = patient.confirm(order_id, patient.choose(order_id, 1))
    assert "Until then you can undo it" in text(page)
    assert re.search(r'role="timer" data-left="(29|30)"', page.text)
    remedy_id = newest(patient.stage).id
    undone = patient.post(f"/orders/{order_id}/remedies/{remedy_id}/withdrawal")
    assert undone.status_code == 200
    assert 'data-state="CANCELLED"' in undone.text
    assert "Undone by Diego" in text(undone)
    patient.stage.run(remedy_id)
    assert patient.stage.moved()[0] == 0


def test_it_is_too_late_to_undo_what_was_sent(browser, order_id):
    browser.confirm(order_id, browser.choose(order_id, 1))
    remedy_id = newest(browser.stage).id
    browser.stage.run(remedy_id)
    late = browser.post(f"/orders/{order_id}/remedies/{remedy_id}/withdrawal")
    assert late.status_code == 409
    assert "cannot be undone" in text(late)
    assert 'data-state="SUCCEEDED"' in late.text


def test_a_remedy_is_not_found_on_another_order(browser, order_id):
    browser.confirm(order_id, browser.choose(order_id, 1))
    other = browser.stage.mirror(SHIPPED)
    remedy_id = newest(browser.stage).id
    assert browser.get(f"/orders/{other}/remedies/{remedy_id}").status_code == 404
    assert browser.post(f"/orders/{other}/remedies/{remedy_id}/withdrawal").status_code == 404


def test_a_lost_answer_is_said_and_needs_no_waiting(browser, order_id):
    browser.confirm(order_id, browser.choose(order_id, 1))
    remedy_id = newest(browser.stage).id
    browser.stage.store.fault("refundCreate", "reset_before_commit")
    browser.stage.run(remedy_id)
    assert "never done twice" in text(browser.get(f"/orders/{order_id}/remedies/{remedy_id}"))


def test_shopifys_refusal_is_shown_in_its_own_words(browser, order_id):
    browser.confirm(order_id, browser.choose(order_id, 1))
    remedy_id = newest(browser.stage).id
    browser.stage.store.fault("refundCreate", "user_errors")
    browser.stage.run(remedy_id)
    page = browser.get(f"/orders/{order_id}/remedies/{remedy_id}")
    assert 'data-state="REJECTED"' in page.text
    assert newest(browser.stage).error in text(page)


def test_the_panel_beside_a_conversation_says_that_a_payment_failed(browser, order_id):
    conversation = cast.conversation(browser.stage.runtime.database, browser.stage.shop_id, order_id=order_id)
    browser.confirm(order_id, browser.choose(order_id, 1))
    remedy_id = newest(browser.stage).id
    browser.stage.run(remedy_id)
    path = f"/conversations/{conversation.id}"
    assert "Payment failed" not in text(browser.get(path))
    with browser.stage.desk() as desk:
        desk.get(Remedy, remedy_id).money_state = "FAILURE"
    assert "Payment failed" in text(browser.get(path))


@pytest.mark.parametrize(("money", "told"), [("PENDING", "Money still on its way"), ("FAILURE", "Payment failed")])
def test_the_panel_beside_a_conversation_calls_nothing_refunded_before_its_money_moved(browser, order_id, money, told):
    conversation = cast.conversation(browser.stage.runtime.database, browser.stage.shop_id, order_id=order_id)
    browser.confirm(order_id, browser.choose(order_id, 1))
    remedy_id = newest(browser.stage).id
    browser.stage.run(remedy_id)
    browser.stage.mirror()
    path, given = f"/conversations/{conversation.id}", re.compile(r'<ul class="given">.*?</ul>', re.DOTALL)
    assert "Refunded" in text(given.search(browser.get(path).text)[0])
    with browser.stage.desk() as desk:
        desk.get(Remedy, remedy_id).money_state = money
    shown = text(given.search(browser.get(path).text)[0])
    assert told in shown
    assert "Refunded" not in shown


def test_the_panel_beside_a_conversation_lets_what_waits_be_undone(patient, order_id):
    conversation = cast.conversation(patient.stage.runtime.database, patient.stage.shop_id, order_id=order_id)
    patient.confirm(order_id, patient.choose(order_id, 1))
    page = patient.get(f"/conversations/{conversation.id}").text
    assert f"/orders/{order_id}/remedies/{newest(patient.stage).id}/withdrawal" in page
    assert re.search(r"Goes in\s+\d+\s+s", text(page))


def test_a_note_is_shown_as_text_never_as_markup(browser, order_id):
    answer = browser.choose(order_id, 1, note="<script>alert(1)</script>")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_the_words_are_japanese_for_a_japanese_agent(browser, order_id):
    browser.get(f"/orders/{order_id}/remedies/new")
    with browser.stage.desk() as desk:
        for agent in desk.all(desk.select(Agent)):
            agent.locale = "ja"
    assert "返金" in text(browser.get(f"/orders/{order_id}/remedies/new"))
    assert "理由" in text(browser.choose(order_id, 1, reason=""))
    assert re.search(r"返金", text(browser.choose(order_id, "２")))


def fields(page: str, prefix: str) -> list[str]:
    return [unescape(name) for name in re.findall(rf'name="({prefix}:[^"]+)"', page)]


def of(page: str, kind: str) -> str:
    """The address of a step of a return in the list of what is possible."""
    return unescape(re.search(rf'data-kind="{kind}" hx-get="([^"]+)"', page)[1])


def begin_return(browser, order_id: int, **more: str) -> str:
    """A return of one piece, open in Shopify; the page that follows it."""
    form = browser.get(f"/orders/{order_id}/remedies/new/return").text
    why = re.search(r'<option value="(gid[^"]+ changed-mind)"', form)[1]
    page = browser.give(order_id, "return", **{fields(form, "quantity")[0]: "1", "why": why} | more)
    browser.stage.mirror(browser.stage.name)
    return page


def test_a_return_is_chosen_looked_at_created_and_followed(browser):
    order_id = browser.stage.mirror(SHIPPED)
    page = begin_return(browser, order_id)
    assert 'data-state="SUCCEEDED"' in page
    assert "The return is open in Shopify" in text(page)
    assert f"{SHIPPED}-R1" in text(page)


def test_more_than_can_come_back_keeps_the_form(browser):
    order_id = browser.stage.mirror(SHIPPED)
    form = browser.get(f"/orders/{order_id}/remedies/new/return").text
    why = re.search(r'<option value="(gid[^"]+ changed-mind)"', form)[1]
    answer = browser.wish(order_id, "return", **{fields(form, "quantity")[0]: "9", "why": why, "note": "kept"})
    assert answer.status_code == 422
    assert "can still be returned" in text(answer)
    assert 'value="kept"' in answer.text
    assert f'value="{why}" selected' in answer.text


def test_a_return_without_a_reason_is_asked_for_one(browser):
    order_id = browser.stage.mirror(SHIPPED)
    form = browser.get(f"/orders/{order_id}/remedies/new/return").text
    answer = browser.wish(order_id, "return", **{fields(form, "quantity")[0]: "1"})
    assert answer.status_code == 422
    assert "Give a reason" in text(answer)


def test_reasons_to_return_are_in_the_agents_language(browser):
    order_id = browser.stage.mirror(SHIPPED)
    browser.get(f"/orders/{order_id}/remedies/new")
    with browser.stage.desk() as desk:
        for agent in desk.all(desk.select(Agent)):
            agent.language = "ja"
    assert "気が変わった" in text(browser.get(f"/orders/{order_id}/remedies/new/return"))


def test_an_order_of_which_nothing_shipped_says_so(browser, order_id):
    page = browser.get(f"/orders/{order_id}/remedies/new/return")
    assert "Nothing of this order can come back" in text(page)


def test_what_came_back_has_several_fates_and_its_money_goes_with_it(browser):
    order_id = browser.stage.mirror(SHIPPED)
    begin_return(browser, order_id)
    offered = browser.get(f"/orders/{order_id}/remedies/new").text
    assert re.findall(r'data-kind="([A-Z_]+)"', offered)[0] == "RETURN_PROCESSING"
    form = browser.get(of(offered, "RETURN_PROCESSING")).text
    line = fields(form, "quantity")[0].removeprefix("quantity:")
    typed = {f"quantity:{line}": "1", f"fate:{line}": "NOT_RESTOCKED", "of": hidden(form)["of"], "refund": "on"}
    unsaid = browser.wish(order_id, "return-processing", **typed | {f"fate:{line}": ""})
    assert (unsaid.status_code, "Say what becomes of" in text(unsaid)) == (422, True)
    shown = browser.wish(order_id, "return-processing", **typed)
    assert "not put back in stock" in text(shown)
    page = browser.give(order_id, "return-processing", **typed)
    assert "The money is on its way to the customer" in text(page)
    assert browser.stage.moved()[0] == 1


def test_a_return_is_closed_and_opened_again_without_being_asked_why(browser):
    order_id = browser.stage.mirror(SHIPPED)
    begin_return(browser, order_id)
    for kind, words in (("RETURN_CLOSING", "The return is closed"), ("RETURN_REOPENING", "The return is open again")):
        form = browser.get(of(browser.get(f"/orders/{order_id}/remedies/new").text, kind))
        assert 'id="remedy-reason"' not in form.text
        typed = {"of": hidden(form.text)["of"]}
        assert words in text(browser.give(order_id, kind.lower().replace("_", "-"), **typed))
        browser.stage.mirror(SHIPPED)


def upload(browser, path: str, typed: dict[str, str], content: bytes):
    """Written out in memory: the test client would leave a large body's temporary file open."""
    boundary, body = encode_multipart(typed | {"label": FileStorage(BytesIO(content), "label.pdf")})
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.client.post(path, data=body, content_type=kind, headers=browser.headers())


def test_a_return_label_that_is_none_is_refused_and_tracking_is_kept(browser):
    order_id = browser.stage.mirror(SHIPPED)
    begin_return(browser, order_id)
    form = browser.get(of(browser.get(f"/orders/{order_id}/remedies/new").text, "RETURN_LABEL"))
    typed = {"of": hidden(form.text)["of"], "kind": "return-label", "tracking_number": "EE 1"}
    path = f"/orders/{order_id}/remedy_previews"
    refused = browser.post(path, typed | {"label": (BytesIO(b"MZ"), "label.pdf")})
    assert (refused.status_code, "A label is a PDF" in text(refused)) == (422, True)
    assert 'value="EE 1"' in refused.text
    large = upload(browser, path, typed, b"%PDF-1.7" + bytes(10 * 1024 * 1024))
    assert (large.status_code, "10 MB at most" in text(large)) == (422, True)
    shown = upload(browser, path, typed, b"%PDF-1.7 a label" + bytes(3 * 1024 * 1024))
    assert shown.status_code == 200, text(shown)
    browser.confirm(order_id, shown)
    browser.stage.run(newest(browser.stage).id)
    assert "way back is noted" in text(browser.get(f"/orders/{order_id}/remedies/{newest(browser.stage).id}"))


def test_an_exchange_is_found_by_words_and_its_balance_is_shown(browser):
    order_id = browser.stage.mirror(SHIPPED)
    path = f"/orders/{order_id}/remedies/new/return"
    form = browser.get(path).text
    why = re.search(r'<option value="(gid[^"]+ changed-mind)"', form)[1]
    typed = {fields(form, "quantity")[0]: "1", "why": why, "kind": "return"}
    found = browser.post(path, typed | {"search": "e"}).text
    variant = next(name for name in fields(found, "instead"))
    assert f'value="{why}" selected' in found
    shown = browser.post(f"/orders/{order_id}/remedy_previews", typed | {variant: "1"})
    assert shown.status_code == 200, text(shown)
    assert "goes to the customer" in text(shown)


def test_a_form_of_a_return_keeps_what_was_typed_while_shopify_is_away(browser):
    order_id = browser.stage.mirror(SHIPPED)
    browser.stage.store.fault("order", "http_500", times=9)
    answer = browser.post(f"/orders/{order_id}/remedies/new/return", {"kind": "return", "note": "kept"})
    assert answer.status_code == 503
    assert "Nothing was done" in text(answer)
    assert hidden(answer.text)["note"] == "kept"


@pytest.mark.parametrize(
    ("kind", "typed", "done"),
    [
        ("cancellation", {"reason": "CHANGED_MIND", "restock": "on"}, "UNKNOWN"),
        ("store-credit", {"amount": "5.00"}, "The customer has the credit"),
        ("gift-card", {"amount": "500"}, "The gift card is made"),
        ("discount-code", {"amount": "５００円"}, "The discount code is good"),
        ("hold", {"reason": "FRAUD"}, "The order is on hold"),
        ("address-change", {"reason": "WRONG_ADDRESS"}, "new address"),
    ],
)
def test_every_kind_goes_from_its_form_to_its_end(browser, order_id, kind, typed, done):
    form = browser.get(f"/orders/{order_id}/remedies/new/{kind}")
    assert form.status_code == 200
    if kind == "address-change":
        given = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form.text))
        country = re.search(r'<option value="([A-Z]{2})" selected', form.text)[1]
        typed = given | typed | {"address1": "Somewhere else 5", "country_code": country}
        typed.pop("kind")
    page = browser.give(order_id, kind, **typed)
    assert done in page


def test_a_hold_that_was_placed_here_is_released(browser, order_id):
    browser.give(order_id, "hold", reason="FRAUD")
    browser.stage.mirror()
    assert "The order ships again" in text(browser.give(order_id, "hold-release", note="checked", reason="OTHER"))


def test_a_form_says_at_once_what_stands_against_it(browser, order_id):
    page = browser.get(f"/orders/{order_id}/remedies/new/hold-release")
    assert "This order is not on hold" in text(page)
    assert "data-against" not in browser.get(f"/orders/{order_id}/remedies/new/hold").text


def test_an_address_is_shown_as_it_is_and_as_it_will_be(browser, order_id):
    form = browser.get(f"/orders/{order_id}/remedies/new/address-change").text
    given = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    country = re.search(r'<option value="([A-Z]{2})" selected', form)[1]
    assert given["city"]
    typed = given | {"address1": "Somewhere else 5", "country_code": country, "reason": "WRONG_ADDRESS"}
    typed.pop("kind")
    shown = text(browser.wish(order_id, "address-change", **typed))
    assert shown.index(unescape(given["address1"])) < shown.index("Somewhere else 5")


def test_over_the_limit_an_approval_is_asked_for_and_who_may_give_it_is_named(browser, order_id):
    with browser.stage.desk() as desk:
        desk.shop.agent_refund_limit = 100
    shown = browser.choose(order_id, 2)
    assert "This is more than you may give by yourself" in text(shown)
    assert "Ask for approval" in text(shown)
    unasked = browser.confirm(order_id, shown)
    assert unasked.status_code == 403
    assert newest(browser.stage) is None
    asked = browser.confirm(order_id, shown, asking="She waited three weeks")
    assert asked.status_code == 201
    assert 'data-state="AWAITING_APPROVAL"' in asked.text
    assert "She waited three weeks" in text(asked)
    remedy_id = newest(browser.stage).id
    back = browser.post(f"/orders/{order_id}/remedies/{remedy_id}/withdrawal")
    assert 'data-state="CANCELLED"' in back.text
    assert browser.stage.moved()[0] == 0


def test_who_can_bring_no_token_of_his_own_confirms_nothing_and_sees_the_same_numbers(browser, order_id):
    shown = browser.choose(order_id, 1)
    with browser.stage.desk() as desk:
        for token in desk.all(desk.select(AgentToken)):
            desk.session.delete(token)
    browser.stage.store.post("/control/faults", operation="token", fault="http_500", times=9)
    answer = browser.confirm(order_id, shown)
    assert answer.status_code == 503
    assert newest(browser.stage) is None
    assert confirmation(answer.text) == confirmation(shown.text)


def requested(browser, note: str = "too small") -> tuple[int, str]:
    """An order with a return that its customer asked for, and what is possible then."""
    browser.stage.mirror(SHIPPED)
    browser.stage.store.post(f"/control/orders/{SHIPPED[1:]}/returns", shop=HANA, note=note)
    order_id = browser.stage.mirror(SHIPPED)
    return order_id, browser.get(f"/orders/{order_id}/remedies/new").text


def test_a_return_a_customer_asked_for_is_approved_with_his_words_in_sight(browser):
    order_id, offered = requested(browser)
    assert re.findall(r'data-kind="([A-Z_]+)"', offered)[0] == "RETURN_APPROVAL"
    form = browser.get(of(offered, "RETURN_APPROVAL"))
    assert "too small" in text(form)
    page = browser.give(order_id, "return-approval", of=hidden(form.text)["of"])
    assert "The return is approved" in text(page)


def test_a_return_is_declined_by_a_person_with_the_policys_sentence_before_him(browser):
    with browser.stage.desk() as desk:
        desk.add(
            ReturnPolicy(country_code="", days=0, return_costs="customer", note="Pieces made to order stay.",
                         changed_at=desk.now)
        )  # fmt: skip
    order_id, offered = requested(browser)
    form = browser.get(of(offered, "RETURN_DECLINE"))
    typed = {"of": hidden(form.text)["of"], "why": "FINAL_SALE"}
    unsaid = browser.wish(order_id, "return-decline", **typed, words=" ")
    assert (unsaid.status_code, "the customer reads it" in text(unsaid)) == (422, True)
    shown = browser.wish(order_id, "return-decline", **typed, words="Made for you alone.")
    assert "Made for you alone." in text(shown)
    assert "is declined" in text(browser.give(order_id, "return-decline", **typed, words="Made for you alone."))


def test_where_the_law_says_nothing_else_the_shops_own_sentence_stands_ready_to_be_quoted(browser):
    with browser.stage.desk() as desk:
        desk.add(
            ReturnPolicy(country_code="", days=0, return_costs="customer", note="Pieces made to order stay.",
                         changed_at=desk.now)
        )  # fmt: skip
    order_id, offered = requested(browser)
    with browser.stage.desk() as desk:
        desk.get(Order, order_id).country_code = "US"
    form = browser.get(of(offered, "RETURN_DECLINE")).text
    assert "Pieces made to order stay." in text(form[form.index("data-policy") :])
