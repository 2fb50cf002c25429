"""What Shopify really answers fills every draft: each kind is given, and its text lacks nothing."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from app import jobs
from app.desk import remedy_drafts
from app.desk.remedy_drafts import Draft
from app.domain.money import Money
from app.domain.orders import Address
from app.domain.remedies.choices import (
    AddressChangeChoice,
    CancellationChoice,
    DiscountCodeChoice,
    Disposition,
    GiftCardChoice,
    HoldChoice,
    HoldReleaseChoice,
    ProcessedLine,
    RefundChoice,
    ReturnChoice,
    ReturningLine,
    ReturnLabelChoice,
    ReturnProcessingChoice,
    ReturnRef,
    StoreCreditChoice,
)
from app.domain.remedies.kinds import RemedyKind, RemedyState
from app.errands import tokens
from app.models import Order, Remedy
from app.shopify import returns_reading
from tests import cast
from tests.errands import money_stage
from tests.errands.money_stage import SHIPPED, Stage
from tests.errands.test_remedy_kinds import ended
from tests.processes import DevStore, devstore_process

LAST_DAY = date(2099, 1, 31)


@pytest.fixture(scope="module")
def granting_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevStore]:
    with devstore_process(money_stage.data_folder(tmp_path_factory), DEVSTORE_APP_CONFIG="none.toml") as store:
        yield store


@pytest.fixture
def stage(runtime, granting_store) -> Iterator[Stage]:
    with money_stage.stage(runtime, granting_store) as made:
        yield made


def talk(stage: Stage, order_id: int) -> int:
    """A conversation in English about the order."""
    with stage.desk() as desk:
        customer_id = desk.get(Order, order_id).customer_id
    more = {"order_id": order_id, "customer_id": customer_id, "language": "en"}
    return cast.conversation(stage.runtime.database, stage.shop_id, **more).id


def newest(stage: Stage, conversation_id: int, row: Remedy) -> Draft:
    """The draft of a remedy that has just succeeded, written by the reactions to it."""
    assert row.state == RemedyState.SUCCEEDED, (row.problem, row.error)
    while jobs.drain_once(stage.runtime):
        pass
    with stage.desk() as desk:
        draft = remedy_drafts.of_conversation(desk, conversation_id, stage.diego.id, "ja")[-1]
    assert draft.kind == row.kind
    assert (draft.theirs.lacks, draft.own.lacks) == ("", "")
    return draft


def test_money_and_goodwill(stage):
    jobs.install(stage.runtime)
    order_id = stage.mirror()
    about = talk(stage, order_id)
    refund = stage.give(order_id, RemedyKind.REFUND, RefundChoice(lines=stage.pieces(2)))
    text = newest(stage, about, refund).theirs.body
    assert f"refunded ${refund.amount:,.2f} USD" in text
    assert "(Shopify Payments)" in text
    assert "2 × " in text
    credit = StoreCreditChoice(Money(Decimal("5.00"), "USD"), LAST_DAY)
    text = newest(stage, about, stage.give(order_id, RemedyKind.STORE_CREDIT, credit)).theirs.body
    assert "Your balance is now $5.00 USD" in text
    assert "until January 31, 2099" in text
    card = GiftCardChoice(Money(Decimal(700), "JPY"), LAST_DAY)
    given = stage.give(order_id, RemedyKind.GIFT_CARD, card)
    text = newest(stage, about, given).theirs.body
    assert "¥700" in text
    assert f"ends in {given.facts['ending']}" in text
    code = stage.give(order_id, RemedyKind.DISCOUNT_CODE, DiscountCodeChoice(Money(Decimal(700), "JPY"), LAST_DAY))
    text = newest(stage, about, code).theirs.body
    assert code.facts["code"] in text
    assert "valid until January 31, 2099" in text


def test_a_parcel_stopped_let_go_and_sent_elsewhere_and_an_order_cancelled(stage):
    jobs.install(stage.runtime)
    order_id = stage.mirror()
    about = talk(stage, order_id)
    assert "on hold" in newest(stage, about, stage.give(order_id, RemedyKind.HOLD, HoldChoice())).theirs.body
    assert (
        "no longer"
        in newest(stage, about, stage.give(order_id, RemedyKind.HOLD_RELEASE, HoldReleaseChoice())).theirs.body
    )
    elsewhere = AddressChangeChoice(Address("Ana Ruiz", "Calle Mayor 1", "", "Madrid", "M", "28013", "ES"))
    text = newest(stage, about, stage.give(order_id, RemedyKind.ADDRESS_CHANGE, elsewhere)).theirs.body
    assert "Ana Ruiz, Calle Mayor 1, 28013 Madrid" in text
    remedy_id = stage.confirm(order_id, stage.wish(order_id, RemedyKind.CANCELLATION, CancellationChoice()))
    stage.run(remedy_id)
    cancelled = ended(stage, remedy_id)
    text = newest(stage, about, cancelled).theirs.body
    assert "is cancelled" in text
    assert f"refunded ${cancelled.amount:,.2f} USD" in text


def test_a_return_from_its_opening_to_its_end(stage):
    jobs.install(stage.runtime)
    order_id = stage.mirror(SHIPPED)
    about = talk(stage, order_id)
    there = returns_reading.offer(tokens.api(stage.runtime, stage.shop_id), stage.gid)
    wish = ReturnChoice((ReturningLine(there.lines[0].gid, 2, there.reasons[0].gid, "too small"),))
    opened = stage.give(order_id, RemedyKind.RETURN, wish)
    text = newest(stage, about, opened).theirs.body
    assert opened.facts["return"] in text
    assert "we expect to give you $" in text
    label = ReturnLabelChoice(opened.gid, "RR123456785JP", "https://track.example/RR123456785JP")
    text = newest(stage, about, stage.give(order_id, RemedyKind.RETURN_LABEL, label)).theirs.body
    assert opened.facts["return"] in text
    assert "Tracking number: RR123456785JP" in text
    there = returns_reading.offer(tokens.api(stage.runtime, stage.shop_id), stage.gid)
    (line,) = next(item for item in there.returns if item.gid == opened.gid).lines
    came = ReturnProcessingChoice(opened.gid, (ProcessedLine(line.gid, 1, Disposition.NOT_RESTOCKED),))
    received = stage.give(order_id, RemedyKind.RETURN_PROCESSING, came)
    text = newest(stage, about, received).theirs.body
    assert "They have arrived:\n• 1 × " in text
    assert f"refunded ${received.amount:,.2f} USD" in text
    closed = stage.give(order_id, RemedyKind.RETURN_CLOSING, ReturnRef(opened.gid))
    assert "is now closed" in newest(stage, about, closed).theirs.body
