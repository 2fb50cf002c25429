"""Repeated deliveries, a flushed Valkey, bad input: each leaves exactly what it should."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import requests
from redis import Redis

from tests.cast import HANA
from tests.conftest import SECRET
from tests.stories.theatre import Theatre


def delivered(theatre: Theatre, body: bytes, **headers: str) -> requests.Response:
    """One webhook as Shopify sends it, unless `headers` say otherwise."""
    signed = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
    usual = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": "fulfillments/create",
        "X-Shopify-Hmac-Sha256": signed,
        "X-Shopify-Shop-Domain": HANA,
        "X-Shopify-Webhook-Id": uuid4().hex,
        "X-Shopify-Triggered-At": datetime.now(UTC).isoformat(),
    }
    return requests.post(f"{theatre.app_url}/webhooks", data=body, headers=usual | headers, timeout=20)


def parcel(order_gid: str) -> bytes:
    number, now = int(uuid4().int % 10**12), datetime.now(UTC).isoformat()
    told = {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/Fulfillment/{number}",
        "order_id": int(order_gid.rsplit("/", 1)[1]),
        "name": "#F1",
        "status": "success",
        "created_at": now,
        "updated_at": now,
        "tracking_company": "EMS",
        "tracking_number": "EM1JP",
        "tracking_numbers": ["EM1JP"],
        "tracking_url": "https://track.example/EM1JP",
        "tracking_urls": ["https://track.example/EM1JP"],
        "line_items": [],
    }
    return json.dumps(told).encode()


def an_order(theatre: Theatre, skip: int) -> tuple[int, str, str]:
    return theatre.rows(
        "SELECT o.id, o.gid, o.email FROM orders o JOIN shops s ON s.id = o.shop_id WHERE s.domain = :shop"
        " AND o.email <> '' AND o.financial_status = 'PAID' AND o.name <> '#1042'"
        " ORDER BY o.id DESC LIMIT 1 OFFSET :skip",
        shop=HANA,
        skip=skip,
    )[0]


def test_the_same_webhook_five_times_at_once_has_one_effect(theatre):
    order_id, gid, _address = an_order(theatre, 20)
    body, once = parcel(gid), uuid4().hex
    barrier, answers = threading.Barrier(5), []

    def deliver() -> None:
        barrier.wait()
        answers.append(delivered(theatre, body, **{"X-Shopify-Webhook-Id": once}).status_code)

    threads = [threading.Thread(target=deliver) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    theatre.settled()
    assert answers == [200] * 5
    assert theatre.value("SELECT count(*) FROM webhook_receipts WHERE webhook_id = :id", id=once) == 1
    assert (
        theatre.value("SELECT count(*) FROM events WHERE name = 'FulfillmentCreated' AND order_id = :id", id=order_id)
        == 1
    )
    runs = (
        "SELECT count(*) FROM messages m JOIN conversations c ON c.id = m.conversation_id"
        " WHERE c.order_id = :id AND m.author = 'RULE'"
    )
    assert theatre.value(runs, id=order_id) == 1


def test_a_flushed_valkey_loses_no_receipt(theatre):
    theatre.kill("worker")
    before = theatre.value("SELECT count(*) FROM webhook_receipts WHERE state = 'DONE'")
    for skip in range(30, 40):
        assert delivered(theatre, parcel(an_order(theatre, skip)[1])).status_code == 200
    Redis.from_url(theatre.env["REDIS_URL"]).flushall()
    assert theatre.value("SELECT count(*) FROM webhook_receipts WHERE state = 'WAITING'") == 10
    theatre.start("worker", "app.main", "worker")
    theatre.wait(
        lambda: theatre.value("SELECT count(*) FROM webhook_receipts WHERE state = 'DONE'") >= before + 10,
        "the sweep to find the receipts",
    )
    theatre.settled()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Shopify-Hmac-Sha256": "bm90IGl0"}, 401),
        ({"X-Shopify-Hmac-Sha256": "é".encode().decode("latin-1")}, 401),
        ({"X-Shopify-Hmac-Sha256": ""}, 401),
        ({"X-Shopify-Shop-Domain": "evil.com"}, 400),
        ({"X-Shopify-Webhook-Id": ""}, 400),
    ],
)
def test_a_delivery_that_is_not_shopifys_is_refused_and_not_stored(theatre, headers, status):
    before = theatre.value("SELECT count(*) FROM webhook_receipts")
    assert delivered(theatre, b'{"id": 1}', **headers).status_code == status
    assert theatre.value("SELECT count(*) FROM webhook_receipts") == before


def test_a_body_of_five_megabytes_and_more_is_refused(theatre):
    assert delivered(theatre, b" " * (5 * 1024 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize(
    "change", [{"X-Shopify-Topic": "moons/rise"}, {"X-Shopify-Shop-Domain": "nobody.myshopify.com"}]
)
def test_an_unknown_topic_or_shop_is_taken_and_skipped_with_a_reason(theatre, change):
    once = uuid4().hex
    assert delivered(theatre, b'{"id": 1}', **change, **{"X-Shopify-Webhook-Id": once}).status_code == 200
    query = "SELECT state, error FROM webhook_receipts WHERE webhook_id = :id"
    theatre.wait(lambda: theatre.rows(query, id=once)[0][0] == "SKIPPED", "the receipt to be skipped")
    assert theatre.rows(query, id=once)[0][1]


def test_broken_mail_is_kept_with_a_reason(theatre):
    before = theatre.value("SELECT count(*) FROM raw_messages")
    secret = theatre.value("SELECT inbound_secret FROM shops WHERE domain = :shop", shop=HANA)
    answer = requests.post(f"{theatre.app_url}/inbound/email/{secret}", data=b"\x00\xff not mail", timeout=20)
    assert answer.status_code == 202
    theatre.wait(
        lambda: theatre.value("SELECT state FROM raw_messages ORDER BY id DESC LIMIT 1") != "WAITING", "the mail's fate"
    )
    assert theatre.value("SELECT count(*) FROM raw_messages") == before + 1
    assert theatre.value("SELECT error FROM raw_messages ORDER BY id DESC LIMIT 1")
    assert requests.post(f"{theatre.app_url}/inbound/email/guess", data=b"x", timeout=20).status_code == 404


def test_an_empty_form_says_what_is_missing(theatre):
    answer = requests.post(
        f"{theatre.store_url}/storefront/{HANA}/apps/support/contact",
        data={"name": "Ana", "email": "ana@example.es", "message": ""},
        timeout=20,
    )
    assert answer.status_code == 422
    assert "ana@example.es" in answer.text


def test_an_expired_token_and_an_unknown_conversation_get_their_answers(theatre):
    expired = requests.get(
        f"{theatre.app_url}/conversations/1",
        headers={"Authorization": "Bearer x.y.z", "HX-Request": "true"},
        timeout=20,
    )
    assert expired.status_code == 401
    assert expired.headers["X-Shopify-Retry-Invalid-Session-Request"] == "1"
    assert theatre.hana().get("/conversations/999999").status_code == 404
