"""fulfillments/create: a parcel left; it may arrive before the order it belongs to."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import payload_parts, payloads

TOPIC = "fulfillments/create"


def handle(runtime: Runtime, hook: Webhook) -> None:
    told = payload_parts.fulfillment(hook.payload)
    mirror_order.take_fulfillment(runtime, hook.shop_id, payloads.order_gid(hook.payload), told)
