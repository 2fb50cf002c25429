"""Killed, overtaken or cut off at the worst moment: a worker's successor finds what happened, and it happens once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy.exc import DBAPIError

from app.desk import remedy_work
from app.domain.events import RemedyDue
from app.domain.remedies.choices import StoreCreditChoice
from app.domain.remedies.kinds import RemedyKind
from app.errands import remedy
from app.shopify.remedies import refund
from tests.errands.money_stage import Stage
from tests.errands.test_remedy_doubt import calls, entered, later, once


@pytest.fixture
def order_id(stage) -> int:
    return stage.mirror()


class KilledError(BaseException):
    """Nothing after this runs, as nothing runs after a kill."""


def killed(*_arguments: object, **_named: object) -> Any:
    raise KilledError


def killed_after(call: Callable[..., Any]) -> Callable[..., Any]:
    def run(*arguments: Any, **named: Any) -> Any:
        call(*arguments, **named)
        raise KilledError

    return run


FAILPOINTS = {
    "between the claim and the look": replace(refund.KIND, look=killed),
    "after the look, while Shopify is asked": replace(refund.KIND, look=killed_after(refund.look)),
    "after the commit of the sending, before the call": replace(refund.KIND, send=killed),
    "after Shopify answered, before the commit": replace(refund.KIND, send=killed_after(refund.send)),
}


@pytest.mark.parametrize("changed", [pytest.param(kind, id=name) for name, kind in FAILPOINTS.items()])
def test_a_kill_anywhere_leaves_one_refund(stage, order_id, monkeypatch, changed):
    """RF-06, RF-07: nobody may act while the claim stands; then the clock has it looked up."""
    preview = stage.preview(order_id)
    remedy_id = stage.confirm(order_id, preview)
    with monkeypatch.context() as failpoint:
        kinds = dict(remedy.kinds()) | {RemedyKind.REFUND: changed}
        failpoint.setattr(remedy, "kinds", lambda: kinds)
        with pytest.raises(KilledError):
            remedy.run(stage.runtime, stage.shop_id, RemedyDue(remedy_id, order_id))
    left = stage.row(remedy_id)
    assert stage.run(remedy_id).state == left.state
    assert remedy.sweep(stage.runtime, datetime.now(UTC)) == 0
    with later():
        assert remedy.sweep(stage.runtime, datetime.now(UTC)) == 1
        assert stage.run(remedy_id, times=2).state == "SUCCEEDED"
    assert (calls(stage), stage.moved()) == (1, once(preview))
    assert entered(stage, remedy_id).count("SUCCEEDED") == 1


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


def test_goodwill_of_a_killed_worker_is_looked_for_and_not_given_twice(stage, order_id, monkeypatch):
    """RF-06: where Shopify knows no key."""
    choice = StoreCreditChoice(stage.preview(order_id, 1).terms.gives.presentment)
    remedy_id = stage.confirm(order_id, stage.wish(order_id, RemedyKind.STORE_CREDIT, choice))

    with monkeypatch.context() as failpoint:
        failpoint.setattr(remedy_work, "succeed", killed)
        with pytest.raises(KilledError):
            remedy.run(stage.runtime, stage.shop_id, RemedyDue(remedy_id, order_id))
    with later(5):
        assert stage.run(remedy_id).state == "SUCCEEDED"
    assert calls(stage, "storeCreditAccountCredit") == 1
