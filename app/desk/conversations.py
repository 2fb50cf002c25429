"""What can be done to a conversation by hand or by a rule; each change is recorded with who made it."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.desk import searching
from app.desk.desk import ActorKind, Desk
from app.domain.errors import Rejected
from app.domain.events import ConversationChanged, LanguageCorrected
from app.domain.languages import canonical
from app.domain.matching import OrderReason
from app.domain.messages import ConversationStatus
from app.domain.words import N_
from app.models import Agent, Conversation, ConversationTag, Customer, Order

LONGEST_TAG = 60


def assign(desk: Desk, conversation_id: int, agent_id: int | None) -> None:
    """Give it to an agent of this shop, or to nobody."""
    conversation = desk.get(Conversation, conversation_id, lock=True)
    if agent_id is not None and desk.get(Agent, agent_id).removed_at is not None:
        raise Rejected(N_("This agent does not work here any more."), "agent_id")
    if conversation.assignee_id != agent_id:
        conversation.assignee_id = agent_id
        changed(desk, conversation, "assignee")


def resolve(desk: Desk, conversation_id: int) -> None:
    set_status(desk, conversation_id, ConversationStatus.RESOLVED)


def reopen(desk: Desk, conversation_id: int) -> None:
    set_status(desk, conversation_id, ConversationStatus.OPEN)


def snooze(desk: Desk, conversation_id: int, until: datetime) -> None:
    """Out of sight until a moment, or until the customer writes."""
    if until <= desk.now:
        raise Rejected(N_("The moment to wake up is already past."), "until")
    conversation = desk.get(Conversation, conversation_id, lock=True)
    conversation.snoozed_until = until
    _put(desk, conversation, ConversationStatus.SNOOZED)


def set_status(desk: Desk, conversation_id: int, status: ConversationStatus) -> None:
    """Any status but SNOOZED, which needs its moment: use `snooze`."""
    conversation = desk.get(Conversation, conversation_id, lock=True)
    if status is ConversationStatus.SNOOZED:
        raise Rejected(N_("Say until when."), "until")
    _put(desk, conversation, status)


def wake(desk: Desk, conversation: Conversation) -> None:
    """The customer wrote: whatever it was, it is open now."""
    _put(desk, conversation, ConversationStatus.OPEN)


def wake_due(desk: Desk) -> int:
    """Open what was snoozed until now; returns how many."""
    query = desk.select(Conversation).where(
        Conversation.status == ConversationStatus.SNOOZED, Conversation.snoozed_until <= desk.now
    )
    due = desk.all(query.limit(200).with_for_update(skip_locked=True))
    for conversation in due:
        _put(desk, conversation, ConversationStatus.OPEN)
    return len(due)


def tag(desk: Desk, conversation_id: int, name: str) -> None:
    tag_row(desk, desk.get(Conversation, conversation_id), name)


def tag_row(desk: Desk, conversation: Conversation, name: str) -> None:
    text = " ".join(name.split())
    if not 0 < len(text) <= LONGEST_TAG:
        raise Rejected(N_("A tag has 1 to %(most)s characters."), "tag", most=LONGEST_TAG)
    try:
        with desk.session.begin_nested():
            desk.add(ConversationTag(conversation_id=conversation.id, tag=text))
    except IntegrityError:
        return
    changed(desk, conversation, "tags")


def untag(desk: Desk, conversation_id: int, name: str) -> None:
    conversation = desk.get(Conversation, conversation_id)
    row = desk.one(
        desk.select(ConversationTag).where(
            ConversationTag.conversation_id == conversation.id, ConversationTag.tag == name
        )
    )
    if row is not None:
        desk.session.delete(row)
        changed(desk, conversation, "tags")


def pin_order(desk: Desk, conversation_id: int, order_id: int | None) -> None:
    """An agent says which order it is about, or that it is about none; no message changes that again."""
    conversation = desk.get(Conversation, conversation_id, lock=True)
    conversation.order_id = desk.get(Order, order_id).id if order_id is not None else None
    conversation.order_reason = OrderReason.AGENT
    changed(desk, conversation, "order")
    searching.index_about(desk, conversation.id)


def set_language(desk: Desk, conversation_id: int, language: str) -> None:
    """Correct the language the customer is answered in; what an agent says of it is remembered with the customer."""
    customer_id = desk.get(Conversation, conversation_id).customer_id
    if not (tag_ := canonical(language)):
        raise Rejected(N_("This is not a language."), "language")
    if customer_id is not None and desk.actor.kind is ActorKind.AGENT:
        customer = desk.get(Customer, customer_id, lock=True)  # before the conversation, as where messages come in
        customer.language, customer.language_told_at = tag_, desk.now
    conversation = desk.get(Conversation, conversation_id, lock=True)
    if conversation.language != tag_:
        conversation.language = tag_
        changed(desk, conversation, "language")
        desk.record(LanguageCorrected(conversation.id, tag_))


def set_sends_out(desk: Desk, conversation_id: int, *, sends_out: bool) -> None:
    """Whether its texts may leave for a translation engine from now on."""
    conversation = desk.get(Conversation, conversation_id, lock=True)
    if conversation.sends_out != sends_out:
        conversation.sends_out = sends_out
        changed(desk, conversation, "sends_out")


def changed(desk: Desk, conversation: Conversation, what: str) -> None:
    """Note that something about it changed; pages that look at it ask by `changed_at`."""
    conversation.changed_at = desk.now
    desk.record(ConversationChanged(conversation.id, what, by_rule=desk.actor.kind is ActorKind.RULE))


def _put(desk: Desk, conversation: Conversation, status: ConversationStatus) -> None:
    if conversation.status == status:
        return
    conversation.status = status
    conversation.resolved_at = desk.now if status is ConversationStatus.RESOLVED else None
    if status is not ConversationStatus.SNOOZED:
        conversation.snoozed_until = None
    changed(desk, conversation, "status")
