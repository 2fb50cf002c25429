"""What the release before this one wrote about money: forgotten with its person, and never taken for a stranger's."""

from datetime import timedelta

import pytest

from app.desk import erasing, external_money, former_intents, orders
from app.desk.desk import SYSTEM, open_desk
from app.models import Customer, LedgerEntry, Order, RefundIntent, RefundPreview, RefundRow, Remedy, ReturnIntent
from tests import cast
from tests.cast import NOON
from tests.desk.test_external_money import payment, refund

NAME = "Lucía"
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def desk(database, hana):
    cast.agent(database, hana.id)
    with open_desk(database, hana.id, SYSTEM, now=LATER) as opened:
        orders.mirror(opened, cast.order(), quiet=True)
        yield opened


def former(desk, state: str) -> RefundIntent:
    """A refund and a return as the former release kept them; agents named the customer in their reasons."""
    order_id = desk.one(desk.select(Order)).id
    asked = {"order_id": order_id, "agent_id": 1, "created_at": NOON}
    shown = desk.add(RefundPreview(token=state, selection={"reason": NAME}, suggestion={}, expires_at=NOON, **asked))
    desk.add(ReturnIntent(token=state, request=NAME, selection={"note": NAME}, error=NAME, state=state, **asked))
    return desk.add(
        RefundIntent(
            preview_id=shown.id,
            reason=NAME,
            request=NAME,
            error=NAME,
            state=state,
            idempotency_key=state,
            payload_hash="",
            **asked,
        )
    )


def texts(desk) -> str:
    """All that the former tables say."""
    found = []
    for model in (RefundIntent, RefundPreview, ReturnIntent):
        for row in desk.all(desk.select(model)):
            desk.session.refresh(row)
            found += [str(getattr(row, column.name)) for column in model.__table__.columns]
    return " ".join(found)


def forget(desk) -> None:
    erasing.orders(desk, desk.all(desk.select(Order)))
    erasing.customers(desk, desk.all(desk.select(Customer)))
    desk.session.flush()


def test_former_papers_are_forgotten_with_their_person(desk):
    former(desk, "SUCCEEDED")
    assert NAME in texts(desk)
    forget(desk)
    assert NAME not in texts(desk)


def test_one_on_its_way_keeps_its_words_until_it_is_closed(desk, database):
    row = former(desk, "UNKNOWN")
    forget(desk)
    assert row.request == NAME
    former_intents.close(desk.session, LATER)
    assert NAME not in texts(desk)
    assert [(row.note, row.request) for row in desk.all(desk.select(Remedy))] == [("", "")] * 2


def test_money_that_the_former_release_moved_is_not_called_somebody_elses(desk):
    intent = former(desk, "SUCCEEDED")
    intent.transactions = [{"gid": payment().gid, "status": "SUCCESS", "amount": "20.00"}]
    told = cast.order(updated_at=NOON + timedelta(minutes=1), refunds=(refund(),), transactions=(payment(),))
    desk.add(RefundRow(order_id=intent.order_id, gid=refund().gid, created_at=LATER, intent_id=intent.id, lines=[]))
    orders.mirror(desk, told)
    external_money.enter(desk, desk.get(Order, intent.order_id))
    assert desk.all(desk.select(LedgerEntry)) == []
