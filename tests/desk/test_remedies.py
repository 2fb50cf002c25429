"""Remedies at the desk: one row a confirmation, one at a time on an order, undone in time, and no second writer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.desk import orders, remedies, remedy_work
from app.desk.desk import Actor, ActorKind
from app.desk.reading.remedy import page
from app.desk.reading.remedy_order import form_order
from app.desk.remedies import Confirmation, Wanted
from app.desk.remedy_papers import paper_of, read
from app.domain.authority import NeedsApproval
from app.domain.errors import NotFound
from app.domain.problems import LookAgain, MayNotRefund, NotPossible, Problem
from app.domain.remedies.choices import RefundChoice, StoreCreditChoice
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.domain.remedies.terms import Terms
from app.models import Order, Remedy
from tests import cast
from tests.cast import NOON, bag
from tests.desk.remedy_counter import KEY, UNDO, Counter, both_at_once, made, terms


@pytest.fixture
def counter(runtime, hana) -> Counter:
    return Counter(runtime, hana)


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


def test_a_deleted_order_gets_no_remedy(counter):
    with counter.at() as desk:
        desk.get(Order, counter.order_id).deleted_at = NOON
    with pytest.raises(NotFound):
        counter.preview()


def test_papers_come_back_as_they_were(counter):
    assert read(paper_of(terms()), Terms) == terms()


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
