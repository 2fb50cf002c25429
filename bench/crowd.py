"""Fills a database with conversations and orders in the shape the app itself writes, in bulk."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from sqlalchemy import insert, text

from app.db import Database
from app.desk.sealing import sealer
from app.models import (
    Agent,
    Conversation,
    Customer,
    FulfillmentEventRow,
    FulfillmentRow,
    LineItemRow,
    Message,
    Order,
    Shop,
    Translation,
)
from bench.stage import SECRET

DOMAIN = "bench.myshopify.com"
LANGUAGES = ("es", "de", "fr", "en", "ko", "zh-Hant", "zh-Hans", "it")
CHUNK = 2000
TABLES = ("customers", "orders", "line_items", "fulfillments", "conversations", "messages", "translations")
NOW = datetime.now(UTC)


def shop(database: Database, domain: str = DOMAIN) -> int:
    """An installed yen shop with an owner who reads Japanese."""
    with database.transaction() as session:
        row = Shop(
            domain=domain,
            name="Bench",
            currency="JPY",
            timezone="Asia/Tokyo",
            locale="ja",
            installed_at=NOW,
            inbound_secret=f"inbound-{domain}",
            access_expires_at=NOW + timedelta(days=1),
            refresh_expires_at=NOW + timedelta(days=90),
            sealed_access_token=sealer((SECRET,)).seal("access"),
            sealed_refresh_token=sealer((SECRET,)).seal("refresh"),
        )
        session.add(row)
        session.flush()
        session.add(
            Agent(
                shop_id=row.id,
                shopify_user_id="1",
                name="Hana",
                role="OWNER",
                locale="ja",
                language="ja",
                reads=["ja"],
                created_at=NOW,
                last_seen_at=NOW,
            )
        )
        return row.id


def token() -> str:
    """An ID token as the admin makes them, good for a minute."""
    now = int(time.time())
    address = f"https://{DOMAIN}"
    claims = {
        "iss": f"{address}/admin",
        "dest": address,
        "aud": "kakehashi-demo",
        "sub": "1",
        "jti": str(now),
        "sid": "s",
    }
    return jwt.encode(claims | {"exp": now + 60, "nbf": now - 5, "iat": now - 5}, SECRET, algorithm="HS256")


def fill(database: Database, shop_id: int, conversations: int, first: int = 1, *, parcels: bool = True) -> None:
    """Two messages and a translation a conversation, an order each; a third of them open, with a parcel on its way."""
    for start in range(first, first + conversations, CHUNK):
        numbers = range(start, min(start + CHUNK, first + conversations))
        with database.transaction() as session:
            for model, rows in _rows(shop_id, numbers, parcels=parcels):
                session.execute(insert(model), rows)
    with database.transaction() as session:
        if database.engine.dialect.name == "postgresql":
            for table in TABLES:  # rows with ids of our own leave the sequence behind
                session.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))
        session.execute(text("ANALYZE"))


def _rows(shop_id: int, numbers: range, *, parcels: bool) -> list[tuple[Any, list[dict[str, Any]]]]:
    shipped = [n for n in numbers if parcels and n % 3 == 0]
    return [
        (Customer, [_customer(shop_id, n) for n in numbers]),
        (Order, [_order(shop_id, n) for n in numbers]),
        (LineItemRow, [_line(shop_id, n, part) for n in numbers for part in (1, 2)]),
        *([(FulfillmentRow, [_parcel(shop_id, n) for n in shipped])] if shipped else []),
        *([(FulfillmentEventRow, [_scan(shop_id, n, part) for n in shipped for part in (0, 1, 2)])] if shipped else []),
        (Conversation, [_conversation(shop_id, n) for n in numbers]),
        (Message, [_message(shop_id, n, part) for n in numbers for part in (1, 2)]),
        (Translation, [_translation(shop_id, n) for n in numbers]),
    ]


def _customer(shop_id: int, n: int) -> dict[str, Any]:
    language = LANGUAGES[n % len(LANGUAGES)]
    return {
        "id": n,
        "shop_id": shop_id,
        "gid": f"gid://shopify/Customer/{n}",
        "email": f"c{n}@example.com",
        "name": f"Customer {n}",
        "language": language,
        "locale": language,
        "country_code": "US",
        "created_at": NOW,
    }


def _order(shop_id: int, n: int) -> dict[str, Any]:
    moment = NOW - timedelta(minutes=n)
    return {
        "id": n,
        "shop_id": shop_id,
        "gid": f"gid://shopify/Order/{n}",
        "name": f"#{n}",
        "customer_id": n,
        "email": f"c{n}@example.com",
        "created_at": moment,
        "updated_at": moment,
        "mirrored_at": moment,
        "financial_status": "PAID",
        "fulfillment_status": "UNFULFILLED",
        "country_code": "US",
        "currency": "JPY",
        "presentment_currency": "USD",
        "total_shop": 9000,
        "total": 60,
        "subtotal_shop": 9000,
        "subtotal": 60,
    }


def _line(shop_id: int, n: int, part: int) -> dict[str, Any]:
    return {
        "id": n * 2 + part,
        "shop_id": shop_id,
        "order_id": n,
        "gid": f"gid://shopify/LineItem/{n}{part}",
        "position": part,
        "title": "Asagao cup",
        "sku": f"CUP-{part}",
        "quantity": 2,
        "current_quantity": 2,
        "unfulfilled": 2,
        "refundable": 2,
        "unit_price_shop": 2250,
        "unit_price": 15,
    }


def _parcel(shop_id: int, n: int) -> dict[str, Any]:
    return {
        "id": n,
        "shop_id": shop_id,
        "order_id": n,
        "gid": f"gid://shopify/Fulfillment/{n}",
        "name": f"#{n}.1",
        "status": "SUCCESS",
        "shipment_status": "IN_TRANSIT",
        "tracking_company": "EMS",
        "tracking_number": f"EM{n}JP",
        "tracking_url": f"https://track.example/EM{n}JP",
        "created_at": NOW,
        "updated_at": NOW,
    }


def _scan(shop_id: int, n: int, part: int) -> dict[str, Any]:
    return {
        "id": n * 3 + part,
        "shop_id": shop_id,
        "fulfillment_id": n,
        "gid": f"gid://shopify/FulfillmentEvent/{n}{part}",
        "status": "IN_TRANSIT",
        "message": "Arrived at the sorting office",
        "city": "Osaka",
        "country": "JP",
        "happened_at": NOW - timedelta(hours=part),
    }


def _conversation(shop_id: int, n: int) -> dict[str, Any]:
    moment = NOW - timedelta(minutes=n)
    return {
        "id": n,
        "shop_id": shop_id,
        "customer_id": n,
        "order_id": n,
        "order_reason": "named",
        "channel": "email",
        "subject": f"Where is my order #{n}",
        "snippet": "Where is my order?",
        "reply_token": f"t{n}",
        "status": "OPEN" if n % 3 == 0 else "RESOLVED",
        "language": LANGUAGES[n % len(LANGUAGES)],
        "created_at": moment,
        "last_message_at": moment,
        "last_inbound_at": moment,
        "changed_at": moment,
    }


def _message(shop_id: int, n: int, part: int) -> dict[str, Any]:
    inbound = part == 1
    return {
        "id": n * 2 + part,
        "shop_id": shop_id,
        "conversation_id": n,
        "channel": "email",
        "external_id": f"<{n}.{part}@example.com>",
        "direction": "INBOUND" if inbound else "OUTBOUND",
        "author": "CUSTOMER" if inbound else "AGENT",
        "from_address": f"c{n}@example.com",
        "body": f"Where is my order #{n}? " * 12,
        "language": LANGUAGES[n % len(LANGUAGES)],
        "delivery": "NONE" if inbound else "SENT",
        "created_at": NOW - timedelta(minutes=n),
    }


def _translation(shop_id: int, n: int) -> dict[str, Any]:
    return {
        "id": n,
        "shop_id": shop_id,
        "message_id": n * 2 + 1,
        "source": LANGUAGES[n % len(LANGUAGES)],
        "target": "ja",
        "text": f"注文 #{n} はどこですか？",
        "state": "DONE",
        "engine": "bench",
        "created_at": NOW,
    }
