"""A real worker process is killed in the middle of refundCreate: a second one finds what happened, money moves once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import outbox
from app.errands import remedy
from app.models import Remedy
from app.queue import DRAIN
from tests.errands.money_stage import Stage
from tests.processes import ROOT
from tests.servers import wait_until


def environment(stage: Stage) -> dict[str, str]:
    settings = stage.runtime.settings
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOPIFY")}
    return kept | {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SHOPIFY_API_KEY": settings.shopify_api_key,
        "SHOPIFY_API_SECRET": settings.shopify_api_secret,
        "SHOPIFY_URL_TEMPLATE": settings.shopify_url_template,
        "UNDO_SECONDS": "0",
    }


@contextmanager
def worker(stage: Stage, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "app.main", "worker"]
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(stage), stdout=output, stderr=output)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """The worker and the horse it forked, which is in a group of its own; nothing gets to clean up."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    forked = [int(number) for number in children.read_text().split()] if children.exists() else []
    for number in [process.pid, *forked]:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait(10)


def ring(stage: Stage) -> bool:
    """The web process rings when somebody confirms; one more ring finds nothing to do."""
    stage.runtime.doorbell.ring(DRAIN)
    return True


@pytest.mark.parametrize("found_by", ["the webhook", "the clock"])
def test_a_killed_worker_leaves_one_refund(stage, tmp_path, found_by):
    """RF-06."""
    order_id = stage.mirror()
    preview = stage.preview(order_id)
    outbox.install(stage.runtime)
    stage.store.fault("refundCreate", "commit_then_timeout", seconds=12)
    amount = preview.terms.gives.presentment
    moved_once = (1, amount.wire(), amount.currency)
    with worker(stage, tmp_path / "first.log") as first:
        remedy_id = stage.confirm(order_id, preview)
        wait_until(lambda: stage.moved() == moved_once, what="Shopify to have refunded")
        assert stage.row(remedy_id).state == "SENDING"
        kill(first)
    assert stage.row(remedy_id).state == "SENDING"
    if found_by == "the webhook":
        stage.mirror()
    else:
        with stage.desk() as desk:  # two minutes later
            row = desk.get(Remedy, remedy_id)
            row.claimed_until = row.next_try_at = datetime.now(UTC) - timedelta(minutes=2)
        assert remedy.sweep(stage.runtime, datetime.now(UTC)) == 1
    with worker(stage, tmp_path / "second.log"):
        wait_until(
            lambda: ring(stage) and stage.row(remedy_id).state == "SUCCEEDED", what="the second worker", seconds=60
        )
    assert stage.row(remedy_id).money_state == "SUCCESS"
    assert stage.moved() == moved_once
