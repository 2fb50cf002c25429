"""order_transactions/create: money moved or failed to; a later failure of a refund is told only here."""

from app.errands import mirror_order
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import payloads

TOPIC = "order_transactions/create"


def handle(runtime: Runtime, hook: Webhook) -> None:
    mirror_order.take_transaction(runtime, hook.shop_id, payloads.order_gid(hook.payload), hook.payload)
