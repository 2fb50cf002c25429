"""What stands against a cancellation is said in words; what becomes of the pieces and payments is told."""

from dataclasses import replace

import pytest

from app.domain.orders import Return, ReturnStatus, Transaction, TransactionStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.cancelling import Cancellable, Paid, check, notices, pieces
from app.domain.remedies.choices import CancellationChoice
from app.domain.remedies.terms import Notice, Piece
from tests import cast

CUPS = Piece("gid://shopify/LineItem/1", "Asagao cup", 3)
GONE = Piece("gid://shopify/LineItem/2", "Removed", 0)
OPEN = Cancellable(cancelled=False, shipments=(), returns=(), payments=(), pieces=(CUPS, GONE))


def paid(status: TransactionStatus, kind: str = "SALE", *, by_hand: bool = False) -> Paid:
    amount = cast.bag("9000", "60.00")
    return Paid(Transaction("gid://shopify/OrderTransaction/1", kind, status, "some", amount, cast.NOON), by_hand)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"cancelled": True}, Problem.CANCELLED_ORDER),
        ({"shipments": (("#1042-F1", "SUCCESS"),)}, Problem.SHIPPED_ORDER),
        ({"shipments": (("#1042-F1", "SOMETHING_NEW"),)}, Problem.SHIPPED_ORDER),
        ({"returns": (Return("gid://shopify/Return/1", "#1042-R1", ReturnStatus.REQUESTED),)}, Problem.ACTIVE_RETURN),
        ({"returns": (Return("gid://shopify/Return/1", "#1042-R1", ReturnStatus.OPEN),)}, Problem.ACTIVE_RETURN),
        ({"payments": (paid(TransactionStatus.PENDING),)}, Problem.PAYMENT_PENDING),
        ({"payments": (paid(TransactionStatus.AWAITING_RESPONSE, "AUTHORIZATION"),)}, Problem.PAYMENT_PENDING),
    ],
)
def test_what_shopify_would_refuse_is_refused_before_it_is_asked(change, problem):
    with pytest.raises(NotPossible) as refused:
        check(replace(OPEN, **change), CancellationChoice())
    assert refused.value.problem is problem


@pytest.mark.parametrize(
    "change",
    [
        {"shipments": (("#1042-F1", "CANCELLED"),)},
        {"returns": (Return("gid://shopify/Return/1", "#1042-R1", ReturnStatus.CLOSED),)},
        {"payments": (paid(TransactionStatus.PENDING, by_hand=True),)},
        {"payments": (paid(TransactionStatus.PENDING, "REFUND"),)},
        {"payments": (paid(TransactionStatus.FAILURE),)},
    ],
)
def test_what_is_over_or_waits_for_nobody_stands_against_nothing(change):
    check(replace(OPEN, **change), CancellationChoice())


def test_store_credit_needs_somebody_to_have_it():
    without = replace(OPEN, has_customer=False)
    check(without, CancellationChoice())
    with pytest.raises(NotPossible) as refused:
        check(without, CancellationChoice(to_store_credit=True))
    assert (refused.value.problem, refused.value.field) == (Problem.NO_CUSTOMER, "to_store_credit")


def test_pieces_that_are_still_there_go_back_to_stock_or_nowhere():
    assert [(item.gid, item.fate) for item in pieces(OPEN, CancellationChoice())] == [(CUPS.gid, "CANCEL")]
    assert [item.fate for item in pieces(OPEN, CancellationChoice(restock=False))] == ["NO_RESTOCK"]


def test_an_authorisation_is_voided_and_no_money_moves():
    told = notices(replace(OPEN, authorised=True), CancellationChoice(), [], money=False)
    assert told == [Notice.CANNOT_BE_UNDONE, Notice.AUTHORISATION_VOIDED, Notice.NO_MONEY]


def test_who_pays_by_hand_is_told_only_where_money_goes_back_that_way():
    order = replace(OPEN, payments=(paid(TransactionStatus.SUCCESS, by_hand=True),))
    back = ["gid://shopify/OrderTransaction/1"]
    assert Notice.PAY_BY_HAND in notices(order, CancellationChoice(), back, money=True)
    assert Notice.PAY_BY_HAND not in notices(order, CancellationChoice(to_store_credit=True), back, money=True)
    assert Notice.FEES_KEPT in notices(order, CancellationChoice(), ["another"], money=True)


def test_a_test_order_is_called_one():
    assert notices(replace(OPEN, test=True), CancellationChoice(), [], money=True)[-1] is Notice.TEST_ORDER
