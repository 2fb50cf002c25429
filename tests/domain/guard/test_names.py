"""Names of people and things stay; what only another script can change is told."""

import pytest

from app.domain.guard.checks.names import CHECK
from app.domain.guard.pair import Level, Pair


def level(draft, text, names, source="en", target="de"):
    found = CHECK.look(Pair(draft, text, source, target, names=names))
    return found and found.level


@pytest.mark.parametrize("target", ["en", "fr", "de", "es"])
@pytest.mark.parametrize(
    ("draft", "text", "name"),
    [
        ("Hello Marie Dupont,", "Marie Dupond,", "Marie Dupont"),
        ("Hi Emma!", "Emily!", "Emma"),
        ("Hi Emma!", "Emmanuel!", "Emma"),
        ("Hi Emma!", "x", "Emma Lindqvist"),
        ("Hana Ceramics", "Hana Keramik", "Hana Ceramics"),
        ("Yuki Tee", "Schnee-Shirt", "Yuki Tee"),
    ],
)
def test_a_name_altered_between_languages_of_one_script_blocks(draft, text, name, target):
    assert level(draft, text, (name,), target=target) is Level.RED


@pytest.mark.parametrize("target", ["ja", "zh-Hans", "zh-Hant", "ko"])
def test_in_another_script_a_missing_name_is_told_and_an_altered_one_blocks(target):
    assert level("Hello Marie Dupont", "マリー様", ("Marie Dupont",), target=target) is Level.AMBER
    assert level("Hello Marie Dupont", "Marie Dupond様", ("Marie Dupont",), target=target) is Level.RED
    assert level("Hello Oliver Braun", "Oliver Brown 님", ("Oliver Braun",), target=target) is Level.RED
    assert level("Hello Emma Lindqvist", "Anna Lindqvist 고객님", ("Emma Lindqvist",), target=target) is Level.RED
    assert level("Hello Emma Lindqvist", "Emma 님", ("Emma Lindqvist",), target=target) is Level.GREEN


@pytest.mark.parametrize(
    ("draft", "text", "name"),
    [
        ("Emma's cup", "Emmas Tasse", "Emma"),
        ("Marie Dupont", "Frau Dupont", "Marie Dupont"),
        ("MARIE DUPONT", "Marie  Dupont", "Marie Dupont"),
        ("José", "Jose", "José"),
        ("Hi Emma", "Hallo Emma", "Emma Lindqvist"),
        ("田中様", "Herr Tanaka", "Tanaka"),
    ],
)
def test_case_accents_endings_and_honorifics_are_free(draft, text, name):
    assert level(draft, text, (name,)) in {Level.GREEN, None}


def test_a_name_that_cannot_be_compared_is_told():
    assert level("田中様", "Herr Tanaka", ("田中",), "ja", "de") is Level.AMBER
    assert level("田中様", "田中先生", ("田中",), "ja", "zh-Hans") is Level.GREEN


def test_names_that_the_draft_does_not_have_are_not_asked_for():
    assert level("Hello", "Hallo", ("Emma", "")) is None
    assert level("banana", "Banane", ("Ana",)) is None
