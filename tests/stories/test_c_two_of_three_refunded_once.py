"""Story C: two of three cups of a dollar order in the yen shop are refunded once, and the store's own count agrees."""

from decimal import Decimal

import pytest

from tests.cast import HANA
from tests.stories.theatre import Theatre, page


def order(theatre: Theatre, name: str = "#1042") -> tuple[int, str, str]:
    """Row, gid and first line's gid of an order of Hana's shop."""
    found = theatre.rows(
        "SELECT o.id, o.gid, l.gid FROM orders o JOIN shops s ON s.id = o.shop_id JOIN line_items l"
        " ON l.order_id = o.id WHERE s.domain = :shop AND o.name = :name ORDER BY l.position",
        shop=HANA,
        name=name,
    )
    assert found, f"the seeded shop has no {name}"
    return found[0]


def moved(theatre: Theatre, gid: str) -> tuple[int, Decimal, str]:
    """What the development store itself counted for an order: refunds, amount, currency."""
    counted = theatre.control("GET", "money", params={"shop": HANA})
    entry = counted.get(gid) or counted.get("orders", {}).get(gid)
    if not entry:
        return 0, Decimal(0), ""
    return entry["refunds"], Decimal(entry["presentment"]["amount"]), entry["presentment"]["currency"]


def previewed(theatre: Theatre, order_id: int, line: str, quantity: int) -> dict[str, str]:
    hana = theatre.hana()
    fresh = page(hana.get(f"/orders/{order_id}/refunds/new"))
    form = {f"quantity:{line}": str(quantity), "reason": "Two cups arrived broken"}
    assert fresh.select(f'input[name="quantity:{line}"]')
    shown = page(hana.post(f"/orders/{order_id}/refund_previews", form))
    return {field["name"]: field["value"] for field in shown.select("form input[type=hidden]")}


@pytest.fixture
def faultless(theatre):
    yield
    theatre.control("DELETE", "faults")


def test_two_of_three_cups_are_refunded_in_dollars_however_often_it_is_confirmed(theatre):
    order_id, gid, line = order(theatre)
    before, amount_before, _currency = moved(theatre, gid)
    confirmed = previewed(theatre, order_id, line, 2)
    assert confirmed["currency"] == "USD"
    hana = theatre.hana()
    for _press in range(3):
        assert hana.post(f"/orders/{order_id}/refunds", confirmed).status_code == 201
    theatre.wait(
        lambda: theatre.value("SELECT state FROM refund_intents WHERE order_id = :id", id=order_id) == "SUCCEEDED",
        "the refund",
    )
    theatre.settled()
    count, amount, currency = moved(theatre, gid)
    assert (count, currency) == (before + 1, "USD")
    assert amount - amount_before == Decimal(confirmed["amount"])
    assert theatre.rows(
        "SELECT count(*), sum(CASE WHEN intent_id IS NULL THEN 1 ELSE 0 END) FROM refunds WHERE order_id = :id",
        id=order_id,
    ) == [(1, 0)]
    left = page(hana.get(f"/orders/{order_id}/refunds/new")).select_one(f'input[name="quantity:{line}"]')
    assert left["max"] == "1"


def test_more_than_is_left_is_refused_in_words_and_nothing_moves(theatre):
    order_id, gid, line = order(theatre)
    before = moved(theatre, gid)
    answer = theatre.hana().post(f"/orders/{order_id}/refund_previews", {f"quantity:{line}": "9", "reason": "Too many"})
    assert answer.status_code == 422
    assert "banner--critical" in answer.text
    assert moved(theatre, gid) == before


def test_a_worker_killed_after_shopifys_success_leaves_one_refund(theatre, faultless):
    order_id, gid, line = theatre.rows(
        "SELECT o.id, o.gid, l.gid FROM orders o JOIN shops s ON s.id = o.shop_id"
        " JOIN line_items l ON l.order_id = o.id"
        " WHERE s.domain = :shop AND o.financial_status = 'PAID' AND l.refundable > 0 AND o.name <> '#1042'"
        " AND NOT EXISTS (SELECT 1 FROM refund_intents i WHERE i.order_id = o.id)"
        " AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.order_id = o.id)"
        " AND o.total_shop IS NOT NULL AND o.fulfillment_status = 'UNFULFILLED' ORDER BY o.id LIMIT 1",
        shop=HANA,
    )[0]
    before = moved(theatre, gid)[0]
    confirmed = previewed(theatre, order_id, line, 1)
    fault = {"shop": HANA, "operation": "refundCreate", "fault": "commit_then_timeout", "times": 1, "seconds": 8}
    theatre.control("POST", "faults", json=fault)
    assert theatre.hana().post(f"/orders/{order_id}/refunds", confirmed).status_code == 201
    theatre.wait(lambda: moved(theatre, gid)[0] == before + 1, "Shopify's success")
    theatre.kill("worker")
    state = "SELECT state FROM refund_intents WHERE order_id = :id"
    assert theatre.value(state, id=order_id) != "SUCCEEDED"
    theatre.start("worker", "app.main", "worker")
    theatre.control("DELETE", "faults")
    # the claim outlives every limit of a call, so that nobody takes what a slow worker still holds
    theatre.wait(lambda: theatre.value(state, id=order_id) == "SUCCEEDED", "the refund to be found again", 150)
    theatre.settled()
    assert moved(theatre, gid)[0] == before + 1
    assert theatre.value("SELECT count(*) FROM refunds WHERE order_id = :id", id=order_id) == 1
