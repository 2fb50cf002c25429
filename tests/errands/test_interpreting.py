"""What a shop knows already costs nothing, what was made is kept once, and no shop ever reads another's words."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete

from app.desk import conversations, glossary, memory, privacy, searching, stored_translations, translations
from app.desk.privacy import Person
from app.domain.errors import Refused
from app.domain.events import LanguageCorrected
from app.domain.translating.glossary import Given
from app.domain.translating.learning import Learned
from app.domain.translating.memory import Origin
from app.domain.translating.tone import Tone
from app.errands import translate_message
from app.errands.interpreting import Purpose
from app.models import (
    EngineUse,
    GuardVerdict,
    MemorySegment,
    Message,
    SearchText,
    Translation,
    TranslationEngine,
    TranslationReview,
)
from tests import cast

TEXT = "¿Dónde está mi pedido? Gracias."
COLOURS = ("azul", "roja", "verde")


@pytest.fixture
def stub(office):
    return office.engine()


def remember(office, source, said, *, pair=("es", "ja"), shop=None, conversation_id=None):
    with office.runtime.desk((shop or office.shop).id) as desk:
        memory.learn(desk, [Learned(source, said, Origin.CORRECTED, *pair)], conversation_id)


def term(office, word, said="", shop=None):
    with office.runtime.desk((shop or office.shop).id) as desk:
        return glossary.add(desk, Given(word, said, "es", "ja"))


def test_the_second_use_costs_nothing_and_counts_nothing(office, stub):
    """TR-03: cost counted once per stored text."""
    first, counted = office.put(TEXT), office.counted()
    for _ in range(3):
        assert office.put(TEXT) == first
    assert (len(stub.asked), len(office.stored()), office.counted()) == (1, 1, counted)


def test_what_differs_in_pair_or_tone_is_asked_for(office, stub):
    office.put(TEXT)
    office.put(TEXT, target="en")
    office.put(TEXT, source="pt")
    office.put(TEXT, tone=Tone.FORMAL)
    assert (len(stub.asked), len(office.stored())) == (4, 4)


def test_a_glossary_that_changed_makes_it_new(office, stub):
    office.put(TEXT)
    term(office, "pedido", "ご注文")
    assert office.put(TEXT).text == "ja:¿Dónde está mi ご注文? Gracias."
    assert (len(stub.asked), len(office.stored())) == (2, 2)


def test_only_the_paragraph_that_changed_is_asked_for_again_while_an_agent_writes(office, stub):
    office.put("一つ目です。\n\n二つ目です。", Purpose.DRAFT, "ja", "es")
    office.put("一つ目です。\n\n二つ目でした。", Purpose.DRAFT, "ja", "es")
    assert [asked.text for asked in stub.asked] == ["一つ目です。", "二つ目です。", "二つ目でした。"]


def test_what_agents_approved_comes_first_and_only_the_rest_is_asked_for(office, stub):
    remember(office, "¿Dónde está mi pedido?", "ご注文はどちらでしょうか。")
    made = office.put(f"{TEXT} Saludos.")
    assert made.text == "ご注文はどちらでしょうか。ja:Gracias. Saludos."
    assert (made.engine, made.remembered) == ("memory + libretranslate", 1)
    assert [asked.text for asked in stub.asked] == ["Gracias. Saludos."]
    assert [row.uses for row in office.rows(MemorySegment)] == [1]


def test_what_is_remembered_whole_needs_no_engine_at_all(office):
    remember(office, "Gracias.", "ありがとうございます。")
    assert office.put("Gracias.").text == "ありがとうございます。"
    assert office.rows(EngineUse) == []
    with pytest.raises(Refused, match="No translation engine is set up"):
        office.put(TEXT)


def test_a_correction_that_came_later_takes_the_place_of_what_was_stored(office, stub):
    office.put("Gracias.")
    remember(office, "Gracias.", "ありがとうございます。")
    assert office.put("Gracias.").text == "ありがとうございます。"


def test_another_shops_memory_and_texts_are_not_there(office, stub):
    other = cast.shop(office.database, cast.MEI)
    office.engine(shop=other, at=stub)
    remember(office, "Gracias.", "どうも。", shop=other)
    office.put(TEXT, shop=other)
    assert office.put("Gracias.").text == "ja:Gracias."
    assert office.put(TEXT).engine == "libretranslate"
    assert [asked.text for asked in stub.asked] == ["¿Dónde está mi pedido?", "Gracias.", TEXT]


def test_two_shops_with_the_same_sentence_and_other_glossaries_never_read_each_others_words(office, stub):
    """32 threads, both shops, one engine behind both: each reads its own word, its own memory, its own cache."""
    hana, mei = office.shop, cast.shop(office.database, cast.MEI)
    office.engine(shop=mei, at=stub)
    for shop, word, thanks in ((hana, "茶碗", "花より。"), (mei, "湯のみ", "梅より。")):
        term(office, "taza", word, shop)
        remember(office, "Saludos.", thanks, shop=shop)
    expected = {hana.id: "ja:Mi 茶碗 {} está rota. 花より。", mei.id: "ja:Mi 湯のみ {} está rota. 梅より。"}
    start, found = threading.Barrier(32), []

    def ask(number):
        shop = (hana, mei)[number % 2]
        start.wait()
        for turn in range(6):
            colour = COLOURS[(turn + number // 2) % 3]
            event = office.receive(
                f"Mi taza {colour} está rota. Saludos.", shop=shop, from_address=f"{number}@example.es"
            )
            translate_message.run(office.runtime, shop.id, event)
            found.append((shop.id, colour, event.message_id))

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(ask, range(32)))
    rows = {row.message_id: row for row in office.rows(Translation)}
    assert len(found) == 192
    for shop_id, colour, message_id in found:
        row = rows[message_id]
        assert (row.shop_id, row.state, row.text) == (shop_id, "DONE", expected[shop_id].format(colour))
    made = {(shop_id, text.format(colour)[:-5]) for shop_id, text in expected.items() for colour in COLOURS}
    assert sorted((row.shop_id, row.text) for row in office.stored()) == sorted(made)
    uses = {row.shop_id: row for row in office.rows(EngineUse)}
    assert sum(row.calls for row in uses.values()) == len(stub.asked)


def test_several_who_need_the_same_text_at_once_leave_it_once(office, stub):
    """Each may have asked, none waits for the others; what they made is one row, and every call is counted."""
    events = [office.receive(TEXT, from_address=f"{number}@example.es") for number in range(16)]
    start = threading.Barrier(16)

    def ask(event):
        start.wait()
        translate_message.run(office.runtime, office.shop.id, event)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(ask, events))
    assert {row.text for row in office.rows(Translation)} == {f"ja:{TEXT}"}
    assert (len(office.rows(Translation)), len(office.stored())) == (16, 1)
    [use] = office.rows(EngineUse)
    assert (use.calls, use.characters) == (len(stub.asked), sum(len(asked.text) for asked in stub.asked))


def test_the_same_event_twice_and_late_changes_nothing(office, stub):
    event = office.receive(TEXT, subject="Mi pedido")
    for _ in range(3):
        office.translate(event)
    assert (len(stub.asked), len(office.rows(Translation))) == (2, 1)
    with office.runtime.desk(office.shop.id) as desk:
        conversations.set_language(desk, event.conversation_id, "pt")
    for _ in range(2):
        translate_message.correct(office.runtime, office.shop.id, LanguageCorrected(event.conversation_id, "pt"))
    assert [(row.source, row.state) for row in office.rows(Translation)] == [("pt", "DONE")]
    assert len(stub.asked) == 4


class Killed(BaseException):
    """A worker that dies between the answer and our commit."""


@pytest.mark.parametrize("module", [stored_translations, translations])
def test_a_worker_killed_between_answer_and_commit_loses_nothing_and_doubles_nothing(office, stub, monkeypatch, module):
    event = office.receive(TEXT, subject="Mi pedido")
    name = "keep" if module is stored_translations else "store"

    def die(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(module, name, die)
        with pytest.raises(Killed):
            office.translate(event)
    assert (office.rows(Translation), office.stored(), office.rows(EngineUse)) == ([], [], [])
    row = office.translate(event)
    assert (row.state, row.text, row.subject) == ("DONE", f"ja:{TEXT}", "ja:Mi pedido")
    assert [asked.text for asked in stub.asked] == [TEXT, TEXT, "Mi pedido"]
    assert (len(office.rows(Translation)), len(office.stored())) == (1, 2)


def test_a_worker_killed_before_the_subject_translates_it_afterwards(office, stub, monkeypatch):
    event = office.receive(TEXT, subject="Mi pedido")

    def die(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(translations, "store_subject", die)
        with pytest.raises(Killed):
            office.translate(event)
    assert office.translation(event.message_id).subject == ""
    assert office.translate(event).subject == "ja:Mi pedido"
    assert [asked.text for asked in stub.asked].count(TEXT) == 1


LETTER = "Soy Ana de Lugo. ¿Dónde está mi pedido?"


def redact(office, email="ana@example.es"):
    person = Person("", email)
    with office.runtime.desk(office.shop.id) as desk:
        privacy.redact(desk, privacy.keep_request(desk, "REDACT_CUSTOMER", "", person), person)


def verdict(office, message_id, conversation_id):
    values = {"outcome": "OVERRIDDEN", "reason": "Ana lo sabe", "once_key": "1", "red": ["numbers"]}
    with office.database.transaction() as session:
        at = {"shop_id": office.shop.id, "message_id": message_id, "created_at": cast.NOON}
        session.add(GuardVerdict(conversation_id=conversation_id, **at, **values))
        session.add(TranslationReview(mark="GOOD", note="Ana", **at))


def test_forgetting_a_customer_takes_every_copy_of_the_words_everywhere(office, stub):
    """Translations, stored texts, memory, search, reasons; also what was first translated for somebody else."""
    office.put(LETTER)  # stored where nobody is forgotten
    events = [office.receive(LETTER, from_address="ana@example.es", subject=subject) for subject in ("Uno", "Dos")]
    kept = office.receive("¿Tienen tazas azules?", from_address="luz@example.es")
    for event in (*events, kept):
        office.translate(event)
        with office.runtime.desk(office.shop.id) as desk:
            searching.index_message(desk, event.message_id)
    office.put("Soy Ana de Lugo.", conversation_id=kept.conversation_id)  # the same words in another conversation
    remember(office, "Soy Ana de Lugo.", "アナです。", conversation_id=events[0].conversation_id)
    remember(office, "Gracias.", "どうも。", conversation_id=kept.conversation_id)
    verdict(office, events[0].message_id, events[0].conversation_id)
    redact(office)
    left = [
        *(row.text for row in office.stored()),
        *(row.text + row.subject for row in office.rows(Translation)),
        *(row.source_text for row in office.rows(MemorySegment)),
        *(row.words for row in office.rows(SearchText)),
        *(row.body + row.subject for row in office.rows(Message)),
        *(row.reason for row in office.rows(GuardVerdict)),
        *(row.note for row in office.rows(TranslationReview)),
    ]
    assert not [text for text in left if any(word in text.lower() for word in ("ana", "lugo", "pedido", "uno", "アナ"))]
    assert office.translation(kept.message_id).text == "ja:¿Tienen tazas azules?"
    assert [row.source_text for row in office.rows(MemorySegment)] == ["Gracias."]
    assert len(office.stored()) == 1
    assert [(row.outcome, row.red) for row in office.rows(GuardVerdict)] == [("OVERRIDDEN", ["numbers"])]


def test_an_event_that_comes_after_forgetting_sends_and_keeps_nothing(office, stub):
    event = office.receive(LETTER, from_address="ana@example.es")
    redact(office)
    office.translate(event)
    office.want(event)
    assert (stub.asked, office.stored(), office.rows(Translation)) == ([], [], [])


def test_who_is_forgotten_while_an_engine_thinks_leaves_nothing(office, stub):
    """What comes back then is thrown away; that it was sent stays counted."""
    event = office.receive(LETTER, from_address="ana@example.es", subject="Uno")

    def forgotten_meanwhile(text, target):
        if office.rows(Message)[0].body:
            redact(office)
        return f"{target}:{text}"

    stub.say = forgotten_meanwhile
    office.translate(event)
    assert (office.stored(), office.rows(Translation)) == ([], [])
    assert len(office.rows(EngineUse)) >= 1


def test_a_preview_during_which_the_customer_is_forgotten_leaves_nothing(office, stub):
    event = office.receive(LETTER, from_address="ana@example.es")

    def forgotten_meanwhile(text, target):
        redact(office)
        return f"{target}:{text}"

    stub.say = forgotten_meanwhile
    office.preview(event, "ルゴのアナ様、発送しました。")
    assert office.stored() == []


def test_an_engine_removed_while_it_thinks_is_no_matter(office, stub):
    def removed_meanwhile(text, target):
        with office.database.transaction() as session:
            session.execute(delete(TranslationEngine))
        return f"{target}:{text}"

    stub.say = removed_meanwhile
    assert office.translate(office.receive(TEXT)).text == f"ja:{TEXT}"


def test_nothing_is_asked_for_what_needs_no_translation(office, stub):
    for text in ("", "  \n", "#1042", "4111 1111 1111 1111", "https://shop.example/o?key=1", "😀"):
        assert office.put(text).text == text
    assert office.put(TEXT, source="ja").text == TEXT
    assert (stub.asked, office.rows(EngineUse)) == ([], [])
