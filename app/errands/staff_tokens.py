"""In whose name a remedy goes out: the agent's own, so that Shopify's staff permissions hold; by grant the shop's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from app.desk import staff_tokens
from app.desk.sealing import Sealer, sealer
from app.desk.staff_tokens import StaffToken, Standing
from app.domain.errors import Refused, Unavailable
from app.domain.problems import WORDS, Problem
from app.domain.words import N_
from app.errands import tokens
from app.errands.runtime import Runtime
from app.shopify import exchange
from app.shopify.auth import SessionToken
from app.shopify.client import AccessDenied, AdminApi, TokenRejected

FRESH = timedelta(hours=1)  # outlasts the undo, a queue and the looks after a lost answer
SPARE = timedelta(minutes=5)  # enough for a confirm while Shopify gives no new one
Result = TypeVar("Result")


class StaffRefused(Refused):
    """Nothing ran: this agent cannot do it, for a reason that he or the owner can mend; `problem` says which."""

    def __init__(self, problem: Problem, theirs: str = "") -> None:
        super().__init__(WORDS[problem], theirs)
        self.problem = problem


def keep(runtime: Runtime, shop_id: int, agent_id: int, token: SessionToken) -> None:
    """Have a token of the agent's own for what he is about to confirm or approve. Raises Unavailable or Refused.

    To be called at that click, outside any transaction: an ID token buys one only within its minute.
    """
    now = datetime.now(UTC)
    known = _standing(runtime, shop_id, agent_id)
    if known.acts_for_shop or _lasts(known, now + FRESH):
        return
    try:
        fresh = exchange.exchange_online(runtime.settings, known.domain, token.raw, now)
    except Unavailable:
        if _lasts(known, now + SPARE):
            return
        raise
    if fresh.staff.shopify_user_id != known.shopify_user_id:
        raise Refused(N_("Shopify did not say who is signed in."))
    with runtime.desk(shop_id, now=now) as desk:
        held = StaffToken(fresh.access, fresh.expires_at, fresh.scopes)
        staff_tokens.store(desk, agent_id, held, _sealer(runtime))


def api_for(runtime: Runtime, shop_id: int, agent_id: int) -> AdminApi:
    """The Admin API in this agent's name. Raises StaffRefused where he has to open the app and confirm again."""
    known = _standing(runtime, shop_id, agent_id)
    if known.removed:
        raise StaffRefused(Problem.AGENT_GONE)
    if known.acts_for_shop:
        return tokens.api(runtime, shop_id)
    if known.token is None or known.token.expires_at <= datetime.now(UTC):
        raise StaffRefused(Problem.NOT_SIGNED_IN)
    return AdminApi(runtime.settings, known.domain, known.token.access)


def with_agent(runtime: Runtime, shop_id: int, agent_id: int, call: Callable[[AdminApi], Result]) -> Result:
    """Run `call` in this agent's name: who confirmed it, or who approved it where somebody had to.

    Raises StaffRefused where Shopify does not let him, or no longer knows him; it is never tried in another name.
    """
    known = _standing(runtime, shop_id, agent_id)
    if known.acts_for_shop and not known.removed:
        return tokens.with_fresh_token(runtime, shop_id, call)
    try:
        return _tried(runtime, shop_id, agent_id, call)
    except AccessDenied as error:
        raise StaffRefused(Problem.NOT_PERMITTED, str(error)) from error


def _tried(runtime: Runtime, shop_id: int, agent_id: int, call: Callable[[AdminApi], Result]) -> Result:
    """A token that is not taken ran nothing: once more, perhaps with the one that he has brought since."""
    try:
        return call(api_for(runtime, shop_id, agent_id))
    except TokenRejected:
        again = api_for(runtime, shop_id, agent_id)
    try:
        return call(again)
    except TokenRejected as error:
        with runtime.desk(shop_id) as desk:
            staff_tokens.forget(desk, agent_id, again.access_token, _sealer(runtime))
        raise StaffRefused(Problem.NOT_SIGNED_IN) from error


def _standing(runtime: Runtime, shop_id: int, agent_id: int) -> Standing:
    with runtime.desk(shop_id, read_only=True) as desk:
        return staff_tokens.standing(desk, agent_id, _sealer(runtime))


def _lasts(known: Standing, until: datetime) -> bool:
    return known.token is not None and known.token.expires_at > until


def _sealer(runtime: Runtime) -> Sealer:
    return sealer(runtime.settings.api_secrets)
