"""What may come back, and what to do when an answer was lost."""

from datetime import timedelta

import pytest

from app.domain.orders import Return, ReturnLine, ReturnStatus
from app.domain.problems import NotReturnable, Problem
from app.domain.returns import (
    LOOKS,
    FoundReturn,
    ReturnableLine,
    ReturnedLine,
    ReturnOffer,
    ReturnReason,
    ReturnSelection,
    ReturnUnderWay,
    ReviewReturn,
    SendReturn,
    WaitForReturn,
    decide,
    plan,
)
from tests.cast import NOON

CUP = ReturnableLine("gid://shopify/FulfillmentLineItem/1", "gid://shopify/LineItem/1", "Asagao cup", 2)
BOWL = ReturnableLine("gid://shopify/FulfillmentLineItem/2", "gid://shopify/LineItem/2", "Bowl", 1)
REASON = ReturnReason("gid://shopify/ReturnReasonDefinition/1", "defective", "Defective")
OLD = Return("gid://shopify/Return/1", "#1-R1", ReturnStatus.OPEN, None, (ReturnLine("l", CUP.line_item_gid, 1),))


def offer(*lines: ReturnableLine, returns: tuple[Return, ...] = (OLD,)) -> ReturnOffer:
    return ReturnOffer(lines, (REASON,), returns)


def choose(*lines: tuple[str, int], reason: str = REASON.gid, note: str = "") -> ReturnSelection:
    return ReturnSelection(tuple(ReturnedLine(gid, quantity) for gid, quantity in lines), reason, note)


def test_a_plan_names_the_order_lines_too():
    planned = plan(offer(CUP, BOWL), choose((CUP.gid, 2)))
    assert planned.lines == (ReturnedLine(CUP.gid, 2, CUP.line_item_gid),)


@pytest.mark.parametrize(
    ("selection", "problem"),
    [
        (choose(), Problem.NOTHING_TO_RETURN),
        (choose((CUP.gid, 0)), Problem.BAD_QUANTITY),
        (choose((CUP.gid, 3)), Problem.TOO_MANY_TO_RETURN),
        (choose((CUP.gid, 1), (CUP.gid, 2)), Problem.UNKNOWN_LINE),
        (choose((CUP.line_item_gid, 1)), Problem.UNKNOWN_LINE),
        (choose((CUP.gid, 1), reason=""), Problem.REASON_MISSING),
        (choose((CUP.gid, 1), reason="gid://shopify/ReturnReasonDefinition/2"), Problem.REASON_MISSING),
        (choose((CUP.gid, 1), note="x" * 256), Problem.REASON_TOO_LONG),
    ],
)
def test_what_cannot_come_back_is_refused_with_its_reason(selection, problem):
    with pytest.raises(NotReturnable) as refusal:
        plan(offer(CUP, BOWL), selection)
    assert refusal.value.problem is problem


def under_way(seconds_ago: int | None = None, attempts: int = 1) -> ReturnUnderWay:
    sent = None if seconds_ago is None else NOON - timedelta(seconds=seconds_ago)
    lines = (ReturnedLine(CUP.gid, 1, CUP.line_item_gid),)
    return ReturnUnderWay(lines, frozenset({OLD.gid}), sent, attempts)


def new_return(quantity: int = 1, status: ReturnStatus = ReturnStatus.OPEN) -> Return:
    return Return("gid://shopify/Return/2", "#1-R2", status, NOON, (ReturnLine("l", CUP.line_item_gid, quantity),))


@pytest.mark.parametrize(
    ("state", "seen", "step"),
    [
        (under_way(), offer(CUP), SendReturn()),
        (under_way(), offer(BOWL), ReviewReturn(Problem.QUANTITY_CHANGED)),
        # somebody made an equal return before ours was ever sent: it is not ours
        (under_way(), offer(CUP, returns=(OLD, new_return())), SendReturn()),
        (under_way(5), offer(CUP, returns=(OLD, new_return())), FoundReturn("gid://shopify/Return/2")),
        (under_way(5), offer(CUP), WaitForReturn()),
        (under_way(31), offer(CUP), SendReturn()),
        (under_way(31), offer(CUP, returns=(OLD, new_return(2))), SendReturn()),
        (under_way(31), offer(CUP, returns=(OLD, new_return(status=ReturnStatus.CANCELED))), SendReturn()),
        (under_way(31), offer(BOWL), WaitForReturn()),
        (under_way(31, LOOKS), offer(BOWL), ReviewReturn(Problem.NEVER_CONFIRMED)),
    ],
)
def test_the_next_step_of_a_return_on_its_way(state, seen, step):
    assert decide(state, seen, NOON) == step
