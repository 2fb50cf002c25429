"""Where two accounts of the same money differ: each difference once, and silence where a book only does not say."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.domain.ledger import Account, Deed, Difference, DriftKind, Span, compare
from app.domain.money import Money
from app.domain.refunds import MoneyState

NIGHT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
SPAN = Span(NIGHT - timedelta(days=30), NIGHT - timedelta(hours=1))
YESTERDAY = NIGHT - timedelta(days=1)
FORTY = Money(Decimal("40.00"), "USD")


def deed(gid: str = "R1", amount: Money | None = FORTY, state: str = "SUCCESS", **named) -> Deed:
    return Deed(gid, amount, MoneyState(state), **({"at": YESTERDAY} | named))


def found(ours: Account, theirs: Account) -> list[tuple[str, str]]:
    return [(str(item.kind), item.gid) for item in compare(ours, theirs, SPAN)]


def paid(refund: Deed, *payments: Deed) -> Account:
    return Account((refund,), payments)


SAME = paid(deed(), deed("T1", part_of="R1"))


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (SAME, SAME, []),
        (SAME, Account(), [("MISSING", "R1")]),
        (Account(), SAME, [("EXTRA", "R1")]),
        (SAME, paid(deed(amount=Money(Decimal("45.00"), "USD")), deed("T1", part_of="R1")), [("AMOUNT", "R1")]),
        (SAME, paid(deed(amount=Money(Decimal("40.00"), "CAD")), deed("T1", part_of="R1")), [("CURRENCY", "R1")]),
        (SAME, paid(deed(state="FAILURE"), deed("T1", state="FAILURE", part_of="R1")), [("FAILED", "R1")]),
        (
            paid(deed(amount=None, state="NONE"), deed("T1")),
            paid(deed(), deed("T1", state="FAILURE")),
            [("FAILED", "T1")],
        ),
        (SAME, paid(deed(amount=Money.zero("USD"), state="PENDING"), deed("T1", state="PENDING")), []),
        (paid(deed(), deed("T1", state="FAILURE")), paid(deed(), deed("T1", state="FAILURE")), []),
        (paid(deed(), deed("T1", state="PENDING")), paid(deed(), deed("T2", part_of="R1")), []),
        (paid(deed()), paid(deed(), deed("T9")), [("EXTRA", "T9")]),
        (paid(deed(), deed("T1")), paid(deed()), [("MISSING", "T1")]),
        (Account((deed(amount=Money(Decimal(40), "USD")),)), Account((deed(),)), []),
    ],
)
def test_two_accounts_of_an_order(ours, theirs, expected):
    assert found(ours, theirs) == expected


def test_a_deed_in_two_books_of_ours_is_reported_once():
    twice = Account((deed(remedy_id=7), deed(state="NONE")))
    assert compare(twice, Account(), SPAN) == (Difference(DriftKind.MISSING, "R1", FORTY, None, 7),)


@pytest.mark.parametrize("at", [NIGHT, NIGHT - timedelta(days=31), None])
def test_what_is_too_new_for_a_webhook_or_older_than_the_look_is_neither_missing_nor_extra(at):
    assert found(Account((deed(at=at),)), Account()) == []
    assert found(Account(), Account((deed(at=at),))) == []


def test_nothing_is_missing_from_an_answer_that_was_cut():
    assert found(SAME, Account(whole=False)) == []
    assert found(Account(), Account((deed(),), whole=False)) == [("EXTRA", "R1")]


def test_a_code_that_shopify_does_not_know_is_missing():
    code = Deed("gid://shopify/DiscountCodeNode/1", at=YESTERDAY)
    assert found(Account(made=(code,)), Account()) == [("MISSING", code.gid)]
    assert found(Account(made=(code,)), Account(made=(Deed(code.gid),))) == []


def test_a_month_of_a_thousand_orders_a_day_has_exactly_the_five_planted_drifts():
    """RF-34."""
    findings = []
    for number in range(30_000):
        at = SPAN.since + timedelta(seconds=80 * number)
        refund = deed(f"R{number}", at=at)
        ours = theirs = paid(refund, deed(f"T{number}", at=at, part_of=refund.gid))
        match number:
            case 17:
                theirs = Account()
            case 4_100:
                ours = Account()
            case 9_999:
                theirs = paid(deed("R9999", Money(Decimal("39.99"), "USD"), at=at), *ours.payments)
            case 20_000:
                theirs = paid(deed("R20000", Money(Decimal("40.00"), "EUR"), at=at), *ours.payments)
            case 29_000:
                theirs = paid(deed("R29000", state="FAILURE", at=at), deed("T29000", state="FAILURE", part_of="R29000"))
        findings += found(ours, theirs)
    assert findings == [
        ("MISSING", "R17"),
        ("EXTRA", "R4100"),
        ("AMOUNT", "R9999"),
        ("CURRENCY", "R20000"),
        ("FAILED", "R29000"),
    ]
