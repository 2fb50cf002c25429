"""What remedies ask alike: an order that is there, access that was granted, amounts that can be read."""

import re
from collections.abc import Mapping
from typing import Any

from app.domain.errors import OutcomeUnknown, Refused
from app.domain.money import Money, MoneyBag
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import marker
from app.domain.remedies.course import Ask
from app.domain.words import N_
from app.shopify import wire
from app.shopify.client import AdminApi, Answer
from app.shopify.remedy import OrderGone

REQUIRED = re.compile(r"[Rr]equired access: `?([a-z_]+)`?")
NOTHING: frozenset[str] = frozenset()
UNREADABLE = N_("Shopify's answer holds an amount that cannot be read.")


def whole(api: AdminApi, document: str, variables: Mapping[str, Any], *, but: frozenset[str] = NOTHING) -> Answer:
    """The answer to a question of which every part is needed; NotPossible names the scope that was not granted.

    `but`: the root fields that may be missing.
    """
    try:
        answer = api.query(document, variables)
    except Refused as refused:
        _refuse_ungranted(str(refused))
        raise
    for problem in answer.problems:
        if problem.path.partition(".")[0] in but:
            continue
        _refuse_ungranted(problem.message)
        raise Refused(theirs=problem.message)
    return answer


def answered(api: AdminApi, document: str, variables: Mapping[str, Any]) -> Answer:
    """As `whole`, for searches and reading what was done: Refused where a part may not be seen just now."""
    answer = api.query(document, variables)
    for problem in answer.problems:
        raise Refused(theirs=problem.message)
    return answer


def order(answer: Mapping[str, Any]) -> wire.Json:
    """The order of an answer; raises OrderGone."""
    found = wire.obj(answer.get("order"))
    if not found:
        raise OrderGone(N_("That order is not visible in Shopify any more."))
    return found


def customers_order(answer: Mapping[str, Any], ask: Ask) -> wire.Json:
    """The order of an answer, still of the customer it is mirrored with; raises OrderGone or NotPossible."""
    found = order(answer)
    customer = wire.text(wire.obj(found.get("customer")).get("id"))
    if not customer:
        raise NotPossible(Problem.NO_CUSTOMER)
    if customer != ask.order.customer_gid:
        raise NotPossible(Problem.QUANTITY_CHANGED)
    return found


def refuse_without_scopes(answer: Mapping[str, Any], *scopes: str) -> None:
    """A look only reads: whether what follows may be written is told by the scopes of the app's installation."""
    installed = wire.obj(answer.get("currentAppInstallation"))
    granted = {wire.text(item.get("handle")) for item in wire.objects(installed.get("accessScopes"))}
    missing = [scope for scope in scopes if scope not in granted]
    if missing:
        raise NotPossible(Problem.SCOPE_MISSING, scope=", ".join(missing))


def bag(value: object) -> MoneyBag:
    found = wire.bag(value)
    if found is None:
        raise OutcomeUnknown(UNREADABLE)
    return found


def money(value: object) -> Money:
    found = wire.money(wire.obj(value).get("amount"), wire.obj(value).get("currencyCode"))
    if found is None:
        raise OutcomeUnknown(UNREADABLE)
    return found


def noted(ask: Ask, limit: int) -> str:
    """Why, in the agent's words, and our marker, which no limit may cut off."""
    mark = f"({marker(ask.key)})"
    words = (ask.note.strip() or ask.reason.value)[: limit - len(mark) - 1]
    return f"{words} {mark}"


def shown(amount: Money) -> str:
    """An amount as a fact for the customer: "25.00 USD"."""
    return f"{amount.wire()} {amount.currency}"


def _refuse_ungranted(words: str) -> None:
    if missing := REQUIRED.search(words):
        raise NotPossible(Problem.SCOPE_MISSING, scope=missing[1])
