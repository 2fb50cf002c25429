"""What can be a term, which term counts for a pair of languages, and what a list would change, line by line."""

import pytest

from app.domain.errors import Rejected
from app.domain.translating.glossary import Given, fitting, key, read, titles, within
from app.domain.translating.glossary_plan import Fate, plan
from app.domain.translating.terms import Term


def refused(**given):
    with pytest.raises(Rejected) as told:
        read(Given(**given))
    return told.value.field, str(told.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (Given("Asagao"), Given("Asagao")),
        (Given("  Hana \t Ceramics\n"), Given("Hana Ceramics")),
        (Given("湯呑", "cup", "JA", "en-GB"), Given("湯呑", "cup", "ja", "en")),
        (Given("碗", "bowl"), Given("碗", "bowl")),
        (Given("Asagao", "朝顔", "*", "zh_TW"), Given("Asagao", "朝顔", "", "zh-Hant")),
        (Given("Asagao", "asagao"), Given("Asagao", "asagao")),
        (Given("cafe\u0301"), Given("café")),
        (Given("7L"), Given("7L")),
    ],
)
def test_a_term_is_kept_tidy(given, kept):
    assert read(given) == kept


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"term": " "}, "term", "Write the term."),
        ({"term": "x"}, "term", "Write at least two"),
        ({"term": "—!"}, "term", "words, not of signs"),
        ({"term": "⟦1⟧ cup"}, "term", "words, not of signs"),
        ({"term": "cup", "translation": "⟦1⟧"}, "translation", "words, not of signs"),
        ({"term": "x" * 201}, "term", "At most 200"),
        ({"term": "cup", "translation": "x" * 201}, "translation", "At most 200"),
        ({"term": "cup", "note": "x" * 501}, "note", "At most 500"),
        ({"term": "Asagao", "translation": " Asagao "}, "translation", "translated into itself"),
        ({"term": "cup", "source": "English!"}, "source", "not a language"),
        ({"term": "cup", "target": "?"}, "target", "not a language"),
        ({"term": "cup", "translation": "taza", "source": "es", "target": "es-MX"}, "target", "must differ"),
    ],
)
def test_what_cannot_be_a_term_is_refused_in_words_at_its_field(given, field, words):
    where, told = refused(**given)
    assert (where, words in told) == (field, True), told


def test_of_one_word_the_most_exactly_meant_term_counts():
    everywhere, from_japanese, to_spanish, exact = (
        Term("Asagao"),
        Term("Asagao", "a", source="ja"),
        Term("asagao", "b", target="es"),
        Term("ASAGAO", "c", "ja", "es"),
    )
    terms = [everywhere, from_japanese, to_spanish, exact]
    assert fitting(terms, "ja", "es") == (exact,)
    assert fitting(terms, "en", "es") == (to_spanish,)
    assert fitting(terms, "ja", "fr") == (from_japanese,)
    assert fitting(terms, "en", "fr") == (everywhere,)
    assert fitting(reversed(terms), "ja", "es") == (exact,)


def test_longer_terms_come_before_those_they_hold():
    found = fitting([Term("cup"), Term("Asagao cup"), Term("other", "x", "de", "fr")], "en", "ja")
    assert [term.term for term in found] == ["Asagao cup", "cup"]


def test_only_what_stands_in_a_text_is_asked_for_whatever_its_capitals():
    terms = (Term("Straße"), Term("Asagao"), Term("湯呑"))
    assert [term.term for term in within(terms, "STRASSE と湯呑です")] == ["Straße", "湯呑"]


def test_titles_of_products_are_kept_unless_nobody_there_could_read_them():
    names = ["Asagao cup", "湯呑 朝顔", "Asagao cup", "12", "⟦0⟧ cup", "x" * 300]
    assert [term.term for term in titles(names, "ja", "es")] == ["Asagao cup"]
    assert [term.term for term in titles(names, "es", "ja")] == ["Asagao cup", "湯呑 朝顔"]
    assert all(term.is_kept and term.fits("es", "ja") for term in titles(names, "es", "ja"))


def test_a_plan_tells_new_changed_same_and_wrong_lines_apart():
    known = {key(given.term, "", ""): given for given in (Given("Asagao"), Given("Cup", "taza"), Given("Bowl"))}
    lines = [
        (2, Given("asagao")),
        (3, Given("CUP", "vaso")),
        (4, Given("Bowl")),
        (5, Given("Plate", "plato", "en", "es")),
        (7, Given("x")),
        (8, Given("plate", "fuente", "en", "es")),
    ]
    good, wrong = plan(lines, known)
    assert [(line.line, line.fate) for line in good] == [
        (2, Fate.CHANGED),
        (3, Fate.CHANGED),
        (4, Fate.SAME),
        (5, Fate.NEW),
    ]
    assert good[1].before == "taza"
    assert [(line.line, line.problem.field) for line in wrong] == [(7, "term"), (8, "term")]
    assert "line 5" in str(wrong[1].problem)
