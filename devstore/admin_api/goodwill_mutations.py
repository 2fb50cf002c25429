"""The mutations that give value without a refund; Shopify has no idempotency for any of them, so neither has this."""

from decimal import Decimal
from typing import Any

from graphql import GraphQLError

from devstore.actions import goodwill, vouchers
from devstore.actions.errors import ActionError
from devstore.admin_api import access
from devstore.admin_api.context import GID, Context, number
from devstore.admin_api.fields.base import Table
from devstore.change import Change
from devstore.money import Money, rounded
from devstore.state.goodwill import Discount, GiftCard, Recipient


def money_of(given: dict[str, Any], field: str) -> Money:
    """A MoneyInput; more decimals than the currency has are a mistake of the caller's, never rounded away."""
    amount, currency = Decimal(given["amount"]), given["currencyCode"]
    if amount != rounded(amount, currency):
        said = {"code": "BAD_USER_INPUT"}
        raise GraphQLError(f"{field}: {amount} has too many decimals for {currency}", extensions=said)
    return Money(amount, currency)


def _owner(change: Change, given: str) -> goodwill.Owner:
    found = GID.fullmatch(given)
    if found is None:
        raise GraphQLError(f"Invalid global id '{given}'", extensions={"code": "RESOURCE_NOT_FOUND"})
    return goodwill.owner_of(change, found[1], int(found[2]))


def _credit(_: Any, context: Context, id: str, creditInput: dict[str, Any]) -> dict[str, Any]:
    amount = money_of(creditInput["creditAmount"], "creditAmount")
    with context.store.change(context.domain) as change:
        made = goodwill.credit(change, _owner(change, id), amount, creditInput.get("expiresAt"))
    return {"storeCreditAccountTransaction": made}


def _debit(_: Any, context: Context, id: str, debitInput: dict[str, Any]) -> dict[str, Any]:
    amount = money_of(debitInput["debitAmount"], "debitAmount")
    with context.store.change(context.domain) as change:
        made = goodwill.debit(change, _owner(change, id), amount)
    return {"storeCreditAccountTransaction": made}


def _make_card(_: Any, context: Context, input: dict[str, Any]) -> dict[str, Any]:
    amount, buyer, sent_to = input.get("initialAmount"), input.get("customerId"), input.get("recipientAttributes")
    if (buyer or sent_to) and "write_customers" not in context.token.scopes:
        raise access.denied("giftCardCreate", "write_customers")
    if amount is None and input.get("initialValue") is not None:
        amount = {"amount": input["initialValue"], "currencyCode": context.state.shop.currency}
    wanted = vouchers.WantedCard(
        money_of(amount, "initialAmount") if amount else None,
        input.get("note"),
        input.get("code"),
        number(buyer, "Customer") if buyer else None,
        input.get("expiresOn"),
        _recipient(sent_to) if sent_to else None,
    )
    with context.store.change(context.domain) as change:
        card = vouchers.make_card(change, wanted)
    return {"giftCard": card, "giftCardCode": card.code}


def _recipient(given: dict[str, Any]) -> Recipient:
    owner = number(given["id"], "Customer")
    return Recipient(owner, given.get("message"), given.get("preferredName"), given.get("sendNotificationAt"))


def _card(context: Context, given: str) -> GiftCard:
    found = context.state.gift_cards.get(number(given, "GiftCard"))
    if found is None:
        raise ActionError("The gift card could not be found.", "id", code="GIFT_CARD_NOT_FOUND")
    return found


def _notify(_: Any, context: Context, id: str) -> dict[str, Any]:
    card = _card(context, id)
    with context.store.change(context.domain) as change:
        vouchers.notify_of_card(change, card)
    return {"giftCard": card}


def _deactivate(_: Any, context: Context, id: str) -> dict[str, Any]:
    card = _card(context, id)
    with context.store.change(context.domain) as change:
        vouchers.deactivate_card(change, card)
    return {"giftCard": card}


def _discount(_: Any, context: Context, basicCodeDiscount: dict[str, Any]) -> dict[str, Any]:
    given = basicCodeDiscount
    with context.store.change(context.domain) as change:
        made = vouchers.make_discount(change, _wanted_discount(context, given))
    return {"codeDiscountNode": made}


def _wanted_discount(context: Context, given: dict[str, Any]) -> Discount:
    gets, moment = given.get("customerGets") or {}, context.now.replace(microsecond=0)
    if not given.get("startsAt"):
        raise _refused("Starts at can't be blank", "BLANK", "startsAt")
    if not (gets.get("items") or {}).get("all"):
        raise _refused("This development store discounts all items only", "APPLIES_ON_NOTHING", "customerGets", "items")
    percentage, amount = _value(gets.get("value") or {})
    return Discount(
        id=0,
        code_id=0,
        code=given.get("code") or "",
        title=given.get("title") or "",
        created_at=moment,
        updated_at=moment,
        starts_at=given["startsAt"],
        ends_at=given.get("endsAt"),
        percentage=percentage,
        amount=amount,
        on_each_item=bool((gets.get("value") or {}).get("discountAmount", {}).get("appliesOnEachItem")),
        usage_limit=given.get("usageLimit"),
        once_per_customer=bool(given.get("appliesOncePerCustomer")),
        customer_ids=_buyers(given),
        combines_with=[name for name, on in (given.get("combinesWith") or {}).items() if on is True],
        tags=list(given.get("tags") or ()),
    )


def _value(given: dict[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """Either a percentage or an amount, never both."""
    percentage, amount = given.get("percentage"), (given.get("discountAmount") or {}).get("amount")
    if (percentage is None) == (amount is None):
        raise _refused("Value must be exactly one of percentage or amount", "INVALID", "customerGets", "value")
    return None if percentage is None else Decimal(str(percentage)), amount


def _buyers(given: dict[str, Any]) -> list[int]:
    """The customers of the context, or of the deprecated selection; nobody named means everybody."""
    context, before = given.get("context"), given.get("customerSelection")
    if not context and not before:
        raise _refused("Context can't be blank", "BLANK", "context")
    named = ((context or before or {}).get("customers") or {}).get("add") or ()
    return [number(one, "Customer") for one in named]


def _refused(message: str, code: str, *field: str) -> ActionError:
    return ActionError(message, "basicCodeDiscount", *field, code=code)


def _end_discount(_: Any, context: Context, id: str) -> dict[str, Any]:
    found = context.state.discounts.get(number(id, "DiscountCodeNode"))
    if found is None:
        raise ActionError("Code discount does not exist", "id", code="INVALID")
    with context.store.change(context.domain) as change:
        vouchers.end_discount(change, found)
    return {"codeDiscountNode": found}


GOODWILL_MUTATIONS: Table = {
    "storeCreditAccountCredit": _credit,
    "storeCreditAccountDebit": _debit,
    "giftCardCreate": _make_card,
    "giftCardDeactivate": _deactivate,
    "giftCardSendNotificationToCustomer": _notify,
    "discountCodeBasicCreate": _discount,
    "discountCodeDeactivate": _end_discount,
}
