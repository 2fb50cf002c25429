"""The forms of returns are filled with what Shopify knows, in the agent's language where it has it."""

from collections.abc import Iterator

import pytest

from app.domain.orders import ReturnStatus
from app.shopify import returns_reading
from app.shopify.remedy import OrderGone
from tests.processes import DevStore, devstore_process
from tests.shopify.remedies.back import shipped
from tests.shopify.remedies.stand import Stand, stand_at


@pytest.fixture(scope="module")
def reading_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevStore]:
    with devstore_process(tmp_path_factory.mktemp("devstore"), DEVSTORE_APP_CONFIG="none.toml") as store:
        yield store


@pytest.fixture(scope="module")
def stand(reading_store) -> Stand:
    return stand_at(reading_store)


def test_a_form_gets_lines_reasons_returns_and_locations(stand):
    back = shipped(stand)
    gid = back.opened(1, line={"returnReasonNote": "too small", "restockingFee": {"percentage": 10.0}})
    offer = returns_reading.offer(stand.api, back.order.gid)
    assert [(line.title, line.quantity, line.gid) for line in offer.lines] == [("Asagao cup", 2, back.lines[0])]
    assert {reason.handle for reason in offer.reasons} >= {"changed-mind", "defective-or-damaged"}
    (now,) = offer.returns
    assert (now.gid, now.status) == (gid, ReturnStatus.OPEN)
    (line,) = now.lines
    assert (line.title, line.quantity, line.processable, line.processed) == ("Asagao cup", 1, 1, 0)
    assert (line.reason, line.note, line.restocking_fee) == ("Changed my mind", "too small", "10")
    assert all(place.gid and place.name for place in offer.locations)
    assert offer.locations


def test_reasons_come_in_the_agents_language(stand):
    back = shipped(stand)
    english = returns_reading.offer(stand.api, back.order.gid, "en").reasons
    japanese = returns_reading.offer(stand.api, back.order.gid, "ja").reasons
    assert [reason.gid for reason in japanese] == [reason.gid for reason in english]
    assert [reason.name for reason in japanese] != [reason.name for reason in english]


def test_what_the_shop_sells_is_found_by_its_name(stand):
    found = returns_reading.variants(stand.api, "cup")
    assert found
    assert all("cup" in item.title.lower() and item.gid.startswith("gid://shopify/ProductVariant/") for item in found)
    assert {item.price.currency for item in found} == {"JPY"}
    assert returns_reading.variants(stand.api, "cup) OR (title:*") == () or found


def test_an_order_that_is_not_there_is_said_to_be_gone(stand):
    with pytest.raises(OrderGone):
        returns_reading.offer(stand.api, "gid://shopify/Order/1")
