"""Payloads about the shop, the app and long operations."""

from datetime import UTC, datetime
from typing import Any

from devstore.state.platform import Subject
from devstore.state.shops import ShopState
from devstore.webhooks.payloads.parts import country, gid, moment, present

# what Shopify sends about a shop and this store does not model
SHOP_NULLS = (
    "domain", "source", "latitude", "longitude", "address2", "created_at", "updated_at",
    "iana_timezone", "taxes_included", "auto_configure_tax_inclusivity", "tax_shipping", "county_taxes",
    "myshopify_domain", "google_apps_domain", "google_apps_login_enabled", "password_enabled",
)  # fmt: skip


def uninstalled(state: ShopState, _subject: Subject) -> dict[str, Any]:
    """The shop as it was; its domains are null as in the real payload, so the header must say which shop."""
    shop = state.shop
    return {
        **dict.fromkeys(SHOP_NULLS),
        "id": shop.id,
        "name": shop.name,
        "email": shop.email,
        "customer_email": shop.email,
        "shop_owner": next((person.name for person in shop.staff if person.owner), shop.name),
        "currency": shop.currency,
        "country": shop.country_code,
        "country_code": shop.country_code,
        "country_name": country(shop.country_code),
        "phone": "",
        "province": "",
        "province_code": "",
        "city": "",
        "zip": "",
        "address1": "",
        "primary_locale": next((item.locale for item in shop.locales if item.primary), "en"),
        "timezone": f"(GMT+09:00) {shop.timezone}",
        "money_format": "{{amount}}",
        "money_with_currency_format": f"{{{{amount}}}} {shop.currency}",
        "money_in_emails_format": "{{amount}}",
        "money_with_currency_in_emails_format": f"{{{{amount}}}} {shop.currency}",
        "weight_unit": "kg",
        "plan_name": shop.plan.lower(),
        "plan_display_name": shop.plan,
        "primary_location_id": shop.locations[0].id if shop.locations else 0,
        "enabled_presentment_currencies": shop.presentment_currencies or [shop.currency],
        **_shop_switches(),
    }


def scopes_update(state: ShopState, subject: Subject) -> dict[str, Any]:
    return {
        "id": state.shop.id,
        "shop_id": state.shop.gid,
        "previous": list(subject.previous_scopes),
        "current": list(subject.current_scopes),
        "updated_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def bulk_finished(_state: ShopState, subject: Subject) -> dict[str, Any]:
    operation = present(subject.bulk_operation, "bulk operation")
    return {
        "admin_graphql_api_id": gid("BulkOperation", operation.id),
        "completed_at": moment(operation.completed_at),
        "created_at": moment(operation.created_at),
        "error_code": operation.error_code.lower() if operation.error_code else None,
        "status": operation.status.lower(),
        "type": "query",
    }


def shop_redact(state: ShopState, _subject: Subject) -> dict[str, Any]:
    return {"shop_id": state.shop.id, "shop_domain": state.shop.domain}


def _shop_switches() -> dict[str, bool]:
    on = ("has_gift_cards", "eligible_for_payments", "has_storefront", "finances", "checkout_api_supported")
    off = (
        "has_discounts", "requires_extra_payments_agreement", "setup_required", "pre_launch_enabled",
        "marketing_sms_consent_enabled_at_checkout", "transactional_sms_disabled", "multi_location_enabled",
    )  # fmt: skip
    return {**dict.fromkeys(on, True), **dict.fromkeys(off, False)}
