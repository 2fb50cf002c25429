"""The control API's clock: forward by hours or days, and everything due by then has happened before the answer."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, jsonify, request

from devstore.store import Store
from devstore.ticking import tick

UNITS = ("seconds", "minutes", "hours", "days")


def blueprint(store: Store, bulk_seconds: float) -> Blueprint:
    """GET tells the time, POST {"hours": 2} moves it, DELETE goes back to the wall clock's."""
    routes = Blueprint("control_clock", __name__, url_prefix="/control/clock")

    def told() -> Response:
        ahead = (store.now() - datetime.now(UTC)).total_seconds()
        return jsonify(now=store.now().isoformat(), ahead_seconds=round(ahead))

    @routes.get("")
    def read() -> Response:
        return told()

    @routes.post("")
    def forward() -> Response:
        asked = request.get_json(force=True)
        with store.lock:
            store.forward(timedelta(**{unit: float(asked.get(unit) or 0) for unit in UNITS}))
            tick(store, bulk_seconds)
        return told()

    @routes.delete("")
    def back() -> Response:
        store.forward(None)
        return told()

    return routes
