"""The window beside an order, from the mirror: whose days, which rule, and when nothing can be said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.db import Database
from app.desk import orders
from app.desk.desk import SYSTEM, open_desk
from app.desk.reading import order as reading
from app.desk.reading import window
from app.desk.reading.window import WindowBeside
from app.domain.law import LONG_TRANSIT, TRANSIT, Ground, WindowState
from app.domain.orders import Address, Fulfillment, FulfillmentEvent, FulfillmentStatus, ShipmentStatus
from app.models import Order, ReturnPolicy, Shop
from tests import cast

SENT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
CAME = datetime(2026, 11, 4, 14, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
Look = Callable[..., WindowBeside | None]


def parcel(number: int = 1, **fields: Any) -> Fulfillment:
    values: dict[str, Any] = {"gid": f"gid://shopify/Fulfillment/{number}", "name": f"#1042-F{number}"}
    return Fulfillment(**(values | {"status": "SUCCESS", "created_at": SENT, "updated_at": SENT} | fields))


def scan(status: ShipmentStatus, at: datetime, number: int = 1) -> FulfillmentEvent:
    return FulfillmentEvent(gid=f"gid://shopify/FulfillmentEvent/{number}", status=status, happened_at=at)


@pytest.fixture
def look(database: Database, hana: Shop) -> Look:
    """What stands beside an order to Berlin, all sent in one parcel that came on the 4th, unless told otherwise."""

    def see(country: str = "DE", *, province: str = "", now: datetime = NOW, **fields: Any) -> WindowBeside | None:
        address = Address(city="Berlin", country_code=country, province_code=province)
        values = {
            "shipping_address": address,
            "fulfillment_status": FulfillmentStatus.FULFILLED,
            "fulfillments": (parcel(delivered_at=CAME),),
        }
        with open_desk(database, hana.id, SYSTEM, now=now) as desk:
            orders.mirror(desk, replace(cast.order(), **(values | fields)))
            row = desk.one(desk.select(Order))
            assert row is not None
            found = window.beside(desk, row, reading.beside(desk, row).parcels)
            assert window.of_order(desk, row.id) == found
            return found

    return see


def rule(database: Database, shop: Shop, country: str, days: int) -> None:
    with database.transaction() as session:
        session.add(
            ReturnPolicy(
                shop_id=shop.id, country_code=country, days=days, return_costs="customer", changed_at=cast.NOON
            )
        )


def test_the_window_runs_from_the_delivery_in_the_customers_calendar(look: Look) -> None:
    found = look()
    assert found is not None
    assert (found.window.state, found.window.by) == (WindowState.RUNNING, Ground.LAW)
    assert found.window.last_day == date(2026, 11, 18)
    assert (found.zone.key, found.zone_is_known, found.is_stale) == ("Europe/Berlin", True, False)
    late = look(fulfillments=(parcel(delivered_at=datetime(2026, 11, 4, 23, 30, tzinfo=UTC)),))
    assert late is not None
    assert late.window.counted_from == date(2026, 11, 5)


def test_the_province_decides_the_zone_and_the_entry(look: Look) -> None:
    quebec, somewhere = look("CA", province="QC"), look("CA")
    assert quebec is not None
    assert somewhere is not None
    assert quebec.window.law is not None
    assert quebec.window.law.code == "CA-QC"
    assert quebec.zone.key == "America/Toronto"
    assert (somewhere.zone.key, somewhere.zone_is_known) == ("Asia/Tokyo", False)  # the shop's, and said to be


def test_the_countrys_own_rule_goes_before_the_one_for_everywhere(database: Database, hana: Shop, look: Look) -> None:
    rule(database, hana, "", 30)
    rule(database, hana, "DE", 20)
    berlin, zurich = look(), look("CH")
    assert berlin is not None
    assert zurich is not None
    assert (berlin.window.by, berlin.window.days) == (Ground.POLICY, 20)
    assert (zurich.window.by, zurich.window.days, zurich.window.law) == (Ground.POLICY, 30, None)


def test_another_shops_rule_is_nothing_to_us(database: Database, mei: Shop, look: Look) -> None:
    rule(database, mei, "DE", 90)
    found = look()
    assert found is not None
    assert found.window.policy is None


def test_a_scan_that_says_delivered_is_a_delivery(look: Look) -> None:
    found = look(fulfillments=(parcel(events=(scan(ShipmentStatus.DELIVERED, CAME),)),))
    assert found is not None
    assert found.window.counted_from == date(2026, 11, 4)
    assert not found.window.is_estimate


@pytest.mark.parametrize(
    ("status", "waited"), [(ShipmentStatus.CARRIER_PICKED_UP, TRANSIT), (ShipmentStatus.DELAYED, LONG_TRANSIT)]
)
def test_a_parcel_nobody_saw_arrive_is_estimated_from_where_it_was_last_seen(
    look: Look, status: ShipmentStatus, waited: timedelta
) -> None:
    moved = SENT + timedelta(days=5)
    sent = (parcel(shipment_status=status, events=(scan(status, moved),)),)
    waiting = look(fulfillments=sent, now=moved + waited - timedelta(days=1))
    assert waiting is not None
    assert waiting.window.state is WindowState.NOT_DELIVERED
    later = look(fulfillments=sent, now=moved + waited + timedelta(days=1))
    assert later is not None
    assert later.window.is_estimate
    assert later.window.counted_from == (moved + waited).date()


@pytest.mark.parametrize(
    "fields",
    [
        {"fulfillments": ()},
        {"fulfillment_status": FulfillmentStatus.PARTIALLY_FULFILLED},
        {"fulfillments": (parcel(events=(scan(ShipmentStatus.FAILURE, CAME),)),)},
        {"fulfillments": (parcel(status="CANCELLED", delivered_at=CAME),)},
    ],
)
def test_what_is_not_all_there_has_no_window_yet(look: Look, fields: dict[str, Any]) -> None:
    found = look(now=NOW + timedelta(days=60), **fields)
    assert found is not None
    assert found.window.state is WindowState.NOT_DELIVERED


@pytest.mark.parametrize("fields", [{"shipping_address": None}, {"fulfillments": (), "cancelled_at": NOW}])
def test_nothing_is_said_where_nothing_can_come_back(look: Look, fields: dict[str, Any]) -> None:
    assert look(**fields) is None
