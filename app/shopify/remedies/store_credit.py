"""Store credit in the customer's currency: nothing marks it over there, so it is known by its newness and amount."""

from typing import Any

from app.domain.errors import OutcomeUnknown
from app.domain.money import Money
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import MoneyState
from app.domain.remedies.choices import StoreCreditChoice
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.goodwill import Credited, at_order_rate, check_amount, found_credit, last_moment, rate_of
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.terms import Notice, Part, TermLine, Terms
from app.domain.words import N_
from app.shopify import wire
from app.shopify.asking import answered, bag, customers_order, money, order, refuse_without_scopes, shown, whole
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.remedy import Kind

SPARED = frozenset({"shop", "storeCreditConfiguration"})  # good to know; Shopify refuses where it must
NEW_ACCOUNTS = "NEW_CUSTOMER_ACCOUNTS"

LOOK = """query StoreCreditLook($order: ID!) {
  order(id: $order) {
    id
    totalPriceSet { ...Both } totalDiscountsSet { ...Both } totalShippingPriceSet { ...Both }
    customer { id storeCreditAccounts(first: 10) { nodes { ...Account } } }
  }
  shop { customerAccountsV2 { customerAccountsVersion } }
  storeCreditConfiguration { storeCreditEnabled }
  currentAppInstallation { accessScopes { handle } }
}
fragment Account on StoreCreditAccount {
  id balance { amount currencyCode }
  transactions(first: 25, reverse: true, sortKey: CREATED_AT) {
    nodes { createdAt event amount { amount currencyCode } ... on StoreCreditAccountCreditTransaction { id } }
  }
}
fragment Both on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"""

FIND = """query StoreCreditFind($order: ID!) {
  order(id: $order) { id customer { id storeCreditAccounts(first: 10) { nodes { ...Account } } } }
}
fragment Account on StoreCreditAccount {
  id balance { amount currencyCode }
  transactions(first: 25, reverse: true, sortKey: CREATED_AT) {
    nodes { createdAt event amount { amount currencyCode } ... on StoreCreditAccountCreditTransaction { id } }
  }
}"""

CREDIT = """mutation StoreCredit($customer: ID!, $credit: StoreCreditAccountCreditInput!) {
  storeCreditAccountCredit(id: $customer, creditInput: $credit) {
    storeCreditAccountTransaction { id amount { amount currencyCode } account { id balance { amount currencyCode } } }
    userErrors { field message code }
  }
}"""


def look(api: AdminApi, ask: Ask) -> Sighting:
    """What the credit is worth to the shop, and the credits there are, so that a search takes none of them for ours."""
    choice: StoreCreditChoice = ask.choice
    check_amount(choice.amount, ask.order.presentment_currency)
    answer = whole(api, LOOK, {"order": ask.order.gid}, but=SPARED)
    node = customers_order(answer, ask)
    refuse_without_scopes(answer, "write_store_credit_account_transactions")
    if wire.obj(answer.get("storeCreditConfiguration")).get("storeCreditEnabled") is False:
        raise NotPossible(Problem.CREDIT_OFF)
    sums = (bag(node.get(name)) for name in ("totalPriceSet", "totalDiscountsSet", "totalShippingPriceSet"))
    gives = at_order_rate(choice.amount, rate_of(sums))
    accounts = wire.obj(wire.obj(answer.get("shop")).get("customerAccountsV2"))
    terms = Terms(
        gives=gives,
        store_credit=gives,
        lines=(TermLine(Part.AMOUNT, gives),),
        notices=() if accounts.get("customerAccountsVersion") == NEW_ACCOUNTS else (Notice.NEEDS_NEW_ACCOUNTS,),
        estimated=not gives.is_one_currency,
    )
    return Sighting(terms, marks=frozenset(item.gid for item in _credits(node)))


def search(api: AdminApi, ask: Ask) -> str:
    """A new credit of this amount on this customer's accounts since it was first sent, or ""."""
    node = order(answered(api, FIND, {"order": ask.order.gid}))
    return found_credit(_credits(node), ask.choice.amount, ask.known, ask.sent_at)


def request(ask: Ask, terms: Terms) -> str:
    """The exact request; the customer is the mirrored order's own."""
    del terms
    choice: StoreCreditChoice = ask.choice
    credit: dict[str, Any] = {
        "creditAmount": {"amount": choice.amount.wire(), "currencyCode": choice.amount.currency},
        "notify": choice.notify,
    }
    if choice.expires_on:
        credit["expiresAt"] = last_moment(choice.expires_on)
    return request_body(CREDIT, {"customer": ask.order.customer_gid, "credit": credit})


def send(api: AdminApi, stored: str) -> Outcome:
    """Give the credit: there is no key over there, so the bytes go out once and are then searched for."""
    payload = wire.obj(api.mutate(CREDIT, body=stored).get("storeCreditAccountCredit"))
    refuse_user_errors(payload)
    made = wire.obj(payload.get("storeCreditAccountTransaction"))
    gid = wire.text(made.get("id"))
    if not gid:
        raise OutcomeUnknown(N_("Shopify neither refused the credit nor showed it."))
    return _outcome(gid, money(made.get("amount")), wire.obj(made.get("account")))


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    """The balance after what a search found."""
    node = order(answered(api, FIND, {"order": ask.order.gid}))
    amount: Money = ask.choice.amount
    accounts = (item for item in _accounts(node) if money(item.get("balance")).currency == amount.currency)
    return _outcome(gid, amount, next(accounts, {}))


def _outcome(gid: str, amount: Money, account: wire.Json) -> Outcome:
    facts = [("amount", shown(amount))]
    if account:
        facts.append(("balance", shown(money(account.get("balance")))))
    return Outcome(gid, MoneyState.SUCCESS, facts=tuple(facts))


def _accounts(node: wire.Json) -> list[wire.Json]:
    return wire.objects(wire.obj(node.get("customer")).get("storeCreditAccounts"))


def _credits(node: wire.Json) -> list[Credited]:
    every = (item for account in _accounts(node) for item in wire.objects(account.get("transactions")))
    return [_credited(item) for item in every if item.get("id")]


def _credited(node: wire.Json) -> Credited:
    made_at = wire.moment(node.get("createdAt"))
    if made_at is None:
        raise OutcomeUnknown(N_("A credit over there has no date."))
    return Credited(wire.text(node.get("id")), money(node.get("amount")), made_at, wire.text(node.get("event")))


KIND = Kind(RemedyKind.STORE_CREDIT, StoreCreditChoice, Resend.SEARCHED, look, search, request, send, read)
