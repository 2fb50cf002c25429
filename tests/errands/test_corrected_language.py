"""A person says which language it is: whatever happens meanwhile, what is read in the end was translated from it."""

import pytest
from sqlalchemy import select

from app import jobs
from app.desk import conversations, translations
from app.desk.translations import Outcome
from app.domain.errors import Unavailable
from app.domain.events import LanguageCorrected
from app.errands import translate_message
from app.models import Message, Reaction


def corrected(office, event, language):
    with office.runtime.desk(office.shop.id) as desk:
        conversations.set_language(desk, event.conversation_id, language)
    return LanguageCorrected(event.conversation_id, language)


def language_of(office, event):
    (message,) = office.rows(Message, Message.id == event.message_id)
    return message.language


def test_an_engine_that_was_away_then_translates_from_the_right_language_later(office):
    stub = office.engine()
    event = office.receive()
    office.translate(event)
    correction = corrected(office, event, "pt")
    stub.status = 503
    with pytest.raises(Unavailable):
        translate_message.correct(office.runtime, office.shop.id, correction)
    stub.status = 200
    office.rested()
    translate_message.correct(office.runtime, office.shop.id, correction)
    row = office.translation(event.message_id)
    assert (row.source, row.state) == ("pt", "DONE")


def test_a_worker_that_dies_after_the_correction_leaves_the_translation_to_the_next(office, monkeypatch):
    office.engine()
    event = office.receive()
    office.translate(event)
    correction = corrected(office, event, "pt")
    with monkeypatch.context() as patched:
        patched.setattr(translate_message, "interpreter", _dies)
        with pytest.raises(SystemExit):
            translate_message.correct(office.runtime, office.shop.id, correction)
    translate_message.correct(office.runtime, office.shop.id, correction)
    assert office.translation(event.message_id).source == "pt"


def _dies(*_given):
    raise SystemExit


def test_of_two_corrections_the_later_one_counts_whichever_is_worked_off_first(office):
    office.engine()
    event = office.receive()
    office.translate(event)
    first, second = corrected(office, event, "fr"), corrected(office, event, "pt")
    for correction in (second, first):
        translate_message.correct(office.runtime, office.shop.id, correction)
    assert (language_of(office, event), office.translation(event.message_id).source) == ("pt", "pt")


def test_what_an_engine_still_made_of_the_wrong_language_is_not_kept_beside_the_message(office):
    stub = office.engine()
    event = office.receive()
    with office.runtime.desk(office.shop.id, read_only=True) as desk:
        late = translations.owed(desk, event.message_id)
    correction = corrected(office, event, "pt")
    with office.runtime.desk(office.shop.id) as desk:
        translations.correct(desk, event.conversation_id, correction.language)
    with office.runtime.desk(office.shop.id) as desk:
        translations.store(desk, late, Outcome("ja", "libretranslate", "早すぎた"))
    translate_message.correct(office.runtime, office.shop.id, correction)
    assert office.translation(event.message_id).source == "pt"
    assert [asked.source for asked in stub.asked] == ["pt"]


def test_a_correction_is_worked_off_once_and_its_translation_is_there(office):
    office.engine()
    event = office.receive()
    jobs.drain_once(office.runtime)
    corrected(office, event, "pt")
    for _ in range(3):
        jobs.drain_once(office.runtime)
    assert office.translation(event.message_id).source == "pt"
    with office.database.transaction(read_only=True) as session:
        states = session.scalars(select(Reaction.state).where(Reaction.name == "retranslate")).all()
    assert list(states) == ["DONE"]
