"""The ledger: each entry once, in the change's own transaction, and the database itself takes none back."""

from contextlib import suppress

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.desk import ledger, orders
from app.desk.desk import Actor, ActorKind, open_desk
from app.domain.ledger import Entry
from app.domain.orders import Transaction, TransactionStatus
from app.models import LedgerEntry, Remedy
from tests import cast
from tests.cast import NOON


@pytest.fixture
def desk(database, hana):
    diego = Actor(ActorKind.AGENT, cast.agent(database, hana.id).id)
    with open_desk(database, hana.id, diego, now=NOON) as opened:
        yield opened


def remedy(desk, **columns) -> Remedy:
    order_id = columns.pop("order_id", 0) or orders.mirror(desk, cast.order(), quiet=True).order_id
    values = {
        "order_id": order_id,
        "agent_id": desk.actor.id,
        "kind": "REFUND",
        "reason": "DAMAGED",
        "note": "Maria's cup arrived broken",
        "idempotency_key": str(order_id),
        "payload_hash": "ab" * 32,
        "request": "{}",
        "cost": cast.bag("6000", "40.00").shop.amount,
        "currency": "JPY",
        "amount": cast.bag("6000", "40.00").presentment.amount,
        "presentment_currency": "USD",
        "state": "WAITING",
        "created_at": NOON,
    }
    return desk.add(Remedy(**(values | columns)))


def paid_back(status: str = "PENDING") -> Transaction:
    gid = "gid://shopify/OrderTransaction/1"
    return Transaction(gid, "REFUND", TransactionStatus(status), "shopify_payments", cast.bag("6000", "40.00"), NOON)


def entries(desk) -> list[LedgerEntry]:
    return desk.all(desk.select(LedgerEntry).order_by(LedgerEntry.id))


def test_an_entry_says_who_did_what_for_how_much_and_from_which_state_to_which(desk):
    row = remedy(desk)
    ledger.write(desk, row, Entry.REQUESTED)
    row.state, row.refund_gid = "SUCCEEDED", "gid://shopify/Refund/1"
    ledger.write(desk, row, Entry.SUCCEEDED)
    first, second = entries(desk)
    assert (first.what, first.from_state, first.to_state) == ("REQUESTED", "", "WAITING")
    assert (second.what, second.from_state, second.to_state) == ("SUCCEEDED", "WAITING", "SUCCEEDED")
    assert (str(second.cost), second.currency) in {("6000", "JPY"), ("6000.0000", "JPY")}
    assert (second.amount, second.presentment_currency) == (row.amount, "USD")
    assert (second.actor, second.agent_id, second.refund_gid) == (str(desk.actor), row.agent_id, row.refund_gid)
    assert (second.order_gid, second.payload_hash, second.at) == (cast.order().gid, "ab" * 32, NOON)


def test_each_state_of_a_payment_is_entered_once_however_often_it_is_told(desk):
    row = remedy(desk)
    for status in ("PENDING", "PENDING", "SUCCESS", "PENDING"):
        ledger.write(desk, row, Entry.MONEY, movement=paid_back(status))
    assert [entry.transaction_status for entry in entries(desk)] == ["PENDING", "SUCCESS"]
    assert {entry.transaction_currency for entry in entries(desk)} == {"USD"}


def test_what_a_person_wrote_is_not_in_the_ledger(desk):
    ledger.write(desk, remedy(desk, error="Maria's card"), Entry.REJECTED)
    stored = desk.session.execute(select(*LedgerEntry.__table__.columns)).one()
    assert not any("Maria" in str(value) for value in stored)


@pytest.fixture
def entered(database, hana) -> int:
    """The id of one entry, committed."""
    diego = Actor(ActorKind.AGENT, cast.agent(database, hana.id).id)
    with open_desk(database, hana.id, diego, now=NOON) as desk:
        ledger.write(desk, remedy(desk), Entry.MONEY, movement=paid_back("SUCCESS"))
        return entries(desk)[0].id


@pytest.mark.parametrize("command", ["UPDATE ledger_entries SET amount = 1", "DELETE FROM ledger_entries"])
def test_the_database_itself_refuses_to_change_the_ledger(database, entered, command):
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(text(command))
    with database.transaction() as session:
        assert session.get(LedgerEntry, entered).amount == cast.bag("6000", "40.00").presentment.amount


def test_the_ledger_cannot_be_emptied_or_written_over(database, entered):
    is_sqlite = database.engine.dialect.name == "sqlite"
    names = [column.name for column in LedgerEntry.__table__.columns]
    forged = ", ".join({"what": "'FORGED'"}.get(name, name) for name in names)
    renumbered = ", ".join({"id": "id + 1", "what": "'FORGED'"}.get(name, name) for name in names)
    again = f"INSERT OR REPLACE INTO ledger_entries ({', '.join(names)}) SELECT %s FROM ledger_entries"
    commands = [again % forged, again % forged.replace("once", "NULL"), again % renumbered]
    for command in commands if is_sqlite else ["TRUNCATE ledger_entries"]:
        with suppress(DBAPIError), database.transaction() as session:
            session.execute(text(command))
    with database.transaction() as session:
        assert [(row.id, row.what) for row in session.scalars(select(LedgerEntry))] == [(entered, "MONEY")]
