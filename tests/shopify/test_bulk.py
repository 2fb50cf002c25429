"""The file of a bulk operation becomes whole orders, wherever its lines are cut and however they are mixed."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.orders import LineItem, Return
from app.shopify import bulk

MONEY = {
    "shopMoney": {"amount": "10.0", "currencyCode": "JPY"},
    "presentmentMoney": {"amount": "0.1", "currencyCode": "USD"},
}


def root(number):
    return {
        "id": f"gid://shopify/Order/{number}",
        "name": f"#{number}",
        "createdAt": "2026-11-20T00:00:00Z",
        "updatedAt": "2026-11-20T00:00:00Z",
        "currentTotalPriceSet": MONEY,
    }


def child(number, parent):
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "__parentId": f"gid://shopify/Order/{parent}",
        "title": "Cup",
        "quantity": 1,
        "discountedUnitPriceAfterAllDiscountsSet": MONEY,
    }


def returned(number, parent):
    return {
        "id": f"gid://shopify/Return/{number}",
        "__parentId": f"gid://shopify/Order/{parent}",
        "name": "R1",
        "status": "OPEN",
    }


def read(nodes, skip=0):
    lines = [json.dumps(node).encode() for node in nodes]
    return list(bulk.batches(iter(lines[skip:]), skip))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=8), st.data())
def test_no_order_is_cut_apart_and_none_is_lost_from_wherever_reading_goes_on(sizes, data):
    nodes = []
    for number, size in enumerate(sizes):
        nodes += [root(number), *(child(1000 * number + at, number) for at in range(size))]
    batches = read(nodes)
    assert [order.name for batch in batches for order in batch.orders] == [f"#{number}" for number in range(len(sizes))]
    assert [len(order.lines) for batch in batches for order in batch.orders] == sizes
    assert not [stray for batch in batches for stray in batch.strays]
    assert batches[-1].lines_read == len(nodes)
    stopped = data.draw(st.integers(0, len(batches) - 1))
    if stopped:
        rest = read(nodes, batches[stopped - 1].lines_read)
        assert [order.name for batch in rest for order in batch.orders] == [
            order.name for batch in batches[stopped:] for order in batch.orders
        ]


def test_children_that_come_apart_from_their_order_are_handed_over():
    (batch,) = read([root(1), child(11, 1), returned(12, 1), child(21, 2), returned(22, 2)])
    (order,) = batch.orders
    assert (len(order.lines), len(order.returns)) == (1, 1)
    assert [(parent, type(part)) for parent, part in batch.strays] == [
        ("gid://shopify/Order/2", LineItem),
        ("gid://shopify/Order/2", Return),
    ]


def test_an_unreadable_line_is_counted_and_left_out():
    lines = [json.dumps(root(1)).encode(), b"{broken", b"[1]", json.dumps({"id": "gid://shopify/Order/2"}).encode()]
    (batch,) = bulk.batches(iter(lines))
    assert [order.name for order in batch.orders] == ["#1"]
    assert batch.lines_read == 4


def test_an_empty_file_gives_nothing():
    assert read([]) == []
