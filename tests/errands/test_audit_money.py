"""The nightly comparison with Shopify: finds exactly what differs, says so once, and moves no money."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app import jobs
from app.desk import audits, drifts, ledger, pending
from app.domain.errors import Conflict
from app.domain.ledger import Entry
from app.domain.money import Money
from app.domain.remedies.choices import DiscountCodeChoice, GiftCardChoice, RefundChoice, StoreCreditChoice
from app.domain.remedies.kinds import RemedyKind
from app.errands import audit_money, tokens
from app.models import Audit, Drift, LedgerEntry, Order, RefundRow, Remedy
from app.shopify.refund_records import fetch
from tests.servers import wait_until

PAID = """query Paid { orders(first: 100, query: "financial_status:paid fulfillment_status:unshipped") {
  nodes { id name } pageInfo { hasNextPage endCursor } } }"""
ELSEWHERE = """mutation Elsewhere($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { message } }
}"""
LATER = timedelta(hours=2)  # by then every webhook had its time


def audit(stage) -> int:
    """Begin one and bring it to its end; returns how many differences it found."""
    now = datetime.now(UTC) + LATER
    with stage.desk(now=now) as desk:
        audit_id = audits.begin(desk)
    assert audit_money.run(stage.runtime, stage.shop_id, now, pause=0)
    with stage.desk() as desk:
        row = desk.get(Audit, audit_id)
        assert row.finished_at == now
        return row.found


def found(stage) -> list[tuple[str, str]]:
    with stage.desk() as desk:
        names = {row.gid: row.name for row in desk.all(desk.select(Order))}
        return sorted((row.kind, names.get(row.order_gid, "?")) for row in desk.all(desk.select(Drift)))


def refunded(stage, name: str) -> Remedy:
    order_id = stage.mirror(name)
    return stage.give(order_id, RemedyKind.REFUND, RefundChoice(lines=stage.pieces(1)))


def elsewhere(stage, name: str, key: str = "elsewhere-1") -> str:
    """A refund made in Shopify's admin whose webhook was lost; returns its gid."""
    preview = stage.preview(stage.mirror(name), 1)
    lines = [{"lineItemId": preview.terms.pieces[0].gid, "quantity": 1, "restockType": "NO_RESTOCK"}]
    paid = [
        {
            "orderId": stage.gid,
            "kind": "REFUND",
            "gateway": item.gateway,
            "parentId": item.parent_gid,
            "amount": item.amount.presentment.wire(),
        }
        for item in preview.terms.payments
    ]
    currency = preview.terms.gives.presentment.currency
    asked = {"orderId": stage.gid, "currency": currency, "refundLineItems": lines, "transactions": paid}
    payload = stage.ask(ELSEWHERE, input=asked, key=key)["refundCreate"]
    assert payload["userErrors"] == []
    return payload["refund"]["id"]


@pytest.fixture
def paid(stage) -> list[str]:
    """Orders on which everything can still be refunded."""
    nodes = tokens.api(stage.runtime, stage.shop_id).query(PAID)["orders"]["nodes"]
    names = [node["name"] for node in nodes]
    assert len(names) >= 6
    return names


def test_books_that_agree_have_no_drift(stage, paid):
    refunded(stage, paid[0])
    elsewhere(stage, paid[1])
    stage.mirror(paid[1])
    assert audit(stage) == 0
    assert found(stage) == []


def test_each_planted_drift_is_found_once_and_no_money_moves(stage, paid):
    """RF-34, through the real store; the volume is in tests/desk and tests/domain."""
    missing, extra, amount, currency, failed, clean = paid[:6]
    refunded(stage, clean)
    elsewhere(stage, amount, "a")
    elsewhere(stage, currency, "c")
    lost_id = stage.mirror(missing)
    for name in (amount, currency):
        stage.mirror(name)
    elsewhere(stage, extra, "e")  # after it was mirrored for the last time
    fails_later(stage, failed)
    with stage.desk() as desk:
        gid = "gid://shopify/Refund/999999999"
        desk.add(RefundRow(order_id=lost_id, gid=gid, created_at=desk.now, total=Decimal(1), lines=[]))
        row_of(desk, amount).total += 1
        desk.one(desk.select(Order).where(Order.name == currency)).presentment_currency = "XTS"
    before = [money(stage, name) for name in paid[:6]]
    assert audit(stage) == 5
    expected = [("AMOUNT", amount), ("CURRENCY", currency), ("EXTRA", extra), ("FAILED", failed), ("MISSING", missing)]
    assert found(stage) == expected
    assert audit(stage) == 0
    assert found(stage) == expected
    assert [money(stage, name) for name in paid[:6]] == before
    with stage.desk() as desk:
        assert len(desk.all(desk.select(LedgerEntry).where(LedgerEntry.what == Entry.DRIFT))) == 5


