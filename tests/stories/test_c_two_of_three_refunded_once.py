"""Story C: two of three cups of a dollar order in the yen shop are refunded once, and the store's own count agrees."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from tests.cast import HANA
from tests.stories.remedying import Placed, confirm, confirmation, cups, ended, moved, newest, placed, wish
from tests.stories.theatre import Theatre, page


@pytest.fixture
def faultless(theatre):
    yield
    theatre.control("DELETE", "faults")


def seeded(theatre: Theatre, name: str = "#1042") -> Placed:
    """An order that the shop had before it installed the app."""
    found = theatre.rows(
        "SELECT o.id, o.gid, l.gid FROM orders o JOIN shops s ON s.id = o.shop_id JOIN line_items l"
        " ON l.order_id = o.id WHERE s.domain = :shop AND o.name = :name ORDER BY l.position",
        shop=HANA,
        name=name,
    )
    assert found, f"the seeded shop has no {name}"
    return Placed(found[0][0], found[0][1], name, [row[2] for row in found])


def test_two_of_three_cups_are_refunded_in_dollars_however_often_it_is_confirmed(theatre):
    """RF-01: one after another; at the same moment in test_remedies."""
    order, hana = seeded(theatre), theatre.hana()
    assert page(hana.get(f"{order.path}/remedies/new/refund")).select(f'input[name="quantity:{order.lines[0]}"]')
    before, amount_before = moved(theatre, order)
    shown = wish(hana, order, **cups(order))
    given = Decimal(page(shown).select_one(".act__sum").text.strip().lstrip("$").removesuffix("USD").strip())
    for _press in range(3):
        assert confirm(hana, order, confirmation(shown)).status_code == 201
    ended(theatre, newest(theatre, order))
    theatre.settled()
    count, amount = moved(theatre, order)
    assert (count, amount - amount_before) == (before + 1, given)
    told = "SELECT count(*), sum(CASE WHEN remedy_id IS NULL THEN 1 ELSE 0 END) FROM refunds WHERE order_id = :id"
    assert theatre.rows(told, id=order.id) == [(1, 0)]
    left = page(hana.get(f"{order.path}/remedies/new/refund")).select_one(f'input[name="quantity:{order.lines[0]}"]')
    assert left["data-most"] == "1"


def test_more_than_is_left_is_refused_in_words_and_nothing_moves(theatre):
    """RF-15."""
    order = seeded(theatre)
    before = moved(theatre, order)
    answer = wish(theatre.hana(), order, **cups(order, 9))
    assert answer.status_code == 422
    assert "banner--critical" in answer.text
    assert moved(theatre, order) == before


def test_a_worker_killed_after_shopifys_success_leaves_one_refund(theatre, faultless):
    """RF-06."""
    order, hana = placed(theatre), theatre.hana()
    form = confirmation(wish(hana, order, **cups(order, 1)))
    fault = {"shop": HANA, "operation": "refundCreate", "fault": "commit_then_timeout", "times": 1, "seconds": 8}
    theatre.control("POST", "faults", json=fault)
    assert confirm(hana, order, form).status_code == 201
    theatre.wait(lambda: moved(theatre, order)[0] == 1, "Shopify's success")
    theatre.kill("worker")
    remedy_id = newest(theatre, order)
    # its sending was cut off; where the store's own word came first, it was settled by that
    entered = "SELECT count(*) FROM ledger_entries WHERE remedy_id = :id AND what = 'ANSWERED'"
    assert theatre.value(entered, id=remedy_id) == 0
    theatre.start("worker", "app.main", "worker")
    theatre.control("DELETE", "faults")
    with theatre.database.transaction() as session:  # its claim, of a minute, is over
        long_ago = {"at": "2026-01-01 00:00:00+00:00", "id": remedy_id}
        over = "UPDATE remedies SET claimed_until = :at, next_try_at = :at WHERE id = :id AND claim <> ''"
        session.execute(text(over), long_ago)
    ended(theatre, remedy_id)
    mirrored = "SELECT count(*) FROM refunds WHERE order_id = :id"
    theatre.wait(lambda: theatre.value(mirrored, id=order.id) == 1, "the refund in the mirror", 90)
    assert moved(theatre, order)[0] == 1
