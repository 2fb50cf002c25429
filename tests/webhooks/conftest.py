"""Shopify's side of a delivery: signed as Shopify signs, with Shopify's headers."""

import base64
import hashlib
import hmac
import json
from itertools import count

import pytest

from app.errands import process_receipts
from app.startup import handlers
from app.wsgi import create_app
from tests.cast import HANA
from tests.conftest import SECRET

_numbers = count(1)


def signature(raw, secret=SECRET):
    return base64.b64encode(hmac.digest(secret.encode(), raw, hashlib.sha256)).decode()


class Shopify:
    """Sends webhooks to the app and, asked to, lets a worker handle all that is due."""

    def __init__(self, runtime):
        self.runtime = runtime
        self.app = create_app(runtime)
        self.client = self.app.test_client()

    def headers(self, raw, topic, **changes):
        given = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Shop-Domain": HANA,
            "X-Shopify-Webhook-Id": f"webhook-{next(_numbers)}",
            "X-Shopify-Event-Id": "event-1",
            "X-Shopify-Api-Version": "2026-10",
            "X-Shopify-Triggered-At": "2026-11-22T10:00:00.123456789Z",
            "X-Shopify-Hmac-Sha256": signature(raw),
        }
        given |= {f"X-Shopify-{name.replace('_', '-').title()}": value for name, value in changes.items()}
        return {name: value for name, value in given.items() if value is not None}

    def send(self, topic, payload, path="/webhooks", **changes):
        raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        headers = self.headers(raw, topic, **changes)
        return self.client.post(path, data=raw, headers=headers, content_type="application/json")

    def work(self, now=None):
        """Handle what is due until nothing is; returns how receipts ended, by topic."""
        ended = {}
        while (drained := process_receipts.drain_once(self.runtime, handlers(), now)).total:
            for key, number in drained.by_topic.items():
                ended[key] = ended.get(key, 0) + number
        return ended

    def deliver(self, topic, payload, **changes):
        assert self.send(topic, payload, **changes).status_code == 200
        return self.work()

    def close(self):
        self.app.extensions["kakehashi.receiver"].close()


@pytest.fixture
def shopify_on():
    """Makes a Shopify for any runtime, and cleans up behind it."""
    made = []

    def make(runtime):
        made.append(Shopify(runtime))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def shopify(runtime, shopify_on):
    return shopify_on(runtime)
