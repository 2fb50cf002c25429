"""An engine that hangs delays nobody: mail comes in, replies go out, another shop reads; what it owes comes later."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app import jobs
from app.desk import channels, raw_mail, replies
from app.desk.replies import ReplyDraft
from app.desk.sealing import sealer
from app.models import EventRow, Message, Reaction, Translation
from app.reacting import OF_A_SHOP, THREADS
from app.translation import calling
from tests import cast
from tests.channels.scripted import mail_server, settings_for

PATIENT = 60.0  # seconds; nothing here waits so long unless it is broken
LETTER = b"From: luz@example.es\r\nTo: support@hana.example\r\nMessage-ID: <late@x>\r\nSubject: Hola\r\n\r\n%s\r\n"


@pytest.fixture
def patient(monkeypatch):
    """A call that hangs does so until the test lets it go."""
    monkeypatch.setattr(calling, "SECONDS", (2.0, PATIENT))
    monkeypatch.setattr(calling, "WHOLE", PATIENT)


@pytest.fixture
def hanging(office, patient):
    stub = office.engine()
    stub.fault = "hang"
    return stub


@pytest.fixture
def mailbox(office):
    with mail_server() as server:
        office.change(office.shop, email_from="support@hana.example")
        with office.runtime.desk(office.shop.id) as desk:
            channels.save_email(desk, sealer(office.runtime.settings.api_secrets), settings_for(server))
        yield server


def until(holds):
    """Waits for what must come by itself; fails only where it never does."""
    end = time.monotonic() + PATIENT / 2
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@contextmanager
def draining(office, *stubs):
    """The workers' own drains, each in a thread; every engine is let go at the end."""
    jobs.install(office.runtime)
    over = threading.Event()
    threads = [threading.Thread(target=repeated, args=(drain, over)) for drain in (jobs.drain, jobs.drain_beside)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for stub in stubs:
            stub.fault = ""
            stub.released.set()
        for thread in threads:
            thread.join(PATIENT)
        assert not any(thread.is_alive() for thread in threads)


def repeated(drain, over):
    """As a worker does that is rung for."""
    while not over.is_set():
        drain()


def reply(office, conversation_id, once_key="form"):
    with office.runtime.desk(office.shop.id) as desk:
        return replies.queue(desk, conversation_id, ReplyDraft("Su pedido está en camino.", "es", once_key))


def translated(office, shop):
    return [row for row in office.rows(Translation) if row.shop_id == shop.id]


def test_twenty_messages_for_an_engine_that_hangs_delay_neither_mail_nor_replies(office, hanging, mailbox):
    """TR-03: bulkhead. All that follows happens while the engine says nothing, or this waits for ever and fails."""
    events = [office.receive(f"¿Dónde está mi pedido {number}?") for number in range(20)]
    with draining(office, hanging):
        until(lambda: len(hanging.asked) == OF_A_SHOP)
        reply(office, events[0].conversation_id)
        with office.runtime.desk(office.shop.id) as desk:
            raw_mail.store(desk, "email", LETTER % b"Hola, tengo una pregunta.")
        until(lambda: mailbox.contents)
        until(lambda: [row for row in office.rows(Message) if row.external_id == "<late@x>"])
        assert translated(office, office.shop) == []
        assert len(hanging.asked) == OF_A_SHOP
    assert len(mailbox.contents) == 1


def test_another_shops_translations_go_on(office, hanging):
    """Half the threads at most wait for one shop's engine."""
    mei = cast.shop(office.database, cast.MEI)
    office.engine(shop=mei)
    for number in range(20):
        office.receive(f"¿Dónde está mi pedido {number}?")
    theirs = [office.receive(f"¿Y mi té {number}?", shop=mei) for number in range(12)]
    with draining(office, hanging):
        until(lambda: len(translated(office, mei)) == len(theirs))
        assert translated(office, office.shop) == []
        assert len(hanging.asked) <= OF_A_SHOP < THREADS
    assert {row.state for row in translated(office, mei)} == {"DONE"}


def test_what_is_ready_to_be_sent_goes_before_a_translation_ends(office, mailbox, patient):
    """One turn of the drain: the engine answers only once the mail is out."""
    stub, gone = office.engine(), []

    def say(text, target):
        end = time.monotonic() + PATIENT / 2
        while not mailbox.contents and time.monotonic() < end:
            time.sleep(0.01)
        gone.append(len(mailbox.contents))
        return f"{target}:{text}"

    stub.say = say
    event = office.receive("¿Dónde está mi pedido?")
    for number in range(3):
        office.receive(f"Otra pregunta {number}, por favor.")
    reply(office, event.conversation_id)
    jobs.drain_once(office.runtime)
    assert gone == [1] * 4
    assert {row.state for row in office.rows(Translation)} == {"DONE"}


def later(office):
    """Time passes for what was put off."""
    with office.database.transaction() as session:
        session.execute(update(Reaction).where(Reaction.state == "WAITING").values(due_at=datetime.now(UTC)))
    office.rested()


def test_what_failed_comes_when_the_engine_is_back_and_once(office):
    stub = office.engine()
    stub.fault = "broken"
    events = [office.receive(f"¿Dónde está mi pedido {number}?") for number in range(4)]
    jobs.drain_once(office.runtime)
    waiting = [row for row in office.rows(Reaction) if row.name == "translate_message"]
    assert {(row.state, row.attempts) for row in waiting} == {("WAITING", 1)}
    assert {row.state for row in office.rows(Translation)} == {"FAILED"}
    stub.fault = ""
    for _ in range(3):
        later(office)
        jobs.drain_once(office.runtime)
    rows = office.rows(Translation)
    assert {row.state for row in rows} == {"DONE"}
    assert len(rows) == len(events)
    told = [row for row in office.rows(EventRow) if row.name == "MessageTranslated"]
    assert len(told) == len(events)


def test_an_engine_that_cannot_be_reached_opens_its_breaker_for_all_that_wait(office):
    """Three failures, whether one after another or at once: the rest is not sent to be refused."""
    stub = office.engine()
    stub.fault = "unavailable"
    for number in range(20):
        office.receive(f"¿Dónde está mi pedido {number}?")
    jobs.drain_once(office.runtime)
    assert office.resting() == {stub.engine_id}
    asked = len(stub.asked)
    with office.database.transaction() as session:
        session.execute(update(Reaction).where(Reaction.state == "WAITING").values(due_at=datetime.now(UTC)))
    jobs.drain_once(office.runtime)
    assert len(stub.asked) == asked
    assert {row.state for row in office.rows(Reaction) if row.name == "translate_message"} == {"WAITING"}


def test_a_worker_that_died_while_an_engine_thought_is_made_good(office):
    """Claimed and never settled: another takes it when the claim is over."""
    stub = office.engine()
    event = office.receive("¿Dónde está mi pedido?")
    jobs.drain_once(office.runtime)
    with office.database.transaction() as session:
        session.query(Translation).delete()
        claimed = {"state": "WAITING", "attempts": 1, "claimed_until": datetime.now(UTC) - timedelta(seconds=1)}
        session.execute(update(Reaction).where(Reaction.name == "translate_message").values(**claimed))
    jobs.drain_once(office.runtime)
    assert office.translation(event.message_id).state == "DONE"
    assert len(stub.asked) == 1  # what the first had made was stored
