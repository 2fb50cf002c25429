"""Drafts above the composer over HTTP: seen by all, used as a previewed reply, sent once, discarded."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.domain.remedies.told import Told
from app.errands.runtime import Runtime
from app.models import Conversation, RemedyDraft, Shop
from tests import cast
from tests.drafting import Corner
from tests.web.scene import Desk, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


@pytest.fixture
def corner(desk: Desk) -> Corner:
    return Corner(desk)


def test_the_draft_stands_above_the_composer_with_what_it_is_about(corner: Corner) -> None:
    page = corner.page()
    assert page.index("Draft reply: Refund") < page.index('id="composer"')
    assert "$84.00 USD" in page[page.index('id="drafts"') : page.index('id="composer"')]


def test_it_puts_the_agents_text_in_and_shows_the_customers_beside_it(corner: Corner) -> None:
    own = corner.text()
    assert own.startswith("Hello María,")
    page = unescape(corner.preview(own))
    assert "The same text in English" in page
    body = re.search(r'<textarea id="body".*?</textarea>', page, re.DOTALL)[0]
    assert "Hemos reembolsado 84,00\u00a0US$" in body
    assert "No translation" not in page


def test_sent_as_it_was_shown_the_draft_is_used_and_gone_for_everybody(corner: Corner) -> None:
    answer = corner.send(corner.preview(corner.text()))
    assert answer.status_code == 200
    assert "Draft reply" not in answer.text
    assert corner.draft().state == "USED"
    (message,) = corner.sent()
    assert (message.language, message.draft_language, message.id) == ("es", "en", corner.draft().message_id)
    assert message.body.startswith("Hola, María:")
    assert message.draft_body.startswith("Hello María,")


def test_a_second_press_of_the_same_form_is_the_same_reply(corner: Corner) -> None:
    page = corner.preview(corner.text())
    assert [corner.send(page).status_code for _ in range(2)] == [200, 200]
    assert len(corner.sent()) == 1


def test_a_colleague_who_had_it_open_cannot_send_it_again(corner: Corner) -> None:
    page = corner.preview(corner.text())
    corner.send(page)
    answer = corner.send(page, token="another form")
    assert answer.status_code == 409
    assert "A colleague has sent this draft already." in answer.text
    assert len(corner.sent()) == 1


def test_what_is_not_so_any_more_is_not_sent(corner: Corner) -> None:
    page = corner.preview(corner.text())
    corner.desk.change(corner.draft(), state="OUTDATED")
    answer = corner.send(page)
    assert answer.status_code == 409
    assert corner.sent() == []


def test_words_added_by_hand_to_the_customers_text_pass_the_checks(corner: Corner) -> None:
    page = corner.preview(corner.text())
    body = unescape(re.search(r'<textarea id="body".*?>(.*?)</textarea>', page, re.DOTALL)[1])
    assert corner.send(page, body=f"{body}\n¡Gracias!").status_code == 200
    assert corner.sent()[0].body.endswith("¡Gracias!")


def test_an_amount_changed_by_hand_is_shown_again_with_what_is_wrong(corner: Corner) -> None:
    page = corner.preview(corner.text())
    body = unescape(re.search(r'<textarea id="body".*?>(.*?)</textarea>', page, re.DOTALL)[1])
    answer = corner.send(page, body=body.replace("84,00", "48,00"))
    assert "48,00" in unescape(answer.text)
    assert corner.sent() == []


def test_a_changed_draft_is_the_agents_own_text_and_goes_through_the_engine(corner: Corner) -> None:
    page = corner.preview(f"{corner.text()} See you!")
    assert "The same text in English" not in page
    assert f'name="remedy_draft" value="{corner.draft_id}"' in page


def test_it_is_discarded_for_everybody(corner: Corner) -> None:
    answer = corner.desk.post(f"/conversations/{corner.id}/drafts/{corner.draft_id}/removal")
    assert 'id="drafts" hx-swap-oob' in answer.text
    assert "Draft reply" not in answer.text
    assert corner.draft().state == "DISCARDED"
    assert "Draft reply" not in corner.page()


def test_news_bring_it_to_who_has_the_conversation_open(corner: Corner) -> None:
    assert "Draft reply: Refund" in corner.desk.page(f"/inbox/changes?conversation={corner.id}")


def test_where_nothing_is_translated_the_customers_own_text_is_put_in(desk: Desk) -> None:
    assert Corner(desk, language="").text().startswith("Hola, María:")


def test_a_language_we_have_no_text_in_is_said(desk: Desk) -> None:
    assert "There is no text in Portuguese: this is in English." in Corner(desk, language="pt").page()


def test_a_draft_that_lacks_something_says_so_and_can_only_be_discarded(desk: Desk) -> None:
    page = Corner(desk, told=Told(), telling="discount_code").page()
    assert "something it must name is not known (code)" in page
    assert "data-uses-draft" not in page
    assert "Discard the draft reply" in page


def test_an_agent_who_works_in_japanese_reads_what_he_sends_in_japanese(
    client: FlaskClient, runtime: Runtime, hana: Shop
) -> None:
    corner = Corner(sit_down(client, runtime, hana, locale="ja-JP", language="ja"))
    page = corner.page()
    assert "返信の下書き：返金" in page
    own = corner.text()
    assert own.startswith("María Díaz 様")
    assert "同じ内容の文面（日本語）" in corner.preview(own)


def test_another_shops_draft_is_not_used_by_sending_a_reply_here(corner: Corner, mei: Shop) -> None:
    conversation = Conversation(shop_id=mei.id, channel="email", reply_token="mei")
    columns = dict.fromkeys(("created_at", "last_message_at", "changed_at"), cast.NOON)
    with corner.desk.database.transaction() as session:
        for name, value in columns.items():
            setattr(conversation, name, value)
        session.add(conversation)
        session.flush()
        session.get(RemedyDraft, corner.draft_id).shop_id = mei.id
    form = {"draft": "Hello", "token": "x", "remedy_draft": corner.draft_id}
    assert corner.desk.post(f"/conversations/{corner.id}/replies", form).status_code == 200
    assert corner.draft().state == "OPEN"
