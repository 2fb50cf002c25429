"""The ledger in a real browser: open a case, narrow it down, take the file along, see to a difference."""

import csv
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.models import Drift
from devstore.schema.published import member, package
from tests.browser.conftest import Screen
from tests.browser.frame import AXE, FINDINGS
from tests.giving import Counter
from tests.web.test_ledger import drift, external, paid

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
WIDTHS = (1440, 1000, 390)


@pytest.fixture
def counter(screen: Screen) -> Counter:
    """Three cases: one whose payment failed, one undone in time, one of somebody else's."""
    desk = screen.desk
    desk.change(desk.agent, role="OWNER")
    made = Counter(desk.runtime, desk.shop)
    first = made.give(cost=3000)
    for status in ("PENDING", "FAILURE"):
        paid(made, first, status)
    made.give(cost=6000, order_id=made.order("#1055"))
    external(made, "#1077", test=True)
    drift(desk, order_id=made.order_id)
    return made


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_it_is_readable_by_everybody_on_every_screen(screen: Screen, counter: Counter, locale: str) -> None:
    page = screen.open("/ledger", locale)
    page.locator("details").last.locator("summary").click()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        if shots := os.environ.get("LEDGER_SHOTS"):
            page.screenshot(path=f"{shots}/ledger-{locale}-{width}.png", full_page=True)
    page.evaluate(f"{member(package(AXE), 'axe.min.js').decode()};0")
    assert page.evaluate(FINDINGS) == []
    assert screen.said == []


def test_it_is_filtered_and_opened_from_the_keyboard(screen: Screen, counter: Counter) -> None:
    page = screen.open("/")
    page.get_by_role("link", name="Ledger").click()
    page.get_by_label("Order").fill("1042")
    page.get_by_label("State").select_option("FAILURE")
    page.get_by_label("Order").press("Enter")
    cases = page.locator(".ledger > li")
    expect(cases).to_have_count(1)
    expect(page.get_by_label("State")).to_have_value("FAILURE")
    cases.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(cases.locator("li").last).to_contain_text("Payment failed")
    page.get_by_role("link", name="Show everything").click()
    expect(cases).to_have_count(3)
    assert screen.said == []


def test_the_owner_takes_the_file_along(screen: Screen, counter: Counter) -> None:
    page = screen.open("/ledger?order=1042")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as CSV").click()
    assert waiting.value.suggested_filename == "ledger.csv"
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as file:
        assert {row["Order"] for row in csv.DictReader(file)} == {"#1042"}
    assert screen.said == []


def test_a_difference_is_seen_to_and_a_comparison_asked_for(screen: Screen, counter: Counter) -> None:
    page = screen.open("/troubles")
    page.get_by_role("link", name="Show the ledger").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ledger")
    page.get_by_role("button", name="I have checked it").click()
    expect(page.locator("main")).not_to_contain_text("Another amount in Shopify")
    with screen.desk.database.transaction() as session:
        assert session.query(Drift).one().seen_to_by == screen.desk.agent.id
    page.get_by_role("button", name="Compare now").click()
    expect(page.locator("#audit-title + p")).to_contain_text("Being compared since")
    assert screen.said == []
