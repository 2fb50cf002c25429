"""Open a return: pieces, why, fees and what he gets instead; its money moves only when it is processed."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import ReturnChoice, ReturningLine
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.opening import balance, check, chosen_lines, percentage, sides
from app.domain.remedies.return_marks import counted, found
from app.domain.remedies.returns import ReturnableLine
from app.domain.remedies.terms import Notice, Piece, Terms
from app.shopify import return_calculation, return_parts, returns_reading, variants, wire
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.remedy import Kind
from app.shopify.return_moves import outcome

CREATE = """mutation ReturnCreation($input: ReturnInput!) {
  returnCreate(returnInput: $input) { return { id name status } userErrors { field message code } }
}"""


def look(api: AdminApi, ask: Ask) -> Sighting:
    """What the return will give or what he will owe; another return since the agent looked stops it."""
    choice: ReturnChoice = ask.choice
    known = returns_reading.order_returns(api, ask.order.gid)
    check(choice, ask.order.presentment_currency, known.reasons)
    if not known.shipped:
        raise NotPossible(Problem.NOT_SHIPPED)
    lines = chosen_lines(choice, returns_reading.returnable(api, ask.order.gid), known.returns)
    _check_exchanges(api, choice)
    asked = _input(ask, [_line_input(choice, line) for line in choice.lines])
    titles = {line.gid: line.title for line, _ in lines}
    told = return_calculation.ask(api, asked, titles, taxes_included=known.taxes_included)
    later, owes = sides(balance(told.lines), may_owe=bool(choice.exchanges))
    notices = (Notice.CUSTOMER_OWES,) if owes else (Notice.NO_MONEY,)
    terms = Terms(
        owes=owes,
        later=later,
        lines=told.lines,
        pieces=(*_pieces(lines), *told.instead),
        notices=(*notices, *((Notice.TEST_ORDER,) if known.test else ())),
    )
    return Sighting(terms, frozenset(item.gid for item in known.returns))


def _check_exchanges(api: AdminApi, choice: ReturnChoice) -> None:
    """A variant that is none would be an error without a code, as if Shopify had failed."""
    wanted = {item.variant_gid for item in choice.exchanges}
    if wanted - variants.by_gid(api, wanted).keys():
        raise NotPossible(Problem.NOT_CALCULATED, "exchanges")


def search(api: AdminApi, ask: Ask) -> str:
    """The return that was not there when the agent looked and holds the very same pieces and exchanges."""
    choice: ReturnChoice = ask.choice
    pieces = counted((line.fulfillment_line_gid, line.quantity) for line in choice.lines)
    instead = counted((item.variant_gid, item.quantity) for item in choice.exchanges)
    return found(returns_reading.order_returns(api, ask.order.gid).returns, ask.known, pieces, instead)


def request(ask: Ask, terms: Terms) -> str:
    """The exact request."""
    del terms
    choice: ReturnChoice = ask.choice
    told = [_line_input(choice, line) | _why(line) for line in choice.lines]
    return request_body(CREATE, {"input": _input(ask, told)})


def send(api: AdminApi, stored: str) -> Outcome:
    """Open it; raises Refused (with Shopify's words), Unavailable or OutcomeUnknown."""
    payload = wire.obj(api.mutate(CREATE, body=stored).get("returnCreate"))
    refuse_user_errors(payload)
    return outcome(wire.obj(payload.get("return")))


def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
    now = return_parts.shown(api, ask.order.gid, gid)
    return Outcome(now.gid, facts=(("return", now.name),))


def _input(ask: Ask, lines: list[dict[str, Any]]) -> dict[str, Any]:
    choice: ReturnChoice = ask.choice
    given: dict[str, Any] = {"orderId": ask.order.gid, "returnLineItems": lines}
    if choice.exchanges:
        given["exchangeLineItems"] = [
            {"variantId": item.variant_gid, "quantity": item.quantity} for item in choice.exchanges
        ]
    if choice.shipping_fee:
        fee = {"amount": choice.shipping_fee.wire(), "currencyCode": choice.shipping_fee.currency}
        given["returnShippingFee"] = {"amount": fee}
    return given


def _line_input(choice: ReturnChoice, line: ReturningLine) -> dict[str, Any]:
    given: dict[str, Any] = {"fulfillmentLineItemId": line.fulfillment_line_gid, "quantity": line.quantity}
    fee = percentage(choice.restocking_fee)
    return given | ({"restockingFee": {"percentage": _number(fee)}} if fee else {})


def _why(line: ReturningLine) -> dict[str, Any]:
    return {"returnReasonDefinitionId": line.reason_gid, "returnReasonNote": line.note.strip()}


def _number(value: Decimal) -> int | float:
    """The schema wants a Float here; it is a percentage, and Shopify makes the money of it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _pieces(lines: Iterable[tuple[ReturnableLine, ReturningLine]]) -> Iterable[Piece]:
    for line, chosen in lines:
        yield Piece(line.gid, line.title, chosen.quantity, variant_title=line.variant_title)


KIND = Kind(RemedyKind.RETURN, ReturnChoice, Resend.SEARCHED, look, search, request, send, read, moves_money=False)
