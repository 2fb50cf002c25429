"""The sweep for lost webhooks: orders that changed over there since the last sweep and are older in the mirror."""

from datetime import UTC, datetime, timedelta

import structlog

from app.desk import orders
from app.errands import mirror_order, tokens
from app.errands.runtime import Runtime
from app.shopify import orders as admin

log = structlog.get_logger()
OVERLAP = timedelta(minutes=10)  # clocks differ and search indexes lag
FIRST = timedelta(days=1)


def run(runtime: Runtime, shop_id: int, now: datetime | None = None) -> int:
    """Fetch what was missed, silently; returns how many. The watermark moves only when all of it is in."""
    started = now or datetime.now(UTC)
    with runtime.desk(shop_id, read_only=True) as desk:
        since = (desk.shop.reconciled_at or started - FIRST) - OVERLAP
    pages = tokens.with_fresh_token(runtime, shop_id, lambda api: list(admin.changed_since(api, since)))
    missed = [order_gid for page in pages for order_gid in _missed(runtime, shop_id, page)]
    for order_gid in missed:
        mirror_order.fetch(runtime, shop_id, order_gid, quiet=True)
    with runtime.desk(shop_id) as desk:
        desk.shop.reconciled_at = started
    if missed:
        log.info("orders reconciled", shop_id=shop_id, orders=len(missed))
    return len(missed)


def _missed(runtime: Runtime, shop_id: int, page: dict[str, datetime]) -> list[str]:
    with runtime.desk(shop_id, read_only=True) as desk:
        known = orders.known(desk, list(page))
    return [order_gid for order_gid, changed in page.items() if order_gid not in known or known[order_gid] < changed]
