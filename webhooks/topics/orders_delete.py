"""orders/delete: nothing but an id; the mirror keeps what was said and marks it."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify.wire import gid

TOPIC = "orders/delete"


def handle(runtime: Runtime, hook: Webhook) -> None:
    mirror_order.delete(runtime, hook.shop_id, gid("Order", hook.payload))
