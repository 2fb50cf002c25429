"""Which access scopes a field needs; a token without one gets Shopify's ACCESS_DENIED and null."""

from typing import Any

from graphql import GraphQLError

from devstore import permissions
from devstore.admin_api.context import Context

NEEDED: dict[tuple[str, str], tuple[str, ...]] = {
    ("QueryRoot", "order"): ("read_orders",),
    ("QueryRoot", "orders"): ("read_orders",),
    ("QueryRoot", "ordersCount"): ("read_orders",),
    ("QueryRoot", "refund"): ("read_orders",),
    ("QueryRoot", "fulfillment"): ("read_fulfillments",),
    ("QueryRoot", "return"): ("read_returns",),
    ("QueryRoot", "returnCalculate"): ("read_returns",),
    ("QueryRoot", "returnReasonDefinitions"): ("read_returns",),
    ("QueryRoot", "returnableFulfillments"): ("read_orders", "read_returns"),
    ("QueryRoot", "customer"): ("read_customers",),
    ("QueryRoot", "customers"): ("read_customers",),
    ("QueryRoot", "customerByIdentifier"): ("read_customers",),
    ("QueryRoot", "locations"): ("read_locations",),
    ("QueryRoot", "shopLocales"): ("read_locales",),
    ("QueryRoot", "product"): ("read_products",),
    ("QueryRoot", "products"): ("read_products",),
    ("QueryRoot", "productVariant"): ("read_products",),
    ("QueryRoot", "productVariants"): ("read_products",),
    ("QueryRoot", "fulfillmentOrder"): ("read_merchant_managed_fulfillment_orders",),
    ("Order", "fulfillmentOrders"): ("read_merchant_managed_fulfillment_orders",),
    ("Mutation", "fulfillmentOrderHold"): ("write_merchant_managed_fulfillment_orders",),
    ("Mutation", "fulfillmentOrderReleaseHold"): ("write_merchant_managed_fulfillment_orders",),
    ("Mutation", "orderInvoiceSend"): ("write_orders",),
    ("Order", "customer"): ("read_customers",),
    ("Order", "returns"): ("read_returns",),
    ("Customer", "orders"): ("read_orders",),
    ("LineItem", "product"): ("read_products",),
    ("LineItem", "variant"): ("read_products",),
    ("Shop", "shopPolicies"): ("read_legal_policies",),
    ("QueryRoot", "storeCreditAccount"): ("read_store_credit_accounts",),
    ("QueryRoot", "giftCard"): ("read_gift_cards",),
    ("QueryRoot", "giftCards"): ("read_gift_cards",),
    ("QueryRoot", "codeDiscountNode"): ("read_discounts",),
    ("QueryRoot", "codeDiscountNodeByCode"): ("read_discounts",),
    ("Customer", "storeCreditAccounts"): ("read_store_credit_accounts",),
    ("StoreCreditAccount", "transactions"): ("read_store_credit_account_transactions",),
    ("Mutation", "storeCreditAccountCredit"): ("write_store_credit_account_transactions",),
    ("Mutation", "storeCreditAccountDebit"): ("write_store_credit_account_transactions",),
    ("Mutation", "giftCardCreate"): ("write_gift_cards",),
    ("Mutation", "giftCardDeactivate"): ("write_gift_cards",),
    ("Mutation", "giftCardSendNotificationToCustomer"): ("write_gift_cards",),
    ("Mutation", "discountCodeBasicCreate"): ("write_discounts",),
    ("Mutation", "discountCodeDeactivate"): ("write_discounts",),
    ("Mutation", "refundCreate"): ("write_orders",),
    ("Mutation", "orderCancel"): ("write_orders",),
    ("Mutation", "orderUpdate"): ("write_orders",),
    ("Mutation", "tagsAdd"): ("write_orders",),
    ("Mutation", "tagsRemove"): ("write_orders",),
    ("Mutation", "bulkOperationRunQuery"): ("read_orders",),
    ("Mutation", "fulfillmentEventCreate"): ("write_fulfillments",),
    **{
        ("Mutation", name): ("write_returns",)
        for name in (
            "returnCreate",
            "returnRequest",
            "returnApproveRequest",
            "returnDeclineRequest",
            "returnProcess",
            "returnCancel",
            "returnClose",
            "returnReopen",
            "removeFromReturn",
            "reverseDeliveryCreateWithShipping",
            "reverseDeliveryShippingUpdate",
            "reverseFulfillmentOrderDispose",
        )
    },
}


def check(context: Context, parent: str, field: str) -> None:
    """Raise ACCESS_DENIED unless the token has all scopes the field needs, and its staff member the permission."""
    for scope in NEEDED.get((parent, field), ()):
        if not _granted(context, scope):
            raise denied(field, scope)
    permission = permissions.OF_MUTATION.get(field) if parent == "Mutation" else None
    if permission and not permissions.may(context.state.shop, context.token, permission):
        raise _denied(field, f"The user must have the `{permission}` permission.")


def _granted(context: Context, scope: str) -> bool:
    return context.allowed(scope) if scope.startswith("read_") else scope in context.token.scopes


def denied(field: str, scope: str) -> GraphQLError:
    """Shopify's own words for a missing scope."""
    return _denied(field, f"`{scope}` access scope.")


def _denied(field: str, needed: str) -> GraphQLError:
    extensions: dict[str, Any] = {
        "code": "ACCESS_DENIED",
        "documentation": "https://shopify.dev/api/usage/access-scopes",
        "requiredAccess": needed,
    }
    return GraphQLError(f"Access denied for {field} field. Required access: {needed}", extensions=extensions)
