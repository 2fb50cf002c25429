"""Remedies at the desk: one row a confirmation, one at a time on an order, undone in time, and no second writer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.desk import orders, remedies, remedy_echoes, remedy_fence, remedy_work
from app.desk.desk import Actor, ActorKind
from app.desk.reading.remedy import page
from app.desk.reading.remedy_order import form_order
from app.desk.remedies import Confirmation, Preview, Wanted
from app.desk.remedy_papers import paper_of, read
from app.domain.authority import NeedsApproval
from app.domain.errors import NotFound
from app.domain.events import RemedyDue
from app.domain.orders import Refund, RefundLineItem, Transaction, TransactionStatus
from app.domain.problems import LookAgain, MayNotRefund, NotPossible, Problem
from app.domain.refunds import MoneyState, SelectedLine, marker
from app.domain.remedies.choices import RefundChoice, ReturnProcessingChoice, StoreCreditChoice
from app.domain.remedies.course import Outcome, Sighting
from app.domain.remedies.kinds import RemedyKind, RemedyReason, RemedyState
from app.domain.remedies.terms import Payment, Piece, Terms
from app.models import EventRow, LedgerEntry, Order, RefundRow, Remedy, Shop
from tests import cast
from tests.cast import NOON, bag

KEY = "7b1f0a0e-6c1e-4c55-9a54-0d3f3d1c2f10"
CUP = cast.order().lines[0].gid
AT_ONCE = timedelta()
UNDO = timedelta(seconds=30)


class Counter:
    """A shop's desk with its agents, one order of three cups, and the moments of a remedy."""

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

    def preview(self, quantity: int = 2, actor: Actor | None = None, minutes: float = 0, **more: Any) -> Preview:
        kind = more.pop("kind", RemedyKind.REFUND)
        choice = more.pop("choice", RefundChoice((SelectedLine(CUP, quantity),)))
        wanted = Wanted(kind, RemedyReason.DAMAGED, "arrived broken", choice)
        with self.at(actor, minutes) as desk:
            order_id = more.pop("order_id", self.order_id)
            return remedies.keep_preview(desk, order_id, wanted, Sighting(terms(quantity), **more))

    def confirm(self, preview: Preview, actor: Actor | None = None, minutes: float = 1, **more: Any) -> int:
        values = {"digest": preview.digest, "key": KEY, "request": '{"the": "request"}', "undo": AT_ONCE} | more
        with self.at(actor, minutes) as desk:
            return remedies.request(desk, preview.order_id, Confirmation(preview.token, **values))

    def row(self, remedy_id: int) -> Remedy:
        with self.at() as desk:
            return desk.get(Remedy, remedy_id)

    def claim(self, remedy_id: int, minutes: float = 2):
        with self.at(minutes=minutes) as desk:
            return remedy_work.claim(desk, remedy_id)

    def do(self, call: Callable, *arguments, minutes: float = 3, **named):
        with self.at(minutes=minutes) as desk:
            return call(desk, *arguments, **named)

    def succeed(self, remedy_id: int, status: str = "SUCCESS") -> bool:
        work = self.claim(remedy_id)
        self.do(remedy_work.start_sending, work)
        return self.do(remedy_work.succeed, work, outcome(status), found=False)

    def recorded(self) -> list[str]:
        with self.at() as desk:
            return [row.name for row in desk.all(desk.select(EventRow).order_by(EventRow.id))]

    def entered(self, remedy_id: int) -> list[str]:
        with self.at() as desk:
            query = desk.select(LedgerEntry).where(LedgerEntry.remedy_id == remedy_id)
            return [row.what for row in desk.all(query.order_by(LedgerEntry.id))]

    def sweep(self, minutes: float) -> int:
        with self.runtime.database.transaction() as session:
            return remedy_work.sweep(session, NOON + timedelta(minutes=minutes))


