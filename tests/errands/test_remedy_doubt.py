"""Whatever becomes of an answer, a worker, a claim or a commit: the money moves once, and doubt is looked up first."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import time_machine

from app.desk import authority_rules, shops
from app.domain.events import RemedyDue
from app.domain.remedies.course import LOOKS
from app.domain.remedies.kinds import RemedyKind
from app.errands import remedy, tokens
from app.models import LedgerEntry, Order, Remedy
from app.shopify.client import PooledGraphQL
from app.shopify.remedies import refund
from tests.errands.money_stage import Stage
from tests.processes import HANA
from tests.servers import wait_until
from tests.staff import come_in

NOTHING = (0, "0.00", "USD")


@pytest.fixture
def order_id(stage) -> int:
    return stage.mirror()


@pytest.fixture
def sent(monkeypatch) -> Iterator[list[bytes]]:
    """The bytes of every refund that went over the wire."""
    bodies: list[bytes] = []
    real = PooledGraphQL.send

    def recording(client: PooledGraphQL, body: bytes) -> Any:
        if b"mutation RefundCreate" in body:
            bodies.append(body)
        return real(client, body)

    monkeypatch.setattr(PooledGraphQL, "send", recording)
    return bodies


def once(preview) -> tuple[int, str, str]:
    amount = preview.terms.gives.presentment
    return 1, amount.wire(), amount.currency


def calls(stage: Stage, name: str = "refundCreate") -> int:
    return int(stage.store.get("/control/calls", shop=HANA).get(name, 0))


def entered(stage: Stage, remedy_id: int) -> list[str]:
    with stage.desk() as desk:
        query = desk.select(LedgerEntry).where(LedgerEntry.remedy_id == remedy_id)
        return [row.what for row in desk.all(query.order_by(LedgerEntry.id))]


def later(minutes: float = 3) -> time_machine.travel:
    return time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=True)


def test_what_is_sent_again_is_what_was_stored_byte_for_byte_though_the_code_writes_it_otherwise_now(
    stage, order_id, sent
):
    """RF-04, RF-11: confirmed by the release before, which wrote its fields in another order."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    with stage.desk() as desk:
        row = desk.get(Remedy, remedy_id)
        row.request = json.dumps(json.loads(row.request), sort_keys=True, indent=1)
        stored = row.request.encode()
    stage.store.fault("refundCreate", "reset_before_commit")
    assert stage.run(remedy_id).state == "UNKNOWN"
    assert stage.run(remedy_id).state == "SUCCEEDED"
    assert sent == [stored, stored]
    assert stage.moved() == once(preview)


def test_the_agents_retry_and_the_workers_are_one_refund(stage, order_id):
    """RF-04: while its answer is lost he is told that it is looked up, and a second press is the same remedy."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    key = stage.row(remedy_id).idempotency_key
    stage.store.fault("refundCreate", "commit_then_timeout", seconds=0.2)
    assert stage.run(remedy_id).state == "UNKNOWN"
    assert stage.confirm(order_id, preview) == remedy_id
    row = stage.run(remedy_id, times=2)
    assert (row.state, row.idempotency_key) == ("SUCCEEDED", key)
    assert stage.moved() == once(preview)


@pytest.mark.parametrize(
    "fault", ["commit_then_502", "reset_before_commit", "reset_after_commit", "null_after_commit", "http_500"]
)
def test_no_layer_repeats_a_refund_by_itself(stage, order_id, sent, fault):
    """RF-05."""
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", fault)
    stage.run(remedy_id)
    assert (len(sent), calls(stage)) == (1, 1)


def test_a_request_that_is_still_running_over_there_is_waited_for_under_the_same_key(stage, order_id):
    """RF-11."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    row = stage.row(remedy_id)
    stage.store.fault("refundCreate", "slow", seconds=4)
    api = tokens.api(stage.runtime, stage.shop_id)
    first = Thread(target=lambda: api.mutate(refund.CREATE, body=row.request))
    first.start()
    wait_until(lambda: calls(stage) == 1, what="the first request")
    running = stage.run(remedy_id)
    first.join()
    assert (running.state, running.idempotency_key) == ("UNKNOWN", row.idempotency_key)
    assert stage.run(remedy_id).state == "SUCCEEDED"
    assert stage.moved() == once(preview)


@pytest.mark.parametrize("fault", ["http_402", "http_403", "http_423", "user_errors"])
def test_a_clear_no_ends_it_frees_the_order_and_is_not_asked_again(stage, order_id, fault):
    """RF-14: a shop that is frozen or locked, a scope that is gone, an error of the input."""
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", fault, times=9)
    row = stage.run(remedy_id, times=3)
    assert (row.state, row.open_order_id) == ("REJECTED", None)
    assert row.problem in {"REFUSED", "NOT_PERMITTED"}
    assert row.error
    assert (calls(stage), stage.moved()) == (1, NOTHING)


