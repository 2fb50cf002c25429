"""customers/update: who a customer now is."""

from app.desk import customers
from app.desk.desk import SHOPIFY
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import payloads

TOPIC = "customers/update"


def handle(runtime: Runtime, hook: Webhook) -> None:
    told = payloads.customer(hook.payload)
    if told is not None:
        with runtime.desk(hook.shop_id, SHOPIFY) as desk:
            customers.upsert(desk, told)
