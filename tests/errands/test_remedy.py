"""Money moves once, whatever becomes of the answer: Shopify's own count is the judge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
import time_machine

from app.desk import remedy_work
from app.desk.desk import Actor, ActorKind
from app.desk.remedies import Wanted
from app.domain.authority import NeedsApproval
from app.domain.errors import NotFound
from app.domain.events import RemedyDue
from app.domain.problems import LookAgain, MayNotRefund, NotPossible, Problem
from app.domain.refunds import SelectedLine
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.domain.remedies.terms import Part
from app.errands import remedy
from app.errands.remedy import Click
from app.models import Agent, EventRow, Remedy, RemedyPreview
from app.shopify import client
from tests import cast
from tests.servers import wait_until

NOTHING = (0, "0.00", "USD")
EDIT = """mutation Elsewhere($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { message } }
}"""


@pytest.fixture
def order_id(stage) -> int:
    return stage.mirror()


def two_cups(stage, preview) -> tuple[int, str, str]:
    amount = preview.terms.gives.presentment
    return 1, amount.wire(), amount.currency


def test_the_preview_is_what_shopify_computes_in_both_currencies(stage, order_id):
    """RF-17."""
    preview = stage.preview(order_id)
    amount = preview.terms.gives
    assert (amount.presentment.currency, amount.shop.currency) == ("USD", "JPY")
    assert amount.presentment.amount > 0
    assert amount.shop.is_whole()
    assert sum(item.amount.presentment.amount for item in preview.terms.payments) == amount.presentment.amount


def test_a_preview_moves_no_money(stage, order_id):
    stage.preview(order_id)
    assert stage.moved() == NOTHING


def test_a_confirmed_refund_moves_its_money_once(stage, order_id):
    preview = stage.preview(order_id)
    row = stage.run(stage.confirm(order_id, preview), times=3)
    assert (row.state, row.money_state, row.problem) == ("SUCCEEDED", "SUCCESS", "")
    assert row.refund_gid.startswith("gid://shopify/Refund/")
    assert stage.moved() == two_cups(stage, preview)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ("commit_then_timeout", "UNKNOWN"),
        ("commit_then_502", "UNKNOWN"),
        ("reset_after_commit", "UNKNOWN"),
        ("null_after_commit", "UNKNOWN"),
        ("reset_before_commit", "UNKNOWN"),
        ("http_500", "UNKNOWN"),
        ("unauthorized", "SUCCEEDED"),  # nothing ran: a fresh token and the same bytes at once
    ],
)
def test_a_lost_answer_is_looked_up_and_the_money_moves_once(stage, order_id, fault, state):
    """RF-04, RF-05."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    stage.store.fault("refundCreate", fault, seconds=0.2)
    row = stage.run(remedy_id)
    assert row.state == state
    row = stage.run(remedy_id, times=2)
    assert (row.state, row.money_state) == ("SUCCEEDED", "SUCCESS")
    assert stage.moved() == two_cups(stage, preview)


def test_an_unclear_refund_is_found_without_being_sent_again(stage, order_id):
    """RF-04."""
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", "commit_then_502")
    stage.run(remedy_id)
    stage.store.delete("/control/calls")
    assert stage.run(remedy_id).state == "SUCCEEDED"
    assert "refundCreate" not in stage.store.get("/control/calls")


def test_a_throttled_refund_waits_and_is_not_taken_for_a_sent_one(stage, order_id, monkeypatch):
    """RF-14."""
    monkeypatch.setattr(client, "PATIENCE", 1.0)
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    stage.store.fault("refundCreate", "http_429", times=50)
    row = stage.run(remedy_id)
    assert (row.state, row.first_sent_at) == ("WAITING", None)
    stage.store.delete("/control/faults")
    assert stage.run(remedy_id).state == "SUCCEEDED"
    assert stage.moved() == two_cups(stage, preview)


