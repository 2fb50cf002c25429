"""The sweep for lost webhooks: orders that changed over there since the last sweep and are older in the mirror."""

import time
from datetime import UTC, datetime, timedelta

import structlog

from app.desk import orders
from app.domain.errors import DeskError
from app.errands import mirror_order, tokens
from app.errands.runtime import Runtime
from app.shopify import orders as admin
from app.shopify.wire import Unreadable

log = structlog.get_logger()
OVERLAP = timedelta(minutes=10)  # clocks differ and search indexes lag
FIRST = timedelta(days=1)
BUDGET = 30.0  # seconds: other shops wait behind this one


def run(runtime: Runtime, shop_id: int, now: datetime | None = None) -> int:
    """Fetch what was missed; returns how many. The watermark never passes what is not in yet.

    What happened since the installation is told as its webhook would have told it: a retry that comes after the sweep
    finds nothing new, so nobody else would. What is older is history, and copied in silence.
    """
    started, limit = now or datetime.now(UTC), time.monotonic() + BUDGET
    with runtime.desk(shop_id, read_only=True) as desk:
        since = (desk.shop.reconciled_at or started - FIRST) - OVERLAP
        installed = desk.shop.installed_at or started
    pages = tokens.with_fresh_token(runtime, shop_id, lambda api: list(admin.changed_since(api, since)))
    missed = [item for page in pages for item in _missed(runtime, shop_id, page)]
    fetched, reached = 0, started
    for order_gid, changed in missed:
        if time.monotonic() > limit:
            reached = changed  # the next sweep goes on from here
            break
        fetched += _fetched(runtime, shop_id, order_gid, quiet=changed < installed)
    with runtime.desk(shop_id) as desk:
        desk.shop.reconciled_at = reached
    if fetched:
        log.info("orders reconciled", shop_id=shop_id, orders=fetched)
    return fetched


def _fetched(runtime: Runtime, shop_id: int, order_gid: str, *, quiet: bool) -> bool:
    """One order that cannot be read keeps no other waiting."""
    try:
        mirror_order.fetch(runtime, shop_id, order_gid, quiet=quiet)
    except (Unreadable, DeskError) as error:
        log.warning("an order could not be read", shop_id=shop_id, order=order_gid, kind=type(error).__name__)
        return False
    return True


def _missed(runtime: Runtime, shop_id: int, page: dict[str, datetime]) -> list[tuple[str, datetime]]:
    with runtime.desk(shop_id, read_only=True) as desk:
        return [(gid, page[gid]) for gid in orders.outdated(desk, page)]
