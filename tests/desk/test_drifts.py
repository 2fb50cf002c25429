"""Our account of a month of orders against Shopify's: exactly the planted differences, each kept once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from app.desk import drifts, our_books
from app.desk.desk import open_desk
from app.domain.ledger import Account, Deed, DriftKind, Span, compare
from app.domain.money import Money
from app.domain.refunds import MoneyState
from app.models import Drift, LedgerEntry, Order, RefundRow, TransactionRow
from tests.cast import NOON, bag

DAYS, A_DAY, PAGE = 30, 1000, 3000
NIGHT = NOON + timedelta(hours=6)
SPAN = Span(NIGHT - timedelta(days=30, hours=1), NIGHT - timedelta(hours=1))
TWENTY = bag("3000", "20.00").presentment


@pytest.fixture
def month(database, hana) -> list[int]:
    """A thousand refunded orders a day, as mirrored and as entered; the numbers of the orders."""
    numbers = list(range(1, DAYS * A_DAY + 1))
    with database.transaction() as session:
        for model, row in ((Order, _order), (RefundRow, _refund), (TransactionRow, _payment), (LedgerEntry, _entry)):
            for start in range(0, len(numbers), 5000):
                session.execute(insert(model), [row(hana.id, number) for number in numbers[start : start + 5000]])
    return numbers


def at(number: int):
    return SPAN.since + timedelta(minutes=1) + timedelta(seconds=86 * number)


def _order(shop_id: int, number: int):
    both = {"currency": "JPY", "presentment_currency": "USD", "name": f"#{number}"}
    moments = dict.fromkeys(("created_at", "updated_at", "mirrored_at"), at(number))
    return {"id": number, "shop_id": shop_id, "gid": f"gid://shopify/Order/{number}", **both, **moments}


def _refund(shop_id: int, number: int):
    gid = f"gid://shopify/Refund/{number}"
    sums = {"total": TWENTY.amount, "lines": []}
    return {"shop_id": shop_id, "order_id": number, "gid": gid, "created_at": at(number), **sums}


def _payment(shop_id: int, number: int):
    gid = f"gid://shopify/OrderTransaction/{number}"
    said = {"kind": "REFUND", "status": "SUCCESS", "amount": TWENTY.amount, "presentment_currency": "USD"}
    return {"shop_id": shop_id, "order_id": number, "gid": gid, "created_at": at(number), **said}


def _entry(shop_id: int, number: int):
    gid = f"gid://shopify/Refund/{number}"
    sums = {"amount": TWENTY.amount, "presentment_currency": "USD", "order_gid": f"gid://shopify/Order/{number}"}
    what = {"what": "EXTERNAL", "kind": "REFUND", "refund_gid": gid, "once": f"EXTERNAL:{gid}"}
    return {"shop_id": shop_id, "order_id": number, "at": at(number), **what, **sums}


def theirs(number: int, amount: Money = TWENTY, state: MoneyState = MoneyState.SUCCESS, *more: Deed) -> Account:
    refund = Deed(f"gid://shopify/Refund/{number}", amount, state, at(number))
    paid = Deed(f"gid://shopify/OrderTransaction/{number}", TWENTY, state, at(number), refund.gid)
    return Account((refund, *more), (paid,))


def planted() -> dict[int, Account]:
    unknown = Deed("gid://shopify/Refund/777777777", TWENTY, MoneyState.SUCCESS, at(20_000))
    return {
        7: Account(),
        4_321: theirs(4_321, Money.of("19.99", "USD")),
        12_000: theirs(12_000, Money.of("20.00", "EUR")),
        20_000: theirs(20_000, TWENTY, MoneyState.SUCCESS, unknown),
        29_999: theirs(29_999, TWENTY, MoneyState.FAILURE),
    }


def audited(desk, numbers: list[int]) -> int:
    found = 0
    wrong = planted()
    gids = {number: f"gid://shopify/Order/{number}" for number in numbers}
    for start in range(0, len(numbers), PAGE):
        page = numbers[start : start + PAGE]
        books = our_books.accounts(desk, [gids[number] for number in page])
        for number in page:
            told = wrong.get(number) or theirs(number)
            found += drifts.enter(desk, gids[number], compare(books[gids[number]], told, SPAN))
    return found


def test_a_month_of_a_thousand_orders_a_day_has_exactly_the_five_planted_drifts(database, hana, month):
    """RF-34."""
    with open_desk(database, hana.id, now=NIGHT) as desk:
        assert len(our_books.at_stake(desk, SPAN)) == len(month)
        assert audited(desk, month) == 5
    with open_desk(database, hana.id, now=NIGHT + timedelta(days=1)) as desk:
        assert audited(desk, sorted(planted())) == 0
        rows = desk.all(desk.select(Drift).order_by(Drift.order_id))
        entered = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.what == "DRIFT")
        assert desk.session.scalar(entered) == 5
    assert [(row.order_id, row.kind) for row in rows] == [
        (7, DriftKind.MISSING),
        (4_321, DriftKind.AMOUNT),
        (12_000, DriftKind.CURRENCY),
        (20_000, DriftKind.EXTRA),
        (29_999, DriftKind.FAILED),
    ]
    amount = rows[1]
    assert (amount.ours, amount.our_currency, str(amount.theirs.normalize())) == (TWENTY.amount, "USD", "19.99")


def test_another_shops_books_are_not_ours(database, hana, mei):
    with database.transaction() as session:
        session.execute(insert(Order), [_order(hana.id, 1)])
        session.execute(insert(RefundRow), [_refund(hana.id, 1)])
    gid = "gid://shopify/Order/1"
    with open_desk(database, mei.id, now=NIGHT) as desk:
        assert our_books.at_stake(desk, SPAN) == set()
        assert our_books.accounts(desk, [gid]) == {gid: Account()}


def test_shopify_need_not_show_what_it_deleted_or_what_is_old(database, hana):
    old = NIGHT - timedelta(days=61)
    with database.transaction() as session:
        rows = [_order(hana.id, number) | {"deleted_at": None} for number in (1, 2, 3)]
        rows[1]["deleted_at"], rows[2]["created_at"] = NIGHT, old
        session.execute(insert(Order), rows)
    with open_desk(database, hana.id, now=NIGHT) as desk:
        shown = [our_books.must_be_visible(desk, f"gid://shopify/Order/{number}") for number in (1, 2, 3, 4)]
    assert shown == [True, False, False, False]
