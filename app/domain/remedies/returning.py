"""Whether a choice about a return can be had, in words where it cannot; amounts are Shopify's, never made here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.money import Money, MoneyBag
from app.domain.orders import ReturnStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import Disposition, ProcessedLine, ReturnProcessingChoice
from app.domain.remedies.returns import EXCHANGE, LineOnReturn, Location, ReturnNow, WayBack
from app.domain.remedies.terms import Part, Piece, TermLine


@dataclass(frozen=True, slots=True)
class Handled:
    """A piece of the terms and the line of a reverse fulfillment order where its fate is noted, "" where nowhere."""

    piece: Piece
    way_gid: str = ""


def handled(now: ReturnNow, choice: ReturnProcessingChoice, locations: Iterable[Location]) -> tuple[Handled, ...]:
    """What is processed, piece by piece, with fate and location; raises NotPossible."""
    if now.status is not ReturnStatus.OPEN:
        raise NotPossible(Problem.RETURN_NOT_OPEN, name=now.name)
    leaving = [line for line in now.exchanges if line.processable and choice.exchanges]
    if not leaving and not any(line.processable for line in now.lines):
        raise NotPossible(Problem.NOTHING_TO_PROCESS, name=now.name)
    if not choice.lines and not leaving:
        raise NotPossible(Problem.NOTHING_TO_RETURN)
    places = {place.gid: place for place in locations}
    ways = _ways(now)
    coming = [one for chosen in choice.lines for one in _split(_line(now, choice, chosen), chosen, places, ways)]
    instead = (Piece(line.gid, line.title, line.processable, EXCHANGE, variant_title=line.variant_title)
               for line in leaving)  # fmt: skip
    return (*coming, *(Handled(piece) for piece in instead))


def _line(now: ReturnNow, choice: ReturnProcessingChoice, chosen: ProcessedLine) -> LineOnReturn:
    line = next((item for item in now.lines if item.gid == chosen.return_line_gid), None)
    if line is None:
        raise NotPossible(Problem.UNKNOWN_LINE)
    if chosen.quantity < 1:
        raise NotPossible(Problem.BAD_QUANTITY, line.gid, given=chosen.quantity)
    together = sum(item.quantity for item in choice.lines if item.return_line_gid == line.gid)
    if together > line.processable:
        raise NotPossible(Problem.TOO_MANY_TO_PROCESS, line.gid, left=line.processable, title=line.title)
    return line


def _ways(now: ReturnNow) -> dict[str, list[WayBack]]:
    found: dict[str, list[WayBack]] = {}
    for order in now.reverse_orders:
        for fulfillment_line_gid, way in order.ways:
            found.setdefault(fulfillment_line_gid, []).append(way)
    return found


def _split(
    line: LineOnReturn, chosen: ProcessedLine, places: Mapping[str, Location], ways: dict[str, list[WayBack]]
) -> Iterable[Handled]:
    """One piece a reverse line; pieces whose fate was noted before, elsewhere, come without one."""
    place = _place(line, chosen, places)
    open_ways, rest = ways.get(line.fulfillment_line_gid, []), chosen.quantity
    for at, way in enumerate(open_ways):
        count = min(rest, way.left)
        if count:
            open_ways[at] = WayBack(way.gid, way.left - count)
            rest -= count
            fate = chosen.disposition.value
            yield Handled(_piece(line, count, fate, place), way.gid)
    if rest:
        yield Handled(_piece(line, rest, "", None))


def _place(line: LineOnReturn, chosen: ProcessedLine, places: Mapping[str, Location]) -> Location | None:
    if chosen.disposition is Disposition.UNKNOWN:
        raise NotPossible(Problem.FATE_MISSING, line.gid, title=line.title)
    if chosen.disposition is not Disposition.RESTOCKED:
        return None
    if chosen.location_gid not in places:
        raise NotPossible(Problem.LOCATION_MISSING, line.gid, title=line.title)
    return places[chosen.location_gid]


def _piece(line: LineOnReturn, quantity: int, fate: str, place: Location | None) -> Piece:
    gid, name = (place.gid, place.name) if place else ("", "")
    return Piece(line.gid, line.title, quantity, fate, gid, name, line.variant_title)


def deductions(now: ReturnNow, pieces: Iterable[Piece], missing: MoneyBag) -> tuple[TermLine, ...]:
    """What `missing` went for, between the parts Shopify names and what it pays: item by item where that adds up to
    the very amount, otherwise as one line. Nothing where the return has neither fee nor exchange.
    """
    pieces = tuple(pieces)
    restocking = tuple(_restocking(now, pieces))
    exchanged = tuple(_exchanged(now, pieces))
    shipping = (TermLine(Part.RETURN_SHIPPING_FEE, now.shipping_fee, deducted=True),) if now.shipping_fee else ()
    has_exchange = any(piece.fate == EXCHANGE for piece in pieces)
    if missing.presentment.amount <= 0 or not (restocking or has_exchange or shipping):
        return ()
    for lines in ((*exchanged, *restocking, *shipping), (*exchanged, *restocking)):
        if lines and sum((line.amount.presentment.amount for line in lines), Decimal(0)) == missing.presentment.amount:
            return lines
    part = Part.EXCHANGE_ITEMS if has_exchange else Part.RESTOCKING_FEE if restocking else Part.RETURN_SHIPPING_FEE
    return (TermLine(part, missing, deducted=True),)


def _restocking(now: ReturnNow, pieces: tuple[Piece, ...]) -> Iterable[TermLine]:
    for line in now.lines:
        count = sum(piece.quantity for piece in pieces if piece.gid == line.gid)
        if line.fee_amount is not None and line.fee_amount.presentment and count:
            amount = _share(line.fee_amount, count, line.quantity)
            yield TermLine(Part.RESTOCKING_FEE, amount, deducted=True, title=line.title, quantity=count)


def _exchanged(now: ReturnNow, pieces: tuple[Piece, ...]) -> Iterable[TermLine]:
    by_gid = {line.gid: line for line in now.exchanges}
    for piece in pieces:
        line = by_gid.get(piece.gid)
        if piece.fate == EXCHANGE and line is not None and line.total is not None:
            amount = _share(line.total, piece.quantity, line.quantity)
            yield TermLine(Part.EXCHANGE_ITEMS, amount, deducted=True, title=piece.title, quantity=piece.quantity)


def _share(whole: MoneyBag, count: int, of: int) -> MoneyBag:
    """The part of a line's amount; only shown where it adds up with Shopify's own total."""
    shop, presentment = (
        Money(side.amount * count / max(1, of), side.currency).rounded() for side in (whole.shop, whole.presentment)
    )
    return MoneyBag(shop, presentment)


def leaving_worth(now: ReturnNow, pieces: Iterable[Piece], like: Iterable[MoneyBag]) -> MoneyBag | None:
    """What the shop takes for the pieces that leave, the customer's side at the rate of the largest of `like`; None
    where a price is not known, or not in the currency the order is booked in.
    """
    rate = max(like, key=lambda item: abs(item.presentment.amount))
    prices = {line.gid: line.price for line in now.exchanges}
    shop = Money.zero(rate.shop.currency)
    for piece in pieces:
        price = prices.get(piece.gid)
        if piece.fate != EXCHANGE:
            continue
        if price is None or price.currency != shop.currency:
            return None
        shop += Money(price.amount * piece.quantity, price.currency)
    seen = shop.amount * rate.presentment.amount / rate.shop.amount if rate.shop else Decimal(0)
    return MoneyBag(shop, Money(seen, rate.presentment.currency).rounded())


def total(bags: Iterable[MoneyBag], start: MoneyBag) -> MoneyBag:
    """The sum, in both currencies."""
    shop, presentment = start.shop, start.presentment
    for item in bags:
        shop, presentment = shop + item.shop, presentment + item.presentment
    return MoneyBag(shop, presentment)


def minus(one: MoneyBag, other: MoneyBag) -> MoneyBag:
    return MoneyBag(one.shop - other.shop, one.presentment - other.presentment)
