"""Give store credit and take it back: an account per customer and currency, made on demand; never below zero."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from devstore.actions.errors import ActionError
from devstore.change import Change
from devstore.money import Money
from devstore.state.goodwill import CreditAccount, CreditMovement
from devstore.state.shops import Customer

LIMIT = Decimal(15_000_000)  # of any currency; Shopify's own limit is in dollars


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose account it is, and the account itself when it was named or exists."""

    customer: Customer
    account: CreditAccount | None = None


def owner_of(change: Change, kind: str, number: int) -> Owner:
    """By the id of a customer or of an account."""
    every = change.state.customers
    if kind == "StoreCreditAccount":
        for customer in every.values():
            for account in customer.credit_accounts:
                if account.id == number:
                    return Owner(customer, account)
        raise ActionError("The store credit account could not be found.", "id", code="ACCOUNT_NOT_FOUND")
    if kind != "Customer" or number not in every:
        raise ActionError("The owner does not exist.", "id", code="OWNER_NOT_FOUND")
    return Owner(every[number])


def credit(
    change: Change,
    owner: Owner,
    amount: Money,
    expires_at: datetime | None = None,
    order_id: int | None = None,
) -> tuple[CreditAccount, CreditMovement]:
    """Add to an account, made now if there is none of this currency."""
    _check_amount(amount, "creditInput", "creditAmount")
    shop = change.state.shop
    if owner.account is not None and owner.account.currency != amount.currency:
        raise _wrong(
            "The currency does not match the account's.", "MISMATCHING_CURRENCY", "creditInput", "creditAmount"
        )
    if amount.currency not in {shop.currency, *shop.presentment_currencies}:
        raise _wrong("The currency is not supported.", "UNSUPPORTED_CURRENCY", "creditInput", "creditAmount")
    if expires_at is not None and expires_at <= change.now:
        raise _wrong("The expiry date must be in the future.", "EXPIRES_AT_IN_PAST", "creditInput", "expiresAt")
    account = owner.account or account_in(owner.customer, amount.currency)
    if (account.balance if account else Decimal(0)) + amount.amount > LIMIT:
        raise _wrong("The credit exceeds the limit.", "CREDIT_LIMIT_EXCEEDED", "creditInput", "creditAmount")
    if account is None:
        account = CreditAccount(change.new_id("StoreCreditAccount"), owner.customer.id, amount.currency)
        owner.customer.credit_accounts.append(account)
    movement = _move(change, account, amount.amount)
    movement.expires_at, movement.order_id = expires_at, order_id
    change.add_customer(owner.customer)
    return account, movement


def debit(change: Change, owner: Owner, amount: Money) -> tuple[CreditAccount, CreditMovement]:
    """Take from an account, at most what is there."""
    _check_amount(amount, "debitInput", "debitAmount")
    account = owner.account or account_in(owner.customer, amount.currency)
    if account is None:
        raise ActionError("The store credit account could not be found.", "id", code="ACCOUNT_NOT_FOUND")
    if account.currency != amount.currency:
        raise _wrong("The currency does not match the account's.", "MISMATCHING_CURRENCY", "debitInput", "debitAmount")
    if amount.amount > account.balance:
        raise _wrong("The account does not hold enough.", "INSUFFICIENT_FUNDS", "debitInput", "debitAmount")
    movement = _move(change, account, -amount.amount)
    change.add_customer(owner.customer)
    return account, movement


def account_in(customer: Customer, currency: str) -> CreditAccount | None:
    """The customer's account of a currency."""
    return next((item for item in customer.credit_accounts if item.currency == currency), None)


def _move(change: Change, account: CreditAccount, amount: Decimal) -> CreditMovement:
    movement = CreditMovement(
        change.new_id("StoreCreditAccountTransaction"), amount, account.balance + amount, change.now
    )
    account.movements.append(movement)
    return movement


def _check_amount(amount: Money, *field: str) -> None:
    if amount.amount <= 0:
        raise _wrong("A positive amount is required.", "NEGATIVE_OR_ZERO_AMOUNT", *field)


def _wrong(message: str, code: str, *field: str) -> ActionError:
    return ActionError(message, *field, code=code)
