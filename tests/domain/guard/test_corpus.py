"""The guard against its corpus: at least 98 of 100 planted errors caught, at most 3 of 100 faithful pairs held up."""

from collections import Counter

import pytest

from tests.domain.guard.corpus import LANGUAGES, Half, correct, planted
from tests.domain.guard.corpus.__main__ import told
from tests.domain.guard.corpus.judging import alarmed, caught, caught_by, kind_of, language_of, table

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
HALVES = pytest.mark.parametrize("half", [None, *Half])


def explained(*wanted: str) -> str:
    return f"{table()}\n{told(set(wanted))}"


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


@HALVES
def test_at_least_98_of_100_planted_errors_are_caught(half: Half | None):
    assert caught(half).percent >= 98, explained()


@HALVES
def test_at_most_3_of_100_faithful_pairs_are_held_up(half: Half | None):
    assert alarmed(half).percent <= 3, explained("false")


@pytest.mark.parametrize("kind", KINDS)
def test_nine_of_ten_errors_of_every_kind_are_caught(kind: str):
    assert caught_by(kind_of)[kind].percent >= 90, explained(kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_of_ten_errors_in_every_language_are_caught(language: str):
    assert caught_by(language_of)[language].percent >= 90, explained(language)
