"""The return window beside the order and its rules in the settings: they fit, and axe is silent in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from app.models import FulfillmentRow, Order, ReturnPolicy
from devstore.schema.published import member, package
from tests import cast
from tests.browser.conftest import Screen
from tests.browser.frame import AXE, FINDINGS

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
NOTE = "Returns for a change of mind within 10 days, unused and in the box; we are glad to exchange at any time."


def sound(page: Page) -> None:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
    page.evaluate(f"{member(package(AXE), 'axe.min.js').decode()};0")
    assert page.evaluate(FINDINGS) == []


@pytest.fixture
def conversation(screen: Screen) -> int:
    """About an order to Berlin that came three days ago, in a shop whose own rule is stricter than the law."""
    shop_id, ago = screen.desk.shop.id, datetime.now(UTC) - timedelta(days=3)
    with screen.desk.database.transaction() as session:
        for country, days in (("", 10), ("US", 30)):
            values = {"country_code": country, "days": days, "return_costs": "customer", "note": NOTE}
            session.add(ReturnPolicy(shop_id=shop_id, changed_at=cast.NOON, **values))
        moments = dict.fromkeys(("created_at", "updated_at", "mirrored_at"), ago - timedelta(days=9))
        order = Order(
            shop_id=shop_id, gid="gid://shopify/Order/1", name="#1042", currency="JPY", country_code="DE", **moments
        )
        order.fulfillment_status = "FULFILLED"
        session.add(order)
        session.flush()
        parcel = FulfillmentRow(shop_id=shop_id, order_id=order.id, gid="gid://shopify/Fulfillment/1", lines=[])
        parcel.status, parcel.created_at, parcel.delivered_at = "SUCCESS", ago - timedelta(days=5), ago
        session.add(parcel)
        order_id = order.id
    return screen.desk.conversation(order_id=order_id).id


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("width", [1440, 1100, 390])
def test_the_window_and_the_rules_fit_at_any_width(screen: Screen, conversation: int, width: int, locale: str) -> None:
    screen.page.set_viewport_size({"width": width, "height": 900})
    screen.desk.change(screen.desk.agent, role="OWNER")
    page = screen.open(f"/conversations/{conversation}", locale)
    if page.locator("[data-opens-order]").is_visible():
        page.locator("[data-opens-order]").click()
    chip = page.locator(".window")
    chip.locator("summary").click()
    chip.scroll_into_view_if_needed()
    assert chip.locator("dl").is_visible()
    sound(page)
    page = screen.open("/settings/returns", locale)
    page.locator(".table summary").first.click()
    sound(page)
    assert screen.said == []
