"""A shop opens the app with no usable tokens of ours: exchange, look around, record; two first loads install once."""

import time
from datetime import datetime

from app.desk import shops
from app.desk.sealing import sealer
from app.desk.shops import KnownShop, ShopDetails
from app.domain.errors import GatewayError, Unavailable
from app.domain.words import N_
from app.errands.runtime import Runtime
from app.errands.tokens import keys_of
from app.shopify import exchange
from app.shopify import shop as shopify_shop
from app.shopify.auth import SessionToken
from app.shopify.client import AdminApi

WAIT = 20.0
POLL = 0.1


def run(runtime: Runtime, token: SessionToken, now: datetime) -> KnownShop:
    """The shop, open. GatewayError when Shopify gives no token: then nothing but the shop's name was kept."""
    shop_id = _entered(runtime, token.shop)
    deadline = time.monotonic() + WAIT
    while not _claim(runtime, shop_id):
        if time.monotonic() > deadline:
            raise Unavailable(N_("Another page is still setting Kakehashi up for this shop."))
        time.sleep(POLL)
    if not (found := known(runtime, token.shop)) or not found.open:
        _install(runtime, shop_id, token, now)
    else:
        _release(runtime, shop_id)
    installed = known(runtime, token.shop)
    if installed is None:
        raise Unavailable(N_("The shop was removed while it was set up."))
    return installed


def known(runtime: Runtime, domain: str) -> KnownShop | None:
    """The shop's row, if there is one."""
    with runtime.database.transaction(read_only=True) as session:
        return shops.known(session, domain)


def _entered(runtime: Runtime, domain: str) -> int:
    secret = shops.inbound_secret(runtime.settings.shopify_api_secret, domain)
    with runtime.database.transaction() as session:
        return shops.enter(session, domain, secret)


def _install(runtime: Runtime, shop_id: int, token: SessionToken, now: datetime) -> None:
    try:
        tokens = exchange.exchange_offline(runtime.settings, token.shop, token.raw, now)
        info = shopify_shop.info(AdminApi(runtime.settings, token.shop, tokens.access))
    except GatewayError:
        _release(runtime, shop_id)
        raise
    details = ShopDetails(info.name, info.currency, info.timezone, info.locale, tokens.scopes)
    with runtime.desk(shop_id, now=now) as desk:
        shops.install(desk, details, keys_of(tokens), sealer(runtime.settings.api_secrets))


def _claim(runtime: Runtime, shop_id: int) -> bool:
    with runtime.desk(shop_id) as desk:
        return shops.claim_keys(desk)


def _release(runtime: Runtime, shop_id: int) -> None:
    with runtime.desk(shop_id) as desk:
        shops.release_keys(desk)
