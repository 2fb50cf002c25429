"""What was given up is found, tried again or left, by people of its own shop only."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite

from app.desk import data_requests, reactions, receipts, remedy_echoes, replies, troubles
from app.desk.desk import Actor, ActorKind, open_desk
from app.desk.reading import inbox, trouble_rows
from app.desk.reading import troubles as reading
from app.desk.reading.reader import Reader
from app.desk.reading.troubles import Kind
from app.domain.errors import Conflict, NotAllowed, NotFound, Rejected
from app.domain.orders import Transaction, TransactionStatus
from app.models import EventRow, Message, Reaction, Remedy, WebhookReceipt
from tests import cast, troubled
from tests.cast import NOON


@pytest.fixture
def diego(database, hana):
    return cast.agent(database, hana.id)


@pytest.fixture
def desk(database, hana, diego):
    def opened(shop=hana, by=diego):
        return open_desk(database, shop.id, Actor(ActorKind.AGENT, by.id), now=NOON + timedelta(hours=1))

    return opened


def kinds(desk):
    with desk() as opened:
        return [trouble.kind for trouble in reading.everything(opened)]


def test_everything_that_failed_is_found_and_counted(database, hana, diego, desk):
    number = troubled.everything(database, hana, diego)
    assert set(kinds(desk)) == set(Kind)
    with desk() as opened:
        assert reading.count(opened, opened.one(opened.select(troubled.Backfill))) == (number, 0)


def test_a_shop_without_troubles_has_none(database, hana, desk, mei):
    troubled.everything(database, mei, cast.agent(database, mei.id))
    assert kinds(desk) == []
    with desk() as opened:
        assert reading.count(opened, None) == (0, 0)


def test_the_newest_comes_first(database, hana, desk):
    troubled.receipt(database, hana, "orders/create", received_at=NOON - timedelta(hours=2))
    troubled.receipt(database, hana, "orders/paid", received_at=NOON - timedelta(hours=1))
    troubled.receipt(database, hana, "orders/updated", received_at=NOON - timedelta(hours=3))
    with desk() as opened:
        found = [trouble.what for trouble in reading.everything(opened)]
    assert found == ["orders/paid", "orders/create", "orders/updated"]


def test_a_trouble_names_its_order_and_leads_to_the_conversation_about_it(database, hana, diego, desk):
    about = troubled.order(database, hana)
    talk = cast.conversation(database, hana.id, order_id=about.id)
    troubled.remedy(database, about, diego)
    with desk() as opened:
        (trouble,) = reading.everything(opened)
    assert (trouble.order_name, trouble.conversation_id, trouble.amount) == ("#1042", talk.id, cast.bag("6000", "40"))


def test_a_dead_receipt_is_tried_again_from_the_start(database, hana, desk):
    row = troubled.receipt(database, hana)
    with desk() as opened:
        troubles.retry_receipt(opened, row.id)
    with database.transaction() as session:
        (claimed,) = receipts.claim(session, NOON + timedelta(hours=1))
    assert (claimed.id, claimed.attempts) == (row.id, 1)
    with desk() as opened, pytest.raises(Conflict):
        troubles.retry_receipt(opened, row.id)


def test_a_dead_reaction_is_tried_again_from_the_start(database, hana, desk):
    row = troubled.reaction(database, hana)
    with desk() as opened:
        troubles.retry_reaction(opened, row.id)
    with database.transaction() as session:
        assert session.get(Reaction, row.id).attempts == 0
        assert list(reactions.waiting(session, NOON + timedelta(hours=1), only=["run_rules"])) == [row.id]
    with desk() as opened, pytest.raises(Conflict):
        troubles.retry_reaction(opened, row.id)


def test_what_is_left_as_it_is_is_told_of_no_more_and_who_left_it_is_recorded(database, hana, diego, desk):
    about = troubled.order(database, hana)
    talk = cast.conversation(database, hana.id, order_id=about.id)
    made = [
        (troubles.leave_receipt, troubled.receipt(database, hana)),
        (troubles.leave_reaction, troubled.reaction(database, hana)),
        (troubles.leave_remedy, troubled.remedy(database, about, diego)),
        (troubles.leave_message, troubled.message(database, talk)),
    ]
    assert len(kinds(desk)) == len(made)
    for leave, row in made:
        with desk() as opened:
            leave(opened, row.id)
    assert kinds(desk) == []
    with database.transaction() as session:
        told = session.scalars(select(EventRow).where(EventRow.name == "TroubleSeenTo")).all()
    assert [row.payload["what"] for row in told] == ["receipt", "reaction", "remedy", "message"]
    assert {row.actor for row in told} == {f"agent:{diego.id}"}


def test_what_the_law_asks_for_cannot_be_left(database, hana, desk):
    row = troubled.receipt(database, hana, "customers/redact")
    with desk() as opened, pytest.raises(Rejected, match="law"):
        troubles.leave_receipt(opened, row.id)
    with database.transaction() as session:
        assert session.get(WebhookReceipt, row.id).state == "DEAD"


def test_what_did_not_fail_cannot_be_left(database, hana, diego, desk):
    about = troubled.order(database, hana)
    talk = cast.conversation(database, hana.id)
    fine = [
        (troubles.leave_receipt, troubled.receipt(database, hana, state="DONE")),
        (troubles.leave_reaction, troubled.reaction(database, hana, state="WAITING")),
        (troubles.leave_remedy, troubled.remedy(database, about, diego, state="SUCCEEDED", money_state="SUCCESS")),
        (troubles.leave_message, troubled.message(database, talk, delivery="QUEUED")),
    ]
    for leave, row in fine:
        with desk() as opened, pytest.raises(Conflict):
            leave(opened, row.id)


def test_another_shops_troubles_are_out_of_reach(database, hana, mei, diego, desk):
    theirs = cast.agent(database, mei.id)
    receipt, reaction = troubled.receipt(database, hana), troubled.reaction(database, hana)
    acts = [
        (troubles.retry_receipt, receipt.id),
        (troubles.leave_receipt, receipt.id),
        (troubles.retry_reaction, reaction.id),
        (troubles.leave_reaction, reaction.id),
    ]
    for act, row_id in acts:
        with desk(mei, theirs) as opened, pytest.raises(NotFound):
            act(opened, row_id)
    assert sorted(kinds(desk)) == ["reaction", "receipt"]


def test_a_message_that_is_left_leaves_the_view_of_the_undelivered_until_it_fails_again(database, hana, diego, desk):
    talk = cast.conversation(database, hana.id)
    row = troubled.message(database, talk)
    reader = Reader(diego.id, "en")

    def undelivered():
        with desk() as opened:
            return inbox.counts(opened, reader)[inbox.View.UNDELIVERED]

    assert undelivered() == 1
    with desk() as opened:
        troubles.leave_message(opened, row.id)
    assert undelivered() == 0
    with desk() as opened:
        replies.retry(opened, row.id)
    with database.transaction() as session:
        session.get(Message, row.id).delivery = "FAILED"
    assert undelivered() == 1


def test_a_refund_that_was_checked_is_told_of_again_when_its_payment_fails(database, hana, diego, desk):
    about = troubled.order(database, hana)
    papers = [{"gid": "gid://shopify/OrderTransaction/1", "status": "PENDING", "amount": "40.00", "currency": "USD"}]
    row = troubled.remedy(
        database, about, diego, state="SUCCEEDED", money_state="PENDING", transactions=papers, seen_to_at=NOON
    )
    failed = Transaction(
        gid="gid://shopify/OrderTransaction/1",
        kind="REFUND",
        status=TransactionStatus.FAILURE,
        gateway="bogus",
        amount=cast.bag("6000", "40.00"),
        created_at=NOON,
    )
    with desk() as opened:
        remedy_echoes.transaction_changed(opened, about.id, failed)
    with database.transaction() as session:
        assert session.get(Remedy, row.id).seen_to_at is None
    assert kinds(desk) == ["remedy"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_count_for_the_inbox_reads_no_table_through(database, hana, desk):
    plans = {}
    for name in ("remedies", "messages", "receipts", "reactions"):
        with desk() as opened:
            query = getattr(trouble_rows, name)(opened).compile(
                dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
            )
            plans[name] = opened.session.execute(text(f"EXPLAIN QUERY PLAN {query}")).one()[3]
    assert "ix_remedies_trouble" in plans["remedies"]
    assert "ix_webhook_receipts_dead" in plans["receipts"]
    assert "delivery=?" in plans["messages"]
    assert "state=?" in plans["reactions"]


def test_only_the_owner_gets_a_persons_data_and_says_that_it_was_answered(database, hana, diego, desk):
    owner = cast.agent(database, hana.id, "Hana", role="OWNER")
    row = troubled.asked(database, hana)
    for act in (data_requests.export, data_requests.answer):
        with desk() as opened, pytest.raises(NotAllowed, match="Ask the owner"):
            act(opened, row.id)
    with desk(by=owner) as opened:
        assert data_requests.export(opened, row.id).keys() == {"customers", "orders", "messages"}
        assert [one.is_open for one in data_requests.everything(opened)] == [True]
        data_requests.answer(opened, row.id)
    with desk(by=owner) as opened:
        (one,) = data_requests.everything(opened)
        assert one.done_at == NOON + timedelta(hours=1)
        assert one.due_at == NOON + timedelta(days=30)
        data_requests.answer(opened, row.id)
    with database.transaction() as session:
        told = session.scalars(select(EventRow).where(EventRow.name == "DataRequestAnswered")).all()
    assert [(event.payload["request_id"], event.actor) for event in told] == [(row.id, f"agent:{owner.id}")]


def test_open_requests_come_before_those_that_are_done(database, hana, desk):
    troubled.asked(database, hana, "REDACT_CUSTOMER", done_at=NOON)
    still = troubled.asked(database, hana)
    troubled.asked(database, hana, "REDACT_CUSTOMER", done_at=NOON)
    with desk() as opened:
        found = data_requests.everything(opened)
    assert found[0].id == still.id
    assert [one.is_open for one in found] == [True, False, False]
    with desk() as opened:
        assert reading.count(opened, None) == (1, 0)


def test_what_was_erased_cannot_be_handed_on(database, hana, desk):
    owner = cast.agent(database, hana.id, "Hana", role="OWNER")
    row = troubled.asked(database, hana, "REDACT_CUSTOMER")
    with desk(by=owner) as opened, pytest.raises(Conflict):
        data_requests.export(opened, row.id)
