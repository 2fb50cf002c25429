"""English and Spanish for real: Debian's apertium behind LibreTranslate's protocol."""

import os

import pytest
from sqlalchemy import select

from app.domain.errors import Refused
from app.domain.shielding import hide, restore
from app.errands.interpreting import Purpose, interpreter, record
from app.models import EngineUse
from app.translation.translator import Request, engines, translate
from tests import cast
from tests.translation import apertium

ENGLISH = "Where is my order #1042? I paid $25.00 on 3/11/2026. See https://shop.example/o/1042?key=a_b, please."
SPANISH = "¿Dónde está mi pedido #1042? Pagué 25,00 € y el paquete SKU-99-AB no ha llegado. Escriba a ana@casa.example."


def test_apertium_is_there_where_everything_is_checked():
    """bin/test installs it as root; elsewhere, whoever lacks it sees below what was left out."""
    assert apertium.is_installed() or os.geteuid() != 0, "apt-get install apertium apertium-eng-spa"


needs_apertium = pytest.mark.skipif(
    not apertium.is_installed(), reason="Debian's apertium and apertium-eng-spa are not installed"
)


@pytest.fixture
def there():
    with apertium.server() as running:
        yield running


@pytest.fixture
def libre(there):
    return engines()["libretranslate"].open({"url": there.url})


@needs_apertium
def test_it_says_what_it_speaks(libre):
    assert libre.pairs() == {("en", "es"), ("es", "en")}


@needs_apertium
@pytest.mark.parametrize(
    ("pair", "text", "words"),
    [
        (("en", "es"), ENGLISH, ["Dónde", "orden", "Pagué"]),
        (("es", "en"), SPANISH, ["Where", "paid", "arrived", "write"]),
    ],
)
def test_a_text_is_translated_and_what_was_hidden_stands_in_it_unchanged(pair, text, words, libre, there):
    shielded = hide(text)
    said = restore(translate(libre, Request(shielded.text, *pair)), shielded.hidden)
    assert [word for word in words if word not in said] == []
    assert [secret for secret in shielded.hidden if secret not in said] == []
    assert [secret for secret in shielded.hidden if secret in there.asked[0]] == []


@needs_apertium
def test_marks_survive_in_number_and_order(libre):
    text = "Order ⟦0⟧, ⟦1⟧ and ⟦2⟧: (⟦3⟧) “⟦4⟧” ⟦5⟧. ⟦6⟧ ⟦7⟧! ⟦8⟧⟦9⟧ ⟦10⟧ cups for ⟦11⟧?"
    said = translate(libre, Request(text, "en", "es"))
    assert [f"⟦{number}⟧" in said for number in range(12)] == [True] * 12


@needs_apertium
def test_a_language_it_lacks_is_refused(libre):
    with pytest.raises(Refused, match="not supported"):
        translate(libre, Request("Where is it?", "en", "ja"))


@pytest.fixture
def shop(runtime, there):
    row = cast.shop(runtime.database)
    settings = cast.sealed(runtime.settings.api_secrets, url=there.url)
    cast.engine(runtime.database, row.id, "libretranslate", sealed_settings=settings)
    return row


@needs_apertium
def test_a_message_and_its_answer_go_there_and_back_with_every_number_kept(runtime, shop, there):
    working = interpreter(runtime, shop.id)
    read = working.put(SPANISH, "es", "en", Purpose.INBOUND)
    assert "Where" in read.text
    assert "paid" in read.text
    assert [kept for kept in ("#1042", "25,00 €", "SKU-99-AB", "ana@casa.example") if kept not in read.text] == []
    reply = "We will refund $25.00 for order #1042. It takes five days."
    sent = working.put(reply, "en", "es", Purpose.DRAFT)
    back = working.put(sent.text, "es", "en", Purpose.BACK)
    assert (sent.engine, sent.pivot, sent.missing) == ("libretranslate", "", 0)
    assert [text for text in (sent.text, back.text) if "$25.00" not in text or "#1042" not in text] == []
    assert "cinco días" in sent.text
    assert "five days" in back.text
    assert not any("1042" in asked or "25" in asked or "ana@" in asked for asked in there.asked)


@needs_apertium
def test_what_left_is_counted_for_its_host(runtime, shop, there):
    working = interpreter(runtime, shop.id)
    working.put(SPANISH, "es", "en", Purpose.INBOUND)
    record(runtime, working)
    with runtime.database.transaction(read_only=True) as session:
        uses = session.scalars(select(EngineUse)).all()
        assert {use.host for use in uses} == {there.url.removeprefix("http://")}
        assert sum(use.characters for use in uses) == sum(map(len, there.asked))
