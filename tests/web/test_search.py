import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.desk import searching
from app.desk.desk import open_desk
from app.desk.reading.inbox import PAGE
from app.errands.runtime import Runtime
from app.models import Message, Shop
from tests import cast
from tests.web.scene import Desk, message, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


def index(desk: Desk, shop: Shop | None = None) -> None:
    with open_desk(desk.database, (shop or desk.shop).id, now=cast.NOON) as opened:
        for message_id in opened.session.scalars(select(Message.id)).all():
            searching.index_message(opened, message_id)


def search(desk: Desk, query: str, *, part: bool = True, **more: Any) -> str:
    rest = "".join(f"&{name}={quote(str(value))}" for name, value in more.items())
    headers = {"HX-Request": "true", "HX-Target": "div#listed"} if part else {}
    answer = desk.get(f"/search?q={quote(query)}{rest}", **headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<li data-id="(\d+)"', page)]


def marks(page: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", page)


def test_a_conversation_is_found_by_the_original_and_by_the_translation(desk: Desk) -> None:
    talk = desk.conversation(subject="Pregunta")
    written = desk.message(talk.id, "¿Dónde está mi taza azul?")
    desk.translation(written.id, "Where is my blue cup?")
    desk.message(desk.conversation(subject="Otra").id, "Gracias")
    index(desk)
    for query, mark in (("taza", "taza"), ("DONDE", "Dónde"), ("blue cu", "blue"), ("cup", "cup")):
        page = search(desk, query)
        assert listed(page) == [talk.id], query
        assert mark in marks(page)


def test_the_match_shows_in_the_readers_language_where_it_is_there_else_with_the_languages_chip(desk: Desk) -> None:
    talk = desk.conversation(subject="Pregunta")
    written = desk.message(talk.id, "Mi pedido 1042 con la taza")
    desk.translation(written.id, "My order 1042 with the cup")
    index(desk)
    both, original = search(desk, "1042"), search(desk, "taza")
    assert '<bdi lang="en">My order <mark>1042</mark> with the cup</bdi>' in both
    assert '<span class="chip" title="Spanish">ES</span>' in original
    assert '<bdi lang="es">Mi pedido 1042 con la <mark>taza</mark></bdi>' in original


def test_what_was_found_is_newest_first_whatever_its_status(desk: Desk) -> None:
    older = desk.conversation(subject="Vajilla", last_message_at=cast.NOON, status="RESOLVED")
    newer = desk.conversation(subject="Vajilla", last_message_at=cast.NOON + timedelta(hours=1))
    for talk in (newer, older):
        desk.message(talk.id, "Hola vajilla")
    index(desk)
    page = search(desk, "vajilla")
    assert listed(page) == [newer.id, older.id]
    assert '<span class="badge">Resolved</span>' in page


def test_pages_of_what_was_found_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    for number in range(PAGE + 5):
        talk = desk.conversation(last_message_at=cast.NOON + timedelta(minutes=number // 3))
        desk.message(talk.id, "porcelana & té")
    index(desk)
    page, seen = search(desk, "porcelana & te"), []
    assert "Found: more than 50" in page
    while True:
        seen += listed(page)
        following = re.search(r'hx-get="(/search\?[^"]+)" hx-swap', page)
        if not following:
            break
        page = desk.page(following[1].replace("&amp;", "&"))
    assert len(seen) == len(set(seen)) == PAGE + 5


def test_everything_foreign_is_escaped(desk: Desk) -> None:
    talk = desk.conversation(subject="<b>bold</b>")
    desk.message(talk.id, "<script>alert(1)</script> vajilla <img src=x onerror=alert(2)>")
    index(desk)
    for query in ("vajilla", "script", '"><script>alert(3)</script>', "nothing <i>here</i>"):
        for page in (search(desk, query), search(desk, query, part=False)):
            assert "<script>alert" not in page
            assert "<img" not in page
            assert "<i>" not in page
            assert "<b>" not in page
    assert "&lt;<mark>script</mark>&gt;" in search(desk, "script")


def test_another_shops_conversations_are_never_found(desk: Desk, mei: Shop) -> None:
    theirs = cast.conversation(desk.database, mei.id, subject="Secreto")
    message(desk.database, mei.id, theirs.id, "Oolong rarísimo")
    index(desk, mei)
    for query in ("oolong", "secreto", "rarisimo"):
        page = search(desk, query)
        assert listed(page) == []
        assert "Nothing found" in page


def test_notes_subjects_drafts_and_facts_say_what_they_are(desk: Desk) -> None:
    customer = cast.customer(desk.database, desk.shop.id, "ana@example.com", name="Ana Ruiz")
    talk = desk.conversation(customer_id=customer.id)
    desk.message(talk.id, "Hola", subject="Porcelana rota")
    desk.message(talk.id, "Ask the warehouse", visibility="NOTE", direction="OUTBOUND", author="AGENT", language="en")
    desk.message(
        talk.id, "Ya sale", direction="OUTBOUND", author="AGENT", draft_body="Leaves soon", draft_language="en"
    )
    index(desk)
    for query, words in (("warehouse", "Note:"), ("rota", "Subject:"), ("soon", "Us:"), ("ruiz", "About:")):
        page = search(desk, query)
        assert listed(page) == [talk.id], query
        assert words in page


def test_nothing_found_says_what_to_try(desk: Desk) -> None:
    page = search(desk, "unfindable")
    assert "Nothing found for “unfindable”" in page
    assert "#1042" in page
    assert "Nothing found" in search(desk, "?!")


def test_an_empty_field_brings_the_list_back(desk: Desk) -> None:
    waiting = desk.conversation(status="PENDING")
    desk.conversation()
    page = search(desk, "  ", view="pending")
    assert listed(page) == [waiting.id]
    assert 'id="first-rows"' in page
    assert 'id="found"' not in page


def test_the_address_of_a_search_is_a_whole_page_with_the_field_filled(desk: Desk) -> None:
    talk = desk.conversation(subject="Vajilla")
    desk.message(talk.id, "Hola vajilla")
    index(desk)
    page = search(desk, "vajilla", part=False, view="mine")
    assert listed(page) == [talk.id]
    assert 'id="search"' in page
    assert 'value="vajilla"' in page
    assert f"/conversations/{talk.id}?" in page
    assert 'id="conversation"' in page
    assert 'id="search"' in desk.page("/")


def test_a_page_number_that_was_never_given_is_refused(desk: Desk) -> None:
    desk.message(desk.conversation().id, "Hola")
    index(desk)
    assert desk.get("/search?q=hola&before=yesterday").status_code == 422


def test_it_says_when_older_conversations_are_not_findable_yet(desk: Desk) -> None:
    assert "still being made findable" not in search(desk, "hola")
    desk.change(desk.shop, unindexed_below=500)
    assert "still being made findable" in search(desk, "hola")


@pytest.mark.parametrize("count", [3, PAGE])
def test_a_search_asks_few_questions_however_much_it_finds(desk: Desk, count: int) -> None:
    customer = cast.customer(desk.database, desk.shop.id, "ana@example.com", name="Ana Ruiz")
    for _ in range(count):
        desk.message(desk.conversation(customer_id=customer.id).id, "Hola vajilla")
    index(desk)
    for query in ("hola vajilla", "ruiz"):
        asked: list[str] = []
        event.listen(desk.database.engine, "before_cursor_execute", lambda *args, to=asked: to.append(args[2]))
        assert len(listed(search(desk, query))) == count
        assert len([one for one in asked if one.startswith("SELECT")]) <= 20