def terms(quantity: int = 2) -> Terms:
    value = bag(str(3000 * quantity), f"{20 * quantity}.00")
    payment = Payment("shopify_payments", "gid://shopify/OrderTransaction/1", value)
    return Terms(
        gives=value,
        maximum=bag("9000", "60.00"),
        payments=(payment,),
        pieces=(Piece(CUP, "Asagao cup", quantity, "NO_RESTOCK"),),
    )


def made(
    key: str = KEY, status: str = "SUCCESS", gid: str = "gid://shopify/Refund/1", note: str | None = None
) -> Refund:
    paid = Transaction(
        "gid://shopify/OrderTransaction/2", "REFUND", TransactionStatus(status), "card", bag("6000", "40.00"), NOON
    )
    words = f"arrived broken ({marker(key)})" if note is None else note
    return Refund(gid, NOON + timedelta(minutes=3), bag("6000", "40.00"), words, (RefundLineItem(CUP, 2),), (paid,))


def outcome(status: str = "SUCCESS") -> Outcome:
    """Shopify's answer, which may not tell of its transactions."""
    money = MoneyState.SUCCESS if status == "SUCCESS" else MoneyState.PENDING
    told = made(status=status)
    return Outcome(told.gid, money, told.transactions, refund_gid=told.gid)


@pytest.fixture
def counter(runtime, hana) -> Counter:
    return Counter(runtime, hana)


