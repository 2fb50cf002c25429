"""fulfillment_events/create: what a carrier said about a parcel."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import payload_parts, payloads

TOPIC = "fulfillment_events/create"


def handle(runtime: Runtime, hook: Webhook) -> None:
    told, parcel = payload_parts.fulfillment_event(hook.payload), payload_parts.fulfillment_gid(hook.payload)
    mirror_order.take_event(runtime, hook.shop_id, payloads.order_gid(hook.payload), parcel, told)
