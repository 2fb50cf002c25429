"""A shop's API token at the time of use: refreshed by one process at a time, both halves stored in one commit."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from app.desk import shops
from app.desk.sealing import Sealer, sealer
from app.desk.shops import Keys
from app.domain.errors import DeskError, Refused, Unavailable
from app.domain.words import N_
from app.errands.runtime import Runtime
from app.shopify import exchange
from app.shopify.client import AdminApi, TokenRejected

MARGIN = timedelta(minutes=5)  # a call that starts now must still be valid when it ends
WAIT = 20.0  # seconds for another process's refresh
POLL = 0.1
Result = TypeVar("Result")


def access_token(runtime: Runtime, shop_id: int) -> str:
    """A token that is good for minutes. Refused when only opening the app again helps, Unavailable when time does."""
    deadline = time.monotonic() + WAIT
    while True:
        now = datetime.now(UTC)
        domain, keys = _stored(runtime, shop_id)
        if keys.access_expires_at - now > MARGIN:
            return keys.access
        with runtime.desk(shop_id, now=now) as desk:
            claimed = shops.claim_keys(desk)
        if claimed:
            # Read again: between looking and claiming, another process may have stored what is wanted.
            domain, keys = _stored(runtime, shop_id)
            return _refreshed(runtime, shop_id, domain, keys)
        if keys.access_expires_at > now + timedelta(seconds=30):
            return keys.access
        if time.monotonic() > deadline:
            raise Unavailable(N_("Another process is still refreshing this shop's access to Shopify."))
        time.sleep(POLL)


def api(runtime: Runtime, shop_id: int) -> AdminApi:
    """The Admin API of one shop, ready to ask."""
    token = access_token(runtime, shop_id)
    with runtime.desk(shop_id, read_only=True) as desk:
        domain = desk.shop.domain
    return AdminApi(runtime.settings, domain, token)


def with_fresh_token(runtime: Runtime, shop_id: int, call: Callable[[AdminApi], Result]) -> Result:
    """Run `call`; where Shopify no longer takes the token, nothing ran, so once more with a new one."""
    first = api(runtime, shop_id)
    try:
        return call(first)
    except TokenRejected:
        with runtime.desk(shop_id) as desk:
            shops.expire_access(desk, first.access_token, _sealer(runtime))
        return call(api(runtime, shop_id))


def keep_alive(runtime: Runtime, now: datetime) -> None:
    """Refresh once a day for shops nobody works in: a refresh token that is not used dies after 90 days."""
    with runtime.database.transaction(read_only=True) as session:
        idle = shops.idle(session, now - timedelta(days=1))
    for shop_id in idle:
        with suppress(Unavailable, Refused, DeskError):  # noted where it happens; tomorrow is another day
            access_token(runtime, shop_id)


def _refreshed(runtime: Runtime, shop_id: int, domain: str, keys: Keys) -> str:
    now = datetime.now(UTC)
    if keys.access_expires_at - now > MARGIN:
        _release(runtime, shop_id)
        return keys.access
    try:
        fresh = keys_of(exchange.refresh(runtime.settings, domain, keys.refresh, now))
    except exchange.GrantLostError:
        with runtime.desk(shop_id) as desk:
            shops.need_reopen(desk)
        raise
    except (Unavailable, Refused):
        _release(runtime, shop_id)
        if keys.access_expires_at > now + timedelta(seconds=30):
            return keys.access  # the old one still has minutes; the next call tries again
        raise
    with runtime.desk(shop_id) as desk:
        shops.store_keys(desk, fresh, _sealer(runtime))
    return fresh.access


def keys_of(tokens: exchange.Tokens) -> Keys:
    """What the gateway brought, as the desk stores it."""
    return Keys(tokens.access, tokens.access_expires_at, tokens.refresh, tokens.refresh_expires_at)


def _stored(runtime: Runtime, shop_id: int) -> tuple[str, Keys]:
    with runtime.desk(shop_id, read_only=True) as desk:
        keys = shops.keys(desk, _sealer(runtime))
        domain, reopen = desk.shop.domain, desk.shop.needs_reopen_at
    if keys is None or reopen is not None:
        raise Refused(N_("This shop's access has ended: a staff member has to open Kakehashi in the Shopify admin."))
    return domain, keys


def _release(runtime: Runtime, shop_id: int) -> None:
    with runtime.desk(shop_id) as desk:
        shops.release_keys(desk)


def _sealer(runtime: Runtime) -> Sealer:
    return sealer(runtime.settings.api_secrets)
