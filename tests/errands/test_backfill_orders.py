"""A new shop's orders are copied in bulk: whole, silently, and on from the same line after a crash."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select

from app.desk import backfills
from app.domain.errors import Conflict, Unavailable
from app.domain.events import ShopInstalled
from app.errands import backfill_orders, housekeeping
from app.models import Backfill, EventRow, FulfillmentRow, Lease, LineItemRow, Order, TransactionRow
from app.queue import MOVE_BACKFILL
from app.shopify import bulk

KILLED = """
import os, signal, sys
from app.desk import backfills
from app.errands import backfill_orders
from app.errands.runtime import Runtime
from app.settings import Settings
from app.shopify import bulk

bulk.LINES = 20
taken, took = [], backfills.take

def take(*args):
    if len(taken) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    taken.append(took(*args))
    return taken[-1]

backfills.take = take
backfill_orders.move(Runtime.start(Settings.from_env()), int(sys.argv[1]), int(sys.argv[2]))
"""


@pytest.fixture
def backfill(stage):
    with stage.desk() as desk:
        backfills.start(desk, ShopInstalled(stage.shop_id))
    with stage.desk() as desk:
        return desk.one(desk.select(Backfill)).id


def progress(stage):
    with stage.desk(read_only=True) as desk:
        return backfills.progress(desk)


def count(stage, model):
    with stage.desk(read_only=True) as desk:
        return desk.session.scalar(select(func.count()).select_from(model).where(model.shop_id == stage.shop_id))


def move_until(stage, backfill, states, seconds=30):
    until = time.monotonic() + seconds
    while progress(stage).state not in states and time.monotonic() < until:
        backfill_orders.move(stage.runtime, stage.shop_id, backfill)
        time.sleep(0.1)
    return progress(stage)


def test_every_order_is_copied_and_no_rule_hears_of_it(stage, backfill):
    assert progress(stage).percent == 0
    done = move_until(stage, backfill, {"DONE", "FAILED"})
    assert (done.state, done.error, done.percent) == ("DONE", "", 100)
    assert done.done == done.total == count(stage, Order) > 100
    assert min(count(stage, model) for model in (LineItemRow, FulfillmentRow, TransactionRow)) > 50
    with stage.desk(read_only=True) as desk:
        assert {row.name for row in desk.all(desk.select(EventRow))} <= {
            "ShopInstalled",
            "BackfillStarted",
            "BackfillMoved",
        }
        order = desk.one(desk.select(Order).where(Order.presentment_currency == "USD"))
        assert order.currency == "JPY"
        assert order.total_shop > order.total > 0
        assert order.email


def test_killed_in_the_middle_of_the_import_it_goes_on_behind_the_last_commit(stage, backfill):
    move_until(stage, backfill, {"IMPORTING"})
    settings = stage.runtime.settings
    env = os.environ | {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SHOPIFY_API_KEY": settings.shopify_api_key,
        "SHOPIFY_API_SECRET": settings.shopify_api_secret,
        "SHOPIFY_URL_TEMPLATE": settings.shopify_url_template,
    }
    command = [sys.executable, "-c", KILLED, str(stage.shop_id), str(backfill)]
    killed = subprocess.run(command, env=env, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    half = progress(stage)
    assert half.state == "IMPORTING"
    assert 0 < half.done == count(stage, Order) < half.total
    backfill_orders.move(stage.runtime, stage.shop_id, backfill)
    assert progress(stage).done == half.done, "the killed one still holds its lease"
    with stage.desk() as desk:
        desk.session.execute(delete(Lease).where(Lease.name == f"backfill:{backfill}"))
    done = move_until(stage, backfill, {"DONE", "FAILED"})
    assert (done.state, done.done) == ("DONE", half.total)
    assert count(stage, Order) == half.total


def test_a_refusal_is_told_in_shopifys_words_and_the_copy_can_be_started_again(stage, backfill):
    stage.store.fault("bulkOperationRunQuery", "user_errors", times=1)
    failed = move_until(stage, backfill, {"FAILED"})
    assert failed.state == "FAILED"
    assert failed.error
    with stage.desk() as desk:
        again = backfills.restart(desk)
    assert move_until(stage, again, {"DONE", "FAILED"}).state == "DONE"


def test_while_shopify_is_away_nothing_fails_for_good(stage, backfill):
    stage.store.fault("bulkOperationRunQuery", "http_500", times=1)
    with pytest.raises(Exception, match="bulkOperationRunQuery"):
        backfill_orders.move(stage.runtime, stage.shop_id, backfill)
    assert progress(stage).state == "STARTING"
    assert move_until(stage, backfill, {"DONE"}).state == "DONE"


def test_a_file_that_breaks_off_is_tried_again_and_one_that_is_gone_ends_the_copy(stage, backfill):
    with pytest.raises(Unavailable):
        list(bulk.read("http://127.0.0.1:9/gone.jsonl", 0))
    move_until(stage, backfill, {"IMPORTING"})
    with stage.desk() as desk:
        desk.get(Backfill, backfill).url = f"{stage.store.url}/no/such/file.jsonl"
    failed = move_until(stage, backfill, {"FAILED"})
    assert failed.error == "The file of orders cannot be fetched. (HTTP 404)"


def test_one_copy_at_a_time(stage, backfill):
    with stage.desk() as desk:
        backfills.start(desk, ShopInstalled(stage.shop_id))
        with pytest.raises(Conflict):
            backfills.restart(desk)
    assert count(stage, Backfill) == 1


def test_the_clock_rings_for_copies_under_way_and_not_for_finished_ones(stage, backfill):
    housekeeping.move_backfills(stage.runtime, datetime.now(UTC))
    (job,) = [job for job in stage.runtime.doorbell.queue("background").jobs if job.func_name == MOVE_BACKFILL]
    assert job.args == [stage.shop_id, backfill]
    with stage.desk() as desk:
        backfills.fail(desk, backfill, "enough")
    stage.runtime.doorbell.redis.flushall()
    housekeeping.move_backfills(stage.runtime, datetime.now(UTC))
    assert stage.runtime.doorbell.queue("background").count == 0


def test_shopifys_finish_webhook_moves_the_copy_it_names(stage, backfill):
    with stage.desk() as desk:
        backfills.started_over_there(desk, backfill, "gid://shopify/BulkOperation/5")
        backfills.finished_over_there(desk, "gid://shopify/BulkOperation/6")
        assert desk.one(desk.select(EventRow).where(EventRow.name == "BackfillMoved")) is None
        backfills.finished_over_there(desk, "gid://shopify/BulkOperation/5")
        assert desk.one(desk.select(EventRow).where(EventRow.name == "BackfillMoved")) is not None
