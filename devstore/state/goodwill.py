"""What a shop gives beside refunds: store credit, gift cards, discount codes; amounts are of one currency each."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(slots=True)
class CreditMovement:
    """A credit (positive) or a debit (negative) and the balance it left; `event` is Shopify's word for its cause."""

    id: int
    amount: Decimal
    balance_after: Decimal
    created_at: datetime
    event: str = "ADJUSTMENT"
    expires_at: datetime | None = None
    order_id: int | None = None


@dataclass(slots=True)
class CreditAccount:
    """A customer's store credit in one currency."""

    id: int
    customer_id: int
    currency: str
    movements: list[CreditMovement] = field(default_factory=list)

    @property
    def balance(self) -> Decimal:
        """What can be spent."""
        return self.movements[-1].balance_after if self.movements else Decimal(0)

    @property
    def gid(self) -> str:
        """Shopify's global id."""
        return f"gid://shopify/StoreCreditAccount/{self.id}"


@dataclass(slots=True)
class Recipient:
    """Who a gift card is sent to, if not to its buyer."""

    customer_id: int
    message: str | None = None
    preferred_name: str | None = None
    send_notification_at: datetime | None = None


@dataclass(slots=True)
class GiftCard:
    """A gift card; the code is told once, to whoever made it. `notified` counts the mails sent about it."""

    id: int
    code: str
    currency: str
    initial_value: Decimal
    balance: Decimal
    created_at: datetime
    updated_at: datetime
    note: str | None = None
    customer_id: int | None = None
    order_id: int | None = None
    expires_on: str | None = None
    recipient: Recipient | None = None
    deactivated_at: datetime | None = None
    notified: int = 0


@dataclass(slots=True)
class Discount:
    """An amount-off discount behind one code: either a percentage (0 to 1) or an amount in the shop's currency."""

    id: int
    code_id: int
    code: str
    title: str
    created_at: datetime
    updated_at: datetime
    starts_at: datetime
    ends_at: datetime | None = None
    percentage: Decimal | None = None
    amount: Decimal | None = None
    on_each_item: bool = False
    usage_limit: int | None = None
    once_per_customer: bool = False
    customer_ids: list[int] = field(default_factory=list)  # empty: everybody
    combines_with: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    used: int = 0

    def status(self, now: datetime) -> str:
        """Shopify's DiscountStatus."""
        if self.ends_at is not None and self.ends_at <= now:
            return "EXPIRED"
        return "SCHEDULED" if self.starts_at > now else "ACTIVE"
