"""How somebody is spoken to: the reply's wish, then the customer's tone, then the shop's for the language."""

from contextlib import contextmanager

import pytest

from app.desk import tones
from app.desk.desk import SYSTEM, open_desk
from app.domain.errors import NotFound, Rejected
from app.domain.translating.tone import Tone
from app.models import Customer, LanguageTone
from tests import cast
from tests.cast import NOON


@pytest.fixture
def at(database):
    @contextmanager
    def open_(shop):
        with open_desk(database, shop.id, SYSTEM, now=NOON) as desk:
            yield desk

    return open_


def test_the_nearest_wish_counts(at, hana, database):
    customer = cast.customer(database, hana.id)
    with at(hana) as desk:
        assert tones.tone_of(desk, "es", customer.id) is Tone.ANY
        tones.save(desk, "", "BRIEF")
        assert tones.tone_of(desk, "es", None) is Tone.BRIEF
        tones.save(desk, "es", "FORMAL")
        assert tones.tone_of(desk, "es", customer.id) is Tone.FORMAL
        assert tones.tone_of(desk, "fr", customer.id) is Tone.BRIEF
        tones.of_customer(desk, customer.id, "WARM")
        assert tones.tone_of(desk, "es", customer.id) is Tone.WARM
        assert tones.tone_of(desk, "es", customer.id, "BRIEF") is Tone.BRIEF
        assert tones.tone_of(desk, "es", customer.id, "shouting") is Tone.WARM
        desk.get(Customer, customer.id).tone = "OLD WORD"
        assert tones.tone_of(desk, "es", customer.id) is Tone.FORMAL


def test_a_language_is_set_once_and_left_to_the_engine_again(at, hana):
    with at(hana) as desk:
        tones.save(desk, "es-MX", "FORMAL")
        tones.save(desk, "es", "WARM")
        assert tones.everything(desk) == {"es": Tone.WARM}
        tones.save(desk, "es", "")
        tones.save(desk, "fr", "")
        assert desk.all(desk.select(LanguageTone)) == []


def test_what_is_no_language_or_tone_is_refused(at, hana, database):
    customer = cast.customer(database, hana.id)
    with at(hana) as desk:
        for language, tone, field in (("Klingon!", "FORMAL", "language"), ("es", "LOUD", "tone")):
            with pytest.raises(Rejected) as told:
                tones.save(desk, language, tone)
            assert told.value.field == field
        with pytest.raises(Rejected):
            tones.of_customer(desk, customer.id, "LOUD")
        assert tones.everything(desk) == {}


def test_one_shops_tones_are_nothing_to_another(at, hana, mei, database):
    customer = cast.customer(database, hana.id)
    with at(hana) as desk:
        tones.save(desk, "es", "FORMAL")
    with at(mei) as desk:
        assert tones.tone_of(desk, "es", None) is Tone.ANY
        with pytest.raises(NotFound):
            tones.tone_of(desk, "es", customer.id)
        with pytest.raises(NotFound):
            tones.of_customer(desk, customer.id, "WARM")
