"""An approval from a second browser, and the owner's table of limits: they fit, keys reach all of it, axe is silent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from app.desk.desk import Actor, ActorKind
from app.domain.remedies.kinds import RemedyKind
from app.models import Agent, AuthorityLimit
from devstore.schema.published import member, package
from tests import cast
from tests.browser.conftest import Screen, browsing
from tests.browser.frame import AXE, FINDINGS
from tests.giving import Counter
from tests.visiting import OWNER
from tests.web.scene import Desk

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def sound(page: Page) -> None:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
    page.evaluate(f"{member(package(AXE), 'axe.min.js').decode()};0")
    assert page.evaluate(FINDINGS) == []


@pytest.fixture
def counter(desk: Desk) -> Counter:
    """Diego may give 2,999 yen at a time and asks for 9,000; the owner acts in the shop's name."""
    made = Counter(desk.runtime, desk.shop, datetime.now(UTC) - timedelta(minutes=30))
    made.limit(per_act=2999, per_agent_day=8000)
    made.limit(made.aiko, per_act=50000, country_code="US", reason="DAMAGED")
    made.limit(kind="GIFT_CARD", forbidden=True)
    made.let_approve(made.aiko)
    made.change(Agent, made.hana.id, shopify_user_id=OWNER, acts_for_shop_at=cast.NOON, last_seen_at=datetime.now(UTC))
    return made


@pytest.fixture
def asked(counter: Counter, desk: Desk) -> int:
    """The remedy that waits."""
    diego = Actor(ActorKind.AGENT, desk.agent.id)
    note = "She waited for three weeks and writes a blog about cups with many readers; I would like to keep her."
    return counter.give(9000, diego, kind=RemedyKind.REFUND, asking=note)


@pytest.fixture
def owner(browser: Browser, desk: Desk, address: str, counter: Counter) -> Iterator[Screen]:
    with browsing(browser, desk, address, OWNER) as made:
        yield made


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("width", [1440, 1100, 390])
def test_requests_and_limits_fit_at_any_width(owner: Screen, asked: int, width: int, locale: str) -> None:
    owner.page.set_viewport_size({"width": width, "height": 900})
    page = owner.open("/approvals", locale)
    expect(page.locator(".trouble")).to_contain_text("#1042")
    sound(page)
    page = owner.open("/settings", locale)
    for details in page.locator("#authority details > summary").all():
        details.click()
    sound(page)
    assert owner.said == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_owner_approves_from_a_second_browser_and_who_asked_sees_it(
    screen: Screen, owner: Screen, counter: Counter, asked: int, width: int
) -> None:
    for one in (screen, owner):
        one.page.set_viewport_size({"width": width, "height": 900})
    remedy = f"/orders/{counter.order_id}/remedies/{asked}"
    theirs = screen.open(remedy)
    expect(theirs.locator("main")).to_contain_text("Waiting for approval")
    page = owner.open("/")
    page.locator('.views a[href*="/approvals"]').click()
    page.get_by_label("Note to Diego").fill("Fine with me")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Approve")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Approved. It goes out now.")
    expect(page.locator("main")).to_contain_text("Nothing waits for an approval")
    theirs = screen.open(remedy)
    expect(theirs.locator("main")).to_contain_text("Approved by Hana.")
    expect(theirs.locator("main")).to_contain_text("Fine with me")
    expect(theirs.get_by_role("button", name="Undo")).to_be_visible()
    assert counter.remedy(asked).state == "WAITING"
    assert (screen.said, owner.said) == ([], [])


def test_who_asked_has_no_button_to_decide_with(screen: Screen, asked: int) -> None:
    page = screen.open("/approvals")
    expect(page.locator(".trouble")).to_contain_text("You asked for this: somebody else decides.")
    assert page.locator(".trouble form").count() == 0
    sound(page)


def test_the_owner_adds_a_limit_and_a_wrong_amount_is_told_where_it_stands(owner: Screen, counter: Counter) -> None:
    page = owner.open("/settings")
    page.get_by_text("Add a limit").click()
    page.get_by_label("One remedy (JPY)").fill("lots")
    page.get_by_role("button", name="Save limit").click()
    wrong = page.get_by_label("One remedy (JPY)")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_value("lots")
    sound(page)
    wrong.fill("５０００")
    page.get_by_label("For whom").select_option(label="Aiko")
    page.get_by_role("button", name="Save limit").click()
    expect(page.locator(".limits")).to_contain_text("¥5,000")
    with counter.at() as desk:
        limits = desk.all(desk.select(AuthorityLimit).where(AuthorityLimit.agent_id == counter.aiko.id))
    assert sorted(str(row.per_act.normalize()) for row in limits) == ["5E+3", "5E+4"]


def test_the_owner_stops_all_money_and_it_is_seen_who_and_since_when(owner: Screen, counter: Counter) -> None:
    page = owner.open("/settings")
    page.get_by_role("button", name="Stop all money").click()
    expect(page.locator("#authority .banner--warning")).to_contain_text("by Hana")
    sound(page)
    page.get_by_role("button", name="Let money go again").click()
    expect(page.locator("#authority .banner--warning")).to_have_count(0)
