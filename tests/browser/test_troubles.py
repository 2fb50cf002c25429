"""The page of troubles in a real browser: its buttons, its files, and no word cut off on a narrow screen."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.models import DataRequest, WebhookReceipt
from devstore.schema.published import member, package
from tests import troubled
from tests.browser.conftest import Screen
from tests.browser.frame import AXE, FINDINGS

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_it_is_readable_by_everybody_on_every_screen(screen: Screen, locale: str) -> None:
    desk = screen.desk
    desk.change(desk.agent, role="OWNER")
    troubled.everything(desk.database, desk.shop, desk.agent)
    desk.change(desk.shop, needs_reopen_at=None)
    for path in ("/troubles", "/settings"):
        page = screen.open(path, locale)
        for width in (1200, 1000, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
        page.evaluate(f"{member(package(AXE), 'axe.min.js').decode()};0")
        assert page.evaluate(FINDINGS) == [], path
    assert screen.said == []


def test_what_failed_is_tried_again_from_the_inbox_on(screen: Screen) -> None:
    desk = screen.desk
    row = troubled.receipt(desk.database, desk.shop)
    page = screen.open("/")
    page.get_by_role("link", name="Needs attention").click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status").first).to_contain_text("It is tried again now.")
    expect(page.locator("main")).to_contain_text("Nothing needs your attention")
    assert desk.row(WebhookReceipt, row.id).state == "WAITING"
    assert screen.said == []


def test_the_owner_gets_a_persons_data_as_a_file_and_marks_the_request_as_answered(screen: Screen) -> None:
    desk = screen.desk
    desk.change(desk.agent, role="OWNER")
    row = troubled.asked(desk.database, desk.shop)
    page = screen.open("/troubles")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    assert waiting.value.suggested_filename == f"data-request-{row.id}.json"
    assert json.loads(Path(waiting.value.path()).read_text()).keys() == {"customers", "orders", "messages"}
    page.get_by_role("button", name="Mark as answered").click()
    expect(page.locator("#privacy")).to_contain_text("Answered")
    assert desk.row(DataRequest, row.id).done_at is not None
    assert screen.said == []


def test_the_original_of_unread_mail_comes_as_a_file(screen: Screen) -> None:
    row = troubled.mail(screen.desk.database, screen.desk.shop)
    page = screen.open("/unread_mail")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the original").click()
    assert waiting.value.suggested_filename == f"mail-{row.id}.eml"
    assert Path(waiting.value.path()).read_bytes() == b"no mail"


def test_the_owner_stops_all_money_with_one_button(screen: Screen) -> None:
    desk = screen.desk
    desk.change(desk.agent, role="OWNER")
    page = screen.open("/settings")
    page.get_by_role("button", name="Stop all money").click()
    card = page.locator("section", has=page.get_by_role("heading", name="What agents may give"))
    expect(card).to_contain_text("All money is stopped since")
    page.get_by_role("button", name="Let money go again").click()
    expect(card).not_to_contain_text("All money is stopped since")
    page.get_by_text("Add a limit").click()
    page.locator("#limit-per_act").fill("１０，０００")
    page.get_by_role("button", name="Save limit").click()
    expect(page.get_by_role("list", name="Limits")).to_contain_text("10,000")
    assert screen.said == []
