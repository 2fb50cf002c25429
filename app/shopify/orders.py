"""Orders read from the Admin API: each GraphQL document beside its parser, answers as domain snapshots."""

from collections.abc import Iterator
from datetime import datetime

from app.domain.orders import LineItem, OrderSnapshot
from app.shopify.client import AdminApi
from app.shopify.order_parser import line, snapshot
from app.shopify.wire import gid, moment, obj, objects

# What the mirror keeps. The numbers hold the query's cost under Shopify's limit of 1000.
ORDER_CONTEXT = """query OrderContext($id: ID!) {
  order(id: $id) {
    id name createdAt updatedAt closedAt cancelledAt test note tags customerLocale email phone
    currencyCode presentmentCurrencyCode displayFinancialStatus displayFulfillmentStatus
    statusPageUrl paymentGatewayNames
    currentTotalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
    currentSubtotalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
    totalShippingPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
    currentTotalTaxSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
    currentTotalDutiesSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
    totalRefundedSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
    shippingAddress { name address1 address2 city provinceCode zip countryCodeV2 phone }
    customer {
      id displayName locale numberOfOrders
      defaultEmailAddress { emailAddress }
      defaultPhoneNumber { phoneNumber }
    }
    lineItems(first: 40) {
      nodes {
        id title variantTitle sku quantity currentQuantity unfulfilledQuantity refundableQuantity
        image { url }
        discountedUnitPriceAfterAllDiscountsSet {
          shopMoney { amount currencyCode } presentmentMoney { amount currencyCode }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
    fulfillments(first: 6) {
      id name status displayStatus createdAt updatedAt deliveredAt estimatedDeliveryAt
      trackingInfo(first: 1) { company number url }
      events(first: 10, sortKey: HAPPENED_AT, reverse: true) {
        nodes { id status message happenedAt city country estimatedDeliveryAt }
      }
      fulfillmentLineItems(first: 15) { nodes { id quantity lineItem { id } } }
    }
    returns(first: 5, reverse: true) {
      nodes {
        id name status createdAt
        returnLineItems(first: 10) {
          nodes {
            id quantity customerNote returnReasonNote returnReasonDefinition { handle }
            ... on ReturnLineItem { fulfillmentLineItem { id lineItem { id } } }
          }
        }
      }
    }
    refunds(first: 5) {
      id createdAt note
      totalRefundedSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
      refundLineItems(first: 10) { nodes { quantity restockType lineItem { id } } }
    }
    transactions(first: 15) {
      id kind status gateway createdAt errorCode parentTransaction { id }
      amountSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
    }
  }
}"""

ORDER_LINES = """query OrderLines($id: ID!, $after: String) {
  order(id: $id) {
    lineItems(first: 100, after: $after) {
      nodes {
        id title variantTitle sku quantity currentQuantity unfulfilledQuantity refundableQuantity
        image { url }
        discountedUnitPriceAfterAllDiscountsSet {
          shopMoney { amount currencyCode } presentmentMoney { amount currencyCode }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}"""

ORDER_OF_RETURN = """query OrderOfReturn($id: ID!) { return(id: $id) { id order { id } } }"""

ORDERS_CHANGED = """query OrdersChanged($query: String!, $after: String) {
  orders(first: 100, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id updatedAt }
    pageInfo { hasNextPage endCursor }
  }
}"""


def fetch(api: AdminApi, order_gid: str) -> OrderSnapshot | None:
    """The order as it is now; None where the shop has none, or none that this app may read."""
    node = obj(api.query(ORDER_CONTEXT, {"id": order_gid}, operation="order").get("order"))
    if not node:
        return None
    page = obj(obj(node.get("lineItems")).get("pageInfo"))
    more = _more_lines(api, order_gid, page.get("endCursor")) if page.get("hasNextPage") else ()
    return snapshot(node, more)


def order_of_return(api: AdminApi, return_gid: str) -> str:
    """The order a return belongs to; empty where the return is gone."""
    node = obj(api.query(ORDER_OF_RETURN, {"id": return_gid}, operation="return").get("return"))
    return gid("Order", obj(node.get("order")))


def changed_since(api: AdminApi, since: datetime) -> Iterator[dict[str, datetime]]:
    """Pages of orders and when they last changed, oldest first."""
    query, after = f"updated_at:>='{since:%Y-%m-%dT%H:%M:%SZ}'", None
    while True:
        orders = obj(api.query(ORDERS_CHANGED, {"query": query, "after": after}, operation="orders").get("orders"))
        seen = {gid("Order", node): moment(node.get("updatedAt")) for node in objects(orders)}
        yield {order_gid: changed for order_gid, changed in seen.items() if changed is not None}
        page = obj(orders.get("pageInfo"))
        if not page.get("hasNextPage"):
            return
        after = page.get("endCursor")


def _more_lines(api: AdminApi, order_gid: str, after: object) -> tuple[LineItem, ...]:
    found: list[LineItem] = []
    while after:
        answer = api.query(ORDER_LINES, {"id": order_gid, "after": after}, operation="order")
        lines = obj(obj(answer.get("order")).get("lineItems"))
        found += [item for node in objects(lines) if (item := line(node))]
        page = obj(lines.get("pageInfo"))
        after = page.get("endCursor") if page.get("hasNextPage") else None
    return tuple(found)
