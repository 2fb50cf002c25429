"""What a remedy does, as Shopify computed it: shown before the confirm and compared once more before it is sent."""

from dataclasses import dataclass

from app.domain.money import Money, MoneyBag
from app.domain.orders import OpenEnum


class Part(OpenEnum):
    """What an amount of the truth panel is for."""

    ITEMS = "ITEMS"
    SHIPPING = "SHIPPING"
    TAX = "TAX"
    DUTIES = "DUTIES"
    IMPORT_TAX = "IMPORT_TAX"
    FEES = "FEES"
    AMOUNT = "AMOUNT"
    RESTOCKING_FEE = "RESTOCKING_FEE"
    RETURN_SHIPPING_FEE = "RETURN_SHIPPING_FEE"
    EXCHANGE_ITEMS = "EXCHANGE_ITEMS"
    UNKNOWN = "UNKNOWN"


class Notice(OpenEnum):
    """What an agent must know before he confirms."""

    NO_RETURN_AFTER = "NO_RETURN_AFTER"
    PAY_BY_HAND = "PAY_BY_HAND"
    FEES_KEPT = "FEES_KEPT"
    TODAYS_RATE = "TODAYS_RATE"
    AUTHORISATION_VOIDED = "AUTHORISATION_VOIDED"
    CANNOT_BE_UNDONE = "CANNOT_BE_UNDONE"
    TEST_ORDER = "TEST_ORDER"
    CUSTOMER_OWES = "CUSTOMER_OWES"
    NEEDS_NEW_ACCOUNTS = "NEEDS_NEW_ACCOUNTS"
    TAX_RECALCULATED = "TAX_RECALCULATED"
    NO_MONEY = "NO_MONEY"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class TermLine:
    """One amount of the sum. `deducted`: it is kept back, such as a restocking fee; `included`: it is within the
    other lines already, such as the tax of prices that hold it, and counts in no sum.
    """

    part: Part
    amount: MoneyBag
    deducted: bool = False
    title: str = ""
    quantity: int = 0
    included: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """How much goes back to which payment; `by_hand`: the gateway moves no money, the shop must pay it out."""

    gateway: str
    parent_gid: str
    amount: MoneyBag
    label: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """So many pieces, and what becomes of them; `fate` is a restock type or disposition, "" where nothing moves."""

    gid: str
    title: str
    quantity: int
    fate: str = ""
    location_gid: str = ""
    location: str = ""
    variant_title: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """`gives` is what the customer gets and the shop pays, None where no value moves; `owes` what he must still pay.

    `store_credit` is the part of `gives` that is credit. `estimated`: the shop's side of `gives` is not Shopify's
    figure but the amount at the order's own rate, good for limits only. `facts` are names that are fixed at the
    confirm, such as a code or an address line, by their word. `later` is what a return will give once it is
    processed: shown and held to, but counted by no limit, because nothing moves yet. `goods` is what pieces that leave
    instead are worth, as far as he does not pay for them: no money, and yet given, so limits count it.
    """

    gives: MoneyBag | None = None
    owes: MoneyBag | None = None
    maximum: MoneyBag | None = None
    store_credit: MoneyBag | None = None
    lines: tuple[TermLine, ...] = ()
    payments: tuple[Payment, ...] = ()
    pieces: tuple[Piece, ...] = ()
    notices: tuple[Notice, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    estimated: bool = False
    later: MoneyBag | None = None
    goods: MoneyBag | None = None

    @property
    def moves_money(self) -> bool:
        return bool(self.gives and self.gives.presentment)


def same_money(then: Terms, now: Terms) -> bool:
    """Whether a second look computes what was confirmed, in the customer's currency and to the same payments."""
    return _figures(then) == _figures(now)


def _figures(terms: Terms) -> tuple[object, ...]:
    paid_back = frozenset((item.gateway, item.parent_gid, item.amount.presentment) for item in terms.payments)
    sums = (terms.gives, terms.owes, terms.later, terms.store_credit, terms.goods)
    return (*map(_paid, sums), paid_back)


def _paid(bag: MoneyBag | None) -> Money | None:
    """Nothing and none at all are the same."""
    return bag.presentment if bag and bag.presentment else None
