"""The glossary holds in what is sent."""

import pytest

from app.domain.guard.checks.terms import CHECK
from app.domain.guard.pair import Level, Pair
from app.domain.translating.terms import Term


def looked(draft, text, *terms, target="de"):
    return CHECK.look(Pair(draft, text, "en", target, terms=terms))


@pytest.mark.parametrize("target", ["ja", "en", "zh-Hans", "zh-Hant", "ko", "fr", "de", "es"])
def test_a_kept_term_that_was_translated_blocks(target):
    assert looked("the Aka Bowl", "die Rote Schale", Term("Aka Bowl"), target=target).level is Level.RED
    assert looked("the Aka Bowl", "Aka Bowlです", Term("Aka Bowl"), target=target).level is Level.GREEN


@pytest.mark.parametrize(
    ("text", "term", "translation", "target"),
    [
        ("mit der Teetasse", "tea cup", "Teetasse", "de"),
        ("die Teetassen", "tea cup", "Teetasse", "de"),
        ("die Sammelteetasse", "tea cup", "Teetasse", "de"),
        ("las tazas de té", "tea cup", "taza de té", "es"),
        ("vos tasses à thé", "tea cup", "tasse à thé", "fr"),
        ("湯呑みをお送りします", "tea cup", "湯呑み", "ja"),
        ("찻잔을 보내 드립니다", "tea cup", "찻잔", "ko"),
        ("茶杯", "tea cup", "茶杯", "zh-Hans"),
    ],
)
def test_a_term_said_as_agreed_passes_with_its_endings(text, term, translation, target):
    assert looked("Your tea cups", text, Term(term, translation), target=target).level is Level.GREEN


def test_a_term_said_otherwise_blocks_and_is_named():
    found = looked("Your tea cup", "Ihr Becher", Term("tea cup", "Teetasse"))
    assert found.level is Level.RED
    assert found.detail == "− Teetasse (tea cup)"


def test_a_longer_term_is_not_asked_for_its_part():
    found = looked("Your tea cup", "Ihre Teetasse", Term("cup", "Becher"), Term("tea cup", "Teetasse"))
    assert (found.level, found.count) == (Level.GREEN, 1)


def test_a_term_within_another_word_is_not_meant():
    assert looked("cupboard", "Schrank", Term("cup", "Tasse")) is None
