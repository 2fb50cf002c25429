"""What Shopify says about the shop itself."""

from dataclasses import dataclass

from app.shopify.client import AdminApi

SHOP_INFO = """query ShopInfo {
  shop { name currencyCode ianaTimezone }
  shopLocales { locale primary }
}"""


@dataclass(frozen=True, slots=True)
class ShopInfo:
    """`locale` is the shop's primary language."""

    name: str
    currency: str
    timezone: str
    locale: str


def info(api: AdminApi) -> ShopInfo:
    data = api.query(SHOP_INFO)
    shop = data["shop"]
    # Locales need a scope of their own: without it they are null, and English is as good a guess as any.
    locales = data.get("shopLocales") or []
    primary = next((entry["locale"] for entry in locales if entry["primary"]), "en")
    return ShopInfo(shop["name"], shop["currencyCode"], shop["ianaTimezone"], primary)
