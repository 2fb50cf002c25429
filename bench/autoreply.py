"""R1: from a webhook's arrival to the rule's mail handed to the sender, 50 events a second for a minute.

Method: the app's own web, worker and clock with a mail server that accepts everything, all on this machine;
each event is a new fulfilment of another order, over twenty shops, because a shop may send 200 an hour. Times
are the rows' own: a receipt's arrival, a message's claim by the sender and its acceptance by the mail server.
"""

import contextlib
import json
import threading
import time
from datetime import UTC, datetime
from uuid import uuid4

import requests
from aiosmtpd.controller import Controller
from sqlalchemy import select, text

from app.db import Database
from app.desk import channels, starter
from app.desk.desk import SYSTEM, open_desk
from app.desk.sealing import sealer
from app.models import Message, WebhookReceipt
from bench import crowd
from bench.acks import signature
from bench.result import Result
from bench.stage import SECRET, Stage, percentile, process, web
from tests.servers import free_port, wait_until

PER_SECOND, SECONDS, SHOPS = 50, 60, 20
LANES, OK = 8, 200
GRACE = 30  # seconds after the last event until what is left counts as left


class Sink:
    """Takes every mail."""

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802
        return "250 taken"


def furnish(database: Database, smtp_port: int) -> list[tuple[str, int]]:
    """Twenty shops with starter rules and mail; returns (domain, order number) for each event, in order."""
    wanted = PER_SECOND * SECONDS // SHOPS
    for number in range(SHOPS):
        shop_id = crowd.shop(database, f"bench-{number}.myshopify.com")
        crowd.fill(database, shop_id, wanted, first=number * wanted + 1, parcels=False)
        mail = {"host": "127.0.0.1", "port": str(smtp_port), "security": "none", "username": "", "password": ""}
        mail |= {"from_address": f"support@bench-{number}.example", "from_name": "Bench"}
        with open_desk(database, shop_id, SYSTEM) as desk:
            starter.install(desk)
            channels.save_email(desk, sealer((SECRET,)), mail)
    return [
        (f"bench-{shop}.myshopify.com", shop * wanted + order + 1) for order in range(wanted) for shop in range(SHOPS)
    ]


def payload(order: int) -> bytes:
    now = datetime.now(UTC).isoformat()
    number = 9_100_000_000 + order
    told = {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/Fulfillment/{number}",
        "order_id": order,
        "name": f"#{order}.1",
        "status": "success",
        "created_at": now,
        "updated_at": now,
        "tracking_company": "EMS",
        "tracking_number": f"EM{number}JP",
        "tracking_numbers": [f"EM{number}JP"],
        "tracking_url": f"https://track.example/EM{number}JP",
        "tracking_urls": [f"https://track.example/EM{number}JP"],
        "line_items": [{"admin_graphql_api_id": f"gid://shopify/LineItem/{order}1", "quantity": 2}],
    }
    return json.dumps(told).encode()


def send(address: str, events: list[tuple[str, int]]) -> int:
    """Every event at its time; one that was not acknowledged is sent again, as Shopify would. Returns how many were."""
    start, refused = time.monotonic() + 0.5, []

    def lane(first: int) -> None:
        session = requests.Session()
        for number in range(first, len(events), LANES):
            domain, order = events[number]
            body = payload(order)
            headers = {"X-Shopify-Topic": "fulfillments/create", "X-Shopify-Hmac-Sha256": signature(body)}
            headers |= {"X-Shopify-Shop-Domain": domain, "X-Shopify-Webhook-Id": uuid4().hex}
            headers |= {"X-Shopify-Triggered-At": datetime.now(UTC).isoformat(), "Content-Type": "application/json"}
            time.sleep(max(0.0, start + number / PER_SECOND - time.monotonic()))
            while session.post(f"{address}/webhooks", data=body, headers=headers, timeout=10).status_code != OK:
                refused.append(number)
                time.sleep(0.5)

    threads = [threading.Thread(target=lane, args=(first,)) for first in range(LANES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


def measure(stage: Stage) -> Result:
    """Seconds from arrival to the sender and to the mail server's 250, and what was left over."""
    database, smtp_port = stage.database(), free_port()
    events = furnish(database, smtp_port)
    server = Controller(Sink(), hostname="127.0.0.1", port=smtp_port)
    server.start()
    try:
        with (
            web(stage) as address,
            process(["-m", "app.main", "worker"], stage.env),
            process(["-m", "app.main", "clock"], stage.env),
        ):
            wait_until(lambda: requests.get(f"{address}/readyz", timeout=5).ok, 120, "a worker that is alive")
            time.sleep(3)
            refused = send(address, events)
            time.sleep(1)
            left = len(events) - sent(database)
            with contextlib.suppress(AssertionError):
                wait_until(lambda: sent(database) == len(events), GRACE)
            ended = sent(database)
    finally:
        server.stop()
    claimed, accepted = waits(database)
    if not claimed:
        raise AssertionError("not one mail was sent")
    database.close()
    figures = {
        "events": len(events),
        "R1 arrival to sender p50 s": percentile(claimed, 0.5),
        "R1 arrival to sender p95 s": percentile(claimed, 0.95),
        "arrival to accepted p95 s": percentile(accepted, 0.95),
        "under way 1 s after the last": left,
        "R1 webhooks refused": refused,
        "R1 left at the end": len(events) - ended,
    }
    return Result(figures, {"arrival to sender s": claimed})


def sent(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return int(
            session.scalar(text("SELECT count(*) FROM messages WHERE delivery = 'SENT' AND author = 'RULE'")) or 0
        )


def waits(database: Database) -> tuple[list[float], list[float]]:
    """Each mail that was sent against the receipt of its order's fulfilment."""
    with database.transaction(read_only=True) as session:
        receipts = session.execute(select(WebhookReceipt.body, WebhookReceipt.received_at)).all()
        arrived = {f"#{json.loads(body)['order_id']}": moment for body, moment in receipts}
        rows = session.execute(
            text(
                "SELECT o.name, m.id FROM messages m JOIN conversations c ON c.id = m.conversation_id"
                " JOIN orders o ON o.id = c.order_id WHERE m.author = 'RULE'"
            )
        ).all()
        messages = {row.id: row for row in session.scalars(select(Message).where(Message.author == "RULE"))}
    rows = [(name, key) for name, key in rows if messages[key].sent_at]
    claimed = [(messages[key].claimed_at - arrived[name]).total_seconds() for name, key in rows]
    accepted = [(messages[key].sent_at - arrived[name]).total_seconds() for name, key in rows]
    return claimed, accepted
