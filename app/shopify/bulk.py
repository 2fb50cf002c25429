"""Bulk operations: Shopify writes all orders into one file of lines, and we read it as a stream, some at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

import requests
import structlog

from app.domain.errors import Refused, Unavailable
from app.domain.orders import LineItem, OrderSnapshot, Return
from app.domain.words import N_
from app.shopify.client import AdminApi, refuse_user_errors
from app.shopify.order_parser import line, snapshot
from app.shopify.order_part_parser import returned
from app.shopify.wire import Json, Unreadable, gid, number, obj, text

log = structlog.get_logger()
LINES = 200  # of one batch, and more until the next order begins
TIMEOUT = (3.0, 30.0)  # seconds to connect, and between two pieces of the file
GONE = 400

# Bulk queries allow no connection inside a list: tracking events and quantities of parcels come later, by webhook.
BACKFILL_ORDERS = """query BackfillOrders {
  orders {
    edges {
      node {
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
        fulfillments {
          id name status displayStatus createdAt updatedAt deliveredAt estimatedDeliveryAt
          trackingInfo { company number url }
        }
        refunds {
          id createdAt note
          totalRefundedSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
        }
        transactions {
          id kind status gateway createdAt errorCode parentTransaction { id }
          amountSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
        }
        lineItems {
          edges {
            node {
              id title variantTitle sku quantity currentQuantity unfulfilledQuantity refundableQuantity
              image { url }
              discountedUnitPriceAfterAllDiscountsSet {
                shopMoney { amount currencyCode } presentmentMoney { amount currencyCode }
              }
            }
          }
        }
        returns { edges { node { id name status createdAt } } }
      }
    }
  }
}"""

BULK_RUN = """mutation BulkRun($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { id status }
    userErrors { field message code }
  }
}"""

BULK_STATUS = """query BulkStatus($id: ID!) {
  bulkOperation(id: $id) { id status errorCode objectCount rootObjectCount url partialDataUrl }
}"""


class BulkState(StrEnum):
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class BulkStatus:
    """`orders` counts roots only; an empty `url` of a completed operation means that there was nothing."""

    state: BulkState
    orders: int
    url: str
    error: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Whole orders, children that came apart from theirs, and the number of lines read up to here."""

    orders: tuple[OrderSnapshot, ...]
    strays: tuple[tuple[str, LineItem | Return], ...]
    lines_read: int


def start(api: AdminApi) -> str:
    """Ask for the file; returns the operation's gid."""
    answer = api.mutate(BULK_RUN, {"query": BACKFILL_ORDERS}, operation="bulkOperationRunQuery")
    ran = obj(answer.get("bulkOperationRunQuery"))
    refuse_user_errors(ran)
    operation = gid("BulkOperation", obj(ran.get("bulkOperation")))
    if not operation:
        raise Unavailable(N_("Shopify did not start the copy and did not say why."))
    return operation


def status(api: AdminApi, operation_gid: str) -> BulkStatus:
    node = obj(api.query(BULK_STATUS, {"id": operation_gid}, operation="bulkOperation").get("bulkOperation"))
    word, code = text(node.get("status")).upper(), text(node.get("errorCode"))
    orders = number(node.get("rootObjectCount")) or 0
    if word == "COMPLETED":
        return BulkStatus(BulkState.COMPLETED, orders, text(node.get("url")), "")
    if word in ("CREATED", "RUNNING", "CANCELING"):
        return BulkStatus(BulkState.RUNNING, orders, "", "")
    said = N_("Shopify ended the copy before it was complete.") + f" ({word} {code})".replace(" )", ")")
    return BulkStatus(BulkState.FAILED, orders, "", said)


def read(url: str, skip: int) -> Iterator[Batch]:
    """Batches of the file behind the first `skip` lines; a batch ends where an order begins."""
    try:
        with requests.get(url, stream=True, timeout=TIMEOUT) as response:
            if response.status_code >= GONE:
                kind = Unavailable if response.status_code >= 500 else Refused  # noqa: PLR2004 - HTTP's own limit
                raise kind(N_("The file of orders cannot be fetched."), f"(HTTP {response.status_code})")
            yield from batches(islice(response.iter_lines(chunk_size=65536), skip, None), skip)
    except requests.RequestException as error:
        raise Unavailable(N_("The file of orders broke off."), f"({type(error).__name__})") from None


def batches(lines: Iterator[bytes], skip: int = 0) -> Iterator[Batch]:
    """Children follow their order, mostly: one that does not is handed over as a stray."""
    nodes: list[Json] = []
    read_lines = skip
    for raw in lines:
        node = _node(raw)
        if "__parentId" not in node and read_lines - skip >= LINES:
            yield _batch(nodes, read_lines)
            nodes, skip = [], read_lines
        nodes.append(node)
        read_lines += 1
    if nodes:
        yield _batch(nodes, read_lines)


def _node(raw: bytes) -> Json:
    try:
        return obj(json.loads(raw))
    except ValueError:
        log.warning("an unreadable line in the file of orders")
        return {}


def _batch(nodes: list[Json], lines_read: int) -> Batch:
    roots: dict[str, Json] = {}
    strays: list[tuple[str, LineItem | Return]] = []
    for node in nodes:
        parent = text(node.get("__parentId"))
        if not parent:
            roots[text(node.get("id"))] = {**node, "lineItems": [], "returns": []}
        elif parent in roots:
            roots[parent]["returns" if _is_return(node) else "lineItems"].append(node)
        elif child := _child(node):
            strays.append((parent, child))
    return Batch(tuple(made for node in roots.values() if (made := _order(node))), tuple(strays), lines_read)


def _order(node: dict[str, Any]) -> OrderSnapshot | None:
    try:
        return snapshot(node)
    except Unreadable:
        return None


def _child(node: Json) -> LineItem | Return | None:
    return returned(node) if _is_return(node) else line(node)


def _is_return(node: Json) -> bool:
    return text(node.get("id")).startswith("gid://shopify/Return/")