def test_a_no_after_a_lost_answer_is_no_answer_about_the_first_attempt(stage, order_id):
    """RF-14."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    stage.store.fault("refundCreate", "reset_before_commit")
    stage.run(remedy_id)
    stage.store.fault("refundCreate", "http_423")
    row = stage.run(remedy_id)
    assert (row.state, row.problem) == ("NEEDS_REVIEW", "NEVER_CONFIRMED")
    assert "frozen" in row.error
    assert stage.moved() == NOTHING


def test_a_switch_turned_after_a_lost_answer_does_not_say_that_nothing_was_sent(stage, order_id):
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", "reset_before_commit")
    stage.run(remedy_id)
    with stage.desk(come_in(stage.runtime, stage.store, "Hana")) as desk:
        authority_rules.pause(desk)
    row = stage.run(remedy_id)
    assert (row.state, row.problem) == ("NEEDS_REVIEW", "NEVER_CONFIRMED")
    assert (calls(stage), stage.moved()) == (1, NOTHING)


def test_a_lost_answer_that_shopify_refuses_to_let_us_look_for_reaches_a_person(stage, order_id):
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", "reset_before_commit")
    stage.run(remedy_id)
    with stage.desk() as desk:
        shops.need_reopen(desk)
    row = stage.run(remedy_id, times=LOOKS - 2)
    assert (row.state, row.open_order_id) == ("UNKNOWN", order_id)
    row = stage.run(remedy_id)
    assert (row.state, row.problem, row.open_order_id) == ("NEEDS_REVIEW", "NEVER_CONFIRMED", None)


def test_a_lost_answer_that_could_not_be_looked_up_for_a_day_reaches_a_person(stage, order_id):
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", "reset_before_commit")
    stage.run(remedy_id)
    away = replace(stage.runtime.settings, shopify_url_template="http://127.0.0.1:9/shops/{shop}")
    runtime = replace(stage.runtime, settings=away)
    remedy.run(runtime, stage.shop_id, RemedyDue(remedy_id, order_id))
    assert stage.row(remedy_id).state == "UNKNOWN"
    with stage.desk() as desk:
        desk.get(Remedy, remedy_id).first_sent_at = datetime.now(UTC) - timedelta(hours=24)
    remedy.run(runtime, stage.shop_id, RemedyDue(remedy_id, order_id))
    row = stage.row(remedy_id)
    assert (row.state, row.problem, row.open_order_id) == ("NEEDS_REVIEW", "NEVER_CONFIRMED", None)


def test_looks_for_a_lost_answer_are_not_used_up_by_tries_that_sent_nothing(stage, order_id):
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    with stage.desk() as desk:
        desk.get(Remedy, remedy_id).attempts = LOOKS
    stage.store.fault("refundCreate", "commit_then_502")
    assert stage.run(remedy_id).attempts == 1
    assert stage.run(remedy_id).state == "SUCCEEDED"


def test_throttling_inside_an_answer_is_waited_out_with_the_same_bytes(stage, order_id, sent):
    """RF-14."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    stage.store.fault("refundCreate", "throttled")
    assert stage.run(remedy_id, times=2).state == "SUCCEEDED"
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert stage.moved() == once(preview)


def test_a_token_that_is_never_taken_ends_in_words_and_not_in_a_loop(stage, order_id):
    """RF-14: 401 and 401 again."""
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", "unauthorized", times=50)
    row = stage.run(remedy_id, times=3)
    assert (row.state, row.problem) == ("REJECTED", "NOT_SIGNED_IN")
    assert (calls(stage), stage.moved()) == (2, NOTHING)


def vanish(stage: Stage, order_id: int) -> None:
    """Shopify answers null for it: older than the app may see, or deleted."""
    with stage.desk() as desk:
        desk.get(Order, order_id).gid = "gid://shopify/Order/1"


def test_an_order_that_shopify_no_longer_shows_is_no_order_without_refunds(stage, order_id):
    """RF-32: before the preview in words, before the sending nothing is sent, after a lost answer a person looks."""
    preview = stage.preview(order_id)
    waiting = stage.confirm(order_id, preview)
    gid = stage.gid
    vanish(stage, order_id)
    row = stage.run(waiting)
    assert (row.state, row.problem) == ("REJECTED", "ORDER_GONE")
    with pytest.raises(refund.OrderGone):
        stage.wish(order_id, RemedyKind.REFUND, refund.RefundChoice(all_shipping=True))
    with stage.desk() as desk:
        desk.get(Order, order_id).gid = gid
    lost = stage.confirm(order_id, stage.preview(order_id))
    stage.store.fault("refundCreate", "reset_before_commit")
    stage.run(lost)
    vanish(stage, order_id)
    row = stage.run(lost, times=2)
    assert (row.state, row.problem) == ("NEEDS_REVIEW", "NEVER_CONFIRMED")
    assert (calls(stage), stage.moved()) == (1, NOTHING)


@pytest.mark.parametrize("fault", ["commit_then_502", "reset_before_commit"])
def test_pieces_go_back_on_the_shelf_once_however_often_it_is_tried(stage, order_id, fault):
    """RF-32."""

    def shelf() -> int:
        return sum(stage.store.get("/control/stock", shop=HANA).values())

    before = shelf()
    remedy_id = stage.confirm(order_id, stage.preview(order_id, 2, restock=True))
    stage.store.fault("refundCreate", fault)
    assert stage.run(remedy_id, times=3).state == "SUCCEEDED"
    assert shelf() == before + 2


def test_no_key_is_ever_made_anew(stage, order_id, sent):
    """RF-11: through losses, throttling and a refusal of the key it stays the one that was confirmed."""
    remedy_id = stage.confirm(order_id, stage.preview(order_id))
    key = stage.row(remedy_id).idempotency_key
    for fault in ("reset_before_commit", "http_500", "http_429"):
        stage.store.fault("refundCreate", fault)
        stage.run(remedy_id)
    assert stage.run(remedy_id).state == "SUCCEEDED"
    assert len(sent) >= 4
    assert {json.loads(body)["variables"]["key"] for body in sent} == {key}
    assert stage.row(remedy_id).idempotency_key == key
