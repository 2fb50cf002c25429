"""What may be refunded, whatever is chosen and in whatever order; and that no part of a cent is won or lost by it."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.amounts import parse_amount
from app.domain.money import CurrencyMismatch, Money, MoneyBag
from app.domain.orders import Transaction, TransactionStatus
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import (
    MoneyState,
    PlannedLine,
    RefundableLine,
    RestockType,
    SelectedLine,
    left,
    marker,
    money_state,
)
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.refund import Payable, at_order_rate, plan, spread, takes_shipped
from tests.cast import NOON, bag

CUP = RefundableLine(gid="gid://shopify/LineItem/1", title="Asagao cup", left=3, unfulfilled=2, ordered=3)
BOWL = RefundableLine(gid="gid://shopify/LineItem/2", title="Bowl", left=1, ordered=1)
TOTAL = bag("9000", "60.00")
FREE: dict[str, str] = {}


def choose(*lines: tuple[RefundableLine, int], **more) -> RefundChoice:
    return RefundChoice(tuple(SelectedLine(line.gid, quantity) for line, quantity in lines), **more)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def payable(number: int, amount: Money, gateway: str = "card", *, by_hand: bool = False) -> Payable:
    return Payable(f"gid://shopify/OrderTransaction/{number}", gateway, f"Visa {number}", amount, by_hand)


def test_two_of_three_pieces_can_be_refunded_without_touching_the_stock():
    assert plan([CUP, BOWL], choose((CUP, 2)), FREE) == (PlannedLine(CUP.gid, 2, RestockType.NO_RESTOCK),)


def test_restocking_cancels_unshipped_pieces_first_and_takes_the_others_back():
    planned = plan([CUP, BOWL], choose((CUP, 3), (BOWL, 1), restock=True), FREE)
    assert planned == (
        PlannedLine(CUP.gid, 2, RestockType.CANCEL),
        PlannedLine(CUP.gid, 1, RestockType.RETURN),
        PlannedLine(BOWL.gid, 1, RestockType.RETURN),
    )


@pytest.mark.parametrize("more", [{"all_shipping": True}, {"shipping": usd("1.15")}, {"duties": True}])
def test_shipping_or_duties_alone_can_be_refunded(more):
    assert plan([CUP], choose(**more), FREE) == ()


def test_an_amount_alone_takes_nothing_off_the_order():
    assert plan([CUP], choose(amount=usd("10.00")), FREE) == ()


@pytest.mark.parametrize(
    ("choice", "problem"),
    [
        (choose(), Problem.NOTHING_SELECTED),
        (choose(restock=True, notify=True, to_store_credit=True), Problem.NOTHING_SELECTED),
        (choose((CUP, 0)), Problem.BAD_QUANTITY),
        (choose((CUP, -1)), Problem.BAD_QUANTITY),
        (choose((CUP, 4)), Problem.TOO_MANY),
        (choose((CUP, 2), (CUP, 2)), Problem.UNKNOWN_LINE),
        (RefundChoice((SelectedLine("gid://shopify/LineItem/999", 1),)), Problem.UNKNOWN_LINE),
        (choose(amount=usd("0.00")), Problem.NO_AMOUNT),
        (choose(amount=usd("-10.00")), Problem.NO_AMOUNT),
        (choose(shipping=usd("-1.00")), Problem.NO_AMOUNT),
        (choose((CUP, 1), amount=usd("1.00")), Problem.AMOUNT_ALONE),
        (choose(amount=usd("1.00"), all_shipping=True), Problem.AMOUNT_ALONE),
        (choose(amount=usd("1.00"), shipping=usd("1.00")), Problem.AMOUNT_ALONE),
        (choose(amount=usd("1.00"), duties=True), Problem.AMOUNT_ALONE),
    ],
)
def test_what_cannot_be_refunded_is_refused_with_its_reason(choice, problem):
    with pytest.raises(NotPossible) as refusal:
        plan([CUP, BOWL], choice, FREE)
    assert refusal.value.problem is problem


def test_the_refusal_says_how_many_are_left_and_of_what():
    with pytest.raises(NotPossible, match="Only 3 of “Asagao cup” can still be refunded"):
        plan([CUP], choose((CUP, 4)), FREE)


@pytest.mark.parametrize("quantity", [3, 4])
def test_shipped_pieces_that_are_on_a_return_are_refunded_by_the_return_alone(quantity):
    with pytest.raises(NotPossible, match="#1042-R1") as refusal:
        plan([CUP, BOWL], choose((CUP, quantity)), {CUP.gid: "#1042-R1"})
    assert refusal.value.problem is Problem.ON_RETURN


def test_pieces_that_never_shipped_are_not_on_the_return():
    assert plan([CUP], choose((CUP, 2)), {CUP.gid: "#1042-R1"})[0].quantity == 2


@given(st.integers(0, 60), st.none() | st.integers(-5, 60), st.lists(st.integers(1, 60), max_size=12))
def test_no_sequence_of_partial_refunds_gives_back_more_than_was_ordered(ordered, refundable, wishes):
    given_back = 0
    for wish in wishes:
        known = None if refundable is None else refundable - given_back
        line = RefundableLine("gid", "Cup", left(known, ordered, given_back), ordered=ordered)
        try:
            given_back += sum(item.quantity for item in plan([line], choose((line, wish)), FREE))
        except NotPossible:
            continue
    assert given_back <= ordered
    assert refundable is None or given_back <= max(0, refundable)


@given(st.integers(0, 50), st.integers(0, 50), st.booleans())
def test_restocked_parts_add_up_to_what_was_chosen(total, unfulfilled, restock):
    line = RefundableLine("gid", "Cup", total, unfulfilled=unfulfilled)
    for quantity in range(1, total + 1):
        planned = plan([line], choose((line, quantity), restock=restock), FREE)
        assert sum(item.quantity for item in planned) == quantity
        assert all(item.quantity > 0 for item in planned)
        assert sum(item.quantity for item in planned if item.restock_type is RestockType.CANCEL) <= unfulfilled


@pytest.mark.parametrize(
    ("quantity", "restock", "takes"), [(2, False, False), (2, True, False), (3, False, True), (3, True, True)]
)
def test_it_is_told_when_shipped_pieces_are_refunded_for_no_return_can_be_made_then(quantity, restock, takes):
    planned = plan([CUP], choose((CUP, quantity), restock=restock), FREE)
    assert takes_shipped([CUP, BOWL], planned) is takes


@given(st.integers(0, 9), st.integers(1, 9), st.booleans())
def test_shipped_pieces_are_taken_exactly_when_more_is_chosen_than_never_shipped(unfulfilled, quantity, restock):
    line = RefundableLine("gid", "Cup", 9, unfulfilled=unfulfilled)
    assert takes_shipped([line], plan([line], choose((line, quantity), restock=restock), FREE)) is (
        quantity > unfulfilled
    )


def test_an_amount_goes_to_the_payments_in_their_order_none_above_what_is_left_of_it():
    gift_card, card = payable(1, usd("15.00"), "gift_card"), payable(2, usd("45.00"))
    parts = spread(usd("40.00"), [gift_card, card], TOTAL)
    assert [(part.gateway, part.amount) for part in parts] == [
        ("gift_card", bag("2250", "15.00")),
        ("card", bag("3750", "25.00")),
    ]
    assert [part.gateway for part in spread(usd("15.00"), [gift_card, card], TOTAL)] == ["gift_card"]


def test_a_payment_that_the_shop_pays_out_itself_stays_marked():
    (part,) = spread(usd("5.00"), [payable(1, usd("60.00"), "bank", by_hand=True)], TOTAL)
    assert (part.by_hand, part.parent_gid, part.label) == (True, "gid://shopify/OrderTransaction/1", "Visa 1")


@pytest.mark.parametrize("payables", [[], [payable(1, usd("39.99"))], [payable(1, usd("0.00"))]])
def test_more_than_the_payments_have_left_is_refused(payables):
    """RF-15: by us, before anything is asked."""
    with pytest.raises(NotPossible) as refusal:
        spread(usd("40.00"), payables, TOTAL)
    assert refusal.value.problem is Problem.OVER_MAXIMUM


def test_an_amount_is_never_compared_with_a_payment_in_another_currency():
    """RF-17."""
    with pytest.raises(CurrencyMismatch):
        spread(Money(Decimal(10), "EUR"), [payable(1, usd("60.00"))], TOTAL)


cents = st.integers(0, 10**7).map(lambda count: usd(str(Decimal(count) / 100)))


@given(st.lists(cents, max_size=5), st.data())
def test_the_parts_of_an_amount_sum_to_it_and_no_payment_gives_more_than_it_has(lefts, data):
    """RF-19."""
    payables = [payable(number, amount) for number, amount in enumerate(lefts)]
    all_left = sum((item.left.amount for item in payables), Decimal(0))
    wanted = Money(Decimal(data.draw(st.integers(0, int(all_left * 100)))) / 100, "USD")
    parts = spread(wanted, payables, TOTAL)
    assert sum((part.amount.presentment.amount for part in parts), Decimal(0)) == wanted.amount
    limits = {item.gid: item.left for item in payables}
    assert all(part.amount.presentment <= limits[part.parent_gid] for part in parts)
    assert all(part.amount.presentment for part in parts)


def test_ten_thousand_random_splits_win_and_lose_no_cent():
    """RF-19: any total, any payments, any sequence of partial amounts, in currencies of no, two and three places."""
    luck, splits = random.Random(19), 0
    while splits < 10_000:
        currency, places = luck.choice((("JPY", 0), ("USD", 2), ("KWD", 3)))
        cent = Decimal(1).scaleb(-places)
        lefts = [luck.randint(0, 99_999) * cent for _ in range(luck.randint(1, 3))]
        whole, given_back = sum(lefts, Decimal(0)), Decimal(0)
        while given_back < whole:
            wanted = luck.randint(1, int((whole - given_back) / cent)) * cent
            payables = [payable(number, Money(amount, currency)) for number, amount in enumerate(lefts)]
            for part in spread(Money(wanted, currency), payables, bag("150", "1", currency)):
                sent = part.amount.presentment.wire()
                assert len(sent.partition(".")[2]) == places
                lefts[int(part.parent_gid.rsplit("/", 1)[1])] -= Decimal(sent)
                given_back += Decimal(sent)
            splits += 1
            assert given_back + sum(lefts) == whole
        assert set(lefts) == {Decimal(0)}


@pytest.mark.parametrize(
    ("typed", "currency", "wire"),
    [
        ("1.15", "USD", "1.15"),  # as a float 1.15 times 100 is 114
        ("19.99", "USD", "19.99"),
        ("2.675", "KWD", "2.675"),  # as a float it would be rounded to 2.67
        ("0.285", "KWD", "0.285"),
        ("1000", "JPY", "1000"),
        ("1.234", "KWD", "1.234"),
        ("25000", "KRW", "25000"),
        ("1500", "ISK", "1500"),
    ],
)
def test_what_is_typed_is_what_is_sent(typed, currency, wire):
    """RF-18, RF-19."""
    amount = parse_amount(typed, currency, "en")
    (part,) = spread(amount, [payable(1, amount)], bag("150", "1", currency))
    assert part.amount.presentment.wire() == wire


@pytest.mark.parametrize(
    ("currency", "written", "wire"),
    [("JPY", "1000", "1000"), ("JPY", "1000.0", "1000"), ("USD", "1.15", "1.15"), ("KWD", "1.234", "1.234")],
)
def test_an_amount_goes_out_in_major_units_with_the_places_of_its_currency(currency, written, wire):
    """RF-18."""
    assert MoneyBag(Money(Decimal(1), "JPY"), Money.of(written, currency)).presentment.wire() == wire


@pytest.mark.parametrize(
    ("amount", "total", "worth"),
    [
        (usd("20.00"), TOTAL, "3000"),
        (usd("0.01"), TOTAL, "2"),  # 1.5 yen: half up
        (usd("60.00"), TOTAL, "9000"),
        (Money(Decimal(500), "JPY"), bag("9000", "9000", "JPY"), "500"),
    ],
)
def test_what_an_amount_is_worth_to_the_shop_is_reckoned_at_the_orders_own_rate(amount, total, worth):
    """RF-17."""
    found = at_order_rate(amount, total)
    assert (found.presentment, found.shop) == (amount, Money(Decimal(worth), "JPY"))


def test_an_order_that_cost_nothing_has_no_rate():
    with pytest.raises(NotPossible) as refused:
        at_order_rate(usd("5.00"), bag("0", "0.00"))
    assert refused.value.problem is Problem.NO_RATE


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


def test_two_keys_never_share_a_marker():
    key = "7b1f0a0e-6c1e-4c55-9a54-0d3f3d1c2f10"
    assert marker(key) == "Kakehashi R-7B1F0A0E6C1E"
    assert marker(key) != marker("7b1f0a0e-6c1d-4c55-9a54-0d3f3d1c2f10")
