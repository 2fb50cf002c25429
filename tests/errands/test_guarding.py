"""What the guard is told to leave as it is: people, the shop's own names, and who carries the order's parcels."""

import pytest

from app.desk import orders
from app.domain.guard.pair import Level
from app.domain.orders import Fulfillment
from app.errands.guarding import Reply, judge
from tests import cast
from tests.cast import NOON

SHOP, MAIL, CARRIER = "花工房はな", "はなの便り", "ヤマト運輸のクロネコ"
SIGNED = "Your parcel left with {} today. Thank you, {}", "您的包裹今天已交給{}寄出。謝謝您,{}"


def carried(office, *carriers):
    parcels = tuple(
        Fulfillment(f"gid://shopify/Fulfillment/{number}", f"F{number}", "SUCCESS", NOON, tracking_company=carrier)
        for number, carrier in enumerate(carriers)
    )
    with office.runtime.desk(office.shop.id) as desk:
        orders.mirror(desk, cast.order("#1042", fulfillments=parcels))


@pytest.fixture
def talk(office):
    """A conversation about an order in two parcels."""
    carried(office, CARRIER, "Royal Mail", "Other")
    with office.runtime.desk(office.shop.id) as desk:
        desk.shop.name, desk.shop.email_from_name = SHOP, MAIL
    return office.receive("Where is my order #1042?", language="en").conversation_id


def levels(office, conversation_id, draft, text, target="zh-Hant"):
    with office.runtime.desk(office.shop.id) as desk:
        found = judge(desk, conversation_id, Reply(draft, text, "en", target)).findings
    return {finding.check: finding.level for finding in found}


@pytest.mark.parametrize("name", [SHOP, MAIL])
def test_the_shops_own_names_may_stand_in_their_own_script(office, talk, name):
    draft, text = SIGNED
    said = levels(office, talk, draft.format(CARRIER, name), text.format(CARRIER, name))
    assert (said["script"], said["names"]) == (Level.GREEN, Level.GREEN)


def test_another_name_in_a_foreign_script_is_still_told(office, talk):
    draft, text = SIGNED
    assert levels(office, talk, draft.format("x", "x"), text.format("ほかの店", SHOP))["script"] is Level.RED


def test_a_carrier_that_becomes_another_is_told(office, talk):
    draft = "Royal Mail has your parcel."
    assert levels(office, talk, draft, "Royal Mail hat Ihr Paket.", target="de")["names"] is Level.GREEN
    assert levels(office, talk, draft, "Deutsche Post hat Ihr Paket.", target="de")["names"] is Level.RED


def test_a_word_is_no_name_because_a_firm_is_called_so(office, talk):
    with office.runtime.desk(office.shop.id) as desk:
        desk.shop.email_from_name = "Support"
    for draft, text in (
        ("Our support team writes to you.", "Notre équipe d'assistance vous écrit."),
        ("Other colours are here.", "D'autres couleurs sont là."),
    ):
        assert "names" not in levels(office, talk, draft, text, target="fr")
