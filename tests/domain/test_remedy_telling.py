"""What may be told of a remedy: by kind, outcome and money, and never that money moved where it has not."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.money import Money
from app.domain.refunds import MoneyState
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.domain.remedies.telling import Telling, telling_of
from app.domain.remedies.terms import Notice, Payment, Piece, Terms
from app.domain.remedies.told import Done, Item
from tests.cast import bag

SUCCESS, PENDING, FAILURE, NONE = MoneyState.SUCCESS, MoneyState.PENDING, MoneyState.FAILURE, MoneyState.NONE
CUPS = Piece("gid://shopify/LineItem/1", "Asagao cup", 2, "NO_RESTOCK", variant_title="Default Title")


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def payment(amount: str, label: str = "Shopify Payments", *, by_hand: bool = False) -> Payment:
    return Payment("gateway", "gid://shopify/OrderTransaction/1", bag("6000", amount), label, by_hand)


PAID_BACK = Terms(gives=bag("6000", "40.00"), payments=(payment("40.00"),), pieces=(CUPS,))


def done(kind: RemedyKind = RemedyKind.REFUND, money: MoneyState = SUCCESS, terms: Terms = PAID_BACK, **more) -> Done:
    return Done(kind, terms, money, more.pop("facts", {}), **more)


@pytest.mark.parametrize(
    ("kind", "money", "telling"),
    [
        (RemedyKind.REFUND, SUCCESS, Telling.REFUND),
        (RemedyKind.REFUND, PENDING, Telling.REFUND),
        (RemedyKind.REFUND, NONE, None),
        (RemedyKind.REFUND, FAILURE, None),
        (RemedyKind.RETURN, NONE, Telling.RETURN_OPENED),
        (RemedyKind.RETURN_APPROVAL, NONE, Telling.RETURN_APPROVED),
        (RemedyKind.RETURN_DECLINE, NONE, Telling.RETURN_DECLINED),
        (RemedyKind.RETURN_LABEL, NONE, Telling.LABEL_SENT),
        (RemedyKind.RETURN_PROCESSING, SUCCESS, Telling.RETURN_RECEIVED),
        (RemedyKind.RETURN_PROCESSING, PENDING, Telling.RETURN_RECEIVED),
        (RemedyKind.RETURN_PROCESSING, NONE, Telling.RETURN_RECEIVED),
        (RemedyKind.RETURN_PROCESSING, FAILURE, None),
        (RemedyKind.RETURN_CLOSING, NONE, Telling.RETURN_CLOSED),
        (RemedyKind.RETURN_REOPENING, NONE, Telling.RETURN_REOPENED),
        (RemedyKind.RETURN_CANCELLATION, NONE, Telling.RETURN_CANCELLED),
        (RemedyKind.CANCELLATION, SUCCESS, Telling.ORDER_CANCELLED),
        (RemedyKind.CANCELLATION, PENDING, Telling.ORDER_CANCELLED),
        (RemedyKind.CANCELLATION, NONE, Telling.ORDER_CANCELLED),
        (RemedyKind.CANCELLATION, FAILURE, None),
        (RemedyKind.STORE_CREDIT, SUCCESS, Telling.STORE_CREDIT),
        (RemedyKind.STORE_CREDIT, NONE, None),
        (RemedyKind.GIFT_CARD, SUCCESS, Telling.GIFT_CARD),
        (RemedyKind.GIFT_CARD, PENDING, None),
        (RemedyKind.DISCOUNT_CODE, SUCCESS, Telling.DISCOUNT_CODE),
        (RemedyKind.HOLD, NONE, Telling.HELD),
        (RemedyKind.HOLD_RELEASE, NONE, Telling.RELEASED),
        (RemedyKind.ADDRESS_CHANGE, NONE, Telling.ADDRESS_CHANGED),
        (RemedyKind.INVOICE, NONE, Telling.BALANCE_DUE),
        (RemedyKind.UNKNOWN, NONE, None),
    ],
)
def test_every_kind_and_state_of_money_has_its_text_or_none(kind, money, telling):
    found = telling_of(done(kind, money))
    assert (found and found[0]) == telling


@pytest.mark.parametrize(
    ("facts", "telling"),
    [
        ({"ending": "8f2c"}, Telling.GIFT_CARD),
        ({"ending": "8f2c", "not_mailed": "Shopify refused: no e-mail"}, None),
        ({"ending": "8f2c", "not_mailed": ""}, None),
    ],
)
def test_a_gift_card_whose_code_was_not_mailed_is_not_told_as_one_that_is(facts, telling):
    found = telling_of(done(RemedyKind.GIFT_CARD, facts=facts))
    assert (found and found[0]) == telling


def test_every_kind_has_a_text():
    told = {found[0] for kind in RemedyKind if (found := telling_of(done(kind)))}
    assert told == set(Telling) - {Telling.UNKNOWN, Telling.EXCHANGE}


def test_money_that_moved_is_told_with_its_amount_and_its_way():
    _, told = telling_of(done())
    assert (told.returned, told.pending, told.methods) == (usd("40.00"), False, ("Shopify Payments",))
    assert (told.by_hand, told.credit, told.amount) == (None, None, None)
    assert told.items == (Item("Asagao cup", 2),)


def test_money_on_its_way_is_told_as_that():
    assert telling_of(done(money=PENDING))[1].pending


@pytest.mark.parametrize("kind", [RemedyKind.RETURN_PROCESSING, RemedyKind.CANCELLATION])
def test_of_money_that_shopify_does_not_tell_of_nothing_is_told(kind):
    _, told = telling_of(done(kind, NONE))
    assert not told.moves_money
    assert not told.uncharged


@pytest.mark.parametrize("money", [NONE, SUCCESS, PENDING])
def test_what_the_shop_pays_out_itself_never_counts_as_moved(money):
    terms = replace(PAID_BACK, payments=(payment("40.00", "Bank transfer", by_hand=True),))
    _, told = telling_of(done(money=money, terms=terms))
    assert (told.returned, told.by_hand, told.pending) == (None, usd("40.00"), False)


def test_a_refund_to_a_card_and_by_hand_is_told_in_two_parts():
    terms = replace(PAID_BACK, payments=(payment("30.00"), payment("10.00", "Bank transfer", by_hand=True)))
    _, told = telling_of(done(terms=terms, moved=usd("30.00")))
    assert (told.returned, told.by_hand, told.methods) == (usd("30.00"), usd("10.00"), ("Shopify Payments",))


def test_a_refund_as_store_credit_is_told_as_that():
    terms = replace(PAID_BACK, payments=(), store_credit=bag("6000", "40.00"))
    _, told = telling_of(done(terms=terms))
    assert (told.returned, told.credit) == (None, usd("40.00"))


@pytest.mark.parametrize("moved", ["39.99", "20.00"])
def test_another_sum_than_was_confirmed_is_not_told(moved):
    assert telling_of(done(moved=usd(moved))) is None
    _, told = telling_of(done(RemedyKind.CANCELLATION, moved=usd(moved)))
    assert not told.moves_money


def test_what_came_back_is_told_without_what_is_missing_or_of_unknown_fate():
    pieces = tuple(replace(CUPS, title=fate or "unknown", fate=fate) for fate in ("RESTOCKED", "MISSING", ""))
    _, told = telling_of(done(RemedyKind.RETURN_PROCESSING, NONE, Terms(pieces=pieces)))
    assert told.items == (Item("RESTOCKED", 2),)


def test_pieces_that_leave_instead_make_it_an_exchange_with_what_is_due():
    pieces = (replace(CUPS, fate="RESTOCKED"), replace(CUPS, title="Plate", quantity=1, fate="EXCHANGE"))
    terms = Terms(pieces=pieces, owes=bag("750", "5.00"))
    telling, told = telling_of(done(RemedyKind.RETURN_PROCESSING, NONE, terms))
    assert telling is Telling.EXCHANGE
    assert (told.instead, told.owes) == ((Item("Plate", 1),), usd("5.00"))


def test_pieces_of_one_line_with_two_fates_are_told_together_and_variants_apart():
    pieces = (CUPS, replace(CUPS, quantity=1, fate="CANCEL"), replace(CUPS, variant_title="Blue"))
    _, told = telling_of(done(terms=replace(PAID_BACK, pieces=pieces)))
    assert told.items == (Item("Asagao cup", 3), Item("Asagao cup – Blue", 2))


@pytest.mark.parametrize(
    ("terms", "status", "uncharged"),
    [
        (Terms(notices=(Notice.AUTHORISATION_VOIDED,)), "", True),
        (Terms(), "PENDING", True),
        (Terms(), "VOIDED", True),
        (Terms(), "REFUNDED", False),
        (Terms(), "", False),
        (PAID_BACK, "PENDING", False),
    ],
)
def test_nothing_was_charged_is_told_only_where_that_is_known(terms, status, uncharged):
    _, told = telling_of(done(RemedyKind.CANCELLATION, NONE, terms, financial_status=status))
    assert told.uncharged is uncharged


def test_names_and_days_come_from_the_facts_and_unreadable_ones_are_left_out():
    facts = {"return": "#1042-R1", "code": "KKH-1", "balance": "65.00 USD", "expires_on": "2027-01-05"}
    _, told = telling_of(done(RemedyKind.STORE_CREDIT, facts=facts))
    assert (told.return_name, told.code, told.balance, told.amount) == ("#1042-R1", "KKH-1", usd("65"), usd("40"))
    assert told.expires_on == date(2027, 1, 5)
    _, bad = telling_of(done(RemedyKind.STORE_CREDIT, facts={"balance": "much", "ends_on": "soon"}))
    assert (bad.balance, bad.expires_on) == (None, None)


@pytest.mark.parametrize(("reason", "fault"), [("DAMAGED", True), ("LATE", True), ("CHANGED_MIND", False)])
def test_only_what_is_the_shops_fault_asks_for_an_apology(reason, fault):
    assert telling_of(done(reason=RemedyReason(reason)))[1].fault is fault
