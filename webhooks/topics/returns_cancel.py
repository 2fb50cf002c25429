"""returns/cancel: a return was called off; its status comes alone."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import payload_parts, payloads

TOPIC = "returns/cancel"


def handle(runtime: Runtime, hook: Webhook) -> None:
    told = payload_parts.returned(hook.payload)
    mirror_order.take_return(runtime, hook.shop_id, payloads.order_gid(hook.payload), told)