def fails_later(stage, name: str) -> None:
    """We were told of a success; the payment failed all the same."""
    stage.store.fault("refundCreate", "pending_then_failure", seconds=0.1)
    row = refunded(stage, name)
    with stage.desk() as desk:
        desk.get(Remedy, row.id).money_state = "SUCCESS"
    wait_for_failure(stage, row)


def wait_for_failure(stage, row: Remedy) -> None:
    """Shopify's own word; nobody tells us."""

    def failed() -> bool:
        told = fetch(tokens.api(stage.runtime, stage.shop_id), row.refund_gid)
        return [str(item.status) for item in told.transactions] == ["FAILURE"]

    wait_until(failed, what="the payment's failure")


def money(stage, name: str):
    return stage.store.money(name)


def row_of(desk, name: str) -> RefundRow:
    return desk.one(desk.select(RefundRow).join(Order, Order.id == RefundRow.order_id).where(Order.name == name))


def test_credit_cards_and_codes_are_there_or_missing(stage):
    order_id = stage.mirror()
    given = [
        stage.give(order_id, RemedyKind.STORE_CREDIT, StoreCreditChoice(Money(Decimal("5.00"), "USD"))),
        stage.give(order_id, RemedyKind.GIFT_CARD, GiftCardChoice(Money(Decimal(700), "JPY"))),
        stage.give(order_id, RemedyKind.DISCOUNT_CODE, DiscountCodeChoice(Money(Decimal(700), "JPY"))),
    ]
    assert [row.state for row in given] == ["SUCCEEDED"] * 3
    assert audit(stage) == 0
    with stage.desk() as desk:
        lost = desk.get(Remedy, given[1].id)
        lost.gid = "gid://shopify/GiftCard/999999999"
        ledger.write(desk, lost, Entry.SUCCEEDED)
    assert audit(stage) == 1
    with stage.desk() as desk:
        row = desk.one(desk.select(Drift))
        assert (row.kind, row.gid, row.remedy_id) == ("MISSING", lost.gid, lost.id)


def test_an_audit_goes_on_where_its_worker_died(stage, paid, monkeypatch):
    for number, name in enumerate(paid[:3]):
        elsewhere(stage, name, str(number))
    monkeypatch.setattr("app.shopify.audit.PAGE", 1)
    now = datetime.now(UTC) + LATER
    with stage.desk(now=now) as desk:
        audits.begin(desk)
    with monkeypatch.context() as failpoint:
        failpoint.setattr(audit_money, "BUDGET", -1.0)
        assert not audit_money.run(stage.runtime, stage.shop_id, now, pause=0)
    later = now + timedelta(seconds=20)
    assert audit_money.run(stage.runtime, stage.shop_id, later, pause=0)
    assert [kind for kind, _ in found(stage)] == ["EXTRA"] * 3
    with stage.desk() as desk:
        row = desk.one(desk.select(Audit))
        assert (row.found, row.finished_at) == (3, later)


def test_only_one_worker_audits_a_shop_at_a_time(stage, paid, monkeypatch):
    now = datetime.now(UTC) + LATER
    with stage.desk(now=now) as desk:
        audits.begin(desk)
    second = []

    def meanwhile(_seconds: float) -> None:
        second.append(audit_money.run(stage.runtime, stage.shop_id, now, pause=0))

    elsewhere(stage, paid[0])
    monkeypatch.setattr("app.errands.audit_money.time.sleep", meanwhile)
    assert audit_money.run(stage.runtime, stage.shop_id, now, pause=0)
    assert second == [True]
    with stage.desk() as desk:
        assert desk.one(desk.select(Audit)).found == 1


def test_a_drift_is_seen_to_once(stage, paid):
    elsewhere(stage, paid[0])
    audit(stage)
    with stage.desk() as desk:
        drift_id = desk.one(desk.select(Drift)).id
        drifts.see_to(desk, drift_id)
    with stage.desk() as desk:
        assert desk.get(Drift, drift_id).seen_to_by == stage.diego.id
        with pytest.raises(Conflict):
            drifts.see_to(desk, drift_id)


