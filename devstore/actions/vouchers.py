"""Make gift cards and discount codes: a code is given out once, whatever its letters' case."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from devstore.actions.errors import ActionError
from devstore.change import Change
from devstore.money import Money
from devstore.state.goodwill import Discount, GiftCard, Recipient

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CARD_LIMIT = Decimal(15_000_000)
CODE_LENGTHS = range(8, 21)
LONGEST_CODE = 255


@dataclass(frozen=True, slots=True)
class WantedCard:
    """A gift card as asked for."""

    value: Money | None
    note: str | None = None
    code: str | None = None
    customer_id: int | None = None
    expires_on: str | None = None
    recipient: Recipient | None = None


def make_card(change: Change, wanted: WantedCard) -> GiftCard:
    """Make a gift card, or raise ActionError with a GiftCardErrorCode."""
    value = _checked_value(change, wanted)
    code = _checked_code(change, wanted.code)
    for number, field, missing in (
        (wanted.customer_id, "customerId", "CUSTOMER_NOT_FOUND"),
        (wanted.recipient.customer_id if wanted.recipient else None, "recipientAttributes", "RECIPIENT_NOT_FOUND"),
    ):
        if number is not None and number not in change.state.customers:
            raise ActionError("The customer could not be found.", "input", field, code=missing)
    if wanted.expires_on is not None and date.fromisoformat(wanted.expires_on) <= change.now.date():
        raise ActionError("Expiry date must be in the future", "input", "expiresOn")
    return change.add_gift_card(
        GiftCard(
            id=change.new_id("GiftCard"),
            code=code,
            currency=value.currency,
            initial_value=value.amount,
            balance=value.amount,
            created_at=change.now,
            updated_at=change.now,
            note=wanted.note,
            customer_id=wanted.customer_id,
            expires_on=wanted.expires_on,
            recipient=wanted.recipient,
        )
    )


def _checked_value(change: Change, wanted: WantedCard) -> Money:
    shop = change.state.shop
    if wanted.value is None:
        raise ActionError("Initial amount is required.", "input", "initialAmount", code="MISSING_ARGUMENT")
    if wanted.value.amount <= 0:
        raise ActionError("Initial amount must be greater than 0", "input", "initialAmount", code="GREATER_THAN")
    if wanted.value.amount > CARD_LIMIT:
        raise ActionError("The limit is exceeded", "input", "initialAmount", code="GIFT_CARD_LIMIT_EXCEEDED")
    if wanted.value.currency not in {shop.currency, *shop.presentment_currencies}:
        raise ActionError("Currency is not enabled in this shop", "input", "initialAmount")
    return wanted.value


def _checked_code(change: Change, given: str | None) -> str:
    if given is None:
        return "".join(secrets.choice(ALPHABET) for _ in range(16))
    if not given.isalnum():
        raise ActionError("Code may only contain letters and digits", "input", "code")
    if len(given) not in CODE_LENGTHS:
        short = len(given) < CODE_LENGTHS.start
        raise ActionError("Code has a wrong length", "input", "code", code="TOO_SHORT" if short else "TOO_LONG")
    if any(card.code.lower() == given.lower() for card in change.state.gift_cards.values()):
        raise ActionError("Code has already been taken", "input", "code", code="TAKEN")
    return given.lower()


def notify_of_card(change: Change, card: GiftCard) -> None:
    """Mail the card's owner about it."""
    if card.customer_id is None:
        raise ActionError("The gift card has no customer.", "id", code="CUSTOMER_NOT_FOUND")
    if card.deactivated_at is not None:
        raise ActionError("The gift card is deactivated.", "id")
    card.notified += 1
    change.add_gift_card(card)


def deactivate_card(change: Change, card: GiftCard) -> None:
    """End a gift card for good; ending it again changes nothing."""
    card.deactivated_at = card.deactivated_at or change.now
    card.updated_at = change.now
    change.add_gift_card(card)


def make_discount(change: Change, wanted: Discount) -> Discount:
    """Store a discount code, or raise ActionError with a DiscountErrorCode."""
    _check_names(change, wanted)
    _check_value(wanted)
    if wanted.usage_limit is not None and wanted.usage_limit <= 0:
        raise _discount_error("Usage limit must be greater than 0", "GREATER_THAN", "usageLimit")
    if wanted.ends_at is not None and wanted.ends_at <= wanted.starts_at:
        raise _discount_error("Ends at needs to be after starts at", "END_DATE_BEFORE_START_DATE", "endsAt")
    if any(number not in change.state.customers for number in wanted.customer_ids):
        raise _discount_error("Customers includes an unknown customer", "INVALID", "context")
    wanted.id, wanted.code_id = change.new_id("DiscountCodeNode"), change.new_id("DiscountRedeemCode")
    return change.add_discount(wanted)


def end_discount(change: Change, discount: Discount) -> None:
    """End a discount now."""
    discount.ends_at = discount.updated_at = change.now
    change.add_discount(discount)


def _check_names(change: Change, wanted: Discount) -> None:
    if not wanted.title.strip():
        raise _discount_error("Title can't be blank", "BLANK", "title")
    if not wanted.code.strip():
        raise _discount_error("Code can't be blank", "BLANK", "code")
    if len(wanted.code) > LONGEST_CODE:
        raise _discount_error("Code is too long (maximum is 255 characters)", "TOO_LONG", "code")
    if discount_of(change.state.discounts.values(), wanted.code) is not None:
        raise _discount_error("Code must be unique. Please try a different code.", "TAKEN", "code")


def _check_value(wanted: Discount) -> None:
    if wanted.percentage is not None and not 0 < wanted.percentage <= 1:
        message = "Value must be between 0.0 and 1.0"
        raise _discount_error(message, "VALUE_OUTSIDE_RANGE", "customerGets", "value", "percentage")
    if wanted.amount is not None and wanted.amount <= 0:
        field = ("customerGets", "value", "discountAmount", "amount")
        raise _discount_error("Amount must be greater than 0", "GREATER_THAN", *field)


def _discount_error(message: str, code: str, *field: str) -> ActionError:
    return ActionError(message, "basicCodeDiscount", *field, code=code)


def discount_of(every: Iterable[Discount], code: str) -> Discount | None:
    """The discount behind a code; letters' case does not matter."""
    wanted = code.strip().lower()
    return next((item for item in every if item.code.lower() == wanted), None)
