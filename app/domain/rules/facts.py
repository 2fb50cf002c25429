"""What a rule may look at when something happened; None is "not known", and that never counts as true."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.languages import canonical
from app.domain.money import MoneyBag


def fold(text: str) -> str:
    """Make texts of any script comparable: full-width, half-width and letter case no longer differ."""
    return unicodedata.normalize("NFKC", text).casefold()


@dataclass(frozen=True, slots=True)
class ShopFacts:
    name: str = ""
    email: str = ""
    url: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """`automated` is the sign that a machine wrote it, empty for a person; `folded` is made once for all rules."""

    text: str | None = None
    is_first: bool | None = None
    automated: str | None = None
    language: str | None = None
    folded: str | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", None if self.text is None else fold(self.text))


@dataclass(frozen=True, slots=True)
class ConversationFacts:
    status: str | None = None
    inquiry_kind: str | None = None
    channel: str | None = None
    language: str | None = None
    tags: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    name: str | None = None
    email: str | None = None
    language: str | None = None
    country_code: str | None = None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    name: str | None = None
    status_url: str | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    country_code: str | None = None
    locale: str | None = None
    total: MoneyBag | None = None


@dataclass(frozen=True, slots=True)
class FulfillmentFacts:
    """A parcel without tracking has empty texts; None where there is no parcel."""

    shipment_status: str | None = None
    tracking_company: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None


@dataclass(frozen=True, slots=True)
class ShipmentFacts:
    """The one tracking event that happened."""

    status: str | None = None
    message: str | None = None
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Each part belongs to the event at hand: never another order's, never another customer's."""

    shop: ShopFacts = ShopFacts()
    message: MessageFacts = MessageFacts()
    conversation: ConversationFacts = ConversationFacts()
    customer: CustomerFacts = CustomerFacts()
    order: OrderFacts = OrderFacts()
    fulfillment: FulfillmentFacts = FulfillmentFacts()
    shipment: ShipmentFacts = ShipmentFacts()

    @property
    def language(self) -> str | None:
        """The language to speak to the customer in: what he wrote tells more than what a form once recorded."""
        known = (self.message.language, self.conversation.language, self.customer.language, self.order.locale)
        return next((tag for tag in map(canonical, filter(None, known)) if tag), None)
