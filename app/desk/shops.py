"""The shop's own row: known or not, open or not, and its tokens, of which one process at a time asks for new ones."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.desk import staff_tokens
from app.desk.desk import Desk
from app.desk.sealing import Sealer
from app.domain.events import ShopInstalled, ShopUninstalled
from app.models import Shop

CLAIM = timedelta(seconds=45)  # longer than an exchange and the question after it may take


@dataclass(frozen=True, slots=True)
class KnownShop:
    """`installed`: the app is in use there; `open`: and it holds tokens that can still be renewed."""

    id: int
    domain: str
    timezone: str
    installed: bool
    open: bool


@dataclass(frozen=True, slots=True)
class ShopDetails:
    """What Shopify says of a shop, and the scopes it granted."""

    name: str
    currency: str
    timezone: str
    locale: str
    scopes: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The shop's tokens in the clear: never leaves the errand that needs them, never printed."""

    access: str = field(repr=False)
    access_expires_at: datetime
    refresh: str = field(repr=False)
    refresh_expires_at: datetime


def known(session: Session, domain: str) -> KnownShop | None:
    """The shop of that name, if it ever opened the app; this looks before there can be a Desk."""
    shop = session.scalar(select(Shop).where(Shop.domain == domain))
    if shop is None:
        return None
    installed = shop.installed_at is not None and shop.uninstalled_at is None
    usable = installed and shop.needs_reopen_at is None and bool(shop.sealed_refresh_token)
    return KnownShop(shop.id, shop.domain, shop.timezone, installed, usable)


def enter(session: Session, domain: str, inbound_secret: str) -> int:
    """The id of the shop's row, made at the first sight."""
    query = select(Shop.id).where(Shop.domain == domain)
    if (shop_id := session.scalar(query)) is not None:
        return shop_id
    try:
        with session.begin_nested():
            session.add(Shop(domain=domain, inbound_secret=inbound_secret))
    except IntegrityError:  # another process was as quick: its row is ours
        pass
    return session.scalars(query).one()


def inbound_secret(api_secret: str, domain: str) -> str:
    """The unguessable part of the shop's inbound mail address; the same whenever it is asked for."""
    return hmac.new(api_secret.encode(), f"inbound-email:{domain}".encode(), hashlib.sha256).hexdigest()[:32]


def idle(session: Session, since: datetime) -> list[int]:
    """Shops in use whose access token ended before that moment: nothing has asked for them since."""
    query = select(Shop.id).where(
        Shop.installed_at.is_not(None),
        Shop.uninstalled_at.is_(None),
        Shop.needs_reopen_at.is_(None),
        Shop.access_expires_at < since,
    )
    return list(session.scalars(query))


def claim_keys(desk: Desk) -> bool:
    """Whether this process may now ask Shopify for tokens; False while another does."""
    shop = _locked(desk)
    if shop.refreshing_until is not None and shop.refreshing_until > desk.now:
        return False
    shop.refreshing_until = desk.now + CLAIM
    return True


def release_keys(desk: Desk) -> None:
    """Asking failed: the next one may try at once."""
    _locked(desk).refreshing_until = None


def keys(desk: Desk, sealer: Sealer) -> Keys | None:
    """The stored tokens; None for a shop that has none."""
    shop = desk.shop
    if not shop.sealed_refresh_token or shop.access_expires_at is None or shop.refresh_expires_at is None:
        return None
    return Keys(
        sealer.open(shop.sealed_access_token),
        shop.access_expires_at,
        sealer.open(shop.sealed_refresh_token),
        shop.refresh_expires_at,
    )


def store_keys(desk: Desk, fresh: Keys, sealer: Sealer) -> None:
    """Both tokens in one commit: half a rotation would lock the shop out."""
    shop = _locked(desk)
    shop.sealed_access_token = sealer.seal(fresh.access)
    shop.sealed_refresh_token = sealer.seal(fresh.refresh)
    shop.access_expires_at = fresh.access_expires_at
    shop.refresh_expires_at = fresh.refresh_expires_at
    shop.refreshing_until = None


def expire_access(desk: Desk, rejected: str, sealer: Sealer) -> None:
    """Shopify no longer takes this access token: the next use refreshes, unless another already did."""
    shop = _locked(desk)
    if shop.sealed_access_token and sealer.open(shop.sealed_access_token) == rejected:
        shop.access_expires_at = desk.now


def need_reopen(desk: Desk) -> None:
    """Access has ended without an uninstall: a staff member who opens the app renews it."""
    shop = _locked(desk)
    shop.needs_reopen_at = desk.now
    shop.refreshing_until = None


def install(desk: Desk, details: ShopDetails, fresh: Keys, sealer: Sealer) -> None:
    """The shop opened the app with our tokens in hand; ShopInstalled is recorded unless it merely came back."""
    shop = _locked(desk)
    returning = shop.installed_at is not None and shop.uninstalled_at is None
    store_keys(desk, fresh, sealer)
    shop.name, shop.currency, shop.timezone = details.name, details.currency, details.timezone
    shop.locale, shop.scopes = details.locale, details.scopes
    shop.needs_reopen_at = None
    if not returning:
        shop.installed_at, shop.uninstalled_at, shop.redacted_at = desk.now, None, None
        desk.record(ShopInstalled(shop.id))


def uninstall(desk: Desk, happened_at: datetime) -> bool:
    """Drop the tokens now; False when the shop installed again after that happened, so nothing is touched."""
    shop = _locked(desk)
    if shop.uninstalled_at is not None or (shop.installed_at is not None and shop.installed_at > happened_at):
        return False
    shop.sealed_access_token = shop.sealed_refresh_token = ""
    shop.access_expires_at = shop.refresh_expires_at = shop.refreshing_until = None
    staff_tokens.forget_all(desk)
    shop.uninstalled_at = desk.now
    desk.record(ShopUninstalled(shop.id))
    return True


def _locked(desk: Desk) -> Shop:
    desk.session.refresh(desk.shop, with_for_update=True)
    return desk.shop
