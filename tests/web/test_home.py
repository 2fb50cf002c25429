"""Alive, ready, and figures: each part is told by its name, and figures only to whom they are for."""

from dataclasses import replace

import pytest
from rq import Worker

from app.errands.runtime import Runtime
from app.migrating import migrate
from app.models import EventRow, Message, Reaction, WebhookReceipt
from app.queue import Doorbell
from app.wsgi import create_app
from tests import cast
from tests.cast import NOON


@pytest.fixture
def alive(runtime):
    """A worker that has just said that it is here."""
    worker = Worker([runtime.doorbell.queue("events")], connection=runtime.doorbell.redis)
    worker.register_birth()
    yield worker
    worker.register_death()


def test_alive_is_said_without_asking_anything(client):
    assert client.get("/healthz").status_code == 200


def test_ready_means_every_part_is(tmp_path, runtime, alive):
    fresh = Runtime(
        replace(runtime.settings, database_url=f"sqlite:///{tmp_path / 'fresh.sqlite3'}"),
        type(runtime.database)(f"sqlite:///{tmp_path / 'fresh.sqlite3'}"),
        runtime.doorbell,
    )
    migrate(fresh.settings.database_url)
    answer = create_app(fresh).test_client().get("/readyz")
    assert answer.json == {
        "ready": True,
        "parts": {"database": "ok", "migrations": "ok", "queue": "ok", "worker": "ok"},
    }
    assert answer.status_code == 200


def test_tables_of_another_release_are_not_ready(client, alive):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "migrate" in answer.json["parts"]["migrations"]
    assert answer.json["parts"]["database"] == "ok"


def test_without_a_worker_it_is_not_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"]["worker"] == "no worker is alive"


def test_a_worker_that_fell_silent_is_not_counted(client, alive, runtime):
    runtime.doorbell.redis.hset(alive.key, "last_heartbeat", "2026-11-20T03:00:00.000000Z")
    assert client.get("/readyz").json["parts"]["worker"] == "no worker is alive"


def test_a_queue_that_is_away_is_named_and_tells_no_address(runtime):
    away = Runtime(runtime.settings, runtime.database, Doorbell.at("redis://:hidden-password@127.0.0.1:9"))
    answer = create_app(away).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"]["database"] == "ok"
    assert answer.json["parts"]["queue"] == "ConnectionError"
    assert "hidden-password" not in answer.text


def test_a_database_that_is_away_is_named(runtime, tmp_path):
    nowhere = type(runtime.database)(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}")
    answer = create_app(Runtime(runtime.settings, nowhere, runtime.doorbell)).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"]["database"] == "OperationalError"


def fill(runtime, shop_id: int) -> None:
    conversation = cast.conversation(runtime.database, shop_id)
    with runtime.database.transaction() as session:
        for number, state in enumerate(["DONE", "DONE", "WAITING", "DEAD"]):
            session.add(
                WebhookReceipt(
                    shop_domain=cast.HANA,
                    topic="orders/updated",
                    webhook_id=str(number),
                    received_at=NOON,
                    next_try_at=NOON,
                    body=b"{}",
                    state=state,
                )
            )
        event = EventRow(shop_id=shop_id, name="OrderChanged", payload={}, occurred_at=NOON)
        session.add(event)
        session.flush()
        session.add(Reaction(shop_id=shop_id, event_id=event.id, name="x", state="DEAD", due_at=NOON))
        session.add(
            Message(
                shop_id=shop_id,
                conversation_id=conversation.id,
                channel="email",
                external_id="1",
                direction="OUTBOUND",
                delivery="SENT",
                created_at=NOON,
            )
        )


def test_figures_are_counted_in_the_database(client, runtime, hana):
    fill(runtime, hana.id)
    runtime.doorbell.ring("app.jobs.drain_outbox")
    lines = client.get("/metrics").text.splitlines()
    for line in (
        'webhook_receipts_total{outcome="processed",topic="orders/updated"} 2.0',
        'webhook_receipts_total{outcome="dead",topic="orders/updated"} 1.0',
        "webhook_receipts_waiting 1.0",
        "webhook_receipts_dead 1.0",
        'reactions{state="dead"} 1.0',
        'reactions{state="waiting"} 0.0',
        'messages_outbound{state="sent"} 1.0',
        'messages_outbound{state="failed"} 0.0',
        'remedies{state="unknown"} 0.0',
        'queue_depth{queue="events"} 1.0',
    ):
        assert line in lines, line


def test_figures_tell_no_names(client, runtime, hana):
    fill(runtime, hana.id)
    assert cast.HANA not in client.get("/metrics").text


@pytest.mark.parametrize(
    ("token", "template", "given", "status"),
    [
        ("", "https://{shop}", "", 404),
        ("", "https://{shop}", "Bearer x", 404),
        ("figures", "https://{shop}", "", 401),
        ("figures", "https://{shop}", "Bearer wrong", 401),
        ("figures", "https://{shop}", "Bearer é", 401),
        ("figures", "https://{shop}", "Bearer figures", 200),
        ("figures", "http://127.0.0.1:9/{shop}", "", 401),
        ("", "http://127.0.0.1:9/{shop}", "", 200),
    ],
)
def test_figures_are_for_whoever_holds_their_token(token, template, given, status, runtime):
    settings = replace(runtime.settings, metrics_token=token, shopify_url_template=template)
    app = create_app(Runtime(settings, runtime.database, runtime.doorbell))
    assert app.test_client().get("/metrics", headers={"Authorization": given}).status_code == status
