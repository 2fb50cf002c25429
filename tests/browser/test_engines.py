"""Engines, what left, and the quality of translations in a real browser: empty, full and failing, by mouse and keys."""

import os
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.models import EngineUse, GuardVerdict, LanguageTone, TranslationEngine, TranslationReview
from devstore.schema.published import member, package
from tests import cast
from tests.browser.conftest import Screen
from tests.browser.frame import AXE, FINDINGS
from tests.translation.stubs import service

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
WIDTHS = (1440, 1100, 390)
PATHS = ("/engines", "/engines/new?translator=deepl", "/egress", "/quality", "/reviews", "/settings")
NOW = datetime.now(UTC)
LONG = "El total de su pedido es de 1.234,50 € y llegará el 3 de diciembre. " * 6


@pytest.fixture
def owner(screen: Screen) -> Screen:
    screen.desk.change(screen.desk.agent, role="OWNER", language="ja", reads=["es", "en"])
    return screen


def engine(screen: Screen, name: str = "libretranslate", url: str = "http://127.0.0.1:9", **columns: Any) -> int:
    more = {"api_key": "k:fx"} if name == "deepl" else {}
    settings = cast.sealed(screen.desk.runtime.settings.api_secrets, url=url, **more)
    made = cast.engine(screen.desk.database, screen.desk.shop.id, name, sealed_settings=settings, **columns)
    return int(made.id)


def reply(screen: Screen, number: int, outcome: str = "SENT", **columns: Any) -> int:
    talk = screen.desk.conversation(subject="¿Dónde está mi pedido?", language="es", last_message_at=NOW)
    texts = {"draft_body": "ご注文の合計は1,234.50ユーロです。", "back_translation": "合計は1,234.50ユーロです。"}
    more = {"direction": "OUTBOUND", "author": "AGENT", "draft_language": "ja", "created_at": NOW}
    sent = screen.desk.message(talk.id, LONG, **texts, **more).id
    values = {"source": "ja", "target": "es", "engine": "libretranslate", "red": [], "created_at": NOW}
    about = {"shop_id": screen.desk.shop.id, "conversation_id": talk.id, "message_id": sent, "once_key": str(number)}
    with screen.desk.database.transaction() as session:
        session.add(GuardVerdict(outcome=outcome, **(values | about | columns)))
    return int(sent)


@pytest.fixture
def full(owner: Screen) -> Screen:
    """Five engines, one of which rests, one at its cap, one off; uses of two hosts; replies of every fate."""
    rests = {"failures": 5, "open_until": NOW + timedelta(minutes=12), "last_error_at": NOW}
    error = "The translation engine cannot be reached: LibreTranslate (ConnectTimeout)"
    pairs = {"at": NOW.isoformat(), "pairs": [["es", "ja"], ["ja", "es"], ["en", "ja"]]}
    first = engine(owner, pairs=pairs, last_error=error, monthly_cap=1_000_000, **rests)
    second = engine(owner, "deepl", position=1, price=Decimal(20), currency="EUR", monthly_cap=500)
    engine(owner, "chat", position=2, pairs={"at": NOW.isoformat(), "pairs": []})
    engine(owner, "deep_translator", position=3, is_on=False)
    use = {"shop_id": owner.desk.shop.id, "day": f"{NOW:%Y-%m}-01", "source": "es", "target": "ja", "calls": 9}
    masked = {"card": 2, "email": 17, "customer": 40, "amount": 12}
    with owner.desk.database.transaction() as session:
        for engine_id, name, host in (
            (first, "libretranslate", f"{'very-' * 9}long.example:5000"),
            (second, "deepl", "x"),
        ):
            for purpose in ("INBOUND", "SUBJECT", "DRAFT", "BACK", "TEST"):
                about = {"engine_id": engine_id, "engine": name, "host": host, "purpose": purpose}
                session.add(EngineUse(characters=123_456, failures=2, masked=masked, **use, **about))
        session.add(LanguageTone(shop_id=owner.desk.shop.id, language="es", tone="FORMAL"))
    owner.desk.conversation(sends_out=False, subject="秘密のご相談", last_message_at=NOW)
    for number in range(3):
        reply(owner, number, edit_distance=120 * number, tone="FORMAL")
    reply(owner, 7, "BLOCKED", red=["amounts", "dates"])
    who = {"agent_id": owner.desk.agent.id, "reason": "電話でこの金額に合意しました。" * 6}
    reply(owner, 8, "OVERRIDDEN", red=["amounts", "negation"], **who)
    return owner


