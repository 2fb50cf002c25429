"""A staff member is here: Shopify says once who he is; while it cannot, he works without a name."""

from datetime import datetime

from app.desk import agents
from app.desk.agents import AgentInfo, StaffMember
from app.desk.shops import KnownShop
from app.domain.errors import GatewayError
from app.errands.runtime import Runtime
from app.shopify import exchange
from app.shopify.auth import SessionToken


def run(runtime: Runtime, shop: KnownShop, token: SessionToken, now: datetime, *, locale: str = "") -> AgentInfo:
    """The agent behind a verified token; at most one write a minute for one whose name is known.

    `locale` is that of the document being loaded; a fetch has none and never asks Shopify for a name again.
    """
    with runtime.desk(shop.id, now=now, read_only=True) as desk:
        agent = agents.find(desk, token.shopify_user_id)
    if agent is None or (locale and not agent.name):
        staff = _described(runtime, token, locale)
        with runtime.desk(shop.id, now=now) as desk:
            agent = agents.meet(desk, staff)
    if agent.stale or (locale and locale != agent.locale):
        with runtime.desk(shop.id, now=now) as desk:
            agent = agents.seen(desk, agent.id, locale)
    return agent


def _described(runtime: Runtime, token: SessionToken, locale: str) -> StaffMember:
    nobody = StaffMember(token.shopify_user_id, "", "", locale, is_owner=False)
    try:
        staff = exchange.exchange_online(runtime.settings, token.shop, token.raw)
    except GatewayError:
        return nobody
    if staff.shopify_user_id != token.shopify_user_id:
        return nobody
    return StaffMember(staff.shopify_user_id, staff.name, staff.email, locale or staff.locale, staff.is_owner)
