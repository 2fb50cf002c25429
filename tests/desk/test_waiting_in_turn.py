"""Who records what translating left, indexes, learns or forgets beside others waits in turn, and never in a circle."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import func, select, text

from app.desk import engine_list, engines, memory, privacy, searching, stored_translations, tones
from app.desk.desk import SHOPIFY, open_desk
from app.desk.privacy import Person
from app.domain.translating.breaker import Breaker
from app.domain.translating.learning import Learned
from app.domain.translating.memory import Origin
from app.domain.translating.segments import digest
from app.errands import interpreting
from app.errands.interpreting import Purpose, interpreter
from app.models import Conversation, Customer, MemorySegment, Message, SearchText, TranslationEngine
from tests import cast
from tests.cast import NOON
from tests.errands import translating

MOMENT = 0.5  # seconds for the other one to come as far as he can


@pytest.fixture
def office(runtime):
    with translating.office(runtime) as made:
        yield made


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as made:
        yield made


@contextmanager
def at(database, shop):
    with open_desk(database, shop.id, now=NOON) as desk:
        yield desk


def test_words_read_before_their_writer_was_forgotten_are_not_found_after(database, hana, pool, monkeypatch):
    """The worker has read the message when the request comes."""
    person = cast.customer(database, hana.id, name="María Díaz")
    talk = cast.conversation(database, hana.id, customer_id=person.id)
    with at(database, hana) as desk:
        columns = {"channel": "email", "external_id": "<1@x>", "direction": "INBOUND", "author": "CUSTOMER"}
        message = desk.add(Message(conversation_id=talk.id, body="Calle Mayor 5", created_at=NOON, **columns))
    keep, asked = searching._keep, []

    def forget():
        with open_desk(database, hana.id, SHOPIFY, now=NOON) as desk:
            told = Person("", "maria@example.es")
            privacy.redact(desk, privacy.keep_request(desk, "customers/redact", "1", told), told)

    def slowly(*given, **named):
        if not asked:
            asked.append(pool.submit(forget))
            threading.Event().wait(MOMENT)
        keep(*given, **named)

    monkeypatch.setattr(searching, "_keep", slowly)
    with at(database, hana) as desk:
        searching.index_message(desk, message.id)
    asked[0].result()
    with database.transaction(read_only=True) as session:
        words = session.scalars(select(SearchText.words)).all()
    assert not any("calle" in line or "maria" in line for line in words)


def test_a_preview_and_a_translation_in_one_conversation_do_not_wait_in_a_circle(office, pool, monkeypatch):
    """Both have learned that an engine is well again."""
    office.engine(failures=1)
    event = office.receive()
    (row,) = office.rows(TranslationEngine)
    mine = interpreter(office.runtime, office.shop.id, event.conversation_id)
    mine.put("いつもありがとうございます。", "ja", "es", Purpose.DRAFT)
    rested, held, rest = threading.Event(), threading.Event(), engines.rest

    def translates():
        with office.runtime.desk(office.shop.id) as desk:
            desk.get(Conversation, event.conversation_id, lock=True)
            held.set()
            rested.wait(MOMENT)
            rest(desk, row.id, Breaker())

    def told(*given):
        rest(*given)
        rested.set()

    monkeypatch.setattr(interpreting.engines, "rest", told)
    other = pool.submit(translates)
    held.wait(5)
    interpreting.record(office.runtime, mine)
    other.result()
    assert len(office.stored()) == 1


@pytest.mark.parametrize("holding", ["order", "send_nothing", "tones"])
def test_who_changes_a_shops_settings_keeps_nobody_from_writing_its_rows(database, hana, pool, holding, monkeypatch):
    if database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    monkeypatch.setattr(engine_list.owners, "require", lambda _desk: None)
    holds = {
        "order": engine_list._locked,
        "send_nothing": lambda desk: engine_list.send_nothing(desk, nothing=True),
        "tones": lambda desk: tones.save(desk, "de", "FORMAL"),
    }
    with at(database, hana) as desk:
        holds[holding](desk)
        with at(database, hana) as other:
            other.session.execute(text("SET LOCAL lock_timeout = '2s'"))
            other.add(Customer(email="lucia@example.es", created_at=NOON))


def test_many_who_teach_and_use_the_same_sentences_do_not_wait_in_a_circle(database, hana, pool):
    texts = [f"文{number}です。" for number in "九八七六五四三二一"]
    talk = cast.conversation(database, hana.id)
    rows = [Learned(words, "x", Origin.CORRECTED, "ja", "es") for words in texts]
    with at(database, hana) as desk:
        for row in rows:  # in another order than that in which they are learned again
            memory.learn(desk, [row], talk.id)

    def teach():
        for number in range(30):
            with at(database, hana) as desk:
                memory.learn(
                    desk, [Learned(words, f"y{number}", Origin.CORRECTED, "ja", "es") for words in texts], talk.id
                )

    def use():
        for _ in range(30):
            with at(database, hana) as desk:
                memory.used(desk, [digest(words) for words in texts])

    for made in [pool.submit(teach), pool.submit(use)]:
        made.result()
    with at(database, hana) as desk:
        assert desk.session.scalar(select(func.min(MemorySegment.uses))) == 30


def test_two_replies_of_the_same_sentences_in_another_order_do_not_wait_in_a_circle(office, pool, monkeypatch):
    office.engine()
    texts = ("いつもありがとうございます。", "どうぞよろしくお願いいたします。")
    replies = ["\n\n".join(texts), "\n\n".join(reversed(texts))]
    talks = [office.receive(from_address=f"{name}@example.es").conversation_id for name in ("maria", "lucia")]
    mine = [interpreter(office.runtime, office.shop.id, talk) for talk in talks]
    for one, reply in zip(mine, replies, strict=True):
        one.put(reply, "ja", "es", Purpose.DRAFT)
    both, keep = threading.Barrier(2, timeout=MOMENT), stored_translations.keep

    def slowly(*given):
        keep(*given)
        with suppress(threading.BrokenBarrierError):
            both.wait()

    monkeypatch.setattr(interpreting.stored_translations, "keep", slowly)
    for made in [pool.submit(interpreting.record, office.runtime, one) for one in mine]:
        made.result()
    assert len(office.stored()) == len(texts)
