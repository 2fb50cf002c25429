"""A return's label and tracking reach Shopify once; a second one changes the parcel that is there."""

import pytest

from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import ReturnLabelChoice
from app.shopify import labels, return_parts
from app.shopify.remedies import return_label
from tests.shopify.remedies.back import Back, loses_answer, shipped

KIND = return_label.KIND
PDF = b"%PDF-1.7 a label"


@pytest.fixture
def back(stand) -> Back:
    return shipped(stand)


def parcels(back: Back, gid: str):
    return [
        parcel
        for order in return_parts.fetch(back.stand.api, back.order.gid, gid).reverse_orders
        for parcel in order.parcels
    ]


def test_tracking_and_an_uploaded_label_are_attached(back):
    gid = back.opened(2)
    address = labels.upload(back.stand.api, PDF)
    done = back.do(KIND, ReturnLabelChoice(gid, "RR123456785JP", "https://track.example/RR123456785JP", address))
    (parcel,) = parcels(back, gid)
    assert parcel.gid == done.gid
    assert parcel.tracking_number == "RR123456785JP"
    assert parcel.tracking_url == "https://track.example/RR123456785JP"
    assert parcel.label_url


def test_a_second_label_changes_the_parcel_that_is_there(back):
    gid = back.opened()
    back.do(KIND, ReturnLabelChoice(gid, "RR1"))
    back.do(KIND, ReturnLabelChoice(gid, "RR2"))
    assert [parcel.tracking_number for parcel in parcels(back, gid)] == ["RR2"]


@pytest.mark.parametrize("given", [{"tracking_number": "RR1"}, {"label_url": "https://labels.example/1.pdf"}])
def test_a_lost_answer_is_found_by_the_parcel(back, given):
    gid = back.opened()
    ask, seen = back.look(KIND, ReturnLabelChoice(gid, **given))
    assert KIND.search(back.stand.api, ask) == ""
    back.stand.store.fault("reverseDeliveryCreateWithShipping", "commit_then_502")
    assert loses_answer(lambda: KIND.send(back.stand.api, KIND.request(ask, seen.terms)))
    (parcel,) = parcels(back, gid)
    assert KIND.search(back.stand.api, ask) == parcel.gid
    assert KIND.read(back.stand.api, ask, parcel.gid).gid == parcel.gid


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, Problem.LABEL_MISSING),
        ({"tracking_number": "  "}, Problem.LABEL_MISSING),
        ({"tracking_url": "track.example/1"}, Problem.BAD_LINK),
        ({"label_url": "javascript:alert(1)"}, Problem.BAD_LINK),
    ],
)
def test_what_tells_nothing_is_refused(back, given, problem):
    with pytest.raises(NotPossible) as refusal:
        back.look(KIND, ReturnLabelChoice(back.opened(), **given))
    assert refusal.value.problem is problem


def test_a_return_that_is_not_open_or_not_this_orders_takes_no_label(back, stand):
    asked, other = back.asked_for(), shipped(stand)
    for order, problem in ((back, Problem.RETURN_NOT_OPEN), (other, Problem.RETURN_UNKNOWN)):
        with pytest.raises(NotPossible) as refusal:
            order.look(KIND, ReturnLabelChoice(asked, "RR1"))
        assert refusal.value.problem is problem


@pytest.mark.parametrize("content", [b"", b"<html>", b"%PDF-" + b" " * 10 * 1024 * 1024])
def test_only_a_file_that_is_a_label_is_uploaded(stand, content):
    with pytest.raises(NotPossible) as refusal:
        labels.upload(stand.api, content)
    assert refusal.value.problem is Problem.BAD_LABEL
