"""What an agent chose, one dataclass a kind; plain values only, kept as JSON until the remedy has ended.

Every gid comes from outside: a kind's look takes only those that are on its order.
"""

from dataclasses import dataclass
from datetime import date

from app.domain.money import Money
from app.domain.orders import Address, OpenEnum
from app.domain.refunds import SelectedLine


@dataclass(frozen=True, slots=True)
class RefundChoice:
    """Pieces, shipping, duties, or an amount alone. Amounts are in the customer's currency.

    `shipping`: how much of the shipping cost; `all_shipping`: what is left of it. `duties`: those of the pieces, or
    all that are left where no piece is chosen. `amount` alone is goodwill: nothing is taken off the order.
    `restock`: unshipped pieces are taken off the order, shipped ones put back in stock. `notify`: Shopify sends mail.
    """

    lines: tuple[SelectedLine, ...] = ()
    all_shipping: bool = False
    shipping: Money | None = None
    duties: bool = False
    amount: Money | None = None
    restock: bool = False
    to_store_credit: bool = False
    notify: bool = False


@dataclass(frozen=True, slots=True)
class ReturningLine:
    """Pieces of one fulfilled line; `reason_gid` is one of Shopify's return reasons."""

    fulfillment_line_gid: str
    quantity: int
    reason_gid: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    variant_gid: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ReturnChoice:
    """`restocking_fee` is a percentage (10 is 10 %), as text without a float; `shipping_fee` in the customer's
    currency.
    """

    lines: tuple[ReturningLine, ...]
    exchanges: tuple[ExchangeLine, ...] = ()
    restocking_fee: str = ""
    shipping_fee: Money | None = None


class DeclineReason(OpenEnum):
    FINAL_SALE = "FINAL_SALE"
    RETURN_PERIOD_ENDED = "RETURN_PERIOD_ENDED"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class ReturnApprovalChoice:
    return_gid: str
    notify: bool = False


@dataclass(frozen=True, slots=True)
class ReturnDeclineChoice:
    """`words` go to the customer: the sentence of the policy, in his language."""

    return_gid: str
    why: DeclineReason
    words: str
    notify: bool = False


@dataclass(frozen=True, slots=True)
class ReturnLabelChoice:
    """How the customer sends it back: a label's address as Shopify stored it, tracking, or both."""

    return_gid: str
    tracking_number: str = ""
    tracking_url: str = ""
    label_url: str = ""
    notify: bool = False


class Disposition(OpenEnum):
    """What becomes of a piece that came back; PROCESSING_REQUIRED: somebody still has to look at it."""

    RESTOCKED = "RESTOCKED"
    NOT_RESTOCKED = "NOT_RESTOCKED"
    PROCESSING_REQUIRED = "PROCESSING_REQUIRED"
    MISSING = "MISSING"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class ProcessedLine:
    """So many pieces of a line of the return, with one fate; several entries of a line are several fates."""

    return_line_gid: str
    quantity: int
    disposition: Disposition
    location_gid: str = ""


@dataclass(frozen=True, slots=True)
class ReturnProcessingChoice:
    """Pieces that came back, and whether their money goes with them. `exchanges`: release what he gets instead."""

    return_gid: str
    lines: tuple[ProcessedLine, ...] = ()
    refund: bool = True
    exchanges: bool = False
    all_shipping: bool = False
    duties: bool = False
    to_store_credit: bool = False
    notify: bool = False


@dataclass(frozen=True, slots=True)
class ReturnRef:
    """For closing, reopening and cancelling a return."""

    return_gid: str


class CancelReason(OpenEnum):
    CUSTOMER = "CUSTOMER"
    DECLINED = "DECLINED"
    FRAUD = "FRAUD"
    INVENTORY = "INVENTORY"
    STAFF = "STAFF"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class CancellationChoice:
    why: CancelReason = CancelReason.CUSTOMER
    restock: bool = True
    to_store_credit: bool = False
    notify: bool = False


@dataclass(frozen=True, slots=True)
class StoreCreditChoice:
    """In the customer's currency."""

    amount: Money
    expires_on: date | None = None
    notify: bool = True


@dataclass(frozen=True, slots=True)
class GiftCardChoice:
    """In the shop's currency: Shopify knows gift cards in no other. Shopify mails the code to the customer."""

    amount: Money
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class DiscountCodeChoice:
    """One use by this customer alone, an amount in the shop's currency off his next order."""

    amount: Money
    ends_on: date | None = None


class HoldReason(OpenEnum):
    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    HIGH_RISK_OF_FRAUD = "HIGH_RISK_OF_FRAUD"
    INCORRECT_ADDRESS = "INCORRECT_ADDRESS"
    INVENTORY_OUT_OF_STOCK = "INVENTORY_OUT_OF_STOCK"
    UNKNOWN_DELIVERY_DATE = "UNKNOWN_DELIVERY_DATE"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class HoldChoice:
    """Every fulfillment order that has not left yet is held."""

    why: HoldReason = HoldReason.OTHER


@dataclass(frozen=True, slots=True)
class HoldReleaseChoice:
    """Only the holds that this app placed."""


@dataclass(frozen=True, slots=True)
class AddressChangeChoice:
    address: Address


@dataclass(frozen=True, slots=True)
class InvoiceChoice:
    """What the customer owes is Shopify's figure; there is nothing to choose."""
