"""What may be refunded, whatever is chosen and in whatever order."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money, MoneyBag
from app.domain.orders import Transaction, TransactionStatus
from app.domain.problems import NotRefundable, Problem
from app.domain.refund_course import (
    LOOKS,
    RESEND_FOR,
    Confirmed,
    Found,
    RefundNote,
    RefundView,
    Review,
    Send,
    Wait,
    decide,
)
from app.domain.refunds import (
    MoneyState,
    PlannedLine,
    RefundableLine,
    RestockType,
    SelectedLine,
    Selection,
    SuggestedTransaction,
    Suggestion,
    check,
    left,
    marker,
    money_state,
    plan,
)
from tests.cast import NOON, bag

CUP = RefundableLine(gid="gid://shopify/LineItem/1", title="Asagao cup", left=3, unfulfilled=2, ordered=3)
BOWL = RefundableLine(gid="gid://shopify/LineItem/2", title="Bowl", left=1, ordered=1)


def choose(*lines: tuple[RefundableLine, int], reason: str = "broken", **more) -> Selection:
    return Selection(tuple(SelectedLine(line.gid, quantity) for line, quantity in lines), reason, **more)


def test_two_of_three_pieces_can_be_refunded_without_touching_the_stock():
    assert plan([CUP, BOWL], choose((CUP, 2))) == (PlannedLine(CUP.gid, 2, RestockType.NO_RESTOCK),)


def test_restocking_cancels_unshipped_pieces_first_and_takes_the_others_back():
    planned = plan([CUP, BOWL], choose((CUP, 3), (BOWL, 1), restock=True))
    assert planned == (
        PlannedLine(CUP.gid, 2, RestockType.CANCEL),
        PlannedLine(CUP.gid, 1, RestockType.RETURN),
        PlannedLine(BOWL.gid, 1, RestockType.RETURN),
    )


def test_shipping_alone_can_be_refunded():
    assert plan([CUP], choose(shipping=True)) == ()


@pytest.mark.parametrize(
    ("selection", "problem"),
    [
        (choose(), Problem.NOTHING_SELECTED),
        (choose((CUP, 0)), Problem.BAD_QUANTITY),
        (choose((CUP, -1)), Problem.BAD_QUANTITY),
        (choose((CUP, 4)), Problem.TOO_MANY),
        (choose((CUP, 2), (CUP, 2)), Problem.UNKNOWN_LINE),
        (Selection((SelectedLine("gid://shopify/LineItem/999", 1),), "x"), Problem.UNKNOWN_LINE),
        (choose((CUP, 1), reason="  "), Problem.REASON_MISSING),
        (choose((CUP, 1), reason="x" * 201), Problem.REASON_TOO_LONG),
    ],
)
def test_what_cannot_be_refunded_is_refused_with_its_reason(selection, problem):
    with pytest.raises(NotRefundable) as refusal:
        plan([CUP, BOWL], selection)
    assert refusal.value.problem is problem


def test_the_refusal_says_how_many_are_left_and_of_what():
    with pytest.raises(NotRefundable, match="Only 3 of “Asagao cup” can still be refunded"):
        plan([CUP], choose((CUP, 4)))


@given(st.integers(0, 60), st.none() | st.integers(-5, 60), st.lists(st.integers(1, 60), max_size=12))
def test_no_sequence_of_partial_refunds_gives_back_more_than_was_ordered(ordered, refundable, wishes):
    given_back = 0
    for wish in wishes:
        known = None if refundable is None else refundable - given_back
        line = RefundableLine("gid", "Cup", left(known, ordered, given_back), ordered=ordered)
        try:
            given_back += sum(item.quantity for item in plan([line], choose((line, wish))))
        except NotRefundable:
            continue
    assert given_back <= ordered
    assert refundable is None or given_back <= max(0, refundable)


@given(st.integers(0, 50), st.integers(0, 50), st.booleans())
def test_restocked_parts_add_up_to_what_was_chosen(total, unfulfilled, restock):
    line = RefundableLine("gid", "Cup", total, unfulfilled=unfulfilled)
    for quantity in range(1, total + 1):
        planned = plan([line], choose((line, quantity), restock=restock))
        assert sum(item.quantity for item in planned) == quantity
        assert all(item.quantity > 0 for item in planned)


def suggestion(
    amount: str = "40.00", shop: str = "6000", currency: str = "USD", maximum: str = "60.00", gateway: str = "card"
) -> Suggestion:
    value, nothing = bag(shop, amount, currency), bag("0", "0", currency)
    payment = SuggestedTransaction(gateway, "gid://shopify/OrderTransaction/1", value)
    return Suggestion(value, bag("99999", maximum, currency), value, nothing, nothing, (payment,))


@pytest.mark.parametrize(
    ("given_suggestion", "problem"),
    [
        (suggestion(amount="0.00", shop="0"), Problem.NO_MONEY),
        (suggestion(amount="60.01"), Problem.OVER_MAXIMUM),
    ],
)
def test_a_suggestion_without_money_or_above_the_rest_is_no_refund(given_suggestion, problem):
    with pytest.raises(NotRefundable) as refusal:
        check(given_suggestion)
    assert refusal.value.problem is problem


def test_the_whole_rest_can_be_refunded():
    assert check(suggestion(amount="60.00", maximum="60.00")) is None


@pytest.mark.parametrize(
    ("currency", "written", "wire"),
    [("JPY", "1000", "1000"), ("JPY", "1000.0", "1000"), ("USD", "1.15", "1.15"), ("KWD", "1.234", "1.234")],
)
def test_an_amount_goes_out_in_major_units_with_the_places_of_its_currency(currency, written, wire):
    assert MoneyBag(Money(Decimal(1), "JPY"), Money.of(written, currency)).presentment.wire() == wire


def transaction(status: str) -> Transaction:
    return Transaction("gid", "REFUND", TransactionStatus(status), "card", bag("1", "1"), NOON)


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ([], MoneyState.NONE),
        (["SUCCESS"], MoneyState.SUCCESS),
        (["SUCCESS", "PENDING"], MoneyState.PENDING),
        (["SUCCESS", "AWAITING_RESPONSE"], MoneyState.PENDING),
        (["SUCCESS", "FAILURE"], MoneyState.FAILURE),
        (["PENDING", "ERROR"], MoneyState.FAILURE),
        (["a status of next year"], MoneyState.PENDING),
    ],
)
def test_the_transactions_say_whether_money_moved(statuses, state):
    assert money_state([transaction(status) for status in statuses]) is state


KEY = "7b1f0a0e-6c1e-4c55-9a54-0d3f3d1c2f10"
KNOWN = frozenset({"gid://shopify/Refund/1", "gid://shopify/Refund/2"})
PLANNED = (PlannedLine(CUP.gid, 1, RestockType.CANCEL), PlannedLine(CUP.gid, 1, RestockType.RETURN))


def confirmed(minutes_ago: float | None = None, attempts: int = 1) -> Confirmed:
    sent = None if minutes_ago is None else NOON - timedelta(minutes=minutes_ago)
    return Confirmed(PLANNED, suggestion(), marker(KEY), KNOWN, sent, attempts)


def view(left_now: int = 3, now_suggested: Suggestion | None = None, note: str = "", new: str = "2") -> RefundView:
    lines = (RefundableLine(CUP.gid, "", left_now),)
    refunds = (RefundNote("gid://shopify/Refund/1", "made elsewhere"), RefundNote(f"gid://shopify/Refund/{new}", note))
    return RefundView(lines, now_suggested or suggestion(), refunds)


OURS = f"broken (Kakehashi R-{KEY[:8].upper()}6C1E)"
TOO_LATE = RESEND_FOR.total_seconds() / 60


@pytest.mark.parametrize(
    ("state", "seen", "step"),
    [
        # never sent: only an unchanged order lets it go
        (confirmed(), view(), Send()),
        (confirmed(), view(left_now=1), Review(Problem.QUANTITY_CHANGED)),
        (confirmed(), replace(view(), suggestion=None), Review(Problem.QUANTITY_CHANGED)),
        (confirmed(1), replace(view(), suggestion=None), Wait()),
        (confirmed(), view(now_suggested=suggestion("39.99")), Review(Problem.AMOUNT_CHANGED)),
        (confirmed(), view(now_suggested=suggestion(gateway="gift_card")), Review(Problem.AMOUNT_CHANGED)),
        (confirmed(), view(now_suggested=suggestion(currency="EUR")), Review(Problem.AMOUNT_CHANGED)),
        # the same pieces and the same amount again, but somebody else has refunded meanwhile: look again
        (confirmed(), view(note="made elsewhere", new="3"), Review(Problem.QUANTITY_CHANGED)),
        (confirmed(1), view(note="made elsewhere", new="3"), Wait()),
        (confirmed(1), view(note=OURS, new="3"), Found("gid://shopify/Refund/3")),
        # the shop's side moves with the rate; what the agent promised the customer does not
        (confirmed(), view(now_suggested=suggestion(shop="6011")), Send()),
        # sent, answer lost: found, or the same bytes again, or wait; after a day never
        (confirmed(1), view(note=OURS), Found("gid://shopify/Refund/2")),
        (confirmed(), view(note=OURS), Found("gid://shopify/Refund/2")),
        (confirmed(1), view(left_now=1, note=OURS), Found("gid://shopify/Refund/2")),
        (confirmed(1), view(), Send()),
        (confirmed(1), view(left_now=1), Wait()),
        (confirmed(1, LOOKS), view(left_now=1), Review(Problem.NEVER_CONFIRMED)),
        (confirmed(TOO_LATE - 1), view(), Send()),
        (confirmed(TOO_LATE), view(), Review(Problem.NEVER_CONFIRMED)),
        (confirmed(TOO_LATE * 9), view(note=OURS), Found("gid://shopify/Refund/2")),
    ],
)
def test_the_next_step_of_a_refund_on_its_way(state, seen, step):
    assert decide(state, seen, NOON) == step


def test_two_keys_never_share_a_marker():
    assert marker(KEY) == "Kakehashi R-7B1F0A0E6C1E"
    assert marker(KEY) != marker("7b1f0a0e-6c1d-4c55-9a54-0d3f3d1c2f10")
