"""Settings → Translation: how an engine fares, what it speaks and costs, and what a test of it says."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from app.errands.runtime import Runtime
from app.models import EngineUse, LanguageTone, Shop, TranslationEngine
from tests import cast
from tests.translation.stubs import service
from tests.web.engine_rows import NOWHERE, card, libre, used
from tests.web.probe import rows
from tests.web.scene import Desk, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


def test_anybody_tests_an_engine_and_only_that_one_is_asked(desk: Desk) -> None:
    with service() as stub, service() as other:
        first, second = libre(desk, other.url), libre(desk, stub.url, position=1, is_on=False)
        tried = desk.post(f"/engines/{second.id}/tests").text
        assert ("It works:" in tried, " ms)" in tried, other.asked) == (True, True, [])
        assert [asked.text for asked in stub.asked if asked.path == "/translate"] == ["ご注文ありがとうございます。"]
    (use,) = rows(desk.runtime, EngineUse)
    assert (use.engine_id, use.purpose, use.calls, use.characters) == (second.id, "TEST", 1, 14)
    assert first.id != second.id


def test_a_test_that_fails_says_why_and_is_kept_as_the_last_error(desk: Desk) -> None:
    engine = libre(desk, NOWHERE)
    tried = desk.post(f"/engines/{engine.id}/tests").text
    assert ("It does not work yet:" in tried, "The translation engine cannot be reached" in tried) == (True, True)
    shown = card(desk, engine.id)
    assert ("Last error," in shown, "Failed last time" in shown, "1 failed" in shown) == (True, True, True)
    bare = cast.engine(desk.database, desk.shop.id, "deepl", position=1)
    assert "not set up" in desk.post(f"/engines/{bare.id}/tests").text


def test_a_test_respects_the_cap_and_the_switch_for_the_whole_shop(desk: Desk) -> None:
    with service() as stub:
        engine = libre(desk, stub.url, monthly_cap=10)
        used(desk, engine.id, characters=10)
        assert "used up" in desk.post(f"/engines/{engine.id}/tests").text
        desk.change(desk.shop, sends_out=False)
        assert "Nothing may be sent" in desk.post(f"/engines/{engine.id}/tests").text
        assert stub.asked == []


def test_one_that_rests_is_shown_tried_and_asked_again_by_anybody(desk: Desk) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=9)
    engine = libre(desk, NOWHERE, failures=4, open_until=soon)
    shown = card(desk, engine.id)
    assert ("Rests until" in shown, "It failed 4 times in a row" in shown) == (True, True)
    assert desk.post(f"/engines/{engine.id}/rest_end").status_code == 303
    row = desk.row(TranslationEngine, engine.id)
    assert (row.failures, row.open_until) == (0, None)
    assert "Rests until" not in card(desk, engine.id)
    desk.change(row, failures=4, open_until=soon)
    with service() as stub:
        desk.change(row, sealed_settings=cast.sealed(desk.runtime.settings.api_secrets, url=stub.url))
        assert "It works:" in desk.post(f"/engines/{engine.id}/tests").text
    row = desk.row(TranslationEngine, engine.id)
    assert (row.failures, row.open_until) == (0, None)


def test_what_it_speaks_is_held_against_what_the_shop_needs(desk: Desk) -> None:
    desk.change(desk.agent, language="ja")
    for language in ("es", "es", "fr", ""):
        desk.conversation(language=language, last_message_at=datetime.now(UTC))
    desk.conversation(language="ko", last_message_at=datetime.now(UTC) - timedelta(days=91))
    pairs = {"at": "2026-11-20T03:00:00+00:00", "pairs": [["es", "ja"], ["ja", "es"], ["fr", "ja"]]}
    lacking = libre(desk, NOWHERE, pairs=pairs)
    silent = libre(desk, f"{NOWHERE}/2", position=1, pairs={"at": pairs["at"], "pairs": []})
    page = desk.page("/engines")
    assert "last 90 days: Spanish, French. Agents work in: Japanese." in page
    shown = card(desk, lacking.id)
    assert ("3 pairs, asked" in shown, "1 of the 4 pairs this shop needs" in shown) == (True, True)
    assert '<span class="chip">Japanese → French</span>' in shown
    assert ("It cannot say which" in card(desk, silent.id), "Korean" in page) == (True, False)
    desk.change(lacking, pairs={"at": pairs["at"], "pairs": [*pairs["pairs"], ["ja", "fr"]]})
    assert "It speaks all 4 pairs this shop needs." in card(desk, lacking.id)


def test_this_months_use_its_estimated_cost_and_the_cap_are_shown(desk: Desk) -> None:
    engine = libre(desk, NOWHERE, monthly_cap=4_000_000, price=Decimal("19.99"), currency="USD")
    used(desk, engine.id)
    used(desk, engine.id, day="2026-01-01")
    shown = card(desk, engine.id)
    assert "2,000,000 characters, 40 calls, 3 failed" in shown
    assert ("$39.98" in shown, "2,000,000 of 4,000,000 characters" in shown) == (True, True)
    assert 'value="50"' in shown
    assert "an estimate, not the service" in desk.page("/engines")
    used(desk, engine.id, source="de")
    assert "month's cap is reached" in card(desk, engine.id)


def test_where_a_tone_cannot_be_asked_for_is_said(desk: Desk) -> None:
    with desk.database.transaction() as session:
        session.add(LanguageTone(shop_id=desk.shop.id, language="de", tone="FORMAL"))
        session.add(LanguageTone(shop_id=desk.shop.id, language="ja", tone="WARM"))
    settings = cast.sealed(desk.runtime.settings.api_secrets, api_key="k", url=NOWHERE)
    deepl = cast.engine(desk.database, desk.shop.id, "deepl", sealed_settings=settings)
    plain = libre(desk, NOWHERE, position=1)
    assert ("Japanese (Warm)" in card(desk, deepl.id), "German" in card(desk, deepl.id)) == (True, False)
    assert ("Japanese (Warm)" in card(desk, plain.id), "German (Formal)" in card(desk, plain.id)) == (True, True)


@pytest.mark.parametrize(
    ("name", "stored", "words"),
    [
        ("deepl", {"api_key": "k:fx"}, "free plan"),
        ("deepl", {"api_key": "k"}, ""),
        ("deep_translator", {"service": "google"}, "public page of Google Translate"),
        ("deep_translator", {"service": "mymemory"}, "MyMemory is a public translation memory"),
        ("echo", {}, "This translates nothing"),
        ("libretranslate", {"url": NOWHERE}, ""),
    ],
)
def test_what_a_shop_should_think_twice_of_carries_a_warning(
    desk: Desk, name: str, stored: dict[str, str], words: str
) -> None:
    sealed = cast.sealed(desk.runtime.settings.api_secrets, **stored)
    engine = cast.engine(desk.database, desk.shop.id, name, sealed_settings=sealed)
    shown = card(desk, engine.id)
    assert (words in shown, "banner--warning" in shown) == (True, bool(words))
    assert "k:fx" not in shown
