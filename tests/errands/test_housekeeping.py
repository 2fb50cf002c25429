"""The clock's whole schedule, and the jobs it rings for, on an empty and on a busy database."""

import json
from datetime import UTC, datetime

import structlog

from app import jobs
from app.clock import Clock
from app.desk import backfills, receipts
from app.desk.receiving import Delivery, open_store
from app.domain.events import ShopInstalled
from app.models import WebhookReceipt
from app.startup import handlers
from tests.cast import HANA


def test_the_whole_schedule_runs_without_a_complaint(runtime, hana, mei):
    with runtime.desk(hana.id) as desk:
        backfills.start(desk, ShopInstalled(hana.id))
    clock = Clock(runtime, jobs.SCHEDULE)
    with structlog.testing.capture_logs() as said:
        done = clock.tick(0.0)
    assert len(done) == len(jobs.SCHEDULE) == len(set(done))
    assert [line for line in said if line["log_level"] in ("warning", "error")] == []


def test_a_job_that_shopify_does_not_answer_is_no_failed_job(runtime, hana):
    jobs.install(runtime, handlers())
    with runtime.desk(hana.id) as desk:
        backfills.start(desk, ShopInstalled(hana.id))
        backfill_id = backfills.under_way(desk.session)[0][1]
    jobs.reconcile(hana.id)
    jobs.move_backfill(hana.id, backfill_id)
    with runtime.desk(hana.id, read_only=True) as desk:
        assert backfills.progress(desk).state in ("STARTING", "FAILED")


def test_a_ring_leads_to_the_effect(runtime, hana):
    jobs.install(runtime, handlers())
    store = open_store(runtime.database)
    body = json.dumps({"id": 7, "first_name": "María", "email": "m@example.es"}).encode()
    store.put(Delivery(HANA, "customers/update", "one", "", "", None, body), datetime.now(UTC))
    store.close()
    jobs.drain()
    with runtime.database.transaction(read_only=True) as session:
        assert session.get(WebhookReceipt, 1).state == "DONE"
        assert not receipts.is_due(session, datetime.now(UTC))
