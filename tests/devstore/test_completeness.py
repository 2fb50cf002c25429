"""Everything the pruned schema offers is answered: no field of it is unknown to the development store."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from graphql import OperationDefinitionNode, execute_sync, parse

from devstore.actions import goodwill, vouchers
from devstore.actions.cancelling import Cancellation, request_cancel
from devstore.actions.exchanges import WantedExchange, agree, lines_for
from devstore.actions.processing import Processed, Processing, process_return
from devstore.actions.refund_checks import Payout, RefundRequest
from devstore.actions.refunds import create_refund
from devstore.actions.returnable import WantedReturn
from devstore.actions.returns import approve_return, create_return
from devstore.admin_api.access import NEEDED
from devstore.admin_api.context import Context
from devstore.admin_api.engine import SCHEMA
from devstore.admin_api.fields.orders import ORDER
from devstore.admin_api.mutations import MUTATIONS
from devstore.admin_api.queries import QUERIES
from devstore.admin_api.tables import TABLES, resolve, type_of
from devstore.main import assemble
from devstore.money import Money
from devstore.packing import packings
from devstore.refunding import Wanted
from devstore.schema.documents import extra_document
from devstore.settings import Settings
from devstore.state.goodwill import Discount, Recipient
from devstore.state.platform import Token
from tests.processes import HANA

DOCUMENT = parse(extra_document())
READS = [
    node.name.value
    for node in DOCUMENT.definitions
    if isinstance(node, OperationDefinitionNode) and node.operation.value == "query"
]


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    env = {"DATA_DIR": str(tmp_path_factory.mktemp("whole")), "DEVSTORE_APP_CONFIG": "none.toml"}
    made = assemble(Settings.from_env(env))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def context(process):
    now = datetime.now(UTC)
    token = Token("t", HANA, list(process.api.settings.scopes), now)
    return Context(process.store, process.api.settings, process.store.shop(HANA), token, now, "2026-10")


def _run(context, name, **variables):
    return execute_sync(
        SCHEMA,
        DOCUMENT,
        context_value=context,
        variable_values=variables,
        operation_name=name,
        field_resolver=resolve,
        type_resolver=type_of,
    )


@pytest.fixture(scope="module")
def things(process):
    """One of each: an order that was taxed, shipped, tracked, partly refunded and partly returned."""
    http = process.app.test_client()
    shop = process.store.shop(HANA).shop
    shop.scopes = list(process.api.settings.scopes)
    line = {"quantity": 4, "price": "10.00", "tax": "3.00", "duty": "2.00", "discount": "1.00"}
    order = http.post(
        "/control/orders", json={"shop": HANA, "lines": [line], "currency": "USD", "rate": "150", "shipping": "5.00"}
    ).json
    place = f"/control/orders/{order['name'][1:]}"
    shipped = http.post(f"{place}/fulfillments", json={"shop": HANA}).json
    http.post(f"{place}/fulfillment_events", json={"shop": HANA, "status": "DELIVERED", "city": "Berlin"})
    refund = http.post(f"{place}/refunds", json={"shop": HANA, "lines": {"0": 1}, "shipping": True}).json["refund"]
    returned = http.post(f"{place}/returns", json={"shop": HANA}).json["returned"]
    with process.store.change(HANA) as change:
        stored = change.state.order_named(order["name"])
        approve_return(change, stored, stored.returns[0])
    given = _goodwill(process, stored.customer_id) | _exchange(process, stored)
    return {**order, **shipped, **given, "refund": refund, "returned": returned, "stored": stored}


def _exchange(process, order):
    """A piece is swapped for something dearer, which waits on hold; an amount is refunded, a cancel asked for."""
    with process.store.change(HANA) as change:
        variant = change.state.shop.products[0].variants[0]
        wanted = [WantedReturn(order.fulfillments[0].lines[0].id, 1)]
        returned = create_return(change, order, wanted)
        agree(change, returned, lines_for(change.state, order, [WantedExchange(variant.id, 2, Decimal(10))]))
        swap = Processing([Processed(returned.lines[0].id, 1)], exchanges={returned.exchanges[0].id: 1})
        process_return(change, order, returned, swap)
        payout = Payout(Decimal("1.00"), order.transactions[0].id)
        alone = create_refund(change, order, RefundRequest(Wanted(), [payout], "USD", discrepancy_reason="OTHER"))
        other = next(item for item in change.state.orders.values() if not item.fulfillments and not item.cancelled_at)
        job = request_cancel(change, other, Cancellation("OTHER"))
    return {
        "variant": variant.id,
        "product": change.state.shop.products[0].id,
        "swap": returned,
        "amount_only": alone.id,
        "job": job.id,
        "packing": packings(order)[1].gid,
    }


def _goodwill(process, customer_id):
    """Store credit, a gift card sent to somebody, and a discount code for one customer."""
    with process.store.change(HANA) as change:
        owner = goodwill.owner_of(change, "Customer", customer_id)
        account, _ = goodwill.credit(change, owner, Money(Decimal(500), "JPY"))
        goodwill.debit(change, owner, Money(Decimal(200), "JPY"))
        wanted = vouchers.WantedCard(Money(Decimal(900), "JPY"), recipient=Recipient(customer_id, "Sorry"))
        card = vouchers.make_card(change, wanted)
        now = change.now
        discount = vouchers.make_discount(
            change, Discount(0, 0, "SORRY-1", "Sorry", now, now, now, amount=Decimal(100), customer_ids=[customer_id])
        )
    return {"account": account.gid, "card": card.id, "discount": discount}


def _variables(things, context):
    customer = f"gid://shopify/Customer/{things['stored'].customer_id}"
    return {
        "ReadOrder": {"id": things["gid"]},
        "Suggest": {"orderId": things["gid"], "full": True},
        "ReadRefund": {"id": things["refund"]},
        "ReadReturn": {"id": things["returned"]},
        "ReadFulfillment": {"id": things["fulfillment"]},
        "ReadNodes": {"id": things["gid"], "ids": [things["gid"], things["refund"], things["returned"], customer]},
        "ReadPacking": {"id": things["gid"], "packingId": things["packing"]},
        "Wares": {
            "id": f"gid://shopify/ProductVariant/{things['variant']}",
            "productId": f"gid://shopify/Product/{things['product']}",
            "buyer": {"country": "US"},
        },
        "Swapping": {
            "id": things["swap"].gid,
            "input": {
                "orderId": things["gid"],
                "exchangeLineItems": [
                    {
                        "variantId": f"gid://shopify/ProductVariant/{things['variant']}",
                        "quantity": 1,
                        "appliedDiscount": {"value": {"percentage": 5.0}},
                    }
                ],
            },
            "lines": [],
            "exchanges": [{"id": f"gid://shopify/ExchangeLineItem/{things['swap'].exchanges[0].id}", "quantity": 1}],
        },
        "Aftermath": {
            "id": f"gid://shopify/Refund/{things['amount_only']}",
            "jobId": f"gid://shopify/OrderCancelJobResult/{things['job']}",
        },
        "Goodwill": {
            "customerId": customer,
            "accountId": things["account"],
            "cardId": f"gid://shopify/GiftCard/{things['card']}",
            "code": "sorry-1",
            "discountId": f"gid://shopify/DiscountCodeNode/{things['discount'].id}",
        },
        "ReadCustomer": {"id": customer, "identifier": {"id": customer}},
        "Returnable": {"orderId": things["gid"]},
        "CalculateReturn": {
            "input": {
                "orderId": things["gid"],
                "returnLineItems": [
                    {
                        "fulfillmentLineItemId": things["fulfillment_line_items"][0],
                        "quantity": 1,
                        "restockingFee": {"percentage": 10.0},
                    }
                ],
            }
        },
        "ReturnOutcome": {
            "id": things["returned"],
            "lines": [{"id": f"gid://shopify/ReturnLineItem/{things['stored'].returns[0].lines[0].id}", "quantity": 1}],
            "exchanges": [],
        },
    }


@pytest.mark.parametrize("name", [name for name in READS if name != "Bulk"])
def test_every_field_that_is_kept_can_be_read(context, things, name):
    result = _run(context, name, **_variables(things, context).get(name, {}))
    assert [f"{error.path}: {error.message}" for error in result.errors or ()] == []
    assert all(value is not None for value in result.data.values())


def test_every_root_field_of_the_schema_is_answered():
    assert set(SCHEMA.query_type.fields) == set(QUERIES)
    assert set(SCHEMA.mutation_type.fields) == set(MUTATIONS)


def test_tables_and_scopes_name_only_what_the_schema_has():
    names = [(kind, field) for kind, table in TABLES.items() for field in table]
    names += list(NEEDED)
    assert [pair for pair in names if pair[0] not in SCHEMA.type_map] == []
    assert [pair for pair in names if pair[1] not in SCHEMA.type_map[pair[0]].fields] == []
    assert len(ORDER) > 30
