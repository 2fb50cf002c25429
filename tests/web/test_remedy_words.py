"""Every kind of remedy has its form, its template and its words; nothing an agent must know is left unsaid."""

from pathlib import Path

import pytest

from app.domain.remedies.kinds import RemedyKind, RemedyReason, RemedyState
from app.domain.remedies.terms import Notice, Part
from app.errands import remedy
from app.web import remedy_forms
from app.web.words import WORDS

TEMPLATES = Path(__file__).parents[2] / "templates"
KINDS = [kind for kind in RemedyKind if kind is not RemedyKind.UNKNOWN]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_gateway_a_form_a_template_and_words(kind):
    assert kind in remedy.kinds()
    form = remedy_forms.forms()[kind]
    assert (TEMPLATES / form.template).is_file()
    assert remedy_forms.form_of(kind.value.lower().replace("_", "-")) is form
    for words in ("remedy", "remedy_action", "remedy_help"):
        assert kind.value in WORDS[words], words


def test_what_is_confirmed_and_done_has_words_where_no_amount_says_it():
    by_amount = {"REFUND", "STORE_CREDIT", "GIFT_CARD", "DISCOUNT_CODE"}
    assert {kind.value for kind in KINDS} - by_amount <= set(WORDS["remedy_confirm"])
    assert {kind.value for kind in KINDS} - {"REFUND"} <= set(WORDS["remedy_done"])


@pytest.mark.parametrize(
    ("enum", "words"),
    [(Notice, "remedy_notice"), (Part, "remedy_part"), (RemedyReason, "remedy_reason"), (RemedyState, "remedy_state")],
)
def test_every_word_of_a_remedy_is_said(enum, words):
    assert {member.value for member in enum} - {"UNKNOWN"} <= set(WORDS[words])
