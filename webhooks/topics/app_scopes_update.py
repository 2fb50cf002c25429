"""app/scopes_update: what the merchant now lets us do."""

from app.desk.desk import SHOPIFY
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify.wire import words

TOPIC = "app/scopes_update"


def handle(runtime: Runtime, hook: Webhook) -> None:
    with runtime.desk(hook.shop_id, SHOPIFY) as desk:
        desk.shop.scopes = ",".join(words(hook.payload.get("current")))