def both_at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each gives or raises, called at the same moment."""
    barrier, outcomes = Barrier(len(calls)), []

    def press(call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            outcomes.append(call())
        except LookAgain as conflict:
            outcomes.append(conflict.problem)

    threads = [Thread(target=press, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_dialog_shows_the_rest_of_every_line_in_both_currencies(counter):
    with counter.at() as desk:
        shown = form_order(desk, counter.order_id)
    (line,) = shown.lines
    assert (line.left, line.unfulfilled, line.unit_price) == (3, 3, bag("3000", "20.00"))
    assert (shown.name, shown.presentment_currency, shown.currency) == ("#1042", "USD", "JPY")


def test_pieces_of_a_refund_made_elsewhere_are_no_longer_on_offer(counter):
    """RF-29."""
    with counter.at() as desk:
        elsewhere = made(note="made in the admin")
        orders.mirror(desk, replace(cast.order(), updated_at=NOON + timedelta(hours=1), refunds=(elsewhere,)))
        assert form_order(desk, counter.order_id).lines[0].left == 1


def test_a_confirmed_preview_becomes_one_remedy_with_its_request_stored_before_any_call(counter):
    remedy_id = counter.confirm(counter.preview())
    row = counter.row(remedy_id)
    assert (row.state, row.open_order_id, row.idempotency_key) == ("WAITING", counter.order_id, KEY)
    assert (row.amount, row.presentment_currency) == (40, "USD")
    assert (row.cost, row.currency) == (6000, "JPY")
    assert row.request == '{"the": "request"}'
    assert len(row.payload_hash) == 64
    assert row.first_sent_at is None
    assert {"RemedyRequested", "RemedyDue"} <= set(counter.recorded())
    assert counter.entered(remedy_id) == ["REQUESTED"]


def test_the_same_confirmation_twice_is_the_same_remedy(counter):
    """RF-01."""
    preview = counter.preview()
    assert counter.confirm(preview) == counter.confirm(preview, key="another-key")
    assert counter.recorded().count("RemedyRequested") == 1


def test_a_replayed_confirmation_after_the_end_still_finds_its_remedy(counter):
    """RF-12: the next day."""
    preview = counter.preview()
    remedy_id = counter.confirm(preview)
    counter.succeed(remedy_id)
    assert counter.confirm(preview, minutes=60 * 24) == remedy_id
    assert counter.recorded().count("RemedyRequested") == 1


def test_another_payload_than_shown_is_refused_even_on_a_replay(counter):
    """RF-12."""
    preview, other = counter.preview(), counter.preview(1)
    for _ in range(2):
        for digest in (preview.digest[:-1] + ("0" if preview.digest[-1] != "0" else "1"), other.digest, ""):
            with pytest.raises(NotPossible) as refusal:
                counter.confirm(preview, digest=digest)
            assert refusal.value.problem is Problem.OTHER_PAYLOAD
        counter.confirm(preview)


def test_a_second_tab_with_another_preview_is_told_of_the_first(counter):
    """RF-02."""
    first, second = counter.preview(2), counter.preview(1)
    remedy_id = counter.confirm(first)
    with pytest.raises(LookAgain) as conflict:
        counter.confirm(second, key="k2")
    assert (conflict.value.problem, conflict.value.intent_id) == (Problem.IN_PROGRESS, remedy_id)


def test_a_preview_while_another_remedy_is_on_its_way_is_refused(counter):
    remedy_id = counter.confirm(counter.preview())
    with pytest.raises(LookAgain) as conflict:
        counter.preview(1, counter.hana)
    assert (conflict.value.problem, conflict.value.intent_id) == (Problem.IN_PROGRESS, remedy_id)


def test_a_preview_from_before_another_remedy_must_be_looked_at_again(counter):
    """RF-02, RF-16."""
    first, second = counter.preview(1), counter.preview(1, counter.hana)
    counter.succeed(counter.confirm(first))
    with pytest.raises(LookAgain) as conflict:
        counter.confirm(second, counter.hana, key="k2", minutes=4)
    assert conflict.value.problem is Problem.QUANTITY_CHANGED
    fresh = counter.preview(1, counter.hana, minutes=5)
    assert counter.confirm(fresh, counter.hana, key="k3", minutes=6)


def test_a_remedy_that_was_undone_leaves_another_preview_good(counter):
    first, second = counter.preview(1), counter.preview(1, counter.hana)
    remedy_id = counter.confirm(first, undo=UNDO)
    counter.do(remedies.withdraw, counter.order_id, remedy_id, minutes=1.2)
    assert counter.confirm(second, counter.hana, key="k2", minutes=2) != remedy_id


def test_two_agents_confirming_at_once_make_one_remedy(counter):
    """RF-03."""
    previews = [(counter.preview(2), counter.diego), (counter.preview(2, counter.hana), counter.hana)]
    presses = [
        lambda shown=shown, actor=actor, key=f"key-{index}": counter.confirm(shown, actor, key=key)
        for index, (shown, actor) in enumerate(previews)
    ]
    outcomes = both_at_once(*presses)
    assert [item for item in outcomes if isinstance(item, Problem)] == [Problem.IN_PROGRESS]
    assert counter.recorded().count("RemedyRequested") == 1


def test_ten_clicks_at_once_are_one_remedy(counter):
    """RF-01."""
    preview = counter.preview()
    ids = both_at_once(*[lambda key=f"key-{index}": counter.confirm(preview, key=key) for index in range(10)])
    assert len(ids) == 10
    assert len(set(ids)) == 1


def test_the_database_itself_allows_one_remedy_under_way_an_order(counter):
    row = counter.row(counter.confirm(counter.preview()))
    values = {name: getattr(row, name) for name in ("order_id", "open_order_id", "agent_id", "state", "created_at")}
    with pytest.raises(IntegrityError), counter.at() as desk:
        desk.add(Remedy(**values, idempotency_key="k2", payload_hash="", request=""))


def test_credit_for_one_customer_goes_one_at_a_time_whatever_the_order(counter):
    with counter.at() as desk:
        second = orders.mirror(desk, cast.order("#1043")).order_id
    credit = {"kind": RemedyKind.STORE_CREDIT, "choice": StoreCreditChoice(terms(1).gives.presentment)}
    first = counter.confirm(counter.preview(1, **credit))
    with pytest.raises(LookAgain) as conflict:
        counter.confirm(counter.preview(1, order_id=second, **credit), key="k2")
    assert (conflict.value.problem, conflict.value.intent_id) == (Problem.IN_PROGRESS, first)
    assert counter.confirm(counter.preview(1, order_id=second), key="k3")  # a refund there may


def test_an_old_preview_must_be_made_again(counter):
    preview = counter.preview()
    with pytest.raises(LookAgain) as conflict:
        counter.confirm(preview, minutes=15)
    assert conflict.value.problem is Problem.EXPIRED


def test_a_preview_is_confirmed_by_the_agent_it_was_shown_to(counter):
    """RF-12."""
    with pytest.raises(LookAgain) as conflict:
        counter.confirm(counter.preview(), counter.hana)
    assert conflict.value.problem is Problem.NOT_YOURS


@pytest.mark.parametrize("kind", [ActorKind.RULE, ActorKind.SYSTEM, ActorKind.SHOPIFY])
def test_only_a_person_gives_a_remedy(counter, kind):
    """RF-27: a rule, a webhook and the system itself may not even preview one, nor confirm what a person previewed."""
    preview, nobody = counter.preview(), Actor(kind, 1)
    for attempt in (lambda: counter.preview(actor=nobody), lambda: counter.confirm(preview, nobody)):
        with pytest.raises((MayNotRefund, LookAgain)):
            attempt()
    assert "RemedyRequested" not in counter.recorded()


def test_the_limit_of_agents_is_held_at_the_preview_and_at_the_confirmation(counter):
    preview = counter.preview()
    with counter.at() as desk:
        desk.shop.agent_refund_limit = 5999
    assert isinstance(counter.preview().verdict, NeedsApproval)
    with pytest.raises(MayNotRefund) as refusal:
        counter.confirm(preview)
    assert refusal.value.problem is Problem.OVER_LIMIT
    assert counter.confirm(counter.preview(actor=counter.hana), counter.hana)


def test_another_shop_sees_neither_order_nor_preview_nor_remedy(counter, mei):
    """RF-22."""
    preview = counter.preview()
    remedy_id = counter.confirm(preview)
    stranger = Actor(ActorKind.AGENT, cast.agent(counter.runtime.database, mei.id, "Mei").id)
    confirmation = Confirmation(preview.token, preview.digest, KEY, "{}", UNDO)
    for call, arguments in (
        (form_order, (counter.order_id,)),
        (remedies.preview, (counter.order_id, preview.token)),
        (remedies.request, (counter.order_id, confirmation)),
        (remedies.withdraw, (counter.order_id, remedy_id)),
        (page, (counter.order_id, remedy_id)),
        (remedy_work.claim, (remedy_id,)),
    ):
        with pytest.raises(NotFound), counter.runtime.desk(mei.id, stranger) as desk:
            call(desk, *arguments)


def test_a_preview_or_remedy_of_another_order_is_not_found(counter):
    """RF-22."""
    with counter.at() as desk:
        other = orders.mirror(desk, cast.order("#1043")).order_id
    preview = counter.preview()
    remedy_id = counter.confirm(preview)
    confirmation = Confirmation(preview.token, preview.digest, KEY, "{}", UNDO)
    for call, argument in (
        (remedies.preview, preview.token),
        (remedies.request, confirmation),
        (remedies.withdraw, remedy_id),
        (page, remedy_id),
    ):
        with pytest.raises(NotFound), counter.at() as desk:
            call(desk, other, argument)


def test_until_its_time_has_come_nobody_can_take_it_and_it_can_be_undone(counter):
    remedy_id = counter.confirm(counter.preview(), undo=UNDO)
    assert "RemedyDue" not in counter.recorded()
    assert counter.claim(remedy_id, minutes=1.49) is None
    counter.do(remedies.withdraw, counter.order_id, remedy_id, minutes=1.49)
    row = counter.row(remedy_id)
    assert (row.state, row.problem, row.error, row.open_order_id) == ("CANCELLED", "WITHDRAWN", "Diego", None)
    assert counter.claim(remedy_id, minutes=5) is None
    assert counter.sweep(5) == 0
    assert counter.entered(remedy_id) == ["REQUESTED", "WITHDRAWN"]
    counter.do(remedies.withdraw, counter.order_id, remedy_id, minutes=6)  # a second press changes nothing
    assert counter.recorded().count("RemedySettled") == 1


def test_undone_after_a_worker_took_it_but_before_it_sent_nothing_is_sent(counter):
    remedy_id = counter.confirm(counter.preview(), undo=UNDO)
    work = counter.claim(remedy_id, minutes=1.6)
    counter.do(remedies.withdraw, counter.order_id, remedy_id, minutes=1.7)
    assert not counter.do(remedy_work.start_sending, work)
    assert counter.row(remedy_id).state == "CANCELLED"


def test_what_was_sent_cannot_be_undone_any_more(counter):
    remedy_id = counter.confirm(counter.preview())
    counter.do(remedy_work.start_sending, counter.claim(remedy_id))
    with pytest.raises(LookAgain) as late:
        counter.do(remedies.withdraw, counter.order_id, remedy_id)
    assert late.value.problem is Problem.TOO_LATE_TO_UNDO
    assert counter.row(remedy_id).state == "SENDING"


def test_undone_or_sent_but_never_both(counter):
    remedy_id = counter.confirm(counter.preview(), undo=UNDO)
    work = counter.claim(remedy_id)
    undo = lambda: counter.do(remedies.withdraw, counter.order_id, remedy_id)  # noqa: E731 - one of two racers
    sent, undone = [], []
    for outcome_of in both_at_once(lambda: ("sent", counter.do(remedy_work.start_sending, work)), undo):
        (sent if isinstance(outcome_of, tuple) else undone).append(outcome_of)
    state = counter.row(remedy_id).state
    assert (sent, undone, state) in [
        ([("sent", True)], [Problem.TOO_LATE_TO_UNDO], "SENDING"),
        ([("sent", False)], [None], "CANCELLED"),
    ]


def test_one_worker_at_a_time_holds_a_remedy(counter):
    remedy_id = counter.confirm(counter.preview())
    held = remedy_work.CLAIM.total_seconds() / 60
    assert counter.claim(remedy_id) is not None
    assert counter.claim(remedy_id, minutes=2 + held * 0.9) is None
    assert counter.claim(remedy_id, minutes=2 + held * 1.1) is not None


def test_what_shopify_knows_no_key_of_is_held_for_longer(counter):
    choice = ReturnProcessingChoice("gid://shopify/Return/1")
    remedy_id = counter.confirm(counter.preview(kind=RemedyKind.RETURN_PROCESSING, choice=choice))
    held = remedy_work.LONG_CLAIM.total_seconds() / 60
    assert counter.claim(remedy_id) is not None
    assert counter.claim(remedy_id, minutes=2 + held * 0.9) is None
    assert counter.claim(remedy_id, minutes=2 + held * 1.1) is not None


def test_a_worker_whose_claim_was_taken_over_changes_nothing(counter):
    """RF-09."""
    remedy_id = counter.confirm(counter.preview())
    stale = counter.claim(remedy_id)
    counter.claim(remedy_id, minutes=10)
    before, entered = counter.row(remedy_id), counter.entered(remedy_id)
    assert not counter.do(remedy_work.start_sending, stale, minutes=11)
    assert not counter.do(remedy_work.succeed, stale, outcome(), found=False, minutes=11)
    assert not counter.do(remedy_work.end, stale, RemedyState.REJECTED, Problem.REFUSED, minutes=11)
    assert not counter.do(remedy_work.put_off, stale, sent=False, error="", minutes=11)
    after = counter.row(remedy_id)
    assert (after.state, after.claim, after.first_sent_at) == (before.state, before.claim, None)
    assert counter.entered(remedy_id) == entered
    assert "RemedySettled" not in counter.recorded()


def test_an_ended_remedy_cannot_be_claimed_and_frees_the_order(counter):
    remedy_id = counter.confirm(counter.preview())
    assert counter.succeed(remedy_id)
    assert counter.claim(remedy_id, minutes=60) is None
    row = counter.row(remedy_id)
    assert (row.state, row.money_state, row.open_order_id) == ("SUCCEEDED", "SUCCESS", None)
    assert row.refund_gid == "gid://shopify/Refund/1"
    assert counter.recorded().count("RemedySettled") == 1
    assert counter.entered(remedy_id) == ["REQUESTED", "SENT", "ANSWERED", "SUCCEEDED", "MONEY"]
    with counter.at() as desk:
        assert remedy_fence.under_way(desk, counter.order_id) == 0


def test_what_was_certainly_not_sent_is_not_marked_as_sent(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work)
    assert counter.row(remedy_id).first_sent_at is not None
    counter.do(remedy_work.put_off, work, sent=False, error="Throttled")
    assert (counter.row(remedy_id).state, counter.row(remedy_id).first_sent_at) == ("WAITING", None)


def test_an_unclear_remedy_keeps_its_first_moment_over_every_later_attempt(counter):
    """RF-04."""
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work, minutes=3)
    counter.do(remedy_work.put_off, work, sent=True, error="timeout", minutes=3)
    again = counter.claim(remedy_id, minutes=30)
    assert again.was_sent
    counter.do(remedy_work.start_sending, again, minutes=30)
    row = counter.row(remedy_id)
    assert (row.first_sent_at, row.last_sent_at) == (NOON + timedelta(minutes=3), NOON + timedelta(minutes=30))
    counter.do(remedy_work.put_off, again, sent=True, error="timeout", minutes=30)
    row = counter.row(remedy_id)
    assert (row.state, row.first_sent_at) == ("UNKNOWN", NOON + timedelta(minutes=3))
    assert row.open_order_id == counter.order_id
    assert counter.entered(remedy_id) == ["REQUESTED", "SENT", "UNKNOWN", "SENT", "UNKNOWN"]


@pytest.mark.parametrize("by_gid", [True, False])
def test_the_webhook_of_our_refund_finds_our_remedy(counter, by_gid):
    remedy_id = counter.confirm(counter.preview())
    if by_gid:
        counter.succeed(remedy_id)
    echo = made(note="rewritten by somebody" if by_gid else None)
    assert counter.do(remedy_echoes.adopt_echo, counter.order_id, echo) == remedy_id
    assert counter.row(remedy_id).state == "SUCCEEDED"
    assert counter.recorded().count("RemedySettled") == 1


def test_a_webhook_before_our_own_record_settles_once_and_the_worker_comes_too_late(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work)
    counter.do(remedy_echoes.adopt_echo, counter.order_id, made())
    assert not counter.do(remedy_work.succeed, work, outcome(), found=False)
    assert not counter.do(remedy_work.put_off, work, sent=True, error="timeout")
    assert counter.row(remedy_id).state == "SUCCEEDED"
    assert counter.recorded().count("RemedySettled") == 1
    assert counter.entered(remedy_id).count("SUCCEEDED") == 1


def test_an_echo_that_does_not_tell_of_the_money_lets_the_errand_look_at_once(counter):
    remedy_id = counter.confirm(counter.preview(), undo=UNDO)
    crashed = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, crashed)
    silent = replace(made(), transactions=())
    for _ in range(2):
        assert counter.do(remedy_echoes.adopt_echo, counter.order_id, silent) == remedy_id
    assert counter.row(remedy_id).state == "UNKNOWN"
    assert counter.recorded().count("RemedyDue") == 1
    assert not counter.do(remedy_work.put_off, crashed, sent=False, error="")
    again = counter.claim(remedy_id, minutes=3)
    assert again.was_sent
    counter.do(remedy_work.succeed, again, outcome(), found=True)
    assert counter.row(remedy_id).money_state == "SUCCESS"


def given_up(counter: Counter) -> int:
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work)
    counter.do(remedy_work.end, work, RemedyState.NEEDS_REVIEW, Problem.NEVER_CONFIRMED)
    return remedy_id


def test_a_refund_given_up_is_known_again_by_its_echo_and_its_money_by_the_next_word(counter):
    remedy_id = given_up(counter)
    counter.do(remedy_echoes.adopt_echo, counter.order_id, replace(made(), transactions=()))
    row = counter.row(remedy_id)
    assert (row.state, row.money_state, row.problem) == ("SUCCEEDED", "PENDING", "")
    moved = replace(made().transactions[0], created_at=NOON + timedelta(minutes=3))
    assert counter.do(remedy_echoes.transaction_changed, counter.order_id, moved) == remedy_id
    assert counter.row(remedy_id).money_state == "SUCCESS"
    assert counter.entered(remedy_id)[-4:] == ["NEEDS_REVIEW", "FOUND", "SUCCEEDED", "MONEY"]


def test_a_refund_given_up_that_is_told_with_its_money_is_settled_and_not_called_external(counter):
    remedy_id = given_up(counter)
    with counter.at() as desk:
        orders.mirror(desk, replace(cast.order(), updated_at=NOON + timedelta(hours=1), refunds=(made(),)))
        external = desk.all(desk.select(LedgerEntry).where(LedgerEntry.remedy_id.is_(None)))
    row = counter.row(remedy_id)
    assert (row.state, row.money_state, row.problem) == ("SUCCEEDED", "SUCCESS", "")
    assert external == []


def test_a_refund_made_elsewhere_is_not_ours(counter):
    """RF-29."""
    remedy_id = counter.confirm(counter.preview())
    counter.do(remedy_work.start_sending, counter.claim(remedy_id))
    assert counter.do(remedy_echoes.adopt_echo, counter.order_id, made(note="made in the admin")) is None
    assert counter.row(remedy_id).state == "SENDING"


def test_the_mirror_links_the_echo_and_calls_it_our_own(counter):
    remedy_id = counter.confirm(counter.preview())
    with counter.at() as desk:
        told = replace(cast.order(), updated_at=NOON + timedelta(hours=1), refunds=(made(),))
        orders.mirror(desk, told)
        row = desk.one(desk.select(RefundRow))
        event = desk.one(desk.select(EventRow).where(EventRow.name == "RefundRecorded"))
    assert row.remedy_id == remedy_id
    assert event.payload["external"] is False
    assert counter.row(remedy_id).state == "SUCCEEDED"


@pytest.mark.parametrize("gid", ["gid://shopify/OrderTransaction/2", "gid://shopify/OrderTransaction/3"])
def test_a_payment_that_fails_later_is_an_alarm_once(counter, gid):
    remedy_id = counter.confirm(counter.preview())
    counter.succeed(remedy_id, "PENDING")
    assert counter.row(remedy_id).money_state == "PENDING"
    failed = replace(made(status="FAILURE").transactions[0], gid=gid, error="card closed")
    for _ in range(2):
        assert counter.do(remedy_echoes.transaction_changed, counter.order_id, failed) == remedy_id
    row = counter.row(remedy_id)
    assert (row.money_state, row.problem, row.error) == ("FAILURE", "MONEY_FAILED", "card closed")
    assert counter.recorded().count("RemedyMoneyMoved") == 1


def test_a_payment_that_clears_later_is_money_moved(counter):
    remedy_id = counter.confirm(counter.preview())
    counter.succeed(remedy_id, "PENDING")
    assert "RemedyMoneyMoved" not in counter.recorded()
    counter.do(remedy_echoes.transaction_changed, counter.order_id, made().transactions[0])
    row = counter.row(remedy_id)
    assert (row.money_state, row.problem) == ("SUCCESS", "")
    assert counter.recorded().count("RemedyMoneyMoved") == 1


def test_a_payment_from_before_the_remedy_says_nothing_about_it(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work)
    untold = replace(outcome("PENDING"), transactions=())
    counter.do(remedy_work.succeed, work, untold, found=True)
    older = replace(made().transactions[0], gid="gid://shopify/OrderTransaction/9", created_at=NOON - timedelta(days=1))
    assert counter.do(remedy_echoes.transaction_changed, counter.order_id, older) is None
    moved = replace(made().transactions[0], created_at=NOON + timedelta(minutes=3))
    assert counter.do(remedy_echoes.transaction_changed, counter.order_id, moved) == remedy_id
    assert counter.row(remedy_id).money_state == "SUCCESS"


def test_the_payment_of_a_sale_says_nothing_about_a_refund(counter):
    remedy_id = counter.confirm(counter.preview())
    counter.succeed(remedy_id, "PENDING")
    sale = replace(made(status="FAILURE").transactions[0], gid="gid://shopify/OrderTransaction/1", kind="SALE")
    assert counter.do(remedy_echoes.transaction_changed, counter.order_id, sale) is None


def test_the_sweep_rings_when_the_time_to_undo_is_over_and_again_only_for_what_was_left_alone(counter):
    """RF-07."""
    remedy_id = counter.confirm(counter.preview(), undo=UNDO)
    assert counter.sweep(1.4) == 0  # it can still be undone
    assert counter.sweep(1.5) == 1
    assert counter.sweep(1.9) == 0  # its ring is on the way
    held = remedy_work.CLAIM.total_seconds() / 60
    work = counter.claim(remedy_id, minutes=4)
    assert counter.sweep(4 + held * 0.9) == 0  # a worker has it
    assert counter.sweep(4 + held * 1.1) == 1  # its claim ran out: it crashed
    counter.do(remedy_work.succeed, work, outcome(), found=False)
    assert counter.sweep(60) == 0
    assert counter.recorded().count("RemedyDue") == 2


def test_a_remedy_put_off_is_rung_for_when_its_wait_is_over(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.put_off, work, sent=False, error="Throttled")
    due = counter.row(remedy_id).next_try_at
    assert due == NOON + timedelta(minutes=3, seconds=work.wait)
    assert counter.sweep(3) == 0
    assert counter.sweep(3 + (work.wait + 1) / 60) == 1


def test_a_deleted_order_gets_no_remedy(counter):
    with counter.at() as desk:
        desk.get(Order, counter.order_id).deleted_at = NOON
    with pytest.raises(NotFound):
        counter.preview()


def test_what_was_shown_is_kept_for_the_errand(counter):
    preview = counter.preview(seen=frozenset({"gid://shopify/Refund/8"}), marks=frozenset({"mark"}))
    work = counter.claim(counter.confirm(preview))
    assert read(work.ask.choice, RefundChoice) == RefundChoice((SelectedLine(CUP, 2),))
    assert work.terms == terms()
    assert work.ask.known == {"gid://shopify/Refund/8", "mark"}
    assert (work.ask.key, work.request, work.agent_id) == (KEY, '{"the": "request"}', counter.diego.id)
    assert (work.ask.reason, work.ask.note) == (RemedyReason.DAMAGED, "arrived broken")


def test_papers_come_back_as_they_were(counter):
    assert read(paper_of(terms()), Terms) == terms()


def test_an_agent_who_left_sends_nothing_any_more(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    with counter.at() as desk:
        desk.get(cast.Agent, counter.diego.id).removed_at = NOON
    with pytest.raises(MayNotRefund) as refusal:
        counter.do(remedy_work.start_sending, work)
    assert refusal.value.problem is Problem.AGENT_GONE
    assert counter.row(remedy_id).first_sent_at is None


@pytest.mark.parametrize(
    ("reason", "note", "problem"),
    [
        (RemedyReason.UNKNOWN, "broken", Problem.REASON_MISSING),
        (RemedyReason.OTHER, "  ", Problem.NEEDS_NOTE),
        (RemedyReason.DAMAGED, "x" * 201, Problem.REASON_TOO_LONG),
    ],
)
def test_why_has_to_be_said(reason, note, problem):
    with pytest.raises(NotPossible) as refusal:
        remedies.check_why(Wanted(RemedyKind.REFUND, reason, note, RefundChoice()))
    assert refusal.value.problem is problem
    assert remedies.check_why(Wanted(RemedyKind.REFUND, RemedyReason.DAMAGED, "", RefundChoice())) is None


def test_a_ring_names_the_remedy_and_nothing_else(counter):
    """Web to worker: ids only; the worker reads the rest again."""
    remedy_id = counter.confirm(counter.preview())
    with counter.at() as desk:
        event = desk.one(desk.select(EventRow).where(EventRow.name == RemedyDue.__name__))
    assert event.payload == {"remedy_id": remedy_id, "order_id": counter.order_id}
