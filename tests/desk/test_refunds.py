"""Refunds at the desk: one intent a confirmation, one refund at a time on an order, and no second writer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy.exc import IntegrityError

from app.desk import orders, refund_echoes, refund_orders, refund_work, refunds
from app.desk.desk import Actor, ActorKind
from app.desk.refunds import Confirmation, Shown
from app.domain.errors import NotFound
from app.domain.intents import IntentState
from app.domain.money import Money
from app.domain.orders import Refund, RefundLineItem, Transaction, TransactionStatus
from app.domain.problems import LookAgain, MayNotRefund, NotRefundable, Problem
from app.domain.refunds import (
    PlannedLine,
    RestockType,
    SelectedLine,
    Selection,
    SuggestedTransaction,
    Suggestion,
    marker,
    plan,
)
from app.models import EventRow, Order, RefundIntent, RefundRow, Shop
from tests import cast
from tests.cast import NOON, bag

KEY = "7b1f0a0e-6c1e-4c55-9a54-0d3f3d1c2f10"
CUP = cast.order().lines[0].gid


class Counter:
    """A shop's desk with its agents, one order of three cups, and the moments of a refund."""

    def __init__(self, runtime, shop: Shop) -> None:
        self.runtime, self.shop = runtime, shop
        self.diego = self.agent("Diego")
        self.hana = self.agent("Hana", role="OWNER")
        with self.at() as desk:
            self.order_id = orders.mirror(desk, cast.order()).order_id

    def agent(self, name: str, **columns) -> Actor:
        return Actor(ActorKind.AGENT, cast.agent(self.runtime.database, self.shop.id, name, **columns).id)

    def at(self, actor: Actor | None = None, minutes: float = 0):
        return self.runtime.desk(self.shop.id, actor or self.diego, now=NOON + timedelta(minutes=minutes))

    def preview(self, quantity: int = 2, actor: Actor | None = None, minutes: float = 0, known: tuple = ()):
        selection = Selection((SelectedLine(CUP, quantity),), "arrived broken")
        with self.at(actor, minutes) as desk:
            planned = plan(refund_orders.order(desk, self.order_id).lines, selection)
            return refunds.keep_preview(desk, self.order_id, Shown(selection, planned, suggestion(quantity), known))

    def confirm(self, preview, amount: str = "40.00", actor: Actor | None = None, minutes: float = 1, key: str = KEY):
        with self.at(actor, minutes) as desk:
            confirmation = Confirmation(preview.token, Money(Decimal(amount), "USD"), key, '{"the": "request"}')
            return refunds.request(desk, self.order_id, confirmation)

    def row(self, intent_id: int) -> RefundIntent:
        with self.at() as desk:
            return desk.get(RefundIntent, intent_id)

    def claim(self, intent_id: int, minutes: float = 2):
        with self.at(minutes=minutes) as desk:
            return refund_work.claim(desk, intent_id)

    def do(self, call: Callable, *arguments, minutes: float = 3, **named):
        with self.at(minutes=minutes) as desk:
            return call(desk, *arguments, **named)

    def recorded(self) -> list[str]:
        with self.at() as desk:
            return [row.name for row in desk.all(desk.select(EventRow).order_by(EventRow.id))]


def suggestion(quantity: int = 2) -> Suggestion:
    value, nothing = bag(str(3000 * quantity), f"{20 * quantity}.00"), bag("0", "0.00")
    payment = SuggestedTransaction("shopify_payments", "gid://shopify/OrderTransaction/1", value)
    return Suggestion(value, bag("9000", "60.00"), value, nothing, nothing, (payment,))


def made(
    key: str = KEY, status: str = "SUCCESS", gid: str = "gid://shopify/Refund/1", note: str | None = None
) -> Refund:
    paid = Transaction(
        "gid://shopify/OrderTransaction/2", "REFUND", TransactionStatus(status), "card", bag("6000", "40.00"), NOON
    )
    words = f"arrived broken ({marker(key)})" if note is None else note
    return Refund(gid, NOON, bag("6000", "40.00"), words, (RefundLineItem(CUP, 2),), (paid,))


@pytest.fixture
def counter(runtime, hana) -> Counter:
    return Counter(runtime, hana)


