"""reverse_deliveries/attach_deliverable: a return got its label or tracking; its order is asked for."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify.wire import gid, obj

TOPIC = "reverse_deliveries/attach_deliverable"


def handle(runtime: Runtime, hook: Webhook) -> None:
    mirror_order.fetch_return(runtime, hook.shop_id, gid("Return", obj(hook.payload.get("return"))))
