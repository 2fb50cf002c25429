"""Webhook deliveries over real HTTP: signed, retried with the same text, lost and repeated on demand."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
import requests

from devstore.actions.customers import request_data
from devstore.actions.orders import edit_order
from devstore.seed.goods import HANA, MEI
from devstore.webhooks import sender
from tests.devstore.stage import Heard, Stage, stage, until


@pytest.fixture
def there(tmp_path, monkeypatch) -> Iterator[Stage]:
    monkeypatch.setattr(sender, "RETRY_SECONDS", (0.05,) * 8)
    with stage(tmp_path) as made:
        yield made


def change_an_order(there: Stage, note: str = "Call first.") -> None:
    with there.store.change(HANA) as change:
        edit_order(change, there.order("#1042"), note=note)


def hooks(there: Stage) -> list[Heard]:
    return [item for item in list(there.stub.heard) if item.path.startswith("/webhooks")]


def log(there: Stage) -> list[dict[str, object]]:
    return requests.get(f"{there.url}/control/webhooks", timeout=5).json()


def test_a_delivery_is_signed_over_its_bytes_and_says_what_it_is(there):
    change_an_order(there)
    until(lambda: hooks(there))
    heard = hooks(there)[0]
    mac = hmac.new(there.settings.api_secret.encode(), heard.body, hashlib.sha256).digest()
    names = ("Topic", "Hmac-Sha256", "Shop-Domain", "Api-Version")
    assert [heard.headers[f"X-Shopify-{name}"] for name in names] == [
        "orders/updated",
        base64.b64encode(mac).decode(),
        HANA,
        "2026-10",
    ]
    assert all(heard.headers[f"X-Shopify-{name}"] for name in ("Webhook-Id", "Event-Id", "Triggered-At"))
    assert json.loads(heard.body)["note"] == "Call first."


def test_a_failed_delivery_comes_again_with_the_same_id_and_text(there):
    there.stub.status = 500
    change_an_order(there)
    until(lambda: len(hooks(there)) >= 3)
    there.stub.status = 200
    until(lambda: log(there)[0]["state"] == "delivered")
    assert len({(item.headers["X-Shopify-Webhook-Id"], item.body) for item in hooks(there)}) == 1


def test_a_redirect_is_a_failure_and_after_eight_retries_it_stays_one(there):
    there.stub.status = 302
    change_an_order(there)
    until(lambda: log(there)[0]["state"] == "failed")
    assert (len(hooks(there)), log(there)[0]["attempts"], log(there)[0]["last_answer"]) == (9, 9, "302")


def test_privacy_topics_go_to_their_own_address(there):
    state = there.store.shop(HANA)
    with there.store.change(HANA) as change:
        request_data(change, next(iter(state.customers.values())))
    until(lambda: hooks(there))
    assert hooks(there)[0].path == "/webhooks/compliance"


def test_a_shop_without_the_app_sends_nothing(there):
    with there.store.change(MEI) as change:
        edit_order(change, next(iter(there.store.shop(MEI).orders.values())), note="x")
    change_an_order(there)
    until(lambda: hooks(there))
    assert {item.headers["X-Shopify-Shop-Domain"] for item in hooks(there)} == {HANA}


def test_one_slow_answer_keeps_no_other_delivery_waiting(there):
    there.stub.gate.clear()
    for number in range(5):
        change_an_order(there, f"note {number}")
    until(lambda: len(hooks(there)) == 5, seconds=3)
    assert requests.get(f"{there.url}/control/webhooks/waiting", timeout=5).json() == {"waiting": 5}
    there.stub.gate.set()
    until(lambda: requests.get(f"{there.url}/control/webhooks/waiting", timeout=5).json() == {"waiting": 0})


def test_a_replay_carries_the_first_webhook_id(there):
    change_an_order(there)
    until(lambda: log(there)[0]["state"] == "delivered")
    answer = requests.post(f"{there.url}/control/webhooks/{log(there)[0]['id']}/replays", timeout=5)
    until(lambda: len(hooks(there)) == 2)
    assert answer.status_code == 202
    assert len({item.headers["X-Shopify-Webhook-Id"] for item in hooks(there)}) == 1


def test_held_deliveries_go_out_when_the_pause_ends(there):
    requests.post(f"{there.url}/control/webhooks/pauses", json={"mode": "hold"}, timeout=5)
    change_an_order(there)
    until(lambda: log(there)[0]["state"] == "held")
    assert hooks(there) == []
    assert requests.delete(f"{there.url}/control/webhooks/pauses", timeout=5).json() == {"released": 1}
    until(lambda: len(hooks(there)) == 1)


def test_dropped_deliveries_never_arrive(there):
    requests.post(f"{there.url}/control/webhooks/pauses", json={"mode": "drop"}, timeout=5)
    change_an_order(there)
    until(lambda: log(there)[0]["state"] == "dropped")
    requests.delete(f"{there.url}/control/webhooks/pauses", timeout=5)
    change_an_order(there, "later")
    until(lambda: hooks(there))
    assert [json.loads(item.body)["note"] for item in hooks(there)] == ["later"]


@pytest.mark.parametrize("mode", ["", "explode"])
def test_an_unknown_kind_of_pause_is_refused(there, mode):
    answer = requests.post(f"{there.url}/control/webhooks/pauses", json={"mode": mode}, timeout=5)
    assert answer.status_code == 400


def test_replaying_what_never_was_is_404(there):
    assert requests.post(f"{there.url}/control/webhooks/999999/replays", timeout=5).status_code == 404
