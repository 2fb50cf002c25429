"""Plug-ins keep the shape of their kind: found by looking, named by their file, said in words an editor can show."""

from pathlib import Path

import pytest

from app.desk import rules, starter
from app.desk.acting import Action
from app.domain.rules.condition import OPERATORS, Condition, ValueKind
from app.domain.rules.engine import TRIGGER_LABELS
from app.domain.rules.groups import NO_CONDITIONS, conditions
from app.domain.rules.reasons import WORDS
from app.plugins import discover
from app.web.i18n import catalogue

APP = Path(__file__).parent.parent / "app"
FOLDERS = {"conditions": APP / "domain" / "rules" / "conditions", "actions": APP / "desk" / "actions"}


def files(kind):
    return {path.stem for path in FOLDERS[kind].glob("*.py") if not path.stem.startswith("_")}


def test_every_file_is_a_plug_in_of_its_kind():
    assert set(conditions()) == files("conditions")
    assert set(rules.actions()) == files("actions")
    assert all(isinstance(condition, Condition) for condition in conditions().values())
    assert all(isinstance(action, Action) for action in rules.actions().values())


def test_a_file_with_an_underscore_is_a_helper(tmp_path, monkeypatch):
    package = tmp_path / "some_plugins"
    package.mkdir()
    for name in ("__init__", "_helper", "second", "first"):
        (package / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    assert list(discover("some_plugins")) == ["first", "second"]


@pytest.mark.parametrize("name", sorted(conditions()))
def test_a_condition_says_all_that_an_editor_needs(name):
    condition = conditions()[name]
    assert condition.label
    assert condition.value_kind in ValueKind
    assert condition.operators == tuple(OPERATORS[condition.value_kind])
    assert len(set(condition.choices)) == len(condition.choices)


@pytest.mark.parametrize("name", sorted(rules.actions()))
def test_an_action_says_what_it_does(name):
    assert rules.actions()[name].label


def test_labels_are_told_apart():
    labels = [condition.label for condition in conditions().values()]
    assert len(set(labels)) == len(labels)


def test_every_word_a_rule_is_said_in_is_translated():
    known = catalogue("ja")
    said = [*WORDS.values(), *TRIGGER_LABELS.values(), NO_CONDITIONS]
    said += [condition.label for condition in conditions().values()]
    said += [action.label for action in rules.actions().values()]
    said += [operator.label for operators in OPERATORS.values() for operator in operators.values()]
    said += [rule.name for rule in starter.STARTERS]
    assert [words for words in said if known.gettext(words) == words] == []
