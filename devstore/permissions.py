"""What a staff member may do in the admin: an online token is bound by it, an offline one by the app's scopes alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from devstore.actions.errors import ActionError
from devstore.state.platform import Token
from devstore.state.shops import Shop, Staff

REFUND = "refund_orders"
GIFT_CARDS = "gift_cards"
STORE_CREDIT = "store_credit"
EVERY = (REFUND, GIFT_CARDS, STORE_CREDIT)

OF_MUTATION = {
    "refundCreate": REFUND,
    "returnProcess": REFUND,
    "giftCardCreate": GIFT_CARDS,
    "storeCreditAccountCredit": STORE_CREDIT,
    "storeCreditAccountDebit": STORE_CREDIT,
}
WITHHELD = {
    GIFT_CARDS: frozenset({"read_gift_cards", "write_gift_cards"}),
    STORE_CREDIT: frozenset({"read_store_credit_account_transactions", "write_store_credit_account_transactions"}),
}


def may(shop: Shop, token: Token, permission: str) -> bool:
    """Whether the staff member behind a token has a permission; nobody is behind an offline one."""
    return token.staff_id is None or permission not in getattr(member(shop, token), "denied", EVERY)


def check_cancel(shop: Shop, token: Token, method: Mapping[str, Any]) -> None:
    """A cancellation says in codes of its own what the staff member may not do."""
    if method and not may(shop, token, REFUND):
        raise ActionError("You do not have permission to refund orders", "refundMethod", code="NO_REFUND_PERMISSION")
    if method.get("storeCreditRefund") and not may(shop, token, STORE_CREDIT):
        code = "NO_REFUND_TO_STORE_CREDIT_PERMISSION"
        raise ActionError("You do not have permission to refund to store credit", "refundMethod", code=code)


def member(shop: Shop, token: Token) -> Staff | None:
    """Who is behind an online token; None once he is gone."""
    return next((one for one in shop.staff if one.id == token.staff_id), None)


def scopes_of(staff: Staff, scopes: Iterable[str]) -> list[str]:
    """What is left of the app's scopes for this staff member; a refund is finer than any scope."""
    withheld = frozenset[str]().union(*(WITHHELD.get(name, frozenset()) for name in staff.denied))
    return [scope for scope in scopes if scope not in withheld]
