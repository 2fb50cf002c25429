"""The state of all shops and the platform; changed only inside `change`, on disk before anybody hears of it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from devstore.change import Change
from devstore.codec import decode, encode
from devstore.documents import Documents
from devstore.history import History
from devstore.outbox import Outbox
from devstore.state.goodwill import Discount, GiftCard
from devstore.state.orders import Order
from devstore.state.platform import BulkOperation, IdempotencyRecord, Job, Subject, Token
from devstore.state.shops import Customer, Shop, ShopState

PayloadBuilder = Callable[[str, ShopState, Subject], dict[str, Any]]
FIRST_IDS = {  # some kinds lie past 2^53, where JavaScript numbers end
    "Order": 5_000_000_000_000,
    "Customer": 7_000_000_000_000,
    "LineItem": 14_000_000_000_000_000,
    "FulfillmentOrder": 6_000_000_000_000,  # above those of orders themselves, which carry the order's number
    "OrderTransaction": 9_200_000_000_000_000,
    "FulfillmentLineItem": 13_000_000_000_000_000,
}


class UnknownShopError(LookupError):
    """No such shop in this development store."""


class Store:
    """All state, one lock; read under `lock`, change inside `change(domain)`."""

    def __init__(self, path: Path, build_payload: PayloadBuilder, topics: frozenset[str] | None = None) -> None:
        """Open the file and load what it holds; `topics` are those the app subscribed to, None means all."""
        self.lock = threading.RLock()
        self.documents = Documents(path)
        self.build_payload = build_payload
        self.topics = topics
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC) + self.ahead
        self._load()

    def _load(self) -> None:
        self.shops: dict[str, ShopState] = {}
        self._ids: dict[str, int] = dict(self.documents.read("meta", "ids") or {})
        self.ahead = timedelta(seconds=self.documents.read("meta", "clock") or 0)
        for key, body in self.documents.all("shop"):
            self.shops[key] = ShopState(decode(Shop, body))
        for key, body in self.documents.all("customer"):
            customer: Customer = decode(Customer, body)
            self.shops[_domain(key)].customers[customer.id] = customer
        for key, body in self.documents.all("order"):
            order: Order = decode(Order, body)
            self.shops[_domain(key)].orders[order.id] = order
        for key, body in self.documents.all("gift_card"):
            card: GiftCard = decode(GiftCard, body)
            self.shops[_domain(key)].gift_cards[card.id] = card
        for key, body in self.documents.all("discount"):
            discount: Discount = decode(Discount, body)
            self.shops[_domain(key)].discounts[discount.id] = discount
        self._load_platform()

    def _load_platform(self) -> None:
        self.tokens: dict[str, Token] = {key: decode(Token, body) for key, body in self.documents.all("token")}
        self.jobs: dict[str, Job] = {key: decode(Job, body) for key, body in self.documents.all("job")}
        bulk = (decode(BulkOperation, body) for _, body in self.documents.all("bulk_operation"))
        self.bulk_operations: dict[int, BulkOperation] = {item.id: item for item in bulk}
        keys = (decode(IdempotencyRecord, body) for _, body in self.documents.all("idempotency"))
        self.idempotency: dict[tuple[str, str], IdempotencyRecord] = {(item.shop, item.key): item for item in keys}
        self.outbox = Outbox(self.documents, self.lock)
        self.history = History(self.documents)

    def shop(self, domain: str) -> ShopState:
        """Return the shop of this domain, or raise UnknownShopError."""
        try:
            return self.shops[domain]
        except KeyError:
            raise UnknownShopError(domain) from None

    def new_id(self, kind: str) -> int:
        """Return the next id of a kind; it is stored by the change that uses it."""
        with self.lock:
            self._ids[kind] = self._ids.get(kind, FIRST_IDS.get(kind, 1_000_000_000)) + 1
            return self._ids[kind]

    def add_shop(self, shop: Shop) -> ShopState:
        """Store a new shop."""
        with self.lock:
            self.shops[shop.domain] = ShopState(shop)
            self.documents.write({("shop", shop.domain): encode(shop), ("meta", "ids"): self._ids})
            return self.shops[shop.domain]

    @contextmanager
    def change(self, domain: str) -> Iterator[Change]:
        """One action of a merchant, a customer or the app: all or nothing, one event id for all its webhooks."""
        with self.lock:
            change = Change(self.shop(domain), self.now(), self.new_id)
            yield change
            self._commit(change)

    def _commit(self, change: Change) -> None:
        domain = change.state.shop.domain
        writes: dict[tuple[str, str], Any] = {("meta", "ids"): self._ids}
        for order in change.orders.values():
            change.state.orders[order.id] = order
            key = _key(domain, order.id)
            self.history.remember(domain, order.id, change.moment)
            writes["order", key] = encode(order)
        for customer in change.customers.values():
            change.state.customers[customer.id] = customer
            writes["customer", _key(domain, customer.id)] = encode(customer)
        writes.update(_goodwill_writes(change))
        writes.update(self._platform_writes(change))
        change.events = [event for event in change.events if self.topics is None or event[0] in self.topics]
        writes.update(self.outbox.take(change, self._payload, self.new_id))
        if change.leaving:
            writes.update(self._forget_tokens(change))
        if change.shop_touched:
            writes["shop", domain] = encode(change.state.shop)
        self.documents.write(writes)
        self.outbox.bell.set()

    def _forget_tokens(self, change: Change) -> dict[tuple[str, str], Any]:
        change.state.shop.scopes = None
        dead = [key for key, token in self.tokens.items() if token.shop == change.state.shop.domain]
        for key in dead:
            del self.tokens[key]
        return {("token", key): None for key in dead}

    def _platform_writes(self, change: Change) -> dict[tuple[str, str], Any]:
        for job in change.jobs:
            self.jobs[job.id] = job
        for record in change.used_keys:
            self.idempotency[record.shop, record.key] = record
        jobs = {("job", job.id): encode(job) for job in change.jobs}
        keys = {("idempotency", f"{item.shop}/{item.key}"): encode(item) for item in change.used_keys}
        return {**jobs, **keys}

    def _payload(self, topic: str, state: ShopState, subject: Subject) -> dict[str, Any]:
        return self.build_payload(topic, state, subject)

    def save(self, kind: str, key: str, value: Any) -> None:
        """Write one platform document (a dataclass or plain JSON data) through; None removes it."""
        with self.lock:
            self.documents.write({(kind, key): encode(value), ("meta", "ids"): self._ids})

    def forward(self, more: timedelta | None) -> None:
        """Put the clock forward by so much, or (None) back to the wall clock's time."""
        with self.lock:
            self.ahead = timedelta(0) if more is None else self.ahead + more
            self.documents.write({("meta", "clock"): self.ahead.total_seconds()})

    def save_token(self, token: Token) -> None:
        """Remember a token."""
        with self.lock:
            self.tokens[token.access] = token
            self.save("token", token.access, token)

    def clear(self) -> None:
        """Forget everything, as before the first start."""
        with self.lock:
            self.documents.clear()
            self._load()

    def close(self) -> None:
        """Close the file."""
        self.documents.close()


def _goodwill_writes(change: Change) -> dict[tuple[str, str], Any]:
    state, domain = change.state, change.state.shop.domain
    state.gift_cards.update(change.gift_cards)
    state.discounts.update(change.discounts)
    cards = {("gift_card", _key(domain, card.id)): encode(card) for card in change.gift_cards.values()}
    return {**cards, **{("discount", _key(domain, one.id)): encode(one) for one in change.discounts.values()}}


def _key(domain: str, number: int) -> str:
    return f"{domain}/{number:020d}"


def _domain(key: str) -> str:
    return key.partition("/")[0]
