"""What agents wrote comes first next time: in their shop only, in the right tone, and never with a customer's data."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.desk import glossary, memory, memory_pages, orders, privacy, suggestions
from app.desk.desk import SYSTEM, Actor, ActorKind, open_desk
from app.desk.memory_pages import Wish
from app.desk.privacy import Person
from app.domain.errors import NotAllowed, NotFound, Rejected
from app.domain.translating.glossary import Given
from app.domain.translating.learning import Learned, Sent, Suggestion
from app.domain.translating.memory import Origin
from app.domain.translating.segments import digest
from app.models import Conversation, GlossaryTerm, LanguageTone, MemorySegment, Shop, TermSuggestion
from tests import cast
from tests.cast import NOON

THANKS, SOON = "ご連絡ありがとうございます。", "すぐに確認いたします。"
AT = digest(THANKS)


@pytest.fixture
def at(database):
    @contextmanager
    def open_(shop, hours=0, actor=SYSTEM):
        with open_desk(database, shop.id, actor, now=NOON + timedelta(hours=hours)) as desk:
            yield desk

    return open_


def pair(text, said, origin=Origin.CORRECTED, target="es"):
    return Learned(text, said, origin, "ja", target)


def known(at, shop, tone="", target="es"):
    with at(shop) as desk:
        return memory.recall(desk, "ja", target, tone, [AT, digest(SOON), digest("never seen")])


def learn(at, shop, *found, tone="", talk=None, hours=0):
    with at(shop, hours) as desk:
        memory.learn(desk, found, talk, tone)


def test_a_learned_sentence_comes_back_by_its_digest_however_it_is_spaced(at, hana):
    learn(at, hana, pair("One  more\nline.", "Una línea más."))
    with at(hana) as desk:
        assert memory.recall(desk, "ja", "es", "", [digest(" One more line. ")]) == {
            digest("One more line."): "Una línea más."
        }
        assert memory.recall(desk, "ja", "fr", "", [digest("One more line.")]) == {}
        assert memory.recall(desk, "en", "es", "", [digest("One more line.")]) == {}
        assert memory.recall(desk, "ja", "es", "", []) == {}


def test_the_same_tone_comes_first_and_no_tone_stands_in_for_any(at, hana):
    learn(at, hana, pair(THANKS, "Gracias."))
    learn(at, hana, pair(THANKS, "Le agradecemos su mensaje."), tone="FORMAL")
    learn(at, hana, pair(SOON, "¡Ahora lo miro!"), tone="WARM")
    assert known(at, hana, "FORMAL") == {AT: "Le agradecemos su mensaje."}
    assert known(at, hana, "BRIEF") == {AT: "Gracias."}
    assert known(at, hana) == {AT: "Gracias."}
    assert known(at, hana, "WARM") == {AT: "Gracias.", digest(SOON): "¡Ahora lo miro!"}


def test_one_shops_memory_is_nothing_to_another(at, hana, mei):
    learn(at, hana, pair(THANKS, "Gracias de Hana."))
    learn(at, mei, pair(THANKS, "Gracias de Mei."))
    assert (known(at, hana), known(at, mei)) == ({AT: "Gracias de Hana."}, {AT: "Gracias de Mei."})
    with at(hana) as desk:
        theirs = memory_pages.page(desk, Wish())[0]
    with at(mei) as desk:
        assert [line.target_text for line in memory_pages.page(desk, Wish())] == ["Gracias de Mei."]
        memory.used(desk, [AT])
        for act in (memory_pages.one, memory_pages.remove):
            with pytest.raises(NotFound):
                act(desk, theirs.id)
        memory.forget_all(desk)
    with at(hana) as desk:
        assert memory_pages.one(desk, theirs.id).uses == 0
    assert known(at, mei) == {}


def test_a_correction_replaces_what_was_known_and_an_approval_only_an_approval(at, hana):
    learn(at, hana, pair(THANKS, "one", Origin.APPROVED))
    learn(at, hana, pair(THANKS, "two", Origin.APPROVED))
    assert known(at, hana) == {AT: "two"}
    learn(at, hana, pair(THANKS, "three"), hours=1)
    learn(at, hana, pair(THANKS, "four", Origin.APPROVED))
    assert known(at, hana) == {AT: "three"}
    learn(at, hana, pair(THANKS, "five"), hours=2)
    with at(hana) as desk:
        (line,) = memory_pages.page(desk, Wish())
        assert (line.target_text, line.origin) == ("five", "CORRECTED")
        assert line.changed_at == NOON + timedelta(hours=2)


def test_uses_are_counted_once_a_text(at, hana):
    learn(at, hana, pair(THANKS, "Gracias."), pair(SOON, "Enseguida."), pair(THANKS, "Merci.", target="fr"))
    with at(hana, 5) as desk:
        memory.used(desk, [AT, AT], ("ja", "es"))
        memory.used(desk, [AT])
    with at(hana) as desk:
        rows = desk.all(desk.select(MemorySegment).order_by(MemorySegment.id))
        assert [row.uses for row in rows] == [2, 1, 0]
        assert [row.used_at is not None for row in rows] == [True, True, False]


def test_more_sentences_than_a_statement_takes(at, hana):
    found = [pair(f"文{number}番です。", f"Frase {number}.") for number in range(1200)]
    learn(at, hana, *found)
    with at(hana) as desk:
        digests = [digest(one.source_text) for one in found]
        assert len(memory.recall(desk, "ja", "es", "", digests)) == 1200
        memory.used(desk, digests)
        assert {row.uses for row in desk.all(desk.select(MemorySegment))} == {1}


def test_a_reply_teaches_sentences_and_a_word_that_was_changed_twice(at, hana, database):
    talks = [cast.conversation(database, hana.id).id for _ in range(2)]
    agent = cast.agent(database, hana.id)
    sent = Sent(f"{THANKS}湯呑を確認します。", "Gracias. Veremos el tazón.", "Gracias. Veremos el yunomi.", "ja", "es")
    for talk in talks:
        with at(hana, actor=Actor(ActorKind.AGENT, agent.id)) as desk:
            memory.learn_from(desk, talk, sent, "FORMAL")
    with at(hana) as desk:
        rows = desk.all(desk.select(MemorySegment).order_by(MemorySegment.id))
        assert [(row.source_text, row.target_text, row.origin) for row in rows] == [
            (THANKS, "Gracias.", "APPROVED"),
            ("湯呑を確認します。", "Veremos el yunomi.", "CORRECTED"),
        ]
        assert {(row.tone, row.agent_id) for row in rows} == {("FORMAL", agent.id)}
        found = desk.all(desk.select(TermSuggestion).where(TermSuggestion.seen == 2))
        assert ("湯呑", "yunomi") in {(row.term, row.translation) for row in found}


def test_a_sentence_with_a_term_of_the_glossary_is_remembered(at, hana, database):
    talk = cast.conversation(database, hana.id).id
    sent = Sent(THANKS, "", "Gracias por elegir Hana Ceramics.", "ja", "es")
    with at(hana) as desk:
        memory.learn_from(desk, talk, sent)
        assert memory_pages.count(desk) == 0
        glossary.add(desk, Given("ハナ", "Hana Ceramics"))
        memory.learn_from(desk, talk, sent)
        assert memory_pages.count(desk) == 1


def test_no_word_of_the_customer_or_of_his_order_is_remembered(at, hana, database):
    person = cast.customer(database, hana.id, "lucia@example.es", name="Lucía Ríos")
    with at(hana) as desk:
        address = {"city": "Getafe", "name": "Marisol", "zip": "28901"}
        order_id = orders.mirror(desk, cast.order(shipping_address=None)).order_id
        from app.models import Order

        desk.get(Order, order_id).shipping_address = address
    talk = cast.conversation(database, hana.id, customer_id=person.id, order_id=order_id)
    draft = "確認しました。\n\n承知しました。\n\n発送しました。\n\n了解です。"
    text = "Lucía, lo hemos visto.\n\nMarisol lo sabe.\n\nGetafe está en la lista.\n\nEntendido."
    with at(hana) as desk:
        memory.learn_from(desk, talk.id, Sent(draft, "", text, "ja", "es"))
        assert [line.target_text for line in memory_pages.page(desk, Wish())] == ["Entendido."]


def test_replies_that_teach_the_same_at_once_teach_it_once_and_wait_in_no_circle(at, hana, database):
    """Each holds its own conversation, as sending does, while workers write rows of the shop beside them."""
    talks = [cast.conversation(database, hana.id).id for _ in range(8)]
    texts = [THANKS, SOON, "申し訳ございません。", "承知いたしました。"]
    wrong = []

    def send(number):
        try:
            with at(hana) as desk:
                desk.get(Conversation, talks[number], lock=True)
                found = [pair(text, f"said {number}") for text in (texts if number % 2 else reversed(texts))]
                memory.learn(desk, found, talks[number])
                words = [Suggestion(text, "x", "ja", "es") for text in ("湯呑", "急須")]
                suggestions.note(desk, words[:: 1 if number % 2 else -1], talks[number])
        except Exception as error:  # noqa: BLE001 - told by the test itself
            wrong.append(error)

    def work(number):
        try:
            with at(hana) as desk:
                desk.add(GlossaryTerm(term=f"term {number}", created_at=NOON))
                desk.get(Conversation, talks[number], lock=True)
        except Exception as error:  # noqa: BLE001 - told by the test itself
            wrong.append(error)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(8) for act in (send, work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    with at(hana) as desk:
        assert memory_pages.count(desk) == len(texts)
        assert {row.seen for row in desk.all(desk.select(TermSuggestion))} == {8}


def test_the_page_is_searched_filtered_and_goes_on(at, hana):
    learn(at, hana, pair(THANKS, "Gracias 100%."), pair(SOON, "Enseguida.", Origin.APPROVED))
    learn(at, hana, pair(THANKS, "Merci.", target="fr"))
    with at(hana) as desk:
        first = memory_pages.page(desk, Wish(), most=2)
        rest = memory_pages.page(desk, Wish(), before=first[-1].id, most=2)
        assert [line.target_text for line in (*first, *rest)] == ["Merci.", "Enseguida.", "Gracias 100%."]
        assert [line.target for line in memory_pages.page(desk, Wish(words="ありがとう"))] == ["fr", "es"]
        assert len(memory_pages.page(desk, Wish(words="%"))) == 1
        assert len(memory_pages.page(desk, Wish(target="es", origin="APPROVED"))) == 1
        assert memory_pages.page(desk, Wish(source="de")) == ()
        assert memory_pages.languages(desk) == ("es", "fr", "ja")
        assert memory_pages.count(desk) == 3


def test_a_person_changes_and_removes_what_is_remembered(at, hana):
    learn(at, hana, pair(THANKS, "Gracias.", Origin.APPROVED), pair(SOON, "Enseguida."))
    with at(hana) as desk:
        last, first = memory_pages.page(desk, Wish())
        memory_pages.save(desk, first.id, "  Muchas gracias.\r\nDe verdad. ")
        memory_pages.remove(desk, last.id)
        for wrong in (" ", "x" * 601, "Pedido #1048 enviado.", "Hola María,", "a@b.example"):
            with pytest.raises(Rejected):
                memory_pages.save(desk, first.id, wrong)
    with at(hana) as desk:
        (line,) = memory_pages.page(desk, Wish())
        assert (line.target_text, line.origin) == ("Muchas gracias.\nDe verdad.", "CORRECTED")


def test_only_the_owner_forgets_everything(at, hana, mei, database):
    learn(at, hana, pair(THANKS, "Gracias."), pair(SOON, "Enseguida."))
    learn(at, mei, pair(THANKS, "Gracias."))
    diego = Actor(ActorKind.AGENT, cast.agent(database, hana.id).id)
    owner = Actor(ActorKind.AGENT, cast.agent(database, hana.id, "Hana", role="OWNER").id)
    with pytest.raises(NotAllowed), at(hana, actor=diego) as desk:
        memory_pages.remove_all(desk)
    assert len(known(at, hana)) == 2
    with at(hana, actor=owner) as desk:
        assert memory_pages.remove_all(desk) == 2
    assert (known(at, hana), len(known(at, mei))) == ({}, 1)


def test_forgetting_a_person_forgets_what_was_learned_from_his_conversations(at, hana, mei, database):
    person = cast.customer(database, hana.id)
    his, other = cast.conversation(database, hana.id, customer_id=person.id), cast.conversation(database, hana.id)
    learn(at, hana, pair(THANKS, "Gracias."), talk=his.id)
    learn(at, hana, pair(SOON, "Enseguida."), talk=other.id)
    with at(hana) as desk:
        for talk in (his.id, other.id):
            desk.add(TermSuggestion(term=f"湯呑{talk}", translation="x", conversation_id=talk, created_at=NOON))
        who = Person("", person.email)
        privacy.redact(desk, privacy.keep_request(desk, "REDACT_CUSTOMER", "", who), who)
    assert known(at, hana) == {digest(SOON): "Enseguida."}
    with at(hana) as desk:
        assert [row.conversation_id for row in desk.all(desk.select(TermSuggestion))] == [other.id]


def test_forgetting_the_shop_forgets_all_its_words(at, hana, mei):
    for shop in (hana, mei):
        learn(at, shop, pair(THANKS, "Gracias."))
        with at(shop) as desk:
            desk.add(TermSuggestion(term="湯呑", translation="x", created_at=NOON))
            desk.add(GlossaryTerm(term="湯呑", created_at=NOON))
            desk.add(LanguageTone(language="es", tone="FORMAL"))
    with at(hana) as desk:
        privacy.redact_shop(desk)
    kept = (MemorySegment, TermSuggestion, GlossaryTerm, LanguageTone)
    with at(hana) as desk:
        assert [len(desk.all(desk.select(model))) for model in kept] == [0, 0, 0, 0]
    with at(mei) as desk:
        assert [len(desk.all(desk.select(model))) for model in kept] == [1, 1, 1, 1]
        assert isinstance(desk.shop, Shop)
