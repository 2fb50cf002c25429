"""orders/partially_fulfilled: the whole order, with its parcels so far."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import payloads

TOPIC = "orders/partially_fulfilled"


def handle(runtime: Runtime, hook: Webhook) -> None:
    mirror_order.take(runtime, hook.shop_id, payloads.order(hook.payload))
