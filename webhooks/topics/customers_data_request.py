"""customers/data_request: a customer wants to know what is kept; the merchant gets it to hand on."""

from app.errands import redact
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import privacy

TOPIC = "customers/data_request"


def handle(runtime: Runtime, hook: Webhook) -> None:
    redact.keep_request(runtime, hook.shop_id, privacy.data_request(hook.payload))
