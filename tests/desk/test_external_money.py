"""Money that moved without us: entered in the ledger once, and never while it may be our own remedy's."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import text

from app.desk import external_money, orders, remedy_work, troubles
from app.desk.desk import SHOPIFY, open_desk
from app.domain.events import RemedySettled
from app.domain.orders import Refund, Transaction, TransactionStatus
from app.domain.remedies.choices import StoreCreditChoice
from app.domain.remedies.course import Outcome
from app.domain.remedies.kinds import RemedyKind
from app.models import Agent, LedgerEntry, Order, Remedy
from tests.cast import NOON, bag, order
from tests.desk.remedy_counter import Counter, made, terms
from tests.desk.test_ledger import remedy
from tests.servers import wait_until

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def desk(database, hana):
    with open_desk(database, hana.id, SHOPIFY, now=LATER) as opened:
        yield opened


def payment(number: int = 1, status: str = "SUCCESS", **fields) -> Transaction:
    gid = f"gid://shopify/OrderTransaction/{number}"
    values = {"created_at": LATER} | fields
    return Transaction(gid, "REFUND", TransactionStatus(status), "shopify_payments", bag("3000", "20.00"), **values)


def refund(number: int = 1, **fields) -> Refund:
    values = {"created_at": LATER, "total": bag("3000", "20.00")} | fields
    return Refund(f"gid://shopify/Refund/{number}", **values)


def told(desk, seconds: int = 1, **fields) -> int:
    return orders.mirror(desk, order(updated_at=LATER + timedelta(seconds=seconds), **fields)).order_id


def entries(desk) -> list[tuple[str, str, str]]:
    rows = desk.all(desk.select(LedgerEntry).order_by(LedgerEntry.id))
    return [(row.what, row.kind, row.transaction_status) for row in rows]


def ours(desk, order_id: int, **columns) -> Remedy:
    diego = cast_agent(desk)
    values = {"agent_id": diego, "first_sent_at": LATER - timedelta(seconds=9), "open_order_id": None}
    return remedy(desk, order_id=order_id, **(values | columns))


def cast_agent(desk) -> int:
    return desk.add(Agent(shopify_user_id="9", name="Diego", created_at=NOON)).id


def test_a_refund_made_in_shopify_is_entered_once_with_its_payment_to_the_end(desk):
    told(desk, 1, refunds=(refund(),), transactions=(payment(status="PENDING"),))
    told(desk, 2, refunds=(refund(),), transactions=(payment(status="PENDING"),))
    told(desk, 3, refunds=(refund(),), transactions=(payment(status="FAILURE"),))
    assert sorted(entries(desk)) == [("EXTERNAL", "REFUND", ""), ("MONEY", "", "FAILURE"), ("MONEY", "", "PENDING")]
    row = desk.one(desk.select(LedgerEntry).where(LedgerEntry.what == "EXTERNAL"))
    assert (row.actor, row.agent_id, row.remedy_id, row.test) == ("shopify", None, None, False)
    assert (row.amount, row.presentment_currency, row.cost, row.currency) == (
        bag("0", "20.00").presentment.amount, "USD", bag("3000", "0").shop.amount, "JPY",
    )  # fmt: skip


def test_a_test_order_is_marked(desk):
    told(desk, test=True, refunds=(refund(),))
    assert [row.test for row in desk.all(desk.select(LedgerEntry))] == [True]


def test_what_happened_before_we_came_is_history_and_not_entered(desk):
    before = NOON - timedelta(days=3)
    told(desk, refunds=(refund(created_at=before),), transactions=(payment(created_at=before),), cancelled_at=before)
    assert entries(desk) == []


def test_a_cancellation_made_in_shopify_is_entered_once(desk):
    told(desk, 1, cancelled_at=LATER)
    told(desk, 2, cancelled_at=LATER)
    assert entries(desk) == [("EXTERNAL", "CANCELLATION", "")]


def test_while_our_own_remedy_is_open_nothing_is_called_external(desk):
    order_id = told(desk)
    row = ours(desk, order_id, kind="RETURN_PROCESSING", state="SENDING", open_order_id=order_id, amount=None)
    told(desk, 2, refunds=(refund(),))
    assert entries(desk) == []
    row.state, row.open_order_id, row.refund_gid = "SUCCEEDED", None, refund().gid
    external_money.enter(desk, row_order(desk, order_id))
    assert entries(desk) == []


def test_when_our_remedy_ended_without_it_it_was_somebody_elses(desk):
    order_id = told(desk)
    row = ours(desk, order_id, kind="RETURN_PROCESSING", state="SENDING", open_order_id=order_id, amount=1)
    told(desk, 2, refunds=(refund(),))
    row.state, row.open_order_id, row.refund_gid = "REJECTED", None, ""
    external_money.enter(desk, row_order(desk, order_id))
    assert entries(desk) == [("EXTERNAL", "REFUND", "")]


def test_what_came_while_a_person_had_still_to_look_is_entered_once_he_has(desk):
    order_id = told(desk)
    row = ours(desk, order_id, kind="RETURN_PROCESSING", state="NEEDS_REVIEW", amount=1)
    told(desk, 2, refunds=(refund(),))
    assert entries(desk) == []
    troubles.leave_remedy(desk, row.id)
    assert entries(desk) == [("EXTERNAL", "REFUND", "")]
    assert desk.one(desk.select(LedgerEntry)).actor == "shopify"


def test_all_that_came_with_our_cancellation_is_ours(desk):
    order_id = told(desk)
    ours(desk, order_id, kind="CANCELLATION", state="SUCCEEDED", settled_at=LATER, refund_gid=refund(1).gid)
    two = (refund(1), refund(2))
    told(desk, 2, refunds=two, transactions=(payment(1), payment(2)), cancelled_at=LATER)
    assert [entry for entry in entries(desk) if entry[0] == "EXTERNAL"] == []


def row_order(desk, order_id: int):
    return desk.get(Order, order_id)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_what_is_told_at_the_moment_at_which_our_remedy_ends_is_entered_all_the_same(runtime, hana):
    counter = Counter(runtime, hana)
    choice = StoreCreditChoice(terms(1).gives.presentment)
    remedy_id = counter.confirm(counter.preview(1, kind=RemedyKind.STORE_CREDIT, choice=choice))
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work)
    ended = RemedySettled(remedy_id, counter.order_id, "SUCCEEDED")
    drain = Thread(target=lambda: counter.do(external_money.settled, ended))
    with counter.at(minutes=4) as telling:
        elsewhere = (made(note="made in the admin"),)
        orders.mirror(telling, order(updated_at=NOON + timedelta(minutes=9), refunds=elsewhere))
        counter.do(
            remedy_work.succeed, work, Outcome("gid://shopify/StoreCreditAccountCreditTransaction/1"), found=False
        )
        drain.start()
        wait_until(lambda: not drain.is_alive() or is_waiting(runtime))
    drain.join()
    with counter.at() as opened:
        assert ("EXTERNAL", "REFUND", "") in entries(opened)


def is_waiting(runtime) -> bool:
    """Whether somebody waits for a lock that somebody else holds."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with runtime.database.engine.connect() as connection:
        return bool(connection.scalar(text(asked)))
