"""Returns as agents ask for them: one intent a form, one at a time on an order, and its state."""

from dataclasses import asdict, dataclass
from datetime import datetime

from app.desk.desk import Desk
from app.desk.refund_orders import live_order
from app.domain.errors import NotFound
from app.domain.events import ReturnRequested
from app.domain.intents import OPEN_STATES, IntentState
from app.domain.problems import LookAgain, Problem
from app.domain.returns import ReturnSelection
from app.domain.words import N_
from app.models import Agent, Conversation, Order, ReturnIntent, ReturnRow


@dataclass(frozen=True, slots=True)
class ReturnOrder:
    """An order as the dialog needs it; `open_intent_id` is a return that is still on its way, or 0."""

    id: int
    gid: str
    name: str
    open_intent_id: int


@dataclass(frozen=True, slots=True)
class ReturnConfirmation:
    """`token` is the form's own: the same form twice is the same return. `known_gids` were there before."""

    token: str
    selection: ReturnSelection
    request: str
    known_gids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnStatusView:
    """An intent for the page that follows it; `error` holds Shopify's own words."""

    id: int
    order_id: int
    state: IntentState
    problem: Problem | None
    error: str
    pieces: int
    agent_name: str
    return_name: str
    created_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


def order(desk: Desk, order_id: int) -> ReturnOrder:
    row = live_order(desk, order_id)
    return ReturnOrder(row.id, row.gid, row.name, _open_intent(desk, row.id))


def existing(desk: Desk, order_id: int, token: str) -> int:
    """The intent that this form has already made, or 0."""
    row = desk.one(desk.select(ReturnIntent).where(ReturnIntent.token == token, ReturnIntent.order_id == order_id))
    return row.id if row else 0


def request(desk: Desk, order_id: int, confirmed: ReturnConfirmation) -> int:
    """Record the one intent of this form; return its id. Raises LookAgain while another return is on its way."""
    row = desk.get(Order, order_id, lock=True)
    if before := existing(desk, order_id, confirmed.token):
        return before
    if other := _open_intent(desk, row.id):
        raise LookAgain(Problem.IN_PROGRESS, other)
    intent = desk.add(
        ReturnIntent(
            token=confirmed.token,
            order_id=row.id,
            open_order_id=row.id,
            conversation_id=_conversation_about(desk, row.id),
            agent_id=desk.actor.id,
            request=confirmed.request,
            selection=asdict(confirmed.selection),
            known_return_gids=list(confirmed.known_gids),
            state=IntentState.REQUESTED,
            created_at=desk.now,
        )
    )
    desk.record(ReturnRequested(intent.id, row.id))
    return intent.id


def status(desk: Desk, order_id: int, intent_id: int) -> ReturnStatusView:
    """How far a return has come; its name is known once the mirror has it."""
    row = desk.get(ReturnIntent, intent_id)
    if row.order_id != order_id:
        raise NotFound(N_("There is no such return on this order."))
    there = desk.one(desk.select(ReturnRow).where(ReturnRow.gid == row.return_gid)) if row.return_gid else None
    return ReturnStatusView(
        id=row.id,
        order_id=row.order_id,
        state=IntentState(row.state),
        problem=Problem(row.problem) if row.problem else None,
        error=row.error,
        pieces=sum(line["quantity"] for line in row.selection["lines"]),
        agent_name=desk.get(Agent, row.agent_id).name,
        return_name=there.name if there else "",
        created_at=row.created_at,
    )


def _open_intent(desk: Desk, order_id: int) -> int:
    row = desk.one(desk.select(ReturnIntent).where(ReturnIntent.open_order_id == order_id))
    return row.id if row else 0


def _conversation_about(desk: Desk, order_id: int) -> int | None:
    query = desk.select(Conversation).where(Conversation.order_id == order_id)
    row = desk.one(query.order_by(Conversation.last_message_at.desc()))
    return row.id if row else None
