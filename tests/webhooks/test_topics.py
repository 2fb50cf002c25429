"""Every topic through the front door and a worker: one effect each, whatever the order, the body or the moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.desk import data_requests, receipts, troubles
from app.desk.desk import SHOPIFY, Actor, ActorKind
from app.desk.reading import troubles as waiting
from app.errands import process_receipts
from app.models import (
    Conversation,
    Customer,
    DataRequest,
    EventRow,
    FulfillmentRow,
    Message,
    Order,
    RawMessage,
    RefundRow,
    ReturnRow,
    Shop,
    TransactionRow,
    Translation,
    WebhookReceipt,
)
from app.startup import handlers
from tests import cast
from tests.cast import HANA, MEI

T0 = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BIG = 9007199254741993  # past what a double holds


def money(yen, dollars, currency="USD"):
    return {
        "shop_money": {"amount": yen, "currency_code": "JPY"},
        "presentment_money": {"amount": dollars, "currency_code": currency},
    }


def line(number=11):
    return {
        "id": BIG + number,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{BIG + number}",
        "title": "Asagao cup",
        "quantity": 3,
        "current_quantity": 3,
        "fulfillable_quantity": 3,
        "price_set": money("3000", "20.00"),
        "discount_allocations": [{"amount": "600", "amount_set": money("900", "6.00")}],
    }


def order(minutes=0, currency="USD", **changes):
    moment = (T0 + timedelta(minutes=minutes)).isoformat()
    return {
        "id": BIG,
        "admin_graphql_api_id": f"gid://shopify/Order/{BIG}",
        "name": "#1042",
        "created_at": T0.isoformat(),
        "updated_at": moment,
        "currency": "JPY",
        "presentment_currency": currency,
        "current_total_price_set": money("8100", "54.00", currency),
        "current_subtotal_price_set": money("8100", "54.00", currency),
        "financial_status": "paid",
        "fulfillment_status": None,
        "email": "maria@example.es",
        "customer_locale": "es",
        "customer": {
            "id": 7,
            "admin_graphql_api_id": "gid://shopify/Customer/7",
            "first_name": "María",
            "last_name": "Díaz",
            "email": "maria@example.es",
        },
        "shipping_address": {"name": "María Díaz", "address1": "Calle Mayor 1", "city": "Madrid", "country_code": "ES"},
        "tags": "vip, gift",
        "payment_gateway_names": ["shopify_payments"],
        "line_items": [line()],
        "fulfillments": [],
        "refunds": [],
    } | changes


def parcel(**changes):
    return {
        "id": 31,
        "admin_graphql_api_id": "gid://shopify/Fulfillment/31",
        "order_id": BIG,
        "name": "#1042-F1",
        "status": "success",
        "shipment_status": None,
        "created_at": datetime.now(UTC).isoformat(),
        "updated_at": datetime.now(UTC).isoformat(),
        "tracking_company": "Japan Post",
        "tracking_number": "EN123456785JP",
        "tracking_numbers": ["EN123456785JP"],
        "tracking_url": "https://track.example/EN123456785JP",
        "tracking_urls": ["https://track.example/EN123456785JP"],
        "line_items": [line() | {"quantity": 2}],
    } | changes


def rows(runtime, model):
    with runtime.database.transaction(read_only=True) as session:
        return session.scalars(select(model).order_by(model.id)).all()


def events(runtime):
    return [row.name for row in rows(runtime, EventRow)]


def test_an_order_webhook_fills_the_mirror_without_asking_shopify(shopify, runtime, hana):
    assert shopify.deliver("orders/create", order()) == {("orders/create", "DONE"): 1}
    (row,) = rows(runtime, Order)
    assert row.gid == f"gid://shopify/Order/{BIG}"
    assert (row.total_shop, row.total, row.fulfillment_status, row.tags) == (8100, 54, "UNFULFILLED", ["vip", "gift"])
    assert row.country_code == "ES"
    assert events(runtime) == ["OrderChanged"]


def test_five_identical_deliveries_at_once_have_one_effect(shopify, runtime, hana):
    barrier = threading.Barrier(5)

    def send(_number):
        barrier.wait()
        return shopify.send("orders/create", order(), webhook_id="one").status_code

    with ThreadPoolExecutor(5) as threads:
        assert list(threads.map(send, range(5))) == [200] * 5
    assert shopify.work() == {("orders/create", "DONE"): 1}
    assert len(rows(runtime, Order)) == len(rows(runtime, EventRow)) == 1


def test_one_order_under_five_ids_and_five_workers_is_one_order(shopify, runtime, hana):
    for number in range(5):
        shopify.send("orders/create", order(), webhook_id=f"w-{number}")
    barrier = threading.Barrier(5)

    def work(_number):
        barrier.wait()
        return shopify.work()

    with ThreadPoolExecutor(5) as threads:
        ended = list(threads.map(work, range(5)))
    assert sum(sum(one.values()) for one in ended) == 5
    assert len(rows(runtime, Order)) == len(rows(runtime, Customer)) == len(rows(runtime, EventRow)) == 1
    assert {row.state for row in rows(runtime, WebhookReceipt)} == {"DONE"}


def test_whatever_the_order_of_arrival_the_newest_word_stands(shopify, runtime, hana):
    for minutes, status in ((30, "refunded"), (0, "pending"), (10, "paid")):
        shopify.send("orders/updated", order(minutes, financial_status=status))
    shopify.work()
    assert rows(runtime, Order)[0].financial_status == "REFUNDED"
    assert events(runtime) == ["OrderChanged"]


def test_a_parcel_and_a_carriers_word_reach_the_order(shopify, runtime, hana):
    shopify.deliver("orders/create", order())
    shopify.deliver("fulfillments/create", parcel())
    said = {
        "id": 51,
        "admin_graphql_api_id": "gid://shopify/FulfillmentEvent/51",
        "fulfillment_id": 31,
        "order_id": BIG,
        "status": "delayed",
        "happened_at": datetime.now(UTC).isoformat(),
        "message": "Held at customs",
    }
    shopify.deliver("fulfillment_events/create", said)
    shopify.deliver("fulfillment_events/create", said)
    (row,) = rows(runtime, FulfillmentRow)
    assert (row.tracking_number, row.shipment_status, row.lines[0]["quantity"]) == ("EN123456785JP", "DELAYED", 2)
    found = events(runtime)
    assert found.count("FulfillmentCreated") == found.count("ShipmentMoved") == 1


def test_in_one_currency_a_refunds_payload_suffices(shopify, runtime, hana):
    shopify.deliver("orders/create", order(currency="JPY", current_total_price_set=money("8100", "8100", "JPY")))
    moved = {
        "id": 6,
        "kind": "refund",
        "status": "success",
        "amount": "3000",
        "currency": "JPY",
        "created_at": T0.isoformat(),
        "gateway": "bogus",
    }
    told = {"id": 8, "order_id": BIG, "created_at": T0.isoformat(), "note": "broken", "transactions": [moved]}
    told["refund_line_items"] = [
        {"line_item_id": BIG + 11, "quantity": 1, "restock_type": "return", "subtotal": 3000.0}
    ]
    shopify.deliver("refunds/create", told)
    shopify.deliver(
        "order_transactions/create", moved | {"order_id": BIG, "status": "failure", "error_code": "expired_card"}
    )
    (refund,), (transaction,) = rows(runtime, RefundRow), rows(runtime, TransactionRow)
    assert (refund.total_shop, refund.total, refund.lines[0]["restock_type"]) == (3000, 3000, "RETURN")
    assert (transaction.status, transaction.error) == ("FAILURE", "EXPIRED_CARD")


def test_returns_of_every_shape_are_kept(shopify, runtime, hana):
    shopify.deliver("orders/create", order())
    head = {"id": 9, "admin_graphql_api_id": "gid://shopify/Return/9"}
    nested = {"order": {"id": BIG, "admin_graphql_api_id": f"gid://shopify/Order/{BIG}"}}
    item = {"id": 1, "quantity": 1, "return_reason": "defective", "customer_note": "scratch"}
    item["fulfillment_line_item"] = {"id": 2, "line_item": line()}
    shopify.deliver(
        "returns/request", head | nested | {"status": "requested", "name": "#1042-R1", "return_line_items": [item]}
    )
    shopify.deliver(
        "returns/approve", head | nested | {"status": "open", "name": "#1042-R1", "return_line_items": [item]}
    )
    shopify.deliver("returns/close", head | {"order_id": BIG, "status": "closed"})
    (row,) = rows(runtime, ReturnRow)
    assert (row.status, row.name, row.lines[0]["reason"]) == ("CLOSED", "#1042-R1", "DEFECTIVE")
    assert row.lines[0]["line_item"] == f"gid://shopify/LineItem/{BIG + 11}"
    assert events(runtime).count("ReturnRecorded") == 3


def test_an_empty_return_body_is_harmless(shopify, hana):
    assert shopify.deliver("returns/process", {}) == {("returns/process", "DONE"): 1}


def test_what_needs_shopify_waits_while_it_cannot_be_reached(shopify, runtime, hana):
    ended = shopify.deliver("fulfillments/create", parcel())
    (row,) = rows(runtime, WebhookReceipt)
    assert ended in ({("fulfillments/create", "WAITING"): 1}, {("fulfillments/create", "DEAD"): 1})
    assert row.error


def test_a_shop_that_never_installed_and_an_unknown_topic_are_skipped_with_a_reason(shopify, runtime, hana):
    shopify.send("orders/create", order(), shop_domain="stranger.myshopify.com")
    shopify.send("orders/dreamt_of", order())
    assert shopify.work() == {("orders/create", "SKIPPED"): 1, ("orders/dreamt_of", "SKIPPED"): 1}
    errors = [row.error for row in rows(runtime, WebhookReceipt)]
    assert errors == ["stranger.myshopify.com never installed this app.", "Nothing here handles orders/dreamt_of."]
    assert rows(runtime, Order) == []


def test_a_header_that_names_another_shop_than_the_signed_body_is_not_believed(shopify, runtime, hana, mei):
    body = {"shop_id": 1, "shop_domain": MEI}
    assert shopify.deliver("shop/redact", body, shop_domain=HANA) == {("shop/redact", "SKIPPED"): 1}
    assert rows(runtime, Shop)[0].redacted_at is None


DEEP = b'{"a":' * 10000 + b"1" + b"}" * 10000


@pytest.mark.parametrize(
    "body",
    [b"", b"no json", b"[]", b'"text"', b"null", DEEP, b"{}", b'{"id": 1}', b'{"id": ' + b"9" * 5000 + b"}"],
    ids=["empty", "text", "list", "string", "null", "deep", "bare", "no-time", "long-number"],
)
def test_a_poisoned_body_dies_alone_with_words(shopify, runtime, hana, body):
    shopify.send("orders/updated", body)
    shopify.send("orders/create", order())
    assert shopify.work() == {("orders/updated", "DEAD"): 1, ("orders/create", "DONE"): 1}
    assert rows(runtime, WebhookReceipt)[0].error
    assert len(rows(runtime, Order)) == 1


def test_odd_but_readable_json_is_read(shopify, runtime, hana):
    odd = order(note="nul \x00 and half \ud83d", customer=None, financial_status="sideways", shipping_address=None)
    import json

    raw = json.dumps(odd).encode()
    raw = raw[:-1] + b', "total_weight": NaN, "name": "#1", "name": "#1042", "odd": "\xff"}'
    assert shopify.deliver("orders/updated", raw) == {("orders/updated", "DONE"): 1}
    (row,) = rows(runtime, Order)
    assert (row.name, row.financial_status, row.customer_id) == ("#1042", "UNKNOWN", None)
    assert row.note == "nul  and half ?"


def test_five_megabytes_of_lines_are_read(shopify, runtime, hana):
    bulky = order(note="x" * 4_900_000)
    assert shopify.deliver("orders/updated", bulky) == {("orders/updated", "DONE"): 1}


def test_what_a_lost_ring_left_is_found_by_looking(shopify, runtime, hana):
    for number in range(30):
        shopify.send("orders/create", order(), webhook_id=f"w-{number}")
    runtime.doorbell.redis.flushall()
    with runtime.database.transaction(read_only=True) as session:
        assert receipts.is_due(session, datetime.now(UTC))
    assert shopify.work() == {("orders/create", "DONE"): 30}


def test_a_late_uninstall_does_not_touch_the_new_installation(shopify, runtime, hana):
    late = (cast.NOON - timedelta(hours=1)).isoformat()
    shopify.deliver("app/uninstalled", {"id": 1, "domain": None}, triggered_at=late)
    assert rows(runtime, Shop)[0].uninstalled_at is None
    shopify.deliver("app/uninstalled", {"id": 1, "domain": None})
    assert rows(runtime, Shop)[0].uninstalled_at is not None
    assert shopify.deliver("orders/create", order()) == {("orders/create", "SKIPPED"): 1}


def test_new_scopes_are_remembered(shopify, runtime, hana):
    shopify.deliver("app/scopes_update", {"previous": [], "current": ["read_orders", "write_orders"]})
    assert rows(runtime, Shop)[0].scopes == "read_orders,write_orders"


def test_a_customers_new_name_is_known(shopify, runtime, hana):
    shopify.deliver("customers/update", {"id": 7, "first_name": "María", "last_name": "Ruiz", "email": "M@example.es"})
    (row,) = rows(runtime, Customer)
    assert (row.gid, row.name, row.email) == ("gid://shopify/Customer/7", "María Ruiz", "m@example.es")


@pytest.fixture
def wrote(runtime, database, hana):
    """María wrote, with everything that is kept of a message."""
    buyer = cast.customer(database, hana.id, "maria@example.es", gid="gid://shopify/Customer/7", name="María Díaz")
    talk = cast.conversation(database, hana.id, customer_id=buyer.id, snippet="¿Dónde está?")
    with runtime.desk(hana.id, SHOPIFY) as desk:
        raw = desk.add(RawMessage(channel="email", content=b"From: maria@example.es", received_at=desk.now))
        said = desk.add(
            Message(
                conversation_id=talk.id, channel="email", external_id="<1@example.es>", direction="INBOUND",
                from_address="maria@example.es", from_name="María Díaz", body="Soy María, ¿dónde está?",
                raw_id=raw.id, created_at=desk.now,
            )
        )  # fmt: skip
        desk.add(
            Translation(
                message_id=said.id, source="es", target="ja", text="マリアです", state="DONE", created_at=desk.now
            )
        )


def test_a_customer_is_really_forgotten_and_amounts_stay(shopify, runtime, hana, mei, wrote):
    shopify.deliver("orders/create", order())
    shopify.deliver("orders/create", order(), shop_domain=MEI)
    shopify.deliver("orders/updated", {"id": BIG, "email": "maria@example.es", "city": "Calle Mayor"})
    asked = {
        "shop_id": 1,
        "shop_domain": HANA,
        "customer": {"id": 7, "email": "maria@example.es"},
        "orders_to_redact": [BIG],
    }
    assert shopify.deliver("customers/redact", asked, path="/webhooks/compliance") == {("customers/redact", "DONE"): 1}
    with runtime.database.transaction(read_only=True) as session:
        kept = str(
            [
                [str(vars(row)) for row in session.scalars(select(model).where(model.shop_id == hana.id))]
                for model in (Customer, Order, Conversation, Message, RawMessage, Translation, DataRequest)
            ]
        )
        bodies = session.scalars(select(WebhookReceipt.body).where(WebhookReceipt.shop_domain == HANA)).all()
        (told,) = session.scalars(select(Order).where(Order.shop_id == hana.id)).all()
        (elsewhere,) = session.scalars(select(Order).where(Order.shop_id == mei.id)).all()
    assert not [word for word in ("maría", "maria", "calle mayor", "マリア", "dónde") if word in kept.lower()]
    assert not [body for body in bodies if b"Calle Mayor" in body]
    assert (told.total_shop, told.total) == (8100, 54)
    assert elsewhere.email == "maria@example.es"
    (request,) = [row for row in rows(runtime, DataRequest) if row.kind == "REDACT_CUSTOMER"]
    assert request.done_at is not None


def test_what_is_kept_of_a_customer_can_be_handed_on(shopify, runtime, hana, wrote):
    shopify.deliver("orders/create", order())
    asked = {
        "shop_id": 1,
        "shop_domain": HANA,
        "customer": {"id": 7, "email": "maria@example.es"},
        "orders_requested": [BIG],
        "data_request": {"id": 99},
    }
    for _ in range(2):
        shopify.deliver("customers/data_request", asked)
    owner = cast.agent(runtime.database, hana.id, "Hana", role="OWNER")
    with runtime.desk(hana.id, Actor(ActorKind.AGENT, owner.id)) as desk:
        (request,) = data_requests.everything(desk)
        assert (request.kind, request.email, request.done_at) == ("DATA_REQUEST", "maria@example.es", None)
        paper = data_requests.export(desk, request.id)
    assert paper["messages"][0]["body"] == "Soy María, ¿dónde está?"
    assert paper["orders"][0]["shipping_address"]["city"] == "Madrid"


def test_a_shop_that_left_is_forgotten_and_one_that_came_back_is_not(shopify, runtime, hana, mei, wrote):
    before = (cast.NOON - timedelta(days=1)).isoformat()
    shopify.deliver("shop/redact", {"shop_id": 1, "shop_domain": HANA}, triggered_at=before)
    assert rows(runtime, Customer)[0].name == "María Díaz"
    shopify.deliver("app/uninstalled", {"id": 1})
    shopify.deliver("shop/redact", {"shop_id": 1, "shop_domain": HANA})
    assert rows(runtime, Customer)[0].name == ""
    assert rows(runtime, RawMessage) == rows(runtime, Translation) == []
    gone, other = rows(runtime, Shop)
    assert gone.redacted_at is not None
    assert other.redacted_at is None


def test_every_topic_takes_an_empty_and_a_strange_body_without_a_crash(shopify, runtime, hana):
    strange = {"id": {"a": 1}, "order_id": "../", "order": [], "customer": 7, "updated_at": 5, "current": 3}
    for topic in handlers():
        shopify.send(topic, {}, webhook_id="empty")
        if topic != "shop/redact":
            shopify.send(topic, strange, webhook_id="strange")
    shopify.work()
    with runtime.database.transaction(read_only=True) as session:
        waiting = session.execute(
            select(WebhookReceipt.topic, WebhookReceipt.error).where(WebhookReceipt.state == "WAITING")
        ).all()
        assert session.scalar(select(func.count()).select_from(WebhookReceipt)) == 2 * len(handlers()) - 1
    assert [row for row in waiting if not row.error.startswith("Unavailable")] == []


def test_an_unforeseen_error_is_tried_again_and_in_the_end_kept_for_a_person(shopify, runtime, hana):
    def broken(_runtime, _hook):
        raise LookupError("a bug of ours")

    def tried(now):
        return process_receipts.drain_once(runtime, {"orders/create": broken}, now).by_topic

    shopify.send("orders/create", order())
    now = datetime.now(UTC)
    for _ in range(len(receipts.STEPS)):
        assert tried(now) == {("orders/create", "WAITING"): 1}
        now += timedelta(days=1)
    assert tried(now) == {("orders/create", "DEAD"): 1}
    with runtime.desk(hana.id) as desk:
        (dead,) = waiting.everything(desk)
        assert (dead.what, dead.why) == ("orders/create", "LookupError: a bug of ours")
        troubles.retry_receipt(desk, dead.id)
    assert shopify.work(now) == {("orders/create", "DONE"): 1}
