"""A shop in which everything went wrong at once, one of each kind: what the page of troubles has to tell of."""

from collections.abc import Callable
from itertools import count
from typing import Any

from app.db import Database
from app.models import (
    Agent,
    Backfill,
    Conversation,
    DataRequest,
    Drift,
    EventRow,
    Message,
    Order,
    RawMessage,
    Reaction,
    Remedy,
    RemedyPreview,
    Shop,
    WebhookReceipt,
)
from tests import cast
from tests.cast import NOON

numbers = count(1)


def add(database: Database, model: type, **columns: Any) -> Any:
    with database.transaction() as session:
        row = model(**columns)
        session.add(row)
        session.flush()
        return row


def receipt(database: Database, shop: Shop, topic: str = "orders/updated", **columns: Any) -> WebhookReceipt:
    values = {"body": b"{}", "state": "DEAD", "attempts": 7, "error": "Refused: Access denied.", "received_at": NOON}
    values |= {"next_try_at": NOON, "topic": topic, "webhook_id": f"w{next(numbers)}", "shop_domain": shop.domain}
    return add(database, WebhookReceipt, **(values | columns))  # type: ignore[no-any-return]


def reaction(database: Database, shop: Shop, name: str = "run_rules", **columns: Any) -> Reaction:
    payload = {"order_id": columns.pop("order_id", None), "conversation_id": columns.pop("conversation_id", None)}
    event = add(database, EventRow, shop_id=shop.id, name="OrderChanged", payload=payload, occurred_at=NOON, **payload)
    values = {"state": "DEAD", "attempts": 6, "error": "KeyError: 'gid'", "due_at": NOON}
    return add(database, Reaction, shop_id=shop.id, event_id=event.id, name=name, **(values | columns))  # type: ignore[no-any-return]


def order(database: Database, shop: Shop, name: str = "#1042") -> Order:
    moments = dict.fromkeys(("created_at", "updated_at", "mirrored_at"), NOON)
    both = {"currency": "JPY", "presentment_currency": "USD", "gid": f"gid://shopify/Order/{next(numbers)}"}
    return add(database, Order, shop_id=shop.id, name=name, **both, **moments)  # type: ignore[no-any-return]


def remedy(database: Database, about: Order, agent: Agent, **columns: Any) -> Remedy:
    """A refund of forty dollars whose end is not known, unless `columns` say something else."""
    key = f"key{next(numbers)}"
    both = {"shop_id": about.shop_id, "order_id": about.id, "agent_id": agent.id, "created_at": NOON}
    why = {"kind": "REFUND", "reason": "DAMAGED", "currency": "JPY"}
    preview = {"token": key, "choice": {"lines": []}, "terms": {}, "expires_at": NOON, "cost": 6000}
    made = add(database, RemedyPreview, **both, **why, **preview)
    money = {"cost": 6000, "amount": 40, "presentment_currency": "USD"}
    papers = {"preview_id": made.id, "idempotency_key": key, "payload_hash": key, "request": "{}"}
    values = why | money | {"state": "NEEDS_REVIEW", "problem": "NEVER_CONFIRMED"} | columns
    return add(database, Remedy, **both, **papers, **values)  # type: ignore[no-any-return]


def drift(database: Database, about: Order, **columns: Any) -> Drift:
    """Money that Shopify tells of and no book of ours."""
    theirs = {"theirs": 20, "their_currency": "USD", "gid": f"gid://shopify/Refund/{next(numbers)}"}
    values = {"shop_id": about.shop_id, "order_id": about.id, "order_gid": about.gid, "once": f"once{next(numbers)}"}
    return add(database, Drift, kind="EXTRA", found_at=NOON, **(values | theirs | columns))  # type: ignore[no-any-return]


def message(database: Database, about: Conversation, **columns: Any) -> Message:
    values: dict[str, Any] = {"direction": "OUTBOUND", "author": "AGENT", "body": "Hola", "channel": "email"}
    values |= {"delivery": "FAILED", "delivery_error": "550 no such user", "to_address": "maria@example.es"}
    values |= {"external_id": f"<{next(numbers)}@hana.example>", "created_at": NOON}
    return add(database, Message, shop_id=about.shop_id, conversation_id=about.id, **(values | columns))  # type: ignore[no-any-return]


def mail(database: Database, shop: Shop) -> RawMessage:
    values = {"channel": "email", "content": b"no mail", "state": "QUARANTINED", "error": "The mail names no sender."}
    return add(database, RawMessage, shop_id=shop.id, digest=f"{next(numbers):064x}", received_at=NOON, **values)  # type: ignore[no-any-return]


def asked(database: Database, shop: Shop, kind: str = "DATA_REQUEST", **columns: Any) -> DataRequest:
    values = {"received_at": NOON, "details": {"email": "maria@example.es", "orders": []}} | columns
    return add(database, DataRequest, shop_id=shop.id, kind=kind, external_id=str(next(numbers)), **values)  # type: ignore[no-any-return]


def everything(database: Database, shop: Shop, agent: Agent) -> int:
    """One of each; returns how many a person has to see to."""
    about = order(database, shop)
    talk = cast.conversation(database, shop.id, order_id=about.id)
    done: list[Callable[[], Any]] = [
        lambda: receipt(database, shop),
        lambda: receipt(database, shop, "customers/redact"),
        lambda: reaction(database, shop, order_id=about.id),
        lambda: remedy(database, about, agent, conversation_id=talk.id),
        lambda: remedy(database, about, agent, state="SUCCEEDED", money_state="FAILURE", problem="MONEY_FAILED"),
        lambda: remedy(database, about, agent, kind="RETURN", cost=None, amount=None),
        lambda: message(database, talk),
        lambda: message(database, talk, delivery="UNKNOWN", delivery_error="The connection broke."),
        lambda: mail(database, shop),
        lambda: drift(database, about),
        lambda: add(
            database,
            Backfill,
            shop_id=shop.id,
            state="FAILED",
            error="Access denied",
            started_at=NOON,
            finished_at=NOON,
        ),
        lambda: asked(database, shop),
    ]
    for make in done:
        make()
    with database.transaction() as session:
        row = session.get(Shop, shop.id)
        assert row
        row.automation_paused_at = row.needs_reopen_at = NOON
    return len(done) + 2
