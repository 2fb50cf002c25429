"""The page of what waits for a person: in words, with a button, and nothing of another shop's."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app import jobs
from app.errands.runtime import Runtime
from app.models import DataRequest, Reaction, Shop, WebhookReceipt
from app.startup import handlers
from app.web import words
from tests import cast, troubled
from tests.web.scene import Desk, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


@pytest.fixture
def owner(desk: Desk) -> Desk:
    """The same browser, with Hana before it, who owns the shop."""
    desk.change(desk.agent, name="Hana", role="OWNER")
    return desk


def badge(page: str) -> str:
    rail = re.search(r'href="/troubles[^"]*".*?view__count">([^<]+)<', page, re.DOTALL)
    return rail[1] if rail else ""


def test_a_shop_in_order_is_told_so_and_has_no_badge(desk: Desk, mei: Shop) -> None:
    troubled.everything(desk.database, mei, cast.agent(desk.database, mei.id))
    page = desk.page("/troubles")
    assert "Nothing needs your attention" in page
    assert "maria@example.es" not in page
    assert "Nobody has asked for their data or to be forgotten." in page
    assert badge(desk.page("/")) == ""


def test_everything_that_failed_is_told_in_words_and_counted_in_the_inbox(desk: Desk) -> None:
    number = troubled.everything(desk.database, desk.shop, desk.agent)
    page = desk.page("/troubles")
    for said in (
        "Shopify no longer lets Kakehashi in",
        "All rules are paused",
        "Your orders could not be copied",
        "The payment of a refund failed",
        "To be checked: Refund",
        "To be checked: Return",
        "A message may not have arrived",
        "A message was not sent",
        "Mail could not be read: 1",
        "News from Shopify was not taken in: An order (orders/updated)",
        "News from Shopify was not taken in: A customer asks to be forgotten",
        "Not done: Running the rules",
        "Asks what is kept about them",
    ):
        assert said in page, said
    assert badge(desk.page("/")) == str(number)


def test_a_refusal_is_told_by_its_words_and_a_fault_of_the_program_as_one(desk: Desk) -> None:
    troubled.receipt(desk.database, desk.shop, error="Refused: Access denied.")
    troubled.reaction(desk.database, desk.shop, error="KeyError: 'gid'")
    page = desk.page("/troubles")
    assert "Refused:" not in page
    assert "Access denied." in page
    assert "Something unexpected happened in Kakehashi. (KeyError: &#39;gid&#39;)" in page


def test_what_a_stranger_wrote_is_never_markup(desk: Desk) -> None:
    talk = desk.conversation()
    troubled.message(desk.database, talk, delivery_error="<img src=x>", to_address="<b>@example.es")
    page = desk.page("/troubles")
    assert "<img" not in page
    assert "<b>" not in page


def test_a_dead_webhook_and_a_dead_reaction_are_tried_again_by_a_button(desk: Desk) -> None:
    receipt, reaction = troubled.receipt(desk.database, desk.shop), troubled.reaction(desk.database, desk.shop)
    page = desk.page("/troubles")
    for path in (f"/receipts/{receipt.id}/attempts", f"/reactions/{reaction.id}/attempts"):
        assert f'action="{path}' in page
        assert desk.post(path).status_code == 303
        assert desk.post(path).status_code == 409
    assert desk.row(WebhookReceipt, receipt.id).state == "WAITING"
    assert desk.row(Reaction, reaction.id).state == "WAITING"
    assert "Nothing needs your attention" in desk.page("/troubles")


def test_what_is_left_as_it_is_is_gone_from_the_page(desk: Desk) -> None:
    about, talk = troubled.order(desk.database, desk.shop), desk.conversation()
    paths = [
        f"/receipts/{troubled.receipt(desk.database, desk.shop).id}/closure",
        f"/reactions/{troubled.reaction(desk.database, desk.shop).id}/closure",
        f"/messages/{troubled.message(desk.database, talk).id}/closure",
        f"/remedies/{troubled.remedy(desk.database, about, desk.agent).id}/closure",
    ]
    page = desk.page("/troubles")
    for path in paths:
        assert f'action="{path}' in page
        assert desk.post(path).status_code == 303
    assert "Nothing needs your attention" in desk.page("/troubles")


def test_what_the_law_asks_for_has_no_button_to_leave_it(desk: Desk) -> None:
    row = troubled.receipt(desk.database, desk.shop, "customers/redact")
    assert f"/receipts/{row.id}/closure" not in desk.page("/troubles")
    assert desk.post(f"/receipts/{row.id}/closure").status_code == 422


def test_the_links_of_the_page_lead_somewhere(desk: Desk) -> None:
    troubled.everything(desk.database, desk.shop, desk.agent)
    page = desk.page("/troubles")
    links = set(re.findall(r'<a class="button[^"]*" href="([^"]+)"', page))
    assert len(links) > 4
    for link in links:
        assert desk.get(link.replace("&amp;", "&")).status_code == 200, link


def test_an_agent_sees_who_can_answer_a_request_and_cannot_himself(desk: Desk) -> None:
    cast.agent(desk.database, desk.shop.id, "Hana Sato", role="OWNER")
    row = troubled.asked(desk.database, desk.shop)
    page = desk.page("/troubles")
    assert "Ask Hana Sato." in page
    assert f"/data_requests/{row.id}/" not in page
    assert desk.get(f"/data_requests/{row.id}/export").status_code == 403
    refused = desk.post(f"/data_requests/{row.id}/answer")
    assert refused.status_code == 403
    assert "Only the owner of the shop can do this." in refused.text
    assert desk.row(DataRequest, row.id).done_at is None


def test_the_owner_downloads_what_is_kept_of_a_person_of_this_shop_alone(owner: Desk, mei: Shop) -> None:
    for shop in (owner.shop, mei):
        customer = cast.customer(owner.database, shop.id, name="María Díaz")
        talk = cast.conversation(owner.database, shop.id, customer_id=customer.id)
        troubled.message(owner.database, talk, body=f"Hola from {shop.domain}", delivery="SENT")
    row = troubled.asked(owner.database, owner.shop)
    answer = owner.get(f"/data_requests/{row.id}/export")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="data-request-{row.id}.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["customers"][0]["name"] == "María Díaz"
    assert "María" in answer.text
    assert [one["body"] for one in answer.json["messages"]] == [f"Hola from {owner.shop.domain}"]
    theirs = troubled.asked(owner.database, mei)
    assert owner.get(f"/data_requests/{theirs.id}/export").status_code == 404


def test_the_owner_marks_a_request_as_answered(owner: Desk) -> None:
    row = troubled.asked(owner.database, owner.shop)
    assert "Due Dec 20, 2026" in owner.page("/troubles").replace("\u202f", " ")
    assert badge(owner.page("/")) == "1"
    assert owner.post(f"/data_requests/{row.id}/answer").status_code == 303
    page = owner.page("/troubles")
    assert "Answered" in page
    assert "Mark as answered" not in page
    assert badge(owner.page("/")) == ""


def test_a_request_that_is_late_is_marked(owner: Desk) -> None:
    troubled.asked(owner.database, owner.shop, received_at=cast.NOON - timedelta(days=400))
    assert "Overdue" in owner.page("/troubles")


def test_what_was_erased_is_listed_with_its_day(owner: Desk) -> None:
    troubled.asked(owner.database, owner.shop, "REDACT_CUSTOMER", done_at=cast.NOON, details={})
    page = owner.page("/troubles")
    assert "Asked to be forgotten" in page
    assert "Erased Nov 20, 2026" in page.replace("\u202f", " ")


def test_a_japanese_agent_reads_it_in_japanese(client: FlaskClient, runtime: Runtime, hana: Shop) -> None:
    desk = sit_down(client, runtime, hana, locale="ja-JP", language="ja")
    troubled.everything(desk.database, hana, desk.agent)
    page = desk.page("/troubles")
    assert "Shopifyへのアクセス権が切れています" in page
    assert "ルールの実行" in page


def test_every_reaction_and_every_topic_has_its_words() -> None:
    reactions = {name for by_name in jobs.REACTIONS.values() for name in by_name}
    assert reactions <= set(words.REACTION)
    assert [topic for topic in handlers() if words.topic(topic) == topic] == []


def test_mei_can_do_nothing_about_hanas_troubles(desk: Desk, client: FlaskClient, runtime: Runtime, mei: Shop) -> None:
    row = troubled.asked(desk.database, desk.shop)
    theirs = sit_down(client, runtime, mei, role="OWNER")
    assert theirs.get(f"/data_requests/{row.id}/export").status_code == 404
    assert theirs.post(f"/data_requests/{row.id}/answer").status_code == 404
    assert desk.row(DataRequest, row.id).done_at is None
