"""The composer's form by itself: what counts as a change, what is compared with what, what is kept of a translation."""

import pytest
from werkzeug.datastructures import MultiDict

from app.desk.guard_verdicts import Outcome
from app.desk.replies import ReplyDraft
from app.domain.guard.pair import Finding, Level
from app.domain.guard.verdict import Verdict
from app.domain.translating.tone import Tone
from app.web.reply_form import ReplyForm, edit_distance

FORM = {
    "draft": "Thank you.\nIt was sent.",
    "body": "Gracias.\nHa sido enviado.",
    "shown": "Gracias.\nHa sido enviado.",
    "language": "es",
    "draft_language": "en",
    "back_translation": "Thank you.\nIt was sent.",
    "engine": "libretranslate",
    "tone": "FORMAL",
}


def form(**changed: str) -> ReplyForm:
    return ReplyForm.of(MultiDict(FORM | changed))


@pytest.mark.parametrize("body", [FORM["body"], FORM["body"].replace("\n", "\r\n"), f"  {FORM['body']}\r\n"])
def test_line_ends_and_blanks_around_it_are_no_change(body: str) -> None:
    assert not form(body=body).is_edited


def test_one_letter_is_a_change_and_drops_the_back_translation_of_what_was_there() -> None:
    changed = form(body="Gracias.\nHa sido enviada.")
    assert changed.is_edited
    assert (form().reply.back, changed.reply.back) == (FORM["back_translation"], "")
    draft = ReplyDraft(body=FORM["draft"], language="es", once_key="k")
    assert form().completed(draft).back_translation == FORM["back_translation"]
    assert changed.completed(draft).back_translation == ""
    assert changed.completed(draft).body == "Gracias.\nHa sido enviada."


def test_a_text_that_people_wrote_is_compared_with_itself_and_only_once_it_is_changed() -> None:
    own = form(own_words="1", engine="macro")
    assert not own.is_judged
    changed = form(own_words="1", engine="macro", body="Gracias.\nNo ha sido enviado.")
    assert changed.is_judged
    assert (changed.reply.draft, changed.reply.source, changed.reply.target) == (FORM["shown"], "es", "es")


def test_an_unknown_tone_is_none_and_a_known_one_stays() -> None:
    assert (form().tone, form(tone="ROYAL").tone) == (Tone.FORMAL, Tone.ANY)


def test_a_preview_made_again_shows_what_was_changed_and_why() -> None:
    verdict = Verdict((Finding("amounts", Level.RED),))
    shown = form(body="Gracias.", reason="  She knows. ").preview(verdict, "Thank you.", is_blocked=True)
    assert (shown.text, shown.shown, shown.reason) == ("Gracias.", FORM["shown"], "She knows.")
    assert (shown.back_translation, shown.is_blocked, shown.verdict) == ("Thank you.", True, verdict)


def test_a_reason_is_kept_only_of_what_went_out_with_it() -> None:
    verdict = Verdict((Finding("amounts", Level.RED),))
    given = form(reason="She knows.")
    assert given.judged("k", Outcome.OVERRIDDEN, verdict).reason == "She knows."
    assert given.judged("k", Outcome.BLOCKED, verdict).reason == ""


@pytest.mark.parametrize(("sent", "distance"), [("abcd", 0), ("abcx", 250), ("", 1000), ("wxyz", 1000)])
def test_how_much_was_changed_is_told_in_thousandths(sent: str, distance: int) -> None:
    assert edit_distance("abcd", sent) == distance
