"""One frozen record per thing that happened, past tense, ids only: what the outbox keeps and reactions get."""

from dataclasses import dataclass

from app.domain.event import Event


@dataclass(frozen=True, slots=True)
class ShopInstalled(Event):
    shop_id: int


@dataclass(frozen=True, slots=True)
class ShopUninstalled(Event):
    shop_id: int


@dataclass(frozen=True, slots=True)
class BackfillStarted(Event):
    backfill_id: int


@dataclass(frozen=True, slots=True)
class BackfillMoved(Event):
    """A bulk operation finished over there, or a part of it was imported: look again."""

    backfill_id: int


@dataclass(frozen=True, slots=True)
class MessageReceived(Event):
    message_id: int
    conversation_id: int


@dataclass(frozen=True, slots=True)
class TranslationWanted(Event):
    """Somebody came who reads another language, or asked once more for what had failed."""

    message_id: int
    conversation_id: int


@dataclass(frozen=True, slots=True)
class MessageTranslated(Event):
    message_id: int
    conversation_id: int
    language: str


@dataclass(frozen=True, slots=True)
class ReplyQueued(Event):
    message_id: int
    conversation_id: int
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class MessageSent(Event):
    message_id: int
    conversation_id: int
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class MessageFailed(Event):
    message_id: int
    conversation_id: int


@dataclass(frozen=True, slots=True)
class ConversationChanged(Event):
    """Status, assignee, tag, order or language of a conversation; `what` names it."""

    conversation_id: int
    what: str
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class AutomationPaused(Event):
    """Too many automatic messages left the shop within an hour: a person must look before any more go."""

    sent: int


@dataclass(frozen=True, slots=True)
class OrderChanged(Event):
    order_id: int


@dataclass(frozen=True, slots=True)
class FulfillmentCreated(Event):
    order_id: int
    fulfillment_id: int


@dataclass(frozen=True, slots=True)
class ShipmentMoved(Event):
    """A tracking event arrived: `status` is Shopify's FulfillmentEventStatus, such as DELAYED."""

    order_id: int
    fulfillment_id: int
    fulfillment_event_id: int
    status: str


@dataclass(frozen=True, slots=True)
class RemedyRequested(Event):
    """An agent confirmed a remedy: it waits to be undone, or for an approval."""

    remedy_id: int
    order_id: int


@dataclass(frozen=True, slots=True)
class RemedyDue(Event):
    """A remedy's time to go has come, or it was left alone on its way: look."""

    remedy_id: int
    order_id: int


@dataclass(frozen=True, slots=True)
class RemedySettled(Event):
    """A remedy reached an end: SUCCEEDED, REJECTED, NEEDS_REVIEW or CANCELLED."""

    remedy_id: int
    order_id: int
    state: str


@dataclass(frozen=True, slots=True)
class RemedyMoneyMoved(Event):
    """Shopify said more of a remedy's money after it was made: SUCCESS, or FAILURE, on which a person must act."""

    remedy_id: int
    order_id: int
    money_state: str


@dataclass(frozen=True, slots=True)
class ApprovalAsked(Event):
    """An agent asks for a remedy that is over what he may give by himself."""

    approval_id: int
    remedy_id: int
    order_id: int


@dataclass(frozen=True, slots=True)
class ApprovalDecided(Event):
    """A request for approval ended: APPROVED, REFUSED, EXPIRED or WITHDRAWN."""

    approval_id: int
    remedy_id: int
    order_id: int
    state: str


@dataclass(frozen=True, slots=True)
class AuthorityChanged(Event):
    """The owner changed who may give how much: `what` is LIMIT_SET, LIMIT_REMOVED, PAUSED, RESUMED, APPROVER_ADDED or
    APPROVER_REMOVED, `row_id` the agent or the limit, `terms` a limit as it was set or removed.
    """

    what: str
    row_id: int = 0
    terms: str = ""


@dataclass(frozen=True, slots=True)
class RefundRecorded(Event):
    """Shopify has a refund on this order: ours, or made elsewhere (`external`)."""

    refund_id: int
    order_id: int
    external: bool


@dataclass(frozen=True, slots=True)
class ReturnRecorded(Event):
    """Shopify has a return on this order, or it changed; `status` is Shopify's ReturnStatus."""

    return_id: int
    order_id: int
    status: str


@dataclass(frozen=True, slots=True)
class LanguageCorrected(Event):
    """An agent said which language the customer writes: what was translated from another one is wrong."""

    conversation_id: int
    language: str


@dataclass(frozen=True, slots=True)
class MailArrived(Event):
    """Raw bytes of a channel were stored and wait to be read."""

    raw_id: int


@dataclass(frozen=True, slots=True)
class TroubleSeenTo(Event):
    """A person looked after what had failed: `what` is the kind of row, `retried` whether it is tried again."""

    what: str
    row_id: int
    retried: bool = False


@dataclass(frozen=True, slots=True)
class DataRequestAnswered(Event):
    """The merchant has handed a person's data on."""

    request_id: int


@dataclass(frozen=True, slots=True)
class ReturnPolicyChanged(Event):
    """The owner changed the shop's rule on returns for a country, "" for all others; `days` None: it has none now."""

    country_code: str
    days: int | None


@dataclass(frozen=True, slots=True)
class StaffGrantChanged(Event):
    """The owner let an agent give remedies in the shop's name, whatever Shopify allows him, or ended that."""

    agent_id: int
    acts_for_shop: bool
