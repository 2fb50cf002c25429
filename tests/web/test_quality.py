"""Settings → Quality: the board, and one reply after the other for a person who reads both languages."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.errands.runtime import Runtime
from app.models import EngineUse, GuardVerdict, MemorySegment, Message, Shop, TranslationReview
from tests import cast
from tests.web.probe import rows
from tests.web.scene import Desk, sit_down

numbers = count(1)
NOW = datetime.now(UTC)


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana, language="ja", reads=["es"])


def verdict(desk: Desk, outcome: str = "SENT", shop: Shop | None = None, **columns: Any) -> int | None:
    """A reply that went out, or was stopped; its message's number."""
    shop = shop or desk.shop
    talk = cast.conversation(desk.database, shop.id, subject="Mi taza")
    message = Message(
        shop_id=shop.id, conversation_id=talk.id, channel="email", external_id=f"<{next(numbers)}@x>", author="AGENT",
        direction="OUTBOUND", body="Gracias por escribirnos.", draft_body="ご連絡ありがとうございます。", language="es",
        draft_language="ja", back_translation="お便りありがとう。", created_at=NOW,
    )  # fmt: skip
    values = {"source": "ja", "target": "es", "engine": "libretranslate", "red": [], "created_at": NOW}
    with desk.database.transaction() as session:
        if outcome != "BLOCKED":
            session.add(message)
            session.flush()
        about = {"conversation_id": talk.id, "message_id": message.id, "once_key": f"k{next(numbers)}"}
        session.add(GuardVerdict(shop_id=shop.id, outcome=outcome, **(values | about | columns)))
        return message.id


def section(page: str, name: str) -> str:
    return page.partition(f'aria-labelledby="{name}-title"')[2].partition("</section>")[0]


def cells(page: str, words: str) -> list[str]:
    row = next(row for row in section(page, "replies").split("<tr>") if words in row)
    return [part.partition("<")[0] for part in row.split('class="number">')[1:]]


def test_an_empty_board_says_so(desk: Desk) -> None:
    page = desk.page("/quality")
    assert ("No translated reply in this time" in page, "/reviews" in page) == (True, False)
    assert "Nothing to review" in desk.page("/reviews")


def test_replies_are_counted_by_pair_and_engine(desk: Desk) -> None:
    for distance in (0, 0, 250, 550):
        verdict(desk, edit_distance=distance)
    verdict(desk, "OVERRIDDEN", red=["amounts"], reason="He asked for it", agent_id=desk.agent.id, edit_distance=200)
    verdict(desk, "BLOCKED", red=["amounts", "negation"])
    verdict(desk, "BLOCKED", red=["amounts"])
    verdict(desk, engine="memory + deepl", target="de")
    page = desk.page("/quality")
    assert cells(page, "Japanese → Spanish") == ["5", "60%", "20%", "2", "1", "0", "0", "0"]
    assert cells(page, "Japanese → German") == ["1", "0%", "0%", "0", "0", "0", "0", "0"]
    assert "Translation memory + DeepL" in section(page, "replies")
    assert cells(page, "All together") == ["6", "50%", "17%", "2", "1", "0", "0", "0"]
    checks = section(page, "checks")
    assert checks.index('Amounts</dt><dd class="number">2<') < checks.index('Negation</dt><dd class="number">1<')


def test_who_sent_in_spite_of_the_guard_and_why_leads_to_the_message(desk: Desk) -> None:
    sent = verdict(desk, "OVERRIDDEN", red=["dates"], reason="<b>Agreed</b> on the phone", agent_id=desk.agent.id)
    verdict(desk, "OVERRIDDEN", red=["names"], reason="", created_at=NOW - timedelta(minutes=1))
    told = section(desk.page("/quality"), "overrides")
    talk = desk.row(Message, sent).conversation_id
    assert "Diego" in told
    assert "&lt;b&gt;Agreed&lt;/b&gt; on the phone" in told
    assert f'href="/conversations/{talk}?' in told
    assert f"#message-{sent}" in told
    assert ("Dates and times" in told, "The reason was removed" in told, "Somebody who is gone" in told) == (True,) * 3


def test_a_time_is_chosen_and_what_is_older_does_not_count(desk: Desk) -> None:
    for days in (1, 20, 60, 120):
        verdict(desk, created_at=NOW - timedelta(days=days))
    found = {days: cells(desk.page(f"/quality?days={days}"), "Japanese → Spanish")[0] for days in (7, 30, 90)}
    assert found == {7: "1", 30: "2", 90: "3"}
    for nonsense in ("x", "-1", "9999999999999"):
        assert cells(desk.page(f"/quality?days={nonsense}"), "Japanese → Spanish")[0] == "2"


