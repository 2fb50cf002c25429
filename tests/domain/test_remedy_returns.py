"""What can be done with a return is decided from Shopify's counters alone, and our own step is known again by them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money, MoneyBag
from app.domain.orders import ReturnStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import (
    Disposition,
    ProcessedLine,
    ReturnChoice,
    ReturningLine,
    ReturnProcessingChoice,
)
from app.domain.remedies.labels import check_link, label_type
from app.domain.remedies.opening import balance, chosen_lines, percentage, sides
from app.domain.remedies.return_marks import KnownReturn, found, marks, moved_on
from app.domain.remedies.returning import deductions, handled, minus, total
from app.domain.remedies.returns import (
    EXCHANGE,
    LineInExchange,
    LineOnReturn,
    Location,
    ReturnableLine,
    ReturnNow,
    ReverseOrder,
    WayBack,
)
from app.domain.remedies.terms import Part, TermLine

SHELF = Location("shelf", "Kyoto")


def bag(presentment: str, shop: str = "0") -> MoneyBag:
    return MoneyBag(Money.of(shop, "JPY"), Money.of(presentment, "USD"))


def line(gid: str = "a", quantity: int = 3, processed: int = 0, **more) -> LineOnReturn:
    given_ = {"fulfillment_line_gid": f"f-{gid}", "line_item_gid": f"l-{gid}", "title": f"Cup {gid}"} | more
    return LineOnReturn(
        gid, quantity=quantity, processable=quantity - processed, processed=processed, refunded=0, **given_
    )


def going(gid: str = "x", quantity: int = 1, processed: int = 0, **more) -> LineInExchange:
    return LineInExchange(gid, f"v-{gid}", "Vase", quantity, quantity - processed, processed, **more)


def returned(*lines: LineOnReturn, ways: tuple[tuple[str, WayBack], ...] = (), **more) -> ReturnNow:
    orders = (ReverseOrder("r", is_open=True, ways=ways),) if ways else ()
    return ReturnNow("return", "#1-R1", ReturnStatus.OPEN, lines=lines, reverse_orders=orders, **more)


def chosen(*pieces: tuple[str, int, Disposition], **more) -> ReturnProcessingChoice:
    lines = tuple(ProcessedLine(gid, count, fate, SHELF.gid) for gid, count, fate in pieces)
    return ReturnProcessingChoice("return", lines, **more)


def refused(now: ReturnNow, choice: ReturnProcessingChoice) -> Problem:
    with pytest.raises(NotPossible) as refusal:
        handled(now, choice, [SHELF])
    return refusal.value.problem


def test_pieces_expected_in_two_ways_are_split_between_them():
    now = returned(line(), ways=(("f-a", WayBack("one", 1)), ("f-a", WayBack("two", 2))))
    done = handled(now, chosen(("a", 2, Disposition.RESTOCKED), ("a", 1, Disposition.MISSING)), [SHELF])
    assert [(item.way_gid, item.piece.quantity, item.piece.fate, item.piece.location) for item in done] == [
        ("one", 1, "RESTOCKED", "Kyoto"),
        ("two", 1, "RESTOCKED", "Kyoto"),
        ("two", 1, "MISSING", ""),
    ]


def test_pieces_whose_fate_was_noted_elsewhere_get_no_second_one():
    now = returned(line(), ways=(("f-a", WayBack("one", 1)),))
    done = handled(now, chosen(("a", 2, Disposition.RESTOCKED)), [SHELF])
    assert [(item.way_gid, item.piece.quantity, item.piece.fate) for item in done] == [
        ("one", 1, "RESTOCKED"),
        ("", 1, ""),
    ]


@given(st.lists(st.integers(0, 5), max_size=5), st.lists(st.integers(1, 6), min_size=1, max_size=4))
def test_no_way_takes_more_than_it_has_and_no_piece_is_lost(left, counts):
    whole = sum(counts)
    ways = tuple(("f-a", WayBack(f"way {at}", count)) for at, count in enumerate(left))
    now = returned(line(quantity=whole), ways=ways or (("f-b", WayBack("other", 9)),))
    done = handled(now, chosen(*(("a", count, Disposition.RESTOCKED) for count in counts)), [SHELF])
    assert sum(item.piece.quantity for item in done) == whole
    for at, count in enumerate(left):
        assert sum(item.piece.quantity for item in done if item.way_gid == f"way {at}") <= count
    assert sum(item.piece.quantity for item in done if item.way_gid) == min(whole, sum(left))


def test_only_what_is_left_to_leave_leaves():
    now = returned(line(), exchanges=(going("x", 3, 1), going("y", 1, 1)))
    (leaving,) = handled(now, chosen(exchanges=True), [])
    assert (leaving.piece.gid, leaving.piece.quantity, leaving.piece.fate) == ("x", 2, EXCHANGE)


def test_a_processed_return_says_that_nothing_is_left():
    assert refused(returned(line(processed=3)), chosen(("a", 1, Disposition.MISSING))) is Problem.NOTHING_TO_PROCESS
    closed = replace(returned(line()), status=ReturnStatus.CLOSED)
    assert refused(closed, chosen(("a", 1, Disposition.MISSING))) is Problem.RETURN_NOT_OPEN


NOW = returned(line("a", 3, 1), line("b", 2))


@pytest.mark.parametrize(
    ("later", "is_ours"),
    [
        (returned(line("a", 3, 2), line("b", 2)), True),
        (NOW, False),
        (returned(line("a", 3, 3), line("b", 2)), False),
        (returned(line("a", 3, 2), line("b", 2, 1)), False),
        (returned(line("a", 3, 1), line("b", 2, 1)), False),
    ],
)
def test_our_step_is_known_by_exactly_our_pieces(later, is_ours):
    assert moved_on(later, marks(NOW), {"a": 1}, exchanges=False) is is_ours


def test_an_exchange_that_has_not_left_yet_is_no_step_of_ours():
    before = returned(line(), exchanges=(going(),))
    assert not moved_on(before, marks(before), {}, exchanges=True)
    assert moved_on(returned(line(), exchanges=(going(processed=1),)), marks(before), {}, exchanges=True)
    assert not moved_on(returned(line(processed=1), exchanges=(going(),)), marks(before), {"a": 1}, exchanges=True)


def test_a_new_refund_or_a_further_piece_is_a_new_mark():
    assert marks(replace(NOW, refund_gids=("r",))) - marks(NOW) == {"r"}
    assert marks(returned(line("a", 3, 2), line("b", 2))) - marks(NOW) == {"a:2"}


def known(gid: str, *pieces: tuple[str, int], status: ReturnStatus = ReturnStatus.OPEN, **more) -> KnownReturn:
    return KnownReturn(gid, gid.upper(), status, pieces, **more)


@pytest.mark.parametrize(
    ("there", "ours"),
    [
        (known("new", ("f", 2)), "new"),
        (known("new", ("f", 1), ("f", 1)), "new"),
        (known("old", ("f", 2)), ""),
        (known("new", ("f", 3)), ""),
        (known("new", ("f", 2), ("g", 1)), ""),
        (known("new", ("f", 2), instead=(("v", 1),)), ""),
        (known("new", ("f", 2), status=ReturnStatus.CANCELED), ""),
    ],
)
def test_our_return_is_the_new_one_with_the_same_pieces(there, ours):
    assert found([there], frozenset({"old"}), {"f": 2}, {}) == ours


def test_fees_and_exchanges_are_named_one_by_one_where_they_add_up_and_as_one_where_they_do_not():
    fee = line(quantity=2, fee_amount=bag("4.00"))
    now = returned(fee, shipping_fee=bag("5.00"), exchanges=(going(total=bag("11.00")),))
    pieces = [item.piece for item in handled(now, chosen(("a", 1, Disposition.MISSING), exchanges=True), [])]
    parts = [Part.EXCHANGE_ITEMS, Part.RESTOCKING_FEE, Part.RETURN_SHIPPING_FEE]
    assert [(item.part, item.amount.presentment.amount) for item in deductions(now, pieces, bag("18.00"))] == list(
        zip(parts, map(Decimal, ("11", "2", "5")), strict=True)
    )
    assert [item.part for item in deductions(now, pieces, bag("13.00"))] == parts[:2]
    (lump,) = deductions(now, pieces, bag("12.34"))
    assert (lump.part, lump.amount) == (Part.EXCHANGE_ITEMS, bag("12.34"))
    assert deductions(now, pieces, bag("0")) == ()
    assert deductions(returned(line()), pieces[:1], bag("3.00")) == ()


def test_sums_keep_both_currencies_apart():
    assert total([bag("1.50", "200"), bag("2.00", "300")], bag("0")) == bag("3.50", "500")
    assert minus(bag("1.00", "200"), bag("2.00", "50")) == bag("-1.00", "150")


LINES = [TermLine(Part.ITEMS, bag("20.00", "3000")), TermLine(Part.TAX, bag("2.00", "300"))]
FEE = TermLine(Part.RETURN_SHIPPING_FEE, bag("5.00", "750"), deducted=True)


def test_a_balance_counts_taxes_once():
    assert balance([*LINES, FEE]) == bag("17.00", "2550")
    assert balance([LINES[0], replace(LINES[1], included=True), FEE]) == bag("15.00", "2250")
    assert balance([]) is None


def test_only_an_exchange_makes_the_customer_owe():
    assert sides(bag("3.00", "450"), may_owe=True) == (bag("3.00", "450"), None)
    assert sides(bag("-3.00", "-450"), may_owe=True) == (None, bag("3.00", "450"))
    assert sides(bag("-3.00", "-450"), may_owe=False) == (None, None)
    assert sides(bag("0"), may_owe=True) == sides(None, may_owe=True) == (None, None)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("", None), ("0", None), ("10", Decimal(10)), (" 12.5 % ", Decimal("12.5")), ("１０", Decimal(10))],
)
def test_a_percentage_is_read_as_it_was_typed(typed, read):
    assert percentage(typed) == read


def test_a_line_is_refused_by_the_name_of_the_return_it_is_on():
    choice = ReturnChoice((ReturningLine("f", 2, "why"),))
    lines = [ReturnableLine("f", "l", "Cup", 1)]
    on_it = known("r2", ("f", 1), titles=(("f", "Cup"),))
    for returns, problem in (([], Problem.TOO_MANY_TO_RETURN), ([on_it], Problem.ON_RETURN)):
        with pytest.raises(NotPossible) as refusal:
            chosen_lines(choice, lines, returns)
        assert refusal.value.problem is problem
    with pytest.raises(NotPossible) as refusal:
        chosen_lines(choice, [], [replace(on_it, status=ReturnStatus.DECLINED)])
    assert refusal.value.problem is Problem.UNKNOWN_LINE


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.4", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg")],
)
def test_a_label_is_told_by_what_it_holds(content, kind):
    assert label_type(content) == kind


@pytest.mark.parametrize("address", ["ftp://a", "javascript:x", "https://a b", "a.example"])
def test_an_address_that_nobody_can_open_is_refused(address):
    with pytest.raises(NotPossible):
        check_link(address, "tracking_url")
    check_link("", "tracking_url")
