"""A staff member is at the door with a verified token: in he comes, as one of his shop's agents."""

from datetime import datetime

from app.desk import agents, shops
from app.desk.agents import AgentInfo, StaffMember
from app.desk.desk import SYSTEM, desk_in
from app.desk.shops import KnownShop
from app.domain.errors import GatewayError, NotAllowed
from app.domain.words import N_
from app.errands import install_shop
from app.errands.runtime import Runtime
from app.shopify import exchange
from app.shopify.auth import SessionToken


def run(
    runtime: Runtime, token: SessionToken, now: datetime, *, locale: str | None = None
) -> tuple[KnownShop, AgentInfo]:
    """His shop and who he is; one reading for somebody known, at most one write a minute.

    `locale` is that of the document being loaded ("" where it says none): only a document installs the app and
    asks Shopify for a name. None is a fetch from a page that is already open.
    """
    shop, agent = _known(runtime, token, now)
    if locale is not None and (shop is None or not shop.open):
        shop = install_shop.run(runtime, token, now)
    if shop is None or not shop.installed:
        raise NotAllowed(N_("Kakehashi is not installed in this shop. Open it again from the Shopify admin."))
    if agent is None or (locale is not None and not agent.name):
        staff = _described(runtime, token, locale or "", now)
        with runtime.desk(shop.id, now=now) as desk:
            agent = agents.meet(desk, staff)
    if agent.stale or (locale and locale != agent.locale):
        with runtime.desk(shop.id, now=now) as desk:
            agent = agents.seen(desk, agent.id, locale or "")
    return shop, agent


def _known(runtime: Runtime, token: SessionToken, now: datetime) -> tuple[KnownShop | None, AgentInfo | None]:
    with runtime.database.transaction(read_only=True) as session:
        shop = shops.known(session, token.shop)
        if shop is None or not shop.installed:
            return shop, None
        return shop, agents.find(desk_in(session, shop.id, SYSTEM, now), token.shopify_user_id)


def _described(runtime: Runtime, token: SessionToken, locale: str, now: datetime) -> StaffMember:
    """Who he is, as Shopify says; while it cannot say, he works without a name."""
    nobody = StaffMember(token.shopify_user_id, "", "", locale, is_owner=False)
    try:
        staff = exchange.exchange_online(runtime.settings, token.shop, token.raw, now).staff
    except GatewayError:
        return nobody
    if staff.shopify_user_id != token.shopify_user_id:
        return nobody
    return StaffMember(staff.shopify_user_id, staff.name, staff.email, locale or staff.locale, staff.is_owner)
