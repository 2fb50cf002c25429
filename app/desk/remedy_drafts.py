"""Replies that remedies suggest: one a remedy and state of its money, gone once used, discarded or no longer true."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.desk import remedy_telling, scenes
from app.desk.desk import Desk
from app.desk.remedy_papers import paper_of, read, terms_of
from app.desk.remedy_telling import OTHERWISE, People, Text
from app.domain import macros
from app.domain.errors import Conflict, NotFound
from app.domain.events import RemedyMoneyMoved, RemedySettled
from app.domain.money import Money
from app.domain.refunds import MoneyState
from app.domain.remedies.kinds import RemedyKind, RemedyReason, RemedyState
from app.domain.remedies.telling import Telling, telling_of
from app.domain.remedies.told import Done, Told
from app.domain.words import N_
from app.models import Agent, Conversation, Order, Remedy, RemedyDraft, RemedyPreview

CHOSEN = ("words", "expires_on", "ends_on")  # what a choice says to the customer by itself


class DraftState(StrEnum):
    """OUTDATED: what it says is not so any more."""

    OPEN = "OPEN"
    USED = "USED"
    DISCARDED = "DISCARDED"
    OUTDATED = "OUTDATED"


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft for one reader: `theirs` is what the customer would get, `own` the same in the reader's language.

    `wanted` is the customer's language, "" where it is not known. `amount` is what the remedy is worth to him.
    `surely_his`: the order is this customer's own, by what Shopify knows of him.
    """

    id: int
    kind: RemedyKind
    amount: Money | None
    pending: bool
    wanted: str
    theirs: Text
    own: Text
    surely_his: bool


def follow(desk: Desk, event: RemedySettled | RemedyMoneyMoved) -> None:
    """Write what can be told of a remedy as it stands now, and take back what is not so any more."""
    row: Remedy = desk.get(Remedy, event.remedy_id, lock=True)
    if row.state != RemedyState.SUCCEEDED or row.conversation_id is None:
        return
    found = _what(desk, row)
    earlier = desk.all(desk.select(RemedyDraft).where(RemedyDraft.remedy_id == row.id).with_for_update())
    same = next((one for one in earlier if (one.telling, read(one.told, Told)) == found), None)
    for one in earlier:
        if one is not same and one.state == DraftState.OPEN:
            one.state, one.ended_at = DraftState.OUTDATED, desk.now
    if same is not None and same.state == DraftState.OUTDATED:
        same.state, same.ended_at = DraftState.OPEN, None
    elif found and same is None and all(one.money_state != row.money_state for one in earlier):
        _add(desk, row, *found)
    _show(desk, row.conversation_id)


def of_conversation(desk: Desk, conversation_id: int, reader_id: int, language: str) -> tuple[Draft, ...]:
    """The drafts that are open, the oldest first, for an agent who works in `language` and would sign them."""
    query = desk.select(RemedyDraft).where(
        RemedyDraft.conversation_id == conversation_id, RemedyDraft.state == DraftState.OPEN
    )
    return tuple(_draft(desk, row, reader_id, language) for row in desk.all(query.order_by(RemedyDraft.id)))


def use(desk: Desk, conversation_id: int, draft_id: int, message_id: int) -> None:
    """A reply was made of it. Conflict where it became another reply already, or is not true any more."""
    row = require_good(desk, conversation_id, draft_id, message_id)
    if row is not None and row.message_id != message_id:
        row.message_id = message_id
        _end(desk, row, DraftState.USED)


def require_good(desk: Desk, conversation_id: int, draft_id: int, message_id: int = 0) -> RemedyDraft | None:
    """Conflict unless a reply may still be made of it, or is this one."""
    query = desk.select(RemedyDraft).where(RemedyDraft.id == draft_id)
    row = desk.one(query.where(RemedyDraft.conversation_id == conversation_id).with_for_update())
    if row is not None and row.message_id != message_id:
        if row.state == DraftState.OUTDATED:
            raise Conflict(N_("What this draft says is not so any more. Load the page again and look."))
        if row.state == DraftState.USED:
            raise Conflict(N_("A colleague has sent this draft already. Load the page again and look."))
    return row


def discard(desk: Desk, conversation_id: int, draft_id: int) -> None:
    """Nobody wants it; once or ten times."""
    row: RemedyDraft = desk.get(RemedyDraft, draft_id, lock=True)
    if row.conversation_id != conversation_id:
        raise NotFound(N_("This draft was used, discarded or is not right any more."))
    if row.state == DraftState.OPEN:
        _end(desk, row, DraftState.DISCARDED)


def _what(desk: Desk, row: Remedy) -> tuple[Telling, Told] | None:
    """None also where the papers of somebody forgotten are gone."""
    preview: RemedyPreview | None = desk.get(RemedyPreview, row.preview_id) if row.preview_id else None
    if preview is None or not preview.terms:
        return None
    terms = terms_of(preview.terms)
    chosen = {name: str(value) for name in CHOSEN if (value := preview.choice.get(name))}
    return telling_of(
        Done(
            kind=RemedyKind(row.kind),
            terms=terms,
            money=MoneyState(row.money_state or MoneyState.NONE),
            facts=dict(terms.facts) | chosen | row.facts,
            moved=_moved(row),
            financial_status=desk.get(Order, row.order_id).financial_status,
            reason=RemedyReason(row.reason),
        )
    )


def _moved(row: Remedy) -> Money | None:
    told = [item for item in row.transactions if item["currency"] == row.presentment_currency]
    return (
        Money(sum((Decimal(item["amount"]) for item in told), Decimal(0)), row.presentment_currency) if told else None
    )


def _add(desk: Desk, row: Remedy, telling: Telling, told: Told) -> None:
    desk.add(
        RemedyDraft(
            remedy_id=row.id,
            conversation_id=row.conversation_id,
            telling=telling.value,
            money_state=row.money_state,
            told=paper_of(told),
            created_at=desk.now,
        )
    )


def _end(desk: Desk, row: RemedyDraft, state: DraftState) -> None:
    row.state, row.ended_at, row.agent_id = state, desk.now, desk.actor.id or None
    _show(desk, row.conversation_id)


def _show(desk: Desk, conversation_id: int) -> None:
    """Who has the conversation open sees it at the next look."""
    desk.get(Conversation, conversation_id).changed_at = desk.now


def _draft(desk: Desk, row: RemedyDraft, reader_id: int, language: str) -> Draft:
    remedy: Remedy = desk.get(Remedy, row.remedy_id)
    telling, told = Telling(row.telling), read(row.told, Told)
    scene = scenes.conversation_scene(desk, row.conversation_id)
    order: Order = desk.get(Order, remedy.order_id)
    wanted = scene.facts.language or ""
    theirs = remedy_telling.spoken(wanted) or OTHERWISE
    own = remedy_telling.spoken(language) or OTHERWISE

    def written(tag: str) -> Text:
        people = _people(macros.variables_of(scene.facts), order, desk.get(Agent, reader_id))
        return remedy_telling.write(telling, told, people, tag)

    return Draft(
        id=row.id,
        kind=RemedyKind(remedy.kind),
        amount=Money(remedy.amount, remedy.presentment_currency) if remedy.amount else None,
        pending=told.pending,
        wanted=wanted,
        theirs=written(theirs),
        own=written(own),
        surely_his=scenes.belongs(order, scene.customer),
    )


def _people(known: People, order: Order, agent: Agent) -> People:
    """Whom and what a text names: this remedy's order, whatever else the conversation is about."""
    return {**known, "order": {"name": order.name}, "agent": {"name": agent.name} if agent.name else {}}
