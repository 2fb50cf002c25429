"""The webhook log as JSON, and how tests replay, lose or hold deliveries."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from devstore.state.platform import Delivery
from devstore.web.context import sender, store
from devstore.webhooks.sender import Pause

pages = Blueprint("webhook_control", __name__)


@pages.get("/control/webhooks")
def listing() -> Response:
    """Newest first; ?shop= ?topic= ?state= ?payloads=1."""
    wanted = request.args
    found = [
        item
        for item in reversed(list(store().outbox.deliveries.values()))
        if _matches(item, wanted.get("shop"), wanted.get("topic"), wanted.get("state"))
    ]
    return jsonify([shape(item, with_payload="payloads" in wanted) for item in found[: int(wanted.get("limit", 500))]])


@pages.get("/control/webhooks/waiting")
def waiting() -> Response:
    return jsonify({"waiting": sender().waiting()})


@pages.post("/control/webhooks/<int:delivery_id>/replays")
def replay(delivery_id: int) -> tuple[Response, int]:
    delivery = sender().replay(delivery_id)
    if delivery is None:
        return jsonify({"error": "no such delivery"}), 404
    return jsonify(shape(delivery)), 202


@pages.get("/control/webhooks/pauses")
def pause_state() -> Response:
    pause = sender().pause
    return jsonify({"mode": pause.value if pause else None})


@pages.post("/control/webhooks/pauses")
def pause() -> tuple[Response, int]:
    """JSON {mode: hold|drop}."""
    asked = request.get_json(silent=True) or {}
    try:
        sender().pause = Pause(asked.get("mode", "hold"))
    except ValueError:
        return jsonify({"error": f"mode must be one of {', '.join(Pause)}"}), 400
    return jsonify({"mode": asked.get("mode", "hold")}), 201


@pages.delete("/control/webhooks/pauses")
def resume() -> Response:
    return jsonify({"released": sender().resume()})


def shape(delivery: Delivery, *, with_payload: bool = False) -> dict[str, Any]:
    shaped: dict[str, Any] = {
        "id": delivery.id,
        "webhook_id": delivery.webhook_id,
        "event_id": delivery.event_id,
        "shop": delivery.shop,
        "topic": delivery.topic,
        "triggered_at": delivery.triggered_at.isoformat(),
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "last_answer": delivery.last_answer,
        "next_try_at": delivery.next_try_at.isoformat(),
    }
    return {**shaped, "payload": delivery.payload} if with_payload else shaped


def _matches(delivery: Delivery, shop: str | None, topic: str | None, state: str | None) -> bool:
    pairs = ((shop, delivery.shop), (topic, delivery.topic), (state, delivery.state.value))
    return all(wanted in (None, "", real) for wanted, real in pairs)