def test_what_shopify_refuses_ends_with_its_own_words(stage, order_id):
    """RF-14."""
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", "user_errors")
    row = stage.run(remedy_id)
    assert (row.state, row.problem, row.open_order_id) == ("REJECTED", "REFUSED", None)
    assert row.error
    assert stage.moved() == NOTHING


def test_a_stale_look_after_a_lost_answer_does_not_refund_twice(stage, order_id):
    """RF-16."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    stage.store.fault("refundCreate", "commit_then_502")
    stage.run(remedy_id)
    stage.store.fault("order", "stale_read", seconds=600, times=1)
    row = stage.run(remedy_id, times=2)
    assert row.state == "SUCCEEDED"
    assert stage.moved() == two_cups(stage, preview)


def test_a_payment_that_is_pending_is_not_called_paid(stage, order_id):
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", "pending_then_failure", seconds=60)
    row = stage.run(remedy_id)
    assert (row.state, row.money_state) == ("SUCCEEDED", "PENDING")
    assert stage.moved() == NOTHING


def test_a_payment_that_fails_later_becomes_an_alarm(stage, order_id):
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", "pending_then_failure", seconds=0.5)
    assert stage.run(remedy_id).money_state == "PENDING"

    def failed() -> bool:
        stage.mirror()
        return stage.row(remedy_id).money_state == "FAILURE"

    wait_until(failed, what="the payment's failure")
    row = stage.row(remedy_id)
    assert (row.state, row.problem) == ("SUCCEEDED", "MONEY_FAILED")
    with stage.desk() as desk:
        assert [row.name for row in desk.all(desk.select(EventRow))].count("RemedyMoneyMoved") == 1
    assert stage.moved() == NOTHING


def test_a_worker_killed_after_shopifys_success_leaves_one_refund(stage, order_id, monkeypatch):
    """RF-06."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)

    class KilledError(BaseException):
        """Nothing after this runs, as nothing runs after a kill."""

    def killed(*_arguments: object, **_named: object) -> None:
        raise KilledError

    with monkeypatch.context() as failpoint:
        failpoint.setattr(remedy_work, "succeed", killed)
        with pytest.raises(KilledError):
            remedy.run(stage.runtime, stage.shop_id, RemedyDue(remedy_id, order_id))
    assert stage.moved() == two_cups(stage, preview)
    assert stage.row(remedy_id).state == "SENDING"
    assert stage.run(remedy_id).state == "SENDING"  # the claim still stands: nobody else may act
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=3), tick=True):
        assert remedy.sweep(stage.runtime, datetime.now(UTC)) == 1
        assert stage.run(remedy_id).state == "SUCCEEDED"
    assert stage.moved() == two_cups(stage, preview)


def test_after_a_kill_the_webhook_of_the_refund_brings_the_end_without_waiting(stage, order_id, monkeypatch):
    """RF-06."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    with monkeypatch.context() as failpoint:
        failpoint.setattr(remedy_work, "succeed", lambda *_, **_named: None)
        remedy.run(stage.runtime, stage.shop_id, RemedyDue(remedy_id, order_id))
    stage.mirror()
    row = stage.run(remedy_id)
    assert (row.state, row.money_state) == ("SUCCEEDED", "SUCCESS")
    assert stage.moved() == two_cups(stage, preview)


def test_a_worker_killed_before_the_call_leaves_it_to_the_sweep(stage, order_id, monkeypatch):
    """RF-07."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    with stage.desk() as desk:
        work = remedy_work.claim(desk, remedy_id)
        remedy_work.start_sending(desk, work)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=3), tick=True):
        assert remedy.sweep(stage.runtime, datetime.now(UTC)) == 1
        assert stage.run(remedy_id).state == "SUCCEEDED"
    assert stage.moved() == two_cups(stage, preview)