def sound(screen: Screen, path: str, locale: str, name: str) -> Page:
    page = screen.open(path, locale)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
        if shots := os.environ.get("ENGINE_SHOTS"):
            plain = re.sub(r"\W+", "-", path).strip("-")
            page.screenshot(path=f"{shots}/{name}-{plain}-{locale}-{width}.png", full_page=True)
        page.evaluate(f"{member(package(AXE), 'axe.min.js').decode()};0")
        assert page.evaluate(FINDINGS) == [], (path, width)
    return page


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_pages_with_nothing_on_them_are_readable_on_every_screen(owner: Screen, locale: str) -> None:
    for path in PATHS:
        sound(owner, path, locale, "empty")
    assert owner.said == []


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_full_and_failing_pages_are_readable_on_every_screen(full: Screen, locale: str) -> None:
    for path in (*PATHS, "/engines/2"):
        sound(full, path, locale, "full")
    full.desk.change(full.desk.agent, role="AGENT")
    full.desk.change(full.desk.shop, sends_out=False)
    for path in ("/engines", "/egress"):
        sound(full, path, locale, "agent")
    assert full.said == []


def test_an_engine_is_added_tested_changed_and_removed(owner: Screen) -> None:
    with service() as stub:
        page = owner.open("/engines")
        page.get_by_role("link", name="Add an engine").click()
        page.get_by_label("Translator").select_option("libretranslate")
        page.get_by_label("Address").fill(stub.url)
        page.get_by_label("At most characters a month").fill("a few")
        page.get_by_role("button", name="Add engine").click()
        expect(page.locator("#engine-monthly_cap-error")).to_have_text("This should be a number.")
        expect(page.get_by_label("Address")).to_have_value(stub.url)
        page.get_by_label("At most characters a month").fill("1,000")
        page.get_by_role("button", name="Add engine").click()
        expect(page.get_by_role("status").first).to_have_text("The engine was saved.")
        card = page.locator(".engines > li")
        expect(card).to_contain_text("pairs, asked")
        card.get_by_role("button", name="Test").click()
        expect(card.get_by_role("status")).to_contain_text("It works: “Thank you for your order.” → “ja:Thank you")
    card.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("No translation engine is set up yet")).to_be_visible()
    assert [said for said in owner.said if "422" not in said] == []


def test_the_order_is_changed_by_keys_and_the_focus_stays_with_the_button(owner: Screen) -> None:
    first, second, third = (engine(owner, url=f"http://127.0.0.1:9/{number}", position=number) for number in range(3))
    page = owner.open("/engines")
    page.locator(f"#up-{third}").focus()
    for _ in range(2):
        page.keyboard.press("Enter")
        page.wait_for_timeout(1000)  # two presses within less are one
        expect(page.locator(f"#up-{third}")).to_be_focused()
    found = page.locator(".engines > li").evaluate_all("items => items.map(item => item.id)")
    assert found == [f"engine-{number}" for number in (third, first, second)]
    assert owner.said == []


def test_one_that_rests_is_asked_again(full: Screen) -> None:
    page = full.open("/engines")
    page.get_by_role("button", name="Ask it again now").click()
    expect(page.get_by_role("status").first).to_have_text("It will be asked again.")
    expect(page.get_by_role("button", name="Ask it again now")).to_have_count(0)
    assert full.desk.row(TranslationEngine, 1).open_until is None
    assert full.said == []


def test_replies_are_reviewed_with_the_keys(owner: Screen) -> None:
    for number in range(3):
        reply(owner, number)
    page = owner.open("/quality")
    page.get_by_role("link", name="Review replies").click()
    for key in ("1", "2"):
        page.get_by_label("Note").fill("5 and 1 in a note are no key")
        page.keyboard.press("Escape")
        page.keyboard.press(key)
        expect(page.get_by_role("status").first).to_have_text("Your review was saved.")
        page.wait_for_timeout(300)
    page.keyboard.press("3")
    expect(page.get_by_text("Nothing to review")).to_be_visible()
    with owner.desk.database.transaction(read_only=True) as session:
        found = sorted(row.mark for row in session.query(TranslationReview))
    assert (found, owner.said) == (["AWKWARD", "GOOD", "WRONG"], [])
