"""The return window beside the order, as an agent reads it: each state in words, its source, never as advice."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.errands.runtime import Runtime
from app.models import FulfillmentRow, Order, ReturnPolicy, Shop
from tests import cast
from tests.web.scene import Desk, sit_down

numbers = count(1)
BADGE = 'data-window="{}"'


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


def today(days: float = 0) -> datetime:
    """This moment, so many days ago."""
    return datetime.now(UTC) - timedelta(days=days)


def beside(desk: Desk, country: str, delivered: datetime | None, *, sent: datetime | None = None, **order: Any) -> str:
    """The words beside a conversation about an order that was delivered then."""
    number = next(numbers)
    values = {"name": f"#{number}", "currency": "JPY", "country_code": country, "fulfillment_status": "FULFILLED"}
    moments = dict.fromkeys(("created_at", "updated_at", "mirrored_at"), today(90))
    with desk.database.transaction() as session:
        row = Order(shop_id=desk.shop.id, gid=f"gid://shopify/Order/{number}", **(values | moments | order))
        session.add(row)
        session.flush()
        parcel = {"gid": f"gid://shopify/Fulfillment/{number}", "status": "SUCCESS", "delivered_at": delivered}
        session.add(
            FulfillmentRow(shop_id=desk.shop.id, order_id=row.id, created_at=sent or today(80), lines=[], **parcel)
        )
        order_id = row.id
    page = desk.page(f"/conversations/{desk.conversation(order_id=order_id).id}")
    return page.partition('panel window"')[2].partition("</section>")[0]


def policy(desk: Desk, country: str, days: int, note: str = "") -> None:
    with desk.database.transaction() as session:
        values = {"country_code": country, "days": days, "return_costs": "customer", "note": note}
        session.add(ReturnPolicy(shop_id=desk.shop.id, changed_at=cast.NOON, **values))


def test_a_window_that_runs_says_until_when_on_what_ground_and_from_which_source(desk: Desk) -> None:
    words = beside(desk, "JP", today(2))  # where clocks never change
    assert BADGE.format("RUNNING") in words
    assert "Days left: 5" in words
    assert "By law: Japanese mail-order rule" in words
    assert "https://www.no-trouble.caa.go.jp/what/mailorder/" in words
    assert "Nov 22, 2026" in words  # when the source was read
    assert "Asia/Tokyo" in words
    assert "Not legal advice." in words


def test_the_last_day_and_the_day_after_are_told_apart(desk: Desk) -> None:
    assert BADGE.format("LAST_DAY") in beside(desk, "JP", today(7))
    over = beside(desk, "JP", today(8))
    assert BADGE.format("OVER") in over
    assert "Until " in over


def test_an_order_that_has_not_come_says_how_long_it_will_be(desk: Desk) -> None:
    words = beside(desk, "DE", None, sent=today(1))
    assert BADGE.format("NOT_DELIVERED") in words
    assert "Days from delivery: 14" in words
    assert "Until " not in words


def test_an_estimate_is_marked_and_explained(desk: Desk) -> None:
    words = beside(desk, "DE", None, sent=today(20))
    assert "Estimated" in words
    assert "No delivery is known: the day it came is an estimate." in words
    assert "Estimated" not in beside(desk, "DE", today(3))


def test_without_a_right_in_law_it_says_so_until_the_shop_has_a_rule(desk: Desk) -> None:
    none = beside(desk, "US", today(3))
    assert BADGE.format("NO_PERIOD") in none
    assert "The law gives no right to return for a change of mind" in none
    policy(desk, "US", 30, "Within 30 days, unused.")
    own = beside(desk, "US", today(3))
    assert BADGE.format("RUNNING") in own
    assert "By the shop's own rule" in own
    assert "Within 30 days, unused." in own


def test_a_country_we_know_nothing_of_is_said_to_be_unknown(desk: Desk) -> None:
    words = beside(desk, "CH", today(3))
    assert BADGE.format("NOT_KNOWN") in words
    assert "We have no entry on the law of Switzerland" in words
    assert "Look it up before you decide." in words
    assert "Not legal advice." in words


def test_a_stricter_rule_of_the_shop_is_shown_as_overruled(desk: Desk) -> None:
    policy(desk, "DE", 7, "Seven days only.")
    words = beside(desk, "DE", today(8))
    assert BADGE.format("RUNNING") in words
    assert "By law: EU right of withdrawal" in words
    assert "The shop's own rule gives less (days: 7). The law counts." in words
    assert "Seven days only." not in words  # what the law overrules is not there to be quoted


def test_the_sentence_of_a_rule_is_shown_as_text_only(desk: Desk) -> None:
    policy(desk, "", 30, "<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in beside(desk, "DE", today(3))


def test_a_japanese_agent_reads_it_in_japanese(desk: Desk) -> None:
    desk.change(desk.agent, locale="ja-JP")
    words = beside(desk, "DE", today(3))
    assert "返品期限" in words
    assert "根拠は法律：EUの撤回権" in words
    assert "最後の商品の配達から14日間" in words
    assert "法的助言ではありません。" in words
    assert "まで</span>" in words


def test_an_order_that_goes_nowhere_has_no_window(desk: Desk) -> None:
    assert beside(desk, "", today(3)) == ""
