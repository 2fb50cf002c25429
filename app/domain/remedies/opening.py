"""Whether a new return can be had: its lines, reasons and fees; what nothing says is possible is refused in words."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from app.domain.money import Money, MoneyBag
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import ExchangeLine, ReturnChoice, ReturningLine
from app.domain.remedies.return_marks import GONE, KnownReturn
from app.domain.remedies.returns import ReturnableLine, ReturnReason
from app.domain.remedies.terms import TermLine

NOTE_LIMIT = 255  # Shopify's limit of returnReasonNote
WHOLE = Decimal(100)
VARIANT = "gid://shopify/ProductVariant/"


def check(choice: ReturnChoice, currency: str, reasons: Iterable[ReturnReason]) -> None:
    """What can be said without the order; raises NotPossible."""
    if not choice.lines:
        raise NotPossible(Problem.NOTHING_TO_RETURN)
    known = {reason.gid for reason in reasons}
    for line in choice.lines:
        if line.reason_gid not in known:
            raise NotPossible(Problem.REASON_MISSING, "reason")
        if len(line.note.strip()) > NOTE_LIMIT:
            raise NotPossible(Problem.REASON_TOO_LONG, "note", limit=NOTE_LIMIT)
    for item in choice.exchanges:
        _check_exchange(item)
    percentage(choice.restocking_fee)
    _check_fee(choice.shipping_fee, currency)


def percentage(text: str) -> Decimal | None:
    """A restocking fee as it was typed; None is none. Raises NotPossible."""
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= WHOLE:
        raise NotPossible(Problem.BAD_PERCENTAGE, "restocking_fee", given=text)
    return value or None


def _check_exchange(item: ExchangeLine) -> None:
    if item.quantity < 1:
        raise NotPossible(Problem.BAD_QUANTITY, "exchanges", given=item.quantity)
    if not item.variant_gid.startswith(VARIANT):
        raise NotPossible(Problem.NOT_CALCULATED, "exchanges")


def _check_fee(fee: Money | None, currency: str) -> None:
    if fee is None:
        return
    if fee.currency != currency:
        raise NotPossible(Problem.NOT_ITS_CURRENCY, "shipping_fee", currency=currency)
    if not fee.is_whole():
        raise NotPossible(Problem.NOT_WHOLE, "shipping_fee", currency=currency)
    if fee.amount < 0:
        raise NotPossible(Problem.NO_AMOUNT, "shipping_fee")


def chosen_lines(
    choice: ReturnChoice, lines: Iterable[ReturnableLine], returns: Sequence[KnownReturn]
) -> tuple[tuple[ReturnableLine, ReturningLine], ...]:
    """Each chosen line with what Shopify calls returnable of it; raises NotPossible, naming the return it is on."""
    by_gid = {line.gid: line for line in lines}
    if len({line.fulfillment_line_gid for line in choice.lines}) < len(choice.lines):
        raise NotPossible(Problem.UNKNOWN_LINE)
    return tuple((_left(by_gid, chosen, returns), chosen) for chosen in choice.lines)


def _left(by_gid: dict[str, ReturnableLine], chosen: ReturningLine, returns: Sequence[KnownReturn]) -> ReturnableLine:
    gid = chosen.fulfillment_line_gid
    if chosen.quantity < 1:
        raise NotPossible(Problem.BAD_QUANTITY, gid, given=chosen.quantity)
    line = by_gid.get(gid)
    if line is not None and chosen.quantity <= line.quantity:
        return line
    for item in returns:
        titles = dict(item.titles)
        if item.status not in GONE and gid in titles:
            raise NotPossible(Problem.ON_RETURN, gid, title=titles[gid], name=item.name)
    if line is None:
        raise NotPossible(Problem.UNKNOWN_LINE)
    raise NotPossible(Problem.TOO_MANY_TO_RETURN, gid, left=line.quantity, title=line.title)


def balance(lines: Iterable[TermLine]) -> MoneyBag | None:
    """What the lines of the terms come to, below zero where the customer owes; taxes within prices count once."""
    shop = presentment = None
    for line in lines:
        if line.included:
            continue
        sides = (line.amount.shop, line.amount.presentment)
        if shop is None or presentment is None:
            shop, presentment = (Money.zero(side.currency) for side in sides)
        shop, presentment = (
            whole - side if line.deducted else whole + side
            for whole, side in zip((shop, presentment), sides, strict=True)
        )
    return MoneyBag(shop, presentment) if shop is not None and presentment is not None else None


def sides(sum_: MoneyBag | None, *, may_owe: bool) -> tuple[MoneyBag | None, MoneyBag | None]:
    """(what he gets later, what he owes): without an exchange fees never make him owe, they only leave nothing."""
    if sum_ is None or not sum_.presentment:
        return None, None
    if sum_.presentment.amount > 0:
        return sum_, None
    owed = MoneyBag(*(Money.zero(side.currency) - side for side in (sum_.shop, sum_.presentment)))
    return None, owed if may_owe else None
