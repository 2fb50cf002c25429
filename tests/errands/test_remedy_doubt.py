"""Whatever becomes of an answer, a worker, a claim or a commit: the money moves once, and doubt is looked up first."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import psycopg
import pysqlite3.dbapi2 as sqlite
import pytest
import time_machine
from sqlalchemy.exc import DBAPIError

from app.desk import remedy_work
from app.domain.events import RemedyDue
from app.domain.remedies.choices import StoreCreditChoice
from app.domain.remedies.kinds import RemedyKind
from app.errands import remedy, tokens
from app.models import LedgerEntry, Order, Remedy
from app.shopify.client import PooledGraphQL
from app.shopify.remedies import refund
from tests.errands.money_stage import Stage
from tests.processes import HANA
from tests.servers import wait_until

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


class Overtaken:
    """The first worker's call, in whose middle its claim runs out and a second worker does all there is to do."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch, *, answered: bool) -> None:
        self.stage, self.answered, self.remedy_id = stage, answered, 0
        real = remedy.kinds()
        changed = dict(real) | {RemedyKind.REFUND: replace(refund.KIND, send=self.send)}
        monkeypatch.setattr(remedy, "kinds", lambda: changed)

    def send(self, api: Any, stored: str) -> Any:
        answer = refund.send(api, stored) if self.answered else None
        remedy_id, self.remedy_id = self.remedy_id, 0
        if remedy_id:
            with later():
                assert self.stage.run(remedy_id).state == "SUCCEEDED"
        return answer or refund.send(api, stored)


@pytest.mark.parametrize("answered", [True, False])
def test_a_worker_whose_claim_was_taken_over_in_the_middle_of_its_call_changes_nothing(
    stage, order_id, monkeypatch, answered
):
    """RF-09: before Shopify had its call and after it."""
    preview = stage.preview(order_id)
    overtaken = Overtaken(stage, monkeypatch, answered=answered)
    overtaken.remedy_id = remedy_id = stage.confirm(order_id, preview)
    row = stage.run(remedy_id)
    assert (row.state, row.problem, row.error) == ("SUCCEEDED", "", "")
    told = entered(stage, remedy_id)
    assert (told.count("SUCCEEDED"), stage.events("RemedySettled")) == (1, 1)
    assert told[-1] == "MONEY"
    assert stage.moved() == once(preview)


class BrokenCommit:
    """The commit that records success is cut off: before the database had it, or after, with its answer lost."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch, *, kept: bool) -> None:
        self.dialect, self.kept, self.armed = stage.runtime.database.engine.dialect, kept, False
        self.address = stage.runtime.settings.database_url
        self.commit: Callable[[Any], None] = self.dialect.do_commit
        succeed = remedy_work.succeed

        def arming(*arguments: Any, **named: Any) -> bool:
            self.armed = True
            return succeed(*arguments, **named)

        monkeypatch.setattr(remedy_work, "succeed", arming)
        monkeypatch.setattr(self.dialect, "do_commit", self.cut)

    def cut(self, connection: Any) -> None:
        if not self.armed:
            self.commit(connection)
            return
        self.armed = False
        if self.kept:
            self.commit(connection)
        if self.dialect.name == "sqlite":
            raise sqlite.OperationalError("database or disk is full")
        with psycopg.connect(self.address, autocommit=True) as killer:
            killer.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.driver_connection.info.backend_pid])
        if self.kept:
            connection.driver_connection.execute("SELECT 1")  # as the driver finds out: the server is gone
        self.commit(connection)


@pytest.mark.parametrize("kept", [False, True])
def test_a_connection_cut_during_the_commit_of_success_asks_shopify_before_anything_else(
    stage, order_id, monkeypatch, kept
):
    """RF-10: both outcomes of such a commit; on SQLite the disk is full."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    with monkeypatch.context() as failpoint:
        BrokenCommit(stage, failpoint, kept=kept)
        with pytest.raises(DBAPIError):
            remedy.run(stage.runtime, stage.shop_id, RemedyDue(remedy_id, order_id))
    assert stage.row(remedy_id).state == ("SUCCEEDED" if kept else "SENDING")
    with later():
        assert remedy.sweep(stage.runtime, datetime.now(UTC)) == (0 if kept else 1)
        assert stage.run(remedy_id, times=2).state == "SUCCEEDED"
    assert (calls(stage), stage.moved()) == (1, once(preview))
    assert entered(stage, remedy_id).count("SUCCEEDED") == 1


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
    assert stage.run(remedy_id).state == "NEEDS_REVIEW"
    assert stage.moved() == NOTHING


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


def test_goodwill_of_a_killed_worker_is_looked_for_and_not_given_twice(stage, order_id, monkeypatch):
    """RF-06: where Shopify knows no key."""
    choice = StoreCreditChoice(stage.preview(order_id, 1).terms.gives.presentment)
    remedy_id = stage.confirm(order_id, stage.wish(order_id, RemedyKind.STORE_CREDIT, choice))

    class KilledError(BaseException):
        """Nothing after this runs, as nothing runs after a kill."""

    def killed(*_arguments: object, **_named: object) -> None:
        raise KilledError

    with monkeypatch.context() as failpoint:
        failpoint.setattr(remedy_work, "succeed", killed)
        with pytest.raises(KilledError):
            remedy.run(stage.runtime, stage.shop_id, RemedyDue(remedy_id, order_id))
    with later(5):
        assert stage.run(remedy_id).state == "SUCCEEDED"
    assert calls(stage, "storeCreditAccountCredit") == 1
