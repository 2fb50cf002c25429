"""orders/edited: what was added and removed, but not the order; so it is asked for."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify.wire import gid, obj

TOPIC = "orders/edited"


def handle(runtime: Runtime, hook: Webhook) -> None:
    mirror_order.fetch(runtime, hook.shop_id, gid("Order", obj(hook.payload.get("order_edit")), "order_id", own=""))