def test_five_workers_on_one_refund_move_its_money_once(stage, order_id):
    """RF-09."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    barrier = Barrier(5)

    def work() -> None:
        barrier.wait()
        stage.run(remedy_id)

    threads = [Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stage.row(remedy_id).state == "SUCCEEDED"
    assert stage.moved() == two_cups(stage, preview)


def test_a_double_click_moves_the_money_once(stage, order_id):
    """RF-01."""
    preview = stage.preview(order_id)
    ids = {stage.confirm(order_id, preview) for _ in range(3)}
    assert len(ids) == 1
    stage.run(ids.pop(), times=2)
    assert stage.moved() == two_cups(stage, preview)


def test_two_tabs_cannot_both_refund(stage, order_id):
    """RF-02."""
    first, second = stage.preview(order_id), stage.preview(order_id, quantity=1)
    remedy_id = stage.confirm(order_id, first)
    with pytest.raises(LookAgain) as conflict:
        stage.confirm(order_id, second)
    assert conflict.value.intent_id == remedy_id
    stage.run(remedy_id)
    with pytest.raises(LookAgain):
        stage.confirm(order_id, second)
    assert stage.moved() == two_cups(stage, first)


def elsewhere(stage, preview, quantity: int = 1, key: str = "other") -> None:
    """Somebody refunds in Shopify's own admin; our mirror has not heard of it."""
    line = preview.terms.pieces[0].gid
    lines = [{"lineItemId": line, "quantity": quantity, "restockType": "NO_RESTOCK"}]
    payload = stage.ask(EDIT, input={"orderId": stage.gid, "currency": "USD", "refundLineItems": lines}, key=key)
    assert payload["refundCreate"]["userErrors"] == []


