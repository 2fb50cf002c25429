"""reverse_fulfillment_orders/dispose: returned goods were put somewhere; the body names no return."""

from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime

TOPIC = "reverse_fulfillment_orders/dispose"


def handle(runtime: Runtime, hook: Webhook) -> None:
    del runtime, hook  # the order's own webhook, or the sweep over changed orders, brings the news
