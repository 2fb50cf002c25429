"""What the door for webhooks answers, and that nothing is stored without a signature or lost after a 200."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.db import Database
from app.desk.receiving import Delivery, StorageDown, open_store
from app.models import WebhookReceipt
from app.queue import Doorbell
from tests.cast import HANA
from tests.webhooks.conftest import signature
from webhooks.ringing import Ringer

OLD = "the-secret-before-the-rotation-0123456789"


@pytest.fixture
def store(runtime):
    made = open_store(runtime.database)
    yield made
    made.close()


def receipts(runtime):
    with runtime.database.transaction(read_only=True) as session:
        return session.scalars(select(WebhookReceipt).order_by(WebhookReceipt.id)).all()


def test_a_signed_delivery_is_stored_as_it_came(shopify, runtime):
    raw = '{"id": 1, "note": "Grüße 🏺"}\n'.encode()
    answer = shopify.send("orders/updated", raw, webhook_id="w-1")
    assert (answer.status_code, answer.data) == (200, b"")
    (stored,) = receipts(runtime)
    assert (stored.shop_domain, stored.topic, stored.webhook_id) == (HANA, "orders/updated", "w-1")
    assert (stored.event_id, stored.api_version, stored.state) == ("event-1", "2026-10", "WAITING")
    assert stored.body == raw
    assert stored.triggered_at == datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)
    assert abs(stored.received_at - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "AAAA",
        "é" * 20,
        "not base64!",
        signature(b"another body"),
        signature(b"{}").encode().hex(),
        "A" * 60000,
    ],
    ids=["missing", "empty", "short", "non-ascii", "not-base64", "of-another-body", "hex", "long"],
)
def test_a_wrong_signature_is_refused_and_nothing_is_stored(shopify, runtime, header):
    headers = shopify.headers(b"{}", "orders/updated", hmac_sha256=header)
    answer = shopify.client.post("/webhooks", data=b"{}", headers=headers)
    assert answer.status_code == 401
    assert receipts(runtime) == []


def test_the_body_is_not_looked_at_before_the_signature(shopify):
    for raw in (b"[" * 10000, b"\xff\xfe", b'{"a": NaN}', b'{"a": 1, "a": 2}', b""):
        headers = shopify.headers(raw, "orders/updated", hmac_sha256=signature(raw, "wrong"))
        assert shopify.client.post("/webhooks", data=raw, headers=headers).status_code == 401
        assert shopify.send("orders/updated", raw).status_code == 200


def test_the_old_secret_is_good_until_it_is_taken_away(runtime, shopify_on):
    raw = b'{"id": 1}'
    rotating = shopify_on(replace(runtime, settings=replace(runtime.settings, shopify_old_api_secret=OLD)))
    assert rotating.send("orders/updated", raw, hmac_sha256=signature(raw, OLD)).status_code == 200
    assert shopify_on(runtime).send("orders/updated", raw, hmac_sha256=signature(raw, OLD)).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"topic": None},
        {"topic": "nonsense"},
        {"topic": "orders/../../etc"},
        {"shop_domain": None},
        {"shop_domain": "evil.example.com"},
        {"shop_domain": "hana-ceramics.myshopify.com.evil.com"},
        {"webhook_id": None},
        {"webhook_id": "x" * 101},
    ],
)
def test_without_the_headers_that_say_what_it_is_it_is_refused_with_words(shopify, runtime, changes):
    given = dict(changes)
    topic = given.pop("topic", "orders/updated")
    raw = b"{}"
    headers = shopify.headers(raw, topic, **given)
    if topic is None:
        headers.pop("X-Shopify-Topic", None)
    answer = shopify.client.post("/webhooks", data=raw, headers=headers)
    assert answer.status_code == 400
    assert b"X-Shopify-" in answer.data
    assert receipts(runtime) == []


def test_the_newer_names_of_the_headers_are_understood(shopify):
    raw = b"{}"
    headers = {name.removeprefix("X-"): value for name, value in shopify.headers(raw, "orders/updated").items()}
    assert shopify.client.post("/webhooks", data=raw, headers=headers).status_code == 200


def test_a_body_of_more_than_five_megabytes_is_not_read(shopify, runtime):
    raw = b"x" * (5 * 1024 * 1024 + 1)
    assert shopify.send("orders/updated", raw).status_code == 413
    assert receipts(runtime) == []
    assert shopify.send("orders/updated", raw[:-1]).status_code == 200


def test_no_address_redirects(shopify):
    for path in ("/webhooks", "/webhooks/", "/webhooks/compliance", "/webhooks/compliance/"):
        assert shopify.send("shop/redact", b"{}", path=path).status_code == 200


def test_what_is_not_a_delivery_is_told_so(shopify, runtime):
    assert shopify.client.get("/webhooks").status_code == 405
    raw = b'{"id": 1}'
    headers = shopify.headers(raw, "orders/updated")
    for length, status in (("4", 401), ("-1", 400), ("²", 400), ("9" * 30, 413), ("100", 400), ("", 401)):
        told = {"CONTENT_LENGTH": length, "wsgi.input": BytesIO(raw)}
        answer = shopify.client.post("/webhooks", headers=headers, environ_overrides=told)
        assert answer.status_code == status, length
    told = {"CONTENT_LENGTH": "", "wsgi.input": BytesIO(raw), "wsgi.input_terminated": True}
    assert shopify.client.post("/webhooks", headers=headers, environ_overrides=told).status_code == 200
    assert len(receipts(runtime)) == 1


def test_one_delivery_five_times_at_once_is_stored_once(shopify, runtime):
    raw, barrier = b'{"id": 1}', threading.Barrier(5)
    headers = shopify.headers(raw, "orders/updated", webhook_id="same")

    def post(_number):
        client = shopify.app.test_client()
        barrier.wait()
        return client.post("/webhooks", data=raw, headers=headers).status_code

    with ThreadPoolExecutor(5) as threads:
        assert list(threads.map(post, range(5))) == [200] * 5
    assert len(receipts(runtime)) == 1


def test_one_event_under_two_topics_is_two_deliveries(shopify, runtime):
    shopify.send("orders/updated", b"{}", webhook_id="same")
    shopify.send("orders/paid", b"{}", webhook_id="same")
    shopify.send("orders/paid", b"{}", webhook_id="same")
    assert [row.topic for row in receipts(runtime)] == ["orders/updated", "orders/paid"]


def test_many_at_once_are_all_there_after_their_200(shopify, runtime):
    def post(number):
        client = shopify.app.test_client()
        raw = f'{{"id": {number}}}'.encode()
        return client.post("/webhooks", data=raw, headers=shopify.headers(raw, "orders/updated")).status_code

    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(post, range(120))) == {200}
    with runtime.database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(WebhookReceipt)) == 120


def test_a_burst_is_rung_for_and_redis_is_not_asked_for_each(shopify, runtime):
    calls = []

    class Bell:
        def ring(self, path):
            calls.append(path)
            return True

    ringer = Ringer(Bell())
    for _ in range(500):
        ringer.note()
    settled = threading.Event()
    while not settled.wait(0.2) and not calls:
        pass
    assert 1 <= len(calls) < 10


def test_a_note_after_a_ring_gets_a_ring_of_its_own():
    rung = threading.Semaphore(0)

    class Bell:
        def ring(self, _path):
            rung.release()
            return True

    ringer = Ringer(Bell())
    for _ in range(3):
        ringer.note()
        assert rung.acquire(timeout=5)


def test_a_delivery_rings_for_a_worker(shopify, runtime):
    shopify.send("orders/updated", b"{}")
    for _ in range(100):
        if runtime.doorbell.queue("events").count:
            break
        threading.Event().wait(0.05)
    assert runtime.doorbell.queue("events").count == 1


def test_without_redis_a_delivery_is_still_taken(runtime, shopify_on):
    nowhere = shopify_on(replace(runtime, doorbell=Doorbell.at("unix:///nowhere/valkey.sock")))
    assert nowhere.send("orders/updated", b"{}").status_code == 200
    assert len(receipts(runtime)) == 1


def test_a_database_that_is_away_means_503_and_the_next_try_is_stored(runtime, shopify_on):
    away = shopify_on(replace(runtime, database=Database("postgresql://nobody@127.0.0.1:9/nowhere")))
    answer = away.send("orders/updated", b"{}", webhook_id="again")
    assert answer.status_code == 503
    assert shopify_on(runtime).send("orders/updated", b"{}", webhook_id="again").status_code == 200
    assert len(receipts(runtime)) == 1


def test_a_store_survives_the_loss_of_its_connection(runtime, store):
    delivery = Delivery(HANA, "orders/updated", "one", "", "", None, b"{}")
    assert store.put(delivery, datetime.now(UTC))
    if runtime.database.engine.dialect.name == "postgresql":
        with runtime.database.engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
    assert not store.put(delivery, datetime.now(UTC))


def test_a_locked_database_is_an_error_not_a_lie(runtime, store):
    if runtime.database.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has one writer")
    delivery = Delivery(HANA, "orders/updated", "one", "", "", None, b"{}")
    with runtime.database.transaction() as writer:
        writer.connection()
        with pytest.raises(StorageDown):
            store.put(delivery, datetime.now(UTC))
    assert store.put(delivery, datetime.now(UTC))
