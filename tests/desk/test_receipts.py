"""Receipts are claimed in turns, by one worker each; what kills workers is set apart, what is old is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.desk import receipts, sweeping
from app.desk.desk import open_desk
from app.desk.reading import troubles
from app.desk.receipts import Outcome
from app.errands import housekeeping, process_receipts
from app.models import Conversation, EventRow, Reaction, WebhookReceipt
from tests import cast
from tests.cast import HANA, MEI, NOON


@pytest.fixture
def arrived(database):
    def arrive(count, domain=HANA, **columns):
        values = {"topic": "orders/updated", "received_at": NOON, "next_try_at": NOON, "body": b"{}"} | columns
        with database.transaction() as session:
            made = [
                WebhookReceipt(shop_domain=domain, webhook_id=f"{domain}-{number}-{values['topic']}", **values)
                for number in range(count)
            ]
            session.add_all(made)
            session.flush()
            return [row.id for row in made]

    return arrive


def claim(database, now=NOON, **how):
    with database.transaction() as session:
        return receipts.claim(session, now, **how)


def settle(database, *outcomes, now=NOON):
    with database.transaction() as session:
        receipts.settle(session, outcomes, now)


def states(database):
    with database.transaction(read_only=True) as session:
        return [row.state for row in session.scalars(select(WebhookReceipt).order_by(WebhookReceipt.id))]


def test_one_shops_burst_does_not_keep_another_waiting(database, hana, mei, arrived):
    arrived(50)
    arrived(1, MEI)
    taken = claim(database, per_shop=5)
    assert [one.shop_domain for one in taken].count(HANA) == 5
    assert [one.shop_id for one in taken if one.shop_domain == MEI] == [mei.id]


def test_what_one_worker_holds_no_other_gets_until_its_time_is_over(database, hana, arrived):
    arrived(3)
    assert len(claim(database)) == 3
    assert claim(database) == []
    assert claim(database, NOON + receipts.CLAIM + timedelta(seconds=1)) != []


def test_after_a_crash_receipts_come_back_one_at_a_time_behind_the_fresh_ones(database, hana, arrived):
    first = arrived(3)
    claim(database)
    fresh = arrived(2, topic="orders/create", next_try_at=NOON)
    later = NOON + receipts.CLAIM + timedelta(seconds=1)
    assert [one.id for one in claim(database, later)] == [*fresh, first[0]]


def test_a_receipt_that_kills_three_workers_is_set_aside_and_the_others_finish(database, hana, arrived):
    poison, *good = arrived(4)
    now, done = NOON, set()
    for _ in range(20):
        for one in claim(database, now):
            if one.id == poison:
                break  # the worker dies here and settles nothing
            settle(database, Outcome(one.id, "DONE"), now=now)
            done.add(one.id)
        now += receipts.CLAIM + timedelta(seconds=1)
    assert done == set(good)
    assert states(database) == ["DEAD", "DONE", "DONE", "DONE"]
    with open_desk(database, hana.id) as desk:
        (dead,) = troubles.everything(desk)
        assert dead.why == "The worker died three times while handling this."


def test_a_settled_receipt_stays_settled(database, hana, arrived):
    (one,) = arrived(1)
    claim(database)
    settle(database, Outcome(one, "DONE"))
    settle(database, Outcome(one, "DEAD", "a worker that woke up late"))
    assert states(database) == ["DONE"]


def test_each_failure_waits_longer_and_shopify_may_say_how_long(database, hana, arrived):
    arrived(1)
    (one,) = claim(database)
    assert receipts.later(one, NOON, "busy").retry_at == NOON + timedelta(seconds=10)
    assert receipts.later(one, NOON, "busy", 2.5).retry_at == NOON + timedelta(seconds=2.5)


def test_a_shop_that_always_asks_for_a_moments_patience_does_not_lose_its_webhook_within_minutes(
    database, hana, arrived
):
    arrived(1)
    now = NOON
    while taken := claim(database, now):
        outcome = receipts.later(taken[0], now, "the budget is used up", 2.0)
        settle(database, outcome, now=now)
        now = outcome.retry_at or now
        if outcome.state == "DEAD":
            break
    assert states(database) == ["DEAD"]
    assert now - NOON > timedelta(hours=8), "longer than Shopify itself would have tried"


def test_what_was_only_handed_back_has_used_up_none_of_its_attempts(database, hana, arrived):
    arrived(1)
    for _ in range(20):
        (one,) = claim(database)
        settle(database, process_receipts._handed_back(one, NOON))
    (one,) = claim(database)
    assert one.attempts == 1
    assert receipts.later(one, NOON, "busy").state == "WAITING"


def test_the_clock_rings_only_when_something_is_due(runtime, hana, arrived):
    assert not housekeeping.ring_for_what_is_due(runtime, NOON)
    arrived(1)
    assert not housekeeping.ring_for_what_is_due(runtime, NOON - timedelta(seconds=1))
    assert housekeeping.ring_for_what_is_due(runtime, NOON)
    runtime.doorbell.redis.flushall()
    assert housekeeping.ring_for_what_is_due(runtime, NOON), "the ring that was lost is rung again"
    assert runtime.doorbell.queue("events").count == 1


def test_what_was_done_long_ago_is_forgotten_and_the_dead_and_waiting_stay(runtime, database, hana, arrived):
    ids = arrived(4)
    now = datetime.now(UTC)
    old = now - housekeeping.RECEIPTS_KEPT - timedelta(hours=1)
    with database.transaction() as session:
        for receipt_id, state in zip(ids, ("DONE", "SKIPPED", "DEAD", "WAITING"), strict=True):
            values = {"state": state, "received_at": old}
            session.execute(update(WebhookReceipt).where(WebhookReceipt.id == receipt_id).values(**values))
    arrived(1, topic="orders/create", state="DONE", received_at=now)
    housekeeping.prune(runtime, now)
    assert states(database) == ["DEAD", "WAITING", "DONE"]


def test_old_reactions_go_and_their_events_stay(runtime, database, hana):
    now = datetime.now(UTC)
    with database.transaction() as session:
        event = EventRow(shop_id=hana.id, name="OrderChanged", payload={}, occurred_at=NOON)
        session.add(event)
        session.flush()
        for number, state in enumerate(("DONE", "DEAD", "WAITING")):
            due = now - housekeeping.REACTIONS_KEPT - timedelta(days=1)
            session.add(Reaction(shop_id=hana.id, event_id=event.id, name=f"r{number}", state=state, due_at=due))
    housekeeping.prune(runtime, now)
    with database.transaction(read_only=True) as session:
        assert {row.state for row in session.scalars(select(Reaction))} == {"DEAD", "WAITING"}
        assert session.scalar(select(EventRow)) is not None


def test_the_snoozed_wake_on_time_and_only_shops_that_have_some_are_opened(runtime, database, hana, mei):
    talk = cast.conversation(database, hana.id, status="SNOOZED", snoozed_until=NOON)
    with database.transaction(read_only=True) as session:
        assert sweeping.shops_with_snoozed(session, NOON) == [hana.id]
        assert sweeping.shops_with_snoozed(session, NOON - timedelta(seconds=1)) == []
    housekeeping.wake_conversations(runtime, NOON)
    with runtime.desk(hana.id) as desk:
        assert desk.get(Conversation, talk.id).status == "OPEN"
