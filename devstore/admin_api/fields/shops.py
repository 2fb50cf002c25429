"""Fields of shops, customers, addresses, bulk operations and the app's own installation."""

from decimal import Decimal
from typing import Any

from devstore import figures
from devstore.admin_api.connections import connection
from devstore.admin_api.context import Context, gid
from devstore.admin_api.fields.base import Table, part_gid
from devstore.admin_api.fields.goodwill import CUSTOMER_CREDIT
from devstore.money import Exchange, Money
from devstore.state.orders import Order
from devstore.state.platform import BulkOperation
from devstore.state.shops import Customer

SYMBOLS = {"JPY": "¥{{amount_no_decimals}}", "USD": "${{amount}}", "EUR": "€{{amount}}"}


def _orders(customer: Customer, context: Context) -> list[Order]:
    return [order for order in context.orders() if order.customer_id == customer.id]


def _spent(customer: Customer, context: Context) -> Money:
    currency = context.state.shop.currency
    whole = Exchange(currency, currency, Decimal(1))
    received = (
        figures.paid(order).shop.amount - figures.refunded(order).shop.amount for order in _orders(customer, context)
    )
    return whole.bag(sum(received, Decimal(0))).shop


def _email(customer: Customer) -> dict[str, Any] | None:
    if not customer.email:
        return None
    return {"emailAddress": customer.email, "validFormat": True, "marketingState": "NOT_SUBSCRIBED"}


def _customer_orders(customer: Customer, context: Context, **page: Any) -> dict[str, Any]:
    return connection(
        _orders(customer, context),
        page,
        lambda order: (order.created_at.isoformat(), order.id),
        everything=context.bulk,
    )


CUSTOMER: Table = {
    "id": lambda s, c: s.gid,
    "legacyResourceId": lambda s, c: s.id,
    "displayName": lambda s, c: s.name or s.email or "",
    "state": lambda s, c: "ENABLED",
    "numberOfOrders": lambda s, c: len(_orders(s, c)),
    "amountSpent": _spent,
    "defaultEmailAddress": lambda s, c: _email(s),
    "defaultPhoneNumber": lambda s, c: {"phoneNumber": s.phone} if s.phone else None,
    "orders": _customer_orders,
    **CUSTOMER_CREDIT,
}
ADDRESS: Table = {
    "province": lambda s, c: s.province_code,
    "country": lambda s, c: s.country_code,
    "countryCodeV2": lambda s, c: s.country_code,
    "formatted": lambda s, c, **_: [line for line in (s.address1, s.address2, f"{s.zip} {s.city}") if line],
}


def _formats(currency: str) -> dict[str, str]:
    plain = SYMBOLS.get(currency, "{{amount}}")
    return {"moneyFormat": plain, "moneyWithCurrencyFormat": f"{plain} {currency}"}


def _site(context: Context) -> str:
    return f"{context.settings.own_url}/storefront/{context.domain}"


SHOP: Table = {
    "id": lambda s, c: s.gid,
    "myshopifyDomain": lambda s, c: s.domain,
    "primaryDomain": lambda s, c: {"host": s.domain, "url": _site(c)},
    "url": lambda s, c: _site(c),
    "contactEmail": lambda s, c: s.email,
    "currencyCode": lambda s, c: s.currency,
    "enabledPresentmentCurrencies": lambda s, c: s.presentment_currencies,
    "ianaTimezone": lambda s, c: s.timezone,
    "timezoneAbbreviation": lambda s, c: c.now.strftime("%Z"),
    "weightUnit": lambda s, c: "KILOGRAMS",
    "currencyFormats": lambda s, c: _formats(s.currency),
    "plan": lambda s, c: {
        "publicDisplayName": s.plan,
        "shopifyPlus": s.plan == "Shopify Plus",
        "partnerDevelopment": True,
    },
    "customerAccountsV2": lambda s, c: {
        "customerAccountsVersion": "NEW_CUSTOMER_ACCOUNTS",
        "loginRequiredAtCheckout": False,
        "url": f"{_site(c)}/account",
    },
    "shopPolicies": lambda s, c: s.policies,
    "shopAddress": lambda s, c: {
        "country": s.country_code,
        "countryCodeV2": s.country_code,
        "city": None,
        "zip": None,
        "address1": None,
    },
}
POLICY: Table = {
    "id": lambda s, c: gid("ShopPolicy", sum(map(ord, s.type))),
    "url": lambda s, c: f"{_site(c)}/policies/{s.type.lower().replace('_', '-')}",
}
LOCATION: Table = {
    "id": part_gid("Location"),
    "isActive": lambda s, c: s.active,
    "fulfillsOnlineOrders": lambda s, c: True,
    "shipsInventory": lambda s, c: True,
}


def _url(operation: BulkOperation, context: Context) -> str | None:
    if operation.status != "COMPLETED" or not operation.lines:
        return None
    return f"{context.settings.own_url}/bulk/{context.domain}/{operation.id}.jsonl"


BULK: Table = {
    "id": part_gid("BulkOperation"),
    "type": lambda s, c: "QUERY",
    "fileSize": lambda s, c: sum(len(line.encode()) + 1 for line in s.lines) if s.status == "COMPLETED" else None,
    "url": _url,
    "partialDataUrl": lambda s, c: None,
}


def installation(context: Context) -> dict[str, Any]:
    """The app as installed in this shop."""
    scopes = [{"handle": scope, "description": scope.replace("_", " ")} for scope in context.token.scopes]
    app = {
        "id": gid("App", 1),
        "handle": "kakehashi",
        "title": "Kakehashi",
        "requestedAccessScopes": [{"handle": scope, "description": scope} for scope in context.settings.scopes],
    }
    return {
        "id": gid("AppInstallation", context.state.shop.id),
        "launchUrl": f"{context.settings.own_url}/admin?shop={context.domain}",
        "accessScopes": scopes,
        "app": app,
        "activeSubscriptions": [],
    }
