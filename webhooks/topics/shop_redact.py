"""shop/redact: a shop that left is to be forgotten; one that came back meanwhile is not."""

from app.errands import redact
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify import privacy

TOPIC = "shop/redact"


def handle(runtime: Runtime, hook: Webhook) -> None:
    redact.shop(runtime, hook.shop_id, privacy.shop_redaction(hook.payload), hook.happened_at)
