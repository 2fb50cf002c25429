"""The mirror keeps the newest word of an order, tells each new thing once and never mixes shops."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.desk import customers, orders, privacy
from app.desk.desk import SHOPIFY
from app.desk.order_parts import Parts
from app.domain.errors import NotFound
from app.domain.orders import (
    CustomerSnapshot,
    FinancialStatus,
    Fulfillment,
    FulfillmentEvent,
    FulfillmentLine,
    Refund,
    RefundLineItem,
    Return,
    ReturnLine,
    ReturnStatus,
    ShipmentStatus,
    Transaction,
    TransactionStatus,
)
from app.models import (
    Conversation,
    Customer,
    EventRow,
    FulfillmentEventRow,
    FulfillmentRow,
    LineItemRow,
    Order,
    RefundRow,
    ReturnRow,
    TransactionRow,
)
from tests import cast
from tests.cast import NOON, bag, order

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def opened(runtime, hana):
    @contextmanager
    def open_desk(shop_id=None, now=LATER):
        with runtime.desk(shop_id or hana.id, SHOPIFY, now=now) as desk:
            yield desk

    return open_desk


@pytest.fixture
def told(runtime, hana):
    """What was recorded, by name; each call forgets what an earlier one gave."""
    seen = [0]

    def names():
        with runtime.database.transaction(read_only=True) as session:
            rows = session.scalars(select(EventRow).where(EventRow.id > seen[0]).order_by(EventRow.id)).all()
        seen[0] = max([seen[0], *(row.id for row in rows)])
        return [row.name for row in rows]

    return names


def all_of(desk, model):
    return desk.all(desk.select(model).order_by(model.id))


def parcel(**changes):
    values = {
        "gid": "gid://shopify/Fulfillment/31",
        "name": "#1042-F1",
        "status": "SUCCESS",
        "created_at": NOON,
        "updated_at": NOON,
        "tracking_company": "Japan Post",
        "tracking_number": "EN123456785JP",
        "tracking_url": "https://track.example/EN123456785JP",
        "lines": (FulfillmentLine("gid://shopify/LineItem/90071992541042", 3),),
    }
    return Fulfillment(**(values | changes))


def carrier(number=41, status=ShipmentStatus.IN_TRANSIT, **changes):
    return FulfillmentEvent(
        **({"gid": f"gid://shopify/FulfillmentEvent/{number}", "status": status, "happened_at": NOON} | changes)
    )


def test_a_new_order_is_kept_whole_in_both_currencies(opened, told):
    with opened() as desk:
        mirrored = orders.mirror(desk, order(tags=("vip", "gift"), gateways=("shopify_payments",)))
        assert mirrored.changed
    with opened() as desk:
        row = desk.get(Order, mirrored.order_id)
        assert (row.name, row.total_shop, row.total) == ("#1042", Decimal(9000), Decimal("60.00"))
        assert (row.currency, row.presentment_currency) == ("JPY", "USD")
        assert (row.tags, row.email, row.customer_locale) == (["vip", "gift"], "maria@example.es", "es")
        assert desk.get(Customer, row.customer_id).name == "María Díaz"
        (line,) = all_of(desk, LineItemRow)
        assert (line.quantity, line.unit_price_shop, line.unit_price, line.refundable) == (3, 3000, 20, 3)
    assert told() == ["OrderChanged"]


def test_the_same_word_again_changes_nothing(opened, told):
    for _ in range(3):
        with opened() as desk:
            orders.mirror(desk, order(fulfillments=(parcel(events=(carrier(),)),)))
    assert told() == ["FulfillmentCreated", "ShipmentMoved", "OrderChanged"]


def test_an_older_word_never_wins(opened, told):
    with opened() as desk:
        orders.mirror(desk, order(updated_at=LATER, financial_status=FinancialStatus.REFUNDED, cancelled_at=LATER))
    with opened() as desk:
        assert not orders.mirror(desk, order(financial_status=FinancialStatus.PAID)).changed
        (row,) = all_of(desk, Order)
        assert (row.financial_status, row.cancelled_at) == ("REFUNDED", LATER)
    assert told() == ["OrderChanged"]


def test_within_one_second_the_later_arrival_counts_but_nothing_cancelled_comes_back(opened):
    with opened() as desk:
        orders.mirror(desk, order(financial_status=FinancialStatus.PENDING))
        orders.mirror(desk, order(financial_status=FinancialStatus.PAID))
        assert all_of(desk, Order)[0].financial_status == "PAID"
        orders.mirror(desk, order(cancelled_at=NOON))
        orders.mirror(desk, order())
        assert all_of(desk, Order)[0].cancelled_at == NOON


def test_a_part_that_was_not_told_stays(opened):
    whole = order(
        refunded=bag("3000", "20.00"),
        transactions=(
            Transaction(
                "gid://shopify/OrderTransaction/5",
                "SALE",
                TransactionStatus.SUCCESS,
                "bogus",
                bag("9000", "60.00"),
                NOON,
            ),
        ),
        fulfillments=(parcel(events=(carrier(),)),),
    )
    line = replace(whole.lines[0], refundable=None, unfulfilled=None, current_quantity=2)
    with opened() as desk:
        orders.mirror(desk, whole)
        orders.mirror(desk, order(updated_at=LATER, lines=(line,), fulfillments=(parcel(lines=()),)))
        (row,), (item,) = all_of(desk, Order), all_of(desk, LineItemRow)
        assert (row.refunded_shop, row.refunded) == (3000, 20)
        assert len(all_of(desk, TransactionRow)) == len(all_of(desk, FulfillmentEventRow)) == 1
        assert all_of(desk, FulfillmentRow)[0].lines[0]["quantity"] == 3
        assert (item.unfulfilled, item.refundable) == (3, 2), "at most what is still there can be refunded"


def test_an_import_tells_nobody(opened, told):
    with opened() as desk:
        refund = Refund("gid://shopify/Refund/8", NOON, bag("3000", "20.00"))
        back = Return("gid://shopify/Return/9", "#1042-R1", ReturnStatus.OPEN, NOON)
        whole = order(fulfillments=(parcel(events=(carrier(),)),), refunds=(refund,), returns=(back,))
        assert orders.mirror(desk, whole, quiet=True).changed
    assert told() == []


def test_a_parcel_of_long_ago_is_no_news(opened, told):
    with opened(now=NOON + timedelta(days=30)) as desk:
        orders.mirror(desk, order(fulfillments=(parcel(events=(carrier(),)),)))
    assert told() == ["OrderChanged"]


def test_a_cancelled_parcel_is_not_announced(opened, told):
    with opened() as desk:
        orders.mirror(desk, order(fulfillments=(parcel(status="CANCELLED"),)))
    assert told() == ["OrderChanged"]


def test_a_parcel_and_its_carrier_may_come_by_themselves(opened, told):
    gid = order().gid
    with opened() as desk:
        assert orders.add(desk, gid, Parts(fulfillments=(parcel(),))) is None, "the order is not here yet"
        orders.mirror(desk, order())
        assert orders.add(desk, gid, Parts(events=((parcel().gid, carrier()),))) is None, "nor is the parcel"
        assert orders.add(desk, gid, Parts(fulfillments=(parcel(),))).changed
        assert orders.add(desk, gid, Parts(events=((parcel().gid, carrier()),))).changed
        assert not orders.add(desk, gid, Parts(events=((parcel().gid, carrier()),))).changed
    assert told() == ["OrderChanged", "FulfillmentCreated", "OrderChanged", "ShipmentMoved", "OrderChanged"]


def test_a_parcel_is_where_its_latest_event_is_whichever_arrives_last(opened):
    with opened() as desk:
        orders.mirror(desk, order(fulfillments=(parcel(),)))
        gid = parcel().gid
        delivered = carrier(42, ShipmentStatus.DELIVERED, happened_at=LATER)
        orders.add(desk, order().gid, Parts(events=((gid, delivered),)))
        orders.add(desk, order().gid, Parts(events=((gid, carrier(41)),)))
        (row,) = all_of(desk, FulfillmentRow)
        assert (row.shipment_status, row.delivered_at) == ("DELIVERED", LATER)


def test_an_older_word_on_a_parcel_never_wins(opened):
    with opened() as desk:
        orders.mirror(desk, order(fulfillments=(parcel(updated_at=LATER, tracking_number="NEW"),)))
        orders.add(desk, order().gid, Parts(fulfillments=(parcel(tracking_number="OLD"),)))
        assert all_of(desk, FulfillmentRow)[0].tracking_number == "NEW"


def test_a_refund_made_elsewhere_is_told_once_and_its_total_may_come_later(opened, told, runtime):
    lines = (RefundLineItem("gid://shopify/LineItem/90071992541042", 1, "RETURN"),)
    bare = Refund("gid://shopify/Refund/8", NOON, None, "broken in transit", lines)
    with opened() as desk:
        orders.mirror(desk, order(refunds=(bare,)))
        orders.mirror(desk, order(updated_at=LATER, refunds=(replace(bare, total=bag("3000", "20.00")),)))
        orders.mirror(desk, order(updated_at=LATER, refunds=(bare,)))
        (row,) = all_of(desk, RefundRow)
        assert (row.total_shop, row.total, row.lines[0]["quantity"]) == (3000, 20, 1)
    assert told().count("RefundRecorded") == 1
    with runtime.database.transaction() as session:
        event = session.scalar(select(EventRow).where(EventRow.name == "RefundRecorded"))
        assert event.payload["external"] is True


def test_a_return_is_told_when_it_appears_and_when_its_status_changes(opened, told):
    line = ReturnLine(
        "gid://shopify/ReturnLineItem/1", "gid://shopify/LineItem/90071992541042", 1, "DEFECTIVE", "scratch"
    )
    back = Return("gid://shopify/Return/9", "#1042-R1", ReturnStatus.REQUESTED, NOON, (line,))
    with opened() as desk:
        orders.mirror(desk, order())
    told()
    for status in (ReturnStatus.REQUESTED, ReturnStatus.REQUESTED, ReturnStatus.OPEN):
        with opened() as desk:
            orders.add(
                desk,
                order().gid,
                Parts(returns=(replace(back, status=status, lines=() if status == "OPEN" else back.lines),)),
            )
    assert told() == ["ReturnRecorded", "OrderChanged", "ReturnRecorded", "OrderChanged"]
    with opened() as desk:
        (row,) = all_of(desk, ReturnRow)
        assert (row.status, row.lines[0]["quantity"], row.lines[0]["reason"]) == ("OPEN", 1, "DEFECTIVE")


def test_a_money_movement_may_fail_after_the_fact(opened):
    moved = Transaction(
        "gid://shopify/OrderTransaction/5", "REFUND", TransactionStatus.PENDING, "bogus", bag("3000", "20.00"), NOON
    )
    with opened() as desk:
        orders.mirror(desk, order(transactions=(moved,)))
        assert orders.move_transaction(desk, order().gid, moved.gid, TransactionStatus.FAILURE, "EXPIRED_CARD")
        assert not orders.move_transaction(
            desk, order().gid, "gid://shopify/OrderTransaction/6", TransactionStatus.SUCCESS, ""
        )
        (row,) = all_of(desk, TransactionRow)
        assert (row.status, row.error) == ("FAILURE", "EXPIRED_CARD")


def test_an_order_without_a_customer_keeps_its_address(opened):
    with opened() as desk:
        orders.mirror(desk, order(customer=None, email="Guest@Example.com "))
        (row,) = all_of(desk, Order)
        assert (row.customer_id, row.email) == (None, "guest@example.com")


def test_somebody_who_wrote_before_buying_is_the_buyer(opened, database, hana):
    wrote = cast.customer(database, hana.id, "maria@example.es", name="maria")
    with opened() as desk:
        orders.mirror(desk, order())
        (row,) = all_of(desk, Customer)
        assert (row.id, row.gid, row.name) == (wrote.id, "gid://shopify/Customer/7", "María Díaz")


def test_two_rows_that_turn_out_to_be_one_person_become_one(opened, database, hana):
    wrote = cast.customer(database, hana.id, "maria@example.es", language="es")
    talk = cast.conversation(database, hana.id, customer_id=wrote.id)
    with opened() as desk:
        customers.upsert(desk, CustomerSnapshot("gid://shopify/Customer/7", "María Díaz"))
        customers.upsert(desk, CustomerSnapshot("gid://shopify/Customer/7", "María Díaz", "Maria@example.es"))
    with opened() as desk:
        (row,) = all_of(desk, Customer)
        assert (row.gid, row.email, row.language) == ("gid://shopify/Customer/7", "maria@example.es", "es")
        assert desk.get(Conversation, talk.id).customer_id == row.id


def test_an_address_that_moved_to_another_customer_is_his(opened):
    with opened() as desk:
        customers.upsert(desk, CustomerSnapshot("gid://shopify/Customer/1", "Old", "shared@example.com"))
        customers.upsert(desk, CustomerSnapshot("gid://shopify/Customer/2", "New", "shared@example.com"))
        assert customers.by_address(desk, "SHARED@example.com").name == "New"


def test_the_same_order_number_in_two_shops_is_two_orders(opened, hana, mei):
    for shop in (hana, mei):
        with opened(shop.id) as desk:
            orders.mirror(desk, order())
    with opened(mei.id) as desk:
        (row,) = all_of(desk, Order)
    with opened(hana.id) as desk, pytest.raises(NotFound):
        desk.get(Order, row.id)


def test_a_deleted_order_is_marked_and_kept(opened, told):
    with opened() as desk:
        orders.mirror(desk, order())
        orders.delete(desk, order().gid)
        orders.delete(desk, order().gid)
        orders.delete(desk, "gid://shopify/Order/404")
        assert all_of(desk, Order)[0].deleted_at == LATER
    assert told() == ["OrderChanged", "OrderChanged"]


def test_a_guest_who_asked_to_be_forgotten_stays_forgotten_too(opened):
    person = privacy.Person("", "guest@example.com", (order().gid,))
    with opened() as desk:
        orders.mirror(desk, order(customer=None, email="guest@example.com"))
        privacy.redact(desk, privacy.keep_request(desk, "REDACT_CUSTOMER", "", person), person)
        orders.mirror(desk, order(updated_at=LATER, customer=None, email="guest@example.com"))
        assert all_of(desk, Order)[0].email == ""


def test_who_asked_to_be_forgotten_stays_forgotten_when_an_old_order_is_told_again(opened):
    person = privacy.Person("gid://shopify/Customer/7", "maria@example.es")
    with opened() as desk:
        orders.mirror(desk, order(note="leave at the door", phone="+34 600"))
        privacy.redact(desk, privacy.keep_request(desk, "REDACT_CUSTOMER", "7", person), person)
    with opened() as desk:
        orders.mirror(desk, order(updated_at=LATER, note="leave at the door", phone="+34 600"))
    with opened() as desk:
        (row,), (buyer,) = all_of(desk, Order), all_of(desk, Customer)
        assert (row.email, row.phone, row.note, row.total) == ("", "", "", 60)
        assert (buyer.email, buyer.name, buyer.redacted_at) == (None, "", LATER)
