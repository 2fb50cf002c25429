"""A return is opened once, with its reasons and fees, whatever becomes of the answer; no money moves by it."""

import json

import pytest

from app.domain.money import Money
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import ExchangeLine, ReturnChoice, ReturningLine
from app.domain.remedies.terms import Notice, Part
from app.shopify.remedies import return_creation
from tests.shopify.remedies.back import REASON, Back, loses_answer, shipped

KIND = return_creation.KIND
LOST = ["commit_then_timeout", "commit_then_502", "reset_after_commit", "null_after_commit"]
RETURNS = """query ($id: ID!) { order(id: $id) { returns(first: 9) { nodes {
  id status totalQuantity returnLineItems(first: 9) { nodes { returnReasonDefinition { handle } returnReasonNote } }
} } } }"""


@pytest.fixture
def back(stand) -> Back:
    return shipped(stand)


def choice(back: Back, quantity: int = 1, **more) -> ReturnChoice:
    return ReturnChoice((ReturningLine(back.lines[0], quantity, REASON, "too small"),), **more)


def there(back: Back) -> list[dict]:
    return back.stand.api.query(RETURNS, {"id": back.order.gid})["order"]["returns"]["nodes"]


def refusal(back: Back, chosen: ReturnChoice) -> Problem:
    with pytest.raises(NotPossible) as refused:
        back.look(KIND, chosen)
    return refused.value.problem


def test_the_agent_sees_what_it_will_give_and_that_nothing_moves_yet(back):
    _, seen = back.look(KIND, choice(back, 2))
    assert seen.terms.gives is None
    assert seen.terms.later is not None
    assert (seen.terms.later.presentment, seen.terms.later.shop) == (Money.of("40.00", "USD"), Money.of("6000", "JPY"))
    assert Notice.NO_MONEY in seen.terms.notices
    assert [(piece.title, piece.quantity) for piece in seen.terms.pieces] == [("Asagao cup", 2)]


def test_a_return_is_opened_with_its_reason_and_note(back):
    done = back.do(KIND, choice(back, 2))
    (made,) = there(back)
    assert (made["id"], made["status"], made["totalQuantity"]) == (done.gid, "OPEN", 2)
    assert made["returnLineItems"]["nodes"] == [
        {"returnReasonDefinition": {"handle": "changed-mind"}, "returnReasonNote": "too small"}
    ]
    assert dict(done.facts)["return"] == f"{back.order.name}-R1"


def test_fees_are_shown_as_shopify_calculates_them_and_sent(back):
    chosen = choice(back, 2, restocking_fee="12.5", shipping_fee=Money.of("5.00", "USD"))
    ask, seen = back.look(KIND, chosen)
    kept = {line.part: line.amount.presentment.wire() for line in seen.terms.lines if line.deducted}
    assert kept == {Part.RESTOCKING_FEE: "5.00", Part.RETURN_SHIPPING_FEE: "5.00"}
    assert seen.terms.later.presentment == Money.of("30.00", "USD")
    sent = json.loads(KIND.request(ask, seen.terms))["variables"]["input"]
    assert sent["returnLineItems"][0]["restockingFee"] == {"percentage": 12.5}
    assert sent["returnShippingFee"] == {"amount": {"amount": "5.00", "currencyCode": "USD"}}
    assert back.do(KIND, chosen).gid


def test_fees_above_what_comes_back_leave_nothing_and_nobody_owes(back):
    """RF-32."""
    _, seen = back.look(KIND, choice(back, shipping_fee=Money.of("50.00", "USD")))
    assert (seen.terms.later, seen.terms.owes) == (None, None)


@pytest.mark.parametrize("fault", LOST)
def test_a_lost_answer_is_found_by_the_new_return_with_the_same_pieces(back, fault):
    back.opened()
    ask, seen = back.look(KIND, choice(back))
    assert KIND.search(back.stand.api, ask) == ""
    back.stand.store.fault("returnCreate", fault, seconds=3)
    assert loses_answer(lambda: KIND.send(back.stand.api, KIND.request(ask, seen.terms)))
    found = KIND.search(back.stand.api, ask)
    assert found == there(back)[-1]["id"]
    assert dict(KIND.read(back.stand.api, ask, found).facts)["return"] == f"{back.order.name}-R2"
    assert len(there(back)) == 2


def test_a_return_with_other_pieces_is_not_ours_but_stops_it(back):
    ask, seen = back.look(KIND, choice(back))
    back.opened(2)
    assert KIND.search(back.stand.api, ask) == ""
    _, again = back.look(KIND, choice(back))
    assert again.seen - ask.known
    assert not seen.seen - ask.known


def test_what_never_arrived_is_not_found(back):
    ask, seen = back.look(KIND, choice(back))
    back.stand.store.fault("returnCreate", "reset_before_commit")
    assert loses_answer(lambda: KIND.send(back.stand.api, KIND.request(ask, seen.terms)))
    assert KIND.search(back.stand.api, ask) == ""


def test_an_order_that_was_not_shipped_has_nothing_to_come_back(back, stand):
    unshipped = Back(stand, stand.place())
    assert refusal(unshipped, choice(back)) is Problem.NOT_SHIPPED


def test_pieces_on_another_return_are_refused_by_its_name(back):
    back.opened(3)
    with pytest.raises(NotPossible) as refused:
        back.look(KIND, choice(back))
    assert refused.value.problem is Problem.ON_RETURN
    assert refused.value.params == {"title": "Asagao cup", "name": f"{back.order.name}-R1"}


def test_what_cannot_be_had_is_refused_with_its_reason(back, stand):
    line = back.lines[0]
    assert refusal(back, ReturnChoice(())) is Problem.NOTHING_TO_RETURN
    assert refusal(back, choice(back, 4)) is Problem.TOO_MANY_TO_RETURN
    assert refusal(back, choice(back, 0)) is Problem.BAD_QUANTITY
    assert refusal(back, ReturnChoice((ReturningLine(line, 1),))) is Problem.REASON_MISSING
    assert refusal(back, ReturnChoice((ReturningLine(line, 1, REASON, "x" * 256),))) is Problem.REASON_TOO_LONG
    twice = ReturningLine(line, 1, REASON)
    assert refusal(back, ReturnChoice((twice, twice))) is Problem.UNKNOWN_LINE
    elsewhere = ReturnChoice((ReturningLine(shipped(stand).lines[0], 1, REASON),))
    assert refusal(back, elsewhere) is Problem.UNKNOWN_LINE
    assert refusal(back, choice(back, shipping_fee=Money.of("500", "JPY"))) is Problem.NOT_ITS_CURRENCY
    assert refusal(back, choice(back, shipping_fee=Money.of("1.005", "USD"))) is Problem.NOT_WHOLE
    assert refusal(back, choice(back, exchanges=(ExchangeLine("gid://shopify/Order/1", 1),))) is Problem.NOT_CALCULATED


@pytest.mark.parametrize("given", ["101", "-1", "ten", "nan", "Infinity"])
def test_a_restocking_fee_is_a_percentage(back, given):
    assert refusal(back, choice(back, restocking_fee=given)) is Problem.BAD_PERCENTAGE
