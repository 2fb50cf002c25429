"""app/uninstalled: tokens go at once; one that comes after a new installation means the old one."""

from app.desk import shops
from app.desk.desk import SHOPIFY
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime

TOPIC = "app/uninstalled"


def handle(runtime: Runtime, hook: Webhook) -> None:
    with runtime.desk(hook.shop_id, SHOPIFY) as desk:
        shops.uninstall(desk, hook.happened_at)
