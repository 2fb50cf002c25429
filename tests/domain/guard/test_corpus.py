"""The corpus that judges the guard: enough of everything, every row an error of its own, two honest halves."""

from collections import Counter

from tests.domain.guard.corpus import LANGUAGES, correct, planted
from tests.domain.guard.corpus.judging import kind_of, language_of

LITERALS = (
    "digit",
    "separator",
    "date_order",
    "weekday",
    "month",
    "currency",
    "percent",
    "url",
    "order_name",
    "tracking",
    "email",
    "name",
    "term",
    "placeholder",
)
MEANINGS = (
    "negation_lost",
    "negation_added",
    "sentence_dropped",
    "sentence_added",
    "register_mixed",
    "untranslated",
    "script",
)
KINDS = LITERALS + MEANINGS


def test_the_corpus_holds_enough_of_everything():
    faithful, errors = Counter(map(language_of, correct())), Counter(map(language_of, planted()))
    kinds = Counter(map(kind_of, planted()))
    assert min(faithful[language] for language in LANGUAGES) >= 50
    assert min(errors[language] for language in LANGUAGES) >= 45
    assert sum(faithful.values()) >= 400
    assert sum(errors.values()) >= 400
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= len(LANGUAGES)


def test_every_row_has_its_own_name_and_every_error_changes_its_pair():
    texts = {row.id: row.pair.text for row in correct()}
    assert len(texts) == len(correct())
    assert len({row.id for row in planted()}) == len(planted())
    assert [row.id for row in planted() if row.pair.text in {texts[row.of], ""}] == []


def test_an_error_lies_in_the_same_half_as_the_pair_it_was_planted_in():
    halves = {row.id: row.half for row in correct()}
    assert [row.id for row in planted() if row.half is not halves[row.of]] == []
    assert min(Counter(halves.values()).values()) >= len(halves) * 0.4
