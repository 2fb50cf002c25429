"""The statements that rules ask on every event: built once, because building them costs more than asking.

Each takes `shop`; none may be asked without it.
"""

from sqlalchemy import Integer, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from app.domain.messages import Author, ConversationStatus, Direction, Visibility
from app.models import (
    Conversation,
    ConversationTag,
    Customer,
    FulfillmentEventRow,
    FulfillmentRow,
    Macro,
    MacroVariant,
    Message,
    Order,
    Rule,
    RuleRun,
)

SHOP = bindparam("shop", type_=Integer)
_earlier = aliased(Message)

RULES_DUE = (
    select(Rule)
    .where(Rule.shop_id == SHOP, Rule.trigger == bindparam("trigger"), Rule.enabled_at.is_not(None))
    .order_by(Rule.position, Rule.id)
)
RUNS_OF = select(RuleRun).where(
    RuleRun.shop_id == SHOP,
    RuleRun.rule_id.in_(bindparam("rules", expanding=True)),
    RuleRun.cause_key.in_(bindparam("keys", expanding=True)),
)
# The message, its conversation, its customer, the order pinned, and whether a customer's message came before it.
MESSAGE = (
    select(
        Message,
        Conversation,
        Customer,
        Order,
        exists(
            select(_earlier.id).where(
                _earlier.shop_id == SHOP,
                _earlier.conversation_id == Message.conversation_id,
                _earlier.id < Message.id,
                _earlier.direction == Direction.INBOUND,
            )
        ),
    )
    .join(Conversation, Conversation.id == Message.conversation_id)
    .outerjoin(Customer, Customer.id == Conversation.customer_id)
    .outerjoin(Order, Order.id == Conversation.order_id)
    .where(Message.shop_id == SHOP, Message.id == bindparam("message"))
)
# The order, its customer, its newest conversation that is not resolved, and the parcel named.
ORDER = (
    select(Order, Customer, Conversation, FulfillmentRow)
    .outerjoin(Customer, Customer.id == Order.customer_id)
    .outerjoin(
        Conversation,
        and_(
            Conversation.shop_id == SHOP,
            Conversation.order_id == Order.id,
            Conversation.customer_id == Order.customer_id,
            Conversation.status != ConversationStatus.RESOLVED,
        ),
    )
    .outerjoin(FulfillmentRow, and_(FulfillmentRow.order_id == Order.id, FulfillmentRow.id == bindparam("parcel")))
    .where(Order.shop_id == SHOP, Order.id == bindparam("order"))
    .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    .limit(1)
)
MOVED = select(FulfillmentEventRow).where(
    FulfillmentEventRow.shop_id == SHOP, FulfillmentEventRow.id == bindparam("moved")
)
TAGS = select(ConversationTag.tag).where(
    ConversationTag.shop_id == SHOP, ConversationTag.conversation_id == bindparam("conversation")
)
LATEST_PARCEL = (
    select(FulfillmentRow)
    .where(FulfillmentRow.shop_id == SHOP, FulfillmentRow.order_id == bindparam("order"))
    .order_by(FulfillmentRow.id.desc())
    .limit(1)
)
LOCKED_CUSTOMER = (
    select(Customer.id).where(Customer.shop_id == SHOP, Customer.id == bindparam("customer")).with_for_update()
)
# When rules wrote to a customer, or in a conversation without one, and on which trigger.
WRITTEN = (
    select(Message.created_at, Rule.trigger)
    .join(Conversation, Conversation.id == Message.conversation_id)
    .outerjoin(Rule, Rule.id == Message.rule_id)
    .where(Conversation.shop_id == SHOP, Message.author == Author.RULE, Message.visibility == Visibility.PUBLIC)
    .where(Message.created_at > bindparam("since"))
)
WRITTEN_TO = WRITTEN.where(Conversation.customer_id == bindparam("customer"))
WRITTEN_IN = WRITTEN.where(Conversation.id == bindparam("conversation"))
AGENT_WROTE_AT = select(func.max(Message.created_at)).where(
    Message.shop_id == SHOP,
    Message.conversation_id == bindparam("conversation"),
    Message.author == Author.AGENT,
    Message.visibility == Visibility.PUBLIC,
)
SENT_IN_SHOP = select(func.count()).select_from(
    select(RuleRun.id)
    .where(RuleRun.shop_id == SHOP, RuleRun.created_at > bindparam("since"), RuleRun.message_id.is_not(None))
    .limit(bindparam("limit", type_=Integer))
    .subquery()
)
MACROS = (
    select(Macro.id, Macro.name, MacroVariant.language, MacroVariant.subject, MacroVariant.body)
    .outerjoin(MacroVariant, MacroVariant.macro_id == Macro.id)
    .where(Macro.shop_id == SHOP, Macro.removed_at.is_(None))
    .order_by(Macro.name, Macro.id, MacroVariant.language)
)
MACRO_NAMED = MACROS.where(Macro.name == bindparam("macro"))
MACRO_NUMBERED = MACROS.where(Macro.id == bindparam("macro"))
