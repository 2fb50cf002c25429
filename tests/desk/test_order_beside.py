"""Beside a conversation about its order: what was just given stays in sight until the mirror tells of it."""

import pytest

from app.desk.reading import order as reading
from app.models import Order, RefundRow
from tests import cast, troubled
from tests.cast import NOON


@pytest.fixture
def beside(runtime, database, hana):
    about = troubled.order(database, hana)

    def look():
        with runtime.desk(hana.id) as desk:
            return reading.beside(desk, desk.get(Order, about.id))

    return about, look


def test_a_refund_that_went_through_is_seen_before_and_after_the_mirror_has_it(beside, runtime, database, hana):
    about, look = beside
    gid = "gid://shopify/Refund/1"
    diego = cast.agent(database, hana.id)
    troubled.remedy(database, about, diego, state="SUCCEEDED", money_state="SUCCESS", problem="", refund_gid=gid)
    assert [(item.kind, item.state) for item in look().remedies] == [("REFUND", "SUCCESS")]
    assert look().refunds == ()
    with runtime.desk(hana.id) as desk:
        desk.add(RefundRow(order_id=about.id, gid=gid, created_at=NOON, lines=[]))
    assert look().remedies == ()
    assert len(look().refunds) == 1


def test_a_refund_of_another_shop_with_the_same_number_hides_nothing(beside, runtime, database, hana, mei):
    about, look = beside
    gid = "gid://shopify/Refund/1"
    diego = cast.agent(database, hana.id)
    troubled.remedy(database, about, diego, state="SUCCEEDED", money_state="SUCCESS", problem="", refund_gid=gid)
    theirs = troubled.order(database, mei)
    with runtime.desk(mei.id) as desk:
        desk.add(RefundRow(order_id=theirs.id, gid=gid, created_at=NOON, lines=[]))
    assert len(look().remedies) == 1
