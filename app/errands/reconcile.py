"""The sweep for lost webhooks: orders that changed over there since the last sweep and are older in the mirror."""

import time
from datetime import UTC, datetime, timedelta

import structlog

from app.desk import orders
from app.errands import mirror_order, tokens
from app.errands.runtime import Runtime
from app.shopify import orders as admin

log = structlog.get_logger()
OVERLAP = timedelta(minutes=10)  # clocks differ and search indexes lag
FIRST = timedelta(days=1)
BUDGET = 30.0  # seconds: other shops wait behind this one


def run(runtime: Runtime, shop_id: int, now: datetime | None = None) -> int:
    """Fetch what was missed, silently; returns how many. The watermark never passes what is not in yet."""
    started, limit = now or datetime.now(UTC), time.monotonic() + BUDGET
    with runtime.desk(shop_id, read_only=True) as desk:
        since = (desk.shop.reconciled_at or started - FIRST) - OVERLAP
    pages = tokens.with_fresh_token(runtime, shop_id, lambda api: list(admin.changed_since(api, since)))
    missed = [item for page in pages for item in _missed(runtime, shop_id, page)]
    fetched, reached = 0, started
    for order_gid, changed in missed:
        if time.monotonic() > limit:
            reached = changed  # the next sweep goes on from here
            break
        mirror_order.fetch(runtime, shop_id, order_gid, quiet=True)
        fetched += 1
    with runtime.desk(shop_id) as desk:
        desk.shop.reconciled_at = reached
    if fetched:
        log.info("orders reconciled", shop_id=shop_id, orders=fetched)
    return fetched


def _missed(runtime: Runtime, shop_id: int, page: dict[str, datetime]) -> list[tuple[str, datetime]]:
    with runtime.desk(shop_id, read_only=True) as desk:
        return [(gid, page[gid]) for gid in orders.outdated(desk, page)]
