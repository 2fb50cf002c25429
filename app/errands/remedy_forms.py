"""What the forms of remedies list beyond the mirror, asked of Shopify as the form opens; nothing is changed there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from app.desk import remedy_orders
from app.desk.reading import window
from app.desk.reading.remedy_order import form_order
from app.domain.errors import DeskError, GatewayError, NotFound, Rejected
from app.domain.languages import canonical
from app.domain.law import ReturnWindow
from app.domain.money import Money
from app.domain.orders import Address
from app.domain.remedies.returns import Location, ReturnableLine, ReturnNow, ReturnReason, Variant
from app.domain.words import N_
from app.errands import tokens
from app.errands.interpreting import Purpose, interpreter, record
from app.errands.runtime import Runtime
from app.shopify import labels, locations, places, return_parts, returns_reading, variants
from app.shopify.client import AdminApi
from app.translation.detect import detect

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Opening:
    """For a new return: what can come back, why, and what the shop sells under the words that were searched for."""

    lines: tuple[ReturnableLine, ...]
    reasons: tuple[ReturnReason, ...]
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """A return that came back, and where its pieces can go."""

    given: ReturnNow
    locations: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class Declining:
    """`policy` is the shop's own sentence where it counts, `words` the same in the customer's `language`, or as it is.
    `window`: until when the law or the shop lets it come back.
    """

    given: ReturnNow
    window: ReturnWindow | None
    policy: str
    words: str
    language: str


@dataclass(frozen=True, slots=True)
class About:
    """Which return of which order, and in whose language its reasons are named."""

    order_id: int
    return_gid: str
    language: str = ""


def opening(runtime: Runtime, shop_id: int, order_id: int, language: str, search: str) -> Opening:
    """Raises OrderGone, NotPossible or a GatewayError."""
    gid = _order_gid(runtime, shop_id, order_id)

    def ask(api: AdminApi) -> Opening:
        known = returns_reading.order_returns(replace(api, language=language), gid)
        found = variants.variants(api, search) if search else ()
        return Opening(tuple(returns_reading.returnable(api, gid)), known.reasons, found)

    return tokens.with_fresh_token(runtime, shop_id, ask)


def one_return(runtime: Runtime, shop_id: int, about: About) -> ReturnNow:
    """A return as it is now; raises NotPossible where it is not one of this order's."""
    return _asked(runtime, shop_id, about, return_parts.fetch)


def inspection(runtime: Runtime, shop_id: int, about: About) -> Inspection:
    def ask(api: AdminApi, order_gid: str, return_gid: str) -> Inspection:
        return Inspection(return_parts.fetch(api, order_gid, return_gid), locations.active(api))

    return _asked(runtime, shop_id, about, ask)


def declining(runtime: Runtime, shop_id: int, about: About) -> Declining:
    """The return, and the policy to quote, put into the customer's language."""
    given = one_return(runtime, shop_id, about)
    with runtime.desk(shop_id, read_only=True) as desk:
        language = canonical(form_order(desk, about.order_id).language)
        seen = window.of_order(desk, about.order_id)
    note = seen.window.sentence if seen else ""
    return Declining(
        given, seen.window if seen else None, note, _translated(runtime, shop_id, note, language), language
    )


def address_now(runtime: Runtime, shop_id: int, order_id: int) -> Address | None:
    """Where the order goes at this moment; the mirror may have forgotten it on request."""
    gid = _order_gid(runtime, shop_id, order_id)
    return tokens.with_fresh_token(runtime, shop_id, lambda api: places.addressed(api, gid).address)


def credit_balances(runtime: Runtime, shop_id: int, order_id: int) -> tuple[Money, ...]:
    """What store credit the customer has already; nothing where it cannot be had: it is only good to know."""
    gid = _order_gid(runtime, shop_id, order_id)
    try:
        return tokens.with_fresh_token(runtime, shop_id, lambda api: places.credit_balances(api, gid))
    except (GatewayError, Rejected):
        return ()


def upload_label(runtime: Runtime, shop_id: int, content: bytes) -> str:
    """Put a label where Shopify takes it from; raises NotPossible for what is none."""
    return tokens.with_fresh_token(runtime, shop_id, lambda api: labels.upload(api, content))


def _asked(runtime: Runtime, shop_id: int, about: About, ask: Callable[[AdminApi, str, str], Result]) -> Result:
    if not about.return_gid:
        raise NotFound(N_("Choose a return first."))
    gid = _order_gid(runtime, shop_id, about.order_id)
    return tokens.with_fresh_token(
        runtime, shop_id, lambda api: ask(replace(api, language=about.language), gid, about.return_gid)
    )


def _order_gid(runtime: Runtime, shop_id: int, order_id: int) -> str:
    with runtime.desk(shop_id, read_only=True) as desk:
        return remedy_orders.ref(desk, order_id).gid


def _translated(runtime: Runtime, shop_id: int, note: str, language: str) -> str:
    """As it is where no engine can: a person reads it before it leaves, and writes it himself."""
    if not note or not language:
        return note
    source = detect(note, ()).language
    if not source or source == language:
        return note
    engine = interpreter(runtime, shop_id)
    try:
        return engine.put(note, source, language, Purpose.DRAFT).text
    except (GatewayError, DeskError):
        return note
    finally:
        record(runtime, engine)
