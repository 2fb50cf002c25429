"""bulk_operations/finish: a copy of the orders lies ready, or failed; the body has no address, so we look."""

from app.desk import backfills
from app.desk.desk import SHOPIFY
from app.errands.process_receipts import Webhook
from app.errands.runtime import Runtime
from app.shopify.wire import gid

TOPIC = "bulk_operations/finish"


def handle(runtime: Runtime, hook: Webhook) -> None:
    with runtime.desk(hook.shop_id, SHOPIFY) as desk:
        backfills.finished_over_there(desk, gid("BulkOperation", hook.payload))
