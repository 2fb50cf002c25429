"""What comes back as payloads: a parcel that got its label, goods that were put somewhere; neither names the order."""

from typing import Any

from devstore.state.platform import Subject
from devstore.state.returns import Disposition
from devstore.state.shops import ShopState
from devstore.webhooks.payloads.parts import gid, moment, present


def attached(_state: ShopState, subject: Subject) -> dict[str, Any]:
    way, returned = present(subject.delivery, "delivery"), present(subject.returned, "return")
    label = {"public_file_url": way.label_url, "created_at": moment(way.created_at) if way.label_url else None}
    tracking = {
        "carrier_name": way.carrier or "Other",
        "tracking_number": way.tracking_number or "",
        "tracking_url": way.tracking_url,
    }
    return {
        "id": way.id,
        "admin_graphql_api_id": gid("ReverseDelivery", way.id),
        "return": {"id": returned.id, "admin_graphql_api_id": returned.gid},
        "shipping_deliverable": {"tracking": tracking, "label": label},
    }


def disposed(_state: ShopState, subject: Subject) -> dict[str, Any]:
    whole = present(next((item for item, _, _ in subject.disposed), None), "disposition")
    return {
        "id": whole.id,
        "admin_graphql_api_id": gid("ReverseFulfillmentOrder", whole.id),
        "dispositions": [_disposition(key, item) for _, key, item in subject.disposed],
        "total_dispositions": len(subject.disposed),
    }


def _disposition(key: int, item: Disposition) -> dict[str, Any]:
    place = item.location_id
    return {
        "reverse_fulfillment_order_line_item": {
            "id": key,
            "admin_graphql_api_id": gid("ReverseFulfillmentOrderLineItem", key),
        },
        "reverse_delivery_line_item": None,
        "type": item.kind.lower(),
        "location": {"id": place, "admin_graphql_api_id": gid("Location", place)} if place else None,
        "quantity": item.quantity,
    }
