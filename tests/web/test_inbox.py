import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.desk.reading.inbox import PAGE
from app.errands.runtime import Runtime
from app.models import Backfill, Conversation, ConversationTag, Shop
from tests import cast
from tests.web.scene import Desk, message, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


def listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<li data-id="(\d+)"', page)]


def many(desk: Desk, count: int, **columns: Any) -> None:
    with desk.database.transaction() as session:
        session.add_all(
            Conversation(
                shop_id=desk.shop.id,
                channel="email",
                subject=f"Question {number}",
                reply_token=f"many{number}",
                created_at=cast.NOON,
                changed_at=cast.NOON,
                **({"last_message_at": cast.NOON + timedelta(minutes=number // 3)} | columns),
            )
            for number in range(count)
        )


def test_open_conversations_are_listed_newest_first(desk: Desk) -> None:
    older = desk.conversation(last_message_at=cast.NOON)
    newer = desk.conversation(last_message_at=cast.NOON + timedelta(hours=1))
    desk.conversation(status="RESOLVED")
    assert listed(desk.page("/")) == [newer.id, older.id]


def test_another_shops_conversations_are_never_listed(desk: Desk, mei: Shop) -> None:
    theirs = cast.conversation(desk.database, mei.id, subject="Secret of Mei")
    message(desk.database, mei.id, theirs.id, "Mei only")
    page = desk.page("/")
    assert listed(page) == []
    assert "Secret of Mei" not in page


def test_pages_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    many(desk, PAGE * 2 + 5)
    page, seen = desk.page("/"), []
    while True:
        seen += listed(page)
        following = re.search(r'hx-get="(/inbox/rows\?[^"]+)"', page)
        if not following:
            break
        page = desk.page(following[1].replace("&amp;", "&"))
    assert len(seen) == len(set(seen)) == PAGE * 2 + 5


def test_those_at_risk_come_oldest_first(desk: Desk) -> None:
    younger = desk.conversation(last_message_at=cast.NOON - timedelta(days=2))
    older = desk.conversation(last_message_at=cast.NOON - timedelta(days=3))
    assert listed(desk.page("/?view=late")) == [older.id, younger.id]


def test_each_view_holds_what_its_name_says(desk: Desk) -> None:
    mine = desk.conversation(assignee_id=desk.agent.id)
    free = desk.conversation()
    waiting = desk.conversation(status="PENDING")
    done = desk.conversation(status="RESOLVED")
    found = {view: set(listed(desk.page(f"/?view={view}"))) for view in ("mine", "unassigned", "pending", "resolved")}
    assert found == {"mine": {mine.id}, "unassigned": {free.id}, "pending": {waiting.id}, "resolved": {done.id}}


def test_a_message_that_did_not_arrive_is_flagged_in_a_view_of_its_own(desk: Desk) -> None:
    desk.conversation()
    stuck = desk.conversation(status="PENDING")
    desk.message(stuck.id, "Hola", direction="OUTBOUND", author="AGENT", delivery="FAILED")
    page = desk.page("/?view=undelivered")
    assert listed(page) == [stuck.id]
    assert "Not delivered" in page


def test_a_count_stops_at_99(desk: Desk) -> None:
    many(desk, 130)
    assert "99+" in desk.page("/")


def test_a_row_reads_in_the_agents_language(desk: Desk) -> None:
    conversation = desk.conversation(subject="Mi pedido")
    written = desk.message(conversation.id, "¿Dónde está?")
    desk.translation(written.id, "Where is it?", subject="My order")
    page = desk.page("/")
    assert "Where is it?" in page
    assert "My order" in page


def test_a_row_shows_what_is_needed_to_choose(desk: Desk) -> None:
    customer = cast.customer(desk.database, desk.shop.id, name="María Díaz")
    conversation = desk.conversation(customer_id=customer.id, assignee_id=desk.agent.id)
    with desk.database.transaction() as session:
        session.add(ConversationTag(shop_id=desk.shop.id, conversation_id=conversation.id, tag="customs"))
    page = desk.page("/")
    assert all(part in page for part in ("María Díaz", "customs", "Assigned to Diego", 'title="Spanish"'))


def test_the_page_asks_few_questions_however_much_it_shows(desk: Desk) -> None:
    many(desk, PAGE)
    asked: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    desk.page("/")
    assert len([query for query in asked if query.startswith("SELECT")]) <= 12


def test_nothing_new_is_304_and_anything_new_is_told(desk: Desk) -> None:
    conversation = desk.conversation()
    first = desk.get("/inbox/changes?view=open")
    tag = first.headers["ETag"]
    assert first.status_code == 200
    again = desk.get("/inbox/changes?view=open", **{"If-None-Match": tag})
    assert again.status_code == 304
    assert again.text == ""
    desk.post(f"/conversations/{conversation.id}/resolution")
    after = desk.get("/inbox/changes?view=open", **{"If-None-Match": tag})
    assert after.status_code == 200
    assert listed(after.text) == []


def test_how_far_the_copying_is_is_news_to_its_end(desk: Desk) -> None:
    with desk.database.transaction() as session:
        row = Backfill(shop_id=desk.shop.id, state="IMPORTING", object_count=160, started_at=cast.NOON)
        session.add(row)
    first = desk.get("/inbox/changes")
    assert "<progress" in first.text
    desk.change(row, state="DONE", imported_count=160)
    after = desk.get("/inbox/changes", **{"If-None-Match": first.headers["ETag"]})
    assert after.status_code == 200
    assert "<progress" not in after.text


def test_a_note_is_news_for_whoever_has_the_conversation_open(desk: Desk) -> None:
    conversation = desk.conversation()
    address = f"/inbox/changes?view=open&conversation={conversation.id}"
    tag = desk.get(address).headers["ETag"]
    desk.post(f"/conversations/{conversation.id}/notes", {"text": "Ask the carrier", "token": "n1"})
    after = desk.get(address, **{"If-None-Match": tag})
    assert "Ask the carrier" in after.text


def test_an_empty_inbox_says_what_to_do_next(desk: Desk) -> None:
    page = desk.page("/")
    assert all(step in page for step in ("No inquiries yet", "Connect your email", "Choose a translator"))
    assert page.count("Set it up") == 2


def test_an_answered_inbox_says_so(desk: Desk) -> None:
    desk.conversation(status="RESOLVED")
    assert "Everything is answered" in desk.page("/")


def test_the_first_copy_of_the_orders_shows_how_far_it_is(desk: Desk) -> None:
    with desk.database.transaction() as session:
        copying = {"state": "IMPORTING", "object_count": 420, "imported_count": 168, "started_at": cast.NOON}
        session.add(Backfill(shop_id=desk.shop.id, **copying))
    page = desk.page("/")
    assert "168 of 420" in page
    assert 'value="40"' in page


def test_a_failed_copy_says_why(desk: Desk) -> None:
    with desk.database.transaction() as session:
        session.add(Backfill(shop_id=desk.shop.id, state="FAILED", error="Access denied", started_at=cast.NOON))
    assert "Your orders could not be copied: Access denied" in desk.page("/")


def test_an_unknown_view_is_the_first_one(desk: Desk) -> None:
    conversation = desk.conversation()
    assert listed(desk.page("/?view=nonsense")) == [conversation.id]


@pytest.mark.parametrize("cursor", ["nonsense", "2026-11-20~1", "~", "2026-11-20T03:00:00+00:00~x"])
def test_a_broken_place_in_the_list_is_refused_in_words(desk: Desk, cursor: str) -> None:
    answer = desk.get("/inbox/rows", **{"HX-Request": "true"})
    assert answer.status_code == 200
    refused = desk.client.get(f"/inbox/rows?before={cursor}", headers=_signed(desk) | {"HX-Request": "true"})
    assert refused.status_code == 422
    assert "open the list again" in refused.text


def test_what_customers_write_is_never_markup(desk: Desk) -> None:
    conversation = desk.conversation(subject="<script>alert(1)</script>")
    desk.message(conversation.id, "<img src=x onerror=alert(2)>")
    page = desk.page(f"/conversations/{conversation.id}")
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_an_agent_whose_admin_is_japanese_reads_japanese(client: FlaskClient, runtime: Runtime, hana: Shop) -> None:
    page = sit_down(client, runtime, hana, locale="ja-JP", language="ja").page("/")
    assert '<html lang="ja">' in page
    assert "担当中" in page


def _signed(desk: Desk) -> dict[str, str]:
    from tests.visiting import signed_in

    return signed_in(desk.runtime.settings, desk.shop.domain)
