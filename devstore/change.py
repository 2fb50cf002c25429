"""One change to one shop, collected and then committed by the store; webhooks are built after the last mutation."""

import uuid
from collections.abc import Callable
from datetime import datetime

from devstore.state.goodwill import Discount, GiftCard
from devstore.state.orders import Order
from devstore.state.platform import IdempotencyRecord, Job, Subject
from devstore.state.shops import Customer, ShopState


class Change:
    """What an action changed and which topics it announces, in this order."""

    def __init__(self, state: ShopState, now: datetime, new_id: Callable[[str], int]) -> None:
        """Begin a change at this moment; Shopify's own times have no fractions of a second, so neither has `now`."""
        self.state = state
        self.moment = now
        self.now = now.replace(microsecond=0)
        self.new_id = new_id
        self.event_id = str(uuid.uuid4())
        self.orders: dict[int, Order] = {}
        self.customers: dict[int, Customer] = {}
        self.gift_cards: dict[int, GiftCard] = {}
        self.discounts: dict[int, Discount] = {}
        self.shop_touched = False
        self.leaving = False  # the app is uninstalled once this change was announced
        self.jobs: list[Job] = []
        self.used_keys: list[IdempotencyRecord] = []
        self.events: list[tuple[str, Subject]] = []

    def touch(self, order: Order) -> Order:
        """Mark an order as changed now."""
        order.updated_at = max(order.updated_at, self.now)
        return self.add_order(order)

    def add_order(self, order: Order) -> Order:
        """Store an order with the times it carries (for seeds)."""
        self.orders[order.id] = order
        return order

    def add_customer(self, customer: Customer) -> Customer:
        """Store a customer with the times it carries."""
        self.customers[customer.id] = customer
        return customer

    def add_gift_card(self, card: GiftCard) -> GiftCard:
        """Store a gift card."""
        self.gift_cards[card.id] = card
        return card

    def add_discount(self, discount: Discount) -> Discount:
        """Store a discount code."""
        self.discounts[discount.id] = discount
        return discount

    def touch_shop(self) -> None:
        """Mark the shop itself as changed."""
        self.shop_touched = True

    def later(self, job: Job) -> None:
        """Have a job done after its time has come."""
        self.jobs.append(job)

    def use_key(self, record: IdempotencyRecord) -> None:
        """Remember an idempotency key together with what it did, or neither."""
        self.used_keys.append(record)

    def emit(self, topic: str, subject: Subject | None = None) -> None:
        """Announce a topic once this change is committed; nobody hears it while the app is not installed."""
        self.events.append((topic, subject or Subject()))
