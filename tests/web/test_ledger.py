"""The ledger's page and file: every remedy with all its entries, in the reader's words; nothing of another shop's."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.desk import ledger, orders, privacy
from app.desk.desk import Actor, ActorKind
from app.domain.ledger import Entry
from app.domain.orders import Refund, Transaction, TransactionStatus
from app.errands.runtime import Runtime
from app.models import Audit, Drift, LedgerEntry, Order, Remedy, Shop
from tests import cast
from tests.cast import NOON, bag
from tests.giving import Counter
from tests.web.scene import Desk, sit_down


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


@pytest.fixture
def owner(desk: Desk) -> Desk:
    desk.change(desk.agent, name="Hana", role="OWNER")
    return desk


@pytest.fixture
def counter(desk: Desk, hana: Shop) -> Counter:
    return Counter(desk.runtime, hana)


def paid(counter: Counter, remedy_id: int, status: str = "SUCCESS") -> None:
    gid = f"gid://shopify/OrderTransaction/{remedy_id}"
    told = Transaction(gid, "REFUND", TransactionStatus(status), "shopify_payments", bag("3000", "20.00"), NOON)
    with counter.at(minutes=9) as opened:
        row = opened.get(Remedy, remedy_id)
        row.state, row.open_order_id, row.money_state = "SUCCEEDED", None, status
        ledger.write(opened, row, Entry.SUCCEEDED)
        ledger.write(opened, row, Entry.MONEY, movement=told)


def external(counter: Counter, name: str, **fields: object) -> int:
    told = Refund(f"gid://shopify/Refund/{name[1:]}", NOON + timedelta(hours=1), bag("3000", "20.00"))
    with counter.at(minutes=61) as opened:
        return orders.mirror(opened, cast.order(name, refunds=(told,), **fields)).order_id


def exported(desk: Desk, query: str = "") -> list[dict[str, str]]:
    answer = desk.get(f"/ledger.csv?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.data.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_an_empty_ledger_says_so(desk: Desk, mei: Shop) -> None:
    Counter(desk.runtime, mei).give()
    page = desk.page("/ledger")
    assert "The first refund, return or other remedy appears here." in page
    assert ">#1042<" not in page


def test_a_remedy_is_one_case_with_its_entries_and_both_currencies(desk: Desk, counter: Counter) -> None:
    paid(counter, counter.give(cost=3000))
    page = desk.page("/ledger")
    for said in ("#1042", "Asked for", "Done", "Paid out", "$20.00", "¥3,000", "Reason: Arrived damaged", "Diego"):
        assert said in page, said
    assert page.count("<details") == 1


def test_a_remedy_that_can_still_be_undone_waits_to_be_sent(desk: Desk, counter: Counter) -> None:
    counter.give(cost=3000)
    page = desk.page("/ledger").split('id="cases-title"')[1]
    assert "Waiting to be sent" in page
    assert "Waiting for approval" not in page


def test_a_payment_is_followed_to_its_failure(desk: Desk, counter: Counter) -> None:
    remedy_id = counter.give(cost=3000)
    paid(counter, remedy_id, "PENDING")
    assert "Money on its way" in desk.page("/ledger?state=PENDING")
    paid(counter, remedy_id, "FAILURE")
    page = desk.page("/ledger?state=FAILURE")
    assert "Money on its way" in page
    assert "Payment failed" in page
    assert ">#1042<" not in desk.page("/ledger?state=PENDING")


def test_an_approval_is_told_with_who_gave_it(desk: Desk, counter: Counter) -> None:
    counter.limit(per_act=1000)
    remedy_id = counter.give(cost=3000, asking="a loyal customer")
    counter.decide(remedy_id)
    page = desk.page("/ledger")
    assert "Approval asked for" in page
    assert "Approved" in page
    assert "a loyal customer" not in page


def test_what_was_made_outside_is_told_as_such_and_a_test_order_is_marked(desk: Desk, counter: Counter) -> None:
    external(counter, "#1077", test=True)
    page = desk.page("/ledger?state=EXTERNAL")
    assert "#1077" in page
    assert "Made outside Kakehashi" in page
    assert "Test order" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("order=1042", ["#1042"]),
        ("order=＃1042", ["#1042"]),
        ("order=%231077", ["#1077"]),
        ("order=%25", []),
        ("kind=REFUND", ["#1042", "#1077"]),
        ("kind=GIFT_CARD", []),
        ("kind=nonsense", ["#1042", "#1077"]),
        ("state=EXTERNAL", ["#1077"]),
        ("state=SUCCEEDED", ["#1042"]),
        ("from=2026-11-20&to=2026-11-20", ["#1042", "#1077"]),
        ("from=2026-11-21", []),
        ("to=2026-11-19", []),
        ("from=yesterday&to=0001-01-01", ["#1042", "#1077"]),
        ("agent=987654321", []),
        ("agent=-1&before=-3", ["#1042", "#1077"]),
    ],
)
def test_the_filter(desk: Desk, counter: Counter, query: str, shown: list[str]) -> None:
    paid(counter, counter.give())
    external(counter, "#1077")
    page = desk.page(f"/ledger?{query}")
    assert [name for name in ("#1042", "#1077") if f">{name}<" in page] == shown


def test_an_agents_own_remedies(desk: Desk, counter: Counter) -> None:
    counter.give()
    assert ">#1042<" in desk.page(f"/ledger?agent={counter.diego.id}")
    assert ">#1042<" not in desk.page(f"/ledger?agent={counter.aiko.id}")


def test_days_are_the_shops_own(desk: Desk, counter: Counter) -> None:
    """23:30 in Tokyo is that day there, whatever day it is in UTC."""
    with desk.database.transaction() as session:
        names = {"shop_id": desk.shop.id, "what": "EXTERNAL", "kind": "REFUND", "order_id": counter.order_id}
        late = NOON.replace(hour=14, minute=30)  # 23:30 in Tokyo
        session.add(LedgerEntry(at=late, once="late", **names))
        session.add(LedgerEntry(at=late + timedelta(hours=1), once="next", **names))
    assert desk.page("/ledger?to=2026-11-20").count("<details") == 1
    assert desk.page("/ledger?from=2026-11-21").count("<details") == 1


def test_a_long_ledger_comes_in_pages(desk: Desk, counter: Counter) -> None:
    many(desk, counter, 60)
    first = desk.page("/ledger?kind=REFUND")
    assert first.count("<details") == 50
    older = first.split("before=")[1].split("&")[0].split('"')[0]
    assert desk.page(f"/ledger?kind=REFUND&before={older}").count("<details") == 10


def many(desk: Desk, counter: Counter, number: int) -> None:
    with desk.database.transaction() as session:
        names = {"shop_id": desk.shop.id, "what": "EXTERNAL", "kind": "REFUND", "order_id": counter.order_id}
        for one in range(number):
            session.add(LedgerEntry(at=NOON, once=f"{one}", presentment_currency="USD", currency="JPY", **names))


def test_the_file_holds_every_entry_in_words_with_numbers_as_numbers(owner: Desk, counter: Counter) -> None:
    paid(counter, counter.give(cost=3000))
    rows = exported(owner)
    assert [row["What happened"] for row in rows] == ["Asked for", "Done", "Payment"]
    last = rows[-1]
    assert (last["Customer receives"], last["Customer's currency"], last["Shop pays"]) == ("20.00", "USD", "3000")
    assert (last["State of the payment"], last["Amount of the payment"]) == ("Paid out", "20.00")
    assert last["Time (Asia/Tokyo)"].startswith("2026-11-20 12:")
    assert len(last["Fingerprint of the request"]) == 64


def test_the_file_keeps_to_the_filter_and_streams_past_one_chunk(owner: Desk, counter: Counter) -> None:
    many(owner, counter, 450)
    assert len(exported(owner)) == 450
    assert exported(owner, "kind=GIFT_CARD") == []


def test_a_name_that_would_be_a_formula_is_disarmed(owner: Desk, counter: Counter) -> None:
    external(counter, "#1077")
    with owner.database.transaction() as session:
        session.query(Order).filter(Order.name == "#1077").update({"name": "=cmd|' /C calc'!A0"})
    assert exported(owner)[0]["Order"] == "'=cmd|' /C calc'!A0"


def test_only_the_owner_may_take_the_file(desk: Desk, counter: Counter) -> None:
    counter.give()
    assert desk.get("/ledger.csv").status_code == 403
    page = desk.page("/ledger")
    assert "ledger.csv" not in page
    assert "The owner of the shop can download it." in page


def test_the_file_is_in_japanese_for_who_works_in_japanese(owner: Desk, counter: Counter) -> None:
    owner.change(owner.agent, locale="ja-JP", language="ja")
    counter.give()
    assert exported(owner)[0]["起きたこと"] == "申請"
    assert "元帳" in owner.page("/ledger")


def drift(desk: Desk, **columns: object) -> int:
    values = {"kind": "AMOUNT", "gid": "gid://shopify/Refund/1", "once": "AMOUNT:1", "found_at": NOON}
    values |= {"ours": 20, "our_currency": "USD", "theirs": 19, "their_currency": "USD"}
    with desk.database.transaction() as session:
        row = Drift(shop_id=desk.shop.id, **(values | columns))
        session.add(row)
        session.flush()
        return row.id


def test_a_difference_is_on_the_ledger_and_among_what_needs_attention_until_it_is_seen_to(
    desk: Desk, counter: Counter
) -> None:
    drift_id = drift(desk, order_id=counter.order_id)
    for path in ("/ledger", "/troubles"):
        page = desk.page(path)
        assert "Another amount in Shopify" in page
        assert "no money is moved" in page
    assert "$20.00" in desk.page("/ledger")
    assert desk.post(f"/drifts/{drift_id}/closure", {"to": "troubles"}).status_code == 303
    for path in ("/ledger", "/troubles"):
        assert "Another amount in Shopify" not in desk.page(path)
    assert desk.row(Drift, drift_id).seen_to_by == desk.agent.id
    assert desk.post(f"/drifts/{drift_id}/closure").status_code == 409


def test_a_comparison_can_be_asked_for_once_at_a_time(desk: Desk) -> None:
    assert "that has not happened yet" in desk.page("/ledger")
    for _ in range(2):
        assert desk.post("/ledger/audits").status_code == 303
    page = desk.page("/ledger")
    assert "Being compared since" in page
    assert "Compare now" not in page
    with desk.database.transaction() as session:
        row = session.query(Audit).one()
        row.finished_at, row.orders = NOON, 12
    assert "12 orders, nothing differs." in desk.page("/ledger")


def test_the_ledger_survives_that_everybody_is_forgotten(owner: Desk, counter: Counter) -> None:
    paid(counter, counter.give(cost=3000))
    with counter.at(Actor(ActorKind.SYSTEM)) as opened:
        privacy.redact_shop(opened)
    with counter.at(Actor(ActorKind.SYSTEM)) as opened:
        rows = opened.all(opened.select(LedgerEntry))
    assert [row.what for row in rows] == ["REQUESTED", "SUCCEEDED", "MONEY"]
    stored = str([[getattr(row, column.name) for column in LedgerEntry.__table__.columns] for row in rows])
    for personal in ("Diego", "Hana", "maria", "María", "broken"):
        assert personal not in stored
