"""Processing a return moves its money and restocks its pieces exactly once, whatever becomes of the answer."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.errors import Refused
from app.domain.money import Money
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import MoneyState, marker
from app.domain.remedies.choices import Disposition, ProcessedLine, ReturnProcessingChoice
from app.domain.remedies.course import Outcome
from app.domain.remedies.terms import Notice, Part
from app.shopify import locations
from app.shopify.remedies import return_processing
from tests.shopify.remedies.back import Back, loses_answer, shipped

KIND = return_processing.KIND
LOST = ["commit_then_timeout", "commit_then_502", "reset_after_commit", "null_after_commit"]
FATES = """query ($id: ID!) { return(id: $id) { reverseFulfillmentOrders(first: 3) { nodes {
  lineItems(first: 9) { nodes { dispositions { quantity type location { id } } } }
} } } }"""


@pytest.fixture
def back(stand) -> Back:
    return shipped(stand)


def line_of(back: Back, gid: str) -> str:
    return back.there(gid)["returnLineItems"]["nodes"][0]["id"]


def shelf(back: Back) -> str:
    return locations.active(back.stand.api)[0].gid


def chosen(back: Back, gid: str, *fates: tuple[int, Disposition], **more) -> ReturnProcessingChoice:
    line = line_of(back, gid)
    lines = tuple(
        ProcessedLine(line, count, fate, shelf(back) if fate is Disposition.RESTOCKED else "") for count, fate in fates
    )
    return ReturnProcessingChoice(gid, lines, **more)


def restocked(back: Back, gid: str, count: int = 1, **more) -> ReturnProcessingChoice:
    return chosen(back, gid, (count, Disposition.RESTOCKED), **more)


def fates(back: Back, gid: str) -> list[tuple[int, str]]:
    orders = back.stand.api.query(FATES, {"id": gid})["return"]["reverseFulfillmentOrders"]["nodes"]
    noted = [item for order in orders for line in order["lineItems"]["nodes"] for item in line["dispositions"]]
    return sorted((item["quantity"], item["type"]) for item in noted)


def went_back(back: Back) -> tuple[int, str]:
    money = back.stand.money(back.order)
    return money["refunds"], money["presentment"]["amount"]


def refusal(back: Back, choice: ReturnProcessingChoice) -> Problem:
    with pytest.raises(NotPossible) as refused:
        back.look(KIND, choice)
    return refused.value.problem


def test_the_agent_sees_pieces_with_fate_and_location_and_shopifys_amount_in_both_currencies(back):
    gid = back.opened(2)
    _, seen = back.look(KIND, chosen(back, gid, (1, Disposition.RESTOCKED), (1, Disposition.NOT_RESTOCKED)))
    terms = seen.terms
    assert terms.gives is not None
    assert terms.gives.presentment == Money.of("40.00", "USD")
    assert terms.gives.shop == Money.of("6000", "JPY")
    assert [(piece.quantity, piece.fate, bool(piece.location)) for piece in terms.pieces] == [
        (1, "RESTOCKED", True),
        (1, "NOT_RESTOCKED", False),
    ]
    (payment,) = terms.payments
    assert payment.amount == terms.gives
    assert terms.lines[0].part is Part.ITEMS
    assert Notice.TODAYS_RATE in terms.notices


def test_two_steps_refund_two_pieces_and_note_each_fate_once(back):
    gid = back.opened(2)
    first = back.do(KIND, restocked(back, gid))
    assert isinstance(first, Outcome)
    assert (first.money, first.gid) == (MoneyState.SUCCESS, first.refund_gid)
    assert went_back(back) == (1, "20.00")
    assert back.status(gid) == "OPEN"
    back.do(KIND, chosen(back, gid, (1, Disposition.MISSING)))
    assert went_back(back) == (2, "40.00")
    assert fates(back, gid) == [(1, "MISSING"), (1, "RESTOCKED")]


def test_the_request_is_bound_to_the_order_its_currency_and_what_is_left(back):
    gid = back.opened(2)
    ask, seen = back.look(KIND, restocked(back, gid, 2))
    sent = json.loads(KIND.request(ask, seen.terms))["variables"]["input"]
    refund = sent["financialTransfer"]["issueRefund"]
    assert refund["allowOverRefunding"] is False
    assert refund["orderTransactions"][0]["transactionAmount"] == {"amount": "40.00", "currencyCode": "USD"}
    assert marker(ask.key) in sent["note"]
    assert KIND.request(ask, seen.terms) == KIND.request(ask, seen.terms)


@pytest.mark.parametrize("fault", LOST)
def test_a_lost_answer_is_found_by_the_marker_and_the_goods_are_restocked_once(back, fault):
    gid = back.opened(2)
    ask, seen = back.look(KIND, restocked(back, gid))
    assert KIND.search(back.stand.api, ask) == ""
    back.stand.store.fault("returnProcess", fault, seconds=3)
    assert loses_answer(lambda: KIND.send(back.stand.api, KIND.request(ask, seen.terms)))
    found = KIND.search(back.stand.api, ask)
    assert "/Refund/" in found
    assert KIND.read(back.stand.api, ask, found).money is MoneyState.SUCCESS
    assert went_back(back) == (1, "20.00")
    assert fates(back, gid) == [(1, "RESTOCKED")]


def test_what_never_arrived_is_not_found(back):
    ask, seen = back.look(KIND, restocked(back, back.opened(2)))
    back.stand.store.fault("returnProcess", "reset_before_commit")
    assert loses_answer(lambda: KIND.send(back.stand.api, KIND.request(ask, seen.terms)))
    assert KIND.search(back.stand.api, ask) == ""
    assert went_back(back) == (0, "0.00")


def test_what_the_merchant_processed_meanwhile_is_not_ours_and_stops_it(back):
    gid = back.opened(3)
    ask, seen = back.look(KIND, restocked(back, gid))
    back.do(KIND, restocked(back, gid, 2))
    assert KIND.search(back.stand.api, ask) == ""
    _, again = back.look(KIND, restocked(back, gid))
    assert again.seen - ask.known
    assert not seen.seen - ask.known


def test_processing_without_money_is_found_by_what_is_processed(back):
    gid = back.opened(2)
    ask, seen = back.look(KIND, restocked(back, gid, refund=False))
    assert seen.terms.gives is None
    assert Notice.NO_MONEY in seen.terms.notices
    assert KIND.search(back.stand.api, ask) == ""
    back.stand.store.fault("returnProcess", "commit_then_502")
    assert loses_answer(lambda: KIND.send(back.stand.api, KIND.request(ask, seen.terms)))
    assert KIND.search(back.stand.api, ask) == gid
    assert KIND.read(back.stand.api, ask, gid).money is MoneyState.NONE
    assert went_back(back) == (0, "0.00")
    assert fates(back, gid) == [(1, "RESTOCKED")]


def test_money_that_was_to_move_is_not_taken_for_moved_because_pieces_were_processed(back):
    gid = back.opened(2)
    ask, _ = back.look(KIND, restocked(back, gid))
    back.do(KIND, restocked(back, gid, refund=False))
    assert KIND.search(back.stand.api, ask) == ""


def test_fees_that_were_agreed_are_kept_and_shown(back):
    fee = {"amount": {"amount": "5.00", "currencyCode": "USD"}}
    gid = back.opened(2, line={"restockingFee": {"percentage": 10.0}}, returnShippingFee=fee)
    _, seen = back.look(KIND, restocked(back, gid, 2))
    assert seen.terms.gives is not None
    assert seen.terms.gives.presentment == Money.of("31.00", "USD")
    kept = {line.part: line.amount.presentment.amount for line in seen.terms.lines if line.deducted}
    assert kept == {Part.RESTOCKING_FEE: Decimal("4.00"), Part.RETURN_SHIPPING_FEE: Decimal("5.00")}


def test_a_note_says_why_where_the_agent_wrote_nothing(back):
    ask, seen = back.look(KIND, restocked(back, back.opened()))
    sent = json.loads(KIND.request(replace(ask, note=" "), seen.terms))["variables"]["input"]
    assert sent["note"].startswith("OTHER (")


def test_what_cannot_be_had_is_refused_with_its_reason(back, stand):
    gid = back.opened(2)
    line = line_of(back, gid)
    assert refusal(back, ReturnProcessingChoice(gid)) is Problem.NOTHING_TO_RETURN
    assert refusal(back, restocked(back, gid, 3)) is Problem.TOO_MANY_TO_PROCESS
    assert refusal(back, restocked(back, gid, 0)) is Problem.BAD_QUANTITY
    assert refusal(back, chosen(back, gid, (1, Disposition.UNKNOWN))) is Problem.FATE_MISSING
    for place in ("", "gid://shopify/Location/1"):
        nowhere = ReturnProcessingChoice(gid, (ProcessedLine(line, 1, Disposition.RESTOCKED, place),))
        assert refusal(back, nowhere) is Problem.LOCATION_MISSING
    twice = chosen(back, gid, (2, Disposition.RESTOCKED), (1, Disposition.MISSING))
    assert refusal(back, twice) is Problem.TOO_MANY_TO_PROCESS
    other = shipped(stand)
    assert refusal(other, restocked(back, gid)) is Problem.RETURN_UNKNOWN
    strange = ReturnProcessingChoice(other.opened(), (ProcessedLine(line, 1, Disposition.MISSING),))
    assert refusal(other, strange) is Problem.UNKNOWN_LINE


def test_a_return_that_is_not_open_or_all_processed_has_nothing_to_process(back):
    asked = back.asked_for()
    assert refusal(back, chosen(back, asked, (1, Disposition.MISSING))) is Problem.RETURN_NOT_OPEN


def test_what_shopify_refuses_is_told_in_its_words(back):
    ask, seen = back.look(KIND, restocked(back, back.opened()))
    back.stand.store.fault("returnProcess", "user_errors")
    with pytest.raises(Refused):
        KIND.send(back.stand.api, KIND.request(ask, seen.terms))
    assert went_back(back) == (0, "0.00")
