"""customers/redact: a customer is to be forgotten; done at once, and remembered as done."""

from app.errands import redact
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import privacy

TOPIC = "customers/redact"


def handle(runtime: Runtime, hook: Webhook) -> None:
    redact.customer(runtime, hook.shop_id, privacy.customer_redaction(hook.payload))