def test_the_dialog_shows_the_rest_of_every_line_in_both_currencies(counter):
    with counter.at() as desk:
        shown = refund_orders.order(desk, counter.order_id)
    (line,) = shown.lines
    assert (line.left, line.unfulfilled, line.unit_price) == (3, 3, bag("3000", "20.00"))
    assert (shown.name, shown.presentment_currency, shown.currency) == ("#1042", "USD", "JPY")


def test_pieces_of_a_refund_made_elsewhere_are_no_longer_on_offer(counter):
    with counter.at() as desk:
        elsewhere = made(note="made in the admin")
        orders.mirror(desk, replace(cast.order(), updated_at=NOON + timedelta(hours=1), refunds=(elsewhere,)))
        assert refund_orders.order(desk, counter.order_id).lines[0].left == 1


def test_a_confirmed_preview_becomes_one_intent_with_its_request_stored_before_any_call(counter):
    intent = counter.row(counter.confirm(counter.preview()))
    assert (intent.state, intent.open_order_id, intent.idempotency_key) == ("REQUESTED", counter.order_id, KEY)
    assert (intent.amount, intent.presentment_currency) == (Decimal(40), "USD")
    assert (intent.amount_shop, intent.currency) == (Decimal(6000), "JPY")
    assert intent.request == '{"the": "request"}'
    assert len(intent.payload_hash) == 64
    assert "RefundRequested" in counter.recorded()


def test_the_same_confirmation_twice_is_the_same_intent(counter):
    preview = counter.preview()
    assert counter.confirm(preview) == counter.confirm(preview, key="another-key")
    assert counter.recorded().count("RefundRequested") == 1


def test_a_replayed_confirmation_after_the_end_still_finds_its_intent(counter):
    preview = counter.preview()
    intent_id = counter.confirm(preview)
    counter.do(refund_work.succeed, counter.claim(intent_id), made())
    assert counter.confirm(preview, minutes=60 * 24) == intent_id
    assert counter.recorded().count("RefundRequested") == 1


def test_another_amount_than_shown_is_refused_even_on_a_replay(counter):
    preview = counter.preview()
    for _ in range(2):
        with pytest.raises(NotRefundable) as refusal:
            counter.confirm(preview, amount="40.01")
        assert refusal.value.problem is Problem.OTHER_AMOUNT_POSTED
        counter.confirm(preview)


def test_a_second_tab_with_another_preview_is_told_of_the_first(counter):
    first, second = counter.preview(2), counter.preview(1)
    intent_id = counter.confirm(first)
    with pytest.raises(LookAgain) as conflict:
        counter.confirm(second, amount="20.00", key="k2")
    assert (conflict.value.problem, conflict.value.intent_id) == (Problem.IN_PROGRESS, intent_id)


def test_a_preview_from_before_another_refund_must_be_looked_at_again(counter):
    first, second = counter.preview(1), counter.preview(1, counter.hana)
    intent_id = counter.confirm(first, amount="20.00")
    counter.do(refund_work.succeed, counter.claim(intent_id), made())
    with pytest.raises(LookAgain) as conflict:
        counter.confirm(second, amount="20.00", actor=counter.hana, key="k2", minutes=4)
    assert conflict.value.problem is Problem.QUANTITY_CHANGED
    fresh = counter.preview(1, counter.hana, minutes=5)
    assert counter.confirm(fresh, amount="20.00", actor=counter.hana, key="k3", minutes=6) != intent_id


