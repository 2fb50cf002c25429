"""The tables: shape, keys and constraints, nothing else; importing this package loads them all."""

from app.models.automation import Macro, MacroVariant, Rule, RuleRun
from app.models.conversations import Conversation, ConversationTag, Message, RawMessage, Translation
from app.models.events import EventRow, Reaction, WebhookReceipt
from app.models.money import RefundIntent, RefundPreview, ReturnIntent
from app.models.orders import (
    FulfillmentEventRow,
    FulfillmentRow,
    LineItemRow,
    Order,
    RefundRow,
    ReturnRow,
    TransactionRow,
)
from app.models.people import Agent, Customer
from app.models.remedies import Remedy, RemedyPreview
from app.models.shops import Backfill, DataRequest, Lease, Shop

__all__ = [
    "Agent",
    "Backfill",
    "Conversation",
    "ConversationTag",
    "Customer",
    "DataRequest",
    "EventRow",
    "FulfillmentEventRow",
    "FulfillmentRow",
    "Lease",
    "LineItemRow",
    "Macro",
    "MacroVariant",
    "Message",
    "Order",
    "RawMessage",
    "Reaction",
    "RefundIntent",
    "RefundPreview",
    "RefundRow",
    "Remedy",
    "RemedyPreview",
    "ReturnIntent",
    "ReturnRow",
    "Rule",
    "RuleRun",
    "Shop",
    "TransactionRow",
    "Translation",
    "WebhookReceipt",
]
