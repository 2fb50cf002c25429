"""Webhooks that overtake their order or tell too little are completed from Shopify; lost ones a sweep finds."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.domain.errors import Refused, Unavailable
from app.errands import housekeeping, mirror_order, process_receipts, reconcile
from app.models import EventRow, FulfillmentEventRow, FulfillmentRow, LineItemRow, Order, RefundRow, ReturnRow, Shop
from app.queue import BACKGROUND, RECONCILE
from app.shopify.wire import Unreadable
from app.startup import handlers
from tests.processes import HANA


@pytest.fixture
def placed(stage):
    """An order over there that we know nothing of yet: two cups for dollars in the yen shop."""
    lines = [{"title": "Asagao cup", "price": "20", "quantity": 2, "sku": "CUP"}]
    told = stage.store.post(
        "/control/orders", shop=HANA, currency="USD", rate="150", lines=lines, email="new@example.com"
    )
    stage.store.delete("/control/calls")
    return told


def act(stage, placed, what, **more):
    return stage.store.post(f"/control/orders/{placed['name'].lstrip('#')}/{what}", shop=HANA, **more)


def handle(stage, topic, payload):
    hook = process_receipts.Webhook(stage.shop_id, topic, payload, datetime.now(UTC))
    handlers()[topic](stage.runtime, hook)


def rows(stage, model):
    with stage.desk(read_only=True) as desk:
        return desk.all(desk.select(model).order_by(model.id))


def calls(stage):
    return stage.store.get("/control/calls", shop=HANA)


def named(stage):
    return [row.name for row in rows(stage, EventRow) if row.name != "ShopInstalled"]


def number(gid):
    return int(gid.rsplit("/", 1)[1])


def test_the_whole_order_is_read_with_all_that_hangs_on_it(stage, placed):
    act(stage, placed, "fulfillments", company="Japan Post", number="EN1", url="https://t.example/EN1")
    act(stage, placed, "fulfillment_events", status="IN_TRANSIT", city="Osaka")
    act(stage, placed, "returns", note="too small")
    act(stage, placed, "refunds", lines={"0": 1})
    mirror_order.fetch(stage.runtime, stage.shop_id, placed["gid"])
    (order,), (line,) = rows(stage, Order), rows(stage, LineItemRow)
    assert (order.currency, order.presentment_currency, order.email) == ("JPY", "USD", "new@example.com")
    assert (line.sku, line.quantity, line.refundable, line.unit_price) == ("CUP", 2, 1, Decimal(20))
    (parcel,), (event,) = rows(stage, FulfillmentRow), rows(stage, FulfillmentEventRow)
    assert (parcel.tracking_company, parcel.tracking_number) == ("Japan Post", "EN1")
    assert parcel.lines[0]["gid"].startswith("gid://shopify/FulfillmentLineItem/")
    assert (event.status, event.city) == ("IN_TRANSIT", "Osaka")
    (refund,), (back,) = rows(stage, RefundRow), rows(stage, ReturnRow)
    assert (refund.total, refund.total_shop) == (order.refunded, order.refunded_shop)
    assert refund.total > 0
    assert back.lines[0]["line_item"] == line.gid
    assert {"FulfillmentCreated", "ShipmentMoved", "RefundRecorded", "ReturnRecorded"} < set(named(stage))


def test_a_parcel_that_overtakes_its_order_brings_the_order(stage, placed):
    shipped = act(stage, placed, "fulfillments", company="Yamato", number="1Z")
    payload = {
        "id": number(shipped["fulfillment"]), "order_id": number(placed["gid"]), "status": "success",
        "created_at": datetime.now(UTC).isoformat(), "tracking_number": "1Z",
    }  # fmt: skip
    handle(stage, "fulfillments/create", payload)
    handle(stage, "fulfillments/create", payload)
    assert [row.name for row in rows(stage, Order)] == [placed["name"]]
    assert len(rows(stage, FulfillmentRow)) == 1
    assert named(stage).count("FulfillmentCreated") == 1
    assert calls(stage) == {"order": 1}


def test_a_carriers_word_that_overtakes_its_parcel_brings_the_parcel(stage, placed):
    mirror_order.fetch(stage.runtime, stage.shop_id, placed["gid"])
    shipped = act(stage, placed, "fulfillments")
    said = act(stage, placed, "fulfillment_events", status="DELAYED")
    payload = {
        "id": number(said["event"]), "order_id": number(placed["gid"]), "status": "delayed",
        "fulfillment_id": number(shipped["fulfillment"]), "happened_at": datetime.now(UTC).isoformat(),
    }  # fmt: skip
    handle(stage, "fulfillment_events/create", payload)
    assert [row.status for row in rows(stage, FulfillmentEventRow)] == ["DELAYED"]
    assert named(stage).count("ShipmentMoved") == 1


def test_a_word_on_an_order_shopify_does_not_show_is_tried_later(stage):
    payload = {"id": 1, "order_id": 404, "status": "success", "created_at": datetime.now(UTC).isoformat()}
    with pytest.raises(Unavailable):
        handle(stage, "fulfillments/create", payload)


def test_a_refund_in_two_currencies_is_read_from_shopify(stage, placed):
    mirror_order.fetch(stage.runtime, stage.shop_id, placed["gid"])
    refunded = act(stage, placed, "refunds", lines={"0": 1})
    stage.store.delete("/control/calls")
    payload = {
        "id": number(refunded["refund"]),
        "order_id": number(placed["gid"]),
        "created_at": datetime.now(UTC).isoformat(),
    }
    handle(stage, "refunds/create", payload)
    (refund,) = rows(stage, RefundRow)
    assert refund.total_shop == refund.total * 150
    assert calls(stage) == {"order": 1}
    (event,) = [row for row in rows(stage, EventRow) if row.name == "RefundRecorded"]
    assert event.payload["external"] is True


def test_a_return_that_does_not_say_its_order_finds_it(stage, placed):
    act(stage, placed, "fulfillments")
    back = act(stage, placed, "returns", note="too small")
    handle(stage, "returns/update", {"admin_graphql_api_id": back["returned"], "return_line_items": {"removals": []}})
    assert [row.status for row in rows(stage, ReturnRow)] == ["REQUESTED"]
    assert calls(stage) == {"return": 1, "order": 1}
    handle(stage, "returns/update", {"admin_graphql_api_id": back["returned"]})
    assert calls(stage) == {"return": 1, "order": 2}, "the second time the mirror knows the order"


def test_an_edited_order_is_asked_for(stage, placed):
    handle(stage, "orders/edited", {"order_edit": {"id": 1, "order_id": number(placed["gid"])}})
    assert [row.name for row in rows(stage, Order)] == [placed["name"]]


def test_a_parcel_whose_webhook_was_lost_is_found_and_told_of_once(stage, placed):
    mirror_order.fetch(stage.runtime, stage.shop_id, placed["gid"], quiet=True)
    since_install(stage, timedelta(days=-1))
    act(stage, placed, "fulfillments")
    now = datetime.now(UTC) + timedelta(seconds=2)
    assert reconcile.run(stage.runtime, stage.shop_id, now) > 0
    mirror_order.fetch(stage.runtime, stage.shop_id, placed["gid"])  # the retry of the webhook, an hour late
    (about,) = (row.id for row in rows(stage, Order) if row.gid == placed["gid"])
    (parcel,) = (row.id for row in rows(stage, FulfillmentRow) if row.order_id == about)
    told = [row.payload for row in rows(stage, EventRow) if row.name == "FulfillmentCreated"]
    assert [one["fulfillment_id"] for one in told if one["order_id"] == about] == [parcel]
    assert rows_of_shop(stage).reconciled_at == now


def test_what_happened_before_we_came_is_found_silently(stage, placed):
    act(stage, placed, "fulfillments")
    since_install(stage, timedelta(minutes=5))
    before = len(rows(stage, EventRow))
    assert reconcile.run(stage.runtime, stage.shop_id) > 0
    assert [row.gid for row in rows(stage, FulfillmentRow)]
    assert len(rows(stage, EventRow)) == before
    mirror_order.fetch(stage.runtime, stage.shop_id, placed["gid"])  # nor does a later webhook of the order tell it
    assert "FulfillmentCreated" not in named(stage)


def since_install(stage, ago):
    with stage.desk() as desk:
        desk.shop.installed_at = desk.now + ago


def test_an_order_that_cannot_be_read_keeps_no_other_waiting(stage, placed, monkeypatch):
    fetch, tried = mirror_order.fetch, []

    def first_is_poison(runtime, shop_id, order_gid, **how):
        tried.append(order_gid)
        if len(tried) == 1:
            raise Unreadable("The order has no total.")
        fetch(runtime, shop_id, order_gid, **how)

    monkeypatch.setattr(mirror_order, "fetch", first_is_poison)
    assert reconcile.run(stage.runtime, stage.shop_id) == len(tried) - 1 > 0


def test_a_sweep_that_fails_leaves_its_mark_where_it_was(stage, placed):
    stage.store.fault("order", "user_errors", times=1)
    stage.store.fault("orders", "http_500", times=9)
    with pytest.raises((Unavailable, Refused)):
        reconcile.run(stage.runtime, stage.shop_id)
    assert rows_of_shop(stage).reconciled_at is None


def test_a_sweep_that_runs_out_of_time_goes_on_where_it_stopped(stage, placed, monkeypatch):
    monkeypatch.setattr(reconcile, "BUDGET", -1.0)
    assert reconcile.run(stage.runtime, stage.shop_id) == 0
    reached = rows_of_shop(stage).reconciled_at
    monkeypatch.undo()
    assert reconcile.run(stage.runtime, stage.shop_id) > 0
    assert placed["gid"] in {row.gid for row in rows(stage, Order)}
    assert rows_of_shop(stage).reconciled_at > reached


def test_the_clock_sweeps_only_shops_that_shopify_answers_for(stage, mei):
    with stage.runtime.desk(mei.id) as desk:
        desk.shop.uninstalled_at = desk.now
    housekeeping.reconcile_shops(stage.runtime, datetime.now(UTC))
    jobs = [job for job in stage.runtime.doorbell.queue(BACKGROUND).jobs if job.func_name == RECONCILE]
    assert [job.args for job in jobs] == [[stage.shop_id]]


def rows_of_shop(stage):
    with stage.desk(read_only=True) as desk:
        return desk.session.get(Shop, stage.shop_id)
