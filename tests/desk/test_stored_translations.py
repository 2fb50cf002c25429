"""A text is translated once for a shop, a pair, an engine, a tone and a glossary; who is forgotten leaves nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.desk import privacy, stored_translations
from app.desk.privacy import Person
from app.desk.stored_translations import Stored, Wanted
from app.domain.translating.segments import digest
from app.models import StoredTranslation
from tests import cast
from tests.cast import NOON

WANTED = Wanted("es", "ja", "", 0)
TEXT = "¿Dónde está mi pedido?"


def keep(runtime, shop, text=TEXT, said="どこ", *, engine_id=1, wanted=WANTED, conversation_id=None):
    with runtime.desk(shop.id) as desk:
        stored_translations.keep(desk, wanted, [Stored(digest(text), engine_id, said)], conversation_id)


def find(runtime, shop, text=TEXT, *, engine_ids=(1, 2), wanted=WANTED):
    with runtime.desk(shop.id, read_only=True) as desk:
        found = stored_translations.find(desk, wanted, [digest(text)], engine_ids)
    return found[digest(text)].text if found else None


def count(runtime):
    with runtime.database.transaction(read_only=True) as session:
        return len(session.scalars(select(StoredTranslation)).all())


def test_the_same_words_are_found_whatever_white_space_is_around_them(runtime, hana):
    keep(runtime, hana)
    assert find(runtime, hana, "  ¿Dónde está\nmi pedido? ") == "どこ"
    assert find(runtime, hana, "¿Dónde está mi PEDIDO?") is None


OTHERS = [
    Wanted("pt", "ja", "", 0),
    Wanted("es", "en", "", 0),
    Wanted("es", "ja", "FORMAL", 0),
    Wanted("es", "ja", "", 1),
]


@pytest.mark.parametrize("other", OTHERS)
def test_another_pair_tone_or_glossary_is_another_translation(runtime, hana, other):
    keep(runtime, hana)
    assert find(runtime, hana, wanted=other) is None
    keep(runtime, hana, said="別", wanted=other)
    assert (find(runtime, hana), find(runtime, hana, wanted=other)) == ("どこ", "別")


def test_another_shop_finds_nothing(runtime, hana, mei):
    keep(runtime, hana)
    assert find(runtime, mei) is None


def test_of_several_engines_that_which_stands_first_now(runtime, hana):
    keep(runtime, hana, said="一", engine_id=1)
    keep(runtime, hana, said="二", engine_id=2)
    assert [find(runtime, hana, engine_ids=order) for order in ((1, 2), (2, 1), (2,), (3,), ())] == [
        "一",
        "二",
        "二",
        None,
        None,
    ]


def test_who_comes_second_changes_nothing(runtime, hana):
    keep(runtime, hana, said="一")
    keep(runtime, hana, said="二")
    assert (find(runtime, hana), count(runtime)) == ("一", 1)


def test_many_texts_are_looked_for_at_once(runtime, hana):
    texts = [f"frase {number}" for number in range(1_200)]
    with runtime.desk(hana.id) as desk:
        stored_translations.keep(desk, WANTED, [Stored(digest(text), 1, text) for text in texts], None)
    with runtime.desk(hana.id, read_only=True) as desk:
        found = stored_translations.find(desk, WANTED, [digest(text) for text in texts[:400]], [1])
    assert len(found) == 400


def test_what_is_old_goes_a_batch_at_a_time(runtime, hana):
    keep(runtime, hana)
    with runtime.database.transaction() as session:
        session.execute(StoredTranslation.__table__.update().values(created_at=NOON))
        assert stored_translations.prune(session, NOON) == 0
        assert stored_translations.prune(session, NOON + timedelta(seconds=1)) == 1
    assert count(runtime) == 0


def talk(runtime, shop, email):
    person = cast.customer(runtime.database, shop.id, email)
    return cast.conversation(runtime.database, shop.id, customer_id=person.id)


def redact(runtime, shop, email):
    person = Person("", email)
    with runtime.desk(shop.id) as desk:
        privacy.redact(desk, privacy.keep_request(desk, "REDACT_CUSTOMER", "", person), person)


def test_forgetting_takes_what_was_first_translated_there(runtime, hana):
    keep(runtime, hana, conversation_id=talk(runtime, hana, "ana@example.es").id)
    other = talk(runtime, hana, "luz@example.es")
    keep(runtime, hana, "Otra cosa.", "別", conversation_id=other.id)
    redact(runtime, hana, "ana@example.es")
    assert (find(runtime, hana), find(runtime, hana, "Otra cosa.")) == (None, "別")


def test_nothing_is_kept_any_more_of_who_was_forgotten_meanwhile(runtime, hana):
    """An engine that thought while somebody was forgotten comes too late."""
    conversation = talk(runtime, hana, "ana@example.es")
    redact(runtime, hana, "ana@example.es")
    keep(runtime, hana, conversation_id=conversation.id)
    assert count(runtime) == 0


@pytest.mark.parametrize("part", ["Soy Ana.", "Soy Ana. Vivo aquí.", "Vivo aquí.\n\nGracias.", "Gracias."])
def test_parts_of_a_text_are_forgotten_with_it(runtime, hana, part):
    """What the memory knew parted it, or a paragraph was asked for by itself, in somebody else's conversation too."""
    keep(runtime, hana, part, conversation_id=talk(runtime, hana, "luz@example.es").id)
    with runtime.desk(hana.id) as desk:
        stored_translations.forget(desk, [], ["Otro texto. Y otro."])
    assert count(runtime) == 1
    with runtime.desk(hana.id) as desk:
        stored_translations.forget(desk, [], ["Soy Ana. Vivo aquí.\n\nGracias. Adiós."])
    assert count(runtime) == 0


def test_another_shops_same_words_stay(runtime, hana, mei):
    keep(runtime, hana)
    keep(runtime, mei)
    with runtime.desk(hana.id) as desk:
        stored_translations.forget(desk, [], [TEXT])
    assert (find(runtime, hana), find(runtime, mei)) == (None, "どこ")


def test_a_shop_that_is_forgotten_keeps_none(runtime, hana, mei):
    for shop in (hana, mei):
        keep(runtime, shop)
    with runtime.desk(hana.id) as desk:
        privacy.redact_shop(desk)
    assert (find(runtime, hana), find(runtime, mei)) == (None, "どこ")
