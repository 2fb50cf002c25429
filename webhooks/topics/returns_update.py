"""returns/update: only what changed, and no order id; so the order is found and asked for."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import payloads
from app.shopify.wire import gid

TOPIC = "returns/update"


def handle(runtime: Runtime, hook: Webhook) -> None:
    mirror_order.fetch_return(runtime, hook.shop_id, gid("Return", hook.payload), payloads.order_gid(hook.payload))
