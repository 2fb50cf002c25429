import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from app.web import i18n, words
from bin.words import path_of, sentences

LOCALES = sorted(path.name for path in i18n.CATALOGUES.iterdir())
PLACEHOLDER = re.compile(r"%\(\w+\)s|%\(\w+\)d")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_written_in_every_language(locale: str) -> None:
    catalogue = i18n.catalogue(locale)
    missing = [message.id for message in sentences() if message.id and not catalogue._catalog.get(message.id)]
    assert missing == [], "run `python bin/words.py` and write what it lists"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_keeps_the_places_of_its_sentence(locale: str) -> None:
    pairs = [(key, text) for key, text in i18n.catalogue(locale)._catalog.items() if key]
    assert [key for key, text in pairs if sorted(PLACEHOLDER.findall(key)) != sorted(PLACEHOLDER.findall(text))] == []


def test_a_catalogue_needs_no_compiled_file() -> None:
    assert LOCALES == ["ja"]
    assert list(Path(path_of("ja")).parent.glob("*.mo")) == []


def test_a_known_state_is_a_word_and_an_unknown_one_is_readable(app: Flask) -> None:
    with app.test_request_context(), force_locale("ja"):
        assert words.word("PARTIALLY_FULFILLED", "fulfillment") == "一部発送済み"
        assert words.word("BRAND_NEW_STATE", "fulfillment") == "Brand new state"


def test_a_language_is_named_in_the_readers_own(app: Flask) -> None:
    with app.test_request_context(), force_locale("ja"):
        assert (i18n.language("es"), i18n.language("nonsense")) == ("スペイン語", "nonsense")
