"""Privacy requests of Shopify: written down first, then done in one transaction, so that a crash loses neither."""

from datetime import datetime

from app.desk import privacy, shops
from app.desk.desk import SHOPIFY
from app.desk.privacy import Person
from app.errands.runtime import Runtime
from app.shopify.privacy import PrivacyRequest


def keep_request(runtime: Runtime, shop_id: int, told: PrivacyRequest) -> None:
    """The merchant answers the customer; what we keep is shown to him by desk/privacy.py's `export`."""
    with runtime.desk(shop_id, SHOPIFY) as desk:
        privacy.keep_request(desk, told.kind, told.external_id, _person(told))


def customer(runtime: Runtime, shop_id: int, told: PrivacyRequest) -> None:
    with runtime.desk(shop_id, SHOPIFY) as desk:
        request_id = privacy.keep_request(desk, told.kind, told.external_id, _person(told))
    with runtime.desk(shop_id, SHOPIFY) as desk:
        privacy.redact(desk, request_id, _person(told))


def shop(runtime: Runtime, shop_id: int, told: PrivacyRequest, asked_at: datetime) -> None:
    """Two days after an uninstall. A shop that installed us again since then keeps what it has."""
    with runtime.desk(shop_id, SHOPIFY) as desk:
        installed = desk.shop.installed_at
        if desk.shop.uninstalled_at is None and installed is not None and installed > asked_at:
            return
        privacy.keep_request(desk, told.kind, told.external_id, Person("", ""))
        shops.uninstall(desk, asked_at)  # where that webhook was lost
        privacy.redact_shop(desk)


def _person(told: PrivacyRequest) -> Person:
    return Person(told.customer_gid, told.email, told.order_gids)
