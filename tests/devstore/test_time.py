"""What depends on the clock: a day's memory for idempotency keys, an hour for tokens, points that come back."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from devstore import idtokens
from devstore.main import Process, assemble
from devstore.settings import Settings
from devstore.ticking import tick
from tests.devstore.shopify_client import EXCHANGE, ID_TOKEN, REFUND_CREATE
from tests.processes import HANA


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **more: float) -> None:
        self.moment += timedelta(**more)


@pytest.fixture(scope="module")
def process(tmp_path_factory) -> Process:
    env = {"DATA_DIR": str(tmp_path_factory.mktemp("clock")), "DEVSTORE_APP_CONFIG": "none.toml"}
    made = assemble(Settings.from_env(env))
    yield made
    made.store.close()


@pytest.fixture
def clock(process) -> Clock:
    process.store.now = Clock()
    return process.store.now


@pytest.fixture
def http(process) -> FlaskClient:
    return process.app.test_client()


def _tokens(process, http):
    settings, store = process.api.settings, process.store
    body = {
        "client_id": settings.api_key,
        "client_secret": settings.api_secret,
        "grant_type": EXCHANGE,
        "subject_token": idtokens.issue(settings, HANA, store.shop(HANA).shop.staff[0], datetime.now(UTC)),
        "subject_token_type": ID_TOKEN,
        "expiring": 1,
    }
    return http.post(f"/shops/{HANA}/admin/oauth/access_token", json=body).json


def _send(http, token, query, **variables):
    return http.post(
        f"/shops/{HANA}/admin/api/2026-10/graphql.json",
        json={"query": query, "variables": variables},
        headers={"X-Shopify-Access-Token": token},
    )


def test_an_access_token_lives_an_hour(process, http, clock):
    token = _tokens(process, http)["access_token"]
    clock.forward(minutes=59)
    assert _send(http, token, "{ shop { id } }").status_code == 200
    clock.forward(minutes=2)
    assert _send(http, token, "{ shop { id } }").status_code == 401


def test_after_a_day_a_used_idempotency_key_is_a_new_operation(process, http, clock):
    line = {"quantity": 3, "price": "10.00"}
    order = http.post("/control/orders", json={"shop": HANA, "lines": [line], "currency": "USD", "rate": "150"}).json
    given = {
        "orderId": order["gid"],
        "currency": "USD",
        "refundLineItems": [{"lineItemId": order["line_items"][0], "quantity": 1}],
        "transactions": [{"orderId": order["gid"], "gateway": "shopify_payments", "kind": "REFUND", "amount": "10.00"}],
    }
    key, made = str(uuid.uuid4()), []
    for passed in ({}, {"hours": 23}, {"hours": 2}):
        clock.forward(**passed)
        token = _tokens(process, http)["access_token"]
        body = _send(http, token, REFUND_CREATE, input=given, key=key).json
        made.append(body["data"]["refundCreate"]["refund"]["id"])
    assert made[0] == made[1] != made[2]


def test_points_come_back_with_time(process, http, clock):
    token = _tokens(process, http)["access_token"]
    read = "{ orders(first: 200) { nodes { id lineItems(first: 3) { nodes { id } } } } }"

    def send():
        body = _send(http, token, read).json
        return body["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"], "errors" in body

    answers = [send() for _ in range(12)]
    assert [throttled for _, throttled in answers][-1]
    clock.forward(seconds=30)
    assert send()[1] is False


def test_a_pending_refund_fails_when_its_time_has_come_and_not_before(process, http, clock):
    token = _tokens(process, http)["access_token"]
    line = {"quantity": 1, "price": "10.00"}
    order = http.post("/control/orders", json={"shop": HANA, "lines": [line], "currency": "USD", "rate": "150"}).json
    fault = {"operation": "refundCreate", "fault": "pending_then_failure", "seconds": 60}
    http.post("/control/faults", json=fault)
    given = {
        "orderId": order["gid"],
        "currency": "USD",
        "transactions": [{"orderId": order["gid"], "gateway": "shopify_payments", "kind": "REFUND", "amount": "4.00"}],
    }
    _send(http, token, REFUND_CREATE, input=given, key=str(uuid.uuid4()))
    stored = process.store.shop(HANA).orders[int(order["gid"].rsplit("/", 1)[1])]
    for seconds, expected in ((59, "PENDING"), (2, "FAILURE")):
        clock.forward(seconds=seconds)
        tick(process.store, 1)
        assert stored.transactions[-1].status == expected
