"""orders/updated: the order as it now is, whole; the busiest topic of all."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import payloads

TOPIC = "orders/updated"


def handle(runtime: Runtime, hook: Webhook) -> None:
    mirror_order.take(runtime, hook.shop_id, payloads.order(hook.payload))
