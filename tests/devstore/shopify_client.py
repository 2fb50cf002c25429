"""A plain client of the Admin API for tests of the development store: it hides nothing and retries nothing."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.processes import HANA, DevStore

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"

BAG = "{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"
REFUND_CREATE = f"""
mutation ($input: RefundInput!, $key: String!) {{
  refundCreate(input: $input) @idempotent(key: $key) {{
    refund {{
      id totalRefundedSet {BAG}
      transactions(first: 5) {{ nodes {{ id status gateway errorCode amountSet {BAG} }} }}
    }}
    order {{ id displayFinancialStatus totalRefundedSet {BAG} }}
    userErrors {{ field message }}
  }}
}}
"""
GIFT_CARD = """
mutation ($in: GiftCardCreateInput!) {
  giftCardCreate(input: $in) {
    giftCard { id lastCharacters maskedCode balance { amount } initialValue { amount currencyCode } customer { id } }
    giftCardCode userErrors { field code }
  }
}
"""
SUGGEST = f"""
query ($id: ID!, $lines: [RefundLineItemInput!], $shipping: Boolean, $duties: [RefundDutyInput!], $full: Boolean) {{
  order(id: $id) {{
    suggestedRefund(
      refundLineItems: $lines, refundShipping: $shipping, refundDuties: $duties, suggestFullRefund: $full
    ) {{
      amountSet {BAG} subtotalSet {BAG} totalTaxSet {BAG} totalDutiesSet {BAG} maximumRefundableSet {BAG}
      shipping {{ amountSet {BAG} }}
      suggestedTransactions {{
        kind gateway amountSet {BAG} maximumRefundableSet {BAG} parentTransaction {{ id }}
      }}
    }}
  }}
}}
"""


def exchange_body(store: DevStore, **more: Any) -> dict[str, Any]:
    return {
        "client_id": store.api_key,
        "client_secret": store.api_secret,
        "grant_type": EXCHANGE,
        "subject_token": store.id_token(),
        "subject_token_type": ID_TOKEN,
        "requested_token_type": OFFLINE,
        "expiring": "1",
        **more,
    }


def token_answer(store: DevStore, body: dict[str, Any], shop: str = HANA) -> requests.Response:
    return requests.post(f"{store.url}/shops/{shop}/admin/oauth/access_token", json=body, timeout=10)


def installed(store: DevStore, shop: str = HANA) -> "ShopifyClient":
    body = exchange_body(store, subject_token=store.id_token(shop))
    return ShopifyClient(store, token_answer(store, body, shop).json()["access_token"], shop)


@dataclass
class ShopifyClient:
    store: DevStore
    token: str
    shop: str = HANA
    http: requests.Session = field(default_factory=requests.Session)

    def send(self, query: str, /, timeout: float = 10, **variables: Any) -> requests.Response:
        return self.http.post(
            f"{self.store.url}/shops/{self.shop}/admin/api/2026-10/graphql.json",
            json={"query": query, "variables": variables},
            headers={"X-Shopify-Access-Token": self.token},
            timeout=timeout,
        )

    def run(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        body = self.send(query, **variables).json()
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    def errors(self, query: str, /, **variables: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.send(query, **variables).json()["errors"]
        return found

    def place(self, lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        placed: dict[str, Any] = self.store.post("/control/orders", shop=self.shop, lines=lines, **more)
        return placed

    def suggest(self, order: dict[str, Any], *quantities: int, **more: Any) -> dict[str, Any]:
        lines = [{"lineItemId": gid, "quantity": n} for gid, n in zip(order["line_items"], quantities, strict=False)]
        found: dict[str, Any] = self.run(SUGGEST, id=order["gid"], lines=lines, **more)["order"]["suggestedRefund"]
        return found

    def refund_input(self, order: dict[str, Any], *quantities: int, **more: Any) -> dict[str, Any]:
        """What an app sends after it has asked for the suggestion."""
        suggestion = self.suggest(order, *quantities)
        transactions = [
            {
                "orderId": order["gid"],
                "gateway": part["gateway"],
                "kind": "REFUND",
                "amount": part["amountSet"]["presentmentMoney"]["amount"],
                "parentId": part["parentTransaction"]["id"],
            }
            for part in suggestion["suggestedTransactions"]
            if part["amountSet"]["presentmentMoney"]["amount"] != "0.0"
        ]
        lines = [{"lineItemId": gid, "quantity": n} for gid, n in zip(order["line_items"], quantities, strict=False)]
        currency = suggestion["amountSet"]["presentmentMoney"]["currencyCode"]
        return {
            "orderId": order["gid"],
            "currency": currency,
            "refundLineItems": lines,
            "transactions": transactions,
            **more,
        }

    def refund(self, given: dict[str, Any], key: str = "") -> dict[str, Any]:
        made: dict[str, Any] = self.run(REFUND_CREATE, input=given, key=key or str(uuid.uuid4()))["refundCreate"]
        return made


def amounts(bag: dict[str, Any]) -> tuple[str, str]:
    """(customer's, shop's) amount of a money bag."""
    return bag["presentmentMoney"]["amount"], bag["shopMoney"]["amount"]
