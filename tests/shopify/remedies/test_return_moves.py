"""A return's steps without money: each is possible in one state, for this order's returns only, and is known again."""

import pytest

from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import (
    DeclineReason,
    ReturnApprovalChoice,
    ReturnDeclineChoice,
    ReturnRef,
)
from app.domain.remedies.terms import Notice
from app.shopify.remedies import (
    return_approval,
    return_cancellation,
    return_closing,
    return_decline,
    return_reopening,
)
from tests.shopify.remedies.back import Back, loses_answer, shipped

APPROVE, DECLINE = return_approval.KIND, return_decline.KIND
CLOSE, REOPEN, CANCEL = return_closing.KIND, return_reopening.KIND, return_cancellation.KIND
WORDS = "Las tazas con descuento no se pueden devolver."


@pytest.fixture
def back(stand) -> Back:
    return shipped(stand)


def decline(gid: str, words: str = WORDS) -> ReturnDeclineChoice:
    return ReturnDeclineChoice(gid, DeclineReason.FINAL_SALE, words)


def test_an_asked_for_return_is_approved_and_the_agent_saw_what_comes_back(back):
    gid = back.asked_for(2)
    ask, seen = back.look(APPROVE, ReturnApprovalChoice(gid))
    assert [(piece.title, piece.quantity) for piece in seen.terms.pieces] == [("Asagao cup", 2)]
    assert seen.terms.notices == (Notice.NO_MONEY,)
    assert not seen.terms.moves_money
    done = APPROVE.send(back.stand.api, APPROVE.request(ask, seen.terms))
    assert (done.gid, dict(done.facts)["return"]) == (gid, f"{back.order.name}-R1")
    assert back.status(gid) == "OPEN"


def test_a_decline_carries_its_reason_and_its_words(back):
    gid = back.asked_for()
    back.do(DECLINE, decline(gid))
    assert back.there(gid)["decline"] == {"reason": "FINAL_SALE", "note": WORDS}


@pytest.mark.parametrize("words", ["", "  \n", "x" * 501])
def test_a_decline_needs_words_that_shopify_can_hold(back, words):
    gid = back.asked_for()
    with pytest.raises(NotPossible) as refusal:
        back.look(DECLINE, decline(gid, words))
    assert refusal.value.field == "words"


def test_an_open_return_is_closed_opened_again_and_cancelled(back):
    gid = back.opened()
    back.do(CLOSE, ReturnRef(gid))
    assert back.status(gid) == "CLOSED"
    back.do(REOPEN, ReturnRef(gid))
    assert back.status(gid) == "OPEN"
    back.do(CANCEL, ReturnRef(gid))
    assert back.status(gid) == "CANCELED"


@pytest.mark.parametrize(
    ("kind", "choice", "problem"),
    [
        (APPROVE, ReturnApprovalChoice, Problem.RETURN_ANSWERED),
        (DECLINE, decline, Problem.RETURN_ANSWERED),
        (REOPEN, ReturnRef, Problem.RETURN_NOT_CLOSED),
    ],
)
def test_an_open_return_takes_no_answer_and_no_second_opening(back, kind, choice, problem):
    with pytest.raises(NotPossible) as refusal:
        back.look(kind, choice(back.opened()))
    assert refusal.value.problem is problem


@pytest.mark.parametrize("kind", [CLOSE, CANCEL])
def test_a_return_that_waits_for_an_answer_is_neither_closed_nor_cancelled(back, kind):
    with pytest.raises(NotPossible) as refusal:
        back.look(kind, ReturnRef(back.asked_for()))
    assert refusal.value.problem is Problem.RETURN_NOT_OPEN


@pytest.mark.parametrize(
    ("kind", "choice"),
    [
        (APPROVE, ReturnApprovalChoice),
        (DECLINE, decline),
        (CLOSE, ReturnRef),
        (REOPEN, ReturnRef),
        (CANCEL, ReturnRef),
    ],
)
def test_a_return_of_another_order_is_refused_before_anything_is_sent(back, stand, kind, choice):
    other = shipped(stand)
    gid = other.asked_for() if kind in (APPROVE, DECLINE) else other.opened()
    for strange in (gid, "gid://shopify/Return/1"):
        with pytest.raises(NotPossible) as refusal:
            back.look(kind, choice(strange))
        assert refusal.value.problem is Problem.RETURN_UNKNOWN
        assert kind.search(stand.api, stand.ask(back.order, choice(strange))) == ""


@pytest.mark.parametrize(
    ("kind", "choice", "field", "status"),
    [
        (APPROVE, ReturnApprovalChoice, "returnApproveRequest", "OPEN"),
        (DECLINE, decline, "returnDeclineRequest", "DECLINED"),
    ],
)
def test_a_lost_answer_to_a_request_is_found_by_the_return_itself(back, kind, choice, field, status):
    gid = back.asked_for()
    ask, seen = back.look(kind, choice(gid))
    assert kind.search(back.stand.api, ask) == ""
    back.stand.store.fault(field, "commit_then_timeout", seconds=3)
    assert loses_answer(lambda: kind.send(back.stand.api, kind.request(ask, seen.terms)))
    assert kind.search(back.stand.api, ask) == gid
    assert kind.read(back.stand.api, ask, gid).gid == gid
    assert back.status(gid) == status


def test_a_decline_in_other_words_is_not_ours(back):
    gid = back.asked_for()
    ask, _ = back.look(DECLINE, decline(gid))
    back.do(DECLINE, decline(gid, "Too late."))
    assert DECLINE.search(back.stand.api, ask) == ""


@pytest.mark.parametrize(("kind", "field"), [(CLOSE, "returnClose"), (CANCEL, "returnCancel")])
def test_a_lost_answer_to_an_end_is_found_by_the_status(back, kind, field):
    gid = back.opened()
    ask, seen = back.look(kind, ReturnRef(gid))
    assert kind.search(back.stand.api, ask) == ""
    back.stand.store.fault(field, "commit_then_502")
    assert loses_answer(lambda: kind.send(back.stand.api, kind.request(ask, seen.terms)))
    assert kind.search(back.stand.api, ask) == gid