def test_two_agents_confirming_at_once_make_one_intent(counter):
    previews = [(counter.preview(2), counter.diego), (counter.preview(2, counter.hana), counter.hana)]
    barrier, outcomes = Barrier(2), []

    def press(index: int) -> None:
        preview, actor = previews[index]
        barrier.wait()
        try:
            outcomes.append(counter.confirm(preview, actor=actor, key=f"key-{index}"))
        except LookAgain as conflict:
            outcomes.append(conflict.problem)

    threads = [Thread(target=press, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome for outcome in outcomes if isinstance(outcome, Problem)] == [Problem.IN_PROGRESS]
    assert counter.recorded().count("RefundRequested") == 1


def test_ten_clicks_at_once_are_one_intent(counter):
    preview, barrier, ids = counter.preview(), Barrier(10), []

    def press(index: int) -> None:
        barrier.wait()
        ids.append(counter.confirm(preview, key=f"key-{index}"))

    threads = [Thread(target=press, args=(index,)) for index in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 10
    assert len(set(ids)) == 1


def test_the_database_itself_allows_one_open_refund_an_order(counter):
    intent = counter.row(counter.confirm(counter.preview()))
    copied = ("preview_id", "order_id", "open_order_id", "agent_id", "state", "created_at")
    values = {name: getattr(intent, name) for name in copied}
    with pytest.raises(IntegrityError), counter.at() as desk:
        desk.add(
            RefundIntent(
                **(values | {"preview_id": intent.preview_id}), idempotency_key="k2", payload_hash="", request=""
            )
        )


def test_an_old_preview_must_be_made_again(counter):
    preview = counter.preview()
    with pytest.raises(LookAgain) as conflict:
        counter.confirm(preview, minutes=15)
    assert conflict.value.problem is Problem.EXPIRED


def test_a_preview_is_confirmed_by_the_agent_it_was_shown_to(counter):
    with pytest.raises(LookAgain) as conflict:
        counter.confirm(counter.preview(), actor=counter.hana)
    assert conflict.value.problem is Problem.NOT_YOURS


def test_a_rule_cannot_refund(counter):
    with pytest.raises(MayNotRefund):
        counter.preview(actor=Actor(ActorKind.RULE, 1))


def test_the_limit_of_agents_is_held_at_the_preview_and_at_the_confirmation(counter):
    preview = counter.preview()
    with counter.at() as desk:
        desk.shop.agent_refund_limit = Decimal(5999)
    for attempt in (counter.preview, lambda: counter.confirm(preview)):
        with pytest.raises(MayNotRefund) as refusal:
            attempt()
        assert refusal.value.problem is Problem.OVER_LIMIT
    assert counter.confirm(counter.preview(actor=counter.hana), actor=counter.hana)


def test_another_shop_sees_neither_order_nor_preview_nor_refund(counter, mei):
    preview = counter.preview()
    intent_id = counter.confirm(preview)
    stranger = Actor(ActorKind.AGENT, cast.agent(counter.runtime.database, mei.id, "Mei").id)
    confirmation = Confirmation(preview.token, Money(Decimal(40), "USD"), KEY, "{}")
    for call, arguments in (
        (refund_orders.order, (counter.order_id,)),
        (refunds.preview, (counter.order_id, preview.token)),
        (refunds.request, (counter.order_id, confirmation)),
        (refunds.status, (counter.order_id, intent_id)),
        (refund_work.claim, (intent_id,)),
    ):
        with pytest.raises(NotFound), counter.runtime.desk(mei.id, stranger) as desk:
            call(desk, *arguments)


def test_a_preview_or_refund_of_another_order_is_not_found(counter):
    with counter.at() as desk:
        other = orders.mirror(desk, cast.order("#1043")).order_id
    preview = counter.preview()
    intent_id = counter.confirm(preview)
    with counter.at() as desk:
        with pytest.raises(NotFound):
            refunds.preview(desk, other, preview.token)
        with pytest.raises(NotFound):
            refunds.status(desk, other, intent_id)


def test_one_worker_at_a_time_holds_an_intent(counter):
    intent_id = counter.confirm(counter.preview())
    held = refund_work.CLAIM.total_seconds() / 60
    assert counter.claim(intent_id) is not None
    assert counter.claim(intent_id, minutes=2 + held * 0.9) is None
    assert counter.claim(intent_id, minutes=2 + held * 1.1) is not None


def test_a_worker_whose_claim_was_taken_over_changes_nothing(counter):
    intent_id = counter.confirm(counter.preview())
    stale = counter.claim(intent_id)
    counter.claim(intent_id, minutes=10)
    before = counter.row(intent_id)
    assert not counter.do(refund_work.start_sending, stale, minutes=11)
    assert not counter.do(refund_work.succeed, stale, made(), minutes=11)
    assert not counter.do(refund_work.end, stale, IntentState.REJECTED, Problem.REFUSED, minutes=11)
    assert not counter.do(refund_work.put_off, stale, sent=False, error="", minutes=11)
    after = counter.row(intent_id)
    assert (after.state, after.claim, after.first_sent_at) == (before.state, before.claim, None)
    assert "RefundSettled" not in counter.recorded()


def test_an_ended_intent_cannot_be_claimed_and_frees_the_order(counter):
    intent_id = counter.confirm(counter.preview())
    assert counter.do(refund_work.succeed, counter.claim(intent_id), made())
    assert counter.claim(intent_id, minutes=60) is None
    row = counter.row(intent_id)
    assert (row.state, row.money_state, row.open_order_id) == ("SUCCEEDED", "SUCCESS", None)
    assert row.refund_gid == "gid://shopify/Refund/1"
    assert counter.recorded().count("RefundSettled") == 1


def test_what_was_certainly_not_sent_is_not_marked_as_sent(counter):
    intent_id = counter.confirm(counter.preview())
    work = counter.claim(intent_id)
    counter.do(refund_work.start_sending, work)
    assert counter.row(intent_id).first_sent_at is not None
    counter.do(refund_work.put_off, work, sent=False, error="Throttled")
    assert (counter.row(intent_id).state, counter.row(intent_id).first_sent_at) == ("REQUESTED", None)


def test_an_unclear_refund_keeps_its_first_moment_over_every_later_attempt(counter):
    intent_id = counter.confirm(counter.preview())
    work = counter.claim(intent_id)
    counter.do(refund_work.start_sending, work, minutes=3)
    counter.do(refund_work.put_off, work, sent=True, error="timeout", minutes=3)
    again = counter.claim(intent_id, minutes=30)
    assert again.was_sent
    counter.do(refund_work.start_sending, again, minutes=30)
    assert counter.row(intent_id).first_sent_at == NOON + timedelta(minutes=3)
    counter.do(refund_work.put_off, again, sent=True, error="timeout", minutes=30)
    row = counter.row(intent_id)
    assert (row.state, row.first_sent_at) == ("UNKNOWN", NOON + timedelta(minutes=3))
    assert row.open_order_id == counter.order_id


@pytest.mark.parametrize("by_gid", [True, False])
def test_the_webhook_of_our_refund_finds_our_intent(counter, by_gid):
    intent_id = counter.confirm(counter.preview())
    if by_gid:
        counter.do(refund_work.succeed, counter.claim(intent_id), made())
    echo = made(note="rewritten by somebody" if by_gid else None)
    assert counter.do(refund_echoes.adopt_echo, counter.order_id, echo) == intent_id
    assert counter.row(intent_id).state == "SUCCEEDED"
    assert counter.recorded().count("RefundSettled") == 1


def test_a_webhook_before_our_own_record_settles_once_and_the_worker_comes_too_late(counter):
    intent_id = counter.confirm(counter.preview())
    work = counter.claim(intent_id)
    counter.do(refund_work.start_sending, work)
    counter.do(refund_echoes.adopt_echo, counter.order_id, made())
    assert not counter.do(refund_work.succeed, work, made())
    assert not counter.do(refund_work.put_off, work, sent=True, error="timeout")
    assert counter.row(intent_id).state == "SUCCEEDED"
    assert counter.recorded().count("RefundSettled") == 1


def test_an_echo_that_does_not_tell_of_the_money_lets_the_errand_look_at_once(counter):
    intent_id = counter.confirm(counter.preview())
    crashed = counter.claim(intent_id)
    counter.do(refund_work.start_sending, crashed)
    silent = replace(made(), transactions=())
    for _ in range(2):
        assert counter.do(refund_echoes.adopt_echo, counter.order_id, silent) == intent_id
    assert counter.row(intent_id).state == "UNKNOWN"
    assert counter.recorded().count("RefundDue") == 1
    assert not counter.do(refund_work.put_off, crashed, sent=False, error="")
    again = counter.claim(intent_id, minutes=3)
    assert again.was_sent
    counter.do(refund_work.succeed, again, made())
    assert counter.row(intent_id).money_state == "SUCCESS"


def test_a_refund_given_up_is_known_again_by_its_echo_and_its_money_by_the_next_word(counter):
    intent_id = counter.confirm(counter.preview())
    work = counter.claim(intent_id)
    counter.do(refund_work.start_sending, work)
    counter.do(refund_work.end, work, IntentState.NEEDS_REVIEW, Problem.NEVER_CONFIRMED)
    counter.do(refund_echoes.adopt_echo, counter.order_id, replace(made(), transactions=()))
    row = counter.row(intent_id)
    assert (row.state, row.money_state, row.problem) == ("SUCCEEDED", "PENDING", "")
    older = replace(made().transactions[0], gid="gid://shopify/OrderTransaction/9", created_at=NOON - timedelta(days=1))
    assert counter.do(refund_echoes.transaction_changed, counter.order_id, older) is None
    moved = replace(made().transactions[0], created_at=NOON + timedelta(minutes=3))
    assert counter.do(refund_echoes.transaction_changed, counter.order_id, moved) == intent_id
    assert counter.row(intent_id).money_state == "SUCCESS"


def test_a_refund_made_elsewhere_is_not_ours(counter):
    intent_id = counter.confirm(counter.preview())
    assert counter.do(refund_echoes.adopt_echo, counter.order_id, made(note="made in the admin")) is None
    assert counter.row(intent_id).state == "REQUESTED"


def test_the_mirror_links_the_echo_and_calls_it_our_own(counter):
    intent_id = counter.confirm(counter.preview())
    with counter.at() as desk:
        told = replace(cast.order(), updated_at=NOON + timedelta(hours=1), refunds=(made(),))
        orders.mirror(desk, told)
        row = desk.one(desk.select(RefundRow))
        event = desk.one(desk.select(EventRow).where(EventRow.name == "RefundRecorded"))
    assert row.intent_id == intent_id
    assert event.payload["external"] is False
    assert counter.row(intent_id).state == "SUCCEEDED"


@pytest.mark.parametrize("gid", ["gid://shopify/OrderTransaction/2", "gid://shopify/OrderTransaction/3"])
def test_a_payment_that_fails_later_is_an_alarm_once(counter, gid):
    intent_id = counter.confirm(counter.preview())
    counter.do(refund_work.succeed, counter.claim(intent_id), made(status="PENDING"))
    assert counter.row(intent_id).money_state == "PENDING"
    failed = replace(made(status="FAILURE").transactions[0], gid=gid, error="card closed")
    for _ in range(2):
        assert counter.do(refund_echoes.transaction_changed, counter.order_id, failed) == intent_id
    row = counter.row(intent_id)
    assert (row.money_state, row.problem, row.error) == ("FAILURE", "MONEY_FAILED", "card closed")
    assert counter.recorded().count("RefundFailed") == 1


def test_a_payment_that_clears_later_is_money_moved(counter):
    intent_id = counter.confirm(counter.preview())
    counter.do(refund_work.succeed, counter.claim(intent_id), made(status="PENDING"))
    counter.do(refund_echoes.transaction_changed, counter.order_id, made().transactions[0])
    assert counter.row(intent_id).money_state == "SUCCESS"
    assert "RefundFailed" not in counter.recorded()


def test_the_payment_of_a_sale_says_nothing_about_a_refund(counter):
    intent_id = counter.confirm(counter.preview())
    counter.do(refund_work.succeed, counter.claim(intent_id), made(status="PENDING"))
    sale = replace(made(status="FAILURE").transactions[0], gid="gid://shopify/OrderTransaction/1", kind="SALE")
    assert counter.do(refund_echoes.transaction_changed, counter.order_id, sale) is None


def test_the_sweep_asks_again_only_for_what_was_left_alone(counter):
    def due(minutes: float) -> int:
        with counter.runtime.database.transaction() as session:
            return refund_work.sweep(session, NOON + timedelta(minutes=minutes))

    intent_id = counter.confirm(counter.preview())
    assert due(1.5) == 0  # its own reaction is still on the way
    assert due(2.5) == 1
    assert due(2.6) == 0
    held = refund_work.CLAIM.total_seconds() / 60
    work = counter.claim(intent_id, minutes=4)
    assert due(4 + held * 0.9) == 0  # a worker has it
    assert due(4 + held * 1.1) == 1  # its claim ran out: it crashed
    counter.do(refund_work.succeed, work, made())
    assert due(60) == 0
    assert counter.recorded().count("RefundDue") == 2


def test_a_deleted_order_cannot_be_refunded(counter):
    with counter.at() as desk:
        desk.get(Order, counter.order_id).deleted_at = NOON
    with pytest.raises(NotFound):
        counter.preview()


def test_what_was_planned_is_kept_for_the_errand(counter):
    work = counter.claim(counter.confirm(counter.preview()))
    assert work.planned == (PlannedLine(CUP, 2, RestockType.NO_RESTOCK),)
    assert work.confirmed.suggestion == suggestion()
    assert work.role == "AGENT"


def test_an_agent_who_left_has_no_role_any_more(counter):
    intent_id = counter.confirm(counter.preview())
    with counter.at() as desk:
        desk.get(cast.Agent, counter.diego.id).removed_at = NOON
    assert counter.claim(intent_id).role is None
