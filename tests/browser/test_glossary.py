"""Glossary, memory and tones in a real browser: a word marked and added with one key, a file looked at and imported."""

import csv
import io
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.models import GlossaryTerm, MemorySegment, TermSuggestion
from devstore.schema.published import member, package
from tests import cast
from tests.browser.conftest import Screen
from tests.browser.frame import AXE, FINDINGS

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
WIDTHS = (1440, 1100, 390)
FILE = "term,translation,source,target,note\nAsagao,朝顔,,ja,\nCup,taza,en,es,\nx,,,,\nHana,,,,brand\n"


@pytest.fixture
def furnished(screen: Screen) -> Screen:
    """A glossary with a suggestion, and a memory in two scripts, one from right to left."""
    shop_id = screen.desk.shop.id
    columns = {"shop_id": shop_id, "created_at": cast.NOON}
    texts = [
        ("ja", "es", "ご連絡ありがとうございます。", "Gracias por escribirnos."),
        ("ja", "ar", "はい。", "نعم، بالتأكيد."),
    ]
    with screen.desk.database.transaction() as session:
        session.add(GlossaryTerm(term="Hana Ceramics", origin="HAND", note="brand", **columns))
        session.add(
            GlossaryTerm(term="湯呑", translation="taza yunomi", source="ja", target="es", origin="IMPORT", **columns)
        )
        words = {"term": "急須", "translation": "tetera kyusu", "source": "ja", "target": "es"}
        session.add(TermSuggestion(seen=3, **words, **columns))
        for number, (source, target, text, said) in enumerate(texts):
            pair = {"source": source, "target": target, "source_text": text, "target_text": said}
            more = {"digest": str(number), "origin": "CORRECTED", "tone": "FORMAL", "changed_at": cast.NOON}
            session.add(MemorySegment(**pair, **more, **columns))
    return screen


def terms(screen: Screen) -> dict[str, str]:
    with screen.desk.database.transaction(read_only=True) as session:
        return {row.term: row.translation for row in session.query(GlossaryTerm)}


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("path", ["/glossary", "/glossary/2", "/memory", "/memory/1", "/settings"])
def test_the_pages_are_readable_by_everybody_on_every_screen(furnished: Screen, path: str, locale: str) -> None:
    furnished.desk.change(furnished.desk.agent, role="OWNER")
    page = furnished.open(path, locale)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        if shots := os.environ.get("GLOSSARY_SHOTS"):
            page.screenshot(path=f"{shots}/{path.strip('/').replace('/', '-')}-{locale}-{width}.png", full_page=True)
    page.evaluate(f"{member(package(AXE), 'axe.min.js').decode()};0")
    assert page.evaluate(FINDINGS) == []
    assert furnished.said == []


def test_a_marked_word_becomes_a_term_with_one_key(screen: Screen) -> None:
    conversation = screen.desk.conversation(language="es")
    screen.desk.message(conversation.id, "¿Dónde está mi Asagao cup?")
    page = screen.open(f"/conversations/{conversation.id}")
    page.locator(".message__text").first.select_text()
    page.evaluate("getSelection().modify('move', 'right', 'character')")
    page.evaluate(
        "() => { const text = document.querySelector('.message__text').firstChild;"
        " getSelection().setBaseAndExtent(text, 15, text, 25); }"
    )
    page.keyboard.press("g")
    dialog = page.locator("#dialog")
    expect(dialog.get_by_label("Term")).to_have_value("Asagao cup")
    expect(dialog.get_by_label("Always translate as")).to_be_focused()
    if shots := os.environ.get("GLOSSARY_SHOTS"):
        page.screenshot(path=f"{shots}/dialog.png")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_have_text("“Asagao cup” was added.")
    expect(dialog).not_to_be_visible()
    assert terms(screen) == {"Asagao cup": ""}
    page.keyboard.press("g")
    dialog.get_by_label("Term").fill("asagao CUP")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("is in the glossary already")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("going")
    expect(page.locator("#draft")).to_have_value("going")
    assert (screen.said, len(terms(screen))) == ([], 1) or "422" in screen.said[0]


def test_a_file_is_looked_at_and_imported_and_taken_along_again(furnished: Screen) -> None:
    page = furnished.open("/glossary")
    page.get_by_role("link", name="Import").click()
    page.get_by_label("CSV file").set_input_files(
        {"name": "words.csv", "mimeType": "text/csv", "buffer": FILE.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="Look what it changes").click()
    expect(page.locator("[data-plan]")).to_contain_text("Line 4: x")
    if shots := os.environ.get("GLOSSARY_SHOTS"):
        page.screenshot(path=f"{shots}/plan.png", full_page=True)
    page.get_by_role("button", name="Import 3 terms").click()
    expect(page.locator("#plan")).to_contain_text("3 terms were added and 0 changed.")
    assert terms(furnished)["Asagao"] == "朝顔"
    page.locator("#plan").get_by_role("link", name="All terms").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as CSV").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == 5
    assert furnished.said == []


def test_a_suggestion_is_accepted_and_the_list_searched(furnished: Screen) -> None:
    page = furnished.open("/glossary")
    page.get_by_role("button", name=re.compile("^Accept.*tetera kyusu")).click()
    expect(page.get_by_role("status").first).to_have_text("It was added to the glossary.")
    page.get_by_label("Search").fill("kyusu")
    page.get_by_label("Search").press("Enter")
    expect(page.get_by_role("heading", name="Terms")).to_be_visible()
    expect(page.locator("#terms-title + ul li")).to_have_count(1)
    assert furnished.said == []


def test_everything_is_forgotten_only_after_a_question(furnished: Screen) -> None:
    furnished.desk.change(furnished.desk.agent, role="OWNER")
    page = furnished.open("/memory")
    page.get_by_role("button", name="Forget everything").click()
    page.get_by_role("button", name="Cancel").click()
    page = furnished.open("/memory")
    expect(page.locator("#sentences-title + ul li")).to_have_count(2)
    page.get_by_role("button", name="Forget everything").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("status").first).to_have_text("Everything was forgotten.")
    with furnished.desk.database.transaction(read_only=True) as session:
        assert session.query(MemorySegment).count() == 0
    assert furnished.said == []
