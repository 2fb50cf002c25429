"""Reactions are claimed in turns; what kills workers or cannot be understood is set apart and holds nobody up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.desk import reactions
from app.models import EventRow, Reaction
from tests.cast import NOON

NAME = "run_rules"
LATER = reactions.CLAIM + timedelta(seconds=1)


@pytest.fixture
def owed(database, hana):
    def owe(count, payload=None):
        with database.transaction() as session:
            made = []
            for _ in range(count):
                told = {"order_id": 1} if payload is None else payload
                event = EventRow(shop_id=hana.id, name="OrderChanged", payload=told, occurred_at=NOON)
                session.add(event)
                session.flush()
                made.append(Reaction(shop_id=hana.id, event_id=event.id, name=NAME, due_at=NOON))
            session.add_all(made)
            session.flush()
            return [row.id for row in made]

    return owe


def claim(database, now=NOON):
    with database.transaction() as session:
        return reactions.claim(session, now, only=[NAME])


def done(database, *ids):
    with database.transaction() as session:
        reactions.done(session, *ids)


def look(database):
    with database.transaction(read_only=True) as session:
        return [(row.state, row.error) for row in session.scalars(select(Reaction).order_by(Reaction.id))]


def test_one_that_kills_its_worker_holds_nobody_up_and_is_set_aside(database, owed):
    poison, *good = owed(4)
    now, finished = NOON, set()
    for _ in range(20):
        batch = [item.reaction_id for item in claim(database, now)]
        if poison not in batch:  # else the worker dies, and with it the whole batch, which is one commit
            done(database, *batch)
            finished.update(batch)
        now += LATER
    assert finished == set(good)
    assert look(database)[0] == ("DEAD", "The worker died three times while doing this.")


def test_what_was_handed_back_or_put_off_is_no_suspect(database, owed):
    first, second = owed(2)
    for _ in range(10):
        batch = claim(database)
        with database.transaction() as session:
            reactions.hand_back(session, batch)
    batch = claim(database)
    assert {item.reaction_id: item.attempts for item in batch} == {first: 1, second: 1}
    with database.transaction() as session:
        for item in batch:
            reactions.put_off(session, item, NOON, error="Unavailable: busy")
    assert len(claim(database, NOON + timedelta(minutes=1))) == 2


def test_an_event_of_another_release_is_set_aside_in_words(database, owed):
    owed(1, {"a_field_that_was_renamed": 1})
    (good,) = owed(1)
    assert [item.reaction_id for item in claim(database)] == [good]
    (state, error), _ = look(database)
    assert state == "DEAD"
    assert "a_field_that_was_renamed" in error


def test_a_moments_patience_asked_for_again_and_again_is_not_the_end_within_minutes(database, owed):
    owed(1)
    now = NOON
    while batch := claim(database, now):
        with database.transaction() as session:
            if not reactions.put_off(session, batch[0], now, error="Unavailable: wait", after=1.0):
                break
            now = session.get(Reaction, batch[0].reaction_id).due_at
    assert now - NOON > timedelta(hours=1)
