"""Words, letters, a library's guess and what is expected are weighed against each other."""

import pytest

from app.domain.detecting import latin, lexicon, parts
from app.domain.detecting.weighing import Guess, are_neighbours, is_nobodys, weigh


def judged(text, guess=("", 0), known=(), script="Latn"):
    return weigh(text, Guess(*guess), known, script).language


def test_a_word_of_one_language_outweighs_a_wrong_guess_and_an_expectation():
    assert judged("Danke", ("en", 90), ("fr",)) == "de"


def test_a_word_of_two_languages_follows_what_is_expected():
    assert {judged("cancelar", known=(tag,)) for tag in ("es", "pt")} == {"es", "pt"}


def test_a_guess_of_a_neighbour_goes_to_the_one_that_is_expected():
    assert judged("xyzzy", ("gl", 95)) == "es"
    assert judged("xyzzy", ("gl", 95), ("pt",)) == "pt"
    assert judged("xyzzy", ("gl", 95), ("gl",)) == "gl"


def test_of_a_few_words_a_language_that_nobody_writes_is_not_believed():
    assert judged("xyzzy plugh", ("haw", 95)) == ""
    assert judged("xyzzy plugh", ("haw", 95), ("de",)) == "de"
    assert judged("xyzzy plugh", ("et", 95)) == "et"


def test_names_alone_say_nothing_but_an_unknown_word_may():
    assert judged("Hana Takahashi", ("haw", 90), ("de",)) == "de"
    assert judged("Kyoto Blend", ("en", 90), ("ja",)) == "ja"
    assert judged("alennuskoodi", ("fi", 95), ("ja",)) == "fi"


def test_what_is_written_in_another_script_is_not_expected_here():
    assert judged("xyzzy", ("es", 95), ("ja", "th")) == "es"


@pytest.mark.parametrize("text", ["Gracias", "Merci", "Kiitos"])
def test_a_word_against_what_is_expected_is_never_sure(text):
    assert weigh(text, Guess(), ("de",), "Latn").confidence < 80
    assert weigh(text, Guess(), ("ja",), "Latn").confidence < 80


def test_accents_may_be_left_out_and_elisions_kept_together():
    assert max(lexicon.score("tesekkur"), key=lexicon.score("tesekkur").get) == "tr"
    assert list(lexicon.words("L'ordine dell’Orto")) == ["l", "ordine", "dell", "orto"]
    assert list(lexicon.words("I'm here")) == ["i'm", "here"]
    assert lexicon.bare("İngiltère".lower()) == "ingiltere"


def test_product_names_inside_a_sentence_are_left_out():
    assert latin.without_names("je veux le Tea Starter Kit (Large) svp").split() == ["je", "veux", "le", "svp"]
    assert latin.without_names("Vielen Dank") == "Vielen Dank"


def test_the_lexicon_has_every_language_whose_script_does_not_tell_it():
    assert lexicon.languages() >= {
        "en",
        "de",
        "fr",
        "es",
        "pt",
        "it",
        "nl",
        "sv",
        "da",
        "nb",
        "fi",
        "pl",
        "cs",
        "tr",
        "vi",
        "id",
        "ru",
    }


def test_languages_of_one_family_are_neighbours():
    assert are_neighbours("es", "pt")
    assert are_neighbours("zh-Hans", "zh-Hant")
    assert not are_neighbours("es", "de")


@pytest.mark.parametrize(("words", "expected"), [(["OK"], True), (["hahaha", "lol"], True), (["ok", "merci"], False)])
def test_everybodys_words_are_nobodys_language(words, expected):
    assert is_nobodys(words) is expected


def test_small_parts_are_no_language_of_their_own():
    assert parts.shares([("de", 90), ("en", 10)], ()) == ()
    assert parts.shares([("de", 60), ("en", 40)], ()) == (("de", 60), ("en", 40))
    assert parts.shares([("de", 55), ("en", 45)], ("en",)) == (("en", 45), ("de", 55))
    assert parts.shares([("de", 75), ("en", 25)], ("en",)) == (("de", 75), ("en", 25))
    assert parts.shares([], ()) == ()
