"""A shop and who and what belongs to it; one shop never sees another's."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from devstore.state.goodwill import CreditAccount, Discount, GiftCard
from devstore.state.naming import full_name
from devstore.state.orders import Address, Order


@dataclass(slots=True)
class Staff:
    """A staff member who opens the app in the admin."""

    id: int
    first_name: str
    last_name: str
    email: str
    locale: str = "en"
    owner: bool = False
    denied: list[str] = field(default_factory=list)  # permissions this member does not have, e.g. "refund_orders"

    @property
    def name(self) -> str:
        """First and last name as one."""
        return full_name(self.first_name, self.last_name)


@dataclass(slots=True)
class Location:
    """Where goods are kept."""

    id: int
    name: str
    active: bool = True


@dataclass(slots=True)
class Variant:
    """A thing that can be bought; the price is in shop currency."""

    id: int
    title: str
    sku: str
    price: Decimal


@dataclass(slots=True)
class Product:
    """A product of the shop."""

    id: int
    title: str
    handle: str
    variants: list[Variant] = field(default_factory=list)
    image_url: str | None = None
    description: str = ""


@dataclass(slots=True)
class Customer:
    """A buyer."""

    id: int
    first_name: str
    last_name: str
    created_at: datetime
    updated_at: datetime
    email: str | None = None
    phone: str | None = None
    locale: str = "en"
    tags: list[str] = field(default_factory=list)
    note: str | None = None
    default_address: Address | None = None
    data_sale_opt_out: bool = False
    credit_accounts: list[CreditAccount] = field(default_factory=list)

    @property
    def gid(self) -> str:
        """Shopify's global id."""
        return f"gid://shopify/Customer/{self.id}"

    @property
    def name(self) -> str:
        """First and last name as one."""
        return full_name(self.first_name, self.last_name)


@dataclass(slots=True)
class Policy:
    """A published shop policy, e.g. REFUND_POLICY."""

    type: str
    title: str
    body: str


@dataclass(slots=True)
class ShopLocale:
    """A language the shop sells in."""

    locale: str
    name: str
    primary: bool = False
    published: bool = True


@dataclass(slots=True)
class Shop:
    """The shop itself; `scopes` is None until the app is installed (a token was exchanged)."""

    id: int
    domain: str
    name: str
    email: str
    currency: str
    timezone: str
    country_code: str
    created_at: datetime
    locales: list[ShopLocale] = field(default_factory=list)
    presentment_currencies: list[str] = field(default_factory=list)
    taxes_included: bool = True
    plan: str = "Basic"
    staff: list[Staff] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    scopes: list[str] | None = None
    asked_scopes: list[str] = field(default_factory=list)  # what the app asked for when somebody last opened it
    installed_at: datetime | None = None
    store_credit_enabled: bool = True
    stock: dict[str, int] = field(default_factory=dict)  # pieces put back, by "variant/location"

    @property
    def gid(self) -> str:
        """Shopify's global id."""
        return f"gid://shopify/Shop/{self.id}"


@dataclass(slots=True)
class ShopState:
    """All that one shop holds, by id; all but the shop itself are documents of their own in the file."""

    shop: Shop
    orders: dict[int, Order] = field(default_factory=dict)
    customers: dict[int, Customer] = field(default_factory=dict)
    gift_cards: dict[int, GiftCard] = field(default_factory=dict)
    discounts: dict[int, Discount] = field(default_factory=dict)

    def order_named(self, name: str) -> Order | None:
        """Find an order by its name, "#1042"."""
        return next((order for order in self.orders.values() if order.name == name), None)
