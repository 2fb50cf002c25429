"""Staff members who came in through the admin: agents of their shop, with a token of their own in hand."""

from datetime import UTC, datetime, timedelta

from app.desk import staff_tokens as desk_tokens
from app.desk.desk import Actor, ActorKind
from app.desk.sealing import Sealer, sealer
from app.desk.staff_tokens import StaffToken
from app.errands import admit, staff_tokens
from app.errands.runtime import Runtime
from app.shopify import auth
from app.shopify.auth import SessionToken
from tests.processes import HANA, DevStore


def visit(runtime: Runtime, store: DevStore, name: str, shop: str = HANA) -> tuple[int, int, SessionToken]:
    """Open the app as one of the development store's staff: the shop's id, the agent's, and the ID token shown."""
    token = auth.verify_session_token(store.id_token(shop, name), runtime.settings)
    known, agent = admit.run(runtime, token, datetime.now(UTC), locale="en")
    return known.id, agent.id, token


def come_in(runtime: Runtime, store: DevStore, name: str, shop: str = HANA) -> Actor:
    """Open the app and confirm something: from then on the worker can act in this agent's name."""
    shop_id, agent_id, token = visit(runtime, store, name, shop)
    staff_tokens.keep(runtime, shop_id, agent_id, token)
    return Actor(ActorKind.AGENT, agent_id)


def give_token(runtime: Runtime, shop_id: int, agent_id: int, access: str = "shpua_TEST", hours: float = 24) -> None:
    """A token as if Shopify had given it."""
    with runtime.desk(shop_id) as desk:
        held = StaffToken(access, datetime.now(UTC) + timedelta(hours=hours), "write_orders")
        desk_tokens.store(desk, agent_id, held, keyring(runtime))


def keyring(runtime: Runtime) -> Sealer:
    return sealer(runtime.settings.api_secrets)
