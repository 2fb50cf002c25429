"""The cast, the same in every test: Hana owns a shop, Diego works there, Mei has another and must see nothing."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from app.db import Database
from app.desk.sealing import sealer
from app.domain.messages import InboundMessage
from app.domain.money import Money, MoneyBag
from app.domain.orders import CustomerSnapshot, FinancialStatus, FulfillmentStatus, LineItem, OrderSnapshot
from app.models import Agent, Conversation, Customer, Shop, TranslationEngine

HANA = "hana-ceramics.myshopify.com"
MEI = "mei-tea.myshopify.com"
NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # noon in Tokyo
_numbers = count(1001)  # not the ids of the staff in tests.visiting


def shop(database: Database, domain: str = HANA, **columns: Any) -> Shop:
    """An installed shop in JPY with no mail and no translator set up."""
    with database.transaction() as session:
        row = Shop(
            domain=domain,
            name=domain.split(".", maxsplit=1)[0],
            currency="JPY",
            timezone="Asia/Tokyo",
            locale="ja",
            installed_at=NOON,
            inbound_secret=f"secret-of-{domain}",
            **columns,
        )
        session.add(row)
        session.flush()
        return row


def agent(database: Database, shop_id: int, name: str = "Diego", **columns: Any) -> Agent:
    with database.transaction() as session:
        row = Agent(shop_id=shop_id, shopify_user_id=str(next(_numbers)), name=name, created_at=NOON, **columns)
        session.add(row)
        session.flush()
        return row


def engine(database: Database, shop_id: int, name: str = "echo", **columns: Any) -> TranslationEngine:
    """A translation engine without settings, such as echo, which marks a text with its languages; see `sealed`."""
    with database.transaction() as session:
        row = TranslationEngine(shop_id=shop_id, name=name, created_at=NOON, **columns)
        session.add(row)
        session.flush()
        return row


def sealed(secrets: tuple[str, ...], **settings: str) -> str:
    """An engine's settings as its row holds them."""
    return sealer(secrets).seal(json.dumps(settings))


def customer(database: Database, shop_id: int, email: str = "maria@example.es", **columns: Any) -> Customer:
    with database.transaction() as session:
        row = Customer(shop_id=shop_id, email=email, created_at=NOON, **columns)
        session.add(row)
        session.flush()
        return row


def conversation(database: Database, shop_id: int, **columns: Any) -> Conversation:
    values: dict[str, Any] = {
        "channel": "email",
        "subject": "¿Dónde está mi pedido?",
        "language": "es",
        "reply_token": f"token{next(_numbers)}",
        "created_at": NOON,
        "last_message_at": NOON,
        "changed_at": NOON,
    }
    with database.transaction() as session:
        row = Conversation(shop_id=shop_id, **(values | columns))
        session.add(row)
        session.flush()
        return row


def bag(shop_amount: str, amount: str, currency: str = "USD") -> MoneyBag:
    """A value of an order in Hana's shop: yen for her, `currency` for the customer."""
    return MoneyBag(Money(Decimal(shop_amount), "JPY"), Money(Decimal(amount), currency))


def order(name: str = "#1042", **fields: Any) -> OrderSnapshot:
    """Three cups for USD 20 each, paid and not shipped, in the yen shop at 150 yen to the dollar."""
    number = name.lstrip("#")
    line = LineItem(
        gid=f"gid://shopify/LineItem/9007199254{number}",
        title="Asagao cup",
        quantity=3,
        current_quantity=3,
        unit_price=bag("3000", "20.00"),
        sku="CUP-ASA",
        unfulfilled=3,
        refundable=3,
    )
    values: dict[str, Any] = {
        "gid": f"gid://shopify/Order/9007199254{number}",
        "name": name,
        "created_at": NOON,
        "updated_at": NOON,
        "currency": "JPY",
        "presentment_currency": "USD",
        "total": bag("9000", "60.00"),
        "financial_status": FinancialStatus.PAID,
        "fulfillment_status": FulfillmentStatus.UNFULFILLED,
        "email": "maria@example.es",
        "customer": CustomerSnapshot(gid="gid://shopify/Customer/7", name="María Díaz", email="maria@example.es"),
        "customer_locale": "es",
        "lines": (line,),
    }
    return OrderSnapshot(**(values | fields))


def inbound(body: str = "¿Dónde está mi pedido #1042?", **fields: Any) -> InboundMessage:
    values: dict[str, Any] = {
        "channel": "email",
        "external_id": f"<{next(_numbers)}@example.es>",
        "from_address": "maria@example.es",
        "from_name": "María Díaz",
        "subject": "Mi pedido",
        "body": body,
        "raw": body.encode(),
        "sent_at": NOON,
    }
    return InboundMessage(**(values | fields))
