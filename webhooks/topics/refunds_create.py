"""refunds/create: a refund was recorded, which does not yet mean that money moved."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import payloads

TOPIC = "refunds/create"


def handle(runtime: Runtime, hook: Webhook) -> None:
    mirror_order.take_refund(runtime, hook.shop_id, payloads.order_gid(hook.payload), hook.payload)