def test_an_order_that_changed_between_preview_and_sending_is_left_to_a_person(stage, order_id):
    """RF-16."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    elsewhere(stage, preview)
    before = stage.moved()
    row = stage.run(remedy_id, times=2)
    assert (row.state, row.problem, row.open_order_id) == ("NEEDS_REVIEW", "QUANTITY_CHANGED", None)
    assert stage.moved() == before


def test_more_than_shopify_has_left_is_refused_at_the_preview_though_the_mirror_is_behind(stage, order_id):
    """RF-15, RF-16."""
    preview = stage.preview(order_id, quantity=3)
    elsewhere(stage, preview, quantity=2)
    choice = RefundChoice(lines=(SelectedLine(preview.terms.pieces[0].gid, 3),))
    with pytest.raises(NotPossible) as refusal:
        stage.wish(order_id, RemedyKind.REFUND, choice)
    assert refusal.value.problem is Problem.TOO_MANY
    assert refusal.value.params["left"] == stage.lines()[0].left


def test_an_agent_who_lost_his_place_between_confirming_and_sending_moves_nothing(stage, order_id):
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    with stage.desk() as desk:
        desk.get(Agent, stage.diego.id).removed_at = datetime.now(UTC)
    row = stage.run(remedy_id)
    assert (row.state, row.problem) == ("REJECTED", "AGENT_GONE")
    assert stage.moved() == NOTHING


def test_a_limit_set_between_confirming_and_sending_stops_the_money(stage, order_id):
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    with stage.desk() as desk:
        desk.shop.agent_refund_limit = Decimal(1)
    row = stage.run(remedy_id)
    assert (row.state, row.problem) == ("REJECTED", "OVER_LIMIT")
    assert stage.moved() == NOTHING
    preview = stage.preview(order_id)
    assert isinstance(preview.verdict, NeedsApproval)
    with pytest.raises(MayNotRefund):
        stage.confirm(order_id, preview)


def test_a_lost_answer_older_than_a_day_is_never_sent_again(stage, order_id):
    """RF-04."""
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", "reset_before_commit")
    stage.run(remedy_id)
    with stage.desk() as desk:
        desk.get(Remedy, remedy_id).first_sent_at = datetime.now(UTC) - timedelta(hours=23)
    row = stage.run(remedy_id)
    assert (row.state, row.problem) == ("NEEDS_REVIEW", "NEVER_CONFIRMED")
    assert stage.moved() == NOTHING


def test_a_key_that_shopify_knows_with_another_request_stops_everything(stage, order_id):
    """RF-11."""
    preview = stage.preview(order_id, quantity=1)
    remedy_id = stage.confirm(order_id, preview)
    key = stage.row(remedy_id).idempotency_key
    elsewhere(stage, preview, key=key)
    gids = [item["id"] for item in _refunds(stage, stage.gid)]
    with stage.desk() as desk:  # as if the order had not changed: only the key is in the way
        shown = desk.one(desk.select(RemedyPreview).where(RemedyPreview.token == preview.token))
        shown.known = gids
    row = stage.run(remedy_id)
    assert (row.state, row.problem) == ("NEEDS_REVIEW", "KEY_MISMATCH")
    assert stage.row(remedy_id).idempotency_key == key
    assert stage.moved() == NOTHING


def _refunds(stage, order_gid: str) -> list[dict[str, str]]:
    found = stage.ask("query Refunds($id: ID!) { order(id: $id) { refunds { id } } }", id=order_gid)
    return found["order"]["refunds"]


def test_shopify_out_of_reach_leaves_the_refund_waiting(stage, order_id):
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    away = replace(stage.runtime.settings, shopify_url_template="http://127.0.0.1:9/shops/{shop}")
    runtime = replace(stage.runtime, settings=away)
    before = datetime.now(UTC)
    remedy.run(runtime, stage.shop_id, RemedyDue(remedy_id, order_id))
    row = stage.row(remedy_id)
    assert before < row.next_try_at < datetime.now(UTC) + timedelta(seconds=3)
    assert (row.state, row.first_sent_at) == ("WAITING", None)


def test_shipping_can_be_refunded_with_its_own_amount(stage, order_id):
    preview = stage.preview(order_id, quantity=1, all_shipping=True)
    assert Part.SHIPPING in {line.part for line in preview.terms.lines}
    row = stage.run(stage.confirm(order_id, preview))
    assert row.state == "SUCCEEDED", row.error
    assert stage.moved() == two_cups(stage, preview)


def test_restocked_pieces_that_were_not_shipped_leave_the_order(stage, order_id):
    before = stage.lines()[0].unfulfilled
    row = stage.run(stage.confirm(order_id, stage.preview(order_id, quantity=2, restock=True)))
    assert row.state == "SUCCEEDED", row.error
    stage.mirror()
    assert stage.lines()[0].unfulfilled == before - 2


def test_the_mirrored_echo_is_our_own_refund(stage, order_id):
    """RF-29."""
    stage.run(stage.confirm(order_id, stage.preview(order_id)))
    stage.mirror()
    with stage.desk() as desk:
        names = [row.name for row in desk.all(desk.select(EventRow))]
    assert names.count("RemedySettled") == 1
    assert stage.lines()[0].left == stage.lines()[0].ordered - 2


@pytest.mark.parametrize(("name", "currency"), [("#1003", "JPY"), ("#1007", "KRW")])
def test_an_order_in_a_currency_without_cents_is_refunded_in_whole_units(stage, name, currency):
    """RF-18."""
    order_id = stage.mirror(name)
    preview = stage.preview(order_id, quantity=1)
    amount = preview.terms.gives.presentment
    assert amount.currency == currency
    row = stage.run(stage.confirm(order_id, preview))
    assert (row.state, stage.moved()[0]) == ("SUCCEEDED", 1)
    assert f'"amount": "{int(amount.amount)}"' in row.request
    assert Decimal(stage.moved()[1]) == amount.amount


def test_another_shop_cannot_preview_or_confirm(stage, order_id, mei):
    """RF-22."""
    preview = stage.preview(order_id)
    wanted = Wanted(RemedyKind.REFUND, RemedyReason.DAMAGED, "", RefundChoice(all_shipping=True))
    stranger = Actor(ActorKind.AGENT, cast.agent(stage.runtime.database, mei.id, "Mei").id)
    with pytest.raises(NotFound):
        remedy.preview(stage.runtime, mei.id, stranger, order_id, wanted)
    with pytest.raises(NotFound):
        remedy.request(stage.runtime, mei.id, stranger, order_id, Click(preview.token, preview.digest))
