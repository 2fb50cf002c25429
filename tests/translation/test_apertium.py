"""English and Spanish for real: Debian's apertium behind LibreTranslate's protocol."""

import os

import pytest

from app.domain.errors import Refused
from app.domain.shielding import hide, restore
from app.translation.translator import Request, engines, translate
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