def test_failed_calls_are_shown_by_engine_and_pair(desk: Desk) -> None:
    values = {"shop_id": desk.shop.id, "engine_id": 1, "host": "x", "source": "es", "target": "ja", "masked": {}}
    with desk.database.transaction() as session:
        for day, failed in ((NOW, 2), (NOW - timedelta(days=40), 5)):
            many = {"day": f"{day:%Y-%m-%d}", "engine": "deepl", "purpose": "INBOUND", "calls": 8, "failures": failed}
            session.add(EngineUse(**values, **many))
    told = section(desk.page("/quality"), "calls")
    assert ("DeepL" in told, "Spanish → Japanese" in told, ">25%<" in told) == (True, True, True)
    assert ">13<" not in told
    assert ">44%<" in section(desk.page("/quality?days=90"), "calls")


def test_a_person_who_reads_both_reviews_a_reply_once(desk: Desk) -> None:
    sent = verdict(desk)
    page = desk.page("/reviews")
    for words in ("ご連絡ありがとうございます。", "Gracias por escribirnos.", "お便りありがとう。", 'data-mark="3"'):
        assert words in page
    answer = desk.post(f"/messages/{sent}/reviews", {"mark": "WRONG", "note": "Too\r\nfamiliar"})
    assert (answer.status_code, "/reviews" in answer.location) == (303, True)
    (review,) = rows(desk.runtime, TranslationReview)
    kept = (review.message_id, review.agent_id, review.mark, review.note)
    assert kept == (sent, desk.agent.id, "WRONG", "Too\nfamiliar")
    assert "Nothing to review" in desk.page("/reviews")
    assert desk.post(f"/messages/{sent}/reviews", {"mark": "GOOD"}).status_code == 409
    assert cells(desk.page("/quality"), "Japanese → Spanish")[-3:] == ["0", "0", "1"]
    assert rows(desk.runtime, MemorySegment) == []


def test_a_good_one_teaches_the_memory_as_approved(desk: Desk) -> None:
    sent = verdict(desk, tone="FORMAL")
    desk.post(f"/messages/{sent}/reviews", {"mark": "GOOD"})
    (segment,) = rows(desk.runtime, MemorySegment)
    assert (segment.source_text, segment.target_text) == ("ご連絡ありがとうございます。", "Gracias por escribirnos.")
    assert (segment.origin, segment.tone, segment.agent_id) == ("APPROVED", "FORMAL", desk.agent.id)


def test_what_cannot_be_kept_says_why_and_keeps_the_note(desk: Desk) -> None:
    sent = verdict(desk)
    answer = desk.post(f"/messages/{sent}/reviews", {"mark": "SPLENDID", "note": "my note"})
    assert (answer.status_code, "Choose one of the values offered." in answer.text) == (422, True)
    assert "my note</textarea>" in answer.text
    long = desk.post(f"/messages/{sent}/reviews", {"mark": "GOOD", "note": "x" * 1001})
    assert (long.status_code, "At most 1000 characters" in long.text) == (422, True)
    assert rows(desk.runtime, TranslationReview) == []


def test_nobody_reviews_what_he_does_not_read(desk: Desk) -> None:
    sent = verdict(desk, target="ko")
    assert "Nothing to review" in desk.page("/reviews")
    answer = desk.post(f"/messages/{sent}/reviews", {"mark": "GOOD"})
    assert (answer.status_code, "did not say you read" in answer.text) == (422, True)
    assert (rows(desk.runtime, TranslationReview), rows(desk.runtime, MemorySegment)) == ([], [])


def test_only_translated_replies_that_went_out_are_drawn(desk: Desk) -> None:
    verdict(desk, "BLOCKED")
    verdict(desk, created_at=NOW - timedelta(days=91))
    gone = verdict(desk)
    desk.change(desk.row(Message, gone), draft_body="", body="")
    assert "Nothing to review" in desk.page("/reviews")
    plain = desk.message(desk.conversation().id, "Hola", direction="OUTBOUND")
    assert desk.post(f"/messages/{plain.id}/reviews", {"mark": "GOOD"}).status_code == 404
    verdict(desk, "OVERRIDDEN", red=["names"])
    assert "Gracias por escribirnos." in desk.page("/reviews")
    assert ">1<" in desk.page("/quality").partition('href="/reviews')[2].partition("</a>")[0].replace("</span>", "<")


def test_one_shops_replies_are_nothing_to_another(desk: Desk, mei: Shop) -> None:
    theirs = verdict(desk, "OVERRIDDEN", mei, red=["names"], reason="Mei's reason")
    assert ("Mei" in desk.page("/quality"), "Gracias" in desk.page("/reviews")) == (False, False)
    assert desk.post(f"/messages/{theirs}/reviews", {"mark": "GOOD"}).status_code == 404
    assert rows(desk.runtime, TranslationReview) == []


def test_the_pages_speak_japanese(desk: Desk) -> None:
    desk.change(desk.agent, locale="ja-JP")
    verdict(desk, "OVERRIDDEN", red=["amounts"], reason="ok", agent_id=desk.agent.id)
    board, review = desk.page("/quality"), desk.page("/reviews")
    assert ("翻訳の品質" in board, "日本語 → スペイン語" in board, "よい" in review) == (True, True, True)
    for page in (board, review):
        main = page.partition("<main")[2].partition("</main>")[0]
        for english in ("Repl", "Languages", "Sent", "Written", "Note", "Good"):
            assert english not in main
