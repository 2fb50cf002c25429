"""Fields of store credit, gift cards and discount codes, and the queries that find them."""

from decimal import Decimal
from typing import Any

from devstore.actions.vouchers import discount_of
from devstore.admin_api.connections import connection
from devstore.admin_api.context import GID, Context, gid, number
from devstore.admin_api.fields.base import Table, page, part_gid
from devstore.admin_api.searching import Search
from devstore.money import Money
from devstore.state.goodwill import CreditAccount, CreditMovement, Discount, GiftCard

Moved = tuple[CreditAccount, CreditMovement]
MASK = "•••• •••• •••• "


def movement_type(source: Moved) -> str:
    """A movement up is a credit, one down a debit."""
    return "StoreCreditAccountCreditTransaction" if source[1].amount > 0 else "StoreCreditAccountDebitTransaction"


def _movements(account: CreditAccount, context: Context, **asked: Any) -> dict[str, Any]:
    every: list[Moved] = [(account, item) for item in account.movements if context.known(item.created_at)]
    return connection(every, asked, lambda pair: (pair[1].created_at.isoformat(), pair[1].id), everything=context.bulk)


def _balance(account: CreditAccount, context: Context) -> Decimal:
    known = [item.balance_after for item in account.movements if context.known(item.created_at)]
    return known[-1] if known else Decimal(0)


def _remaining(source: Moved) -> Money:
    """What of a credit is left: debits use the oldest credits up first."""
    account, this = source
    spent = -sum((item.amount for item in account.movements if item.amount < 0), Decimal(0))
    for item in (one for one in account.movements if one.amount > 0):
        used = min(spent, item.amount)
        spent -= used
        if item.id == this.id:
            return Money(item.amount - used, account.currency)
    return Money(Decimal(0), account.currency)


MOVEMENT: Table = {
    "id": lambda s, c: gid(movement_type(s), s[1].id),
    "account": lambda s, c: s[0],
    "amount": lambda s, c: Money(s[1].amount, s[0].currency),
    "balanceAfterTransaction": lambda s, c: Money(s[1].balance_after, s[0].currency),
    "createdAt": lambda s, c: s[1].created_at,
    "event": lambda s, c: s[1].event,
}
CREDIT: Table = {
    **MOVEMENT,
    "expiresAt": lambda s, c: s[1].expires_at,
    "remainingAmount": lambda s, c: _remaining(s),
}
ACCOUNT: Table = {
    "id": part_gid("StoreCreditAccount"),
    "balance": lambda s, c: Money(_balance(s, c), s.currency),
    "owner": lambda s, c: c.state.customers[s.customer_id],
    "transactions": _movements,
}


def _customer(number_: int | None, context: Context) -> Any:
    return context.state.customers.get(number_ or 0)


def _enabled(card: GiftCard, context: Context) -> bool:
    expired = card.expires_on is not None and card.expires_on < context.now.date().isoformat()
    return card.deactivated_at is None and not expired


def _recipient(card: GiftCard, context: Context) -> dict[str, Any] | None:
    sent_to = card.recipient
    if sent_to is None:
        return None
    return {
        "message": sent_to.message,
        "preferredName": sent_to.preferred_name,
        "sendNotificationAt": sent_to.send_notification_at,
        "recipient": _customer(sent_to.customer_id, context),
    }


CARD: Table = {
    "id": part_gid("GiftCard"),
    "balance": lambda s, c: Money(s.balance, s.currency),
    "initialValue": lambda s, c: Money(s.initial_value, s.currency),
    "lastCharacters": lambda s, c: s.code[-4:],
    "maskedCode": lambda s, c: MASK + s.code[-4:],
    "enabled": _enabled,
    "customer": lambda s, c: _customer(s.customer_id, c),
    "order": lambda s, c: c.state.orders.get(s.order_id or 0),
    "recipientAttributes": _recipient,
}
CARD_FIELDS = {
    "id": lambda card: card.id,
    "created_at": lambda card: card.created_at,
    "updated_at": lambda card: card.updated_at,
    "last_characters": lambda card: card.code[-4:],
    "initial_value": lambda card: str(card.initial_value),
    "status": lambda card: "disabled" if card.deactivated_at else "enabled",
    "source": lambda card: "manual",
}
CARD_SORTS = {
    "CREATED_AT": lambda card: (card.created_at.isoformat(), card.id),
    "UPDATED_AT": lambda card: (card.updated_at.isoformat(), card.id),
}


def _cards(_: Any, context: Context, **asked: Any) -> dict[str, Any]:
    search = Search(asked.get("query"), CARD_FIELDS, lambda card: [card.code[-4:]])
    every = (card for card in context.state.gift_cards.values() if context.known(card.created_at))
    found = [card for card in every if search.matches(card)]
    key = CARD_SORTS.get(asked.get("sortKey") or "", lambda card: (card.id,))
    return connection(found, asked, key, everything=context.bulk)


def _account(_: Any, context: Context, id: str) -> CreditAccount | None:
    wanted = number(id, "StoreCreditAccount")
    every = (account for customer in context.state.customers.values() for account in customer.credit_accounts)
    return next((account for account in every if account.id == wanted), None)


def _discount_by_id(_: Any, context: Context, id: str) -> Discount | None:
    found = GID.fullmatch(id)
    return context.state.discounts.get(int(found[2])) if found and found[1] == "DiscountCodeNode" else None


def _discount_by_code(_: Any, context: Context, code: str) -> Discount | None:
    every = (item for item in context.state.discounts.values() if context.known(item.created_at))
    return discount_of(every, code)


def discount_node(context: Context, key: int) -> dict[str, Any] | None:
    """A code's node, to be asked for its id alone."""
    found = context.state.discounts.get(key)
    return {"__typename": "DiscountCodeNode", "id": gid("DiscountCodeNode", found.id)} if found else None


def movement_by_id(context: Context, key: int) -> Moved | None:
    """One movement of anybody's store credit."""
    accounts = (account for customer in context.state.customers.values() for account in customer.credit_accounts)
    every = ((account, item) for account in accounts for item in account.movements)
    return next((moved for moved in every if moved[1].id == key), None)


GOODWILL_QUERIES: Table = {
    "storeCreditAccount": _account,
    "storeCreditConfiguration": lambda _, c: {"storeCreditEnabled": c.state.shop.store_credit_enabled},
    "giftCard": lambda _, c, id: c.state.gift_cards.get(number(id, "GiftCard")),
    "giftCards": _cards,
    "codeDiscountNode": _discount_by_id,
    "codeDiscountNodeByCode": _discount_by_code,
}
CUSTOMER_CREDIT: Table = {"storeCreditAccounts": lambda s, c, **page_: page(s.credit_accounts, c, page_)}