@pytest.mark.parametrize(("utc", "begun"), [(17, 1), (3, 0)])
def test_a_shop_is_audited_once_a_day_in_its_own_small_hours(stage, utc, begun):
    night = datetime(2027, 1, 5, utc, 30, tzinfo=UTC)
    for minutes in (0, 10, 20):
        audit_money.begin_nightly(stage.runtime, night + timedelta(minutes=minutes))
    with stage.desk() as desk:
        assert len(desk.all(desk.select(Audit))) == begun


def test_a_payment_whose_word_was_lost_is_asked_for_again_ever_more_seldom(stage, paid):
    stage.store.fault("refundCreate", "pending_then_failure", seconds=0.3)
    row = refunded(stage, paid[0])
    assert row.money_state == "PENDING"
    wait_for_failure(stage, row)
    now = row.settled_at + timedelta(minutes=4)
    assert due(stage, now) == []
    now += timedelta(minutes=2)
    assert due(stage, now) == [(stage.shop_id, row.id)]
    audit_money.follow(stage.runtime, stage.shop_id, row.id, now)
    after = stage.row(row.id)
    assert (after.money_state, after.problem) == ("FAILURE", "MONEY_FAILED")
    assert due(stage, now + timedelta(days=9)) == []


def test_a_payment_that_stays_pending_is_asked_about_at_growing_pauses(stage, paid):
    stage.store.fault("refundCreate", "pending_then_success", seconds=3600)
    row = refunded(stage, paid[0])
    pauses = []
    for hours in (1, 10, 100):
        now = row.settled_at + timedelta(hours=hours)
        audit_money.follow(stage.runtime, stage.shop_id, row.id, now)
        pauses.append(stage.row(row.id).next_try_at - now)
        assert due(stage, now) == []
    assert pauses == [timedelta(minutes=15), timedelta(hours=2.5), timedelta(hours=6)]
    assert stage.moved()[0] == 0


def due(stage, now: datetime) -> list[tuple[int, int]]:
    with stage.runtime.database.transaction(read_only=True) as session:
        return pending.due(session, now)


def test_every_remedy_is_in_the_ledger_from_its_request_to_its_money(stage, paid):
    row = refunded(stage, paid[0])
    with stage.desk() as desk:
        entries = desk.all(desk.select(LedgerEntry).where(LedgerEntry.remedy_id == row.id).order_by(LedgerEntry.id))
        told = [entry.what for entry in entries]
    assert told == ["REQUESTED", "SENT", "ANSWERED", "SUCCEEDED", "MONEY"]
    assert {entry.payload_hash for entry in entries} == {row.payload_hash}


def test_the_clock_begins_resumes_and_follows(stage):
    assert {audit_money.begin_nightly, audit_money.resume, audit_money.follow_pending} <= {
        entry.call for entry in jobs.SCHEDULE
    }
    with stage.desk() as desk:
        audits.begin(desk)
    audit_money.resume(stage.runtime, datetime.now(UTC))
    assert stage.runtime.doorbell.is_waiting("background")
    jobs.install(stage.runtime)
    jobs.audit(stage.shop_id)
    with stage.desk() as desk:
        assert audits.under_way(desk) is None


def test_a_look_at_a_shopify_that_is_away_is_made_again_later(stage):
    with stage.desk() as desk:
        audits.begin(desk)
    stage.store.fault("orders", "http_500", times=5)
    jobs.install(stage.runtime)
    jobs.audit(stage.shop_id)
    with stage.desk() as desk:
        assert audits.under_way(desk) is not None


def test_a_refund_made_in_shopifys_admin_is_entered_once_with_its_payment(stage, paid):
    """RF-29."""
    gid = elsewhere(stage, paid[0])
    for _ in range(2):
        order_id = stage.mirror(paid[0])
    with stage.desk() as desk:
        entries = desk.all(desk.select(LedgerEntry).where(LedgerEntry.order_id == order_id).order_by(LedgerEntry.id))
        assert sorted(row.what for row in entries) == ["EXTERNAL", "MONEY"]
        assert {row.remedy_id for row in entries} == {None}
        external = next(row for row in entries if row.what == Entry.EXTERNAL)
        assert (external.refund_gid, external.actor) == (gid, "shopify")
        assert external.amount == row_of(desk, paid[0]).total > 0
